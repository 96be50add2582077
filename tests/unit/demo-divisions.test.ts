import { readFileSync } from 'node:fs';
import * as turf from '@turf/turf';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import {
  divisionBody,
  divisionEventBody,
  type DivisionBody,
  type DivisionEventBody,
} from '../../server/divisions/contract.ts';
import type { SeedRecord } from '../../scripts/demo/records.ts';

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../gis-data/chengde/${name}`, import.meta.url), 'utf8')) as T;

const all = read<SeedRecord<DivisionBody>[]>('divisions.json');
const events = read<SeedRecord<DivisionEventBody>[]>('division-events.json');
const counties =
  read<FeatureCollection<Polygon | MultiPolygon, { code: string; population_2020: number }>>('counties.geojson');

const current = all.filter((d) => d.effectiveTo === undefined);
const ofLevel = (level: DivisionBody['level']) => current.filter((d) => d.body.level === level);
const byId = new Map(all.map((d) => [d.id, d]));
const childrenOf = (id: string) => current.filter((d) => d.body.parentId === id);
const total = (
  divisions: SeedRecord<DivisionBody>[],
  field: 'population' | 'population60' | 'population80' | 'households',
) => divisions.reduce((sum, d) => sum + d.body[field]!, 0);
const feature = (d: SeedRecord<DivisionBody>): Feature<Polygon | MultiPolygon> => turf.feature(d.body.boundary!);
const area = (d: SeedRecord<DivisionBody>) => turf.area(feature(d));
const contains = (d: SeedRecord<DivisionBody>, point: DivisionBody['centre']) =>
  turf.booleanPointInPolygon(point!.coordinates, feature(d));

/** domain.md §2: 街道/镇/乡 of each county. */
const townshipCounts: Record<string, [string, number, number, number]> = {
  '130802': ['双桥区', 7, 7, 0],
  '130803': ['双滦区', 3, 6, 0],
  '130804': ['鹰手营子矿区', 1, 4, 0],
  '130821': ['承德县', 0, 12, 11],
  '130822': ['兴隆县', 0, 15, 5],
  '130824': ['滦平县', 1, 13, 6],
  '130825': ['隆化县', 1, 14, 10],
  '130826': ['丰宁满族自治县', 1, 11, 15],
  '130827': ['宽城满族自治县', 0, 10, 8],
  '130828': ['围场满族蒙古族自治县', 0, 14, 23],
  '130881': ['平泉市', 0, 15, 4],
};

describe('demonstration divisions', () => {
  it('fit the contract, are marked as demonstration and have ids and codes of their own', () => {
    for (const { body } of all) expect(divisionBody.parse(body)).toEqual(body);
    for (const { body } of events) expect(divisionEventBody.parse(body)).toEqual(body);
    expect([...all, ...events].every((d) => d.body.demo)).toBe(true);
    expect(byId.size).toBe(all.length);
    expect(new Set(all.map((d) => d.body.code)).size).toBe(all.length);
  });

  it('have the counties and numbers of townships that the plan and the national code list give', () => {
    const counted = Object.fromEntries(
      ofLevel('county').map(({ id, body }) => {
        const ofType = (type: string) => childrenOf(id).filter((t) => t.body.type === type).length;
        return [body.code, [body.name, ofType('subdistrict'), ofType('town'), ofType('township')]];
      }),
    );
    expect(counted).toEqual(townshipCounts);
    expect(ofLevel('township')).toHaveLength(217);
  });

  it('count the two towns of 高新区 in 双桥区 and leave out the two statistical codes', () => {
    const highTech = ofLevel('township').filter((t) => t.body.code.startsWith('130871'));
    expect(highTech.map((t) => t.body.name)).toEqual(['冯营子镇', '上板城镇']);
    expect(highTech.every((t) => t.body.parentId === 'd130802')).toBe(true);
    expect(ofLevel('township').filter((t) => ['130828450', '130828500'].includes(t.body.code))).toEqual([]);
  });

  it('have 2,403 villages, beside communities, with names of their own within the county', () => {
    expect(ofLevel('village').filter((v) => v.body.type === 'village')).toHaveLength(2403);
    for (const county of ofLevel('county')) {
      const names = childrenOf(county.id).flatMap((t) => childrenOf(t.id).map((v) => v.body.name));
      expect(new Set(names).size).toBe(names.length);
    }
    for (const township of ofLevel('township')) expect(childrenOf(township.id).length).toBeGreaterThan(0);
  });

  it('hang together: parents of the level above, on record no later than their children', () => {
    const levels = ['city', 'county', 'township', 'village'];
    for (const { body, effectiveFrom } of all) {
      if (body.level === 'city') {
        expect(body.parentId).toBeNull();
        continue;
      }
      const parent = byId.get(body.parentId!)!;
      expect(levels.indexOf(parent.body.level)).toBe(levels.indexOf(body.level) - 1);
      expect(parent.effectiveFrom <= effectiveFrom).toBe(true);
    }
  });

  it('replace 平泉县 by 平泉市 on one day', () => {
    const former = byId.get('d130823')!;
    const [event] = events;
    expect(former.effectiveTo).toBe(event!.body.effectiveDate);
    expect(byId.get('d130881')!.effectiveFrom).toBe(former.effectiveTo);
    expect(event!.body.fromIds).toEqual([former.id]);
    expect(event!.body.toIds).toEqual(['d130881']);
  });
});

describe('demonstration population', () => {
  const villages = ofLevel('village');

  it("sums from villages to townships and counties, and to each county's population of 2020", () => {
    for (const field of ['population', 'population60', 'population80', 'households'] as const) {
      for (const upper of [...ofLevel('township'), ...ofLevel('county')]) {
        expect(total(childrenOf(upper.id), field)).toBe(upper.body[field]);
      }
    }
    const published = Object.fromEntries(
      counties.features.map((f) => [f.properties.code, f.properties.population_2020]),
    );
    expect(Object.fromEntries(ofLevel('county').map((c) => [c.body.code, c.body.population]))).toEqual(published);
  });

  it("has the plan's shares of the aged, villages older than communities", () => {
    const population = total(villages, 'population');
    expect(total(villages, 'population60')).toBe(Math.round(population * 0.2199));
    expect(total(villages, 'population80')).toBe(Math.round(population * 0.0253));
    const agedShare = (type: string) => {
      const some = villages.filter((v) => v.body.type === type);
      return total(some, 'population60') / total(some, 'population');
    };
    expect(agedShare('village')).toBeGreaterThan(agedShare('community'));
    for (const { body } of villages) {
      expect(body.population60!).toBeLessThanOrEqual(body.population!);
      expect(body.population80!).toBeLessThanOrEqual(body.population60!);
    }
  });

  it('keeps the contradiction between the city and its counties', () => {
    const [city] = ofLevel('city');
    expect(total(ofLevel('county'), 'population')).toBe(3_216_053);
    expect(city!.body).toMatchObject({ population: 3_354_444, population60: 737_800, population80: 85_000 });
  });
});

describe('demonstration boundaries', () => {
  it('are valid', () => {
    for (const d of current.filter((x) => x.body.boundary !== null)) {
      expect(turf.booleanValid(feature(d)), d.body.name).toBe(true);
      expect(turf.kinks(feature(d)).features, d.body.name).toEqual([]);
    }
  });

  it.each(ofLevel('county').map((c) => [c.body.name, c] as const))(
    'of the townships of %s fill the county without overlap',
    (_, county) => {
      const townships = childrenOf(county.id);
      const areas = townships.reduce((sum, t) => sum + area(t), 0);
      const union = turf.union(turf.featureCollection(townships.map((t) => feature(t))))!;
      const covered = turf.intersect(turf.featureCollection([union, feature(county)]))!;
      expect(turf.area(covered) / area(county)).toBeGreaterThan(0.999);
      // Equal sums mean no overlap; outlines are rounded to about a metre.
      expect(areas / turf.area(union)).toBeGreaterThan(0.9999);
      expect(areas / turf.area(union)).toBeLessThan(1.0001);
    },
  );

  it('hold the centres of their townships and of all their villages', () => {
    for (const township of ofLevel('township')) {
      expect(contains(township, township.body.centre), township.body.name).toBe(true);
      for (const village of childrenOf(township.id)) {
        expect(contains(township, village.body.centre), village.body.name).toBe(true);
      }
    }
  });
});
