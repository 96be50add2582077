import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FREE,
  OPEN,
  plainQuestion,
  SHUT,
  type LocationProblem,
  type LocationQuestion,
} from '../../../server/siting/problem/problem.ts';
import { solveCover } from '../../../server/siting/solve/cover/cover.ts';
import { siteLimits } from '../../../server/siting/solve/cover/limits.ts';
import { coverageOf } from '../../../server/siting/solve/cover/coverage.ts';
import { maxCoverBound } from '../../../server/siting/solve/cover/max-cover-bound.ts';
import { coverMatrix } from '../../../server/siting/solve/cover/set-cover-matrix.ts';
import { lagrangianBound } from '../../../server/siting/solve/cover/set-cover-bound.ts';
import { reduceSetCover } from '../../../server/siting/solve/cover/set-cover-reduce.ts';
import { searchSetCover } from '../../../server/siting/solve/cover/set-cover-search.ts';
import { Mip, solveMip } from '../../../server/siting/solve/mip.ts';
import { conflictInWords, irreducibleConflict } from '../../../server/siting/solve/conflict.ts';
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
      { numRuns: 20 },
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
      { numRuns: 20 },
    ));
});

const never = () => false;

/** Rows of sites within the radius of each demand that has weight. */
function rowsWithin(problem: LocationProblem, radius: number): number[][] {
  const limits = siteLimits(problem, { ...plainQuestion('set-cover'), radius });
  const { rows } = coverageOf(problem, { ...plainQuestion('set-cover'), radius }, limits, false);
  return rows.map(({ levels }) => [...levels[0]!.sites]);
}

/** The set cover by HiGHS alone. */
async function fewestByHighs(rows: readonly (readonly number[])[], costs: readonly number[]): Promise<number> {
  const mip = new Mip('minimise');
  const columns = costs.map((cost) => mip.binary(cost));
  for (const sites of rows) {
    const covering = sites.map((site) => columns[site]!);
    mip.row(1, Infinity, covering, 1);
  }
  return (await solveMip(mip, soon())).objective!;
}

describe('a set cover', () => {
  const radius = 14;
  // Some parts of it are left to HiGHS.
  const problem = randomProblem(11, { demand: 320, sites: 110, unreached: 0 });
  const question = { ...plainQuestion('set-cover'), radius };
  const covered = (made: LocationProblem) => {
    const weight = made.demand.weight.map((heavy, d) =>
      reachedCosts(made, d, [...made.sites.ids.keys()])[0]! <= radius ? heavy : 0,
    );
    return { ...made, demand: { ...made.demand, weight } };
  };

  it('has as few sites as HiGHS finds without reductions', async () => {
    const all = covered(problem);
    const { objective, bound, status } = await solveCover(all, question, soon());
    expect({ status, bound }).toEqual({ status: 'optimal', bound: objective });
    const sites = all.sites.ids.map(() => 1);
    expect(objective).toBe(await fewestByHighs(rowsWithin(all, radius), sites));
  });

  it('is as cheap as HiGHS finds without reductions', async () => {
    const priced = covered(randomProblem(12, { demand: 320, sites: 110, unreached: 0, prices: true }));
    const { objective } = await solveCover(priced, question, soon());
    const { open, shut } = priced.sites.price!;
    const added = priced.sites.ids.map((_, site) => open[site]! - shut[site]!);
    const base = shut.reduce((sum, price) => sum + price, 0);
    expect(objective).toBeCloseTo(base + (await fewestByHighs(rowsWithin(priced, radius), added)), 6);
  });

  it('lies between its bound and its local search', async () => {
    const rows = rowsWithin(covered(problem), radius);
    const matrix = coverMatrix(rows, () => 1);
    const best = await fewestByHighs(
      rows,
      problem.sites.ids.map(() => 1),
    );
    const search = (steps: number, seed = 1) => searchSetCover(matrix, { seed, steps, enough: 0, stopped: never });
    const { bound } = lagrangianBound(matrix, { upper: search(0).length, iterations: 1000, stopped: never });
    expect(bound).toBeGreaterThan(best * 0.9);
    expect(bound).toBeLessThanOrEqual(best + 1e-9);
    expect(search(20_000).length).toBeGreaterThanOrEqual(best);
    expect(search(20_000).length).toBeLessThanOrEqual(Math.min(best + 1, search(0).length));
    expect(search(5000, 3)).toEqual(search(5000, 3));
    const isOpen = new Set(search(500).map((column) => matrix.site[column]!));
    expect(rows.every((sites) => sites.some((site) => isOpen.has(site)))).toBe(true);
  });

  it('is reduced to what is not plain', () => {
    const limits = (sites: number) =>
      siteLimits(problemOf({ weights: [1], states: Array.from({ length: sites }, () => FREE), costs: [[]] }), question);
    // Site 0 alone covers the first row; then 1 replaces 2 and 3, and alone covers what is left.
    const plain = reduceSetCover({ rows: [[0], [0, 1], [1, 2], [1, 3], [1, 2, 3]], limits: limits(4) })!;
    expect(plain.rows).toEqual([]);
    expect(plain.limits.fixed).toEqual([0, 1]);
    // A ring of three: nothing is plain.
    const ring = reduceSetCover({
      rows: [
        [0, 1],
        [1, 2],
        [0, 2],
        [0, 1, 2],
      ],
      limits: limits(3),
    })!;
    expect(ring.rows).toHaveLength(3);
    expect(ring.limits.free).toEqual([0, 1, 2]);
    expect(reduceSetCover({ rows: [[0, 1], []], limits: limits(2) })).toBeNull();
  });
});

