import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secondsOf, costWithin, UNREACHED } from '../../../server/network/graph.ts';
import {
  arrivingSeeds,
  costAtPoint,
  createSearcher,
  leavingSeeds,
  sameSegmentCost,
} from '../../../server/network/search.ts';
import { snapTo } from '../../../server/network/snap.ts';
import { anyNetwork, anyPoint, networkOf, textbookDijkstra } from '../../support/networks.ts';

const orUnreached = (cost: number) => (cost === Infinity ? UNREACHED : cost);

describe('a search', () => {
  it('reaches what a textbook Dijkstra reaches, from several seeds and within any limit, run after run', () => {
    const limit = fc.oneof(fc.constant(UNREACHED - 1), fc.integer({ min: 0, max: 600_000 }));
    const run = fc.record({
      seeds: fc.array(fc.record({ node: fc.nat(), cost: fc.integer({ min: 0, max: 5_000_000 }) }), { maxLength: 4 }),
      limit,
    });
    fc.assert(
      fc.property(anyNetwork, fc.array(run, { minLength: 1, maxLength: 4 }), (network, runs) => {
        for (const table of [network.forward, network.backward]) {
          const searcher = createSearcher(table);
          for (const { seeds, limit } of runs) {
            const onNetwork = seeds.map((s) => ({ ...s, node: s.node % network.header.nodes }));
            const reach = searcher.run(onNetwork, limit);
            const expected = textbookDijkstra(table, onNetwork, limit);
            expect(expected.map((_, node) => reach.costOf(node))).toEqual(expected.map(orUnreached));
            const reached = [...reach.nodes.subarray(0, reach.count)].sort((a, b) => a - b);
            expect(reached).toEqual(expected.flatMap((cost, node) => (cost === Infinity ? [] : [node])));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('between two points on segments gives what a network cut at those points gives, both ways', () => {
    fc.assert(
      fc.property(anyNetwork, anyPoint, anyPoint, (network, a, b) => {
        const from = snapTo(network, a.longitude, a.latitude, 5000);
        const to = snapTo(network, b.longitude, b.latitude, 5000);
        fc.pre(from !== null && to !== null);
        const ahead = createSearcher(network.forward).run(leavingSeeds(from!), UNREACHED - 1);
        const onward = Math.min(costAtPoint(ahead, to!, 'to'), sameSegmentCost(from!, to!));
        const behind = createSearcher(network.backward).run(arrivingSeeds(to!), UNREACHED - 1);
        const returned = Math.min(costAtPoint(behind, from!, 'from'), sameSegmentCost(from!, to!));
        expect(returned).toBe(onward);

        const seeds = leavingSeeds(from!);
        const ends = arrivingSeeds(to!);
        const costs = textbookDijkstra(network.forward, seeds);
        const best = Math.min(sameSegmentCost(from!, to!), ...ends.map((end) => costs[end.node]! + end.cost));
        expect(onward).toBe(orUnreached(best));
      }),
      { numRuns: 500 },
    );
  });

  it('counts exactly the part of the first and the last segment', () => {
    // One street 0 — 1 — 2, about 84 m and 84 m, with weights of its own choosing.
    const street = networkOf(
      [
        [117.9, 40.9],
        [117.901, 40.9],
        [117.902, 40.9],
      ],
      [
        { from: 0, to: 1, there: 80_000, back: 80_000 },
        { from: 1, to: 2, there: 90_000, back: 90_000 },
      ],
    );
    const from = snapTo(street, 117.90025, 40.9, 10)!;
    const to = snapTo(street, 117.9015, 40.9, 10)!;
    const reach = createSearcher(street.forward).run(leavingSeeds(from), UNREACHED - 1);
    expect(costAtPoint(reach, to, 'to')).toBe(60_000 + 45_000);
    const near = snapTo(street, 117.90075, 40.9, 10)!;
    expect(sameSegmentCost(from, near)).toBe(40_000);
  });
});

describe('cost and time', () => {
  const { header } = networkOf(
    [
      [117.9, 40.9],
      [117.901, 40.9],
    ],
    [{ from: 0, to: 1, there: 1, back: 1 }],
  );
  it('turn into each other by the walking speed', () => {
    expect(costWithin(header, 900, 0.8)).toBe(720_000);
    expect(secondsOf(header, 720_000, 0.8)).toBe(900);
    expect(secondsOf(header, 720_000, 0.6)).toBe(1200);
  });
  it('never reach the mark of the unreached', () => {
    expect(costWithin(header, 1e12, 3)).toBe(UNREACHED - 1);
  });
});
