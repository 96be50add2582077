import fc from 'fast-check';
import { expect, test } from 'vitest';
import { basemapOf, CORRIDOR_M } from '../../server/field-sync/basemap.ts';
import type { FieldArea } from '../../server/field-sync/contract.ts';
import { segmentMetres } from '../../server/network/graph.ts';
import { networkOf, type TestSegment } from '../support/networks.ts';
import { snapshotOf } from '../support/snapshots.ts';

const areaOf = (course: [number, number][] | null, places: [number, number][] = []) =>
  ({
    lines: [{ geometry: course && { type: 'MultiLineString', coordinates: [course] } }],
    markers: places.map((coordinates) => ({ position: { type: 'Point', coordinates } })),
    signs: [],
  }) as unknown as Pick<FieldArea, 'lines' | 'markers' | 'signs'>;

const both = (from: number, to: number): TestSegment => ({ from, to, there: 1000, back: 1000 });
const pairsOf = (courses: readonly (readonly [number, number][])[]) =>
  courses.flatMap((course) => course.slice(1).map((to, i) => [course[i]!.join(), to.join()].sort().join(' '))).sort();

test('every segment of the network along a line is drawn once, whatever the shape of the network', () => {
  // Nodes on a parabola: no three are in a line, so no bend may be left out.
  const nodes = Array.from({ length: 12 }, (_, i) => [117 + i * 0.002, 41 + i * i * 0.0002] as const);
  const anySegments = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(anySegments, (segments) => {
      const apart = segments.filter(([from, to]) => from !== to);
      fc.pre(apart.length > 0);
      const network = networkOf(
        nodes,
        apart.map(([from, to]) => both(from, to)),
      );
      const { ways } = basemapOf(
        areaOf([
          [117, 41],
          [117.02, 41.02],
        ]),
        snapshotOf({}),
        network,
      )!;
      const at = (node: number) => nodes[node]!.map((degrees) => Math.round(degrees * 1e5) / 1e5).join();
      const wanted = new Set(apart.map(([from, to]) => [at(from), at(to)].sort().join(' ')));
      expect(pairsOf(ways.coordinates)).toEqual([...wanted].sort());
    }),
  );
});

test('bends without a junction make one course, and what is far from the line is left out', () => {
  const nodes = [
    [117, 41],
    [117.001, 41.001],
    [117.002, 41],
    [117.003, 41.001],
    [118, 41],
    [118.001, 41],
  ] as const;
  const network = networkOf(nodes, [both(0, 1), both(1, 2), both(2, 3), both(4, 5)]);
  const { ways } = basemapOf(
    areaOf([
      [117, 41],
      [117.01, 41],
    ]),
    snapshotOf({}),
    network,
  )!;
  expect(ways.coordinates).toHaveLength(1);
  expect(ways.coordinates[0]).toHaveLength(4);
});

test('villages within the strip are named and others are not; the strip is as wide as it says', () => {
  const at = (metresNorth: number) => [117, 41 + metresNorth / 111_000] as [number, number];
  const village = (id: string, metres: number) =>
    ({ id, type: 'village', centre: { type: 'Point', coordinates: at(metres) } }) as const;
  const snapshot = snapshotOf({
    divisions: [
      village('near', CORRIDOR_M * 0.9),
      village('far', CORRIDOR_M * 1.4),
      village('south', -CORRIDOR_M * 0.9),
    ],
  });
  const { places } = basemapOf(
    areaOf([
      [116.99, 41],
      [117.01, 41],
    ]),
    snapshot,
    null,
  )!;
  expect(places.map(({ name }) => name).sort()).toEqual(['near', 'south']);
  const around = basemapOf(areaOf(null, [at(CORRIDOR_M * 2)]), snapshot, null)!;
  expect(around.places.map(({ name }) => name).sort()).toEqual(['far', 'near']);
});

test('outlines are cut to the strip, also where a long edge crosses it with both ends beyond', () => {
  const ring = [
    [116, 40],
    [118, 40],
    [118, 42],
    [117, 42],
    [117, 40.5],
    [116.5, 42],
    [116, 42],
    [116, 40],
  ];
  const county = { id: 'c1', type: 'county', boundary: { type: 'Polygon', coordinates: [ring] } } as const;
  const snapshot = snapshotOf({ divisions: [county as never] });
  const { outlines } = basemapOf(
    areaOf([
      [116.98, 41],
      [117.02, 41],
    ]),
    snapshot,
    null,
  )!;
  expect(outlines.find(({ level }) => level === 'county')!.coordinates).toEqual([
    [
      [117, 42],
      [117, 40.5],
    ],
  ]);
  expect(segmentMetres(117, 42, 117, 40.5)).toBeGreaterThan(CORRIDOR_M);
});

test('where nothing has a place there is no map', () => {
  expect(basemapOf(areaOf(null), snapshotOf({}), null)).toBeNull();
});
