import { isDeepStrictEqual } from 'node:util';
import { isMap, mergedFields, type CurrentRecord } from '../registry/apply.ts';
import type { Body } from '../registry/record-type.ts';
import { keyOf, saidOf, type KeptChange } from './changes.ts';
import type { RebaseConflict } from './contract.ts';

/** What the registry says of the records that a scenario changes; all by `type/id`. */
export interface Standing {
  /** Records as they are now; ended ones are absent. */
  current: ReadonlyMap<string, CurrentRecord>;
  /** Bodies at the versions that the changes were made against. */
  based: ReadonlyMap<string, Body>;
  /** Records that are or once were. */
  known: ReadonlySet<string>;
}

export type RebaseChoice = 'mine' | 'theirs';

/** A conflict before anybody is named: the pure part knows no change sets and no labels. */
export type BareConflict = Omit<RebaseConflict, 'label' | 'theirChange'>;

export interface Rebased {
  /** The changes against the registry as it is now. A change with an open conflict stays as it was. */
  changes: KeptChange[];
  /** Every conflict, chosen or not. */
  conflicts: BareConflict[];
  carried: number;
  alreadyMade: number;
}

/** What becomes of one change. */
interface Outcome {
  /** The change to make now; null when nothing is left to do. */
  change: KeptChange | null;
  conflicts: BareConflict[];
  /** New name of a record that must be made again, because identifiers are never reused. */
  renamed?: string;
}

/**
 * Works changes out anew against a registry that has moved on: a three-way merge, field by field, and entry by entry in
 * `functions` and `attributes` (after diff3; Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007). A field
 * that only one side changed is taken from that side; one that both changed to the same is no longer a change; one that
 * both changed differently is a conflict, and nothing is decided about it without a choice.
 * @param choices by the conflict's key
 * @param newId makes identifiers for ended records that the scenario wants to keep
 */
export function rebase(
  changes: readonly KeptChange[],
  standing: Standing,
  choices: Readonly<Record<string, RebaseChoice>>,
  newId: () => string,
): Rebased {
  const rebased: Rebased = { changes: [], conflicts: [], carried: 0, alreadyMade: 0 };
  const renamed = new Map<string, string>();
  for (const change of changes) {
    const outcome = outcomeOf(change, standing, choices, newId);
    const open = outcome.conflicts.some(({ key }) => choices[key] === undefined);
    const kept = open ? change : outcome.change;
    if (kept) rebased.changes.push(kept);
    if (outcome.renamed !== undefined && !open) renamed.set(change.id, outcome.renamed);
    rebased.conflicts.push(...outcome.conflicts);
    if (outcome.conflicts.length > 0) continue;
    if (kept) rebased.carried += 1;
    else rebased.alreadyMade += 1;
  }
  if (renamed.size > 0) rebased.changes = rebased.changes.map((change) => withNewNames(change, renamed));
  return rebased;
}

function outcomeOf(
  change: KeptChange,
  standing: Standing,
  choices: Readonly<Record<string, RebaseChoice>>,
  newId: () => string,
): Outcome {
  const key = keyOf(change);
  const now = standing.current.get(key) ?? null;
  const base = standing.based.get(key) ?? {};
  const untouched = change.op === 'create' ? !standing.known.has(key) : now?.version === change.baseVersion;
  if (untouched) return { change, conflicts: [] };
  if (change.op === 'delete') return deletion(change, base, now, choices);
  if (now === null) return remaking(change, base, choices, newId);
  return merged(change, base, now, choices);
}

function deletion(
  change: KeptChange,
  base: Body,
  now: CurrentRecord | null,
  choices: Readonly<Record<string, RebaseChoice>>,
): Outcome {
  if (now === null) return { change: null, conflicts: [] };
  const again = { ...change, baseVersion: now.version };
  if (isDeepStrictEqual(base, now.body)) return { change: again, conflicts: [] };
  const conflict = wholeConflict(change, 'changed', base, now.body, null);
  return { change: choices[conflict.key] === 'mine' ? again : null, conflicts: [conflict] };
}

