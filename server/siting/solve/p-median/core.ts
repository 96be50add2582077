import { OPEN, SHUT, type LocationProblem } from '../../problem/problem.ts';

/**
 * An uncapacitated p-median as its solvers see it: only the sites that may be open, and costs that weights have gone into.
 * A demand of weight 0 costs nothing, but is served too: it has a row of zeros unless every site reaches it.
 */
export interface MedianCore {
  readonly demands: number;
  readonly sites: number;
  /** Most sites that are open, those fixed open among them; at most `sites`. */
  readonly p: number;
  /** Position of each site in the problem's table. */
  readonly siteOf: Uint32Array;
  /** 1: open whatever the plan. */
  readonly fixed: Uint8Array;
  /** Rows of demand, ascending by cost (weight × cost). */
  readonly rowStart: Uint32Array;
  readonly site: Uint32Array;
  readonly cost: Float64Array;
  /** The same pairs by site. */
  readonly columnStart: Uint32Array;
  readonly demand: Uint32Array;
  readonly columnCost: Float64Array;
  /** All plans cost a whole multiple of this; 0: costs are not whole. */
  readonly grain: number;
  /** What a demand that no open site reaches is made to cost while a plan is looked for: more than any plan that serves everyone. */
  readonly unserved: number;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function grainOf(cost: Float64Array, most: number): number {
  if (!(most < Number.MAX_SAFE_INTEGER)) return 0;
  let grain = 0;
  for (const c of cost) {
    if (!Number.isInteger(c)) return 0;
    if (grain !== 1) grain = gcd(c, grain);
  }
  return grain;
}

/** @param p most open sites; null: any number */
export function medianCore(problem: LocationProblem, p: number | null): MedianCore {
  const { demand, sites, costs } = problem;
  const coreSite = new Int32Array(sites.ids.length).fill(-1);
  const available: number[] = [];
  sites.state.forEach((state, j) => {
    if (state !== SHUT) coreSite[j] = available.push(j) - 1;
  });
  const reached = (d: number) => {
    let count = 0;
    for (let k = costs.rowStart[d]!; k < costs.rowStart[d + 1]!; k++) if (coreSite[costs.site[k]!]! >= 0) count++;
    return count;
  };
  const asking: number[] = [];
  let pairs = 0;
  for (let d = 0; d < demand.ids.length; d++) {
    const count = reached(d);
    if (demand.weight[d] === 0 && count === available.length) continue;
    asking.push(d);
    pairs += count;
  }
  const demands = asking.length;
  const rowStart = new Uint32Array(demands + 1);
  const site = new Uint32Array(pairs);
  const cost = new Float64Array(pairs);
  const columnStart = new Uint32Array(available.length + 1);
  let at = 0;
  let most = 0;
  asking.forEach((d, i) => {
    for (let k = costs.rowStart[d]!; k < costs.rowStart[d + 1]!; k++) {
      const j = coreSite[costs.site[k]!]!;
      if (j < 0) continue;
      site[at] = j;
      cost[at++] = demand.weight[d]! * costs.cost[k]!;
      columnStart[j + 1]!++;
    }
    rowStart[i + 1] = at;
    if (at > rowStart[i]!) most += cost[at - 1]!;
  });
  for (let j = 0; j < available.length; j++) columnStart[j + 1]! += columnStart[j]!;
  const next = columnStart.slice();
  const columnDemand = new Uint32Array(pairs);
  const columnCost = new Float64Array(pairs);
  for (let i = 0; i < demands; i++) {
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) {
      const to = next[site[k]!]!++;
      columnDemand[to] = i;
      columnCost[to] = cost[k]!;
    }
  }
  return {
    demands,
    sites: available.length,
    p: Math.min(p ?? available.length, available.length),
    siteOf: Uint32Array.from(available),
    fixed: Uint8Array.from(available, (j) => (sites.state[j] === OPEN ? 1 : 0)),
    rowStart,
    site,
    cost,
    columnStart,
    demand: columnDemand,
    columnCost,
    grain: grainOf(cost, most),
    unserved: most + 1,
  };
}
