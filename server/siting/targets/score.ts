import type { EvidenceRow } from '../../indicators/contract.ts';
import { isCount } from '../../indicators/figure.ts';
import { countsRow, type Goal } from './goals.ts';

/**
 * A goal as a sum over evidence rows: it is reached when the scores of its rows add up to at least `need`. What is not
 * known counts as the indicators count it at the lower end of their range: as failing.
 *
 * A quotient reaches p/q when Σ numerators ÷ Σ denominators ≥ p/q, that is Σ (q · numerator − p · denominator) ≥ 0. A row
 * that may or may not be counted (optional) takes whichever is less, 0 or its own score: the least quotient over all
 * choices reaches the target when the least sum does. A count is compared as it is, and its optional rows are left out.
 * Scores are whole numbers: amounts are taken in millionths, as the indicators take them.
 */
export interface Scale {
  readonly need: number;
  /** What a row adds to the sum. */
  score(row: EvidenceRow): number;
  /** What it would add if it were certain to be counted. */
  certain(row: EvidenceRow): number;
}

const MILLION = 1_000_000;

/** Of whole numbers, not negative. */
export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

export function scaleOf(goal: Goal): Scale {
  const { target, unit } = goal;
  const value = Math.round(target.value * MILLION);
  const strict = target.comparison === 'moreThan' ? 1 : 0;
  if (isCount(unit)) {
    const certain = (row: EvidenceRow) => (countsRow(goal, row) ? Math.round(row.lower.numerator * MILLION) : 0);
    return { need: value + strict, certain, score: (row) => (row.optional ? 0 : certain(row)) };
  }
  const divisor = greatestCommonDivisor(value, MILLION);
  const [p, q] = [value / divisor, MILLION / divisor];
  const certain = (row: EvidenceRow) => {
    const { numerator, denominator } = row.lower;
    return countsRow(goal, row) ? q * Math.round(numerator * MILLION) - p * Math.round(denominator * MILLION) : 0;
  };
  return { need: strict, certain, score: (row) => (row.optional ? Math.min(0, certain(row)) : certain(row)) };
}
