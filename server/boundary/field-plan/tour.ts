import { randomStream } from '../../random.ts';
import type { CostTable, TourEnds } from './costs.ts';
import { tourLowerBound } from './lower-bound.ts';

export interface Tour {
  /** The points to visit, in order, without start and end. */
  order: number[];
  /** From start to end. */
  cost: number;
  /** No tour costs less. Equal to `cost` where `proven`. */
  lowerBound: number;
  /** Whether no tour is shorter. */
  proven: boolean;
}

/** Up to this many points the shortest tour is found by going through all of them. */
export const MOST_PROVEN_STOPS = 12;

/** Kicks of the search beyond that; and kicks times stops, so that it takes about half a second for 200 stops. */
const MOST_KICKS = 300;
const MOST_KICKED_STOPS = 15_000;
/** Each kick exchanges two neighbouring stretches of up to so many stops. */
const LONGEST_KICKED = 12;
const TOLERANCE = 1e-7;

/**
 * The order in which to visit points at least cost. Up to 12 points by dynamic programming over subsets (Held and Karp,
 * J. SIAM 10 (1962) 196–210), which proves it. Beyond, nearest insertion, then 2-opt and Or-opt with costs of each
 * direction, from several kicked tours (iterated local search, double bridge); a lower bound tells how far from the
 * shortest it may be. The same input gives the same tour.
 *
 * @param stops points to visit, each once; neither start nor end
 * @example
 * const { order, proven } = shortestTour(seconds, [1, 2, 3], { start: 0, end: 0 });
 */
export function shortestTour(costs: CostTable, stops: readonly number[], ends: TourEnds): Tour {
  if (stops.length === 0) {
    const cost = ends.start === null || ends.end === null ? 0 : costs[ends.start]![ends.end]!;
    return { order: [], cost, lowerBound: cost, proven: true };
  }
  const cycle = asCycle(costs, stops, ends);
  if (stops.length <= MOST_PROVEN_STOPS) {
    const visited = heldKarp(cycle);
    const cost = cycleCost(cycle, visited);
    return { order: visited.map((node) => stops[node - 1]!), cost, lowerBound: cost, proven: true };
  }
  const visited = searched(cycle);
  const cost = cycleCost(cycle, visited);
  const lowerBound = Math.min(cost, tourLowerBound(costs, stops, ends, cost));
  return {
    order: visited.map((node) => stops[node - 1]!),
    cost,
    lowerBound,
    proven: cost - lowerBound <= TOLERANCE * Math.max(1, cost),
  };
}

/**
 * Costs of the cycle that a tour becomes when its ends are joined in node 0: leaving node 0 is leaving the start, and
 * costs nothing where the start is free. Node i + 1 is the i-th stop.
 */
function asCycle(costs: CostTable, stops: readonly number[], { start, end }: TourEnds): number[][] {
  const leaving = stops.map((stop) => (start === null ? 0 : costs[start]![stop]!));
  return [
    [0, ...leaving],
    ...stops.map((from) => [end === null ? 0 : costs[from]![end]!, ...stops.map((to) => costs[from]![to]!)]),
  ];
}

function cycleCost(cycle: readonly number[][], visited: readonly number[]): number {
  let cost = 0;
  let at = 0;
  for (const node of [...visited, 0]) {
    cost += cycle[at]![node]!;
    at = node;
  }
  return cost;
}

/** The cheapest order of nodes 1…n: least cost of visiting each subset, by the node visited last. */
function heldKarp(cycle: readonly number[][]): number[] {
  const count = cycle.length - 1;
  const subsets = 1 << count;
  const least = new Float64Array(subsets * count).fill(Infinity);
  const before = new Int8Array(subsets * count).fill(-1);
  for (let node = 0; node < count; node++) least[(1 << node) * count + node] = cycle[0]![node + 1]!;
  for (let subset = 1; subset < subsets; subset++) {
    for (let last = 0; last < count; last++) {
      const cost = least[subset * count + last]!;
      if (cost === Infinity) continue;
      for (let next = 0; next < count; next++) {
        if (subset & (1 << next)) continue;
        const place = (subset | (1 << next)) * count + next;
        const through = cost + cycle[last + 1]![next + 1]!;
        if (through < least[place]!) {
          least[place] = through;
          before[place] = last;
        }
      }
    }
  }
  const closed = (last: number) => least[(subsets - 1) * count + last]! + cycle[last + 1]![0]!;
  let last = 0;
  for (let node = 1; node < count; node++) if (closed(node) < closed(last)) last = node;
  const order: number[] = [];
  for (let subset = subsets - 1; last !== -1;) {
    order.push(last + 1);
    const previous = before[subset * count + last]!;
    subset &= ~(1 << last);
    last = previous;
  }
  return order.reverse();
}

