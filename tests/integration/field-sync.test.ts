import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backup, restore } from '../../server/db/backup.ts';
import {
  CHUNK_HASH_HEADER,
  fieldArea,
  fieldBasemap,
  PHOTO_CHUNK_BYTES,
  PHOTO_MAX_BYTES,
  photoState,
  syncAnswer,
  UNFINISHED_PHOTO_DAYS,
  type SyncOutcome,
} from '../../server/field-sync/contract.ts';
import { createFieldPhotos } from '../../server/field-sync/photos.ts';
import { hashedContent } from '../../server/inspection/contract.ts';
import { createProgram, type Program } from '../../server/program.ts';
import { memoryStore } from '../../web/field/sync/memory-store.ts';
import { outboxFiles } from '../../web/field/sync/outbox-file.ts';
import { openOutbox } from '../../web/field/sync/outbox.ts';
import { httpTransport } from '../../web/field/sync/http-transport.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { sha256 } from '../support/field-sync-model.ts';
import { fieldRecord, fieldWorld, type FieldWorld } from '../support/field-sync-world.ts';
import { jpeg } from '../support/pictures.ts';
import { approver } from '../support/registry.ts';
import { apiClient, testAdminPassword, type ApiClient } from '../support/server.ts';

let made: TestDatabase;
let program: Program;
let server: Server;
let url: string;
let world: FieldWorld;
let jia: ApiClient;
let yi: ApiClient;

beforeAll(async () => {
  made = await createTestDatabase('embedded');
  const config = {
    host: '',
    port: 0,
    dataDir: made.config.dataDir,
    demo: false,
    trustProxy: 0,
    logLevel: 'fatal',
    nameIndex: 'memory' as const,
    basemap: null,
  };
  program = await createProgram({ ...config, adminPassword: testAdminPassword }, made.database);
  await new Promise<void>((resolve) => (server = program.app.listen(0, '127.0.0.1', () => resolve())));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world = await fieldWorld(url);
  [jia, yi] = world.parties;
});

afterAll(async () => {
  program?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await made?.drop();
});

const deviceId = randomUUID();
const time = '2025-06-01T08:00:00+08:00';
const edit = (markerId: string, fields: Record<string, unknown>, base: Record<string, unknown>, baseVersion = 1) => ({
  ...{
    kind: 'markerEdit',
    key: randomUUID(),
    markerId,
    baseVersion,
    base,
    fields,
    reason: '现场核对',
    deviceTime: time,
  },
});
const entry = (one: ReturnType<typeof fieldRecord>) => ({ kind: 'entry', caseId: world.caseId, entry: one });

async function sync(api: ApiClient, items: unknown[]): Promise<SyncOutcome[]> {
  const { status, body } = await api.call('POST', '/api/v1/field-sync', { deviceId, items });
  expect(status, JSON.stringify(body)).toBe(200);
  return syncAnswer.parse(body).outcomes;
}

const putChunk = (hash: string, index: number, chunk: Buffer, stated = sha256(chunk)) =>
  fetch(`${url}/api/v1/field-photos/${hash}/chunks/${index}`, {
    method: 'PUT',
    body: new Uint8Array(chunk),
    headers: { cookie: jia.cookie, origin: url, [CHUNK_HASH_HEADER]: stated },
  });
const problem = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as { errors: { path: string }[] }),
});

test('an area holds lines, markers and open cases, with positions as the reader may see them', async () => {
  const area = fieldArea.parse((await jia.call('GET', '/api/v1/field-area?lineIds=l1')).body);
  expect(area.markers.map(({ id, precision }) => [id, precision])).toEqual(
    world.markerIds.map((id) => [id, 'surveyed']),
  );
  expect(area.cases.map(({ id, step }) => [id, step])).toEqual([[world.caseId, 'fieldRecord']]);
  expect((await jia.call('GET', '/api/v1/field-area?lineIds=l1,none')).status).toBe(404);
  const admin = await apiClient(url);
  await admin.call('POST', '/api/v1/users', {
    username: 'guest',
    name: '客',
    role: 'viewer',
    password: 'Guest-Reader-1',
  });
  const guest = await apiClient(url, 'guest', 'Guest-Reader-1');
  const seen = fieldArea.parse((await guest.call('GET', '/api/v1/field-area?lineIds=l1')).body);
  expect(seen.markers[0]!.position!.coordinates).toEqual([118.12, 41.23]);
  expect((await guest.call('POST', '/api/v1/field-sync', { deviceId, items: [edit('m1', {}, {})] })).status).toBe(403);

  const mapOf = (api: ApiClient, headers = {}) =>
    fetch(`${url}/api/v1/field-basemap?lineIds=l1`, { headers: { cookie: api.cookie, ...headers } });
  const map = await mapOf(jia);
  const content = await map.text();
  expect([sha256(content), Buffer.byteLength(content)]).toEqual([area.basemap!.sha256, area.basemap!.bytes]);
  expect(fieldBasemap.parse(JSON.parse(content)).network).toBeNull();
  const known = { 'if-none-match': map.headers.get('etag')!, 'cache-control': 'max-age=0' };
  expect((await mapOf(jia, known)).status).toBe(304);
});

