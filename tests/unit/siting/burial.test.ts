import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  burialDemandDefaults,
  defaultRuleParameters,
  exclusionKinds,
  funeralRegulationRevisedOn,
} from '../../../gis-data/catalogue/index.ts';
import { plotsNeedOf } from '../../../server/siting/burial/demand.ts';
import { rankParcels, type RankedBy } from '../../../server/siting/burial/ranking.ts';
import { gaussKruegerZone } from '../../../server/siting/burial/zone.ts';
import { readCollection } from '../../../server/siting/land/collection.ts';
import { exclusionRules, rulesInForce, type EnteredRule } from '../../../server/siting/land/exclusion-rules.ts';
import { snapshotOf, type HandFacility } from '../../support/snapshots.ts';

const entered = (rule: Partial<EnteredRule>): EnteredRule => ({
  kind: 'water',
  effectiveFrom: '2020-01-01',
  effectiveTo: null,
  distanceM: 200,
  clause: { zh: '新条', en: 'New article' },
  confirmed: true,
  version: 1,
  updatedAt: '2020-01-01T00:00:00Z',
  updatedBy: '管理员',
  ...rule,
});

describe('the rule in force on a day', () => {
  const water = (rules: readonly EnteredRule[], asOf: string) => {
    const rule = rulesInForce(rules, asOf).get('water');
    return rule && [rule.distanceM, rule.confirmed, rule.origin];
  };

  it("is the catalogue's, carried over to be confirmed when the regulation was revised", () => {
    expect(rulesInForce([], '2026-03-29').size).toBe(exclusionKinds.length);
    expect(water([], '2026-03-29')).toEqual([300, true, 'catalogue']);
    expect(water([], funeralRegulationRevisedOn)).toEqual([300, false, 'catalogue']);
    expect(water([], '1997-07-20')).toBeUndefined();
  });

  it('is the one entered from its day on, and what was entered is carried over too', () => {
    const rules = [entered({})];
    expect(water(rules, '2019-12-31')).toEqual([300, true, 'catalogue']);
    expect(water(rules, '2020-01-01')).toEqual([200, true, 'entered']);
    expect(water(rules, '2026-03-30')).toEqual([200, false, 'catalogue']);
    const confirmed = [...rules, entered({ effectiveFrom: '2026-03-30', distanceM: 250 })];
    expect(water(confirmed, '2026-03-30')).toEqual([250, true, 'entered']);
  });

  it('ends where an entered rule says so, and is then not carried over', () => {
    const rules = [entered({ effectiveTo: '2024-01-01' })];
    expect(water(rules, '2023-12-31')).toEqual([200, true, 'entered']);
    expect(water(rules, '2024-01-01')).toBeUndefined();
    expect(water(rules, '2026-04-01')).toBeUndefined();
  });

  test('exactly one of a kind is in force, on every day since its first', () => {
    for (const day of ['1997-07-21', '2015-06-30', '2020-01-01', '2026-03-30', '2030-01-01']) {
      const inForce = exclusionRules([entered({})], day).filter((rule) => rule.kind === 'water' && rule.inForce);
      expect(inForce).toHaveLength(1);
    }
  });
});

