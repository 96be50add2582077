import {
  indicators,
  text,
  type IndicatorDefinition,
  type Language,
  type Target,
  type Text,
} from '../../../gis-data/catalogue/index.ts';
import type { EvidenceRow, IndicatorFinding, Verdict } from '../../indicators/contract.ts';
import { bothVerdicts, extreme, figureOf, isCount, unitCounts, type Amounts } from '../../indicators/figure.ts';
import type { Assessment } from '../../indicators/index.ts';
import type { Network } from '../../network/graph.ts';
import { problems } from '../../registry/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { WorkbookFacts } from '../contract.ts';

/** One reading of an indicator, or its headline: which rows it counts, and the figure that they give. */
export interface CountedReading {
  /** Null for the headline. */
  id: string | null;
  label: Text | null;
  target: Target | null;
  counts(row: EvidenceRow): boolean;
  figure: ReturnType<typeof figureOf>;
  /** Sums at the ends of the range; upper is null where nothing bounds it. */
  lowest: Amounts;
  highest: Amounts | null;
  units: number;
  unknownUnits: number;
}

export interface WorkbookIndicator {
  definition: IndicatorDefinition;
  rows: readonly EvidenceRow[];
  openEnded: boolean;
  /** The headline first. */
  readings: readonly CountedReading[];
  overallVerdict: Verdict;
  findings: readonly IndicatorFinding[];
}

/** Everything that a workbook shows, before it is laid out in sheets. */
export interface WorkbookContent {
  facts: WorkbookFacts;
  indicators: readonly WorkbookIndicator[];
}

export interface WorkbookQuestion {
  snapshot: Snapshot;
  assessment: Assessment;
  network: Network | null;
  /** Division code of one county; null for the whole city. */
  countyCode: string | null;
  language: Language;
  /** ISO instant. */
  generatedAt: string;
}

/**
 * Gathers what a workbook shows. A county's figures are those of the map of counties: its own rows, its own entered
 * statistics also where the city's figure is the one that counts, and no target for counts, which are the whole city's.
 * @throws Problem not-found for a county that the date does not know
 */
export function workbookContent(question: WorkbookQuestion): WorkbookContent {
  const { snapshot, assessment, network, countyCode, language, generatedAt } = question;
  const county = countyCode === null ? null : countyOfCode(snapshot, countyCode);
  const contents = indicators.map((definition) => indicatorContent(definition, assessment, county?.id ?? null));
  const facts: WorkbookFacts = {
    scope: county ? { level: 'county', code: county.code, name: county.name } : cityScope(snapshot),
    asOf: snapshot.asOf,
    snapshot: snapshot.id,
    seq: snapshot.seq,
    network: network && {
      name: network.header.name,
      profileVersion: network.header.profileVersion,
      sourceSha256: network.header.source.sha256,
    },
    demo: contents.some(({ rows }) => rows.some((row) => row.demo)),
    generatedAt,
    language,
  };
  return { facts, indicators: contents };
}

function countyOfCode({ divisions, asOf }: Snapshot, code: string): { id: string; code: string; name: string } {
  const row = divisions.ofLevel('county').find((r) => divisions.bodies[r]!.code === code);
  if (row === undefined) {
    throw problems.notFound(text(`${asOf} 代码为 ${code} 的县(市、区)`, `county with the code ${code} on ${asOf}`));
  }
  return { id: divisions.ids[row]!, code, name: divisions.bodies[row]!.name };
}

function cityScope({ divisions }: Snapshot): WorkbookFacts['scope'] {
  const cities = divisions.ofLevel('city').map((row) => divisions.bodies[row]!);
  return {
    level: 'city',
    code: cities.map(({ code }) => code).join(', '),
    name: cities.map(({ name }) => name).join('、'),
  };
}

function indicatorContent(
  definition: IndicatorDefinition,
  assessment: Assessment,
  countyId: string | null,
): WorkbookIndicator {
  const all = assessment.evidence(definition.id);
  const rows = countyId === null ? all : all.filter((row) => row.countyId === countyId);
  const openEnded = countyId === null && assessment.isOpenEnded(definition.id);
  const targetHere = (target: Target | null) => (countyId !== null && isCount(definition.unit) ? null : target);
  const headlineCounts =
    countyId === null || definition.source === 'computed'
      ? (row: EvidenceRow) => row.headline
      : (row: EvidenceRow) => row.verdict !== 'unknown';
  const reading = (
    id: string | null,
    label: Text | null,
    target: Target | null,
    counts: (row: EvidenceRow) => boolean,
  ): CountedReading => countedReading(definition, rows, openEnded, { id, label, target: targetHere(target), counts });
  const readings = [
    reading(null, null, definition.target, headlineCounts),
    ...(definition.readings ?? []).map(({ id, label, target }) =>
      reading(id, label, target, (row) => row.readings.includes(id)),
    ),
  ];
  const headline = readings[0]!.figure.verdict;
  const condition = readings.find(({ id }) => id !== null && id === definition.condition);
  return {
    definition,
    rows,
    openEnded,
    readings,
    overallVerdict: condition ? bothVerdicts(headline, condition.figure.verdict) : headline,
    findings: assessment.result(definition.id).findings,
  };
}

function countedReading(
  definition: IndicatorDefinition,
  rows: readonly EvidenceRow[],
  openEnded: boolean,
  reading: Pick<CountedReading, 'id' | 'label' | 'target' | 'counts'>,
): CountedReading {
  const counted = rows.filter((row) => reading.counts(row));
  const { unit } = definition;
  const unbounded = openEnded && !isCount(unit);
  return {
    ...reading,
    figure: figureOf(counted, unit, reading.target, openEnded),
    lowest: unbounded ? { numerator: 0, denominator: 1 } : extreme('lower', counted, unit),
    highest: unbounded ? { numerator: 1, denominator: 1 } : openEnded ? null : extreme('upper', counted, unit),
    ...unitCounts(counted, definition),
  };
}
