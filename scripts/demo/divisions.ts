import * as turf from '@turf/turf';
import type { BoundaryGeometry, DivisionBody, DivisionEventBody } from '../../server/divisions/contract.ts';
import type { DivisionTypeId } from '../../gis-data/catalogue/index.ts';
import type { Position } from './plane.ts';
import { totals, type Counts } from './population.ts';
import {
  cityId,
  countyFrom,
  countyId,
  demoSource,
  divisionsFrom,
  pingquanFrom,
  townshipId,
  villageId,
  type SeedRecord,
} from './records.ts';
import type { Area } from './source.ts';
import { countyCentre } from './townships.ts';
import type { PlacedCounty, Village } from './villages.ts';

type Division = SeedRecord<DivisionBody>;

const censusDay = '2020-11-01';
const plan = '承德市民政事业发展“十四五”规划 第一章';

const point = (coordinates: Position): DivisionBody['centre'] => ({ type: 'Point', coordinates });
const boundary = (area: Area) => area.geometry as BoundaryGeometry;

function countyType(name: string): DivisionTypeId {
  if (name.endsWith('自治县')) return 'autonomousCounty';
  if (name.endsWith('县')) return 'county';
  return name.endsWith('市') ? 'countyCity' : 'district';
}

/** The city with the plan's own counts, which the counties' do not add up to. */
function cityRecord(counties: readonly PlacedCounty[]): Division {
  const outline = turf.union(turf.featureCollection(counties.map((c) => c.area)));
  if (!outline) throw new Error('The counties have no common outline');
  const rounded = turf.truncate(outline, { precision: 5, coordinates: 2 });
  return {
    id: cityId,
    effectiveFrom: divisionsFrom,
    body: {
      code: '1308',
      name: '承德市',
      level: 'city',
      type: 'prefectureCity',
      parentId: null,
      boundary: boundary(rounded),
      centre: point(countyCentre('130802')),
      population: 3_354_444,
      population60: 737_800,
      population80: 85_000,
      households: null,
      countsAsOf: censusDay,
      countsQuality: 'census',
      sourceDocument: `第七次全国人口普查;60 岁及以上、80 岁及以上为约数,见${plan}`,
      demo: true,
    },
  };
}

function countyRecord(county: PlacedCounty, counts: Counts): Division {
  return {
    id: countyId(county.code),
    effectiveFrom: countyFrom(county.code),
    body: {
      code: county.code,
      name: county.name,
      level: 'county',
      type: countyType(county.name),
      parentId: cityId,
      boundary: boundary(turf.truncate(county.area, { precision: 5, coordinates: 2 })),
      centre: point(countyCentre(county.code)),
      ...counts,
      countsAsOf: censusDay,
      countsQuality: county.populationQuality,
      sourceDocument: `第七次全国人口普查;年龄和户数为${demoSource}`,
      demo: true,
    },
  };
}

function townshipRecords(county: PlacedCounty, countsOf: (townshipCode: string) => Counts): Division[] {
  return county.townships.map((township) => ({
    id: townshipId(township.code),
    effectiveFrom: countyFrom(county.code),
    body: {
      code: township.code,
      name: township.name,
      level: 'township',
      type: township.type,
      parentId: countyId(county.code),
      boundary: boundary(township.area),
      centre: point(township.seat),
      ...countsOf(township.code),
      countsAsOf: censusDay,
      countsQuality: 'estimated',
      sourceDocument: demoSource,
      demo: true,
    },
  }));
}

function villageRecord(village: Village, counts: Counts): Division {
  return {
    id: villageId(village.code),
    effectiveFrom: countyFrom(village.countyCode),
    body: {
      code: village.code,
      name: village.name,
      level: 'village',
      type: village.type,
      parentId: townshipId(village.townshipCode),
      boundary: null,
      centre: point(village.centre),
      ...counts,
      countsAsOf: censusDay,
      countsQuality: 'estimated',
      sourceDocument: demoSource,
      demo: true,
    },
  };
}

/** 平泉县, whose place 平泉市 took. */
function formerCounty(): Division {
  return {
    id: countyId('130823'),
    effectiveFrom: divisionsFrom,
    effectiveTo: pingquanFrom,
    body: {
      code: '130823',
      name: '平泉县',
      level: 'county',
      type: 'county',
      parentId: cityId,
      boundary: null,
      centre: point(countyCentre('130881')),
      population: null,
      population60: null,
      population80: null,
      households: null,
      countsAsOf: null,
      countsQuality: null,
      sourceDocument: `${plan} 发展基础`,
      demo: true,
    },
  };
}

/** All divisions from the top down: city, counties, townships, villages. */
export function divisionRecords(
  counties: readonly PlacedCounty[],
  villages: readonly Village[],
  counts: readonly Counts[],
): Division[] {
  const byTownship = new Map<string, Counts[]>();
  const byCounty = new Map<string, Counts[]>();
  const add = (groups: Map<string, Counts[]>, key: string, item: Counts) =>
    groups.set(key, [...(groups.get(key) ?? []), item]);
  villages.forEach((village, i) => {
    add(byTownship, village.townshipCode, counts[i]!);
    add(byCounty, village.countyCode, counts[i]!);
  });
  return [
    cityRecord(counties),
    formerCounty(),
    ...counties.map((c) => countyRecord(c, totals(byCounty.get(c.code)!))),
    ...counties.flatMap((c) => townshipRecords(c, (code) => totals(byTownship.get(code)!))),
    ...villages.map((v, i) => villageRecord(v, counts[i]!)),
  ];
}

/** What happened to the divisions. */
export function divisionEventRecords(): SeedRecord<DivisionEventBody>[] {
  return [
    {
      id: 'e-pingquan-2017',
      effectiveFrom: pingquanFrom,
      body: {
        kind: 'establish',
        effectiveDate: pingquanFrom,
        document: '国务院批准(见规划“十三五”回顾)',
        fromIds: [countyId('130823')],
        toIds: [countyId('130881')],
        note: '撤县设市:撤销平泉县,设立县级平泉市,行政区域不变;代码由 130823 改为 130881',
        demo: true,
      },
    },
  ];
}
