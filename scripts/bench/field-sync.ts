/**
 * Records and photos of a trip, synchronised with the real server through a link that breaks again and again: whether all of it is
 * stored there in the end, and how much went over the link twice. The link breaks after as many bytes as one of 250 kB/s carries
 * in four seconds.
 *
 *     npx tsx scripts/bench/field-sync.ts [--records 500 --megabytes 1000 --drop-kilobytes 1000 --seed 1]
 */
import { createCipheriv, createHash, randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { SyncItem } from '../../server/field-sync/contract.ts';
import { randomStream } from '../../server/random.ts';
import { httpTransport } from '../../web/field/sync/http-transport.ts';
import { memoryStore } from '../../web/field/sync/memory-store.ts';
import { openOutbox } from '../../web/field/sync/outbox.ts';
import type { OutboxStore } from '../../web/field/sync/outbox-store.ts';
import { fieldRecord, fieldWorld } from '../../tests/support/field-sync-world.ts';
import { jpeg } from '../../tests/support/pictures.ts';
import { startServer } from '../../tests/support/server.ts';
import { droppingLink } from './dropping-link.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '500' },
    megabytes: { type: 'string', default: '1000' },
    'drop-kilobytes': { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});
const records = Number(values.records);
const photoBytes = Number(values.megabytes) * 1e6;
const betweenDrops = Number(values['drop-kilobytes']) * 1000;
const PHOTOS_OF_RECORD = 4;
const MARKERS = 60;

const print = (line: string) => void process.stdout.write(`${line}\n`);
const sha256 = async (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** Photo number n: a JPEG filled with a stream that no compression shortens; the same one each time it is asked for. */
function photo(n: number): Buffer {
  const key = createHash('sha256').update(`${values.seed} ${n}`).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const frame = jpeg(2000, 1500).length;
  return jpeg(2000, 1500, cipher.update(Buffer.alloc(Math.round(photoBytes / records / PHOTOS_OF_RECORD) - frame)));
}

/** A device whose pictures are made anew whenever they are read, so that a gigabyte needs no memory. */
function deviceStore(numbers: Map<string, number>): OutboxStore {
  const store = memoryStore();
  return {
    ...store,
    content: async (hash) => (numbers.has(hash) ? photo(numbers.get(hash)!) : null),
    write: ({ contents: _, ...change }) => store.write(change),
  };
}

async function main(): Promise<void> {
  const server = await startServer({ env: { YZT_DEMO: '0' }, timeoutMs: 300_000 });
  const random = randomStream(Number(values.seed), 'field-sync-bench');
  const link = await droppingLink(server.url, () => Math.round(betweenDrops * (0.5 + random.next())));
  try {
    const { markerIds, caseId, parties } = await fieldWorld(server.url, MARKERS);
    const [jia] = parties;
    const numbers = new Map<string, number>();
    const headers = { cookie: jia.cookie, origin: link.url };
    const outbox = await openOutbox({
      ...{ store: deviceStore(numbers), transport: httpTransport(link.url, headers), sha256 },
      ...{ newKey: randomUUID, now: Date.now, random: random.next },
      // The link is back at once: what is measured is bytes, not patience.
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20))),
    });
    await outbox.sync();
    let payload = 0;
    for (let n = 0; n < records; n++) {
      const photos = Array.from({ length: PHOTOS_OF_RECORD }, (_, i) => photo(n * PHOTOS_OF_RECORD + i));
      const hashes = await Promise.all(photos.map(sha256));
      hashes.forEach((hash, i) => numbers.set(hash, n * PHOTOS_OF_RECORD + i));
      const item: SyncItem = { kind: 'entry', caseId, entry: fieldRecord(markerIds[n % MARKERS]!, hashes) };
      payload += JSON.stringify(item).length + photos.reduce((sum, { length }) => sum + length, 0);
      const pictures = photos.map((content) => ({ content, mime: 'image/jpeg' }));
      await outbox.record(item, null, pictures);
    }
    print(
      `${records} records, ${numbers.size} photos, ${(payload / 1e6).toFixed(0)} MB; load ${loadavg()[0]!.toFixed(1)}`,
    );
    const [before, start] = [link.sentBytes(), performance.now()];
    let rounds = 0;
    await outbox.run(new AbortController().signal, ({ open }) => {
      if (++rounds % 50 === 0) print(`  round ${rounds}: ${open} open, ${link.drops()} drops`);
    });
    const [sent, seconds] = [link.sentBytes() - before, (performance.now() - start) / 1000];
    const file = (await jia.call('GET', `/api/v1/inspection-cases/${caseId}`)).body.file as {
      content: { kind: string };
    }[];
    const stored = file.filter(({ content }) => content.kind === 'fieldRecord').length;
    let whole = 0;
    for (const hash of numbers.keys())
      if ((await jia.call('GET', `/api/v1/field-photos/${hash}`)).body.complete === true) whole++;
    print(`on the server: ${stored} of ${records} records, ${whole} of ${numbers.size} photos whole`);
    print(
      `${link.drops()} drops, ${rounds} rounds, ${seconds.toFixed(0)} s; bytes sent beyond the content, HTTP headers included: ` +
        `${((100 * (sent - payload)) / payload).toFixed(2)}%; load ${loadavg()[0]!.toFixed(1)}`,
    );
    if (stored !== records || whole !== numbers.size) process.exitCode = 1;
  } finally {
    await link.close();
    await server.stop();
  }
}

await main();
