import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PHOTO_CHUNK_BYTES, type SyncItem, type SyncOutcome } from '../../server/field-sync/contract.ts';
import { missingChunks } from '../../server/field-sync/photos.ts';
import { readOutboxFile } from '../../server/field-sync/outbox-file.ts';
import { pictureOf } from '../../server/field-sync/picture.ts';
import { mergeEdit, notStored, storeAll, stored, type RegisteredVersion } from '../../server/field-sync/rules.ts';
import type { Problem } from '../../server/registry/problem.ts';
import { waitMs } from '../../web/field/sync/backoff.ts';
import { clockError, clockOffsetMs } from '../../web/field/sync/clock.ts';
import { memoryStore } from '../../web/field/sync/memory-store.ts';
import { migrateOutbox, NewerOutbox } from '../../web/field/sync/migrations.ts';
import { outboxFiles } from '../../web/field/sync/outbox-file.ts';
import { openOutbox } from '../../web/field/sync/outbox.ts';
import { sha256 as browserSha256 } from '../../web/field/sync/sha256.ts';
import { metServer, recorded, settled, type RecordEdit } from '../../web/field/sync/states.ts';
import { LinkDown, type Transport } from '../../web/field/sync/transport.ts';
import { ModelServer, sha256 } from '../support/field-sync-model.ts';
import { jpeg, png, webp } from '../support/pictures.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const edit = (
  n: number,
  fields: Record<string, unknown>,
  base: Record<string, unknown>,
  baseVersion = 1,
): RecordEdit => ({
  kind: 'markerEdit',
  key: uuid(n),
  markerId: 'm1',
  baseVersion,
  base,
  fields,
  reason: '现场',
  deviceTime: '2026-06-01T08:00:00+08:00',
});

describe('three-way merge', () => {
  const history: RegisteredVersion[] = [
    { version: 1, body: { state: 'intact', note: null, faces: 3 } },
    { version: 2, body: { state: 'damaged', note: null, faces: 3 } },
  ];

  test('a field unchanged since takes mine, one that says the same stays, any other is a conflict of the whole item', () => {
    expect(mergeEdit(edit(1, { note: 'x' }, { note: null }), history)).toEqual({
      kind: 'apply',
      version: 2,
      fields: { note: 'x' },
    });
    expect(mergeEdit(edit(1, { state: 'damaged' }, { state: 'intact' }), history)).toMatchObject({ fields: {} });
    expect(mergeEdit(edit(1, { state: 'lost', note: 'x' }, { state: 'intact', note: null }), history)).toEqual({
      kind: 'conflict',
      conflicts: [{ field: 'state', base: 'intact', mine: 'lost', theirs: 'damaged' }],
    });
  });

  test('a base that the register never held, or fields not stated in pairs, are refused', () => {
    expect(mergeEdit(edit(1, { faces: 4 }, { faces: 2 }), history)).toEqual({ kind: 'unfounded', fields: ['faces'] });
    expect(mergeEdit(edit(1, { faces: 4 }, {}), history)).toMatchObject({ kind: 'unfounded' });
    // Held before the base version only.
    expect(mergeEdit(edit(1, { state: 'lost' }, { state: 'intact' }, 2), history)).toMatchObject({ kind: 'unfounded' });
    expect(mergeEdit(edit(1, { faces: 4 }, { faces: 3 }), [])).toEqual({ kind: 'gone' });
  });

  test('a version that a restored server lost is compared with what stands, and never overwrites another value', () => {
    expect(mergeEdit(edit(1, { state: 'lost' }, { state: 'damaged' }, 9), history)).toMatchObject({ kind: 'apply' });
    expect(mergeEdit(edit(1, { state: 'lost' }, { state: 'moved' }, 9), history)).toMatchObject({ kind: 'conflict' });
  });

  test('merging is the same in any order of edits that do not conflict, and once more changes nothing', () => {
    const fields = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 2 });
    fc.assert(
      fc.property(fields, fc.integer({ min: 1, max: 4 }), (names, cut) => {
        const of = (n: number, part: string[]) =>
          edit(n, Object.fromEntries(part.map((f) => [f, n])), Object.fromEntries(part.map((f) => [f, null])));
        const edits = [of(1, names.slice(0, cut)), of(2, names.slice(cut))];
        const after = (list: RecordEdit[]) => {
          const versions: RegisteredVersion[] = [{ version: 1, body: {} }];
          for (const one of list) {
            const merge = mergeEdit(one, versions);
            if (merge.kind !== 'apply') throw new Error(merge.kind);
            versions.push({ version: versions.length + 1, body: { ...versions.at(-1)!.body, ...merge.fields } });
          }
          return versions.at(-1)!.body;
        };
        expect(after([...edits].reverse())).toEqual(after(edits));
        expect(after([...edits, ...edits])).toEqual(after(edits));
      }),
      { numRuns: 50 },
    );
  });
});

