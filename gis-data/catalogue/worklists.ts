import { facilityKinds, type FacilityKindId } from './facility-kinds.ts';
import { plan, type Clause } from './indicators.ts';
import { text, type Text } from './text.ts';

/** A list of work that follows from the register: what it holds, by which rule, and what its order means. */
export interface WorklistDefinition {
  id: WorklistId;
  label: Text;
  /** What is listed and when an item disappears. */
  help: Text;
  /** What `rank` of an item says; a list comes in this order unless asked otherwise. */
  rank: { label: Text; unit: Text; order: 'ascending' | 'descending' };
  clause: Clause | null;
}

export type WorklistId =
  'missing-functions' | 'funeral-homes' | 'cremators' | 'deciding-unknowns' | 'stale-records' | 'old-names';

const funeralClause: Clause = {
  document: plan,
  place: text('第六章 殡葬服务设施建设', 'Chapter 6, funeral facilities'),
};

export const worklists: readonly WorklistDefinition[] = [
  {
    id: 'missing-functions',
    label: text('缺功能的乡镇(街道)', 'Townships that miss a function'),
    help: text(
      '尚无功能齐备的区域养老服务中心的乡镇(街道)、所缺功能,以及当地最接近要求的机构',
      'Townships without a regional elder-care centre that offers all functions, what is missing, and the facility there that is nearest to being one',
    ),
    rank: { label: text('还差', 'Steps left'), unit: text('步', 'steps'), order: 'ascending' },
    clause: {
      document: plan,
      place: text('第一章 主要发展指标表 第 8 项', 'Chapter 1, table of main indicators, no. 8'),
    },
  },
  {
    id: 'funeral-homes',
    label: text('危旧殡仪馆', 'Unsafe or aged funeral homes'),
    help: text(
      '房屋为危房、陈旧或超过设计使用年限的殡仪馆;状况未知的列为待补',
      'Funeral homes whose building is unsafe, aged or past its design life; those of unknown condition are listed to be filled in',
    ),
    rank: { label: text('建成', 'Age'), unit: text('年', 'years'), order: 'descending' },
    clause: funeralClause,
  },
  {
    id: 'cremators',
    label: text('超期或超标火化机', 'Cremators past their age or over the limits'),
    help: text(
      '超过报废年限或排放超标的火化机;年份或排放未知的列为待补',
      'Cremators past the scrapping age or over the emission limits; those of unknown year or emissions are listed to be filled in',
    ),
    rank: { label: text('已用', 'In use'), unit: text('年', 'years'), order: 'descending' },
    clause: funeralClause,
  },
  {
    id: 'deciding-unknowns',
    label: text('决定结论的未知项', 'Unknowns that decide a verdict'),
    help: text(
      '结论为“数据不足”的指标:填完所列字段,结论即可确定',
      'For indicators whose verdict is “insufficient data”: once the listed fields are filled in, whatever the answers, the verdict is settled',
    ),
    rank: { label: text('涉及指标', 'Indicators'), unit: text('项', 'indicators'), order: 'descending' },
    clause: null,
  },
  {
    id: 'stale-records',
    label: text('数据过期的记录', 'Records past their as-of date'),
    help: text(
      '数据截止日期早于规定期限或未注明的设施、人口数与统计数',
      'Facilities, counts of people and statistics whose data are older than the rule allows, or do not say of which day they are',
    ),
    rank: { label: text('数据距今', 'Age of data'), unit: text('天', 'days'), order: 'descending' },
    clause: null,
  },
  {
    id: 'old-names',
    label: text('仍用原名的记录', 'Records that use an old name'),
    help: text(
      '地名(区划)更名或销名后,名称、地址、界桩、标志、文件中仍用原名的记录;记录改正后自动销项。同名异地的不列,拿不准的列为待补',
      'Facilities, addresses, markers, signs and documents that still use the name of a place or division after it was changed or cancelled; an item goes when its record is put right. The same word elsewhere is not listed; what may be another place is to be looked at first',
    ),
    rank: { label: text('更名至今', 'Since the change'), unit: text('天', 'days'), order: 'descending' },
    clause: null,
  },
];

const byId: ReadonlyMap<string, WorklistDefinition> = new Map(worklists.map((list) => [list.id, list]));

/**
 * The catalogue entry of a worklist.
 * @throws RangeError when the catalogue has no such list.
 */
export function worklistDefinition(id: string): WorklistDefinition {
  const definition = byId.get(id);
  if (!definition) throw new RangeError(`No worklist "${id}" in the catalogue`);
  return definition;
}

/** A limit with where it comes from, and whether the bureau has confirmed it. */
export interface Limit {
  value: number;
  source: Text;
  confirmed: boolean;
}

/** Limits of the worklists' rules. */
export interface WorklistParameters {
  /** Years after which a building is past its design life. */
  buildingLifeYears: Limit;
  /** Years after which a cremator is due for scrapping. */
  crematorLifeYears: Limit;
  /** What a cremator's emissions are measured by. */
  crematorEmissions: Text;
  /** Days after which a facility's data are stale. */
  facilityDataDays: Limit;
  /** Days after the end of its period from which a statistic is stale. */
  statisticDays: Limit;
  /** Days after which a division's counts of people are stale. */
  divisionCountDays: Limit;
}

export const defaultWorklistParameters: WorklistParameters = {
  buildingLifeYears: {
    value: 50,
    source: text(
      '普通房屋设计工作年限 50 年(GB 50068-2018)',
      'Design working life of ordinary buildings, 50 years (GB 50068-2018)',
    ),
    confirmed: false,
  },
  crematorLifeYears: {
    value: 15,
    source: text(
      '规划只说“达到报废年限”,未给年数;缺省 15 年,待民政局核定',
      'The plan says “past the scrapping age” and gives no number; 15 years until the bureau sets one',
    ),
    confirmed: false,
  },
  crematorEmissions: text(
    '火葬场大气污染物排放标准 GB 13801-2015',
    'Emission standard of air pollutants for crematories, GB 13801-2015',
  ),
  facilityDataDays: {
    value: 365,
    source: text(
      '民政统计按年度填报,超过一年的数据不反映本年度',
      'Civil-affairs statistics are annual: data older than a year say nothing of the current one',
    ),
    confirmed: false,
  },
  statisticDays: {
    value: 455,
    source: text(
      '按年度填报,次年一季度内应有新数(365 + 90 天)',
      'Annual, with the next figure due within the first quarter after its year (365 + 90 days)',
    ),
    confirmed: false,
  },
  divisionCountDays: {
    value: 3653,
    source: text('人口普查每十年一次', 'The population census is held every ten years'),
    confirmed: true,
  },
};

/** Kinds that may offer all of some functions: what could become, or already is, a centre with them. */
export function kindsOffering(functions: readonly string[]): readonly FacilityKindId[] {
  return facilityKinds
    .filter((kind) => functions.every((id) => (kind.functions as readonly string[]).includes(id)))
    .map((kind) => kind.id);
}
