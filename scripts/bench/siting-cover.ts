/**
 * Covering problems of 2,500 demand points and 500 candidates on a plane, to a proven optimum: with reductions, and beside it
 * HiGHS alone on the same problem in the same run.
 *
 *   npx tsx scripts/bench/siting-cover.ts [--seed 1] [--seeds 1] [--no-reference]
 */
import { parseArgs } from 'node:util';
import { randomStream } from '../../server/random.ts';
import {
  FREE,
  plainQuestion,
  type LocationProblem,
  type LocationQuestion,
} from '../../server/siting/problem/problem.ts';
import { solveCover } from '../../server/siting/solve/cover/cover.ts';
import { Mip, solveMip } from '../../server/siting/solve/mip.ts';
import { gapOf } from '../../server/siting/solve/solution.ts';
import { timed } from './times.ts';

const DEMAND = 2500;
const SITES = 500;
const SIDE = 100;
/** Mean number of candidates within the radius of a demand point. */
const CANDIDATES = 9;
const RADIUS = SIDE * Math.sqrt(CANDIDATES / SITES / Math.PI);
const LIMIT_MS = 300_000;

/** Points at random in a square; demand that no candidate is near to is drawn again. */
function planeProblem(seed: number): LocationProblem {
  const random = randomStream(seed, 'covering benchmark');
  const point = () => [random.next() * SIDE, random.next() * SIDE] as const;
  const sites = Array.from({ length: SITES }, point);
  const pairs: { site: number; cost: number }[][] = [];
  while (pairs.length < DEMAND) {
    const [x, y] = point();
    const near = sites.flatMap(([u, v], site) => {
      const cost = Math.hypot(x - u, y - v);
      return cost <= RADIUS ? [{ site, cost }] : [];
    });
    if (near.length > 0) pairs.push(near.sort((a, b) => a.cost - b.cost || a.site - b.site));
  }
  const rowStart = new Uint32Array(DEMAND + 1);
  pairs.forEach((row, d) => (rowStart[d + 1] = rowStart[d]! + row.length));
  const ids = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1));
  return {
    demand: { ids: ids(DEMAND), weight: Float64Array.from(pairs, () => random.integer(1, 1000)), group: null },
    sites: {
      ids: ids(SITES),
      state: new Uint8Array(SITES).fill(FREE),
      capacity: null,
      price: null,
      place: null,
      group: null,
    },
    costs: {
      rowStart,
      site: Uint32Array.from(pairs.flat(), ({ site }) => site),
      cost: Float64Array.from(pairs.flat(), ({ cost }) => cost),
    },
    groups: [],
  };
}

/** The textbook programme of the question, as it is. */
function plainProgramme({ demand, costs }: LocationProblem, question: LocationQuestion): Mip {
  const isSetCover = question.objective === 'set-cover';
  const mip = new Mip(isSetCover ? 'minimise' : 'maximise');
  const sites = Array.from({ length: SITES }, () => mip.binary(isSetCover ? 1 : 0));
  for (let d = 0; d < DEMAND; d++) {
    const columns = Array.from(costs.site.subarray(costs.rowStart[d], costs.rowStart[d + 1]), (site) => sites[site]!);
    if (isSetCover) mip.row(1, Infinity, columns, 1);
    else mip.row(0, Infinity, [...columns, mip.binary(demand.weight[d]!)], [...columns.map(() => 1), -1]);
  }
  if (question.p !== null) mip.row(-Infinity, question.p, sites, 1);
  return mip;
}

/** Seconds of this process's own work, which others on the machine do not lengthen. */
const workSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

async function measure(name: string, seed: number, question: LocationQuestion, withReference: boolean): Promise<void> {
  const problem = planeProblem(seed);
  const started = performance.now();
  const workBefore = workSeconds();
  const seen: { ms: number; objective: number }[] = [];
  const { ms, result } = await timed(() =>
    solveCover(problem, question, {
      deadline: performance.now() + LIMIT_MS,
      seed: 1,
      onProgress({ objective }) {
        if (objective !== null && objective !== seen.at(-1)?.objective)
          seen.push({ ms: performance.now() - started, objective });
      },
    }),
  );
  const { status, objective, bound } = result;
  const work = workSeconds() - workBefore;
  const near = seen.find((plan) => Math.abs(plan.objective - objective!) <= 1);
  process.stdout.write(
    `${name} seed ${seed}: ${status} ${objective}, bound ${bound}, gap ${gapOf(objective, bound)}, ${seconds(ms)} (${work.toFixed(2)} s of work)` +
      `; within 1 of it after ${seconds(near?.ms ?? ms)}\n`,
  );
  if (!withReference) return;
  const workOfBoth = workSeconds();
  const alone = await timed(() =>
    solveMip(plainProgramme(problem, question), {
      deadline: performance.now() + LIMIT_MS,
      seed: 1,
      absoluteGap: 0.999,
    }),
  );
  const aloneWork = workSeconds() - workOfBoth;
  const isOther = alone.result.status === 'optimal' && Math.abs(alone.result.objective! - objective!) > 1e-6;
  if (isOther) throw new Error(`HiGHS alone found ${alone.result.objective}`);
  process.stdout.write(
    `  HiGHS alone: ${alone.result.status} ${alone.result.objective}, ${seconds(alone.ms)} (${aloneWork.toFixed(2)} s of work); ratio ${(aloneWork / work).toFixed(1)}×\n`,
  );
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    'no-reference': { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
process.stdout.write(`${DEMAND} demand points, ${SITES} candidates, about ${CANDIDATES} within the radius of each\n`);
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const reference = !values['no-reference'];
  await measure('MCLP p = 20', seed, { ...plainQuestion('max-cover'), p: 20, radius: RADIUS }, reference);
  await measure('LSCP', seed, { ...plainQuestion('set-cover'), radius: RADIUS }, reference);
}
process.stdout.write(`memory ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB\n`);
