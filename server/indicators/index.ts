import {
  defaultRuleParameters,
  indicatorDefinition,
  indicators,
  text,
  type IndicatorDefinition,
  type RuleParameters,
} from '../../gis-data/catalogue/index.ts';
import type { Network } from '../network/graph.ts';
import type { IndicatorDelta } from '../registry/contract.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type {
  AreaFigures,
  EvidenceRow,
  IndicatorFinding,
  IndicatorReport,
  IndicatorResult,
  PlanFinding,
  Trend,
} from './contract.ts';
import { countEntered } from './entered.ts';
import { figureOf, resultOf, unitCounts, type Counted } from './figure.ts';
import { facilityKindsRead, indicatorFunctions } from './functions/index.ts';
import { groupBy } from './group-by.ts';
import { planFindings } from './plan-findings.ts';
import { facilityDifference, noReuse, reuseOf, type FacilityDifference } from './reuse.ts';

export { planFindings };

/** All indicators on one snapshot; each is computed when first asked for, and once. */
export interface Assessment {
  readonly report: IndicatorReport;
  /** The report's results, in the catalogue's order. */
  readonly results: readonly IndicatorResult[];
  /** @throws RangeError when the catalogue has no such indicator. */
  result(id: string): IndicatorResult;
  /** One row per unit counted. @throws RangeError when the catalogue has no such indicator. */
  evidence(id: string): readonly EvidenceRow[];
  /** Whether a part of the whole was never reported, so that the sums bound nothing. @throws RangeError as `result` */
  isOpenEnded(id: string): boolean;
  /** The figure of each division of the level. @throws RangeError when the catalogue has no such indicator. */
  areas(id: string, level: AreaFigures['level']): AreaFigures['areas'];
}

/** An assessment that others can start from. */
interface KeptAssessment extends Assessment {
  counted(id: string): Counted;
}

type ByNetwork = WeakMap<Network | typeof noNetwork, KeptAssessment>;
/** Stands for the lack of a network among the keys. */
const noNetwork = {};
const assessments = new WeakMap<Snapshot, WeakMap<RuleParameters, ByNetwork>>();

/**
 * Assesses every indicator of the catalogue on a snapshot. Kept for as long as the snapshot itself, so asking again for
 * the same snapshot and parameters costs nothing; an overlay's assessment starts from its base's, and only what the
 * changed records can touch is counted again.
 * @param network the walk network in use; without one the indicators that need walking times are insufficient
 *
 * @example assess(snapshot).result('8').verdict // 'met' | 'unmet' | 'insufficient'
 */
export function assess(
  snapshot: Snapshot,
  parameters: RuleParameters = defaultRuleParameters,
  network: Network | null = null,
): Assessment {
  return keptAssessment(snapshot, parameters, network);
}

function keptAssessment(snapshot: Snapshot, parameters: RuleParameters, network: Network | null): KeptAssessment {
  const ofSnapshot = assessments.get(snapshot) ?? new WeakMap<RuleParameters, ByNetwork>();
  assessments.set(snapshot, ofSnapshot);
  const ofParameters: ByNetwork = ofSnapshot.get(parameters) ?? new WeakMap();
  ofSnapshot.set(parameters, ofParameters);
  const known = ofParameters.get(network ?? noNetwork);
  if (known) return known;
  const assessment = newAssessment(snapshot, parameters, network);
  ofParameters.set(network ?? noNetwork, assessment);
  return assessment;
}

function newAssessment(snapshot: Snapshot, parameters: RuleParameters, network: Network | null): KeptAssessment {
  const start = startOf(snapshot, parameters, network);
  const counted = remembered((id: string) => count(indicatorDefinition(id), snapshot, parameters, network, start));
  const result = remembered((id: string) => {
    if (start && counted(id) === start.assessment.counted(id)) return start.assessment.result(id);
    const definition = indicatorDefinition(id);
    const findings = [...effectFindings(definition, snapshot.asOf), ...touching(planFindings(snapshot), id)];
    return resultOf(definition, counted(id), findings);
  });
  const report = remembered((): IndicatorReport => {
    const results = indicators.map((definition) => result(definition.id));
    const { id, seq, asOf } = snapshot;
    return { snapshot: id, seq, asOf, demo: results.some((r) => r.demo), results };
  });
  return {
    get report() {
      return report('');
    },
    get results() {
      return report('').results;
    },
    result,
    counted,
    evidence: (id) => counted(id).rows,
    isOpenEnded: (id) => counted(id).openEnded,
    areas: (id, level) => areaFigures(snapshot, indicatorDefinition(id), counted(id).rows, level),
  };
}

/** Where the assessment of an overlay starts: its base's, and what differs. */
interface Start {
  assessment: KeptAssessment;
  facilities: FacilityDifference;
  sameStatistics: boolean;
}

/** Null where everything is counted: without a base, or with other divisions, which every row may name. */
function startOf(snapshot: Snapshot, parameters: RuleParameters, network: Network | null): Start | null {
  const base = snapshot.origin?.base;
  if (base?.divisions !== snapshot.divisions) return null;
  return {
    assessment: keptAssessment(base, parameters, network),
    facilities: facilityDifference(snapshot),
    sameStatistics: base.statistics === snapshot.statistics,
  };
}

