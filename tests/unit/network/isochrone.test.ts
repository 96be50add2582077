import { booleanPointInPolygon, kinks, polygon } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentMetres, UNREACHED, type Network } from '../../../server/network/graph.ts';
import {
  isochroneLines,
  isochronePolygons,
  type BandPolygons,
  type IsochroneQuestion,
  type Position,
} from '../../../server/network/isochrone.ts';
import { positionAlong, reachedParts, segmentsWithin } from '../../../server/network/reached-parts.ts';
import { arrivingSeeds, createSearcher, sameSegmentCost } from '../../../server/network/search.ts';
import { snapTo, type Snap } from '../../../server/network/snap.ts';
import { anyNetwork, anyPoint, networkOf, textbookDijkstra } from '../../support/networks.ts';

const walked = (metres: number) => Math.round(metres * 1000);

function questionAt(origin: Snap, limits: number[]): IsochroneQuestion {
  return { origin, limits, snapLimitM: 200, accessCost: walked };
}

const isInside = (position: Position, polygons: BandPolygons) =>
  polygons.some((rings) => booleanPointInPolygon(position, polygon(rings)));

/** Rasters of the test networks, about 1.5 km wide, have cells of little more than 10 m; two of them are tolerated. */
const TOLERATED_COST = walked(30);

/** Cost from every node to the origin's door. */
function costsTo(network: Network, origin: Snap): number[] {
  const access = walked(origin.snapMetres);
  return textbookDijkstra(network.backward, arrivingSeeds(origin)).map((cost) => cost + access);
}

/**
 * A town of streets every 100 m, some missing, on two sides of a river without a bridge, with a lane through the
 * northern side that joins nothing.
 */
const anyTown = fc.array(fc.boolean(), { minLength: 144, maxLength: 144 }).map((missing) => {
  const side = 9;
  const at = (column: number, row: number): Position => [117.9 + column * 0.0012, 40.9 + row * 0.0009];
  const nodes = Array.from({ length: side * side }, (_, i) => at(i % side, Math.floor(i / side)));
  const pairs: [number, number][] = [];
  for (let i = 0; i < nodes.length; i++) {
    const [column, row] = [i % side, Math.floor(i / side)];
    if (column < side - 1) pairs.push([i, i + 1]);
    if (row < side - 1 && row !== 4) pairs.push([i, i + side]);
  }
  const streets = pairs.filter((_, i) => !(missing[i % missing.length] && i % 3 === 0));
  nodes.push(at(0.5, 7.5), at(7.5, 7.5));
  const segments = [...streets, [nodes.length - 2, nodes.length - 1] as [number, number]].map(([from, to]) => {
    const length = walked(segmentMetres(...nodes[from]!, ...nodes[to]!));
    return { from, to, there: length, back: length };
  });
  return networkOf(nodes, segments);
});

const anyTownPoint = fc.record({
  longitude: fc.integer({ min: 0, max: 9600 }).map((x) => 117.9 + x * 1e-6),
  latitude: fc.integer({ min: 0, max: 7200 }).map((y) => 40.9 + y * 1e-6),
});

