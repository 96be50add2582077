import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  FREE,
  OPEN,
  plainQuestion,
  type LocationProblem,
  type LocationQuestion,
} from '../../../server/siting/problem/problem.ts';
import { solvePhases, type Phase } from '../../../server/siting/solve/phases.ts';
import { bestCapacitated } from '../../support/capacitated-plans.ts';
import { keepsSiteLimits, problemOf, randomProblem, valueOf } from '../../support/location-problems.ts';

const options = () => ({ deadline: performance.now() + 20_000, seed: 1 });
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** The best sum over the years by trying every order of opening; null when there is none. */
function bestPhasing(problem: LocationProblem, question: LocationQuestion, phases: readonly Phase[]): number | null {
  const { state } = problem.sites;
  const fixed = [...state.keys()].filter((site) => state[site] === OPEN);
  const free = [...state.keys()].filter((site) => state[site] === FREE);
  const whole = { ...question, leastShare: null };
  const worth = (open: readonly number[], isLast: boolean) => {
    if (isLast && !keepsSiteLimits(problem, question, open)) return null;
    if (question.capacitated === 'no') return valueOf(problem, isLast ? question : whole, open);
    const opened = { ...problem.sites, state: state.map((_, site) => (open.includes(site) ? OPEN : 2)) };
    const alone = { ...plainQuestion(question.objective), radius: question.radius, capacitated: question.capacitated };
    return bestCapacitated({ ...problem, sites: opened }, alone);
  };
  const sign = question.objective === 'p-median' ? -1 : 1;
  let best: number | null = null;
  const visit = (t: number, open: readonly number[], sum: number): void => {
    if (t === phases.length) {
      if (best === null || sign * sum > sign * best) best = sum;
      return;
    }
    const left = free.filter((site) => !open.includes(site));
    for (let subset = 0; subset < 2 ** left.length; subset++) {
      const opened = left.filter((_, k) => subset & (1 << k));
      if (opened.length > phases[t]!.count) continue;
      const now = [...open, ...opened];
      const value = worth(now, t === phases.length - 1);
      if (value !== null) visit(t + 1, now, sum + value);
    }
  };
  visit(0, fixed, 0);
  return best;
}

it('opens sites in the order that is best over all years', { timeout: 60_000 }, async () => {
  const cases = fc.record({
    seed: fc.nat(),
    objective: fc.constantFrom('max-cover' as const, 'p-median' as const),
    counts: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 }),
    capacitated: fc.constantFrom('no' as const, 'no' as const, 'single' as const),
    p: fc.constantFrom(null, 3),
    budget: fc.constantFrom(null, 14),
    leastSites: fc.constantFrom(null, null, 1),
    fades: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, counts, fades, ...some }) => {
      const size = { demand: 6, sites: 5, open: 0.4, groups: 2, prices: true, unreached: 0.1 };
      const drawn = randomProblem(seed, { ...size, shared: 0.2, capacity: 50 });
      const weight = drawn.demand.weight.map((w) => Math.max(1, w));
      const problem = { ...drawn, demand: { ...drawn.demand, weight } };
      const isFading = fades && some.objective === 'max-cover' && some.capacitated === 'no';
      const question: LocationQuestion = {
        ...plainQuestion(some.objective),
        ...some,
        radius: some.objective === 'max-cover' && !isFading ? 40 : null,
        gradual: isFading ? { full: 20, none: 60 } : null,
      };
      const phases = counts.map((count, t) => ({ year: 2026 + t, count }));
      const best = bestPhasing(problem, question, phases);
      const solution = await solvePhases(problem, question, phases, options());
      if (best === null) {
        expect(solution.status).toBe('infeasible');
        expect(solution.conflict).not.toBeNull();
        return;
      }
      expect(solution.status).toBe('optimal');
      expect(solution.objective).toBeCloseTo(best, 5);
      expect(solution.objective).toBeCloseTo(sumOf(solution.years.map((year) => year.objective)), 9);
      for (const [t, { opened, open }] of solution.years.entries()) {
        expect(opened.length).toBeLessThanOrEqual(counts[t]!);
        expect(open).toEqual(expect.arrayContaining([...(solution.years[t - 1]?.open ?? []), ...opened]));
      }
    }),
    { numRuns: 40, seed: 2 },
  );
});

it('opens first what covers most, and says the years', async () => {
  const problem = problemOf({
    weights: [5, 3, 9],
    states: [FREE, FREE, FREE, OPEN],
    costs: [
      [0, 9, 9, 9],
      [9, 0, 9, 9],
      [9, 9, 0, 9],
    ],
  });
  const question = { ...plainQuestion('max-cover'), radius: 1 };
  const phases = [2026, 2027, 2028].map((year) => ({ year, count: 1 }));
  const { years, objective } = await solvePhases(problem, question, phases, options());
  expect(years.map(({ year, opened, objective: covered }) => [year, opened, covered])).toEqual([
    [2026, [2], 9],
    [2027, [0], 14],
    [2028, [1], 17],
  ]);
  expect(objective).toBe(40);
});

it('refuses objectives that have no sum over years', async () => {
  const problem = randomProblem(1, { demand: 3, sites: 3 });
  await expect(solvePhases(problem, plainQuestion('p-center'), [{ year: 2026, count: 1 }], options())).rejects.toThrow(
    RangeError,
  );
});
