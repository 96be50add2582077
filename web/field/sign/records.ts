import { hashedContent, WITHHELD_HASH, type CaseFile } from '../../../server/inspection/contract.ts';
import {
  dissentsOf,
  signaturesOf,
  signedEntries,
  type Side,
  type SignedEntry,
} from '../../boundary/inspections/case-file.ts';
import type { StoredItem } from '../sync/outbox-store.ts';

/** Where something said stands: with the server, still on this device, or refused by the server. */
export type Place = 'server' | 'device' | 'refused';

/** A field record or repair as this device knows it, with what both sides said of it. */
export interface SignableRecord {
  key: string;
  content: SignedEntry['content'];
  /** null: whoever will send it. */
  author: string | null;
  deviceTime: string;
  place: Place;
  /** What a signature confirms; null where this device cannot know it. */
  contentHash: string | null;
  signed: Partial<Record<Side, Place>>;
  dissents: { side: Side; words: string }[];
}

const sides: readonly Side[] = ['first', 'second'];

const placeOf = ({ state }: StoredItem): Place =>
  state === 'review' ? 'refused' : state === 'acknowledged' ? 'server' : 'device';

/** Entries of a case in the outbox that the file taken along does not hold yet, in order. */
export function entriesInOutbox({ id, file }: Pick<CaseFile, 'id' | 'file'>, items: readonly StoredItem[]) {
  const inFile = new Set(file.map(({ key }) => key));
  return items.flatMap((stored) => {
    const { item } = stored;
    if (item?.kind !== 'entry' || item.caseId !== id || inFile.has(item.entry.key)) return [];
    return [{ stored, entry: item.entry }];
  });
}

/**
 * The records of a case: those of the file that was taken along, and those that were made on this device since.
 * @param items the outbox, in order
 */
export async function recordsOf(
  file: CaseFile,
  items: readonly StoredItem[],
  sha256: (bytes: Uint8Array) => Promise<string>,
): Promise<SignableRecord[]> {
  const own = entriesInOutbox(file, items);
  const records: SignableRecord[] = signedEntries(file.file).map(
    ({ key, content, author, deviceTime, contentHash }) => ({
      ...{ key, content, author, deviceTime, place: 'server' },
      contentHash: contentHash === WITHHELD_HASH ? null : contentHash,
      signed: Object.fromEntries(Object.keys(signaturesOf(file.file, key)).map((side) => [side, 'server'])),
      dissents: dissentsOf(file.file, key).map((entry) => ({ side: entry.content.side, words: entry.content.words })),
    }),
  );
  for (const { stored, entry } of own) {
    const { content, key, deviceTime } = entry;
    if (content.kind !== 'fieldRecord' && content.kind !== 'repair') continue;
    const { account, acknowledged } = stored;
    // Stored under another name: the hash is told by the file only.
    const isAnothers = acknowledged !== null && acknowledged.hash === null;
    const contentHash =
      account === null || isAnothers
        ? null
        : await sha256(new TextEncoder().encode(hashedContent({ ...entry, author: account })));
    const place = placeOf(stored);
    records.push({ key, content, author: account, deviceTime, place, contentHash, signed: {}, dissents: [] });
  }
  return records.map((record) => ({
    ...record,
    signed: { ...signedInOutbox(own, record.key), ...record.signed },
    dissents: [...record.dissents, ...dissentsInOutbox(own, record.key)],
  }));
}

function signedInOutbox(own: ReturnType<typeof entriesInOutbox>, key: string): SignableRecord['signed'] {
  const signed: SignableRecord['signed'] = {};
  for (const { stored, entry } of own) {
    const { content } = entry;
    if (content.kind !== 'signature' || !content.of.includes(key)) continue;
    // A refused signature does not hide one that stands.
    if (signed[content.side] === undefined || signed[content.side] === 'refused')
      signed[content.side] = placeOf(stored);
  }
  return signed;
}

const dissentsInOutbox = (own: ReturnType<typeof entriesInOutbox>, key: string): SignableRecord['dissents'] =>
  own.flatMap(({ entry: { content } }) =>
    content.kind === 'dissent' && content.of === key ? [{ side: content.side, words: content.words }] : [],
  );

/** Records that a side can sign here and has not signed. */
export const signableBy = (records: readonly SignableRecord[], side: Side): SignableRecord[] =>
  records.filter(
    ({ contentHash, place, signed }) =>
      contentHash !== null && place !== 'refused' && (signed[side] === undefined || signed[side] === 'refused'),
  );

/** Whether a record counts, as far as this device knows: both sides have signed it, and the server holds all of it. */
export const isAgreed = ({ place, signed }: SignableRecord): boolean =>
  place === 'server' && sides.every((side) => signed[side] === 'server');
