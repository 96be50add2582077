import { expect, test } from 'vitest';
import type { BoundaryMarkerItem } from '../../server/boundary/contract.ts';
import { readView, viewAddress, type View } from '../../web/field/app/view.ts';
import { byDistance } from '../../web/field/map/by-distance.ts';

test('an address brings back the view, whatever the ids hold', () => {
  const views: View[] = [
    { name: 'areas' },
    { name: 'prepare' },
    { name: 'account' },
    { name: 'outbox' },
    { name: 'area', areaId: 'l1.l2' },
    { name: 'marker', areaId: 'l/1#', markerId: 'm 1/2' },
    { name: 'review' },
    { name: 'case', areaId: 'l/1#', caseId: 'c1' },
  ];
  expect(views.map((view) => readView(viewAddress(view)))).toEqual(views);
});

test('a malformed address is the list of areas', () => {
  for (const hash of ['', '#', '#/', '#/nonsense', '#/area', '#/area/%E0%A4%A', '#/marker/x'])
    expect(readView(hash)).toEqual({ name: 'areas' });
});

const marker = (number: string, place: [number, number] | null) =>
  ({ id: number, number, position: place && { type: 'Point', coordinates: place } }) as unknown as BoundaryMarkerItem;

test('markers come the nearest first, with the way to them; those without a place last', () => {
  const markers = [marker('3', null), marker('2', [117, 41.02]), marker('1', [117, 41.01]), marker('0', null)];
  const placed = byDistance(markers, { longitude: 117, latitude: 41 });
  expect(placed.map(({ marker: { number } }) => number)).toEqual(['1', '2', '0', '3']);
  // A hundredth of a degree of the meridian at 41° north is 1,110.6 m on the ellipsoid.
  expect(placed[0]!.way!.distanceM).toBeCloseTo(1110.6, 0);
  expect(placed[0]!.way!.azimuthDeg).toBeCloseTo(0, 6);
  expect(placed[2]!.way).toBeNull();
});

test('without a position of the device no way is told, and the order is that of the numbers', () => {
  const placed = byDistance([marker('2', [117, 41]), marker('1', [118, 41])], null);
  expect(placed.map(({ marker: { number }, way }) => [number, way])).toEqual([
    ['1', null],
    ['2', null],
  ]);
});
