import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NetworkError } from '../../../server/network/error.ts';
import { UNREACHED, type Network } from '../../../server/network/graph.ts';
import { boundedMatrix } from '../../../server/network/matrix.ts';
import { arrivingSeeds, leavingSeeds, sameSegmentCost } from '../../../server/network/search.ts';
import { snapTo, type Snap } from '../../../server/network/snap.ts';
import { anyNetwork, anyPoint, networkOf, textbookDijkstra } from '../../support/networks.ts';

type Triple = [origin: number, destination: number, cost: number];

/** Pair by pair, with the textbook's search. */
function expectedTriples(network: Network, origins: (Snap | null)[], destinations: (Snap | null)[], limit: number) {
  const triples: Triple[] = [];
  origins.forEach((from, origin) => {
    if (!from) return;
    const costs = textbookDijkstra(network.forward, leavingSeeds(from));
    destinations.forEach((to, destination) => {
      if (!to) return;
      const ways = arrivingSeeds(to).map((seed) => costs[seed.node]! + seed.cost);
      const cost = Math.min(sameSegmentCost(from, to), ...ways);
      if (cost !== UNREACHED && cost <= limit) triples.push([origin, destination, cost]);
    });
  });
  return triples;
}

async function triplesOf(...args: Parameters<typeof boundedMatrix>): Promise<Triple[]> {
  const { origin, destination, cost } = await boundedMatrix(...args);
  return [...cost].map((value, i) => [origin[i]!, destination[i]!, value]);
}

/** A grid of streets of 100 m with weights that differ by direction. */
function streetGrid(side: number): Network {
  const nodes = Array.from(
    { length: side * side },
    (_, i) => [117.9 + (i % side) * 0.0012, 40.9 + Math.floor(i / side) * 0.0009] as const,
  );
  const segments = nodes.flatMap((_, i) => [
    ...(i % side < side - 1
      ? [{ from: i, to: i + 1, there: 90_000 + (i % 7) * 1000, back: 91_000 + (i % 5) * 1000 }]
      : []),
    ...(i + side < nodes.length ? [{ from: i, to: i + side, there: 100_000 + (i % 3) * 1000, back: 99_000 }] : []),
  ]);
  return networkOf(nodes, segments);
}

function pointsOn(network: Network, count: number, step: number): (Snap | null)[] {
  return Array.from({ length: count }, (_, i) =>
    snapTo(network, 117.9 + ((i * step) % 97) * 0.00011, 40.9 + ((i * step) % 89) * 0.00009, 200),
  );
}

describe('a matrix', () => {
  it('holds what a textbook search of every pair gives, whichever side is shorter', async () => {
    const points = fc.array(anyPoint, { maxLength: 6 });
    const limit = fc.oneof(fc.constant(UNREACHED - 1), fc.integer({ min: 0, max: 400_000 }));
    await fc.assert(
      fc.asyncProperty(anyNetwork, points, points, limit, async (network, a, b, within) => {
        const [origins, destinations] = [a, b].map((list) =>
          list.map(({ longitude, latitude }) => snapTo(network, longitude, latitude, 300)),
        ) as [(Snap | null)[], (Snap | null)[]];
        expect(await triplesOf(network, origins, destinations, within, { workers: 0 })).toEqual(
          expectedTriples(network, origins, destinations, within),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is the same from this thread, one thread and three', async () => {
    const network = streetGrid(10);
    const origins = [...pointsOn(network, 60, 13), null, ...pointsOn(network, 20, 7)];
    const destinations = [null, ...pointsOn(network, 45, 11)];
    const here = await triplesOf(network, origins, destinations, 500_000, { workers: 0 });
    expect(here).toEqual(expectedTriples(network, origins, destinations, 500_000));
    expect(await triplesOf(network, origins, destinations, 500_000, { workers: 1 })).toEqual(here);
    expect(await triplesOf(network, origins, destinations, 500_000, { workers: 3 })).toEqual(here);
  });

  it('tells how far it is, ends at 1, and stops when cancelled, in this thread and in others', async () => {
    const network = streetGrid(10);
    const points = pointsOn(network, 100, 13);
    for (const workers of [0, 2]) {
      const shares: number[] = [];
      await boundedMatrix(network, points, points, UNREACHED - 1, { workers, onProgress: (s) => shares.push(s) });
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);

      const controller = new AbortController();
      const cancelled = boundedMatrix(network, points, points, UNREACHED - 1, {
        workers,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
      await expect(
        boundedMatrix(network, points, points, 1, { workers, signal: AbortSignal.abort() }),
      ).rejects.toBeInstanceOf(NetworkError);
    }
  });

  it('of nothing is empty', async () => {
    const network = streetGrid(2);
    expect(await triplesOf(network, [], pointsOn(network, 3, 5), 1000)).toEqual([]);
    expect(await triplesOf(network, [null], [null], 1000, { workers: 2 })).toEqual([]);
  });
});