function remembered<T>(compute: (key: string) => T): (key: string) => T {
  const values = new Map<string, T>();
  return (key) => {
    if (!values.has(key)) values.set(key, compute(key));
    return values.get(key)!;
  };
}

function count(
  definition: IndicatorDefinition,
  snapshot: Snapshot,
  parameters: RuleParameters,
  network: Network | null,
  start: Start | null,
): Counted {
  const { id } = definition;
  const counting = indicatorFunctions[id];
  if (!counting) return start?.sameStatistics ? start.assessment.counted(id) : countEntered(snapshot, definition);
  if (!start) return counting(snapshot, parameters, noReuse, network);
  const kinds = facilityKindsRead[id]?.(parameters);
  const before = start.assessment.counted(id);
  if (kinds && !kinds.some((kind) => start.facilities.kinds.has(kind))) return before;
  return counting(snapshot, parameters, reuseOf(snapshot, start.facilities, before.rows), network);
}

function touching(findings: readonly PlanFinding[], indicatorId: string): IndicatorFinding[] {
  return findings
    .filter((finding) => finding.indicatorIds.includes(indicatorId))
    .map(({ code, message, clause }) => ({ code, message, clause }));
}

function effectFindings(definition: IndicatorDefinition, asOf: string): IndicatorFinding[] {
  const { effectiveFrom, effectiveTo } = definition;
  if (asOf >= effectiveFrom && (effectiveTo === null || asOf <= effectiveTo)) return [];
  const until = effectiveTo ?? '';
  return [
    {
      code: 'not-in-effect',
      message: text(
        `目标自 ${effectiveFrom} 起${until && `至 ${until} `}适用,${asOf} 不在其内`,
        `The target holds from ${effectiveFrom}${until && ` to ${until}`}; ${asOf} lies outside`,
      ),
      clause: text(
        `${definition.clause.document.zh} ${definition.clause.place.zh}`,
        `${definition.clause.document.en}, ${definition.clause.place.en}`,
      ),
    },
  ];
}

function areaFigures(
  snapshot: Snapshot,
  definition: IndicatorDefinition,
  rows: readonly EvidenceRow[],
  level: AreaFigures['level'],
): AreaFigures['areas'] {
  const countyAtMost = definition.evidenceUnit === 'county' || definition.evidenceUnit === 'statistic';
  if (definition.evidenceUnit === 'city' || (countyAtMost && level === 'township')) return [];
  const target = definition.unit === 'count' || definition.unit === 'people' ? null : definition.target;
  const byArea = groupBy(areaRows(definition, rows), (row) => (level === 'county' ? row.countyId : row.townshipId));
  return snapshot.divisions.ofLevel(level).map((row) => {
    const divisionId = snapshot.divisions.ids[row]!;
    const { code, name } = snapshot.divisions.bodies[row]!;
    const ofArea = byArea.get(divisionId) ?? [];
    return {
      divisionId,
      code,
      name,
      ...figureOf(reported(definition, ofArea), definition.unit, target),
      ...unitCounts(ofArea, definition),
    };
  });
}

/** Counties' statistics are shown on the map also where the city's own figure is the one that counts. */
function areaRows(definition: IndicatorDefinition, rows: readonly EvidenceRow[]): EvidenceRow[] {
  return rows.filter((row) => row.headline || definition.source === 'entered');
}

/** A county that has not reported its statistic has no figure, rather than a figure of zero. */
function reported(definition: IndicatorDefinition, rows: readonly EvidenceRow[]): readonly EvidenceRow[] {
  return definition.source === 'entered' ? rows.filter((row) => row.verdict !== 'unknown') : rows;
}

/** What a comparison needs of a result. */
export function indicatorSummary(result: IndicatorResult): IndicatorDelta['before'] {
  const { numerator, denominator, value, lower, upper, overallVerdict } = result;
  return { numerator, denominator, value, lower, upper, verdict: overallVerdict };
}

/** Every indicator before and after, in the catalogue's order. */
export function compareAssessments(before: Assessment, after: Assessment): IndicatorDelta[] {
  return indicators.map(({ id, name, unit }) => {
    const was = indicatorSummary(before.result(id));
    const is = indicatorSummary(after.result(id));
    const keys = Object.keys(was) as (keyof typeof was)[];
    return { id, name, unit, before: was, after: is, changed: keys.some((key) => was[key] !== is[key]) };
  });
}

/** Every indicator's value at the dates of some snapshots of one registry, in order of date. */
export function trend(
  snapshots: readonly Snapshot[],
  parameters: RuleParameters = defaultRuleParameters,
  network: Network | null = null,
): Trend {
  const inOrder = [...snapshots].sort((a, b) => (a.asOf < b.asOf ? -1 : a.asOf > b.asOf ? 1 : 0));
  return {
    snapshotSeq: Math.max(0, ...inOrder.map((snapshot) => snapshot.seq)),
    series: indicators.map(({ id }) => ({
      id,
      points: inOrder.map((snapshot) => {
        const { value, lower, upper } = assess(snapshot, parameters, network).result(id);
        return { asOf: snapshot.asOf, value, lower, upper };
      }),
    })),
  };
}
