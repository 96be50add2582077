/**
 * Capacitated p-medians of 200 demand points × 40 sites, and a front of price, people covered and the worst group of
 * 300 × 60, each to a proven optimum; and beside each p-median HiGHS alone, without a first plan, without `x ≤ y` and without
 * anything left out, in the same run. Seconds are of one core (CPU), so that a busy machine changes little.
 *
 *   npx tsx scripts/bench/siting-capacitated.ts [--seed 1] [--limit 60] [--only median|front]
 */
import { parseArgs } from 'node:util';
import { randomStream } from '../../server/random.ts';
import {
  FREE,
  plainQuestion,
  type LocationProblem,
  type LocationQuestion,
} from '../../server/siting/problem/problem.ts';
import { solveAssignment } from '../../server/siting/solve/assignment/assignment.ts';
import { Mip, solveMip } from '../../server/siting/solve/mip.ts';
import { solvePareto, type FrontAxis } from '../../server/siting/solve/pareto.ts';
import { gapOf } from '../../server/siting/solve/solution.ts';

const SIDE = 1000;
const GROUPS = 5;

interface Size {
  demand: number;
  sites: number;
  /** Sites that could serve everyone if filled: p of them hold all weight with some to spare. */
  needed: number;
  /** Share of the capacity of `needed` sites that is asked for. */
  tightness: number;
}

/** Points in a square: demand of 1…100 people in five groups, sites of varied capacity and price, whole distances. */
function squareProblem(seed: number, { demand, sites, needed, tightness }: Size): LocationProblem {
  const random = randomStream(seed, 'capacitated benchmark');
  const point = () => [random.next() * SIDE, random.next() * SIDE] as const;
  const places = Array.from({ length: sites }, point);
  const people = Array.from({ length: demand }, point);
  const weight = Float64Array.from(people, () => random.integer(1, 100));
  const each = weight.reduce((sum, w) => sum + w, 0) / needed / tightness;
  const rows = people.map(([x, y]) =>
    places
      .map(([u, v], site) => ({ site, cost: Math.round(Math.hypot(x - u, y - v)) }))
      .sort((a, b) => a.cost - b.cost || a.site - b.site),
  );
  const ids = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1));
  const groupOf = (x: number) => Math.min(GROUPS - 1, Math.floor((x / SIDE) * GROUPS));
  return {
    demand: { ids: ids(demand), weight, group: Int32Array.from(people, ([x]) => groupOf(x)) },
    sites: {
      ids: ids(sites),
      state: new Uint8Array(sites).fill(FREE),
      capacity: Float64Array.from(places, () => Math.round(each * (0.75 + random.next() / 2))),
      price: {
        open: Float64Array.from(places, () => random.integer(5, 20) * 10_000),
        shut: new Float64Array(sites),
      },
      place: null,
      group: Int32Array.from(places, ([x]) => groupOf(x)),
    },
    costs: {
      rowStart: Uint32Array.from({ length: demand + 1 }, (_, d) => d * sites),
      site: Uint32Array.from(rows.flat(), ({ site }) => site),
      cost: Float64Array.from(rows.flat(), ({ cost }) => cost),
    },
    groups: Array.from({ length: GROUPS }, (_, g) => `group ${g + 1}`),
  };
}

/** The textbook's programme: everyone assigned, capacities, p. */
function plainProgramme({ demand, sites, costs }: LocationProblem, { p, capacitated }: LocationQuestion): Mip {
  const mip = new Mip('minimise');
  const open = sites.ids.map(() => mip.binary(0));
  mip.row(-Infinity, p!, open, 1);
  const served = sites.ids.map((): { column: number; weight: number }[] => []);
  demand.weight.forEach((weight, d) => {
    const row: number[] = [];
    for (let i = costs.rowStart[d]!; i < costs.rowStart[d + 1]!; i++) {
      const worth = weight * costs.cost[i]!;
      const column = capacitated === 'single' ? mip.binary(worth) : mip.continuous(worth, 0, 1);
      row.push(column);
      served[costs.site[i]!]!.push({ column, weight });
    }
    mip.row(1, 1, row, 1);
  });
  served.forEach((list, site) => {
    const columns = [...list.map(({ column }) => column), open[site]!];
    mip.row(-Infinity, 0, columns, [...list.map(({ weight }) => weight), -sites.capacity![site]!]);
  });
  return mip;
}

async function cpuSeconds<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    limit: { type: 'string', default: '60' },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const until = () => ({ deadline: performance.now() + Number(values.limit) * 1000, seed });
const percent = (share: number | null) => (share === null ? '–' : `${(share * 100).toFixed(3)}%`);

if (values.only !== 'front') {
  const problem = squareProblem(seed, { demand: 200, sites: 40, needed: 10, tightness: 0.85 });
  for (const capacitated of ['split', 'single'] as const) {
    const question = { ...plainQuestion('p-median'), p: 10, capacitated };
    const ours = await cpuSeconds(() => solveAssignment(problem, question, until()));
    const { status, objective, bound } = ours.result;
    console.log(
      `p-median 200 × 40, p = 10, ${capacitated}: ${status}, objective ${objective}, bound ${bound},`,
      `gap ${percent(gapOf(objective, bound))}, ${ours.seconds.toFixed(1)} s`,
    );
    const plain = await cpuSeconds(() => solveMip(plainProgramme(problem, question), until()));
    console.log(
      `  HiGHS alone: ${plain.result.status}, objective ${plain.result.objective}, bound ${plain.result.bound},`,
      `gap ${percent(gapOf(plain.result.objective, plain.result.bound))}, ${plain.seconds.toFixed(1)} s,`,
      `${(plain.seconds / ours.seconds).toFixed(1)} times ours`,
    );
  }
}

if (values.only !== 'median') {
  const problem = squareProblem(seed, { demand: 300, sites: 60, needed: 10, tightness: 0.85 });
  const question = { ...plainQuestion('max-cover'), radius: 100 };
  const fronts: FrontAxis[][] = [
    ['price', 'covered'],
    ['price', 'covered', 'worst'],
  ];
  for (const axes of fronts) {
    const { seconds, result } = await cpuSeconds(() =>
      solvePareto(problem, question, axes, { ...until(), mostPoints: 200 }),
    );
    const proven = result.points.filter((point) => point.proven).length;
    console.log(
      `front 300 × 60, ${axes.join(', ')}: ${result.points.length} points, ${proven} proven,`,
      `${result.complete ? 'all of the front' : 'not all of the front'}, ${seconds.toFixed(1)} s`,
    );
  }
}
