import type { SyncItem, SyncOutcome } from '../../../server/field-sync/contract.ts';
import { OUTBOX_SCHEMA, type Acknowledgement, type StoredItem, type SyncMeta } from './outbox-store.ts';

/** A change of one record, of a marker or of a sign. */
export type RecordEdit = Exclude<SyncItem, { kind: 'entry' }>;
type StoredEdit = StoredItem & { item: RecordEdit };
type Fields = Record<string, unknown>;

export const keyOf = (item: SyncItem): string => (item.kind === 'entry' ? item.entry.key : item.key);

const isEdit = (stored: StoredItem): stored is StoredEdit => stored.item !== null && stored.item.kind !== 'entry';

const subjectOf = (edit: RecordEdit): string => (edit.kind === 'markerEdit' ? edit.markerId : edit.signId);

const isEditOf =
  (edit: RecordEdit) =>
  (stored: StoredItem): stored is StoredEdit =>
    isEdit(stored) && stored.item.kind === edit.kind && subjectOf(stored.item) === subjectOf(edit);

/** Whose word something is, and when it was said by the server's clock, as far as they are known. */
export type Made = Pick<StoredItem, 'account' | 'recordedAt'>;

/**
 * Puts something new into the outbox. An edit of a record of which another of the same account waits or is under review
 * becomes one with it; an edit of one whose fate is not known yet follows it; in both cases its base is what this device
 * left there before.
 * @param items the outbox, in order
 * @returns rows to write; none for what is in the outbox already
 */
export function recorded(
  items: readonly StoredItem[],
  item: SyncItem,
  order: number,
  made: Made = { account: null, recordedAt: null },
): StoredItem[] {
  if (items.some(({ key }) => key === keyOf(item))) return [];
  const blank = { schema: OUTBOX_SCHEMA, order, ...made, outcome: null, acknowledged: null, replacedBy: null };
  const isNew = { ...blank, key: keyOf(item), state: 'waiting' as const };
  if (item.kind === 'entry') return [{ ...isNew, item, after: null }];
  const own = items.filter(isEditOf(item));
  const isOpen = ({ state }: StoredItem) => state === 'waiting' || state === 'review';
  const open = own.find((stored) => isOpen(stored) && stored.account === made.account);
  const before = own.filter((stored) => stored !== open && stored.item.baseVersion >= item.baseVersion);
  const left: Fields = Object.assign({}, ...before.map((stored) => stored.item.fields));
  const base = Object.fromEntries(Object.entries(item.base).map(([f, value]) => [f, f in left ? left[f] : value]));
  if (open) {
    const joined = { ...blank, key: item.key, state: 'forgotten' as const, item: null, after: null };
    return [joinedEdit(open, { ...item, base }), { ...joined, replacedBy: open.key }];
  }
  const after = own.findLast((stored) => isOpen(stored) || stored.state === 'sent')?.key ?? null;
  return [{ ...isNew, item: { ...item, base }, after }];
}

/** One edit that does what two do one after the other. */
function joinedEdit(stored: StoredEdit, later: RecordEdit): StoredItem {
  const { item, outcome } = stored;
  const fields = { ...item.fields, ...later.fields };
  return {
    ...stored,
    item: {
      ...item,
      fields,
      base: { ...later.base, ...item.base },
      reason: later.reason === item.reason ? item.reason : `${item.reason};${later.reason}`.slice(0, 500),
      deviceTime: later.deviceTime,
    },
    outcome: outcome && {
      ...outcome,
      conflicts: outcome.conflicts.map((c) => ({ ...c, mine: fields[c.field] ?? null })),
    },
  };
}

/** Whether an account may send something; undefined = the only one that there is. */
export const isOf = ({ account }: StoredItem, sender: string | undefined): boolean =>
  account === null || sender === undefined || account === sender;

/**
 * What an account sends now, in order. An edit waits until the own one that it goes on from is acknowledged, and an entry
 * that came early goes again with the rest.
 */
export function sendable(items: readonly StoredItem[], sender: string | undefined): StoredItem[] {
  const stateOf = new Map(items.map(({ key, state }) => [key, state]));
  const isDone = (key: string | null) => key === null || ['acknowledged', 'forgotten'].includes(stateOf.get(key) ?? '');
  const isOpen = ({ state, after }: StoredItem) => (state === 'waiting' || state === 'sent') && isDone(after);
  return items.filter((stored) => isOpen(stored) && isOf(stored, sender));
}