test('items of two parties are stored once, merged by field, and a bad one spoils no other', async () => {
  const record = fieldRecord('m1');
  const parsed = { ...record, author: 'jia' };
  const contentHash = sha256(hashedContent(parsed));
  const signature = (side: 'first' | 'second', of: string, hash: string) => ({
    ...{ key: randomUUID(), deviceTime: time },
    content: { kind: 'signature', of: [of], contentHashes: [hash], side, drawing: 'M0 0L9 9', signedAt: time },
  });
  // The other party's signature overtakes the record that it signs.
  const second = { kind: 'entry', caseId: world.caseId, entry: signature('second', record.key, contentHash) };
  expect(await sync(yi, [second])).toMatchObject([{ status: 'early', reason: { en: expect.any(String) } }]);

  const first = { kind: 'entry', caseId: world.caseId, entry: signature('first', record.key, contentHash) };
  const mine = edit('m1', { note: '基座积水', state: 'damaged' }, { note: null, state: 'intact' });
  const unfounded = edit('m2', { state: 'lost' }, { state: 'moved' });
  const absent = edit('m9', { state: 'lost' }, { state: 'intact' });
  const badValue = edit('m2', { faces: 9 }, { faces: null });
  const items = [first, badValue, entry(record), mine, unfounded, absent];
  const statuses = ['stored', 'refused', 'stored', 'stored', 'refused', 'refused'];
  const outcomes = await sync(jia, items);
  expect(outcomes.map(({ status }) => status)).toEqual(statuses);
  expect(outcomes[1]!.reason!.en).toContain('faces');
  const again = await sync(jia, items);
  expect(again.map(({ status }) => status)).toEqual(statuses);
  expect(again.map(({ repeated, hash }) => [repeated, hash])).toEqual(
    outcomes.map(({ status, hash }) => [status === 'stored', hash]),
  );
  expect((await sync(jia, [{ ...mine, reason: '另一理由' }]))[0]!.status).toBe('refused');

  const other = edit('m1', { custodian: '乙局', state: 'lost' }, { custodian: null, state: 'intact' });
  expect(await sync(yi, [second, other])).toMatchObject([
    { status: 'stored' },
    { status: 'conflict', conflicts: [{ field: 'state', base: 'intact', mine: 'lost', theirs: 'damaged' }] },
  ]);
  const decided = edit('m1', { custodian: '乙局', state: 'lost' }, { custodian: null, state: 'damaged' });
  expect(await sync(yi, [decided])).toMatchObject([{ status: 'stored' }]);

  const marker = (await yi.call('GET', '/api/v1/boundary-markers/m1')).body;
  expect(marker).toMatchObject({ version: 3, state: 'lost', note: '基座积水', custodian: '乙局' });
  const file = (await yi.call('GET', `/api/v1/inspection-cases/${world.caseId}`)).body;
  expect(file.standings[record.key]).toBe('agreed');
  expect(file.file.filter(({ key }: { key: string }) => key === record.key)).toHaveLength(1);
});

