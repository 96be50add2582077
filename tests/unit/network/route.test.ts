import fc from 'fast-check';
import { expect, it } from 'vitest';
import { segmentMetres, UNREACHED } from '../../../server/network/graph.ts';
import { cheapestRoute } from '../../../server/network/route.ts';
import { arrivingSeeds, leavingSeeds, sameSegmentCost } from '../../../server/network/search.ts';
import { snapTo } from '../../../server/network/snap.ts';
import { anyNetwork, anyPoint, networkOf, textbookDijkstra } from '../../support/networks.ts';

it('costs what the textbook says, begins and ends at the snapped positions, and is as long as its line', () => {
  fc.assert(
    fc.property(anyNetwork, anyPoint, anyPoint, (network, a, b) => {
      const from = snapTo(network, a.longitude, a.latitude, 5000)!;
      const to = snapTo(network, b.longitude, b.latitude, 5000)!;
      fc.pre(from !== null && to !== null);
      const costs = textbookDijkstra(network.forward, leavingSeeds(from));
      const ways = arrivingSeeds(to).map((seed) => costs[seed.node]! + seed.cost);
      const expected = Math.min(sameSegmentCost(from, to), ...ways);
      const route = cheapestRoute(network, from, to);
      expect(route?.cost ?? UNREACHED).toBe(Number.isFinite(expected) ? expected : UNREACHED);
      if (!route) return;
      expect(route.coordinates[0]).toEqual([from.longitude, from.latitude]);
      expect(route.coordinates.at(-1)).toEqual([to.longitude, to.latitude]);
      const pieces = route.coordinates.slice(1).map((end, i) => segmentMetres(...route.coordinates[i]!, ...end));
      expect(route.metres).toBeCloseTo(
        pieces.reduce((sum, piece) => sum + piece, 0),
        1,
      );
    }),
    { numRuns: 500 },
  );
});

it('finds a way far beyond the first search, and none over a street closed that way or to another island', () => {
  const nodes = Array.from({ length: 40 }, (_, i) => [117 + i * 0.01, 40.9] as const);
  const long = networkOf(
    [...nodes, [117, 41.5], [117.01, 41.5]],
    [
      ...nodes.slice(1).map((_, i) => ({ from: i, to: i + 1, there: 800_000, back: i === 20 ? null : 800_000 })),
      { from: 40, to: 41, there: 1000, back: 1000 },
    ],
  );
  const west = snapTo(long, 117, 40.9, 1)!;
  const east = snapTo(long, 117.39, 40.9, 1)!;
  expect(cheapestRoute(long, west, east)).toMatchObject({ cost: 39 * 800_000 });
  expect(cheapestRoute(long, west, east)!.coordinates.length).toBeGreaterThanOrEqual(40);
  expect(cheapestRoute(long, east, west)).toBeNull();
  expect(cheapestRoute(long, west, snapTo(long, 117.005, 41.5, 1)!)).toBeNull();
});

it('arrives at the end of a street that is closed towards that end, over another street', () => {
  const corner = networkOf(
    [
      [117.9, 40.9],
      [117.901, 40.9],
      [117.901, 40.901],
    ],
    [
      { from: 0, to: 1, there: 84_000, back: null },
      { from: 1, to: 2, there: 111_000, back: 111_000 },
    ],
  );
  const atCorner = snapTo(corner, 117.9011, 40.8999, 50)!;
  const north = snapTo(corner, 117.901, 40.901, 1)!;
  expect(cheapestRoute(corner, north, atCorner)).toMatchObject({ cost: 111_000 });
  expect(cheapestRoute(corner, atCorner, north)).toMatchObject({ cost: 111_000 });
});
