import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inverse } from '../../server/boundary/survey/geodesic.ts';
import { accuracyCircle } from '../../web/field/map/accuracy-circle.ts';
import { nearestMarkers } from '../../web/field/map/by-distance.ts';
import type { MarkerSight } from '../../web/field/store/sights.ts';

const marker = (number: string, place: [number, number] | null) =>
  ({ id: number, number, position: place && { type: 'Point', coordinates: place } }) as unknown as MarkerSight;
const here = { longitude: 117, latitude: 41 };

test('markers come the nearest first, with the way to them; those without a place last', () => {
  const markers = [marker('0', null), marker('1', [117, 41.01]), marker('2', [117, 41.02]), marker('3', null)];
  const placed = nearestMarkers(markers, here, 10);
  expect(placed.map(({ marker: { number } }) => number)).toEqual(['1', '2', '0', '3']);
  // A hundredth of a degree of the meridian at 41° north is 1,110.6 m on the ellipsoid.
  expect(placed[0]!.way!.distanceM).toBeCloseTo(1110.6, 0);
  expect(placed[0]!.way!.azimuthDeg).toBeCloseTo(0, 6);
  expect(placed[2]!.way).toBeNull();
});

test('the first of many are those that the ellipsoid says, in its order', () => {
  const anyPlace = fc.tuple(
    fc.double({ min: 115, max: 119, noNaN: true }),
    fc.double({ min: 40, max: 43, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(anyPlace, { minLength: 1, maxLength: 60 }), (places) => {
      const markers = places.map((place, i) => marker(String(i), place));
      const distances = places.map((place) => inverse([117, 41], place).distanceM).sort((a, b) => a - b);
      const placed = nearestMarkers(markers, here, 3).map(({ way }) => way!.distanceM);
      // A plane is off by a few parts in a hundred over two degrees, which may change who is among the first.
      placed.forEach((distance, i) => expect(distance).toBeLessThanOrEqual(distances[i]! * 1.05 + 1e-6));
      expect(placed).toEqual([...placed].sort((a, b) => a - b));
    }),
  );
});

test('without a position of the device no way is told, and the order stays', () => {
  const placed = nearestMarkers([marker('1', [118, 41]), marker('2', [117, 41])], null, 1);
  expect(placed.map(({ marker: { number }, way }) => [number, way])).toEqual([['1', null]]);
});

test('the circle of accuracy has its radius on the ground, in every direction', () => {
  const ring = accuracyCircle([117, 41], 50).geometry.coordinates[0]!;
  expect(ring[0]).toEqual(ring.at(-1));
  for (const corner of ring) expect(inverse([117, 41], corner as [number, number]).distanceM).toBeCloseTo(50, 0);
});
