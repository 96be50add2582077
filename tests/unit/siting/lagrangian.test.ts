import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FREE, OPEN, plainQuestion, SHUT, type LocationQuestion } from '../../../server/siting/problem/problem.ts';
import { lagrangianBound } from '../../../server/siting/solve/assignment/lagrangian.ts';
import { usablePairs } from '../../../server/siting/solve/assignment/pairs.ts';
import { bestCapacitated } from '../../support/capacitated-plans.ts';
import { randomProblem } from '../../support/location-problems.ts';

it('bounds every plan, and every plan with or without a site', () => {
  const cases = fc.record({
    seed: fc.nat(),
    objective: fc.constantFrom('p-median' as const, 'max-cover' as const),
    capacitated: fc.constantFrom('single' as const, 'split' as const),
    p: fc.constantFrom(null, 2, 3),
    budget: fc.constantFrom(null, 12),
  });
  fc.assert(
    fc.property(cases, ({ seed, ...some }) => {
      const size = { demand: 5, sites: 5, prices: true, open: 0.1, shut: 0.1, capacity: 40, unreached: 0.1 };
      const problem = randomProblem(seed, size);
      const isLeast = some.objective === 'p-median';
      const question: LocationQuestion = {
        ...plainQuestion(some.objective),
        ...some,
        radius: isLeast ? null : 45,
      };
      const bestWith = (site: number | null, state: number) => {
        const states = problem.sites.state.map((of, s) => (s === site ? state : of));
        const best = bestCapacitated({ ...problem, sites: { ...problem.sites, state: states } }, question);
        return best === null ? Infinity : isLeast ? best : -best;
      };
      const best = bestWith(null, FREE);
      fc.pre(best < Infinity);
      const pairs = usablePairs(problem, question);
      const options = { target: best, iterations: 300, stopped: () => false };
      const proof = lagrangianBound(problem, question, pairs, options);
      const above = best + 1e-6 * Math.max(1, Math.abs(best));
      expect(proof.bound).toBeLessThanOrEqual(above);
      problem.sites.state.forEach((state, site) => {
        if (state !== FREE) return;
        expect(proof.withSite[site]).toBeLessThanOrEqual(bestWith(site, OPEN) + 1e-4);
        expect(proof.withoutSite[site]).toBeLessThanOrEqual(bestWith(site, SHUT) + 1e-4);
      });
    }),
    { numRuns: 60, seed: 6 },
  );
});

it('comes within a percent of the best plan where nothing is tight', () => {
  const problem = randomProblem(5, { demand: 6, sites: 6, capacity: 1000, unreached: 0 });
  const question = { ...plainQuestion('p-median'), p: 2, capacitated: 'single' as const };
  const best = bestCapacitated(problem, question)!;
  const options = { target: best, iterations: 500, stopped: () => false };
  const { bound } = lagrangianBound(problem, question, usablePairs(problem, question), options);
  expect(bound).toBeGreaterThan(best * 0.99);
});