test('an item that came before what it refers to is stored once that is there; a bad one spoils no other', async () => {
  const needs = new Map([
    [uuid(1), uuid(2)],
    [uuid(2), uuid(3)],
    [uuid(5), uuid(9)],
  ]);
  const there = new Set<string>();
  const storeOne = async (item: SyncItem): Promise<SyncOutcome> => {
    const { key } = item as RecordEdit;
    const reason = { zh: '', en: '' };
    if (key === uuid(4)) return notStored(key, 'refused', reason);
    if (needs.has(key) && !there.has(needs.get(key)!)) return notStored(key, 'early', reason);
    there.add(key);
    return stored(key, 'h', false);
  };
  const outcomes = await storeAll(
    [1, 2, 3, 4, 5].map((n) => edit(n, {}, {})),
    storeOne,
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['stored', 'stored', 'stored', 'refused', 'early']);
});

describe('pictures', () => {
  test('are told by their own bytes, with their size', () => {
    expect(pictureOf(jpeg(640, 480))).toEqual({ mime: 'image/jpeg', width: 640, height: 480 });
    expect(pictureOf(png(3, 2))).toEqual({ mime: 'image/png', width: 3, height: 2 });
    expect(pictureOf(webp(1000, 700))).toEqual({ mime: 'image/webp', width: 1000, height: 700 });
  });

  test('what is none, is cut short or is too large is refused, and no bytes make it fail', () => {
    expect(pictureOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'.repeat(3)))).toBeNull();
    expect(pictureOf(jpeg(640, 480).subarray(0, -2))).toBeNull();
    expect(pictureOf(png(30_000, 2))).toBeNull();
    expect(pictureOf(png(0, 2))).toBeNull();
    fc.assert(
      fc.property(fc.constantFrom(jpeg(9, 9), png(9, 9), webp(9, 9)), fc.nat(60), fc.nat(255), (bytes, at, value) => {
        const damaged = Buffer.from(bytes);
        damaged[at % damaged.length] = value;
        expect(() => pictureOf(damaged.subarray(0, at))).not.toThrow();
        expect(() => pictureOf(damaged)).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });

  test('chunks that are absent or of another length are missing', () => {
    const bytes = 2 * PHOTO_CHUNK_BYTES + 5;
    const whole = [
      [0, PHOTO_CHUNK_BYTES],
      [1, PHOTO_CHUNK_BYTES],
      [2, 5],
    ] as const;
    expect(missingChunks(new Map(whole), bytes)).toEqual([]);
    expect(missingChunks(new Map([whole[0], [2, 6]]), bytes)).toEqual([1, 2]);
  });
});

describe('outbox', () => {
  const transportOf = (server: ModelServer): Transport => ({
    sync: (_device, items) => server.sync(structuredClone(items)),
    known: async (request) => server.known(request),
    photoState: async (hash) => server.photoState(hash),
    putChunk: async (hash, index, stated, chunk) => server.putChunk(hash, index, stated, chunk),
    completePhoto: async (hash, completion) => server.complete(hash, completion),
  });
  let keys = 100;
  const outboxOver = (transport: Transport, chunkBytes = 16, store = memoryStore()) =>
    openOutbox({
      ...{ store, transport, chunkBytes },
      sha256: async (bytes) => sha256(bytes),
      newKey: () => uuid(++keys),
      now: () => 0,
      sleep: async () => undefined,
      random: () => 0.5,
    });

  test('edits of one marker that wait become one; one made while another is under way goes on from it', () => {
    const first = recorded([], edit(1, { state: 'damaged' }, { state: 'intact' }), 1);
    const joined = recorded(first, edit(2, { state: 'lost', note: 'x' }, { state: 'intact', note: null }), 2);
    expect(joined[0]).toMatchObject({
      key: uuid(1),
      item: { fields: { state: 'lost', note: 'x' }, base: { state: 'intact' } },
    });
    expect(joined[1]).toMatchObject({ key: uuid(2), state: 'forgotten', replacedBy: uuid(1) });
    const sent = { ...first[0]!, state: 'sent' as const };
    const [next] = recorded([sent], edit(3, { state: 'lost' }, { state: 'intact' }), 3);
    expect(next).toMatchObject({ after: uuid(1), item: { base: { state: 'damaged' } } });
    const conflict = notStored(uuid(1), 'conflict', { zh: '', en: '' }, [
      { field: 'state', base: 'intact', mine: 'damaged', theirs: 'moved' },
    ]);
    const review = settled([sent, next!], conflict, { epoch: 1, at: '' });
    expect(review[0]).toMatchObject({ state: 'review', outcome: { conflicts: [{ mine: 'lost', theirs: 'moved' }] } });
    expect(review[1]).toMatchObject({ key: uuid(3), state: 'forgotten', replacedBy: uuid(1) });
  });

  test('an answer changes nothing of an item that is no longer under way', () => {
    const waiting = recorded([], edit(1, { state: 'lost' }, { state: 'intact' }), 1);
    expect(settled(waiting, stored(uuid(1), 'h', false), { epoch: 1, at: '' })).toEqual([]);
  });

  test('a server with another identity, or whose sequence went back, is another one', () => {
    const meta = {
      deviceId: uuid(1),
      serverId: 'a',
      seq: 5,
      epoch: 1,
      clockOffsetMs: null,
      clockAskedAt: null,
      nextOrder: 1,
    };
    expect(metServer(meta, { serverId: 'a', seq: 6 })).toMatchObject({ epoch: 1, seq: 6 });
    expect(metServer(meta, { serverId: 'b', seq: 9 }).epoch).toBe(2);
    expect(metServer(meta, { serverId: 'a', seq: 4 })).toMatchObject({ epoch: 2, seq: 4 });
  });

  test('a restored server is noticed with nothing to send, and gets again what it lost', async () => {
    const server = new ModelServer(['m1'], 16);
    const outbox = await outboxOver(transportOf(server));
    const before = server.backup();
    await outbox.record(edit(1, { state: 'lost' }, { state: null }));
    const hash = await outbox.addPhoto(Buffer.from('a picture of a marker'), 'image/png');
    expect(await outbox.sync()).toMatchObject({ open: 0, missing: 0 });
    server.restore(before);
    expect(await outbox.sync()).toMatchObject({ open: 0, missing: 2 });
    expect(server.picture(hash)).toBeNull();
    await outbox.resend();
    expect(await outbox.sync()).toMatchObject({ open: 0, missing: 0 });
    expect(server.standing('m1').body).toEqual({ state: 'lost' });
    expect(server.picture(hash)!.toString()).toBe('a picture of a marker');
  });

  test('over a link that drops every 4 s, less than 5% of the bytes of pictures are sent twice', async () => {
    const server = new ModelServer([], PHOTO_CHUNK_BYTES);
    const bytesPerSecond = 250_000;
    let sent = 0;
    // What of a chunk went out before the link dropped, every 4 s worth of bytes.
    const transport: Transport = {
      ...transportOf(server),
      async putChunk(hash, index, stated, chunk) {
        const untilDrop = 4 * bytesPerSecond - (sent % (4 * bytesPerSecond));
        sent += Math.min(chunk.length, untilDrop);
        if (untilDrop < chunk.length) throw new LinkDown('dropped');
        return server.putChunk(hash, index, stated, chunk);
      },
    };
    const outbox = await outboxOver(transport, PHOTO_CHUNK_BYTES);
    const sizes = Array.from({ length: 6 }, (_, i) => 700_000 + i * 31_337);
    for (const [i, size] of sizes.entries()) await outbox.addPhoto(Buffer.alloc(size, i + 1), 'image/jpeg');
    await outbox.run(new AbortController().signal);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(sent).toBeGreaterThan(total);
    expect((sent - total) / total).toBeLessThan(0.05);
  });

  test('files hold what the server does not, in parts; a damaged or foreign one is refused with the reason', async () => {
    const store = memoryStore();
    const down: Transport = {
      ...transportOf(new ModelServer([], 16)),
      sync: async () => Promise.reject(new LinkDown()),
    };
    const outbox = await outboxOver(down, 16, store);
    await outbox.record(edit(1, { note: '标石倾斜 «ü»' }, { note: null }));
    await outbox.addPhoto(Buffer.alloc(3000, 7), 'image/png');
    const files: string[] = [];
    for await (const { content } of outboxFiles(store, browserSha256, new Date(0), 3000)) files.push(content);
    const read = files.map((content) => readOutboxFile(JSON.parse(content)));
    expect(read.map(({ part, parts, items, photos }) => [part, parts, items.length, photos.length])).toEqual([
      [1, 2, 1, 0],
      [2, 2, 0, 1],
    ]);
    expect(Buffer.from(read[1]!.photos[0]!.data!, 'base64')).toEqual(Buffer.alloc(3000, 7));
    const codeOf = (document: Record<string, unknown>) => {
      try {
        return readOutboxFile(document) && 'accepted';
      } catch (error) {
        return (error as Problem).errors[0]!.code;
      }
    };
    const whole = JSON.parse(files[0]!) as Record<string, unknown>;
    expect(codeOf({ ...whole, exportedAt: '2026-01-01T00:00:00Z' })).toBe('damaged');
    expect(codeOf({ ...whole, version: 2 })).toBe('unknown-version');
    expect(codeOf({ items: [] })).toBe('not-an-outbox');
  });

  test('what waits is carried over to a new schema in one write; what a newer program wrote is left alone', async () => {
    const store = memoryStore();
    const [item] = recorded([], edit(1, { note: 'x' }, { note: null }), 1);
    await store.write({ items: [{ ...item!, schema: 1 }] });
    const migration = { item: (row: typeof item) => ({ ...row!, order: row!.order + 10 }), photo: <T>(row: T) => row };
    await migrateOutbox(store, [migration, migration], 3);
    expect(await store.items()).toMatchObject([{ schema: 3, order: 21, key: uuid(1) }]);
    await expect(migrateOutbox(store, [], 1)).rejects.toThrow(NewerOutbox);
  });

  test('waits are random up to a limit that doubles; a clock that is wrong by a year is told', () => {
    expect([1, 2, 3, 20].map((failures) => waitMs(failures, () => 0.5))).toEqual([500, 1000, 2000, 150_000]);
    const year = 365 * 86_400_000;
    const offset = clockOffsetMs(new Date(year + 500).toISOString(), 0, 1000);
    expect(offset).toBe(year);
    expect(clockError(offset)).toBe(year);
    expect(clockError(60_000)).toBeNull();
  });
});