function searched(cycle: readonly number[][]): number[] {
  let best = improved(cycle, nearestInsertion(cycle));
  let bestCost = cycleCost(cycle, best);
  const random = randomStream(1, `field plan of ${best.length}`);
  for (let kicks = Math.min(MOST_KICKS, MOST_KICKED_STOPS / best.length); kicks > 0; kicks--) {
    const a = random.integer(0, best.length - 2);
    const b = Math.min(a + random.integer(1, LONGEST_KICKED), best.length - 1);
    const c = Math.min(b + random.integer(1, LONGEST_KICKED), best.length);
    const kicked = [...best.slice(0, a), ...best.slice(b, c), ...best.slice(a, b), ...best.slice(c)];
    const tried = improved(cycle, kicked);
    const cost = cycleCost(cycle, tried);
    if (cost < bestCost - TOLERANCE) [best, bestCost] = [tried, cost];
  }
  return best;
}

/** Takes in the node nearest to the tour, where it makes the tour longer by least. */
function nearestInsertion(cycle: readonly number[][]): number[] {
  const tour = [0];
  const left = new Set(cycle.keys());
  left.delete(0);
  const nearness = cycle.map((row, node) => Math.min(row[0]!, cycle[0]![node]!));
  while (left.size > 0) {
    const next = [...left].reduce((nearest, node) => (nearness[node]! < nearness[nearest]! ? node : nearest));
    let at = 0;
    let least = Infinity;
    tour.forEach((node, i) => {
      const after = tour[i + 1] ?? 0;
      const longer = cycle[node]![next]! + cycle[next]![after]! - cycle[node]![after]!;
      if (longer < least) [at, least] = [i, longer];
    });
    tour.splice(at + 1, 0, next);
    left.delete(next);
    for (const node of left) nearness[node] = Math.min(nearness[node]!, cycle[node]![next]!, cycle[next]![node]!);
  }
  return tour.slice(1);
}

/** Turns and moves stretches of a tour as long as that makes it shorter. */
function improved(cycle: readonly number[][], visited: readonly number[]): number[] {
  let tour = [0, ...visited, 0];
  for (let better: number[] | null = tour; better !== null;) {
    tour = better;
    better = turnedStretch(cycle, tour) ?? movedStretch(cycle, tour);
  }
  return tour.slice(1, -1);
}

/** Costs of a tour's legs summed up to each position, forwards and backwards, so that any stretch costs one subtraction. */
function sums(cycle: readonly number[][], tour: readonly number[]): { forward: Float64Array; backward: Float64Array } {
  const forward = new Float64Array(tour.length);
  const backward = new Float64Array(tour.length);
  for (let i = 1; i < tour.length; i++) {
    forward[i] = forward[i - 1]! + cycle[tour[i - 1]!]![tour[i]!]!;
    backward[i] = backward[i - 1]! + cycle[tour[i]!]![tour[i - 1]!]!;
  }
  return { forward, backward };
}

/** 2-opt: the turned stretch that saves most; null where none saves. */
function turnedStretch(cycle: readonly number[][], tour: readonly number[]): number[] | null {
  const { forward, backward } = sums(cycle, tour);
  const cost = (from: number, to: number) => cycle[tour[from]!]![tour[to]!]!;
  let [first, last, most] = [0, 0, TOLERANCE];
  for (let i = 1; i < tour.length - 2; i++) {
    for (let j = i + 1; j < tour.length - 1; j++) {
      const was = forward[j + 1]! - forward[i - 1]!;
      const saved = was - (cost(i - 1, j) + (backward[j]! - backward[i]!) + cost(i, j + 1));
      if (saved > most) [first, last, most] = [i, j, saved];
    }
  }
  if (first === 0) return null;
  return [...tour.slice(0, first), ...tour.slice(first, last + 1).reverse(), ...tour.slice(last + 1)];
}

const LONGEST_MOVED = 3;

/** Or-opt: the stretch of up to three nodes whose move, as it is or turned, saves most; null where none saves. */
function movedStretch(cycle: readonly number[][], tour: readonly number[]): number[] | null {
  const { forward, backward } = sums(cycle, tour);
  const cost = (from: number, to: number) => cycle[tour[from]!]![tour[to]!]!;
  let found: { i: number; j: number; after: number; turned: boolean } | null = null;
  let most = TOLERANCE;
  for (let i = 1; i < tour.length - 1; i++) {
    for (let j = i; j < Math.min(i + LONGEST_MOVED, tour.length - 1); j++) {
      const freed = cost(i - 1, i) + cost(j, j + 1) - cost(i - 1, j + 1);
      const turning = backward[j]! - backward[i]! - (forward[j]! - forward[i]!);
      for (let after = 0; after < tour.length - 1; after++) {
        if (after >= i - 1 && after <= j) continue;
        const opened = freed + cost(after, after + 1);
        const asItIs = opened - cost(after, i) - cost(j, after + 1);
        const turned = opened - cost(after, j) - cost(i, after + 1) - turning;
        const saved = Math.max(asItIs, turned);
        if (saved > most) [found, most] = [{ i, j, after, turned: turned > asItIs }, saved];
      }
    }
  }
  if (found === null) return null;
  const { i, j, after, turned } = found;
  const stretch = tour.slice(i, j + 1);
  if (turned) stretch.reverse();
  const rest = [...tour.slice(0, i), ...tour.slice(j + 1)];
  const at = after < i ? after + 1 : after + 1 - stretch.length;
  return [...rest.slice(0, at), ...stretch, ...rest.slice(at)];
}
