import { expect, test } from 'vitest';
import { contentHashOf } from '../../server/inspection/chain.ts';
import { WITHHELD_HASH, type CaseFile, type EntryContent } from '../../server/inspection/contract.ts';
import { isAgreed, recordsOf, signableBy } from '../../web/field/sign/records.ts';
import type { ItemState, StoredItem } from '../../web/field/sync/outbox-store.ts';
import { sha256 } from '../support/field-sync-model.ts';
import { entryOf, fieldRecord, fileOf, opening, signature, type Authored } from '../support/inspections.ts';

const recorded = entryOf('a1', fieldRecord('m1'));
const file = fileOf([opening(), recorded]);
const caseFile = { id: opening().key, file } as CaseFile;

/** What waits on the phone, or was sent from it. */
function inOutbox(entry: Authored, state: ItemState, fields: Partial<StoredItem> = {}): StoredItem {
  const { author, ...sent } = entry;
  return {
    ...{ schema: 2, key: entry.key, order: 1, account: author, recordedAt: null, state },
    ...{ item: { kind: 'entry', caseId: caseFile.id, entry: sent }, after: null, outcome: null, replacedBy: null },
    acknowledged: state === 'acknowledged' ? { hash: 'h', epoch: 1, at: '', missing: false } : null,
    ...fields,
  };
}

const recordsWith = (...items: StoredItem[]) => recordsOf(caseFile, items, async (bytes) => sha256(bytes));
const own = entryOf('a1', fieldRecord('m2', { finding: ' 标石倾斜 ' }));

test('a record made on this device is signed by the hash that the server will give it', async () => {
  const [inFile, waiting] = await recordsWith(inOutbox(own, 'waiting'));
  expect(inFile).toMatchObject({ place: 'server', contentHash: contentHashOf(recorded), signed: {} });
  expect(waiting).toMatchObject({ place: 'device', author: 'a1', contentHash: contentHashOf(own), signed: {} });
  expect(signableBy([inFile!, waiting!], 'second')).toHaveLength(2);
});

test('it cannot be signed while its author is not known, its hash is withheld, or the server has refused it', async () => {
  const unknown = await recordsWith(
    inOutbox(own, 'waiting', { account: null }),
    inOutbox(entryOf('a1', fieldRecord('m3')), 'review'),
    // Stored under the name of whoever imported it.
    inOutbox(entryOf('a1', fieldRecord('m4')), 'acknowledged', {
      acknowledged: { hash: null, epoch: 1, at: '', missing: false },
    }),
  );
  expect(unknown.slice(1).map(({ contentHash, place }) => [contentHash === null, place])).toEqual([
    [true, 'device'],
    [false, 'refused'],
    [true, 'server'],
  ]);
  expect(signableBy(unknown, 'first').map(({ key }) => key)).toEqual([recorded.key]);
  const rounded = { ...caseFile, file: file.map((entry) => ({ ...entry, contentHash: WITHHELD_HASH })) };
  expect(signableBy(await recordsOf(rounded, [], async () => ''), 'first')).toEqual([]);
});

test('it counts once the server holds both signatures; one that was refused has to be drawn again', async () => {
  const of = [{ key: recorded.key, contentHash: contentHashOf(recorded) }];
  const first = entryOf('a1', signature('first', of));
  const second = entryOf('b1', signature('second', of));
  const dissent: EntryContent = { kind: 'dissent', of: recorded.key, side: 'second', words: '位置有疑' };
  const [waits] = await recordsWith(inOutbox(first, 'acknowledged'), inOutbox(second, 'sent'));
  expect(waits!.signed).toEqual({ first: 'server', second: 'device' });
  expect(isAgreed(waits!)).toBe(false);
  const refused = await recordsWith(inOutbox(second, 'review'), inOutbox(entryOf('b1', dissent), 'waiting'));
  expect(refused[0]!.signed).toEqual({ second: 'refused' });
  expect(refused[0]!.dissents).toEqual([{ side: 'second', words: '位置有疑' }]);
  expect(signableBy(refused, 'second')).toHaveLength(1);
  const [agreed] = await recordsWith(inOutbox(first, 'acknowledged'), inOutbox(second, 'acknowledged'));
  expect(isAgreed(agreed!)).toBe(true);
  expect(signableBy([agreed!], 'second')).toEqual([]);
});
