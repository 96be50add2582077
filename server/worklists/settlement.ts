import type { IndicatorDefinition, Target } from '../../gis-data/catalogue/index.ts';
import type { EvidenceRow } from '../indicators/contract.ts';
import type { Amounts } from '../indicators/figure.ts';

/** Fewest units whose answers decide a verdict; null where no answers do. */
export interface EarliestEnd {
  met: number | null;
  unmet: number | null;
}

/** As in the indicators' figures: amounts count to a millionth, and shares are compared without division. */
const SCALE = 1_000_000;
const scaled = (value: number): bigint => BigInt(Math.round(value * SCALE));

/**
 * What amounts add to numerator − target × denominator: a share reaches its target where the sum is not negative
 * (positive for "more than").
 */
const surplus = ({ numerator, denominator }: Amounts, target: Target): bigint =>
  scaled(numerator) * BigInt(SCALE) - scaled(target.value) * scaled(denominator);

const zero = BigInt(0);
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The least and the most that a unit can add; one that may not count at all can also add nothing. */
function rangeOf(row: EvidenceRow, target: Target): { least: bigint; most: bigint } {
  const lower = surplus(row.lower, target);
  const upper = surplus(row.upper, target);
  if (!row.optional) return { least: smaller(lower, upper), most: larger(lower, upper) };
  return { least: smaller(smaller(lower, upper), zero), most: larger(larger(lower, upper), zero) };
}

/** Whether a unit's share of the figure is still open. */
export function isOpen({ lower, upper, optional }: EvidenceRow): boolean {
  const differs = lower.numerator !== upper.numerator || lower.denominator !== upper.denominator;
  return differs || (optional && (lower.numerator !== 0 || lower.denominator !== 0));
}

/**
 * How early the verdict on a target can fall: with the open units that matter most answered first, and all answers for
 * the one side. Exact, since the surplus is a sum over the units.
 */
export function earliestEnd(
  rows: readonly EvidenceRow[],
  unit: IndicatorDefinition['unit'],
  target: Target,
): EarliestEnd {
  const ranges = rows.map((row) => rangeOf(row, target));
  const isCount = unit === 'count' || unit === 'people';
  const base = isCount ? surplus({ numerator: 0, denominator: 1 }, target) : zero;
  const sum = (of: (range: { least: bigint; most: bigint }) => bigint) =>
    ranges.reduce((total, range) => total + of(range), base);
  const gains = ranges.map(({ least, most }) => most - least).sort((a, b) => (a > b ? -1 : a < b ? 1 : 0));
  const isMet = (total: bigint) => (target.comparison === 'moreThan' ? total > zero : total >= zero);
  const lowest = sum(({ least }) => least);
  const highest = sum(({ most }) => most);
  return {
    met: stepsUntil(gains, (gained) => isMet(lowest + gained)),
    unmet: stepsUntil(gains, (lost) => !isMet(highest - lost)),
  };
}

/** How many of the largest gains, taken in order, fulfil the condition on their sum. */
function stepsUntil(gains: readonly bigint[], fulfilled: (sum: bigint) => boolean): number | null {
  let sum = zero;
  if (fulfilled(sum)) return 0;
  for (const [i, gain] of gains.entries()) {
    sum += gain;
    if (fulfilled(sum)) return i + 1;
  }
  return null;
}
