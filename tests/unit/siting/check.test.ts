import { describe, expect, it } from 'vitest';
import { checkOptions, checkQuestion, MOST_NAMED } from '../../../server/siting/problem/check.ts';
import {
  FREE,
  OPEN,
  plainQuestion,
  SHUT,
  type LocationObjective,
  type LocationQuestion,
} from '../../../server/siting/problem/problem.ts';
import { problemOf, type PlainProblem } from '../../support/location-problems.ts';

const ask = (objective: LocationObjective, rest: Partial<LocationQuestion> = {}): LocationQuestion => ({
  ...plainQuestion(objective),
  ...rest,
});

const two: PlainProblem = {
  weights: [4, 6],
  states: [FREE, FREE, FREE],
  costs: [
    [1, 5, null],
    [null, 2, 8],
  ],
};

const faultsOf = (plain: Partial<PlainProblem>, question: LocationQuestion) =>
  checkQuestion(problemOf({ ...two, ...plain }), question).map(
    ({ kind, field, at, code }) => `${kind} ${field}${at ? `@${at.table}${at.position}` : ''} ${code}`,
  );

describe('a question by itself', () => {
  it.each<[LocationQuestion, string[]]>([
    [ask('p-median', { p: 2 }), []],
    [ask('max-cover', { gradual: { full: 1, none: 2 } }), []],
    [ask('p-median'), ['p missing']],
    [ask('p-center'), ['p missing']],
    [ask('p-median', { budget: 5 }), []],
    [ask('p-median', { p: 2.5 }), ['p not-whole']],
    [ask('p-median', { p: -1 }), ['p not-whole']],
    [ask('p-median', { p: Number.NaN }), ['p not-whole']],
    [ask('p-median', { p: 1, radius: 5 }), ['radius no-use']],
    [ask('p-median', { p: 1, radius: 5, leastShare: 0.5 }), []],
    [ask('p-median', { p: 1, leastShare: 0.5 }), ['radius missing']],
    [ask('max-cover', { p: 1 }), ['radius missing']],
    [ask('set-cover', { radius: -1 }), ['radius not-an-amount']],
    [ask('set-cover', { radius: Infinity }), ['radius not-an-amount']],
    [ask('set-cover', { radius: 1, budget: Number.NaN }), ['budget not-an-amount']],
    [ask('set-cover', { gradual: { full: 1, none: 2 } }), ['gradual other-objective']],
    [ask('set-cover', { radius: 1, backup: 0.5 }), ['backup other-objective']],
    [ask('max-cover', { gradual: { full: 2, none: 2 } }), ['gradual not-fading']],
    [ask('max-cover', { gradual: { full: 1, none: 2 }, backup: 0.5 }), ['backup not-together']],
    [ask('max-cover', { radius: 1, backup: 1.5 }), ['backup not-a-share']],
    [
      ask('max-cover', { radius: 1, leastShare: -0.5, leastSites: 0.5 }),
      ['leastSites not-whole', 'leastShare not-a-share'],
    ],
  ])('%j', (question, faults) => {
    expect(checkOptions(question).map(({ field, code }) => `${field} ${code}`)).toEqual(faults);
  });
});

