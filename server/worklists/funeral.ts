import {
  facilityFields,
  text,
  worklistDefinition,
  type Text,
  type WorklistParameters,
} from '../../gis-data/catalogue/index.ts';
import { sentences } from '../indicators/evidence.ts';
import type { FacilityBody } from '../facilities/contract.ts';
import { anyOf, type Snapshot, type Truth } from '../snapshot/snapshot.ts';
import type { WorklistEntry } from './contract.ts';
import { clauseText, facilityPlace, yearOf } from './entry.ts';

/** One ground on which something is listed: whether it holds, and what then to say and do. */
interface Ground {
  truth: Truth;
  field: string;
  /** Why it is listed, for the answer that lists it. */
  reason: Text;
  action: Text;
}

/** A funeral home whose status says that it is gone needs no work. */
function funeralHomes(snapshot: Snapshot): number[] {
  const { facilities } = snapshot;
  return facilities.ofKinds(['funeralHome']).filter((row) => facilities.bodies[row]!.status !== 'closed');
}

/** 殡仪馆 whose building is unsafe, aged or past its design life, and those of which that is not known. */
export function agedFuneralHomes(snapshot: Snapshot, parameters: WorklistParameters): WorklistEntry[] {
  return funeralHomes(snapshot).flatMap((row) => {
    const body = snapshot.facilities.bodies[row]!;
    const builtYear = numberOf(body.attributes['builtYear']);
    const ageYears = builtYear === null ? null : yearOf(snapshot.asOf) - builtYear;
    const grounds = [conditionGround(body), buildingAgeGround(builtYear, ageYears, parameters)];
    return entryOf(snapshot, row, 'funeral-homes', '', '', grounds, ageYears);
  });
}

function conditionGround({ attributes }: FacilityBody): Ground {
  const condition = attributes['buildingCondition'] ?? null;
  const known: Record<string, Pick<Ground, 'reason' | 'action'>> = {
    unsafe: {
      reason: text('房屋为危房', 'the building is unsafe'),
      action: text('停用危房并改建', 'close the unsafe building and rebuild'),
    },
    aged: {
      reason: text('房屋陈旧', 'the building is aged'),
      action: text('列入改造计划', 'schedule its renovation'),
    },
  };
  const listed = known[String(condition)];
  return {
    truth: condition === null ? 'unknown' : listed ? 'yes' : 'no',
    field: 'buildingCondition',
    reason: listed?.reason ?? text('房屋状况未知', 'the condition of the building is not known'),
    action: listed?.action ?? text('填写房屋状况', 'fill in the condition of the building'),
  };
}

function buildingAgeGround(
  builtYear: number | null,
  ageYears: number | null,
  { buildingLifeYears: { value, source } }: WorklistParameters,
): Ground {
  if (builtYear === null || ageYears === null) {
    return {
      truth: 'unknown',
      field: 'builtYear',
      reason: text('建成年份未知', 'the year it was built is not known'),
      action: text('填写建成年份', 'fill in the year built'),
    };
  }
  return {
    truth: ageYears > value ? 'yes' : 'no',
    field: 'builtYear',
    reason: text(
      `${builtYear} 年建成,已 ${ageYears} 年,超过 ${value} 年(${source.zh})`,
      `built in ${builtYear}, ${ageYears} years ago, more than ${value} (${source.en})`,
    ),
    action: text('做房屋安全鉴定', 'have the safety of the building assessed'),
  };
}

interface Cremator {
  serial: string;
  installedYear: number | null;
  emissionClass: string | null;
}