test('a picture arrives in chunks, is checked as a whole, and wrong ones are refused by name', async () => {
  const picture = jpeg(4000, 3000, Buffer.alloc(2 * PHOTO_CHUNK_BYTES, 7));
  const hash = sha256(picture);
  const chunk = (index: number) => picture.subarray(index * PHOTO_CHUNK_BYTES, (index + 1) * PHOTO_CHUNK_BYTES);
  const completion = { bytes: picture.length, mime: 'image/jpeg' };
  const complete = (body: object, of = hash) => jia.call('POST', `/api/v1/field-photos/${of}/complete`, body);

  expect(await problem(await putChunk(hash, 1, chunk(1), sha256('other')))).toMatchObject({
    status: 422,
    errors: [{ path: 'chunks.1' }],
  });
  expect((await putChunk(hash, 1, Buffer.alloc(PHOTO_CHUNK_BYTES + 1))).status).toBe(413);
  expect((await putChunk(hash, PHOTO_MAX_BYTES / PHOTO_CHUNK_BYTES, chunk(1))).status).toBe(413);
  expect((await complete({ bytes: 80 * 2 ** 20, mime: 'image/jpeg' })).status).toBe(413);
  for (const index of [2, 0]) expect((await putChunk(hash, index, chunk(index))).status).toBe(200);
  expect(photoState.parse((await jia.call('GET', `/api/v1/field-photos/${hash}`)).body)).toMatchObject({
    complete: false,
    have: [0, 2],
  });
  expect(await complete(completion)).toMatchObject({ status: 409, body: { errors: [{ path: 'chunks.1' }] } });
  await putChunk(hash, 1, chunk(1));
  expect((await complete({ ...completion, mime: 'image/png' })).status).toBe(415);
  for (let i = 0; i < 2; i++)
    expect(await complete(completion)).toMatchObject({ status: 200, body: { complete: true } });
  const content = await fetch(`${url}/api/v1/field-photos/${hash}/content`, { headers: { cookie: yi.cookie } });
  expect(content.headers.get('content-type')).toBe('image/jpeg');
  expect(sha256(new Uint8Array(await content.arrayBuffer()))).toBe(hash);
  expect((await fetch(`${url}/api/v1/field-photos/${hash}/content`)).status).toBe(401);

  const text = Buffer.from('no picture at all'.repeat(9));
  await putChunk(sha256(text), 0, text);
  expect((await complete({ bytes: text.length, mime: 'image/jpeg' }, sha256(text))).status).toBe(415);
});

test('an unfinished picture is removed once nothing came for long', async () => {
  const start = new Date('2026-01-01T00:00:00Z');
  const day = (n: number) => createFieldPhotos(made.database.kysely, () => new Date(start.getTime() + n * 86_400_000));
  const [one, two] = [sha256('one'), sha256('two')];
  const piece = Buffer.from('piece');
  await day(0).putChunk(approver, one, 0, sha256(piece), piece);
  await day(UNFINISHED_PHOTO_DAYS - 1).putChunk(approver, two, 0, sha256(piece), piece);
  expect((await day(0).state(one)).have).toEqual([0]);
  await day(UNFINISHED_PHOTO_DAYS + 1).putChunk(approver, two, 1, sha256(piece), piece);
  expect((await day(0).state(one)).have).toEqual([]);
  expect((await day(0).state(two)).have).toEqual([0, 1]);
});

test('a device notices a server restored from an older backup and sends again; its file is imported once', async () => {
  const store = memoryStore();
  const outbox = await openOutbox({
    store,
    transport: httpTransport(url, { cookie: jia.cookie, origin: url }),
    sha256: async (bytes) => sha256(bytes),
    newKey: randomUUID,
    now: Date.now,
    sleep: async () => undefined,
    random: Math.random,
  });
  const file = join(made.config.dataDir, 'field.backup');
  await outbox.sync();
  await backup(made.database, file);
  const picture = jpeg(800, 600, Buffer.alloc(PHOTO_CHUNK_BYTES, 9));
  const hash = await outbox.addPhoto(picture, 'image/jpeg');
  const record = fieldRecord('m2', [hash]);
  await outbox.record({ kind: 'entry', caseId: world.caseId, entry: record });
  await outbox.record(edit('m2', { note: '完好' }, { note: null }) as never);
  expect(await outbox.sync()).toMatchObject({ link: 'up', open: 0, review: 0, missing: 0, clockErrorMs: null });

  await restore(made.database, file, { replace: true });
  expect(await outbox.sync()).toMatchObject({ link: 'up', open: 0, missing: 3 });
  const files: string[] = [];
  for await (const { content } of outboxFiles(store, async (bytes) => sha256(bytes), new Date())) files.push(content);
  const admin = await apiClient(url);
  const imported = (api: ApiClient) => api.call('POST', '/api/v1/field-sync/import', JSON.parse(files[0]!));
  // The office's account is on neither team, so it cannot make field records of its own.
  expect((await imported(admin)).body).toMatchObject({
    outcomes: [{ status: 'refused' }, { status: 'stored' }],
    photos: [{ status: 'stored', repeated: false }],
  });
  await outbox.resend();
  expect(await outbox.sync()).toMatchObject({ link: 'up', open: 0, review: 0, missing: 0 });
  expect((await imported(admin)).body).toMatchObject({
    outcomes: [
      { status: 'stored', repeated: true },
      { status: 'stored', repeated: true },
    ],
    photos: [{ status: 'stored', repeated: true }],
  });
  const damaged = { ...JSON.parse(files[0]!), exportedAt: '2020-01-01T00:00:00Z' };
  expect(await admin.call('POST', '/api/v1/field-sync/import', damaged)).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'sha256', code: 'damaged' }] },
  });
  const content = await fetch(`${url}/api/v1/field-photos/${hash}/content`, { headers: { cookie: yi.cookie } });
  expect(Buffer.from(await content.arrayBuffer())).toEqual(picture);
});
