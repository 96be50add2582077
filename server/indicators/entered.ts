import { statisticEntry, text, type IndicatorDefinition, type Text } from '../../gis-data/catalogue/index.ts';
import { NONE, type Snapshot, type Truth } from '../snapshot/snapshot.ts';
import type { StatisticBody } from '../statistics/contract.ts';
import type { EvidenceRow, IndicatorFinding } from './contract.ts';
import { divisionUnit, evidenceRowOf, inWords, percent } from './evidence.ts';
import { ownVerdict, type Amounts, type Counted } from './figure.ts';

/** The latest statistic of one division, as far as it can be counted. */
interface Entry {
  id: string;
  body: StatisticBody;
}

/**
 * Counts an entered indicator: for each city its own latest figure, else the sum of its counties' latest figures. Where
 * every county has a figure for a later period than the city's own, their sum is used; the findings say which. Figures that
 * do not add up (standards of living) are never summed: without the city's own, the figure is unknown. What is not counted
 * is listed. While a figure that must be counted is missing, the result is open-ended.
 */
export function countEntered(snapshot: Snapshot, definition: IndicatorDefinition): Counted {
  const latest = latestEntries(snapshot, definition.id);
  const rows: EvidenceRow[] = [];
  const missing: string[] = [];
  const findings: IndicatorFinding[] = [];
  for (const { city, counties } of cityGroups(snapshot)) {
    const own = city === NONE ? undefined : latest.get(city);
    const reporting = counties.filter((county) => latest.has(county));
    const ownCountable = isCountable(own, definition, 'city');
    const newer = ownCountable ? newerCounties(counties, latest, own!, definition) : [];
    const outdated = newer.length > 0 && newer.length === counties.length && addsUp(definition);
    const cityCounts = ownCountable && !outdated;
    if (newer.length > 0) findings.push(ageFinding(snapshot, city, own!, newer, latest, outdated));
    const mayBeSummed = reporting.length > 0 && addsUp(definition);
    if (own || (city !== NONE && !mayBeSummed)) {
      const counted = cityCounts || !mayBeSummed;
      rows.push(entryRow(snapshot, definition, city, 'city', own, counted));
      if (counted && !cityCounts) missing.push(snapshot.divisions.bodies[city]!.name);
    }
    const countiesCount = !cityCounts && mayBeSummed;
    for (const county of countiesCount ? counties : reporting) {
      rows.push(entryRow(snapshot, definition, county, 'county', latest.get(county), countiesCount));
      if (countiesCount && !isCountable(latest.get(county), definition, 'county')) {
        missing.push(snapshot.divisions.bodies[county]!.name);
      }
    }
  }
  return { rows, findings: [...findings, ...missingFindings(missing)], openEnded: missing.length > 0 };
}

const addsUp = ({ id }: IndicatorDefinition): boolean => statisticEntry(id)!.addsUp;

/** Counties whose figure can be summed and is for a later period than the city's. */
const newerCounties = (
  counties: readonly number[],
  latest: ReadonlyMap<number, Entry>,
  own: Entry,
  definition: IndicatorDefinition,
): number[] =>
  counties.filter((county) => {
    const entry = latest.get(county);
    return isCountable(entry, definition, 'county') && entry!.body.periodEnd > own.body.periodEnd;
  });

/** Says which figure is used where the city's and its counties' are of different age. */
function ageFinding(
  { divisions }: Snapshot,
  city: number,
  own: Entry,
  newer: readonly number[],
  latest: ReadonlyMap<number, Entry>,
  countiesUsed: boolean,
): IndicatorFinding {
  const { name } = divisions.bodies[city]!;
  const { periodEnd } = own.body;
  const ends = newer.map((county) => latest.get(county)!.body.periodEnd).sort();
  const period = ends[0] === ends.at(-1) ? ends[0]! : `${ends[0]}–${ends.at(-1)}`;
  const message = countiesUsed
    ? text(
        `${name}自己的数值截至 ${periodEnd},各县的都更新(截至 ${period}),采用各县之和`,
        `${name}'s own figure is as of ${periodEnd}; those of all counties are newer (as of ${period}), so their sum is used`,
      )
    : text(
        `采用${name}自己的数值(截至 ${periodEnd});${newer.length} 个县的更新(截至 ${period}),不足以替代全市数值`,
        `${name}'s own figure (as of ${periodEnd}) is used; ${newer.length} counties have newer ones (as of ${period}), which cannot stand for the whole city`,
      );
  return { code: countiesUsed ? 'counties-newer' : 'city-older', message, clause: null };
}

/** The newest statistic of each division whose period ended by the snapshot's date. */
function latestEntries({ statistics, asOf }: Snapshot, indicatorId: string): Map<number, Entry> {
  const latest = new Map<number, Entry>();
  statistics.bodies.forEach((body, i) => {
    const division = statistics.division[i]!;
    if (division === NONE || body.indicatorId !== indicatorId || body.periodEnd > asOf) return;
    const known = latest.get(division);
    if (!known || isNewer(body, known.body)) latest.set(division, { id: statistics.ids[i]!, body });
  });
  return latest;
}

