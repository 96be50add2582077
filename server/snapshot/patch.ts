import { compareCodes } from './columns.ts';

export type Column = Uint8Array | Int32Array | Uint32Array | Float64Array;

/**
 * How the rows of a table in order of id come to stand after some records have changed: stretches of rows that keep
 * their values, and entries that are new or replaced.
 */
export interface Patch<Body> {
  /** Rows of the new table. */
  readonly length: number;
  /** Rows `from` up to, not including, `to` of the old table stand from row `at` of the new one. */
  readonly kept: readonly { from: number; to: number; at: number }[];
  readonly entries: readonly { row: number; id: string; body: Body }[];
  /** Whether every row stands for the record that it stood for. */
  readonly sameRows: boolean;
}

/**
 * @param ids the old table's ids, in order
 * @param changes the record as it becomes, or null where it ends; ending one that does not exist changes nothing
 */
export function patchOf<Body>(ids: readonly string[], changes: ReadonlyMap<string, Body | null>): Patch<Body> {
  const kept: { from: number; to: number; at: number }[] = [];
  const entries: { row: number; id: string; body: Body }[] = [];
  let from = 0;
  let at = 0;
  let sameRows = true;
  for (const [id, body] of [...changes].sort(([a], [b]) => compareCodes(a, b))) {
    const position = firstNotBefore(ids, id, from);
    const exists = ids[position] === id;
    kept.push({ from, to: position, at });
    at += position - from;
    from = exists ? position + 1 : position;
    if (body !== null) entries.push({ row: at++, id, body });
    if (exists !== (body !== null)) sameRows = false;
  }
  kept.push({ from, to: ids.length, at });
  return { length: at + ids.length - from, kept, entries, sameRows };
}

/** Position of the first id from `start` on that does not come before the given one; the length when there is none. */
function firstNotBefore(ids: readonly string[], id: string, start: number): number {
  let low = start;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A list of one item per row, after the patch. */
export function patchList<Item, Body>(
  list: readonly Item[],
  { length, kept, entries }: Patch<Body>,
  itemOf: (entry: { id: string; body: Body }) => Item,
): Item[] {
  const result = new Array<Item>(length);
  for (const { from, to, at } of kept) {
    for (let row = from; row < to; row++) result[at + row - from] = list[row]!;
  }
  for (const entry of entries) result[entry.row] = itemOf(entry);
  return result;
}

/**
 * A column after the patch; the column itself where the patch changes nothing in it.
 * @param values the values of the patch's entries, in their order
 */
export function patchColumn<C extends Column, Body>(
  column: C,
  make: (length: number) => C,
  { length, kept, entries, sameRows }: Patch<Body>,
  values: readonly number[],
): C {
  if (sameRows && entries.every(({ row }, i) => Object.is(column[row], values[i]))) return column;
  const result = make(length);
  for (const { from, to, at } of kept) result.set(column.subarray(from, to), at);
  entries.forEach(({ row }, i) => {
    result[row] = values[i]!;
  });
  return result;
}
