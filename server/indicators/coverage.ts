import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { countyOf, townshipOf } from '../snapshot/facility-place.ts';
import { allOf, anyOf, NONE, type Snapshot, type Truth } from '../snapshot/snapshot.ts';
import type { Check } from './checks.ts';
import type { EvidenceRow, IndicatorFinding } from './contract.ts';
import { divisionUnit, evidenceRowOf, facilityRecords, facilityUnit, sentences } from './evidence.ts';
import type { Amounts, Counted } from './figure.ts';
import { groupBy } from './group-by.ts';
import type { Reuse } from './reuse.ts';

/** "So many divisions have such a facility": the rule that townships and counties are counted by. */
export interface CoverageRule {
  level: 'county' | 'township';
  /** What a unit must have, in words. */
  thing: Text;
  /** Rows of the facilities that come into question. */
  candidates: readonly number[];
  /** What a facility must fulfil to count for its unit. */
  checks(facilityRow: number): readonly Check[];
  /** What holds of a facility that counts, following its name in a sentence. */
  satisfied(facilityRow: number): Text;
  /** Readings beside the headline in which a unit counts. */
  readings(divisionRow: number): string[];
  /** Rows of other divisions for which a facility counts too, where the rule allows divisions to share one. */
  alsoServes?(facilityRow: number): readonly number[];
}

interface Candidate {
  row: number;
  /** Where it is shared: row of the division that it lies in, `NONE` if not known; null at its own division. */
  sharedFrom: number | null;
  truth: Truth;
  checks: readonly Check[];
}

interface CoveredUnit {
  county: number;
  verdict: Truth;
  readings: string[];
}

/** The headline beside the readings' ids. */
const HEADLINE = '';

/**
 * Counts the divisions of a level that have a facility meeting the rule. A facility whose division is not known leaves
 * the divisions' own answers alone and widens the range: it could add one to the upper end, as long as its county still
 * has a division without one.
 * @param reuse rows that need not be made again
 */
export function countCoverage(snapshot: Snapshot, rule: CoverageRule, reuse: Reuse): Counted {
  const unitOf = rule.level === 'county' ? countyOf : townshipOf;
  const ownUnit = (row: number) => unitOf(snapshot, row);
  const byUnit = candidatesByUnit(rule, ownUnit);
  const unplaced = candidatesAt(rule, byUnit.get(NONE), ownUnit, NONE).filter((c) => c.truth !== 'no');
  const unplacedCounties = new Set(unplaced.map((c) => countyOf(snapshot, c.row)));

  const units: CoveredUnit[] = [];
  const rows: EvidenceRow[] = [];
  for (const row of snapshot.divisions.ofLevel(rule.level)) {
    const county = snapshot.divisions.county[row]!;
    const mayBeHere = unplacedCounties.has(county) || unplacedCounties.has(NONE);
    const facilityRows = byUnit.get(row) ?? [];
    const evidence =
      reuse.row(rule.level, snapshot.divisions.ids[row]!, facilityRows) ??
      unitRow(snapshot, rule, row, candidatesAt(rule, facilityRows, ownUnit, row), mayBeHere);
    units.push({ county, verdict: evidence.verdict, readings: evidence.readings });
    rows.push(evidence);
  }
  rows.push(...unplacedRows(snapshot, rule, unplaced, units));
  return { rows, findings: unplacedFindings(rule, unplaced.length), openEnded: false };
}

/** Facility rows by each division that they count for, in row order; those of no known division under `NONE`. */
function candidatesByUnit(rule: CoverageRule, ownUnit: (row: number) => number): Map<number, number[]> {
  if (!rule.alsoServes) return groupBy(rule.candidates, ownUnit);
  const counted = rule.candidates.flatMap((row) =>
    [...new Set([ownUnit(row), ...rule.alsoServes!(row)])].map((unit) => ({ row, unit })),
  );
  const byUnit = groupBy(counted, ({ unit }) => unit);
  return new Map([...byUnit].map(([unit, ofUnit]) => [unit, ofUnit.map(({ row }) => row)]));
}

function candidatesAt(
  rule: CoverageRule,
  facilityRows: readonly number[] = [],
  ownUnit: (row: number) => number,
  unit: number,
): Candidate[] {
  return facilityRows.map((row) => {
    const checks = rule.checks(row);
    const own = ownUnit(row);
    return { row, sharedFrom: own === unit ? null : own, checks, truth: allOf(...checks.map((c) => c.truth)) };
  });
}

const one: Amounts = { numerator: 1, denominator: 1 };
const none: Amounts = { numerator: 0, denominator: 1 };

function unitRow(
  snapshot: Snapshot,
  rule: CoverageRule,
  divisionRow: number,
  candidates: readonly Candidate[],
  unplacedMayBeHere: boolean,
): EvidenceRow {
  const { divisions, facilities } = snapshot;
  const verdict = anyOf(candidates.map((c) => c.truth));
  const reason = [reasonOf(snapshot, rule, verdict, candidates)];
  if (verdict === 'no' && unplacedMayBeHere) {
    reason.push(
      text(`另有未注明所在地的${rule.thing.zh},可能在此`, `a ${rule.thing.en} whose place is not stated may lie here`),
    );
  }
  return evidenceRowOf(divisionUnit(snapshot, divisionRow, rule.level), {
    verdict,
    reason: sentences(reason),
    confirmed: verdict === 'yes' ? one : none,
    lower: verdict === 'yes' ? one : none,
    upper: verdict === 'no' ? none : one,
    readings: rule.readings(divisionRow),
    records: facilityRecords(
      snapshot,
      candidates.map((c) => c.row),
    ),
    demo: divisions.bodies[divisionRow]!.demo || candidates.some((c) => facilities.bodies[c.row]!.demo),
  });
}