describe('the need of burial places', () => {
  const divisions = [
    { id: 'city', type: 'prefectureCity' as const },
    { id: 'c1', type: 'county' as const, parent: 'city', population: 5000 },
    { id: 't1', type: 'town' as const, parent: 'c1', population: 2000 },
    { id: 't2', type: 'town' as const, parent: 'c1' },
    { id: 'v1', type: 'village' as const, parent: 't1', population: 500 },
    { id: 'v2', type: 'village' as const, parent: 't1', population: 1500 },
    { id: 'v3', type: 'village' as const, parent: 't2' },
  ];
  const site = (id: string, place: Partial<HandFacility>, attributes: Record<string, unknown>): HandFacility => ({
    id,
    kind: 'publicCemetery',
    county: 'c1',
    ...place,
    attributes: { publicBenefit: true, serviceScope: 'rural', ...attributes },
  });
  const needOf = (id: string, facilities: readonly HandFacility[]) => {
    const snapshot = snapshotOf({ divisions, facilities });
    return plotsNeedOf(snapshot, defaultRuleParameters, burialDemandDefaults)(snapshot.divisions.indexById.get(id)!);
  };

  it('is people × mortality × years × share, less what is left of their own', () => {
    // 2,000 × 0.0054 × 20 × 0.5
    expect(needOf('t1', []).neededPlots).toBeCloseTo(108, 9);
    const own = site('s', { township: 't1' }, { plotsTotal: 100, plotsUsed: 60 });
    expect(needOf('t1', [own])).toMatchObject({ remainingPlots: 40, sharedPlots: 0 });
    expect(needOf('t1', [own]).neededPlots).toBeCloseTo(68, 9);
  });

  it('does not count a site of other villagers: entitlement, not distance', () => {
    const other = site('s', { township: 't2' }, { plotsTotal: 1000, plotsUsed: 0 });
    expect(needOf('t1', [other]).neededPlots).toBeCloseTo(108, 9);
    expect(needOf('c1', [other]).remainingPlots).toBe(1000);
    const ofVillage = site('s', { township: 't1', village: 'v2', level: 'village' }, { plotsTotal: 9, plotsUsed: 0 });
    expect(needOf('v1', [ofVillage])).toMatchObject({ remainingPlots: 0, sharedPlots: 0 });
    expect(needOf('v2', [ofVillage]).remainingPlots).toBe(9);
  });

  it("shares what is the county's by people, and says between what the need lies", () => {
    const urban = site('s', {}, { serviceScope: 'urban', plotsTotal: 50, plotsUsed: 0 });
    const need = needOf('t1', [urban]);
    expect(need.sharedPlots).toBeCloseTo(20, 9);
    expect([need.least, need.neededPlots, need.most].map((n) => Math.round(n!))).toEqual([58, 88, 108]);
  });

  it('keeps the unknown apart: places not on record, and people not counted', () => {
    const unknown = site('s', { township: 't1' }, {});
    expect(needOf('t1', [unknown])).toMatchObject({ remainingPlots: 0, least: 0 });
    expect(needOf('t1', [unknown]).most).toBeCloseTo(108, 9);
    expect(needOf('t2', [])).toMatchObject({ people: null, demandPlots: null, neededPlots: null, most: null });
  });

  it('does not count commercial or closed sites', () => {
    const commercial = site('a', { township: 't1' }, { publicBenefit: false, plotsTotal: 90, plotsUsed: 0 });
    const closed = site('b', { township: 't1', status: 'closed' }, { plotsTotal: 90, plotsUsed: 0 });
    expect(needOf('t1', [commercial, closed]).remainingPlots).toBe(0);
  });
});

