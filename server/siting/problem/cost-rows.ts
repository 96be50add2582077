import type { CostRows } from './problem.ts';

/** Costs one by one, in any order; a pair occurs at most once. */
export interface CostTriples {
  /** Position of the demand, of the site, and what it costs: arrays of one length. */
  readonly demand: ArrayLike<number>;
  readonly site: ArrayLike<number>;
  readonly cost: ArrayLike<number>;
}

/**
 * Pairs by their demand, those of one demand in the order in which they are given (counting sort).
 * @returns where each demand's pairs begin in `order`, and their positions
 */
export function byDemand(demands: number, demand: ArrayLike<number>): { rowStart: Uint32Array; order: Uint32Array } {
  const rowStart = new Uint32Array(new SharedArrayBuffer((demands + 1) * Uint32Array.BYTES_PER_ELEMENT));
  for (let i = 0; i < demand.length; i++) rowStart[demand[i]! + 1]!++;
  for (let d = 0; d < demands; d++) rowStart[d + 1]! += rowStart[d]!;
  const order = new Uint32Array(demand.length);
  const next = Uint32Array.from(rowStart);
  for (let i = 0; i < demand.length; i++) order[next[demand[i]!]!++] = i;
  return { rowStart, order };
}

/**
 * Orders costs by demand, cost and site. The arrays lie in shared memory, so that a solver's thread reads them without a copy.
 *
 * @param demands rows of the demand table
 * @example
 * const { rowStart, site } = costRowsOf(2, { demand: [1, 0, 1], site: [0, 0, 1], cost: [9, 5, 7] });
 * [...rowStart]; // [0, 1, 3]
 * [...site]; // [0, 1, 0]
 */
export function costRowsOf(demands: number, { demand, site, cost }: CostTriples): CostRows {
  const pairs = cost.length;
  const { rowStart, order } = byDemand(demands, demand);
  const rows: CostRows = {
    rowStart,
    site: new Uint32Array(new SharedArrayBuffer(pairs * Uint32Array.BYTES_PER_ELEMENT)),
    cost: new Float64Array(new SharedArrayBuffer(pairs * Float64Array.BYTES_PER_ELEMENT)),
  };
  for (let d = 0; d < demands; d++) {
    order.subarray(rowStart[d], rowStart[d + 1]).sort((a, b) => cost[a]! - cost[b]! || site[a]! - site[b]!);
  }
  order.forEach((from, to) => {
    rows.site[to] = site[from]!;
    rows.cost[to] = cost[from]!;
  });
  return rows;
}