function isNewer(a: StatisticBody, b: StatisticBody): boolean {
  if (a.periodEnd !== b.periodEnd) return a.periodEnd > b.periodEnd;
  return (a.statedOn ?? '') >= (b.statedOn ?? '');
}

/** Each city with its counties; counties of no registered city stand together under `NONE`. */
function cityGroups({ divisions }: Snapshot): { city: number; counties: number[] }[] {
  const groups = new Map<number, number[]>(divisions.ofLevel('city').map((city) => [city, []]));
  for (const county of divisions.ofLevel('county')) {
    const city = divisions.parent[county]!;
    const counties = groups.get(city);
    if (counties) counties.push(county);
    else groups.set(city, [county]);
  }
  return [...groups].map(([city, counties]) => ({ city, counties }));
}

/**
 * What a statistic adds to the sums; null when it says nothing. A county's bare percentage has no weight in a sum, a
 * city's stands for itself.
 */
function amountsOf(
  entry: Entry | undefined,
  definition: IndicatorDefinition,
  level: 'city' | 'county',
): Amounts | null {
  if (!entry) return null;
  const { numerator, denominator, value } = entry.body;
  if (definition.unit !== 'ratio') {
    const count = value ?? numerator;
    return count === null ? null : { numerator: count, denominator: 0 };
  }
  if (numerator !== null && denominator !== null) return { numerator, denominator };
  return value !== null && level === 'city' ? { numerator: value, denominator: 1 } : null;
}

const isCountable = (entry: Entry | undefined, definition: IndicatorDefinition, level: 'city' | 'county'): boolean =>
  amountsOf(entry, definition, level) !== null;

function entryRow(
  snapshot: Snapshot,
  definition: IndicatorDefinition,
  division: number,
  level: 'city' | 'county',
  entry: Entry | undefined,
  headline: boolean,
): EvidenceRow {
  const amounts = amountsOf(entry, definition, level);
  const { name, demo } = snapshot.divisions.bodies[division]!;
  const unit = divisionUnit(snapshot, division, level);
  return evidenceRowOf(entry ? { ...unit, unitType: 'statistic', unitId: entry.id } : unit, {
    verdict: verdictOf(amounts, definition, level),
    reason: entry ? reasonOf(entry.body, amounts, definition) : text(`${name}没有填报`, `${name} has not reported`),
    confirmed: amounts ?? undefined,
    lower: amounts ?? undefined,
    upper: amounts ?? undefined,
    readings: headline ? (definition.readings ?? []).map((r) => r.id) : [],
    headline,
    records: entry ? [{ type: 'statistic', id: entry.id, label: `${name} ${entry.body.periodEnd}` }] : [],
    demo: entry ? entry.body.demo : demo,
  });
}

/** A county's count has no target of its own: reported is all it can be. */
function verdictOf(amounts: Amounts | null, definition: IndicatorDefinition, level: 'city' | 'county'): Truth {
  if (!amounts) return 'unknown';
  if (definition.unit === 'ratio') return ownVerdict(amounts, amounts, definition.target!);
  if (level === 'county') return 'yes';
  const count = { numerator: amounts.numerator, denominator: 1 };
  return ownVerdict(count, count, definition.target!);
}

function reasonOf(body: StatisticBody, amounts: Amounts | null, definition: IndicatorDefinition): Text {
  const figure = figureInWords(body, amounts, definition);
  return text(
    `${figure.zh};截至 ${body.periodEnd};来源:${body.sourceDocument}`,
    `${figure.en}; as of ${body.periodEnd}; source: ${body.sourceDocument}`,
  );
}

function figureInWords({ value }: StatisticBody, amounts: Amounts | null, { unit }: IndicatorDefinition): Text {
  if (!amounts && value !== null) {
    return text(
      `只填报了比例 ${percent(value)},没有分子分母,无法汇总`,
      `Only the share ${percent(value)} is reported, without the numbers behind it, and cannot be summed`,
    );
  }
  if (!amounts) return text('数值未填', 'Figure left empty');
  const { numerator, denominator } = amounts;
  if (unit !== 'ratio') return text(inWords(numerator), inWords(numerator));
  const share = percent(numerator / denominator);
  if (denominator === 1) return text(share, share);
  const parts = `${inWords(numerator)} ÷ ${inWords(denominator)} = ${share}`;
  return text(parts, parts);
}

function missingFindings(missing: readonly string[]): IndicatorFinding[] {
  if (missing.length === 0) return [];
  return [
    {
      code: 'statistics-missing',
      message: text(
        `缺少可汇总的填报:${missing.join('、')}`,
        `No figure that can be summed from: ${missing.join(', ')}`,
      ),
      clause: null,
    },
  ];
}
