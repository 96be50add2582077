/** Decimal places in which amounts are looked at for a common step. */
const SCALES = [1, 10, 100];

function greatestDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/**
 * The largest amount of which all values are whole multiples, so that two sums of them differ by that much or not at all.
 * Values with more than two decimals have none; then `fallback` stands for it, and `isWhole` is false.
 * @example
 * stepOf([400, 250, 0], 1); // { step: 50, isWhole: true }
 */
export function stepOf(values: ArrayLike<number>, fallback: number): { step: number; isWhole: boolean } {
  for (const scale of SCALES) {
    const scaled = Array.from(values, (value) => Math.abs(value) * scale);
    if (!scaled.every((value) => Math.abs(value - Math.round(value)) < 1e-7 && value <= Number.MAX_SAFE_INTEGER))
      continue;
    const divisor = scaled.reduce((sum, value) => greatestDivisor(sum, Math.round(value)), 0);
    return { step: (divisor || 1) / scale, isWhole: true };
  }
  return { step: fallback, isWhole: false };
}
