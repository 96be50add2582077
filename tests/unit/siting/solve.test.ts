import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkQuestion } from '../../../server/siting/problem/check.ts';
import { FREE, plainQuestion, type LocationQuestion } from '../../../server/siting/problem/problem.ts';
import { solveLocation } from '../../../server/siting/solve/solve.ts';
import { bestByForce, problemOf, randomProblem } from '../../support/location-problems.ts';

const options = () => ({ deadline: performance.now() + 20_000, seed: 1 });

const questions: LocationQuestion[] = [
  { ...plainQuestion('p-median'), p: 3 },
  { ...plainQuestion('p-center'), p: 3 },
  { ...plainQuestion('set-cover'), radius: 45 },
  { ...plainQuestion('max-cover'), radius: 30, p: 2, backup: 0.3 },
  { ...plainQuestion('max-cover'), gradual: { full: 10, none: 50 }, p: 2 },
  { ...plainQuestion('fair-cover'), radius: 35, p: 3 },
  { ...plainQuestion('p-median'), budget: 20 },
  { ...plainQuestion('p-median'), p: 4, leastSites: 1 },
  { ...plainQuestion('p-center'), p: 4, leastShare: 0.5, radius: 60 },
];

describe('any question', () => {
  it.each(questions)('%j has the answer that trying every plan gives', async (question) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10_000 }), async (seed) => {
        const problem = randomProblem(seed, {
          ...{ demand: 7, sites: 6, unreached: 0.1, open: 0.1, shut: 0.1, groups: 2, prices: true, shared: 0.2 },
        });
        const best = bestByForce(problem, question);
        const faults = checkQuestion(problem, question);
        if (faults.some(({ kind }) => kind === 'invalid')) {
          await expect(solveLocation(problem, question, options())).rejects.toThrow(faults[0]!.field);
          return;
        }
        // What the check calls impossible is impossible.
        if (faults.length > 0) expect(best).toBeNull();
        const { status, objective, conflict } = await solveLocation(problem, question, options());
        if (best === null) {
          expect(status).toBe('infeasible');
          expect(conflict).not.toBeNull();
        } else {
          expect(status).toBe('optimal');
          expect(objective).toBeCloseTo(best, 5);
        }
      }),
      { numRuns: 5, seed: 7 },
    );
  });

  it('keeps capacities, which the nearest site does not', async () => {
    const problem = problemOf({
      weights: [3, 3, 3],
      states: [FREE, FREE],
      capacities: [6, 6],
      costs: [
        [1, 9],
        [1, 5],
        [1, 7],
      ],
    });
    const question: LocationQuestion = { ...plainQuestion('p-median'), p: 2, capacitated: 'single' };
    expect(await solveLocation(problem, question, options())).toMatchObject({
      status: 'optimal',
      objective: 3 * (1 + 5 + 1),
      open: [0, 1],
      served: [{ site: 0 }, { site: 1 }, { site: 0 }],
    });
  });

  it('says which demand no plan can serve', async () => {
    const problem = problemOf({ weights: [1, 1], states: [FREE], costs: [[4], [null]] });
    expect(await solveLocation(problem, { ...plainQuestion('p-center'), p: 1 }, options())).toMatchObject({
      status: 'infeasible',
      objective: null,
      conflict: { en: expect.stringContaining('d1 reaches no site') as string },
    });
  });

  it('refuses tables that are not what they should be', async () => {
    const problem = problemOf({ weights: [1], states: [FREE], costs: [[Number.NaN]] });
    const asked = solveLocation(problem, { ...plainQuestion('p-median'), p: 1 }, options());
    await expect(asked).rejects.toThrow('cost of row 0 is NaN');
  });
});
