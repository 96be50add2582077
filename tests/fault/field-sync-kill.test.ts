import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryStore } from '../../web/field/sync/memory-store.ts';
import { outboxFiles } from '../../web/field/sync/outbox-file.ts';
import { openOutbox } from '../../web/field/sync/outbox.ts';
import { LinkDown } from '../../web/field/sync/transport.ts';
import { startFieldServer, type FieldServerHandle } from '../support/field-server.ts';
import { sha256 } from '../support/field-sync-model.ts';
import { runOverHttp } from '../support/field-sync-runs.ts';
import { fieldRecord, partyPassword } from '../support/field-sync-world.ts';
import { jpeg } from '../support/pictures.ts';
import { runYzt } from '../support/yzt.ts';

/** `scripts/bench/field-sync-runs.ts` makes two hundred. */
const runs = 6;
const killed = 3;
const seed = Number(process.env.YZT_FIELD_SYNC_SEED ?? 7);

let folder: string;
let server: FieldServerHandle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-field-kill-'));
  server = await startFieldServer(folder);
}, 300_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test(`what two devices send over faulty links to a server that is killed is there in the end, once (seeds from ${seed})`, async () => {
  let interrupted = 0;
  for (let run = 0; run < runs; run += 1)
    interrupted += (await runOverHttp(seed + run, server, run < killed)).interrupted;
  expect(interrupted, 'rounds of sending that were interrupted').toBeGreaterThan(0);
}, 600_000);

test('the office stores the file of a device on the command line, in the name of the account that recorded', async () => {
  const store = memoryStore();
  const down = () => Promise.reject(new LinkDown('no network'));
  const outbox = await openOutbox({
    store,
    transport: { sync: down, known: down, photoState: down, putChunk: down, completePhoto: down },
    sha256: async (bytes) => sha256(bytes),
    newKey: randomUUID,
    now: Date.now,
    sleep: async () => undefined,
    random: Math.random,
  });
  const { caseId, parties } = server.world;
  const picture = jpeg(800, 600, Buffer.alloc(1000, 'office'));
  const entry = fieldRecord('m1', [sha256(picture)]);
  await outbox.record({ kind: 'entry', caseId, entry }, 'jia', [{ content: picture, mime: 'image/jpeg' }]);
  const file = join(folder, 'outbox.json');
  for await (const { content } of outboxFiles(store, async (bytes) => sha256(bytes), new Date()))
    await writeFile(file, content);
  const imported = (account: string, password: string) =>
    runYzt(['--json', 'field', 'import', file, '--account', account], {
      dataDir: server.dataDir,
      env: { YZT_ACCOUNT_PASSWORD: password },
    });
  expect(await imported('jia', 'Not-The-Password-1')).toMatchObject({ code: 1 });
  const [answer] = JSON.parse((await imported('jia', partyPassword)).stdout).files;
  expect(answer).toMatchObject({
    outcomes: [{ key: entry.key, status: 'stored', repeated: false }],
    photos: [{ status: 'stored', repeated: false }],
  });
  const stored = (await parties[0].call('GET', `/api/v1/inspection-cases/${caseId}`)).body.file;
  expect(stored.find(({ key }: { key: string }) => key === entry.key)).toMatchObject({ author: 'jia' });
  expect(await imported('jia', partyPassword)).toMatchObject({ code: 0 });
}, 180_000);