describe('isochrone polygons', () => {
  it('hold no node out of reach, whatever the network', () => {
    const limits = fc.uniqueArray(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(anyNetwork, anyPoint, limits, (network, point, some) => {
        const origin = snapTo(network, point.longitude, point.latitude, 200);
        fc.pre(origin !== null);
        const ascending = some.sort((a, b) => a - b);
        const bands = isochronePolygons(network, questionAt(origin!, ascending));
        costsTo(network, origin!).forEach((cost, node) => {
          const isolated = network.forward.offset[node] === network.forward.offset[node + 1];
          const noWayIn = network.backward.offset[node] === network.backward.offset[node + 1];
          if (isolated && noWayIn) return; // lies on no way
          ascending.forEach((limit, band) => {
            if (cost > limit + TOLERATED_COST) {
              expect(isInside(positionAlong(network, node, node, 0), bands[band]!)).toBe(false);
            }
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('hold the reached nodes of a town and none across the river or on the lane that joins nothing', () => {
    fc.assert(
      fc.property(anyTown, anyTownPoint, fc.integer({ min: 50_000, max: 900_000 }), (town, point, limit) => {
        const origin = snapTo(town, point.longitude, point.latitude, 200)!;
        const [area] = isochronePolygons(town, questionAt(origin, [limit]));
        let nodesOut = 0;
        costsTo(town, origin).forEach((cost, node) => {
          const inside = isInside(positionAlong(town, node, node, 0), area!);
          if (cost > limit + TOLERATED_COST) expect(inside).toBe(false);
          else if (cost < limit - TOLERATED_COST) expect(inside).toBe(true);
          if (cost === Infinity) nodesOut++;
        });
        expect(nodesOut).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('nest, are valid, and turn their outer rings anticlockwise', () => {
    const limits = [120_000, 300_000, 600_000];
    fc.assert(
      fc.property(
        anyTown,
        anyTownPoint,
        fc.array(anyTownPoint, { minLength: 40, maxLength: 40 }),
        (town, at, places) => {
          const origin = snapTo(town, at.longitude, at.latitude, 200)!;
          const bands = isochronePolygons(town, questionAt(origin, limits));
          for (const rings of bands.flat()) {
            for (const ring of rings) {
              expect(ring.length).toBeGreaterThanOrEqual(4);
              expect(ring[0]).toEqual(ring.at(-1));
            }
            const [outer, ...holes] = rings;
            expect(turn(outer!)).toBe('anticlockwise');
            for (const hole of holes) {
              expect(turn(hole)).toBe('clockwise');
              expect(booleanPointInPolygon(hole[0]!, polygon([outer!]))).toBe(true);
            }
            expect(kinks(polygon(rings)).features).toEqual([]);
          }
          for (const { longitude, latitude } of places) {
            const inside = bands.map((band) => isInside([longitude, latitude], band));
            expect(inside).toEqual([...inside].sort());
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('judge a place as coverage does: snapped, with the ways between door and network', () => {
    fc.assert(
      fc.property(anyTown, anyTownPoint, anyTownPoint, (town, at, place) => {
        const limit = 400_000;
        const origin = snapTo(town, at.longitude, at.latitude, 200)!;
        const snap = snapTo(town, place.longitude, place.latitude, 200)!;
        const costs = costsTo(town, origin);
        const viaEnds = Math.min(
          costs[snap.tail]! + snap.backward * snap.fraction,
          costs[snap.head]! + snap.forward * (1 - snap.fraction),
        );
        const direct = sameSegmentCost(snap, origin);
        const onNetwork = Math.min(viaEnds, direct === UNREACHED ? Infinity : direct + walked(origin.snapMetres));
        const cost = onNetwork + walked(snap.snapMetres);
        const [area] = isochronePolygons(town, questionAt(origin, [limit]));
        const inside = isInside([place.longitude, place.latitude], area!);
        // Halfway between two streets the nearer one may change within a cell.
        fc.pre(snap.snapMetres < 30);
        if (cost > limit + TOLERATED_COST) expect(inside).toBe(false);
        if (cost < limit - TOLERATED_COST) expect(inside).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('are empty where the way to the network alone takes longer', () => {
    const street = networkOf(
      [
        [117.9, 40.9],
        [117.91, 40.9],
      ],
      [{ from: 0, to: 1, there: 840_000, back: 840_000 }],
    );
    const origin = snapTo(street, 117.905, 40.901, 200)!;
    const question = questionAt(origin, [walked(origin.snapMetres) - 1000, walked(origin.snapMetres) + 100_000]);
    const [none, some] = isochronePolygons(street, question);
    expect(none).toEqual([]);
    expect(some).toHaveLength(1);
    const [noLine, line] = isochroneLines(street, question);
    expect(noLine).toEqual([]);
    expect(segmentMetres(...line![0]![0]!, ...line![0]![1]!)).toBeCloseTo(200, 0);
  });
});

describe('isochrone lines', () => {
  it('end where the time is over, on every segment', () => {
    fc.assert(
      fc.property(anyNetwork, anyPoint, fc.integer({ min: 0, max: 400_000 }), (network, point, limit) => {
        const origin = snapTo(network, point.longitude, point.latitude, 5000);
        fc.pre(origin !== null);
        const reach = createSearcher(network.backward).run(arrivingSeeds(origin!), limit);
        const costs = textbookDijkstra(network.backward, arrivingSeeds(origin!));
        for (const segment of segmentsWithin(network, network.header.bounds)) {
          const parts = reachedParts(segment, reach, origin!, limit);
          for (let step = 0; step <= 20; step++) {
            const share = step / 20;
            const closed = (weight: number) => (weight === UNREACHED ? Infinity : weight);
            const here: Snap = { ...origin!, ...segment, fraction: share };
            const along = sameSegmentCost(here, origin!);
            const cost = Math.min(
              share === 0 ? costs[segment.tail]! : costs[segment.tail]! + closed(segment.backward) * share,
              share === 1 ? costs[segment.head]! : costs[segment.head]! + closed(segment.forward) * (1 - share),
              closed(along),
            );
            // Costs are whole numbers, and one end of a part may be a rounding away.
            if (Math.abs(cost - limit) <= 2 || share === 0 || share === 1) continue;
            expect(parts.some(([start, end]) => share >= start && share <= end)).toBe(cost < limit);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

function turn(ring: readonly Position[]): 'clockwise' | 'anticlockwise' {
  let doubled = 0;
  for (let i = 1; i < ring.length; i++) doubled += (ring[i]![0] - ring[i - 1]![0]) * (ring[i]![1] + ring[i - 1]![1]);
  return doubled > 0 ? 'clockwise' : 'anticlockwise';
}
