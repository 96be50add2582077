/** Where two lists of rows differ; positions from 0, `removed` in the first list, the others in the second. */
export interface RowDifference {
  changed: number[];
  added: number[];
  removed: number[];
}

/** Largest table of the search for a longest common subsequence; beyond it rows are compared by their positions. */
const MOST_CELLS = 16_000_000;

/**
 * Tells changed rows from added and removed ones: rows outside a longest common subsequence are paired in order within
 * each gap, and what is left over was added or removed.
 */
export function alignRows(before: readonly string[], after: readonly string[]): RowDifference {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let beforeEnd = before.length;
  let afterEnd = after.length;
  while (beforeEnd > start && afterEnd > start && before[beforeEnd - 1] === after[afterEnd - 1]) {
    beforeEnd--;
    afterEnd--;
  }
  const common = commonRows(before.slice(start, beforeEnd), after.slice(start, afterEnd));
  const anchors = [...common.map(([i, j]) => [i + start, j + start] as const), [beforeEnd, afterEnd] as const];
  const difference: RowDifference = { changed: [], added: [], removed: [] };
  let i = start;
  let j = start;
  for (const [nextBefore, nextAfter] of anchors) {
    for (; i < nextBefore && j < nextAfter; i++, j++) difference.changed.push(j);
    for (; i < nextBefore; i++) difference.removed.push(i);
    for (; j < nextAfter; j++) difference.added.push(j);
    i = nextBefore + 1;
    j = nextAfter + 1;
  }
  return difference;
}

/** Pairs of positions of a longest common subsequence, by dynamic programming from the ends. */
function commonRows(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  if ((a.length + 1) * width > MOST_CELLS) return [];
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}
