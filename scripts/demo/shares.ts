/**
 * Shares a whole number out in proportion to weights, in whole numbers that sum to it exactly (largest remainders; on
 * equal remainders the earlier entry).
 * @param caps most that each entry may get; their sum must reach the total
 */
export function shareOut(total: number, weights: readonly number[], caps?: readonly number[]): number[] {
  const cap = (i: number) => caps?.[i] ?? Infinity;
  const weightSum = weights.reduce((sum, w) => sum + w, 0);
  const exact = weights.map((w) => (total * w) / weightSum);
  const shares = exact.map((e, i) => Math.min(Math.floor(e), cap(i)));
  const order = exact
    .map((e, i) => ({ i, remainder: e - Math.floor(e) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i)
    .map(({ i }) => i);

  let left = total - sum(shares);
  while (left > 0) {
    const open = order.filter((i) => shares[i]! < cap(i));
    if (open.length === 0) throw new RangeError(`Caps leave ${left} of ${total} without a place`);
    for (const i of open.slice(0, left)) shares[i]!++;
    left = total - sum(shares);
  }
  return shares;
}

export const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
