/**
 * Uncapacitated p-median and p-center: how good and how fast, beside HiGHS alone on the smaller ones.
 *
 *   npx tsx scripts/bench/siting-p-median.ts [--orlib FOLDER] [--seconds 60] [--only p-median|plane|center|reference]
 *
 * With a folder it solves every file of it that is in the OR-Library's pmed format; without one, 40 instances of the same
 * sizes made by the same recipe. Seconds are by the clock, `cpu` is what this process used of them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readOrlib } from '../../server/siting/problem/orlib.ts';
import { plainQuestion } from '../../server/siting/problem/problem.ts';
import { Mip, solveMip } from '../../server/siting/solve/mip.ts';
import { solvePCenter } from '../../server/siting/solve/p-center.ts';
import { solvePMedian } from '../../server/siting/solve/p-median/p-median.ts';
import { gapOf, type LocationSolver } from '../../server/siting/solve/solution.ts';
import { verifySolution } from '../../server/siting/solve/verify.ts';
import { orLibraryLike, orLibrarySizes, planeInstance, type PMedianInstance } from './p-median-instances.ts';

const { values: flags } = parseArgs({
  options: { orlib: { type: 'string' }, seconds: { type: 'string', default: '60' }, only: { type: 'string' } },
});
const limit = Number(flags.seconds) * 1000;
const wanted = (part: string) => flags.only === undefined || flags.only === part;

function* instances(): Generator<PMedianInstance> {
  if (flags.orlib === undefined) {
    for (const index of orLibrarySizes.keys()) yield orLibraryLike(index, 1);
    return;
  }
  const names = readdirSync(flags.orlib).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  for (const name of names) {
    const read = readOrlib(readFileSync(join(flags.orlib, name), 'utf8'));
    if ('faults' in read) console.log(`${name}: not in the format (${read.faults[0]!.message.en})`);
    else yield { name, p: read.p, problem: read.problem };
  }
}

/** Solves, checks and prints one instance. @returns seconds by the clock and of CPU, and whether it is proven */
async function run(solve: LocationSolver, objective: 'p-median' | 'p-center', { name, p, problem }: PMedianInstance) {
  const question = { ...plainQuestion(objective), p };
  const before = process.cpuUsage();
  const started = performance.now();
  const solution = await solve(problem, question, { deadline: started + limit, seed: 1 });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1e6;
  verifySolution(problem, question, solution);
  const gap = gapOf(solution.objective, solution.bound);
  const cells = [
    `${objective} ${name}`.padEnd(28),
    String(problem.sites.ids.length).padStart(5),
    String(p).padStart(4),
    solution.status.padEnd(10),
    String(Number(solution.objective?.toFixed(3))).padStart(12),
    String(Number(solution.bound?.toFixed(3))).padStart(12),
    gap === null ? '–' : `${(gap * 100).toFixed(4)}%`.padStart(9),
    `${seconds.toFixed(2)} s`.padStart(9),
    `cpu ${cpuSeconds.toFixed(2)} s`,
  ];
  console.log(cells.join('  '));
  return { seconds, cpuSeconds, proven: solution.status === 'optimal' };
}

/** The textbook's assignment programme, given whole to HiGHS. */
async function highsAlone({ p, problem }: PMedianInstance): Promise<number> {
  const { demand, sites, costs } = problem;
  const mip = new Mip('minimise');
  const open = sites.ids.map(() => mip.binary(0));
  mip.row(-Infinity, p, open, 1);
  for (let d = 0; d < demand.ids.length; d++) {
    const served: number[] = [];
    for (let k = costs.rowStart[d]!; k < costs.rowStart[d + 1]!; k++) {
      const x = mip.continuous(demand.weight[d]! * costs.cost[k]!, 0, 1);
      served.push(x);
      mip.row(-Infinity, 0, [x, open[costs.site[k]!]!], [1, -1]);
    }
    mip.row(1, 1, served, 1);
  }
  const started = performance.now();
  const { status, objective } = await solveMip(mip, { deadline: started + limit, seed: 1, absoluteGap: 0.999 });
  const seconds = (performance.now() - started) / 1000;
  console.log(`  HiGHS alone: ${status} ${objective} in ${seconds.toFixed(2)} s`);
  return seconds;
}

async function main(): Promise<void> {
  console.log('question, instance, sites, p, status, objective, bound, gap, seconds, cpu');
  if (wanted('p-median')) {
    const results = [];
    for (const instance of instances()) results.push(await run(solvePMedian, 'p-median', instance));
    const proven = results.filter((result) => result.proven).length;
    const seconds = results.map((result) => result.seconds);
    const total = seconds.reduce((sum, one) => sum + one, 0);
    console.log(
      `${proven} of ${results.length} proven; slowest ${Math.max(...seconds).toFixed(2)} s, all ${total.toFixed(1)} s`,
    );
  }
  if (wanted('plane')) {
    const plane = planeInstance(2500, 500, 50, 1);
    await run(solvePMedian, 'p-median', plane);
    await run(solvePCenter, 'p-center', plane);
  }
  if (wanted('center')) {
    const cpu: number[] = [];
    for (const p of [10, 20, 50, 100])
      for (let seed = 1; seed <= 10; seed++) {
        const result = await run(solvePCenter, 'p-center', planeInstance(2500, 500, p, seed));
        cpu.push(result.proven ? result.cpuSeconds : Infinity);
      }
    console.log(`p-center 2500 × 500: slowest of ${cpu.length} took ${Math.max(...cpu).toFixed(2)} s of CPU`);
  }
  if (wanted('reference')) {
    for (const index of [0, 1, 2]) {
      const instance = orLibraryLike(index, 1);
      const { seconds } = await run(solvePMedian, 'p-median', instance);
      console.log(`  ratio to HiGHS alone: ${((await highsAlone(instance)) / seconds).toFixed(0)}`);
    }
  }
  console.log(`largest memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
}

await main();
