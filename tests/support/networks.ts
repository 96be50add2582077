import fc from 'fast-check';
import { assembleNetwork } from '../../server/network/assemble.ts';
import {
  UNREACHED,
  type ArcTable,
  type Network,
  type NetworkParts,
  type ProfileId,
} from '../../server/network/graph.ts';

/** One straight segment of a test network; a closed direction is null. */
export interface TestSegment {
  from: number;
  to: number;
  there: number | null;
  back: number | null;
}

/** A network from nodes given in degrees and segments with weights; node `i` has the OSM id `1000 + i`. */
export function networkOf(
  nodes: readonly (readonly [number, number])[],
  segments: readonly TestSegment[],
  profile: ProfileId = 'walk',
): Network {
  const closed = (weight: number | null) => weight ?? UNREACHED;
  const parts: NetworkParts = {
    header: {
      name: 'test',
      profile,
      profileVersion: 'test-1',
      elevation: null,
      source: { file: 'test.osm.pbf', sha256: '0'.repeat(64), bytes: 0, attribution: 'test', demo: false },
    },
    osmId: Float64Array.from(nodes, (_, i) => 1000 + i),
    longitude: Int32Array.from(nodes, ([longitude]) => Math.round(longitude * 1e7)),
    latitude: Int32Array.from(nodes, ([, latitude]) => Math.round(latitude * 1e7)),
    from: Uint32Array.from(segments, (s) => s.from),
    to: Uint32Array.from(segments, (s) => s.to),
    weightForward: Uint32Array.from(segments, (s) => closed(s.there)),
    weightBackward: Uint32Array.from(segments, (s) => closed(s.back)),
  };
  return assembleNetwork(parts);
}

/** Random networks of a few dozen nodes within about 1 km: parallel and one-way segments, islands and lone nodes. */
export const anyNetwork: fc.Arbitrary<Network> = fc
  .record({
    nodes: fc.array(fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 })), {
      minLength: 2,
      maxLength: 40,
    }),
    segments: fc.array(
      fc.record({
        from: fc.nat(),
        to: fc.nat(),
        there: fc.option(fc.integer({ min: 1, max: 200_000 }), { freq: 5 }),
        back: fc.option(fc.integer({ min: 1, max: 200_000 }), { freq: 5 }),
      }),
      { minLength: 1, maxLength: 90 },
    ),
  })
  .map(({ nodes, segments }) =>
    networkOf(
      nodes.map(([x, y]) => [117.9 + x * 1e-6, 40.9 + y * 1e-6] as const),
      segments.map((s) => ({ ...s, from: s.from % nodes.length, to: s.to % nodes.length })),
    ),
  );

/** Textbook Dijkstra by scanning for the cheapest open node: slow, and too simple to be wrong. */
export function textbookDijkstra(
  table: ArcTable,
  seeds: readonly { node: number; cost: number }[],
  limit = Infinity,
): number[] {
  const nodes = table.offset.length - 1;
  const cost = Array.from({ length: nodes }, () => Infinity);
  for (const seed of seeds) if (seed.cost <= limit) cost[seed.node] = Math.min(cost[seed.node]!, seed.cost);
  const settled = new Set<number>();
  for (;;) {
    let cheapest = -1;
    for (let node = 0; node < nodes; node++) {
      if (!settled.has(node) && cost[node]! < Infinity && (cheapest === -1 || cost[node]! < cost[cheapest]!))
        cheapest = node;
    }
    if (cheapest === -1) return cost;
    settled.add(cheapest);
    for (let arc = table.offset[cheapest]!; arc < table.offset[cheapest + 1]!; arc++) {
      const offered = cost[cheapest]! + table.weight[arc]!;
      const head = table.head[arc]!;
      if (offered <= limit && offered < cost[head]!) cost[head] = offered;
    }
  }
}

/** A point within a test network's surroundings, degrees. */
export const anyPoint = fc.record({
  longitude: fc.integer({ min: -2000, max: 12_000 }).map((x) => 117.9 + x * 1e-6),
  latitude: fc.integer({ min: -2000, max: 12_000 }).map((y) => 40.9 + y * 1e-6),
});
