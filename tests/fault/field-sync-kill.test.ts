import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomStream } from '../../server/random.ts';
import { httpTransport } from '../../web/field/sync/http-transport.ts';
import { LinkDown, type Transport } from '../../web/field/sync/transport.ts';
import { SimulatedDevice, keyFrom } from '../support/field-sync-devices.ts';
import { sha256 } from '../support/field-sync-model.ts';
import { fieldRecord, fieldWorld, signInParties, type FieldWorld } from '../support/field-sync-world.ts';
import { jpeg } from '../support/pictures.ts';
import { exitOf, startServer, type RunningServer } from '../support/server.ts';

const runs = 5;
const seed = Number(process.env.YZT_FIELD_SYNC_SEED ?? 7);

let folder: string;
let server: RunningServer;
let world: FieldWorld;

const start = () => startServer({ dataDir: join(folder, 'data'), env: { YZT_DEMO: '0' }, timeoutMs: 180_000 });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-field-kill-'));
  server = await start();
  world = await fieldWorld(server.url);
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The real server, at whichever address it has now; some answers are lost. */
function linkOf(party: number, lossy: () => boolean): Transport {
  const now = () => httpTransport(server.url, { cookie: world.parties[party]!.cookie, origin: server.url });
  const maybe = async <T>(answer: Promise<T>): Promise<T> => {
    const arrived = await answer;
    if (lossy()) throw new LinkDown('answer lost');
    return arrived;
  };
  return {
    sync: (...args) => maybe(now().sync(...args)),
    known: (...args) => maybe(now().known(...args)),
    photoState: (...args) => maybe(now().photoState(...args)),
    putChunk: (...args) => maybe(now().putChunk(...args)),
    completePhoto: (...args) => maybe(now().completePhoto(...args)),
  };
}

const later = (mine: unknown, theirs: unknown) => (Number(mine) > Number(theirs ?? 0) ? 'mine' : 'theirs');

test(`two devices and a server that is killed lose nothing and store nothing twice (seed ${seed})`, async () => {
  const random = randomStream(seed, 'field sync against the real server');
  let calm = false;
  const lossy = () => !calm && random.chance(0.1);
  const devices = [0, 1].map((party) => new SimulatedDevice({ transport: linkOf(party, lossy), random, kills: 0.02 }));
  const entryKeys: string[] = [];
  const pictures: Buffer[] = [];
  const notes = new Map<string, string>();
  let count = 0;
  let interrupted = 0;

  for (let run = 0; run < runs; run += 1) {
    for (const device of devices) {
      count += 1;
      const markerId = random.pick(world.markerIds);
      const picture = jpeg(800, 600, Buffer.alloc(random.integer(1, 150_000), count));
      const entry = fieldRecord(markerId, [sha256(picture)], keyFrom(random));
      const base = { kind: 'markerEdit' as const, markerId, baseVersion: 1, base: { note: null }, reason: '现场' };
      pictures.push(picture);
      entryKeys.push(entry.key);
      notes.set(markerId, String(count));
      await device.addPhoto(picture, 'image/jpeg');
      await device.record({ kind: 'entry', caseId: world.caseId, entry });
      const { deviceTime } = entry;
      await device.record({ ...base, key: keyFrom(random), fields: { note: String(count) }, deviceTime });
    }
    const sending = Promise.all(devices.map((device) => device.sync()));
    await new Promise((resolve) => setTimeout(resolve, random.integer(0, 400)));
    server.process.kill('SIGKILL');
    await exitOf(server.process);
    interrupted += (await sending).filter((round) => round === null || round.link !== 'up').length;
    server = await start();
    world.parties = await signInParties(server.url);
  }
  expect(interrupted, 'rounds that a kill interrupted').toBeGreaterThan(0);

  calm = true;
  for (const device of devices) device.calmDown();
  const [api] = world.parties;
  const markerNow = async (id: string) => {
    const { body } = await api.call('GET', `/api/v1/boundary-markers/${id}`);
    return { version: Number(body.version), body: body as Record<string, unknown> };
  };
  let open = Infinity;
  for (let round = 0; round < 20 && open > 0; round += 1) {
    open = 0;
    for (const device of devices) {
      const went = (await device.sync())!;
      open += went.open + went.review + went.missing;
      await device.review(later, markerNow);
    }
  }
  expect(open, 'items and pictures that are not stored').toBe(0);
  const { body } = await api.call('GET', `/api/v1/inspection-cases/${world.caseId}`);
  const file = body.file as { key: string; content: { kind: string } }[];
  const records = file.filter(({ content }) => content.kind === 'fieldRecord').map(({ key }) => key);
  expect(records.sort(), 'records in = out').toEqual([...entryKeys].sort());
  expect((await api.call('GET', `/api/v1/inspection-cases/${world.caseId}/verify`)).body.intact).toBe(true);
  for (const picture of pictures) {
    const path = `${server.url}/api/v1/field-photos/${sha256(picture)}/content`;
    const answer = await fetch(path, { headers: { cookie: api.cookie } });
    expect(sha256(new Uint8Array(await answer.arrayBuffer())), 'pictures in = out').toBe(sha256(picture));
  }
  for (const [markerId, note] of notes) expect((await markerNow(markerId)).body.note).toBe(note);
}, 600_000);
