import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COORDINATE_UNIT, segmentMetres, UNREACHED, type Network } from '../../../server/network/graph.ts';
import { isWithinBounds, snapTo } from '../../../server/network/snap.ts';
import { anyNetwork, anyPoint, networkOf } from '../../support/networks.ts';

/** Distance to the nearest segment by trying all of them, on a plane round the point, metres. */
function nearestByTrying(network: Network, longitude: number, latitude: number): number {
  const perLongitude = segmentMetres(longitude, latitude, longitude + 0.001, latitude) * 1000;
  const perLatitude = segmentMetres(longitude, latitude, longitude, latitude + 0.001) * 1000;
  const at = (node: number) => ({
    x: (network.longitude[node]! * COORDINATE_UNIT - longitude) * perLongitude,
    y: (network.latitude[node]! * COORDINATE_UNIT - latitude) * perLatitude,
  });
  let nearest = Infinity;
  for (let tail = 0; tail < network.header.nodes; tail++) {
    for (let arc = network.forward.offset[tail]!; arc < network.forward.offset[tail + 1]!; arc++) {
      const a = at(tail);
      const b = at(network.forward.head[arc]!);
      const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
      const along = length === 0 ? 0 : -(a.x * (b.x - a.x) + a.y * (b.y - a.y)) / length;
      const t = Math.min(1, Math.max(0, along));
      nearest = Math.min(nearest, Math.hypot(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)));
    }
  }
  return nearest;
}

describe('snapping', () => {
  it('finds the nearest segment, wherever the point and whatever the limit', () => {
    fc.assert(
      fc.property(anyNetwork, anyPoint, fc.integer({ min: 1, max: 3000 }), (network, point, limit) => {
        const nearest = nearestByTrying(network, point.longitude, point.latitude);
        fc.pre(Math.abs(nearest - limit) > 0.01);
        const snap = snapTo(network, point.longitude, point.latitude, limit);
        if (nearest > limit) {
          expect(snap).toBeNull();
          return;
        }
        expect(snap!.snapMetres).toBeCloseTo(nearest, 2);
        const toPlace = segmentMetres(point.longitude, point.latitude, snap!.longitude, snap!.latitude);
        expect(toPlace).toBeCloseTo(nearest, 1);
      }),
      { numRuns: 500 },
    );
  });

  const oneWay = networkOf(
    [
      [117.9, 40.9],
      [117.91, 40.9],
    ],
    [{ from: 1, to: 0, there: 840_000, back: null }],
  );

  it('knows which directions of a segment are open', () => {
    const snap = snapTo(oneWay, 117.9025, 40.9001, 200)!;
    expect([snap.forward, snap.backward].sort((a, b) => a - b)).toEqual([840_000, UNREACHED]);
    expect(oneWay.osmId[snap.tail]).toBe(1001);
    expect(snap.fraction).toBeCloseTo(0.75, 3);
  });

  it.each([
    ['a point in a lake', 117.905, 40.92],
    ['a point far outside', 100, 10],
    ['no number', Number.NaN, 40.9],
    ['the pole', 117.9, 90],
  ])('gives no place to %s', (_, longitude, latitude) => {
    expect(snapTo(oneWay, longitude, latitude, 200)).toBeNull();
  });

  it('takes a place beside the bounds as inside within the margin only', () => {
    expect(isWithinBounds(oneWay, 117.905, 40.9015, 200)).toBe(true);
    expect(isWithinBounds(oneWay, 117.905, 40.9025, 200)).toBe(false);
  });
});
