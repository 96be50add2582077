import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainQuestion, type LocationProblem, type LocationQuestion } from '../../../server/siting/problem/problem.ts';
import { solveCover } from '../../../server/siting/solve/cover/cover.ts';
import { OPEN, SHUT, FREE } from '../../../server/siting/problem/problem.ts';
import {
  bestByForce,
  coveredDegree,
  keepsSiteLimits,
  problemOf,
  randomProblem,
  reachedCosts,
  valueOf,
} from '../../support/location-problems.ts';

const soon = () => ({ deadline: performance.now() + 20_000, seed: 1 });

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const anyLimits = fc.record({
  p: orNull(fc.integer({ min: 0, max: 6 })),
  budget: orNull(fc.integer({ min: 5, max: 40 })),
  leastShare: orNull(fc.constantFrom(0.25, 0.5, 0.8)),
  leastSites: orNull(fc.integer({ min: 0, max: 2 })),
  radius: fc.integer({ min: 15, max: 60 }),
});
const anyProblem = fc
  .record({
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    demand: fc.integer({ min: 1, max: 14 }),
    sites: fc.integer({ min: 1, max: 8 }),
    groups: fc.integer({ min: 0, max: 3 }),
    prices: fc.boolean(),
    open: fc.constantFrom(0, 0.2),
    shut: fc.constantFrom(0, 0.2),
    shared: fc.constantFrom(0, 0.4),
  })
  .map(({ seed, ...options }) => randomProblem(seed, options));

/** Solves, and compares the plan with its limits, its objective and bound, whom it serves, and the best of all plans. */
async function expectBest(problem: LocationProblem, question: LocationQuestion): Promise<void> {
  const best = bestByForce(problem, question);
  const solution = await solveCover(problem, question, soon());
  if (best === null) {
    expect(solution).toMatchObject({ status: 'infeasible', objective: null, open: [], served: [] });
    expect(solution.conflict?.zh).toBeTruthy();
    return;
  }
  expect(solution.status).toBe('optimal');
  expect(solution.objective).toBeCloseTo(best, 6);
  expect(solution.bound).toBeCloseTo(best, 4);
  const isLeast = question.objective === 'set-cover';
  expect(
    isLeast ? solution.objective! - solution.bound! : solution.bound! - solution.objective!,
  ).toBeGreaterThanOrEqual(0);
  expect(keepsSiteLimits(problem, question, solution.open)).toBe(true);
  expect(valueOf(problem, question, solution.open)).toBeCloseTo(best, 6);
  expect(solution.open.every((site) => problem.sites.state[site] !== SHUT)).toBe(true);
  const covered = [...problem.demand.ids.keys()].filter((d) => coveredDegree(problem, question, d, solution.open) > 0);
  expect(solution.served.map(({ demand }) => demand)).toEqual(covered);
  for (const { demand, site, cost } of solution.served) {
    expect(solution.open).toContain(site);
    expect(cost).toBe(reachedCosts(problem, demand, solution.open)[0]);
  }
}

describe('against every plan there is', () => {
  const check = (question: fc.Arbitrary<Partial<LocationQuestion> & { objective: LocationQuestion['objective'] }>) =>
    fc.assert(
      fc.asyncProperty(anyProblem, anyLimits, question, async (problem, limits, asked) => {
        await expectBest(problem, { ...plainQuestion(asked.objective), ...limits, ...asked });
      }),
      { numRuns: 30 },
    );

  it('covers most weight', () => check(fc.constant({ objective: 'max-cover' })));

  it('covers most weight where coverage fades', () =>
    check(
      fc.record({
        objective: fc.constant('max-cover' as const),
        radius: fc.constant(null),
        gradual: fc
          .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 }))
          .map(([full, more]) => ({ full, none: full + more })),
      }),
    ));

  it('covers most weight where a second site counts', () =>
    check(fc.record({ objective: fc.constant('max-cover' as const), backup: fc.constantFrom(0, 0.25, 0.5, 0.75, 1) })));

  it('covers everyone with the fewest sites, or the cheapest', () => check(fc.constant({ objective: 'set-cover' })));

  it('covers the group that is worst off best, and then most weight', () =>
    fc.assert(
      fc.asyncProperty(anyProblem, anyLimits, async (problem, limits) => {
        const weighs = problem.groups.some((_, g) =>
          problem.demand.weight.some((weight, d) => weight > 0 && problem.demand.group?.[d] === g),
        );
        fc.pre(weighs);
        const question = { ...plainQuestion('fair-cover'), ...limits };
        await expectBest(problem, question);
        const { open, objective } = await solveCover(problem, question, soon());
        if (objective === null) return;
        const worst = Math.max(objective - 1e-9, question.leastShare ?? 0);
        const most = bestByForce(problem, { ...question, objective: 'max-cover', leastShare: worst });
        expect(valueOf(problem, { ...question, objective: 'max-cover' }, open)).toBeCloseTo(most!, 6);
      }),
      { numRuns: 30 },
    ));
});