/** The record has ended. Whoever wants it all the same makes it again, as the scenario would have left it. */
function remaking(
  change: KeptChange,
  base: Body,
  choices: Readonly<Record<string, RebaseChoice>>,
  newId: () => string,
): Outcome {
  const isNew = change.op === 'create';
  const wanted = isNew ? (change.fields ?? {}) : withLeaves(base, leavesOf(change.fields ?? {}));
  const conflict = wholeConflict(change, 'ended', isNew ? null : base, null, change.fields ?? {});
  if (choices[conflict.key] !== 'mine') return { change: null, conflicts: [conflict] };
  const id = newId();
  const again: KeptChange = { type: change.type, op: 'create', id, fields: wanted, ...saidOf([change]) };
  return { change: again, conflicts: [conflict], renamed: id };
}

/** The three-way merge of one record. A create of a record that exists by now is a change of it, from nothing. */
function merged(
  change: KeptChange,
  base: Body,
  now: CurrentRecord,
  choices: Readonly<Record<string, RebaseChoice>>,
): Outcome {
  const kept: Leaf[] = [];
  const conflicts: BareConflict[] = [];
  for (const leaf of leavesOf(change.fields ?? {})) {
    const [was, theirs, mine] = [valueAt(base, leaf), valueAt(now.body, leaf), leaf.value ?? null];
    if (isDeepStrictEqual(mine, theirs) || isDeepStrictEqual(mine, was)) continue;
    if (isDeepStrictEqual(theirs, was)) {
      kept.push(leaf);
      continue;
    }
    const key = `${keyOf(change)}/${nameOf(leaf)}`;
    conflicts.push({ ...placeOf(change), key, field: nameOf(leaf), kind: 'field', base: was, theirs, mine });
    if (choices[key] === 'mine') kept.push(leaf);
  }
  if (kept.length === 0) return { change: null, conflicts };
  const { type, id } = change;
  const fields = withLeaves({}, kept);
  return { change: { type, op: 'update', id, baseVersion: now.version, fields, ...saidOf([change]) }, conflicts };
}

const placeOf = ({ type, id }: KeptChange) => ({ type, id });

function wholeConflict(
  change: KeptChange,
  kind: 'ended' | 'changed',
  base: unknown,
  theirs: unknown,
  mine: unknown,
): BareConflict {
  return { ...placeOf(change), key: keyOf(change), field: null, kind, base, theirs, mine };
}

/** The smallest part of a record that is changed on its own. */
interface Leaf {
  field: string;
  /** Entry of a field whose entries are changed one by one. */
  entry: string | null;
  value: unknown;
}

const nameOf = ({ field, entry }: Leaf) => (entry === null ? field : `${field}.${entry}`);

function leavesOf(fields: Body): Leaf[] {
  return Object.entries(fields).flatMap(([field, value]): Leaf[] =>
    mergedFields.has(field) && isMap(value)
      ? Object.entries(value).map(([entry, entryValue]) => ({ field, entry, value: entryValue }))
      : [{ field, entry: null, value }],
  );
}

/** What a body says at a leaf; null = unknown, whether said to be or never said. */
function valueAt(body: Body, { field, entry }: Leaf): unknown {
  const value = body[field] ?? null;
  if (entry === null) return value;
  return isMap(value) ? (value[entry] ?? null) : null;
}

function withLeaves(body: Body, leaves: readonly Leaf[]): Body {
  const next: Body = { ...body };
  for (const { field, entry, value } of leaves) {
    if (entry === null) next[field] = value;
    else next[field] = { ...(isMap(next[field]) ? next[field] : {}), [entry]: value };
  }
  return next;
}

/** Other changes refer to a record that is made again by its new name. */
function withNewNames(change: KeptChange, renamed: ReadonlyMap<string, string>): KeptChange {
  return change.fields === undefined ? change : { ...change, fields: renamedIn(change.fields, renamed) as Body };
}

function renamedIn(value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return renamed.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => renamedIn(item, renamed));
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, renamedIn(v, renamed)]));
  return value;
}