it('bounds the weight that can be covered, also with a site in or out', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 4 }), (seed, p) => {
      const problem = randomProblem(seed, { demand: 12, sites: 7 });
      const question = { ...plainQuestion('max-cover'), p, gradual: { full: 15, none: 45 } };
      const limits = siteLimits(problem, question);
      const { rows } = coverageOf(problem, question, limits, false);
      const best = bestByForce(problem, question)!;
      const { bound, withSite, withoutSite } = maxCoverBound(rows, limits, best / 2, never);
      expect(bound).toBeGreaterThanOrEqual(best - 1e-9);
      for (const site of limits.free) {
        const state = (value: number) => ({
          ...problem,
          sites: { ...problem.sites, state: problem.sites.state.map((of, s) => (s === site ? value : of)) },
        });
        expect(withSite.get(site)).toBeGreaterThanOrEqual(bestByForce(state(OPEN), question)! - 1e-9);
        expect(withoutSite.get(site)).toBeGreaterThanOrEqual(bestByForce(state(SHUT), question)! - 1e-9);
      }
    }),
    { numRuns: 20 },
  );
});

describe('a question that nothing fulfils', () => {
  const line = (states: readonly number[]) =>
    problemOf({
      weights: [1, 1, 1, 0],
      states,
      costs: [
        [1, 5, 9],
        [5, 1, 5],
        [9, 5, 1],
        [null, null, null],
      ],
      groups: ['east', 'west'],
      demandGroups: [0, 0, 1, 1],
      siteGroups: [0, 0, 1],
      open: [4, 4, 4],
    });

  it('names demand that no allowed site covers', async () => {
    const { status, conflict } = await solveCover(
      line([FREE, FREE, SHUT]),
      { ...plainQuestion('set-cover'), radius: 2 },
      soon(),
    );
    expect(status).toBe('infeasible');
    expect(conflict).toEqual({
      zh: '半径 2 内没有可用选址的需求点:d2',
      en: 'No allowed site is within the radius 2 of demand d2',
    });
  });

  it.each<[string, readonly number[], Partial<LocationQuestion>, string]>([
    [
      'p and everyone',
      [FREE, FREE, FREE],
      { objective: 'set-cover', p: 2, budget: 90 },
      'At most 2 open sites; Everyone covered',
    ],
    [
      'the budget and everyone',
      [FREE, FREE, FREE],
      { objective: 'set-cover', p: 3, budget: 11 },
      'A budget of 11; Everyone covered',
    ],
    [
      'p and what is fixed',
      [OPEN, OPEN, FREE],
      { objective: 'max-cover', p: 1 },
      '2 sites that must be open; At most 1 open sites',
    ],
    [
      'groups and p',
      [FREE, FREE, FREE],
      { objective: 'max-cover', p: 1, leastShare: 0.5 },
      "At most 1 open sites; At least 50% of each group's weight covered",
    ],
    [
      'groups and the budget',
      [FREE, FREE, FREE],
      { objective: 'fair-cover', budget: 7, leastSites: 1 },
      'A budget of 7; At least 1 open sites in each group',
    ],
  ])('names %s, and nothing else', async (_, states, asked, en) => {
    const question = { ...plainQuestion('max-cover'), radius: 2, ...asked };
    const { status, conflict } = await solveCover(line(states), question, soon());
    expect(status).toBe('infeasible');
    expect(conflict!.en).toBe(`Cannot hold together: ${en}`);
    expect(conflict!.zh).toContain(';');
  });

  it('names one limit that cannot hold by itself', async () => {
    const question = { ...plainQuestion('max-cover'), radius: 2, p: 3, leastSites: 2 };
    expect((await solveCover(line([FREE, FREE, FREE]), question, soon())).conflict!.en).toBe(
      'Cannot hold: At least 2 open sites in each group',
    );
  });
});