describe('a question on tables', () => {
  it.each<[string, Partial<PlainProblem>, LocationQuestion, string[]]>([
    ['nothing is wrong', {}, ask('p-median', { p: 3 }), []],
    ['p is larger than the sites', {}, ask('p-median', { p: 4 }), ['invalid p too-many']],
    [
      'sites that must be shut do not count',
      { states: [FREE, FREE, SHUT] },
      ask('p-median', { p: 3 }),
      ['invalid p too-many'],
    ],
    [
      'no site may be open',
      { states: [SHUT, SHUT, SHUT] },
      ask('max-cover', { p: 0, radius: 1 }),
      ['invalid sites empty-table'],
    ],
    ['no one is open', {}, ask('p-center', { p: 0 }), ['infeasible p none-open']],
    [
      'more are fixed open than p',
      { states: [OPEN, OPEN, FREE] },
      ask('p-median', { p: 1 }),
      ['infeasible p below-fixed'],
    ],
    [
      'fixed sites share a place',
      { states: [OPEN, OPEN, FREE], places: [0, 0, -1] },
      ask('p-median', { p: 2 }),
      ['infeasible place@sites1 same-place'],
    ],
    [
      'the fixed ones cost more than the budget',
      { states: [OPEN, FREE, FREE], open: [9, 1, 1], shut: [0, 2, 0] },
      ask('p-median', { budget: 9.5 }),
      ['infeasible budget below-fixed'],
    ],
    [
      'the budget just suffices',
      { states: [OPEN, FREE, FREE], open: [9, 1, 1], shut: [0, 2, 0] },
      ask('p-median', { budget: 10 }),
      [],
    ],
    [
      'a demand is out of reach',
      {
        costs: [
          [null, null, null],
          [null, 2, 8],
        ],
      },
      ask('p-median', { p: 1 }),
      ['infeasible id@demand0 unreachable'],
    ],
    [
      'the only site in reach is shut',
      { states: [SHUT, SHUT, FREE] },
      ask('p-center', { p: 1 }),
      ['infeasible id@demand0 unreachable'],
    ],
    ['a demand is beyond the radius', {}, ask('set-cover', { radius: 1 }), ['infeasible id@demand1 unreachable']],
    ['demand without weight need not be covered', { weights: [4, 0] }, ask('set-cover', { radius: 1 }), []],
    ['who is out of reach just stays uncovered', {}, ask('max-cover', { radius: 1, p: 1 }), []],
    [
      'capacities are asked for and not there',
      {},
      ask('p-median', { p: 1, capacitated: 'single' }),
      ['invalid capacitated missing-column'],
    ],
    [
      'capacities cannot suffice',
      { capacities: [4, 5, 5] },
      ask('p-median', { p: 1, capacitated: 'split' }),
      ['infeasible capacity too-small'],
    ],
    [
      'fixed sites take the place of larger ones',
      { states: [OPEN, FREE, FREE], capacities: [1, 6, 8] },
      ask('p-median', { p: 2, capacitated: 'split' }),
      ['infeasible capacity too-small'],
    ],
    [
      'a demand is too heavy for any site',
      { capacities: [9, 5, 5] },
      ask('p-median', { p: 3, capacitated: 'single' }),
      ['infeasible weight@demand1 too-heavy'],
    ],
    ['a budget needs prices', {}, ask('p-median', { budget: 1 }), ['invalid budget missing-column']],
    [
      'groups are asked for and not there',
      {},
      ask('max-cover', { radius: 1, leastShare: 0.1, leastSites: 1 }),
      ['invalid leastShare missing-column', 'invalid leastSites missing-column'],
    ],
    ['fairness needs groups', {}, ask('fair-cover', { radius: 1 }), ['invalid objective missing-column']],
    [
      'no group has weight',
      { weights: [4, 0], demandGroups: [-1, 0], groups: ['g'] },
      ask('fair-cover', { radius: 1 }),
      ['invalid group no-weight'],
    ],
    [
      'a group has too few sites',
      { groups: ['g', 'h'], siteGroups: [0, 0, 1] },
      ask('max-cover', { radius: 1, leastSites: 2 }),
      ['infeasible leastSites too-few'],
    ],
    [
      'the groups need more than p',
      { groups: ['g', 'h'], siteGroups: [0, 0, 1] },
      ask('max-cover', { radius: 1, leastSites: 1, p: 1 }),
      ['infeasible leastSites above-p'],
    ],
  ])('%s', (_, plain, question, faults) => {
    expect(faultsOf(plain, question)).toEqual(faults);
  });

  it('names the first rows that are out of reach, and says how many there are', () => {
    const many = MOST_NAMED + 7;
    const problem = problemOf({
      weights: Array.from({ length: many }, () => 1),
      states: [FREE],
      costs: Array.from({ length: many }, () => [null]),
    });
    const faults = checkQuestion(problem, ask('p-median', { p: 1 }));
    expect(faults).toHaveLength(MOST_NAMED + 1);
    expect(faults[3]!.message.en).toContain('d3 reaches no site');
    expect(faults.at(-1)!.message.en).toContain(String(many));
  });
});
