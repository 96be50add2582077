import { divisionTypes, type DivisionTypeId } from '../../gis-data/catalogue/index.ts';
import type { DivisionBody } from '../../server/divisions/contract.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import { buildSnapshot, type Snapshot } from '../../server/snapshot/snapshot.ts';
import type { StatisticBody } from '../../server/statistics/contract.ts';

/** A division by hand: `id` and `type` say most; `parent` is the parent's id; everything else is unknown by default. */
export type HandDivision = { id: string; type: DivisionTypeId; parent?: string } & Partial<DivisionBody>;

/** A facility by hand: operating unless it says otherwise; `township` and `county` are ids. */
export type HandFacility = {
  id: string;
  kind: FacilityBody['kind'];
  county?: string;
  township?: string;
  village?: string;
} & Partial<FacilityBody>;

export type HandStatistic = { id: string } & Pick<StatisticBody, 'indicatorId' | 'divisionId' | 'periodEnd'> &
  Partial<StatisticBody>;

export interface HandMade {
  asOf?: string;
  seq?: number;
  divisions?: readonly HandDivision[];
  facilities?: readonly HandFacility[];
  statistics?: readonly HandStatistic[];
}

function divisionOf({ id, type, parent, ...rest }: HandDivision): DivisionBody {
  return {
    code: id.replace(/\D/g, '').padStart(4, '0'),
    name: id,
    level: divisionTypes.find((t) => t.id === type)!.level,
    type,
    parentId: parent ?? null,
    boundary: null,
    centre: null,
    population: null,
    population60: null,
    population80: null,
    households: null,
    countsAsOf: null,
    countsQuality: null,
    sourceDocument: null,
    demo: false,
    ...rest,
  };
}

function facilityOf({ id, kind, county, township, village, ...rest }: HandFacility): FacilityBody {
  return {
    code: id,
    name: id,
    kind,
    level: null,
    countyId: county ?? 'no-county',
    townshipId: township ?? null,
    villageId: village ?? null,
    entrance: null,
    sourceCrs: null,
    accuracyM: null,
    status: 'operating',
    statusSince: null,
    functions: {},
    attributes: {},
    asOfDate: null,
    sourceDocument: null,
    demo: false,
    ...rest,
  };
}

function statisticOf({ id: _id, ...rest }: HandStatistic): StatisticBody {
  return {
    numerator: null,
    denominator: null,
    value: null,
    sourceDocument: 'by hand',
    statedOn: null,
    demo: false,
    ...rest,
  };
}

const byId = <Hand extends { id: string }, Body>(hands: readonly Hand[] = [], bodyOf: (hand: Hand) => Body) =>
  new Map(hands.map((hand) => [hand.id, bodyOf(hand)]));

/**
 * A small snapshot written by hand. A facility that names a township and no county gets the township's parent as county.
 *
 * @example
 * snapshotOf({
 *   divisions: [{ id: 'c1', type: 'county' }, { id: 't1', type: 'town', parent: 'c1' }],
 *   facilities: [{ id: 'f1', kind: 'serviceWindow', township: 't1', status: null }],
 * });
 */
export function snapshotOf({ asOf = '2024-12-31', seq = 1, divisions, facilities, statistics }: HandMade): Snapshot {
  const parents = new Map(divisions?.map((d) => [d.id, d.parent]));
  const placed = facilities?.map((f) => ({ county: f.township && parents.get(f.township), ...f }));
  return buildSnapshot(seq, asOf, {
    division: byId(divisions, divisionOf),
    divisionEvent: new Map(),
    facility: byId(placed, facilityOf),
    statistic: byId(statistics, statisticOf),
    boundaryLine: new Map(),
    boundaryMarker: new Map(),
    placeName: new Map(),
    placeNameSign: new Map(),
    reservedWord: new Map(),
  });
}
