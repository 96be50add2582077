import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planeInstance } from '../../../scripts/bench/p-median-instances.ts';
import { FREE, plainQuestion } from '../../../server/siting/problem/problem.ts';
import { solvePCenter } from '../../../server/siting/solve/p-center.ts';
import type { SolveProgress } from '../../../server/siting/solve/solution.ts';
import { verifySolution } from '../../../server/siting/solve/verify.ts';
import { bestByForce, problemOf, randomProblem } from '../../support/location-problems.ts';

const ask = (p: number | null) => ({ ...plainQuestion('p-center'), p });
const soon = (milliseconds = 20_000) => ({ deadline: performance.now() + milliseconds, seed: 1 });

describe('p-center', () => {
  it('finds the best plan of small problems, or that there is none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.integer({ min: 1, max: 1e6 }),
          demand: fc.integer({ min: 1, max: 14 }),
          sites: fc.integer({ min: 1, max: 9 }),
          p: fc.integer({ min: 1, max: 5 }),
          unreached: fc.constantFrom(0, 0.2, 0.6),
          open: fc.constantFrom(0, 0.2),
          shut: fc.constantFrom(0, 0.3),
        }),
        async ({ seed, p, ...options }) => {
          const problem = randomProblem(seed, options);
          const solution = await solvePCenter(problem, ask(p), soon());
          const best = bestByForce(problem, ask(p));
          expect(solution.objective).toBe(best);
          expect(solution.status).toBe(best === null ? 'infeasible' : 'optimal');
          verifySolution(problem, ask(p), solution);
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });

  it('lets nobody’s place decide: weight 0 is served at any cost', async () => {
    const problem = problemOf({
      weights: [1, 0, 3],
      states: [FREE, FREE],
      costs: [
        [2, 5],
        [90, null],
        [4, 4],
      ],
    });
    expect(await solvePCenter(problem, ask(1), soon())).toMatchObject({ status: 'optimal', objective: 4, open: [0] });
  });

  it('proves a plan in the plane, telling bounds that close in', async () => {
    const { problem } = planeInstance(200, 60, 8, 5);
    const told: SolveProgress[] = [];
    const solution = await solvePCenter(problem, ask(8), { ...soon(), onProgress: (known) => told.push(known) });
    expect(solution).toMatchObject({ status: 'optimal', bound: solution.objective });
    verifySolution(problem, ask(8), solution);
    told.forEach(({ objective, bound }, i) => {
      expect(bound).toBeLessThanOrEqual(solution.objective!);
      expect(objective).toBeGreaterThanOrEqual(solution.objective!);
      if (i > 0) expect(bound).toBeGreaterThanOrEqual(told[i - 1]!.bound!);
    });
    expect(await solvePCenter(problem, ask(8), soon())).toEqual(solution);
  });

  it('has a plan and a bound when it is stopped', async () => {
    const { problem } = planeInstance(400, 100, 12, 1);
    const solution = await solvePCenter(problem, ask(12), { ...soon(), stopped: () => true });
    expect(solution.status).toBe('feasible');
    expect(solution.bound).toBeGreaterThan(0);
    verifySolution(problem, ask(12), solution);
  });
});
