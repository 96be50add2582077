import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainQuestion, type LocationProblem, type LocationQuestion } from '../../../server/siting/problem/problem.ts';
import { solvePareto, type FrontAxis, type FrontPoint } from '../../../server/siting/solve/pareto.ts';
import { stepOf } from '../../../server/siting/solve/steps.ts';
import {
  allowedPlans,
  groupShares,
  priceOf,
  problemOf,
  randomProblem,
  valueOf,
} from '../../support/location-problems.ts';

const options = (mostPoints = 200, seconds = 25) => ({
  deadline: performance.now() + seconds * 1000,
  seed: 1,
  mostPoints,
});

type Values = Record<FrontAxis, number>;

/** Every nondominated combination of values by trying all plans. */
function frontByForce(problem: LocationProblem, question: LocationQuestion, axes: readonly FrontAxis[]): string[] {
  const all: Values[] = [];
  for (const open of allowedPlans(problem, question)) {
    const covered = valueOf(problem, question, open);
    if (covered === null) continue;
    const price = problem.sites.price ? priceOf(problem, open) : open.length;
    all.push({ price, covered, worst: Math.min(...groupShares(problem, question, open)) });
  }
  const gain = (axis: FrontAxis, values: Values) => (axis === 'price' ? -values.price : values[axis]);
  const isAsGood = (a: Values, b: Values) => axes.every((axis) => gain(axis, a) >= gain(axis, b) - 1e-9);
  const front = all.filter((b) => !all.some((a) => isAsGood(a, b) && !isAsGood(b, a)));
  return [...new Set(front.map((values) => keyOf(values, axes)))].sort();
}

const keyOf = (values: { [axis in FrontAxis]: number | null }, axes: readonly FrontAxis[]) =>
  axes.map((axis) => values[axis]!.toFixed(6)).join(' ');

it('finds all plans that no other dominates, and no more', { timeout: 60_000 }, async () => {
  const cases = fc.record({
    seed: fc.nat(),
    axes: fc.constantFrom<FrontAxis[]>(
      ['price', 'covered'],
      ['covered', 'worst'],
      ['price', 'worst'],
      ['price', 'covered', 'worst'],
    ),
    hasPrices: fc.constantFrom(true, true, false),
    p: fc.constantFrom(null, 3),
    budget: fc.constantFrom(null, 15),
    leastShare: fc.constantFrom(null, null, 0.3),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, axes, hasPrices, p, budget, leastShare }) => {
      const size = { demand: 9, sites: 6, groups: 3, shared: 0.2, open: 0.1, shut: 0.1 };
      const problem = randomProblem(seed, { ...size, prices: hasPrices });
      fc.pre(
        problem.groups.some((_, g) => problem.demand.weight.some((w, d) => w > 0 && problem.demand.group![d] === g)),
      );
      const question = { ...plainQuestion('max-cover'), radius: 40, p, budget, leastShare };
      const told: FrontPoint[] = [];
      const front = await solvePareto(problem, question, axes, { ...options(), onPoint: (point) => told.push(point) });
      expect(front.complete).toBe(true);
      const expected = frontByForce(problem, question, axes);
      expect(front.points.map((point) => keyOf(point, axes)).sort()).toEqual(expected);
      expect(new Set(told)).toEqual(new Set(front.points));
      expect(front.conflict === null).toBe(expected.length > 0);
      for (const { open, price, covered, proven } of front.points) {
        expect(proven).toBe(true);
        expect(price).toBe(hasPrices ? priceOf(problem, open) : open.length);
        expect(covered).toBeCloseTo(valueOf(problem, { ...question, leastShare: null }, open)!, 9);
      }
    }),
    { numRuns: 40, seed: 4 },
  );
});

/** 2^n plans, of which each is on the front of price and coverage: sites that cover one place each, at its weight. */
const allOnFront = (sites: number) =>
  problemOf({
    weights: Array.from({ length: sites }, (_, s) => 2 ** s),
    states: Array.from({ length: sites }, () => 0),
    open: Array.from({ length: sites }, (_, s) => 2 ** s),
    costs: Array.from({ length: sites }, (_, d) => Array.from({ length: sites }, (__, s) => (s === d ? 0 : null))),
  });

it('spreads the points over the front when there may be only some, and says that they are not all', async () => {
  const question = { ...plainQuestion('max-cover'), radius: 1 };
  const some = await solvePareto(allOnFront(6), question, ['price', 'covered'], options(9));
  expect(some.complete).toBe(false);
  expect(some.points).toHaveLength(9);
  const prices = some.points.map((point) => point.price);
  expect(prices.filter((price) => price < 32).length).toBeGreaterThanOrEqual(3);
  const all = await solvePareto(allOnFront(3), question, ['price', 'covered'], options(8));
  expect(all).toMatchObject({ complete: true });
  expect(all.points.map((point) => [point.price, point.covered])).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((v) => [v, v]));
});

it('stops at once with what it has', async () => {
  const question = { ...plainQuestion('max-cover'), radius: 20 };
  const problem = randomProblem(3, { demand: 60, sites: 30, prices: true });
  let asked = 0;
  const front = await solvePareto(problem, question, ['price', 'covered'], {
    ...options(),
    stopped: () => ++asked > 40,
  });
  expect(front.complete).toBe(false);
});

it('keeps capacities on the front', async () => {
  const problem = problemOf({
    weights: [5, 3],
    states: [0, 0],
    capacities: [5, 8],
    open: [1, 2],
    costs: [
      [0, 0],
      [0, 0],
    ],
  });
  const question = { ...plainQuestion('max-cover'), radius: 1, capacitated: 'single' as const };
  const { points, complete } = await solvePareto(problem, question, ['covered', 'price'], options());
  expect(complete).toBe(true);
  expect(points.map((point) => [point.price, point.covered])).toEqual([
    [0, 0],
    [1, 5],
    [2, 8],
  ]);
});

it('refuses axes that make no front', async () => {
  const problem = randomProblem(3, { demand: 3, sites: 3 });
  const question = { ...plainQuestion('max-cover'), radius: 20 };
  await expect(solvePareto(problem, question, ['price', 'price'], options())).rejects.toThrow('two different ones');
  await expect(solvePareto(problem, question, ['price', 'worst'], options())).rejects.toThrow('groups');
});

it('finds the step of which all amounts are multiples', () => {
  expect(stepOf([400, 250, 0, -50], 1)).toEqual({ step: 50, isWhole: true });
  expect(stepOf([0.75, 1.5], 1)).toEqual({ step: 0.75, isWhole: true });
  expect(stepOf([0, 0], 3)).toEqual({ step: 1, isWhole: true });
  expect(stepOf([Math.PI, 1], 0.01)).toEqual({ step: 0.01, isWhole: false });
});
