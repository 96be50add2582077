import { expect, it } from 'vitest';
import { plainQuestion, type LocationQuestion } from '../../server/siting/problem/problem.ts';
import { Mip, solveMip } from '../../server/siting/solve/mip.ts';
import { solveLocation } from '../../server/siting/solve/solve.ts';
import { describeWithReferee, refereeObjective, textbookProgramme } from '../support/lp-referee.ts';
import { randomProblem, type RandomProblemOptions } from '../support/location-problems.ts';

const options = () => ({ deadline: performance.now() + 30_000, seed: 1 });

/** Programmes that HiGHS and CBC both get as they are. */
function knapsack(capacity: number): Mip {
  const mip = new Mip('maximise');
  mip.offset = 7;
  const columns = [12, 9, 7, 7, 4].map((worth) => mip.binary(worth));
  const free = mip.continuous(1.5, -2, 3);
  mip.row(-Infinity, capacity, [...columns, free], [5, 4, 3, 3.5, 2, 1]);
  return mip;
}

const size = { demand: 60, sites: 18, unreached: 0 };
const grouped: RandomProblemOptions = { ...size, groups: 4, prices: true, shut: 0.1, open: 0.1, shared: 0.3 };
const cases: [string, RandomProblemOptions, LocationQuestion['objective'], Partial<LocationQuestion>][] = [
  ['max-cover', size, 'max-cover', { p: 4, radius: 18 }],
  [
    'max-cover with every limit',
    grouped,
    'max-cover',
    { p: 8, radius: 22, budget: 40, leastShare: 0.4, leastSites: 1 },
  ],
  ['max-cover that fades', grouped, 'max-cover', { p: 6, gradual: { full: 10, none: 45 } }],
  ['max-cover with a second site', grouped, 'max-cover', { p: 7, radius: 25, backup: 0.3 }],
  ['max-cover with a heavy second site', grouped, 'max-cover', { p: 7, radius: 25, backup: 0.7 }],
  ['set-cover', { ...size, demand: 150, sites: 60 }, 'set-cover', { radius: 24 }],
  ['set-cover by price', grouped, 'set-cover', { radius: 45, leastSites: 1 }],
  ['set-cover by price with a count', { ...grouped, shared: 0 }, 'set-cover', { radius: 45, p: 6 }],
  ['fair-cover', { ...size, groups: 5 }, 'fair-cover', { p: 5, radius: 20 }],
  ['fair-cover with limits', grouped, 'fair-cover', { p: 7, radius: 22, budget: 45 }],
  ['p-median', size, 'p-median', { p: 5 }],
  ['p-median with every limit', grouped, 'p-median', { p: 6, budget: 45, leastSites: 1 }],
  [
    'p-median with capacities',
    { ...size, demand: 24, sites: 8, capacity: 60 },
    'p-median',
    { p: 7, capacitated: 'split' },
  ],
  ['p-center', { ...size, demand: 20, sites: 9 }, 'p-center', { p: 3 }],
];

describeWithReferee('CBC as the referee', () => {
  it.each([0, 9, 14.5])('agrees on a programme as it is, with the capacity %d', async (capacity) => {
    const mip = knapsack(capacity);
    const ours = await solveMip(mip, options());
    expect(ours.objective).toBeCloseTo((await refereeObjective(mip))!, 6);
  });

  it('agrees that nothing can hold', async () => {
    const mip = knapsack(-10);
    expect(await refereeObjective(mip)).toBeNull();
    expect((await solveMip(mip, options())).status).toBe('infeasible');
  });

  it.each(cases)('agrees on %s', async (_, made, objective, asked) => {
    let solved = 0;
    for (const seed of [1, 2]) {
      const problem = randomProblem(seed, made);
      const question = { ...plainQuestion(objective), ...asked };
      const theirs = await refereeObjective(textbookProgramme(problem, question));
      const ours = await solveLocation(problem, question, options());
      expect(ours.status).toBe(theirs === null ? 'infeasible' : 'optimal');
      if (theirs === null) continue;
      expect(Math.abs(ours.objective! - theirs)).toBeLessThanOrEqual(1e-5 * Math.max(1, theirs));
      solved++;
    }
    expect(solved).toBeGreaterThan(0);
  });
});
