import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  locationObjectives,
  plainQuestion,
  type LocationProblem,
  type LocationQuestion,
} from '../../../server/siting/problem/problem.ts';
import { solveAssignment } from '../../../server/siting/solve/assignment/assignment.ts';
import { verifySolution } from '../../../server/siting/solve/verify.ts';
import { bestCapacitated } from '../../support/capacitated-plans.ts';
import { bestByForce, problemOf, randomProblem } from '../../support/location-problems.ts';

const options = (seconds = 20) => ({ deadline: performance.now() + seconds * 1000, seed: 1 });

const solve = (problem: LocationProblem, question: Partial<LocationQuestion>) =>
  solveAssignment(problem, { ...plainQuestion('p-median'), ...question }, options());

/** Solves, has the answer checked independently, and compares it with the best of all plans. */
async function expectBest(problem: LocationProblem, question: LocationQuestion, best: number | null): Promise<void> {
  const solution = await solveAssignment(problem, question, options());
  verifySolution(problem, question, solution);
  if (best === null) {
    expect(solution).toMatchObject({ status: 'infeasible', objective: null, bound: null });
    return;
  }
  expect(solution.status).toBe('optimal');
  expect(solution.objective).toBeCloseTo(best, 5);
  expect(solution.bound).toBeCloseTo(best, 4);
}

const limits = fc.record({
  seed: fc.nat(),
  objective: fc.constantFrom(...locationObjectives),
  p: fc.constantFrom(null, 2, 3, 4),
  budget: fc.constantFrom(null, null, 12, 20),
  leastSites: fc.constantFrom(null, null, 1),
});

it('finds the best plan where everyone is served whole, under every limit', { timeout: 60_000 }, async () => {
  const cases = fc.record({
    limits,
    leastShare: fc.constantFrom(null, null, 0.4),
    backup: fc.constantFrom(null, 0.3),
    isGradual: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ limits: { seed, ...some }, leastShare, backup, isGradual }) => {
      const problem = randomProblem(seed, {
        demand: 6,
        sites: 5,
        groups: 2,
        prices: true,
        shared: 0.3,
        open: 0.1,
        shut: 0.1,
        capacity: 40,
      });
      const isCover = some.objective.endsWith('-cover');
      const fades = isGradual && some.objective === 'max-cover';
      const question: LocationQuestion = {
        ...plainQuestion(some.objective),
        ...some,
        leastShare,
        radius: (isCover || leastShare !== null) && !fades ? 45 : null,
        gradual: fades ? { full: 20, none: 60 } : null,
        backup: some.objective === 'max-cover' && !fades ? backup : null,
        capacitated: 'single',
      };
      await expectBest(problem, question, bestCapacitated(problem, question));
    }),
    { numRuns: 40, seed: 3 },
  );
});

it('finds the best plan where demand may be split', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(limits, fc.boolean(), async ({ seed, ...some }, isGradual) => {
      const size = { demand: 6, sites: 5, groups: 2, prices: true, shared: 0.3, open: 0.1, shut: 0.1, capacity: 40 };
      const problem = randomProblem(seed, size);
      const fades = isGradual && some.objective === 'max-cover';
      const question: LocationQuestion = {
        ...plainQuestion(some.objective),
        ...some,
        radius: some.objective.endsWith('-cover') && !fades ? 45 : null,
        gradual: fades ? { full: 20, none: 60 } : null,
        capacitated: 'split',
      };
      await expectBest(problem, question, bestCapacitated(problem, question));
    }),
    { numRuns: 40, seed: 5 },
  );
});

it('finds the best plan under limits without capacities', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(limits, fc.constantFrom(null, 0.5), async ({ seed, ...some }, leastShare) => {
      const size = { demand: 9, sites: 7, groups: 2, prices: true, shared: 0.3, open: 0.1, shut: 0.1, unreached: 0.1 };
      const problem = randomProblem(seed, size);
      // Demand without weight must be served as well, which the values by force leave out.
      const weight = problem.demand.weight.map((w) => Math.max(1, w));
      const weighty = { ...problem, demand: { ...problem.demand, weight } };
      const isCover = some.objective.endsWith('-cover');
      const radius = isCover || leastShare !== null ? 45 : null;
      const question: LocationQuestion = { ...plainQuestion(some.objective), ...some, leastShare, radius };
      await expectBest(weighty, question, bestByForce(weighty, question));
    }),
    { numRuns: 40, seed: 7 },
  );
});

