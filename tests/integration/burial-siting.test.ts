import { tmpdir } from 'node:os';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Rooms } from '../../server/compose.ts';
import { burialAnswer, burialAt, burialQuestion, type BurialQuestion } from '../../server/siting/contract.ts';
import { createBurialService, type BurialService } from '../../server/siting/burial/service.ts';
import { features } from '../../server/siting/land/store.ts';
import { describeEachDatabase } from '../support/database.ts';
import { approver, roomsWithSmallCity } from '../support/registry.ts';

const administrator = { ...approver, role: 'administrator' as const };

/** Metres east of a meridian as degrees of longitude, on the ellipsoid of CGCS2000. */
function degreesEast(metres: number, latitude: number): number {
  const [a, f] = [6_378_137, 1 / 298.257222101];
  const phi = (latitude * Math.PI) / 180;
  const radius = (a / Math.sqrt(1 - f * (2 - f) * Math.sin(phi) ** 2)) * Math.cos(phi);
  return (metres / radius) * (180 / Math.PI);
}

/** Middle of the first county's first township, through which the river runs from south to north. */
const river = { longitude: 118.15, latitude: 41.15 };
const east = (metres: number, latitude = river.latitude) =>
  [river.longitude + degreesEast(metres, latitude), latitude] as const;

const feature = (id: string, geometry: object, name: string | null = null) => ({
  type: 'Feature',
  id,
  properties: { name },
  geometry,
});
const line = (...coordinates: (readonly number[])[]) => ({ type: 'LineString', coordinates });
const box = (west: number, south: number, eastern: number, north: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [eastern, south],
      [eastern, north],
      [west, north],
      [west, south],
    ],
  ],
});
/** A parcel between so many metres east of the river, some 200 m high. */
const parcel = (id: string, from: number, to: number, south = river.latitude) =>
  feature(id, box(east(from)[0], south, east(to)[0], south + 0.0018), `地块${id}`);

const layer = (kind: string, name: string, list: readonly object[]) => ({
  kind: kind as 'water',
  name,
  source: '试验',
  licence: '试验',
  asOf: '2024-01-01',
  sourceCrs: 'EPSG:4490' as const,
  collection: { type: 'FeatureCollection', features: list },
});

const riverLayer = layer('water', '河流', [feature('r1', line([118.15, 41.05], [118.15, 41.25]), '试验河')]);

