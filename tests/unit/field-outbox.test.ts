import { expect, test } from 'vitest';
import type { SyncItem } from '../../server/field-sync/contract.ts';
import { readOutboxFile } from '../../server/field-sync/outbox-file.ts';
import { CLOCK_TRUST_MS, serverNow } from '../../web/field/sync/clock.ts';
import { memoryStore } from '../../web/field/sync/memory-store.ts';
import { migrateOutbox } from '../../web/field/sync/migrations.ts';
import { outboxFiles } from '../../web/field/sync/outbox-file.ts';
import type { StoredItem } from '../../web/field/sync/outbox-store.ts';
import { openOutbox } from '../../web/field/sync/outbox.ts';
import { ModelServer, sha256 } from '../support/field-sync-model.ts';
import { uuid } from '../support/inspections.ts';

const deviceTime = '2026-06-01T08:00:00+08:00';
const entry = (name: string, content: unknown): SyncItem =>
  ({ kind: 'entry', caseId: uuid('case'), entry: { key: uuid(name), deviceTime, content } }) as SyncItem;
const record = (name: string) => entry(name, { kind: 'note', words: name });
const signatureOf = (name: string, of: string) =>
  entry(name, { kind: 'dissent', of: uuid(of), side: 'second', words: '异议' });
const edit = (name: string, fields: Record<string, unknown>, base: Record<string, unknown>): SyncItem => ({
  ...{ kind: 'markerEdit', key: uuid(name), markerId: 'm1', baseVersion: 1, base, fields, reason: '现场', deviceTime },
});

/** A phone that parties hand to each other, and the server it talks to. */
async function phone(clock: { now: number } = { now: 0 }) {
  const server = new ModelServer(['m1'], 16);
  const store = memoryStore();
  const signedIn: { account: string | null } = { account: 'jia' };
  const requests: { account: string | null; keys: string[] }[] = [];
  const outbox = await openOutbox({
    store,
    transport: {
      account: async () => signedIn.account,
      sync: async (_device, items) => {
        const keys = items.map((item) => (item.kind === 'entry' ? item.entry.key : item.key));
        requests.push({ account: signedIn.account, keys });
        return server.sync(structuredClone(items));
      },
      known: async (request) => server.known(request),
      photoState: async (hash) => server.photoState(hash),
      putChunk: async (hash, index, stated, chunk) => server.putChunk(hash, index, stated, chunk),
      completePhoto: async (hash, completion) => server.complete(hash, completion),
    },
    sha256: async (bytes) => sha256(bytes),
    newKey: () => uuid(`key ${requests.length}`),
    now: () => clock.now,
    sleep: async () => undefined,
    random: () => 0.5,
    chunkBytes: 16,
  });
  return { server, store, signedIn, requests, outbox };
}

const statesOf = async (store: { items(): Promise<StoredItem[]> }) =>
  Object.fromEntries((await store.items()).map(({ key, state }) => [key, state]));

test('each account sends what is its own; a signature that overtakes its record is kept and sent again', async () => {
  const { server, store, signedIn, requests, outbox } = await phone();
  await outbox.record(signatureOf('signature', 'record'), 'yi');
  await outbox.record(record('record'), 'jia');
  await outbox.record(record('of nobody'), null);

  signedIn.account = null;
  expect(await outbox.sync()).toMatchObject({ link: 'refused' });
  expect(requests).toEqual([]);

  // The other party's phone was handed back before its record was sent: the signature comes first.
  signedIn.account = 'yi';
  expect(await outbox.sync()).toMatchObject({ link: 'up', open: 1, early: 1, others: ['jia'] });
  expect(requests[0]).toEqual({ account: 'yi', keys: [uuid('signature'), uuid('of nobody')] });
  expect(await statesOf(store)).toMatchObject({ [uuid('signature')]: 'sent', [uuid('record')]: 'waiting' });

  signedIn.account = 'jia';
  expect(await outbox.sync()).toMatchObject({ open: 0, others: ['yi'] });
  expect(requests[1]).toEqual({ account: 'jia', keys: [uuid('record')] });
  signedIn.account = 'yi';
  expect(await outbox.sync()).toMatchObject({ open: 0, early: 0, others: [] });
  expect(server.entryKeys().sort()).toEqual(['record', 'of nobody', 'signature'].map(uuid).sort());
});

