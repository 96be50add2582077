import { nodeDistanceMetres, UNREACHED, type ArcTable, type Network } from './graph.ts';
import { positionAlong } from './reached-parts.ts';
import { arrivingSeeds, costAtPoint, createSearcher, leavingSeeds, sameSegmentCost, type Reach } from './search.ts';
import type { Snap } from './snap.ts';

/** The cheapest way between two points on a network. */
export interface Route {
  /** In the network's cost unit, along the network only. */
  cost: number;
  /** Length along the network, metres. */
  metres: number;
  /** From the one snapped position to the other, longitude and latitude in degrees. */
  coordinates: [number, number][];
}

/** Cost within which the first search looks; most questions are about neighbours. */
const FIRST_LIMIT = 2_000_000;
const LIMIT_GROWTH = 8;

/**
 * The cheapest route from one point to another. It is walked down the costs of a search that ran against the arcs from the
 * destination, so no parents are kept; of equally cheap ways on, the one of the first arc.
 * @returns null when there is no way
 */
export function cheapestRoute(network: Network, from: Snap, to: Snap): Route | null {
  if (network.island[from.tail] !== network.island[to.tail]) return null;
  const direct = sameSegmentCost(from, to);
  const found = searchUntil(network, from, to);
  if (direct !== UNREACHED && direct <= found.cost) return straightAlong(network, from, to, direct);
  return found.cost === UNREACHED ? null : walkDown(network, from, to, found.reach, found.cost);
}

/** Searches from the destination, ever farther, until the origin's cost is settled. */
function searchUntil(network: Network, from: Snap, to: Snap): { reach: Reach; cost: number } {
  const searcher = createSearcher(network.backward);
  const seeds = arrivingSeeds(to);
  for (let limit = FIRST_LIMIT; ; limit *= LIMIT_GROWTH) {
    const within = Math.min(limit, UNREACHED - 1);
    const reach = searcher.run(seeds, within);
    const cost = costAtPoint(reach, from, 'from');
    // Beyond the limit a cheaper way over the segment's other end may still be missing.
    if (cost <= within || within === UNREACHED - 1) return { reach, cost };
  }
}

function straightAlong(network: Network, from: Snap, to: Snap, cost: number): Route {
  return {
    cost,
    metres: Math.abs(to.fraction - from.fraction) * nodeDistanceMetres(network, from.tail, from.head),
    coordinates: [
      [from.longitude, from.latitude],
      [to.longitude, to.latitude],
    ],
  };
}

function walkDown(network: Network, from: Snap, to: Snap, reach: Reach, cost: number): Route {
  const exits = arrivingSeeds(to);
  const start = leavingSeeds(from).find(
    (seed) => reach.costOf(seed.node) !== UNREACHED && seed.cost + reach.costOf(seed.node) === cost,
  )!;
  const coordinates: [number, number][] = [[from.longitude, from.latitude]];
  let metres = metresToEnd(network, from, start.node);
  let node = start.node;
  for (;;) {
    coordinates.push(positionAlong(network, node, node, 0));
    if (exits.some((exit) => exit.node === node && exit.cost === reach.costOf(node))) break;
    const next = nextOnTheWay(network.forward, node, reach);
    metres += nodeDistanceMetres(network, node, next);
    node = next;
  }
  metres += metresToEnd(network, to, node);
  coordinates.push([to.longitude, to.latitude]);
  return { cost, metres, coordinates };
}

function nextOnTheWay({ offset, head, weight }: ArcTable, node: number, reach: Reach): number {
  const cost = reach.costOf(node);
  for (let arc = offset[node]!; arc < offset[node + 1]!; arc++) {
    if (reach.costOf(head[arc]!) + weight[arc]! === cost) return head[arc]!;
  }
  throw new Error(`Node ${node} was reached at ${cost} over no arc`);
}

/** Metres along the segment between a snapped position and one of the segment's ends. */
function metresToEnd(network: Network, snap: Snap, end: number): number {
  return (end === snap.tail ? snap.fraction : 1 - snap.fraction) * nodeDistanceMetres(network, snap.tail, snap.head);
}