describeEachDatabase('burial siting by law', (open) => {
  let rooms: Rooms;
  let burial: BurialService;

  const answer = async (question: Partial<BurialQuestion> = {}) => {
    const run = { progress: () => {}, signal: new AbortController().signal };
    const asked = burialQuestion.parse({ asOf: '2025-06-01', countyIds: ['c1'], ...question });
    return burialAnswer.parse(await burial.answer(asked, run));
  };
  const at = async (metresEast: number, asOf = '2025-06-01') => burialAt.parse(await burial.at(east(metresEast), asOf));

  beforeAll(async () => {
    rooms = await roomsWithSmallCity(open(), tmpdir());
    burial = createBurialService({ ...rooms, db: open().kysely });
  });
  beforeEach(async () => {
    for (const { id, version } of await rooms.land.list()) await rooms.land.remove(administrator, id, version);
    for (const rule of (await rooms.land.rules()).items) {
      if (rule.origin === 'catalogue') continue;
      await rooms.land.removeRule(administrator, rule.kind, rule.effectiveFrom, rule.version);
    }
  });

  test('a place 299 m from water is closed by its clause, one 301 m away is not', async () => {
    const { id } = await rooms.land.create(administrator, riverLayer);
    const near = await at(299);
    expect(near.verdict).toBe('excluded');
    expect(near.exclusions).toMatchObject([
      {
        kind: 'water',
        layerId: id,
        layerName: '河流',
        featureId: 'r1',
        featureName: '试验河',
        distanceM: 300,
        confirmed: true,
      },
    ]);
    expect(near.exclusions[0]!.awayM).toBeCloseTo(299, 0);
    expect(near.exclusions[0]!.clause.zh).toContain('《殡葬管理条例》第十条第一款第(三)项');
    const far = await at(301);
    expect(far).toMatchObject({ verdict: 'notExcludedByLayersAtHand', exclusions: [] });
    expect(far.missingKinds).toHaveLength(10);
    expect((await at(299, '2026-03-29')).exclusions[0]!.confirmed).toBe(true);
    expect((await at(299, '2026-03-30')).exclusions[0]!.confirmed).toBe(false);
    expect((await burial.at([116, 41])).verdict).toBe('outside');
  });

  test('parcels are measured, matched to the need of their own villagers and ranked', async () => {
    const water = await rooms.land.create(administrator, riverLayer);
    const parcels = await rooms.land.create(
      administrator,
      layer('candidateParcels', '地块', [
        parcel('half', 200, 400),
        parcel('shut', 10, 50),
        parcel('free', 1000, 1050),
        parcel('elsewhere', 80_000, 80_100), // in the other county
      ]),
    );
    const result = await answer();
    expect(result.parcels.map(({ id }) => id)).toEqual(['free', 'half', 'shut']);
    const [free, half, shut] = result.parcels;
    expect(half!.admissibleShare).toBeCloseTo(0.5, 2);
    expect(half!.areaM2).toBeCloseTo(200 * 199.9, -3);
    expect(half!.exclusions).toMatchObject([{ kind: 'water', layers: [water.id] }]);
    expect(half!.explanation.zh).toContain('因水库、河流堤坝 300 米内排除(《殡葬管理条例》第十条第一款第(三)项)');
    // 2,000 people × 5.4‰ × 20 years × 50 %, for which either has room: the one that is free goes first, and is enough.
    expect(half!.need).toMatchObject({ divisionId: 'c1t1', neededPlots: 108 });
    expect([free!.meetsPlots, free!.addsPlots, free!.rank]).toEqual([108, 108, 1]);
    expect([half!.meetsPlots, half!.addsPlots, half!.rank]).toEqual([108, 0, 2]);
    expect([shut!.capacityPlots, shut!.rank, shut!.geometry]).toEqual([0, null, null]);
    expect(half!.access).toBeNull();
    expect(result.findings.map(({ code }) => code)).toEqual(['kinds-without-layer', 'no-network']);
    expect(result.admissible.complete).toBe(false);

    // A strip of 600 m along some 22 km, and its round ends.
    expect(result.exclusions[0]!.areaM2 / (600 * 22_210 + Math.PI * 300 ** 2)).toBeCloseTo(1, 2);
    expect((result.admissible.areaM2 + result.exclusions[0]!.areaM2) / result.studyAreaM2).toBeCloseTo(1, 6);
    expect((await features(open().kysely, parcels.id)).map(({ id }) => id)).toEqual([
      'half',
      'shut',
      'free',
      'elsewhere',
    ]);

    const byVillage = await answer({ entitlement: 'village' });
    expect(byVillage.parcels[0]!.need).toMatchObject({ people: 1000, neededPlots: 54 });
    const ofCounty = await answer({ entitlement: 'county', shareInThisForm: 1 });
    expect(ofCounty.parcels[0]!.need).toMatchObject({ divisionId: 'c1', neededPlots: 648 });
  });

  test('a changed rule shows in the next answer, from its day on', async () => {
    await rooms.land.create(administrator, riverLayer);
    await rooms.land.create(administrator, layer('candidateParcels', '地块', [parcel('half', 200, 400)]));
    expect((await answer()).parcels[0]!.admissibleShare).toBeCloseTo(0.5, 2);
    await rooms.land.setRule(administrator, 'water', '2025-01-01', 0, { distanceM: 100 });
    expect((await answer()).parcels[0]!.admissibleShare).toBeCloseTo(1, 9);
    expect((await answer({ asOf: '2024-12-31' })).parcels[0]!.admissibleShare).toBeCloseTo(0.5, 2);
    await expect(rooms.land.setRule(administrator, 'water', '2025-01-01', 0, { distanceM: 200 })).rejects.toMatchObject(
      { code: 'stale-version' },
    );
    // Carried over, distance and all, when the regulation was revised, until someone enters the new clause.
    expect((await at(99, '2026-06-01')).exclusions).toMatchObject([{ distanceM: 100, confirmed: false }]);
    const clause = { zh: '新条例第三十条', en: 'New regulation, article 30' };
    await rooms.land.setRule(administrator, 'water', '2026-03-30', 0, { clause, confirmed: true });
    expect((await at(99, '2026-06-01')).exclusions).toMatchObject([{ distanceM: 100, confirmed: true, clause }]);
  });

  test('a layer that covers everything is named', async () => {
    await rooms.land.create(administrator, riverLayer);
    await rooms.land.create(administrator, layer('forest', '全域林地', [feature('all', box(117.9, 40.9, 119, 42))]));
    await expect(answer()).rejects.toMatchObject({
      code: 'no-admissible-area',
      detail: { zh: expect.stringContaining('林地 (全域林地, 100.0%') as string },
      errors: [{ code: 'excludes-everything' }],
    });
  });

  test('what cannot be used of a layer is refused by feature and field, and nothing of it is kept', async () => {
    const refused = async (kind: string, list: readonly object[]) => {
      const problem = await rooms.land.create(administrator, layer(kind, '错', list)).then(
        () => null,
        (error: { errors: { row?: number; field: string; code: string }[] }) => error.errors,
      );
      expect(await rooms.land.list()).toEqual([]);
      return problem?.map(({ row, field, code }) => [row, field, code]);
    };
    const bowTie = {
      type: 'Polygon',
      coordinates: [
        [
          [118.1, 41.1],
          [118.2, 41.2],
          [118.2, 41.1],
          [118.1, 41.2],
          [118.1, 41.1],
        ],
      ],
    };
    const good = feature('ok', box(118.1, 41.1, 118.2, 41.2));
    expect(await refused('forest', [good, feature('bow', bowTie)])).toEqual([[2, 'geometry', 'invalid-geometry']]);
    expect(await refused('forest', [good, good])).toEqual([[2, 'id', 'duplicate-id']]);
    expect(await refused('forest', [good, feature('l', line([118, 41], [118.1, 41]))])).toEqual([
      [2, 'geometry', 'wrong-geometry-type'],
    ]);
    expect(await refused('forest', [feature('far', box(110, 30, 110.1, 30.1))])).toEqual([
      [1, 'geometry', 'outside-study-area'],
    ]);
    expect(await refused('forest', [])).toEqual([[undefined, 'features', 'no-features']]);
  });

  test('a layer is replaced whole, by whoever worked from its newest version', async () => {
    const first = await rooms.land.create(administrator, riverLayer);
    const next = layer('water', '河流', [feature('r2', line([118.5, 41.1], [118.5, 41.2]))]);
    await expect(rooms.land.replace(administrator, first.id, 7, next)).rejects.toMatchObject({ code: 'stale-version' });
    expect(await rooms.land.replace(administrator, first.id, first.version, next)).toMatchObject({ version: 2 });
    expect((await at(0)).verdict).toBe('notExcludedByLayersAtHand');
    const held = await rooms.land.features(first.id, { bbox: [118.4, 41, 118.6, 41.3], limit: 10 });
    expect(held).toMatchObject({ complete: true, features: [{ id: 'r2' }] });
    expect((await rooms.land.features(first.id, { bbox: [119, 41, 119.1, 41.1], limit: 10 })).features).toEqual([]);
  });
});
