import { isDeepStrictEqual } from 'node:util';
import type { SyncItem, SyncOutcome } from './contract.ts';

type Body = Record<string, unknown>;
/** A change of one record, whatever it is a record of. */
export type RecordEdit = Exclude<SyncItem, { kind: 'entry' }>;

/** The record that an edit is of. */
export const subjectOf = (edit: RecordEdit): { type: 'boundaryMarker' | 'placeNameSign'; id: string } =>
  edit.kind === 'markerEdit'
    ? { type: 'boundaryMarker', id: edit.markerId }
    : { type: 'placeNameSign', id: edit.signId };
export type FieldConflict = SyncOutcome['conflicts'][number];

/** A record's open-ended bodies by version, ascending; the last is the one that stands. */
export interface RegisteredVersion {
  version: number;
  body: Body;
}

/** What an edit comes to on the register as it stands. */
export type Merge =
  /** Fields to set; empty where the register says all of it already. `version` is the one to change. */
  | { kind: 'apply'; version: number; fields: Body }
  | { kind: 'conflict'; conflicts: FieldConflict[] }
  /** Fields whose `base` the register never held since the base version, or that are not stated in pairs. */
  | { kind: 'unfounded'; fields: string[] }
  | { kind: 'gone' };

const sameValue = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b);

/** Absent and null both say "unknown". */
const valueOf = (body: Body, field: string): unknown => body[field] ?? null;

/**
 * Three-way merge, field by field (as of text in diff3: Khanna, Kunal and Pierce, A Formal Investigation of Diff3, 2007):
 * a field that still has the base's value takes the device's; one that has the device's value already stays; any other is
 * a conflict, and then nothing is applied.
 *
 * A base is founded when the field had that value in the base version or later, since a device goes on from what it, or the
 * review of a conflict, was last told. Where the register has no such version, because it was restored from an older
 * backup, a value is compared with what stands and never overwrites another one.
 */
export function mergeEdit(
  edit: Pick<RecordEdit, 'baseVersion' | 'base' | 'fields'>,
  history: readonly RegisteredVersion[],
): Merge {
  const standing = history.at(-1);
  if (!standing) return { kind: 'gone' };
  const fields = Object.keys(edit.fields);
  const since = history.filter(({ version }) => version >= edit.baseVersion);
  const unpaired = [
    ...Object.keys(edit.base).filter((f) => !(f in edit.fields)),
    ...fields.filter((f) => !(f in edit.base)),
  ];
  const never = fields.filter(
    (field) =>
      since.length > 0 &&
      field in edit.base &&
      !since.some(({ body }) => sameValue(valueOf(body, field), edit.base[field] ?? null)),
  );
  if (unpaired.length + never.length > 0) return { kind: 'unfounded', fields: [...unpaired, ...never] };

  const conflicts: FieldConflict[] = [];
  const mine: Body = {};
  for (const field of fields) {
    const theirs = valueOf(standing.body, field);
    const wanted = edit.fields[field] ?? null;
    if (sameValue(theirs, wanted)) continue;
    if (sameValue(theirs, edit.base[field] ?? null)) mine[field] = wanted;
    else conflicts.push({ field, base: edit.base[field] ?? null, mine: wanted, theirs });
  }
  return conflicts.length > 0
    ? { kind: 'conflict', conflicts }
    : { kind: 'apply', version: standing.version, fields: mine };
}

export const keyOf = (item: SyncItem): string => (item.kind === 'entry' ? item.entry.key : item.key);

/** Keys of entries that an item refers to, which must be stored before it. */
export function keysNeededBy(item: SyncItem): readonly string[] {
  if (item.kind !== 'entry') return [];
  const { content } = item.entry;
  if (content.kind === 'signature') return content.of;
  return content.kind === 'dissent' ? [content.of] : [];
}

/**
 * Stores items one by one, those that came early again for as long as others make headway, so that their order does not
 * matter.
 * @param storeOne stores one item, durably, before it answers
 * @returns outcomes in the order of the items
 */
export async function storeAll(
  items: readonly SyncItem[],
  storeOne: (item: SyncItem) => Promise<SyncOutcome>,
): Promise<SyncOutcome[]> {
  const outcomes = new Map<SyncItem, SyncOutcome>();
  let open: readonly SyncItem[] = items;
  for (;;) {
    for (const item of open) outcomes.set(item, await storeOne(item));
    const early = open.filter((item) => outcomes.get(item)!.status === 'early');
    if (early.length === 0 || early.length === open.length) break;
    open = early;
  }
  return items.map((item) => outcomes.get(item)!);
}

export const stored = (key: string, hash: string | null, repeated: boolean): SyncOutcome => ({
  key,
  status: 'stored',
  repeated,
  hash,
  conflicts: [],
  reason: null,
});

export const notStored = (
  key: string,
  status: 'conflict' | 'refused' | 'early',
  reason: NonNullable<SyncOutcome['reason']>,
  conflicts: FieldConflict[] = [],
): SyncOutcome => ({ key, status, repeated: false, hash: null, conflicts, reason });
