/**
 * 2,500 demand points × 500 sites on the demonstration networks, every pair however far, by walk and by car: our matrix on
 * all cores and on one, beside a plain Dijkstra with a binary heap in one thread. The plain one answers every tenth site
 * and its time is multiplied, which it would take too long without; the answers are compared.
 *
 *   npx tsx scripts/bench/matrix.ts
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { profileIds, UNREACHED, type ArcTable, type Network } from '../../server/network/graph.ts';
import { boundedMatrix, type CostTriples } from '../../server/network/matrix.ts';
import { buildFromOsm } from '../../server/network/osm-build.ts';
import { arrivingSeeds, leavingSeeds, sameSegmentCost, type Seed } from '../../server/network/search.ts';
import { snapTo, type Snap } from '../../server/network/snap.ts';
import { BinaryHeap } from './binary-heap.ts';
import { demonstrationSnapshot } from './demonstration.ts';
import { timed } from './times.ts';

const DEMAND_POINTS = 2500;
const SITES = 500;
const PLAIN_STEP = 10;
const SNAP_LIMIT_M = 200;

const file = fileURLToPath(new URL('../../gis-data/chengde/network.osm.pbf', import.meta.url));
const snapshot = demonstrationSnapshot('2025-06-30');

/** Every so-manieth place of a table that lies on the network, `count` of them. */
function placesOn(network: Network, longitude: Float64Array, latitude: Float64Array, count: number): Snap[] {
  const snaps = [...longitude].flatMap((x, i) => snapTo(network, x, latitude[i]!, SNAP_LIMIT_M) ?? []);
  return Array.from({ length: count }, (_, i) => snaps[Math.floor((i * snaps.length) / count)]!);
}

/** Dijkstra's algorithm as the textbook has it, with lazy deletion. */
function plainSearch({ offset, head, weight }: ArcTable, seeds: readonly Seed[], cost: Float64Array): void {
  cost.fill(Infinity);
  const heap = new BinaryHeap();
  for (const seed of seeds) {
    if (seed.cost >= cost[seed.node]!) continue;
    cost[seed.node] = seed.cost;
    heap.push(seed.node, seed.cost);
  }
  while (!heap.isEmpty) {
    heap.pop();
    const { node, cost: soFar } = heap;
    if (soFar > cost[node]!) continue;
    for (let arc = offset[node]!; arc < offset[node + 1]!; arc++) {
      const offered = soFar + weight[arc]!;
      if (offered >= cost[head[arc]!]!) continue;
      cost[head[arc]!] = offered;
      heap.push(head[arc]!, offered);
    }
  }
}

/** Costs of every origin to every so-manieth destination, a column a destination. */
function plainColumns(
  network: Network,
  origins: readonly Snap[],
  destinations: readonly Snap[],
): Map<number, number[]> {
  const cost = new Float64Array(network.header.nodes);
  const columns = new Map<number, number[]>();
  for (let destination = 0; destination < destinations.length; destination += PLAIN_STEP) {
    const to = destinations[destination]!;
    plainSearch(network.backward, arrivingSeeds(to), cost);
    const column = origins.map((from) => {
      const direct = sameSegmentCost(from, to);
      const ways = leavingSeeds(from).map((seed) => cost[seed.node]! + seed.cost);
      return Math.min(direct === UNREACHED ? Infinity : direct, ...ways);
    });
    columns.set(destination, column);
  }
  return columns;
}

function differences(triples: CostTriples, plain: ReadonlyMap<number, number[]>): number {
  let reachable = 0;
  for (const column of plain.values()) for (const cost of column) if (cost < Infinity) reachable++;
  let different = 0;
  triples.destination.forEach((destination, i) => {
    const column = plain.get(destination);
    if (!column) return;
    reachable--;
    if (column[triples.origin[i]!] !== triples.cost[i]) different++;
  });
  return different + Math.abs(reachable);
}

for (const profile of profileIds) {
  const { network } = await buildFromOsm({ file, name: `bench-${profile}`, profile, demo: true });
  const { divisions, facilities } = snapshot;
  const origins = placesOn(network, divisions.longitude, divisions.latitude, DEMAND_POINTS);
  const destinations = placesOn(network, facilities.longitude, facilities.latitude, SITES);
  const matrix = (workers: number) => boundedMatrix(network, origins, destinations, UNREACHED - 1, { workers });

  const cores = availableParallelism();
  const plain = await timed(() => plainColumns(network, origins, destinations));
  const here = await timed(() => matrix(0));
  const threads = await timed(() => matrix(cores));
  const plainMs = (plain.ms * SITES) / plain.result.size;
  const inSeconds = (ms: number) => (ms / 1000).toFixed(2);
  console.log(
    `${profile}: ${DEMAND_POINTS} × ${SITES}, ${threads.result.cost.length} pairs, ${network.header.arcs} arcs\n` +
      `  ${cores} threads ${inSeconds(threads.ms)} s, this thread ${inSeconds(here.ms)} s, plain ${inSeconds(plainMs)} s\n` +
      `  plain ÷ ${cores} threads ${(plainMs / threads.ms).toFixed(1)}, plain ÷ one thread ${(plainMs / here.ms).toFixed(1)}\n` +
      `  differences from plain: ${differences(threads.result, plain.result)}`,
  );
}
