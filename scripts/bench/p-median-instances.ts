import { FREE, type CostRows, type LocationProblem } from '../../server/siting/problem/problem.ts';
import { randomStream } from '../../server/random.ts';

export interface PMedianInstance {
  name: string;
  p: number;
  problem: LocationProblem;
}

/** Number of vertices and p of the 40 p-median problems of the OR-Library (Beasley 1985), in their order. */
export const orLibrarySizes: readonly (readonly [n: number, p: number])[] = [
  [100, [5, 10, 10, 20, 33]],
  [200, [5, 10, 20, 40, 67]],
  [300, [5, 10, 30, 60, 100]],
  [400, [5, 10, 40, 80, 133]],
  [500, [5, 10, 50, 100, 167]],
  [600, [5, 10, 60, 120, 200]],
  [700, [5, 10, 70, 140]],
  [800, [5, 10, 80]],
  [900, [5, 10, 90]],
].flatMap(([n, ps]) => (ps as number[]).map((p) => [n as number, p] as const));

/** A problem with a cost for every pair: `costs[demand * sites + site]`, absent where infinite. */
export function problemFromMatrix(demands: number, sites: number, costs: Float64Array): LocationProblem {
  return {
    demand: {
      ids: Array.from({ length: demands }, (_, i) => String(i + 1)),
      weight: new Float64Array(demands).fill(1),
      group: null,
    },
    sites: {
      ids: Array.from({ length: sites }, (_, j) => String(j + 1)),
      state: new Uint8Array(sites).fill(FREE),
      capacity: null,
      price: null,
      place: null,
      group: null,
    },
    costs: sortedRows(demands, sites, costs),
    groups: [],
  };
}

function sortedRows(demands: number, sites: number, costs: Float64Array): CostRows {
  const rowStart = new Uint32Array(demands + 1);
  const site: number[] = [];
  for (let i = 0; i < demands; i++) {
    const row = costs.subarray(i * sites, (i + 1) * sites);
    const reached = Array.from({ length: sites }, (_, j) => j).filter((j) => row[j]! < Infinity);
    reached.sort((a, b) => row[a]! - row[b]! || a - b);
    for (const j of reached) site.push(j);
    rowStart[i + 1] = site.length;
  }
  const cost = new Float64Array(site.length);
  for (let i = 0; i < demands; i++) {
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) cost[k] = costs[i * sites + site[k]!]!;
  }
  return { rowStart, site: Uint32Array.from(site), cost };
}

/**
 * A problem by the recipe of the OR-Library's: a connected network of n vertices and n²/50 edges with whole costs 1…100,
 * and the shortest paths between all pairs; every vertex is demand of weight 1 and a site.
 */
export function orLibraryLike(index: number, seed: number): PMedianInstance {
  const [n, p] = orLibrarySizes[index]!;
  const random = randomStream(seed, `p-median instance ${index}`);
  const costs = new Float64Array(n * n).fill(Infinity);
  const connect = (i: number, j: number) => {
    costs[i * n + j] = costs[j * n + i] = random.integer(1, 100);
  };
  for (let i = 0; i < n; i++) costs[i * n + i] = 0;
  for (let i = 1; i < n; i++) connect(i, random.integer(0, i - 1));
  for (let edges = n - 1; edges < (n * n) / 50;) {
    const [i, j] = [random.integer(0, n - 1), random.integer(0, n - 1)];
    if (costs[i * n + j] !== Infinity) continue;
    connect(i, j);
    edges++;
  }
  floyd(n, costs);
  return { name: `like pmed${index + 1}`, p, problem: problemFromMatrix(n, n, costs) };
}

function floyd(n: number, costs: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const through = costs.subarray(k * n, (k + 1) * n);
    for (let i = 0; i < n; i++) {
      const first = costs[i * n + k]!;
      if (first === Infinity) continue;
      const row = costs.subarray(i * n, (i + 1) * n);
      for (let j = 0; j < n; j++) if (first + through[j]! < row[j]!) row[j] = first + through[j]!;
    }
  }
}

/** Demand and sites at random in a square of side 1,000 with distances in the plane; weights whole, 1…100. */
export function planeInstance(demands: number, sites: number, p: number, seed: number): PMedianInstance {
  const random = randomStream(seed, 'p-median in the plane');
  const points = (count: number) => Array.from({ length: count }, () => [random.next() * 1000, random.next() * 1000]);
  const [people, places] = [points(demands), points(sites)];
  const costs = new Float64Array(demands * sites);
  people.forEach(([x, y], i) => places.forEach(([u, v], j) => (costs[i * sites + j] = Math.hypot(x! - u!, y! - v!))));
  const problem = problemFromMatrix(demands, sites, costs);
  for (let i = 0; i < demands; i++) problem.demand.weight[i] = random.integer(1, 100);
  return { name: `plane ${demands} × ${sites}`, p, problem };
}
