import { describe, expect, it } from 'vitest';
import {
  FREE,
  OPEN,
  plainQuestion,
  SHUT,
  type LocationProblem,
  type LocationQuestion,
} from '../../../server/siting/problem/problem.ts';
import { measure, serveNearest } from '../../../server/siting/solve/measure.ts';
import type { LocationSolution } from '../../../server/siting/solve/solution.ts';
import { verifySolution } from '../../../server/siting/solve/verify.ts';
import { problemOf } from '../../support/location-problems.ts';

const problem = problemOf({
  weights: [4, 6, 2],
  demandGroups: [0, 1, -1],
  groups: ['g', 'h'],
  states: [OPEN, FREE, FREE, SHUT],
  places: [-1, 0, 0, -1],
  siteGroups: [0, 1, 1, 1],
  capacities: [5, 8, 8, 8],
  open: [1, 2, 3, 4],
  shut: [0, 5, 0, 0],
  costs: [
    [1, 5, null, 1],
    [9, 2, 8, 1],
    [3, 7, 1, 1],
  ],
});

const served = (demand: number, site: number, cost: number, share = 1) => ({ demand, site, cost, share });

/** A true answer to the question, with whatever a test falsifies. */
function answer(changes: Partial<LocationSolution> = {}): LocationSolution {
  return {
    status: 'optimal',
    objective: 4 * 1 + 6 * 2 + 2 * 3,
    bound: 22,
    open: [0, 1],
    served: [served(0, 0, 1), served(1, 1, 2), served(2, 0, 3)],
    conflict: null,
    ...changes,
  };
}

const median: LocationQuestion = { ...plainQuestion('p-median'), p: 2 };

function verify(solution: LocationSolution, question: Partial<LocationQuestion> = {}, of: LocationProblem = problem) {
  verifySolution(of, { ...median, ...question }, solution);
}

describe('an answer to a p-median question', () => {
  it('is let through where it holds', () => {
    expect(() => verify(answer())).not.toThrow();
    expect(() => verify(answer({ status: 'feasible', bound: 20 }))).not.toThrow();
    expect(() => verify(answer({ status: 'feasible', bound: null }))).not.toThrow();
    expect(() => verify(answer(), { leastShare: 1, radius: 2, leastSites: 1, budget: 3 })).not.toThrow();
    const none = { objective: null, bound: 30, open: [], served: [] };
    expect(() => verify(answer({ ...none, status: 'unknown' }))).not.toThrow();
  });

  it.each<[string, Partial<LocationSolution>, Partial<LocationQuestion>?]>([
    ['is told as 21 and measures 22', { objective: 21, bound: 21 }],
    ['better than its bound', { status: 'feasible', bound: 23 }],
    ['told as optimal at 22, with the bound 20', { bound: 20 }],
    ['told as optimal without a bound', { bound: null }],
    ['there is no objective', { objective: null }],
    ['a plan comes with the status infeasible', { status: 'infeasible' }],
    ['s0 is shut, which must be open', { open: [1] }],
    ['s3 is open, which must be shut', { open: [0, 3] }],
    ['not in ascending order', { open: [1, 0] }],
    ['site 4 is open, of 4', { open: [0, 4] }],
    ['3 sites are open, of at most 2', { open: [0, 1, 2] }],
    ['at a place with another', { open: [0, 1, 2] }, { p: 3 }],
    ['costs 3, of at most 2', {}, { budget: 2 }],
    ['d1 by s2 is served, which is not open', { served: [served(0, 0, 1), served(1, 2, 8), served(2, 0, 3)] }],
    ['a cost that is not in the table', { served: [served(0, 0, 1), served(1, 1, 1), served(2, 0, 3)] }],
    ['d1 is served only to 0', { served: [served(0, 0, 1), served(2, 0, 3)] }],
    ['served in part', { served: [served(0, 0, 1, 0.5), served(1, 1, 2), served(2, 0, 3)] }],
    ['served 2 times', { served: [served(0, 0, 1), served(1, 1, 2), served(2, 0, 3), served(2, 1, 7)] }],
    ['s0 serves 6, of at most 5', {}, { capacitated: 'single' }],
    ['0 of h is covered, of at least 0.5', {}, { radius: 1, leastShare: 0.5 }],
    ['1 sites are open in g, of at least 2', {}, { leastSites: 2 }],
  ])('is refused: %s', (message, changes, question) => {
    expect(() => verify(answer(changes), question)).toThrow(message);
  });

  it('may serve in parts within the capacities where demand may be split', () => {
    const parts = [served(0, 0, 1), served(1, 1, 2), served(2, 0, 3, 0.5), served(2, 1, 7, 0.5)];
    const split = { capacitated: 'split' } as const;
    expect(() => verify(answer({ served: parts, objective: 26, bound: 26 }), split)).not.toThrow();
    expect(() => verify(answer({ served: parts.slice(0, 3), objective: 19, bound: 19 }), split)).toThrow('only to 0.5');
  });
});

describe('the measure of a plan', () => {
  const value = (question: LocationQuestion, open: number[]) =>
    measure(problem, question, open, serveNearest(problem, question, open));

  it.each<[string, LocationQuestion, number[], number]>([
    ['weighted cost', median, [0, 1], 22],
    ['largest cost', plainQuestion('p-center'), [0, 1], 3],
    ['price of open and shut', { ...plainQuestion('set-cover'), radius: 9 }, [0, 2], 9],
    ['weight within the radius', { ...plainQuestion('max-cover'), radius: 2 }, [0, 1], 10],
    ['fading weight', { ...plainQuestion('max-cover'), gradual: { full: 1, none: 3 } }, [0, 1], 4 + 6 / 2],
    [
      'a second site within the radius',
      { ...plainQuestion('max-cover'), radius: 7, backup: 0.25 },
      [0, 1],
      4 + 6 * 0.75 + 2,
    ],
    ['the worst share', { ...plainQuestion('fair-cover'), radius: 1 }, [0, 1], 0],
  ])('is the %s', (_, question, open, expected) => {
    expect(value(question, open)).toBe(expected);
  });

  it('refuses what a cover question counts and should not', () => {
    const question: LocationQuestion = { ...plainQuestion('max-cover'), p: 2, radius: 2 };
    const solution = answer({ objective: 12, bound: 12, served: [served(0, 0, 1), served(1, 1, 2), served(2, 0, 3)] });
    expect(() => verifySolution(problem, question, solution)).toThrow('d2 by s0 is served out of reach');
    const above = answer({ status: 'feasible', objective: 10, bound: 9, served: [served(0, 0, 1), served(1, 1, 2)] });
    expect(() => verifySolution(problem, question, above)).toThrow('better than its bound');
  });
});