it('filters a conflict down to parts none of which can be spared', async () => {
  const parts = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, text: { zh: id, en: id } }));
  const has = (kept: readonly { id: string }[], ids: string) => [...ids].every((id) => kept.some((p) => p.id === id));
  const isFeasible = async (kept: readonly { id: string }[]) => Promise.resolve(!has(kept, 'bd') && !has(kept, 'ace'));
  const found = await irreducibleConflict(parts, isFeasible);
  expect(found.map(({ id }) => id)).toEqual(['b', 'd']);
  expect(conflictInWords(found).zh).toBe('不能同时满足:b;d');
  const unknown = await irreducibleConflict(parts, () => Promise.resolve(null));
  expect(unknown).toEqual(parts);
});

describe('a search', () => {
  const problem = randomProblem(5, { demand: 200, sites: 50, unreached: 0, groups: 4 });
  const questions: LocationQuestion[] = [
    { ...plainQuestion('max-cover'), p: 12, radius: 20 },
    { ...plainQuestion('max-cover'), p: 12, radius: 20, backup: 0.4 },
    { ...plainQuestion('set-cover'), radius: 25 },
    { ...plainQuestion('fair-cover'), p: 10, radius: 18 },
  ];

  it.each(questions)('stops at its deadline with a plan and a bound: $objective, backup $backup', async (question) => {
    const began = performance.now();
    const { status, objective, bound } = await solveCover(problem, question, { deadline: began + 50, seed: 1 });
    expect(performance.now() - began).toBeLessThan(8000);
    expect(['feasible', 'optimal']).toContain(status);
    const isLeast = question.objective === 'set-cover';
    expect(isLeast ? objective! - bound! : bound! - objective!).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(bound)).toBe(true);
  });

  it('stops when it is told to, and tells plans and bounds before', async () => {
    const told: { objective: number | null; bound: number | null }[] = [];
    const { status } = await solveCover(problem, questions[3]!, {
      ...soon(),
      onProgress: (progress) => told.push(progress),
      stopped: () => told.length > 0,
    });
    expect(['feasible', 'optimal']).toContain(status);
    expect(told[0]!.bound!).toBeGreaterThanOrEqual(told[0]!.objective!);
  });

  it('gives the same plan for the same seed', async () => {
    const solve = async () => (await solveCover(problem, questions[0]!, { ...soon(), seed: 4 })).open;
    expect(await solve()).toEqual(await solve());
  });
});