test('edits of two accounts do not become one, and the later waits for the earlier that it goes on from', async () => {
  const { server, signedIn, outbox } = await phone();
  await outbox.record(edit('first', { note: 'a' }, { note: null }), 'jia');
  await outbox.record(edit('second', { note: 'b' }, { note: null }), 'yi');
  signedIn.account = 'yi';
  expect(await outbox.sync()).toMatchObject({ open: 1, others: ['jia'] });
  expect(server.standing('m1').body).toEqual({});
  for (signedIn.account of ['jia', 'yi']) await outbox.sync();
  expect(server.standing('m1').body).toEqual({ note: 'b' });
});

test('a record and its pictures are written together, and nothing of them where the storage is full', async () => {
  const { store, outbox } = await phone();
  const [content, mime] = [new TextEncoder().encode('picture'), 'image/jpeg'];
  const write = store.write;
  store.write = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  await expect(outbox.record(record('r'), 'jia', [{ content, mime }])).rejects.toThrow('full');
  store.write = write;
  expect([await store.items(), await store.photos()]).toEqual([[], []]);
  await outbox.record(record('r'), 'jia', [
    { content, mime },
    { content, mime },
  ]);
  expect([await store.items(), await store.photos()]).toMatchObject([
    [{ key: uuid('r') }],
    [{ sha256: sha256(content) }],
  ]);
});

test("the server's time is told of a record while it is trusted, beside the device's own", async () => {
  const year = 365 * 86_400_000;
  const clock = { now: year };
  const { store, outbox } = await phone(clock);
  await outbox.record(record('before'), 'jia');
  // The model's server says 1970-01-01.
  expect(await outbox.sync()).toMatchObject({ clockErrorMs: -year });
  clock.now += 60_000;
  await outbox.record(record('after'), 'jia');
  clock.now += CLOCK_TRUST_MS;
  await outbox.record(record('long after'), 'jia');
  expect((await store.items()).map(({ recordedAt }) => recordedAt)).toEqual([null, '1970-01-01T00:01:00.000Z', null]);
  // Set right since: what was found out before says nothing any more.
  expect(serverNow({ clockOffsetMs: -year, clockAskedAt: year }, year - 1)).toBeNull();
  expect(serverNow({ clockOffsetMs: null, clockAskedAt: null }, year)).toBeNull();
});

test('a file holds what is of one account, and names it', async () => {
  const { store, outbox } = await phone();
  await outbox.record(record('record'), 'jia');
  await outbox.record(signatureOf('signature', 'record'), 'yi');
  await outbox.addPhoto(new Uint8Array([1, 2, 3]), 'image/png');
  const files = [];
  for await (const { content } of outboxFiles(store, async (bytes) => sha256(bytes), new Date(0)))
    files.push(readOutboxFile(JSON.parse(content)));
  expect(
    files.map(({ account, items, photos, part, parts }) => [account, items.length, photos.length, part, parts]),
  ).toEqual([
    ['jia', 1, 1, 1, 2],
    ['yi', 1, 0, 2, 2],
  ]);
});

test('what waited before accounts were kept is sent by whoever is signed in', async () => {
  const { server, store, outbox } = await phone();
  await outbox.record(record('old'), 'jia');
  const [{ account: _a, recordedAt: _r, ...old }] = (await store.items()) as [StoredItem];
  await store.write({ items: [{ ...old, schema: 1 } as StoredItem] });
  await migrateOutbox(store);
  expect(await store.items()).toMatchObject([{ schema: 2, account: null, recordedAt: null }]);
  await outbox.sync();
  expect(server.entryKeys()).toEqual([uuid('old')]);
});

test('what waits for something that never comes can be given up', async () => {
  const { store, signedIn, outbox } = await phone();
  signedIn.account = 'yi';
  await outbox.record(signatureOf('signature', 'never sent'), 'yi');
  await outbox.dismiss(uuid('signature'));
  expect(await statesOf(store)).toEqual({ [uuid('signature')]: 'waiting' });
  await outbox.sync();
  await outbox.dismiss(uuid('signature'));
  expect(await statesOf(store)).toEqual({ [uuid('signature')]: 'forgotten' });
});
