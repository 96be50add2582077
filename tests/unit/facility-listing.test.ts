import { describe, expect, it } from 'vitest';
import { blankFacility, facilityQuery, type FacilityBody } from '../../server/facilities/contract.ts';
import { listedRows, pageOf } from '../../server/facilities/listing.ts';
import type { Snapshot } from '../../server/snapshot/snapshot.ts';

const facility = (name: string, part: Partial<FacilityBody> = {}): FacilityBody => ({
  ...blankFacility,
  name,
  kind: 'nursingHome',
  countyId: 'c1',
  ...part,
});

/** A snapshot as far as the list looks at it. */
function snapshotOf(bodies: FacilityBody[]): Snapshot {
  const division = new Map([
    ['c1', { name: '丰宁满族自治县' }],
    ['c2', { name: '承德县' }],
  ]);
  return { facilities: { bodies, ids: bodies.map((_, i) => `f${i}`) }, records: { division } } as unknown as Snapshot;
}

const every = {
  fullDayCare: true,
  dayCare: false,
  homeVisits: true,
  regionalCoordination: true,
  meals: true,
  volunteerStation: false,
};
const snapshot = snapshotOf([
  facility('张家院', { status: 'operating', attributes: { beds: 3 }, functions: every }),
  facility('安康院', { status: null, countyId: 'c2', functions: { dayCare: true } }),
  facility('办事窗口', { kind: 'serviceWindow', status: 'closed', functions: { residenceApplication: true } }),
]);
const rows = (query: object) => listedRows(snapshot, facilityQuery.parse(query));

describe('the facility list', () => {
  it('finds what is unknown, and does not take a field for unknown that the kind does not have', () => {
    expect(rows({ unknown: 'attributes.beds' })).toEqual([1]);
    expect(rows({ unknown: 'functions' })).toEqual([1]);
    expect(rows({ unknown: 'functions.meals' })).toEqual([1]);
    expect(rows({ unknown: 'status' })).toEqual([1]);
    expect(rows({ unknown: 'entrance' })).toEqual([0, 1, 2]);
  });

  it('orders names by pinyin and statuses by their course, unknown last either way', () => {
    expect(rows({ sort: 'name' })).toEqual([1, 2, 0]);
    expect(rows({ sort: '-name' })).toEqual([0, 2, 1]);
    expect(rows({ sort: 'status' })).toEqual([0, 2, 1]);
    expect(rows({ sort: '-status' })).toEqual([2, 0, 1]);
    expect(rows({ sort: 'county' })).toEqual([1, 0, 2]);
  });

  it('gives each facility once over its pages', () => {
    const ordered = rows({ sort: 'name' });
    const first = pageOf(ordered, snapshot.facilities, 2, undefined);
    expect(first).toEqual({ page: [1, 2], nextCursor: 'f2' });
    expect(pageOf(ordered, snapshot.facilities, 2, first.nextCursor!)).toEqual({ page: [0], nextCursor: null });
  });

  it('refuses an order that there is none of', () => {
    expect(facilityQuery.safeParse({ sort: 'entrance' }).success).toBe(false);
  });
});
