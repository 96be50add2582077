/**
 * Positions of a longest subsequence whose values never fall, or rise strictly. Method: patience sorting (Schensted 1961),
 * O(n log n).
 *
 * @example longestRising([1, 3, 2, 4], 'strict') // [0, 2, 3]
 */
export function longestRising(values: readonly number[], mode: 'strict' | 'level'): number[] {
  const tails: number[] = [];
  const before = new Int32Array(values.length).fill(-1);
  values.forEach((value, i) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const tail = values[tails[middle]!]!;
      if (tail < value || (mode === 'level' && tail === value)) low = middle + 1;
      else high = middle;
    }
    if (low > 0) before[i] = tails[low - 1]!;
    tails[low] = i;
  });
  const positions: number[] = [];
  for (let i = tails.at(-1) ?? -1; i >= 0; i = before[i]!) positions.push(i);
  return positions.reverse();
}