describe('the ranking of parcels', () => {
  const need = (divisionId: string, neededPlots: number | null) => ({
    divisionId,
    name: divisionId,
    people: 1,
    demandPlots: neededPlots,
    remainingPlots: 0,
    sharedPlots: 0,
    neededPlots,
    least: neededPlots,
    most: neededPlots,
  });
  const parcel = (id: string, capacityPlots: number, of: RankedBy['need'], admissibleShare = 1): RankedBy => ({
    layerId: 'l',
    id,
    capacityPlots,
    need: of,
    admissibleShare,
    access: null,
  });

  it('counts for a parcel only what those before it leave', () => {
    const ranks = rankParcels([
      parcel('small', 30, need('t1', 100)),
      parcel('large', 80, need('t1', 100)),
      parcel('other', 50, need('t2', 40)),
      parcel('none', 0, need('t2', 40)),
      parcel('unknown', 500, need('t3', null)),
    ]);
    expect(ranks.map(({ rank }) => rank)).toEqual([3, 1, 2, null, 4]);
    expect(ranks.map(({ addsPlots }) => addsPlots)).toEqual([20, 80, 40, null, null]);
    expect(ranks.map(({ meetsPlots }) => meetsPlots)).toEqual([30, 80, 40, 0, null]);
  });

  it('prefers the parcel that is freer of exclusions where two bring the same', () => {
    const ranks = rankParcels([parcel('a', 50, need('t1', 50), 0.4), parcel('b', 50, need('t2', 50), 0.9)]);
    expect(ranks.map(({ rank }) => rank)).toEqual([2, 1]);
  });

  test('together they never bring more than is needed or than they have room for, and the ranks are 1 to n', () => {
    const parcels = fc.array(
      fc.record({ plots: fc.integer({ min: 0, max: 60 }), of: fc.constantFrom('t1', 't2', 't3') }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(parcels, fc.integer({ min: 0, max: 120 }), (list, needed) => {
        const given = list.map(({ plots, of }, i) => parcel(`p${i}`, plots, need(of, needed)));
        const ranks = rankParcels(given);
        for (const of of ['t1', 't2', 't3']) {
          const own = given.flatMap((p, i) => (p.need!.divisionId === of ? [{ p, rank: ranks[i]! }] : []));
          const room = own.reduce((sum, { p }) => sum + p.capacityPlots, 0);
          const added = own.reduce((sum, { rank }) => sum + (rank.addsPlots ?? 0), 0);
          expect(added).toBe(Math.min(room, needed));
        }
        const used = ranks.flatMap(({ rank }) => (rank === null ? [] : [rank])).sort((a, b) => a - b);
        expect(used).toEqual(used.map((_, i) => i + 1));
        expect(used).toHaveLength(list.filter(({ plots }) => plots > 0).length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a collection of features', () => {
  const square = (x: number, y: number) => [
    [x, y],
    [x + 0.1, y],
    [x + 0.1, y + 0.1],
    [x, y + 0.1],
    [x, y],
  ];
  const polygon = (rings: unknown) => ({ type: 'Feature', geometry: { type: 'Polygon', coordinates: rings } });
  const collection = (...list: unknown[]) => ({ type: 'FeatureCollection', features: list });
  const codes = (given: unknown) =>
    readCollection('forest', given, [[117, 40, 119, 42]]).issues.map(({ feature, field, code }) => [
      feature,
      field,
      code,
    ]);

  it('is read with ids by place, names, attributes and without heights', () => {
    const high = square(118, 41).map((p) => [...p, 500]);
    const { features, issues } = readCollection(
      'forest',
      collection({ ...polygon([high]), properties: { name: '林', owner: '国有' } }),
      [],
    );
    expect(issues).toEqual([]);
    expect(features).toEqual([
      {
        id: 'f1',
        position: 1,
        name: '林',
        attributes: { owner: '国有' },
        geometry: { type: 'Polygon', coordinates: [square(118, 41)] },
      },
    ]);
  });

  it.each([
    ['no collection', { type: 'Feature' }, [[null, 'type', 'not-a-collection']]],
    [
      'another coordinate system',
      { ...collection(polygon([square(118, 41)])), crs: { properties: { name: 'urn:ogc:def:crs:EPSG::4548' } } },
      [[null, 'crs', 'unsupported-crs']],
    ],
    ['metres', collection(polygon([[[4e5, 4.5e6]]])), [[1, 'geometry', 'not-degrees']]],
    ['NaN', collection(polygon([[[Number.NaN, 41]]])), [[1, 'geometry', 'not-degrees']]],
    ['an open ring', collection(polygon([square(118, 41).slice(0, 4)])), [[1, 'geometry', 'open-ring']]],
    ['no coordinates', collection(polygon([])), [[1, 'geometry', 'empty-geometry']]],
    ['no geometry', collection({ type: 'Feature', geometry: null }), [[1, 'geometry', 'no-geometry']]],
    ['a bad id', collection({ ...polygon([square(118, 41)]), id: 'a b' }), [[1, 'id', 'bad-id']]],
    [
      'longitude and latitude exchanged',
      collection(polygon([square(41, 80)])),
      [[1, 'geometry', 'outside-study-area']],
    ],
  ])('is refused by feature and field: %s', (_, given, expected) => {
    expect(codes(given)).toEqual(expected);
  });

  it('takes the crs member of older GeoJSON where it is in degrees', () => {
    const given = collection(polygon([square(118, 41)]));
    for (const name of ['urn:ogc:def:crs:OGC:1.3:CRS84', 'urn:ogc:def:crs:EPSG::4490', 'EPSG:4326']) {
      expect(codes({ ...given, crs: { type: 'name', properties: { name } } })).toEqual([]);
    }
  });
});

test('the zone of Chengde is that of 117° E', () => {
  expect([gaussKruegerZone(117.5), gaussKruegerZone(118.95), gaussKruegerZone(75)]).toEqual([4548, 4549, 4534]);
});
