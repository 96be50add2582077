import type { CostTable, TourEnds } from './costs.ts';

const ROUNDS = 300;

/**
 * A cost that no tour goes below: the best 1-tree under node prices, improved by subgradient ascent (Held and Karp,
 * Operations Research 18 (1970) 1138–1162). Of the two directions of a leg the cheaper counts. A tour is a tree of its
 * points whose degrees are two, closed by a node that joins its ends; dropping the condition on degrees gives the bound.
 *
 * @param upperBound cost of a tour, by which steps are measured
 * @returns the bound, at least 0
 */
export function tourLowerBound(
  costs: CostTable,
  stops: readonly number[],
  { start, end }: TourEnds,
  upperBound: number,
): number {
  const round = start !== null && start === end;
  // Where a tour comes back to its start, the start itself closes the tree; else a node beside the points does.
  const points = round ? [...stops] : [...stops, ...[start, end].filter((point) => point !== null)];
  const cost = (a: number, b: number) => Math.min(costs[points[a]!]![points[b]!]!, costs[points[b]!]![points[a]!]!);
  const closing = points.map((point) => (round ? Math.min(costs[point]![start]!, costs[start]![point]!) : 0));
  const forced = round ? [] : points.flatMap((_, i) => (i >= stops.length ? [i] : []));

  const prices = new Float64Array(points.length);
  let best = 0;
  let pace = 1;
  let stalled = 0;
  for (let step = 0; step < ROUNDS; step++) {
    const { total, degrees } = oneTree(cost, closing, forced, prices);
    const bound = total - 2 * prices.reduce((sum, price) => sum + price, 0);
    if (bound > best + 1e-9 * upperBound) {
      best = bound;
      stalled = 0;
    } else if (++stalled === 10) {
      pace /= 2;
      stalled = 0;
    }
    const off = degrees.map((degree) => degree - 2);
    const squares = off.reduce((sum, value) => sum + value * value, 0);
    if (squares === 0) break;
    const length = (pace * Math.max(upperBound - bound, 1e-6 * upperBound)) / squares;
    off.forEach((value, i) => (prices[i]! += length * value));
  }
  return best;
}

/** The cheapest tree over the points (Prim), and two edges from the closing node: those that are forced, then the cheapest. */
function oneTree(
  cost: (a: number, b: number) => number,
  closing: readonly number[],
  forced: readonly number[],
  prices: Float64Array,
): { total: number; degrees: number[] } {
  const count = closing.length;
  const degrees = new Array<number>(count).fill(0);
  const nearest = new Float64Array(count).fill(Infinity);
  const parent = new Int32Array(count).fill(-1);
  const inTree = new Uint8Array(count);
  let total = 0;
  for (let at = 0, taken = 1; ; taken++) {
    inTree[at] = 1;
    if (taken === count) break;
    let next = -1;
    for (let point = 0; point < count; point++) {
      if (inTree[point]) continue;
      const priced = cost(at, point) + prices[at]! + prices[point]!;
      if (priced < nearest[point]!) {
        nearest[point] = priced;
        parent[point] = at;
      }
      if (next === -1 || nearest[point]! < nearest[next]!) next = point;
    }
    total += nearest[next]!;
    degrees[next]!++;
    degrees[parent[next]!]!++;
    at = next;
  }
  const priced = closing.map((own, point) => own + prices[point]!);
  const free = [...closing.keys()].filter((point) => !forced.includes(point)).sort((a, b) => priced[a]! - priced[b]!);
  for (const point of [...forced, ...free].slice(0, 2)) {
    total += priced[point]!;
    degrees[point]!++;
  }
  return { total, degrees };
}
