import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractChains, DROPPED } from '../../../server/network/chains.ts';
import { anyNetwork, networkOf, textbookDijkstra } from '../../support/networks.ts';

describe('a network with its chains drawn together', () => {
  it('has the same cheapest costs between the kept nodes, in both directions', () => {
    fc.assert(
      fc.property(anyNetwork, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (network, some) => {
        const keep = some.map((node) => node % network.header.nodes);
        for (const direction of ['forward', 'backward'] as const) {
          const { table, place } = contractChains(network, direction, keep);
          for (const from of keep) {
            const whole = textbookDijkstra(network[direction], [{ node: from, cost: 0 }]);
            const drawn = textbookDijkstra(table, [{ node: place[from]!, cost: 0 }]);
            expect(keep.map((to) => drawn[place[to]!])).toEqual(keep.map((to) => whole[to]));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps junctions and what it is told to keep, and drops bends, dead ends and rings', () => {
    // A street 0–1–2–3 with a bend at 1, a junction at 2 with ways to 3, 4 and 5, a dead end 6 behind 5, a ring 7–8–9.
    const nodes = Array.from({ length: 10 }, (_, i) => [117.9 + i * 0.001, 40.9 + (i % 3) * 0.001] as const);
    const pairs = [[0, 1], [1, 2], [2, 3], [2, 4], [2, 5], [5, 6], [7, 8], [8, 9], [9, 7]] as const; // prettier-ignore
    const network = networkOf(
      nodes,
      pairs.map(([from, to], i) => ({ from, to, there: 1000 + i, back: 2000 + i })),
    );
    const at = (id: number) => network.osmId.indexOf(1000 + id);
    const { table, place } = contractChains(network, 'forward', [at(0), at(3), at(4)]);
    const names = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((id) => place[at(id)] !== DROPPED);
    expect(names).toEqual([0, 2, 3, 4]);
    const onward = textbookDijkstra(table, [{ node: place[at(0)]!, cost: 0 }]);
    expect(onward[place[at(3)]!]).toBe(1000 + 1001 + 1002);
    expect(table.head).toHaveLength(6);
  });
});