const twoSites = (weights: number[], capacities: number[]) =>
  problemOf({ weights, capacities, states: [0, 0], costs: weights.map((_, d) => [1 + d, 5]) });

it('serves demand whole only where a site has room for all of it', async () => {
  const problem = twoSites([4, 4, 4], [6, 6]);
  expect(await solve(problem, { p: 2, capacitated: 'single' })).toMatchObject({ status: 'infeasible', served: [] });
  const split = await solve(problem, { p: 2, capacitated: 'split' });
  expect(split.objective).toBe(4 * 1 + 2 * 2 + 6 * 5);
  expect(split.served).toHaveLength(4);
  expect(await solve(problem, { p: 2 })).toMatchObject({ objective: 4 * 1 + 4 * 2 + 4 * 3, open: [0] });
});

it('serves demand without weight wherever a site is open, without taking room', async () => {
  const problem = twoSites([6, 0], [6, 0]);
  const { served } = await solve(problem, { p: 1, capacitated: 'single' });
  expect(served.map(({ demand, site }) => [demand, site])).toEqual([
    [0, 0],
    [1, 0],
  ]);
  expect(await solve(problem, { objective: 'p-center', p: 1, capacitated: 'single' })).toMatchObject({ objective: 1 });
});

it('gives the same answer for the same seed', async () => {
  const problem = randomProblem(11, { demand: 40, sites: 12, capacity: 60, unreached: 0 });
  const question = { ...plainQuestion('p-median'), p: 6, capacitated: 'single' as const };
  expect(await solveAssignment(problem, question, options())).toEqual(
    await solveAssignment(problem, question, options()),
  );
});

it('stops at its deadline with a plan that holds and a bound', async () => {
  const problem = randomProblem(12, { demand: 150, sites: 40, capacity: 120, unreached: 0 });
  const told: (number | null)[] = [];
  for (const objective of ['p-median', 'p-center', 'max-cover'] as const) {
    const radius = objective === 'max-cover' ? 12 : null;
    const question = { ...plainQuestion(objective), p: 16, radius, capacitated: 'single' as const };
    const began = performance.now();
    const onProgress = (progress: { objective: number | null }) => told.push(progress.objective);
    const solution = await solveAssignment(problem, question, { ...options(1.5), onProgress });
    expect(performance.now() - began).toBeLessThan(8000);
    verifySolution(problem, question, solution);
    expect(solution.objective).not.toBeNull();
    expect(solution.bound).not.toBeNull();
  }
  expect(told.length).toBeGreaterThan(0);
});

it('stops when it is told to', async () => {
  const problem = randomProblem(12, { demand: 150, sites: 40, capacity: 120, unreached: 0 });
  const question = { ...plainQuestion('p-median'), p: 16, capacitated: 'single' as const };
  let asked = 0;
  const solution = await solveAssignment(problem, question, { ...options(), stopped: () => ++asked > 2000 });
  expect(['feasible', 'optimal']).toContain(solution.status);
});

it('names the limits that cannot hold together, and no others', async () => {
  const problem = { ...twoSites([4, 4, 4], [6, 6]), groups: ['g0'] };
  const room = await solve(problem, { p: 2, capacitated: 'single' });
  expect(room.conflict?.en).toBe('Cannot hold together: What each site can serve; Everyone served');
  const one = await solve(twoSites([4, 4], [6, 6]), { objective: 'p-center', p: 1, capacitated: 'single' });
  expect(one.conflict?.en).toBe(
    'Cannot hold together: At most 1 open sites; What each site can serve; Everyone served',
  );
});
