import type { IndicatorDefinition, ReadingDefinition, Target } from '../../gis-data/catalogue/index.ts';
import type { Truth } from '../snapshot/snapshot.ts';
import type { EvidenceRow, IndicatorFinding, IndicatorResult, ReadingResult, Verdict } from './contract.ts';

/** A numerator and a denominator that are summed apart and divided once. */
export interface Amounts {
  numerator: number;
  denominator: number;
}

/** What an indicator's function hands over: one row per unit, and what a reader must know about them. */
export interface Counted {
  rows: EvidenceRow[];
  findings: IndicatorFinding[];
  /** A part of the whole was never reported, so that no sum bounds the figure: a ratio ranges over 0 to 1. */
  openEnded: boolean;
}

type Figure = Pick<IndicatorResult, 'numerator' | 'denominator' | 'value' | 'lower' | 'upper' | 'target' | 'verdict'>;
type Unit = IndicatorDefinition['unit'];

/** Amounts are kept to a millionth, which is finer than any of them is measured and hides the noise of float sums. */
const SCALE = 1_000_000;
const scaled = (value: number): bigint => BigInt(Math.round(value * SCALE));
const tidy = (value: number): number => Math.round(value * SCALE) / SCALE;

/** Whether a figure is a number of things, which is compared as it is, rather than a quotient. */
export const isCount = (unit: Unit): boolean => unit === 'count' || unit === 'people';

/**
 * Whether a share reaches its target, by cross-multiplication in whole millionths: 0.6 × 217 is 130.2 exactly, and 3 of
 * 5 is exactly 60%. A count is compared as it is (denominator 1). Something over nothing is beyond every target, nothing
 * over nothing reaches none.
 */
export function reaches({ numerator, denominator }: Amounts, target: Target): boolean {
  if (denominator === 0) return numerator > 0;
  const left = scaled(numerator) * BigInt(SCALE);
  const right = scaled(target.value) * scaled(denominator);
  return target.comparison === 'moreThan' ? left > right : left >= right;
}

/** Kleene conjunction of verdicts: unmet beats insufficient, insufficient beats met. */
export function bothVerdicts(a: Verdict, b: Verdict): Verdict {
  if (a === 'unmet' || b === 'unmet') return 'unmet';
  return a === 'insufficient' || b === 'insufficient' ? 'insufficient' : 'met';
}

/** A unit's own answer to the target, from its two extremes. */
export function ownVerdict(lower: Amounts, upper: Amounts, target: Target): Truth {
  if (reaches(lower, target)) return 'yes';
  return reaches(upper, target) ? 'unknown' : 'no';
}

function add(sum: Amounts, amounts: Amounts): Amounts {
  return { numerator: sum.numerator + amounts.numerator, denominator: sum.denominator + amounts.denominator };
}

const nothing: Amounts = { numerator: 0, denominator: 0 };

/**
 * The most extreme quotient of sums when the amounts of `certain` must be counted and each of `optional` may or may not
 * be. Exact: at the optimum λ, counting (n, d) lowers the quotient if and only if n − λd < 0, that is n/d < λ, so the
 * best choice is a prefix of the optional ones in order of n/d; a prefix grows as long as its next quotient is below
 * the quotient reached so far. The upper end is the mirror image. Without certain amounts at least one optional one is
 * counted, because no figure exists otherwise.
 */
export function extremeQuotient(end: 'lower' | 'upper', certain: Amounts, optional: readonly Amounts[]): Amounts {
  const sign = end === 'lower' ? 1 : -1;
  const countable = optional.filter((o) => o.denominator > 0);
  countable.sort((a, b) => sign * (a.numerator * b.denominator - b.numerator * a.denominator));
  let sum = certain;
  for (const next of countable) {
    const gain = sign * (next.numerator * sum.denominator - sum.numerator * next.denominator);
    if (sum.denominator > 0 && gain >= 0) break;
    sum = add(sum, next);
  }
  return sum;
}

