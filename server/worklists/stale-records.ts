import {
  indicatorDefinition,
  text,
  type Limit,
  type Text,
  type WorklistParameters,
} from '../../gis-data/catalogue/index.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { WorklistEntry } from './contract.ts';
import { daysBetween } from '../registry/today.ts';
import { divisionPlace, facilityPlace } from './entry.ts';

/**
 * Records whose data are older than their limit on the snapshot's day, or that do not say how old they are. Facilities
 * that are closed for good stay as they are; villages stand with their township's counts.
 */
export function staleRecords(snapshot: Snapshot, parameters: WorklistParameters): WorklistEntry[] {
  return [
    ...staleFacilities(snapshot, parameters.facilityDataDays),
    ...staleCounts(snapshot, parameters.divisionCountDays),
    ...staleStatistics(snapshot, parameters.statisticDays),
  ];
}

function staleFacilities(snapshot: Snapshot, limit: Limit): WorklistEntry[] {
  const { ids, bodies } = snapshot.facilities;
  return bodies.flatMap((body, row) => {
    const age = ageOf(body.asOfDate, snapshot.asOf);
    if (body.status === 'closed' || isFresh(age, limit)) return [];
    return {
      key: `facility:${ids[row]!}`,
      subject: { type: 'facility' as const, id: ids[row]!, label: body.name },
      fields: [{ path: 'asOfDate', label: text('数据截止日期', 'As-of date') }],
      ...facilityPlace(snapshot, row),
      action: text('核对记录并更新数据截止日期', 'Check the record and bring its as-of date up to date'),
      demo: body.demo,
      ...staleness(body.asOfDate, age, limit),
    };
  });
}

function staleCounts(snapshot: Snapshot, limit: Limit): WorklistEntry[] {
  const { divisions } = snapshot;
  return [...divisions.ofLevel('county'), ...divisions.ofLevel('township')].flatMap((row) => {
    const { name, countsAsOf, population, demo } = divisions.bodies[row]!;
    const age = ageOf(countsAsOf, snapshot.asOf);
    if (population === null || isFresh(age, limit)) return [];
    return {
      key: `division:${divisions.ids[row]!}`,
      subject: { type: 'division' as const, id: divisions.ids[row]!, label: name },
      fields: [{ path: 'countsAsOf', label: text('人口数截止日期', 'Date of the counts') }],
      ...divisionPlace(snapshot, row),
      action: text('更新人口与户数', 'Bring the counts of people and households up to date'),
      demo,
      ...staleness(countsAsOf, age, limit),
    };
  });
}

/** The newest statistic of each indicator and division. */
function staleStatistics(snapshot: Snapshot, limit: Limit): WorklistEntry[] {
  const { statistics, divisions, asOf } = snapshot;
  const newest = new Map<string, number>();
  statistics.bodies.forEach(({ indicatorId, divisionId, periodEnd }, i) => {
    if (periodEnd > asOf || !divisions.indexById.has(divisionId)) return;
    const key = `${indicatorId}:${divisionId}`;
    const known = newest.get(key);
    if (known === undefined || statistics.bodies[known]!.periodEnd < periodEnd) newest.set(key, i);
  });
  return [...newest].flatMap(([key, i]) => {
    const { indicatorId, divisionId, periodEnd, demo } = statistics.bodies[i]!;
    const age = ageOf(periodEnd, asOf);
    if (isFresh(age, limit)) return [];
    const division = divisions.indexById.get(divisionId)!;
    const { name } = indicatorDefinition(indicatorId);
    return {
      key: `statistic:${key}`,
      subject: { type: 'statistic' as const, id: statistics.ids[i]!, label: divisions.bodies[division]!.name },
      fields: [{ path: 'periodEnd', label: name }],
      ...divisionPlace(snapshot, division),
      action: text(`填报新一期“${name.zh}”`, `Enter the next period of “${name.en}”`),
      demo,
      ...staleness(periodEnd, age, limit),
      indicatorIds: [indicatorId],
    };
  });
}

/** Age in days; null = unknown. */
const ageOf = (date: string | null, asOf: string): number | null => (date === null ? null : daysBetween(date, asOf));

const isFresh = (age: number | null, { value }: Limit): boolean => age !== null && age <= value;

function staleness(
  date: string | null,
  age: number | null,
  limit: Limit,
): Pick<WorklistEntry, 'state' | 'reason' | 'rank' | 'clause' | 'indicatorIds' | 'nearest'> {
  return {
    state: age === null ? 'unknown' : 'certain',
    reason: reasonOf(date, age, limit),
    rank: age,
    clause: null,
    indicatorIds: [],
    nearest: null,
  };
}

function reasonOf(date: string | null, age: number | null, { value, source }: Limit): Text {
  if (date === null || age === null) {
    return text('未注明数据截止日期', 'Does not say of which day its data are');
  }
  return text(
    `数据截至 ${date},已 ${age} 天,超过 ${value} 天(${source.zh})`,
    `Data of ${date}, ${age} days ago, more than ${value} (${source.en})`,
  );
}