function reasonOf(snapshot: Snapshot, rule: CoverageRule, verdict: Truth, candidates: readonly Candidate[]): Text {
  const said = ({ row, sharedFrom }: Candidate, words: readonly Text[]): Text => {
    const { name } = snapshot.facilities.bodies[row]!;
    const predicate = sentences(words);
    if (sharedFrom === null) return text(`${name}${predicate.zh}`, `${name} ${predicate.en}`);
    if (sharedFrom === NONE) return text(`共用的${name}${predicate.zh}`, `${name}, which is shared, ${predicate.en}`);
    const home = snapshot.divisions.bodies[sharedFrom]!.name;
    return text(`与${home}共用的${name}${predicate.zh}`, `${name}, shared with ${home}, ${predicate.en}`);
  };
  if (verdict === 'yes') {
    const found = candidates.find((c) => c.truth === 'yes')!;
    return said(found, [rule.satisfied(found.row)]);
  }
  if (verdict === 'unknown') {
    const open = candidates.filter((c) => c.truth === 'unknown');
    return sentences(
      open.map((c) =>
        said(
          c,
          c.checks.filter((check) => check.truth === 'unknown').map((check) => check.open()),
        ),
      ),
    );
  }
  const nearest = nearestCandidate(candidates);
  if (!nearest) return text(`没有${rule.thing.zh}`, `No ${rule.thing.en}`);
  return said(
    nearest,
    failures(nearest).map((check) => check.failed()),
  );
}

const failures = (candidate: Candidate): Check[] => candidate.checks.filter((check) => check.truth === 'no');

function nearestCandidate(candidates: readonly Candidate[]): Candidate | undefined {
  let nearest = candidates[0];
  for (const candidate of candidates) {
    if (failures(candidate).length < failures(nearest!).length) nearest = candidate;
  }
  return nearest;
}

/** One row for each unplaced facility that can still turn a unit's "no" into "yes" in some counting. */
function unplacedRows(
  snapshot: Snapshot,
  rule: CoverageRule,
  unplaced: readonly Candidate[],
  units: readonly CoveredUnit[],
): EvidenceRow[] {
  const vacancies = new Vacancies(units);
  const county = (c: Candidate) => countyOf(snapshot, c.row);
  // Facilities of a known county first: they can fill fewer vacancies than those that may lie anywhere.
  const inOrder = [...unplaced.filter((c) => county(c) !== NONE), ...unplaced.filter((c) => county(c) === NONE)];
  return inOrder.flatMap((candidate) => {
    const filled = vacancies.fill(county(candidate));
    if (filled.length === 0) return [];
    const { name, demo } = snapshot.facilities.bodies[candidate.row]!;
    return evidenceRowOf(facilityUnit(snapshot, candidate.row), {
      verdict: 'unknown',
      reason: text(
        `${name}未注明所在的${levelName[rule.level].zh},可能使一个未覆盖的${levelName[rule.level].zh}成为已覆盖`,
        `${name} does not state its ${levelName[rule.level].en} and may cover one that counts as not covered`,
      ),
      upper: { numerator: 1, denominator: 0 },
      readings: filled.filter((counting) => counting !== HEADLINE),
      headline: filled.includes(HEADLINE),
      records: facilityRecords(snapshot, [candidate.row]),
      demo,
    });
  });
}

const levelName = {
  county: text('县(市、区)', 'county'),
  township: text('乡镇(街道)', 'township'),
};

/** How many units without a facility each county still has, for the headline and for each reading. */
class Vacancies {
  readonly #left = new Map<string, Map<number, number>>();

  constructor(units: readonly CoveredUnit[]) {
    for (const unit of units) {
      if (unit.verdict !== 'no') continue;
      for (const counting of [HEADLINE, ...unit.readings]) {
        const perCounty = this.#left.get(counting) ?? new Map<number, number>();
        perCounty.set(unit.county, (perCounty.get(unit.county) ?? 0) + 1);
        this.#left.set(counting, perCounty);
      }
    }
  }

  /** Takes one vacancy of the county (`NONE`: of any) in every counting that has one; answers which those are. */
  fill(county: number): string[] {
    const filled: string[] = [];
    for (const [counting, perCounty] of this.#left) {
      const from = county === NONE ? [...perCounty].find(([, left]) => left > 0)?.[0] : county;
      const left = from === undefined ? 0 : (perCounty.get(from) ?? 0);
      if (left === 0) continue;
      perCounty.set(from!, left - 1);
      filled.push(counting);
    }
    return filled;
  }
}

function unplacedFindings(rule: CoverageRule, count: number): IndicatorFinding[] {
  if (count === 0) return [];
  const level = levelName[rule.level];
  return [
    {
      code: 'unplaced-facilities',
      message: text(
        `${count} 个${rule.thing.zh}未注明${level.zh},可能改变结果`,
        `${count} × ${rule.thing.en} without a stated ${level.en}: the result may change`,
      ),
      clause: null,
    },
  ];
}