/** The sums at one end of the range: optional rows are taken or left, whichever is more extreme. */
export function extreme(end: 'lower' | 'upper', rows: readonly EvidenceRow[], unit: Unit): Amounts {
  const certain = rows.filter((r) => !r.optional).reduce((sum, r) => add(sum, r[end]), nothing);
  const optional = rows.filter((r) => r.optional).map((r) => r[end]);
  if (!isCount(unit)) return extremeQuotient(end, certain, optional);
  return end === 'lower' ? certain : optional.reduce(add, certain);
}

function quotient({ numerator, denominator }: Amounts, unit: Unit): number | null {
  if (isCount(unit)) return tidy(numerator);
  return denominator > 0 ? numerator / denominator : null;
}

function comparable(amounts: Amounts, unit: Unit): Amounts {
  return isCount(unit) ? { numerator: amounts.numerator, denominator: 1 } : amounts;
}

/** Sums, range and verdict of some evidence rows. Everything a result says in numbers is derived here. */
export function figureOf(rows: readonly EvidenceRow[], unit: Unit, target: Target | null, openEnded = false): Figure {
  if (rows.length === 0) {
    return { ...nothing, value: null, lower: null, upper: null, target, verdict: 'insufficient' };
  }
  const confirmed = rows.reduce(add, nothing);
  let lowest = extreme('lower', rows, unit);
  let highest: Amounts | null = extreme('upper', rows, unit);
  if (openEnded) {
    if (!isCount(unit)) lowest = { numerator: 0, denominator: 1 };
    highest = isCount(unit) ? null : { numerator: 1, denominator: 1 };
  }
  const lower = quotient(lowest, unit);
  const upper = highest && quotient(highest, unit);
  let verdict: Verdict = 'insufficient';
  if (target && lower !== null && reaches(comparable(lowest, unit), target)) verdict = 'met';
  else if (target && highest && upper !== null && !reaches(comparable(highest, unit), target)) verdict = 'unmet';
  return {
    numerator: tidy(confirmed.numerator),
    denominator: tidy(confirmed.denominator),
    value: quotient(confirmed, unit),
    lower,
    upper,
    target,
    verdict,
  };
}

function readingOf(reading: ReadingDefinition, counted: Counted, unit: Unit): ReadingResult {
  const rows = counted.rows.filter((r) => r.readings.includes(reading.id));
  return { id: reading.id, label: reading.label, ...figureOf(rows, unit, reading.target, counted.openEnded) };
}

/** Whether a row is a unit of the indicator; the others are facilities that no unit could be found for. */
function isUnit(row: EvidenceRow, definition: IndicatorDefinition): boolean {
  return definition.evidenceUnit === 'statistic' || row.unitType === definition.evidenceUnit;
}

/** How many units some rows stand for, and for how many the answer is unknown. */
export function unitCounts(rows: readonly EvidenceRow[], definition: IndicatorDefinition) {
  const units = rows.filter((r) => isUnit(r, definition));
  return { units: units.length, unknownUnits: units.filter((r) => r.verdict === 'unknown').length };
}

/**
 * An indicator's result, derived from its evidence rows alone.
 * @param planFindings contradictions in the plan's own figures that touch this indicator
 */
export function resultOf(
  definition: IndicatorDefinition,
  counted: Counted,
  planFindings: readonly IndicatorFinding[],
): IndicatorResult {
  const rows = counted.rows.filter((r) => r.headline);
  const figure = figureOf(rows, definition.unit, definition.target, counted.openEnded);
  const readings = (definition.readings ?? []).map((r) => readingOf(r, counted, definition.unit));
  const conditionReading = readings.find((r) => r.id === definition.condition);
  return {
    id: definition.id,
    planNumber: definition.planNumber,
    name: definition.name,
    formula: definition.formula,
    unit: definition.unit,
    kind: definition.kind,
    clause: definition.clause,
    source: definition.source,
    ...figure,
    ...unitCounts(rows, definition),
    readings,
    condition: conditionReading ? { readingId: conditionReading.id, verdict: conditionReading.verdict } : null,
    overallVerdict: conditionReading ? bothVerdicts(figure.verdict, conditionReading.verdict) : figure.verdict,
    ruleVersion: definition.ruleVersion,
    findings: [...counted.findings, ...planFindings],
    demo: counted.rows.some((r) => r.demo),
  };
}