/**
 * The outbox after the answer about an item. An item whose state changed in the meantime is left as it is.
 * @returns rows to write
 */
export function settled(
  items: readonly StoredItem[],
  outcome: SyncOutcome,
  acknowledgement: Pick<Acknowledgement, 'epoch' | 'at'>,
): StoredItem[] {
  const stored = items.find(({ key }) => key === outcome.key);
  if (stored?.state !== 'sent') return [];
  switch (outcome.status) {
    case 'stored':
      return [
        {
          ...stored,
          state: 'acknowledged',
          outcome: null,
          acknowledged: { ...acknowledgement, hash: outcome.hash, missing: false },
        },
      ];
    case 'early':
      return [{ ...stored, outcome }];
    case 'conflict':
    case 'refused':
      return intoReview(items, { ...stored, state: 'review', outcome });
  }
}

/** What the same account said after a refused edit is reviewed with it. */
function intoReview(items: readonly StoredItem[], refused: StoredItem): StoredItem[] {
  const follower = items.find(
    ({ state, after, account }) => state === 'waiting' && after === refused.key && account === refused.account,
  );
  if (!isEdit(refused) || !follower || !isEdit(follower)) return [refused];
  return [
    joinedEdit(refused, follower.item),
    { ...follower, state: 'forgotten', item: null, after: null, replacedBy: refused.key },
  ];
}

/**
 * A person's decision about a conflict, field by field, as a new edit in place of the old one.
 * @param choices for every field in conflict
 * @param key of the new edit
 * @param deviceTime of the decision
 * @returns rows to write; none when the item has no conflict to decide
 */
export function decided(
  stored: StoredItem,
  choices: Readonly<Record<string, 'mine' | 'theirs'>>,
  key: string,
  deviceTime: string,
  order: number,
): StoredItem[] {
  const { item, outcome } = stored;
  if (stored.state !== 'review' || item === null || item.kind === 'entry' || outcome?.status !== 'conflict') return [];
  const fields = { ...item.fields };
  const base = { ...item.base };
  for (const { field, theirs } of outcome.conflicts) {
    const choice = choices[field];
    if (choice === undefined) throw new RangeError(`The conflict in "${field}" is not decided`);
    if (choice === 'mine') base[field] = theirs;
    else {
      delete fields[field];
      delete base[field];
    }
  }
  if (Object.keys(fields).length === 0) return [{ ...stored, state: 'forgotten', item: null }];
  return [
    { ...stored, state: 'forgotten', item: null, replacedBy: key },
    {
      ...stored,
      key,
      order,
      state: 'waiting',
      item: { ...item, key, fields, base, deviceTime },
      after: null,
      outcome: null,
    },
  ];
}

/**
 * A refused edit as a conflict with the record as it stands, freshly taken along, so that a person can decide about it.
 * @param version, body of the record
 * @returns rows to write; none when the edit was not refused
 */
export function reopened(stored: StoredItem, version: number, body: Readonly<Fields>): StoredItem[] {
  const { item, outcome } = stored;
  if (stored.state !== 'review' || item === null || item.kind === 'entry' || outcome?.status !== 'refused') return [];
  const conflicts = Object.entries(item.fields).map(([field, mine]) => ({
    ...{ field, mine },
    base: item.base[field] ?? null,
    theirs: body[field] ?? null,
  }));
  const conflict = { ...outcome, status: 'conflict' as const, conflicts };
  return [{ ...stored, item: { ...item, baseVersion: version }, outcome: conflict }];
}

/**
 * What is known of the server after an answer. Another identity, or a sequence number that went back, is a server that was
 * restored from an older backup: from then on what it said before has to be asked again.
 */
export function metServer(meta: SyncMeta, answer: { serverId: string; seq: number }): SyncMeta {
  const { serverId, seq } = answer;
  const isSame = meta.serverId === serverId && seq >= meta.seq;
  return { ...meta, serverId, seq, epoch: isSame ? meta.epoch : meta.epoch + 1 };
}