/** 火化机 past the scrapping age or over the emission limits, and those of which either is not known. */
export function agedCremators(snapshot: Snapshot, parameters: WorklistParameters): WorklistEntry[] {
  return funeralHomes(snapshot).flatMap((row) => {
    const machines = snapshot.facilities.bodies[row]!.attributes['cremators'] as Partial<Cremator>[] | null | undefined;
    if (!machines) return noList(snapshot, row);
    return machines.flatMap((machine, i) => {
      const serial = machine.serial ?? '';
      const sameBefore = machines.slice(0, i).filter((other) => (other.serial ?? '') === serial).length;
      const keySuffix = sameBefore === 0 ? `:${serial}` : `:${serial}:${sameBefore + 1}`;
      const installedYear = numberOf(machine.installedYear);
      const ageYears = installedYear === null ? null : yearOf(snapshot.asOf) - installedYear;
      const grounds = [
        scrappingGround(installedYear, ageYears, parameters),
        emissionGround(machine.emissionClass ?? null, parameters),
      ];
      return entryOf(snapshot, row, 'cremators', keySuffix, ` ${serial}`, grounds, ageYears);
    });
  });
}

/** A home without a list of cremators may have any. */
function noList(snapshot: Snapshot, row: number): WorklistEntry[] {
  const ground: Ground = {
    truth: 'unknown',
    field: 'cremators',
    reason: text('火化机清单未填', 'its cremators are not listed'),
    action: text('填写火化机清单;没有的填空表', 'list its cremators, or an empty list where there are none'),
  };
  return entryOf(snapshot, row, 'cremators', '', '', [ground], null);
}

function scrappingGround(
  installedYear: number | null,
  ageYears: number | null,
  { crematorLifeYears: { value, source } }: WorklistParameters,
): Ground {
  if (installedYear === null || ageYears === null) {
    return {
      truth: 'unknown',
      field: 'cremators',
      reason: text('启用年份未知', 'the year it was installed is not known'),
      action: text('填写启用年份', 'fill in the year installed'),
    };
  }
  return {
    truth: ageYears > value ? 'yes' : 'no',
    field: 'cremators',
    reason: text(
      `${installedYear} 年启用,已 ${ageYears} 年,超过 ${value} 年(${source.zh})`,
      `installed in ${installedYear}, ${ageYears} years ago, more than ${value} (${source.en})`,
    ),
    action: text('列入更新计划', 'schedule its replacement'),
  };
}

function emissionGround(emissionClass: string | null, { crematorEmissions }: WorklistParameters): Ground {
  const unknown = emissionClass === null;
  return {
    truth: unknown ? 'unknown' : emissionClass === 'overLimit' ? 'yes' : 'no',
    field: 'cremators',
    reason: unknown
      ? text('排放是否达标未知', 'whether its emissions comply is not known')
      : text(`排放超标(${crematorEmissions.zh})`, `emissions over the limit (${crematorEmissions.en})`),
    action: unknown
      ? text('检测并填写排放', 'measure and fill in its emissions')
      : text('改造或更换', 'refit or replace it'),
  };
}

/** Listed for sure if one ground holds, to be found out if one may; the grounds that say so give the words. */
function entryOf(
  snapshot: Snapshot,
  row: number,
  list: 'funeral-homes' | 'cremators',
  keySuffix: string,
  labelSuffix: string,
  grounds: readonly Ground[],
  ageYears: number | null,
): WorklistEntry[] {
  const truth = anyOf(grounds.map((ground) => ground.truth));
  if (truth === 'no') return [];
  const open = grounds.filter((ground) => ground.truth !== 'no');
  const { ids, bodies } = snapshot.facilities;
  const { name, kind, demo } = bodies[row]!;
  const definitions = facilityFields(kind);
  return [
    {
      key: `facility:${ids[row]!}${keySuffix}`,
      state: truth === 'yes' ? 'certain' : 'unknown',
      subject: { type: 'facility', id: ids[row]!, label: `${name}${labelSuffix}` },
      fields: [...new Set(open.map((ground) => ground.field))].map((field) => ({
        path: `attributes.${field}`,
        label: definitions.find(({ id }) => id === field)!.label,
      })),
      ...facilityPlace(snapshot, row),
      reason: sentences(open.map((ground) => ground.reason)),
      action: sentences(open.map((ground) => ground.action)),
      clause: clauseText(worklistDefinition(list).clause!),
      rank: ageYears,
      indicatorIds: [],
      nearest: null,
      demo,
    },
  ];
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
