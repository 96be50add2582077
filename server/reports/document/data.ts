import {
  indicators,
  type IndicatorDefinition,
  type Language,
  type RuleParameters,
  type Target,
} from '../../../gis-data/catalogue/index.ts';
import type { CoverageArea, CoverageQuestion } from '../../coverage/contract.ts';
import type { EvidenceRow, IndicatorFinding, ReadingResult, Verdict } from '../../indicators/contract.ts';
import { bothVerdicts, figureOf, unitCounts } from '../../indicators/figure.ts';
import type { Assessment } from '../../indicators/index.ts';
import type { NetworkHeader } from '../../network/graph.ts';
import type { ComparedScenario } from '../../scenarios/contract.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** The city or county that a report is about. */
export interface Scope {
  id: string;
  level: 'city' | 'county';
  name: string;
  /** Row of the snapshot's divisions. */
  row: number;
}

/** All that a report is made from: one snapshot and what was computed from it. */
export interface ReportData {
  language: Language;
  scope: Scope;
  snapshot: Snapshot;
  assessment: Assessment;
  parameters: RuleParameters;
  /** The walk network in use, with the care circle's coverage on it; null without a network. */
  network: NetworkHeader | null;
  coverage: {
    question: CoverageQuestion;
    counties: CoverageArea[];
    townships: CoverageArea[];
    total: CoverageArea;
  } | null;
  /** The plan whose actions are proposed; null for a report without one. */
  scenario: ComparedScenario | null;
  approvalNumber: string | null;
  /** Day on which the report is made. */
  madeOn: string;
}

/** An indicator in the report's scope: the headline's figure with its condition, and the readings beside it. */
export interface ScopedResult {
  definition: IndicatorDefinition;
  numerator: number;
  denominator: number;
  value: number | null;
  lower: number | null;
  upper: number | null;
  target: Target | null;
  verdict: Verdict;
  units: number;
  unknownUnits: number;
  readings: readonly ReadingResult[];
  findings: readonly IndicatorFinding[];
}

/** Every indicator of the catalogue in the scope, in the catalogue's order. */
export function scopedResults(data: ReportData): ScopedResult[] {
  return indicators.map((definition) => (data.scope.level === 'city' ? ofCity : ofCounty)(definition, data));
}

function ofCity(definition: IndicatorDefinition, { assessment }: ReportData): ScopedResult {
  const result = assessment.result(definition.id);
  return { ...result, definition, verdict: result.overallVerdict };
}

/** A count's target is the whole city's, so a county's count has none; a condition holds where the county has such units. */
function ofCounty(definition: IndicatorDefinition, data: ReportData): ScopedResult {
  const { assessment, scope } = data;
  const area = assessment.areas(definition.id, 'county').find((each) => each.divisionId === scope.id);
  const rows = evidenceOf(definition.id, data);
  const readings = (definition.readings ?? []).flatMap((reading) => {
    const counted = rows.filter((row) => row.readings.includes(reading.id));
    if (counted.length === 0) return [];
    return [{ id: reading.id, label: reading.label, ...figureOf(counted, definition.unit, reading.target) }];
  });
  const condition = readings.find((reading) => reading.id === definition.condition);
  const figure = area ?? { ...figureOf([], definition.unit, null), ...unitCounts([], definition) };
  return {
    ...figure,
    definition,
    verdict: condition ? bothVerdicts(figure.verdict, condition.verdict) : figure.verdict,
    readings,
    findings: [],
  };
}

/** Evidence rows of the scope. */
export function evidenceOf(indicatorId: string, { assessment, scope }: ReportData): readonly EvidenceRow[] {
  const rows = assessment.evidence(indicatorId);
  return scope.level === 'city' ? rows : rows.filter((row) => row.countyId === scope.id);
}

/** The scope's own coverage. */
export function scopedCoverage({ coverage, scope }: ReportData): CoverageArea | null {
  if (coverage === null) return null;
  if (scope.level === 'city') return coverage.total;
  return coverage.counties.find((county) => county.divisionId === scope.id) ?? null;
}

/** Whether demonstration records, a demonstration network or demonstration rates entered the report. */
export function isDemo(data: ReportData): boolean {
  const { network, scenario, snapshot } = data;
  return (
    network?.source.demo === true ||
    scenario?.result?.cost.demo === true ||
    snapshot.divisions.bodies[data.scope.row]!.demo ||
    indicators.some(({ id }) => evidenceOf(id, data).some((row) => row.demo))
  );
}
