import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orLibraryLike, planeInstance } from '../../../scripts/bench/p-median-instances.ts';
import { FREE, OPEN, plainQuestion, SHUT } from '../../../server/siting/problem/problem.ts';
import { solvePMedian } from '../../../server/siting/solve/p-median/p-median.ts';
import type { SolveProgress } from '../../../server/siting/solve/solution.ts';
import { verifySolution } from '../../../server/siting/solve/verify.ts';
import { bestByForce, problemOf, randomProblem } from '../../support/location-problems.ts';

const ask = (p: number | null) => ({ ...plainQuestion('p-median'), p });
const soon = (milliseconds = 20_000) => ({ deadline: performance.now() + milliseconds, seed: 1 });

describe('p-median', () => {
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
          const solution = await solvePMedian(problem, ask(p), soon());
          const best = bestByForce(problem, ask(p));
          expect(solution.objective).toBe(best);
          expect(solution.status).toBe(best === null ? 'infeasible' : 'optimal');
          expect(solution.conflict === null).toBe(best !== null);
          verifySolution(problem, ask(p), solution);
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });

  it('proves costs that are not whole as well', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const whole = randomProblem(seed, { demand: 14, sites: 9 });
      const problem = { ...whole, costs: { ...whole.costs, cost: whole.costs.cost.map((cost) => cost * Math.SQRT2) } };
      const solution = await solvePMedian(problem, ask(3), soon());
      const best = bestByForce(problem, ask(3));
      if (best === null) expect(solution.status).toBe('infeasible');
      else expect(solution.objective).toBeCloseTo(best, 6);
      verifySolution(problem, ask(3), solution);
    }
  });

  it('keeps fixed sites open and shut ones shut, and leaves sites shut that serve nobody', async () => {
    const problem = problemOf({
      weights: [5, 1, 0],
      states: [FREE, OPEN, SHUT, FREE, FREE],
      costs: [
        [4, 9, 0, 4, null],
        [6, 8, 0, 6, null],
        [null, 3, 0, null, null],
      ],
    });
    const solution = await solvePMedian(problem, ask(4), soon());
    expect(solution).toMatchObject({ status: 'optimal', objective: 26, bound: 26, open: [0, 1] });
    expect(solution.served).toEqual([
      { demand: 0, site: 0, cost: 4, share: 1 },
      { demand: 1, site: 0, cost: 6, share: 1 },
      { demand: 2, site: 1, cost: 3, share: 1 },
    ]);
  });

  it('serves everyone where cheap plans do not: a missing pair is out of reach', async () => {
    // One site reaches all at a high price; every two others leave someone out.
    const far = 1000;
    const problem = problemOf({
      weights: [1, 1, 1],
      states: [FREE, FREE, FREE, FREE],
      costs: [
        [0, null, null, far],
        [null, 0, null, far],
        [null, null, 0, far],
      ],
    });
    expect(await solvePMedian(problem, ask(1), soon())).toMatchObject({ status: 'optimal', objective: 3 * far });
    expect(await solvePMedian(problem, ask(3), soon())).toMatchObject({
      status: 'optimal',
      objective: 0,
      open: [0, 1, 2],
    });
    const without = problemOf({
      weights: [1, 1, 1],
      states: [FREE, FREE],
      costs: [
        [1, null],
        [null, 1],
        [null, null],
      ],
    });
    expect((await solvePMedian(without, ask(2), soon())).status).toBe('infeasible');
  });

  it('proves a network problem of the OR-Library’s kind whose linear relaxation leaves a gap', async () => {
    const { problem, p } = orLibraryLike(5, 1);
    const told: SolveProgress[] = [];
    const solution = await solvePMedian(problem, ask(p), { ...soon(), onProgress: (known) => told.push(known) });
    expect(solution.status).toBe('optimal');
    expect(solution.bound).toBe(solution.objective);
    verifySolution(problem, ask(p), solution);
    for (const { objective, bound } of told) {
      expect(bound).toBeLessThanOrEqual(solution.objective!);
      expect(objective).toBeGreaterThanOrEqual(solution.objective!);
    }
  });

  it('gives the same answer to the same question', async () => {
    const { problem } = planeInstance(120, 40, 6, 3);
    const solve = () => solvePMedian(problem, ask(6), soon());
    expect(await solve()).toEqual(await solve());
  });

  it('has a plan and a bound at a deadline that is near, and when it is stopped', async () => {
    const { problem } = planeInstance(600, 300, 40, 1);
    for (const options of [soon(50), { ...soon(), stopped: () => true }]) {
      const started = performance.now();
      const solution = await solvePMedian(problem, ask(40), options);
      expect(performance.now() - started).toBeLessThan(3000);
      expect(['feasible', 'optimal']).toContain(solution.status);
      expect(solution.bound).toBeGreaterThan(0);
      verifySolution(problem, ask(40), solution);
    }
  });
});
