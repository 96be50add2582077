import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf, type Coverage } from '../../../server/coverage/coverage.ts';
import { COVERED, UNKNOWN, verdictWithin } from '../../../server/coverage/measures.ts';
import type { Network } from '../../../server/network/graph.ts';
import { paretoQuestion, type WhereAnswer, type WhereQuestion } from '../../../server/siting/contract.ts';
import { solvePareto } from '../../../server/siting/solve/pareto.ts';
import { solveLocation } from '../../../server/siting/solve/solve.ts';
import { answerPareto } from '../../../server/siting/where/pareto.ts';
import { prepareWhere, type PreparedWhere } from '../../../server/siting/where/prepare.ts';
import { answerWhere, type WhereTools } from '../../../server/siting/where/where.ts';
import type { Snapshot } from '../../../server/snapshot/snapshot.ts';
import { anyWorld } from '../../support/coverage-worlds.ts';
import { networkOf } from '../../support/networks.ts';
import { snapshotOf, type HandDivision, type HandFacility } from '../../support/snapshots.ts';
import { effectsOfChanges, rateOf, toolsOn, whereAsked } from '../../support/where-worlds.ts';

type Rates = Parameters<typeof toolsOn>[1];

function prepared(snapshot: Snapshot, network: Network, question: WhereQuestion, rates: Rates = []): PreparedWhere {
  const found = prepareWhere({ snapshot, network, rates: rates!, parcels: [] }, question);
  if ('refusals' in found) throw new Error(found.refusals.map(({ code, message }) => `${code}: ${message.en}`).join());
  return found;
}

const answered = (snapshot: Snapshot, network: Network, question: WhereQuestion, rates: Rates = []) =>
  answerWhere(prepared(snapshot, network, question, rates), question, toolsOn(snapshot, rates));

const solveHere: WhereTools['solve'] = (problem, question, { timeLimitSeconds, seed }) =>
  solveLocation(problem, question, { deadline: performance.now() + timeLimitSeconds * 1000, seed });

const codesOf = (snapshot: Snapshot, network: Network, question: WhereQuestion, rates: Rates = []) => {
  const found = prepareWhere({ snapshot, network, rates: rates!, parcels: [] }, question);
  return 'refusals' in found ? found.refusals.map(({ path, code }) => `${path}: ${code}`) : [];
};

/** People aged 60+ by what a coverage says of them. */
function peopleOf({ points, measures, limits }: Coverage): WhereAnswer['before'] {
  const sums = { covered: 0, uncovered: 0, unknown: 0 };
  for (let p = 0; p < points.length; p++) {
    const verdict = verdictWithin(points, measures, p, limits.asked);
    sums[verdict === COVERED ? 'covered' : verdict === UNKNOWN ? 'unknown' : 'uncovered'] +=
      points.population60[p]! || 0;
  }
  return sums;
}

/** Villages along a road from west to east, `metres` from the first each; weights are their people aged 60+. */
function road(
  villages: readonly { id: string; metres: number; people: number | null; county?: string; off?: boolean }[],
  facilities: readonly (Omit<HandFacility, 'county'> & { metres: number })[] = [],
): { snapshot: Snapshot; network: Network } {
  const degrees = (metres: number) => 117.9 + metres * 1e-5;
  const at = (metres: number, off = false) => ({
    type: 'Point' as const,
    coordinates: [degrees(metres), off ? 40.95 : 40.9] as [number, number],
  });
  const stops = [0, 10_000];
  const network = networkOf(
    stops.map((metres) => [degrees(metres), 40.9] as const),
    [{ from: 0, to: 1, there: 10_000_000, back: 10_000_000 }],
  );
  const divisions: HandDivision[] = [
    { id: 'east', type: 'county' },
    { id: 'west', type: 'county' },
    { id: 'east-town', type: 'town', parent: 'east' },
    { id: 'west-town', type: 'town', parent: 'west' },
    ...villages.map(({ id, metres, people, county = 'west', off }): HandDivision => ({
      id,
      type: 'village',
      parent: `${county}-town`,
      centre: at(metres, off),
      population60: people,
    })),
  ];
  return {
    network,
    snapshot: snapshotOf({
      divisions,
      facilities: facilities.map(({ metres, ...rest }) => ({ township: 'west-town', entrance: at(metres), ...rest })),
    }),
  };
}

/** Villages a, b and c within 500 m of each other, d and e far east; 15 minutes at 0.8 m/s are 720 m. */
const villages = [
  { id: 'a', metres: 0, people: 100 },
  { id: 'b', metres: 500, people: 50 },
  { id: 'c', metres: 1000, people: 80 },
  { id: 'd', metres: 4000, people: 60, county: 'east' },
  { id: 'e', metres: 8000, people: 40, county: 'east' },
];

describe('a question of where', () => {
  it('covers as many as any choice of candidates does, and its plan covers whom coverage says it covers', async () => {
    const property = fc.asyncProperty(anyWorld, fc.integer({ min: 1, max: 2 }), async (world, count) => {
      const { snapshot, network } = world;
      const { minutes, speedMps } = world.question;
      const question = whereAsked({ minutes, speedMps, limits: { count } });
      const found = prepareWhere({ snapshot, network, rates: [], parcels: [] }, question);
      fc.pre(!('refusals' in found));
      const answer = await answerWhere(found, question, toolsOn(snapshot));
      const { coverageQuestion, sites, before } = found;
      const coverageWith = (chosen: readonly { effect: (typeof sites)[number]['effect'] }[]) =>
        coverageOf(snapshot.with(chosen.map(({ effect }) => effect!)), network, coverageQuestion);
      const candidates = sites.filter(({ action }) => action === 'build');
      let most = peopleOf(before).covered;
      for (const one of candidates)
        for (const other of count === 2 ? candidates : [one])
          most = Math.max(most, peopleOf(coverageWith([...new Set([one, other])])).covered);
      expect(answer.objective).toBe(most);
      expect(answer.before).toEqual(peopleOf(before));
      const overlay = snapshot.with(effectsOfChanges(snapshot, answer.plan!.changes));
      const after = peopleOf(coverageOf(overlay, network, coverageQuestion));
      expect(answer.after).toEqual(after);
      expect(after.covered).toBe(most);
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('builds where most people gain, says who goes where, and what each action brings', async () => {
    const { snapshot, network } = road(villages);
    const answer = await answered(snapshot, network, whereAsked({ limits: { count: 2 } }), [
      rateOf({ action: 'build', facilityKind: 'dayCareStation', yuan: 300_000 }),
    ]);
    expect(answer).toMatchObject({
      status: 'optimal',
      objective: 290,
      bound: 290,
      gap: 0,
      before: { covered: 0, uncovered: 330, unknown: 0 },
      after: { covered: 290, uncovered: 40, unknown: 0 },
      candidates: 5,
      unplacedCandidates: [],
    });
    expect(answer.counties).toEqual([
      { countyId: 'east', name: 'east', people: 100, coveredBefore: 0, coveredAfter: 60 },
      { countyId: 'west', name: 'west', people: 230, coveredBefore: 0, coveredAfter: 230 },
    ]);
    const { plan, served } = answer;
    expect(plan!.actions.map(({ id, action, yuan }) => [id, action, yuan])).toEqual([
      ['b', 'build', 300_000],
      ['d', 'build', 300_000],
    ]);
    expect(plan!.yuan).toBe(600_000);
    expect(plan!.actions[0]!.reason.en).toContain('230 of them within 15 minutes, 230 not covered before');
    expect(plan!.changes[0]).toMatchObject({
      type: 'facility',
      op: 'create',
      id: plan!.actions[0]!.facilityId,
      fields: {
        name: '拟建b日间照料站',
        countyId: 'west',
        townshipId: 'west-town',
        villageId: 'b',
        status: 'operating',
      },
    });
    expect(served.map(({ divisionId, seconds, people }) => [divisionId, seconds, people])).toEqual([
      ['a', 625, 100],
      ['b', 0, 50],
      ['c', 625, 80],
      ['d', 0, 60],
    ]);
  });

  it('leaves out who is off the network or not counted, and says so', async () => {
    const { snapshot, network } = road([
      ...villages,
      { id: 'far', metres: 2000, people: 30, off: true },
      { id: 'nobody-knows', metres: 2500, people: null },
    ]);
    const answer = await answered(snapshot, network, whereAsked({ limits: { count: 1 } }));
    expect(answer.before).toEqual({ covered: 0, uncovered: 330, unknown: 30 });
    expect(answer.unplacedCandidates).toEqual(['far']);
    expect(answer.findings.map(({ code }) => code)).toEqual([
      'points-off-network',
      'points-without-count',
      'candidates-off-network',
    ]);
  });

  it('takes what stands as serving, not those of whom it is not known, and ignores it on request', async () => {
    const { snapshot, network } = road(villages, [
      { id: 'f1', kind: 'dayCareStation', metres: 4000 },
      { id: 'f2', kind: 'dayCareStation', metres: 8000, status: null },
    ]);
    const keep = await answered(snapshot, network, whereAsked({ limits: { count: 1 } }));
    expect(keep.before).toEqual({ covered: 60, uncovered: 230, unknown: 40 });
    expect([keep.objective, keep.plan!.actions.map(({ id }) => id)]).toEqual([290, ['b']]);
    expect(keep.findings.map(({ code }) => code)).toEqual(['facilities-uncertain']);
    expect(keep.served.find(({ divisionId }) => divisionId === 'd')).toMatchObject({ facilityId: 'f1' });
    const ignore = await answered(snapshot, network, whereAsked({ limits: { count: 1 }, existing: 'ignore' }));
    expect(ignore.before).toEqual({ covered: 0, uncovered: 330, unknown: 0 });
    expect([ignore.objective, ignore.after.covered]).toEqual([230, 230]);
  });

  it('closes what stands only where that lets more people be covered, at the price of closing', async () => {
    const { snapshot, network } = road(villages, [
      { id: 'f1', kind: 'dayCareStation', metres: 8000 },
      { id: 'f2', kind: 'dayCareStation', metres: 1000 },
    ]);
    const closable = { existing: 'closable', limits: { count: 0 } };
    const moved = await answered(snapshot, network, whereAsked(closable), [rateOf({ action: 'close', yuan: 50_000 })]);
    expect(moved.plan!.actions.map(({ id, action, yuan }) => [id, action, yuan])).toEqual([
      ['f1', 'close', 50_000],
      ['f2', 'close', 50_000],
      ['b', 'build', null],
      ['d', 'build', null],
    ]);
    expect(moved.plan).toMatchObject({ yuan: null, missingRates: ['build/dayCareStation'] });
    expect([moved.before.covered, moved.after.covered]).toEqual([170, 290]);
    const kept = await answered(snapshot, network, whereAsked({ ...closable, forbidden: ['f2'] }));
    expect(kept.plan!.actions.map(({ id, action }) => [id, action])).toEqual([
      ['f1', 'close'],
      ['a', 'build'],
    ]);
    const enough = await answered(snapshot, network, whereAsked({ existing: 'closable', limits: { count: 2 } }));
    expect(enough.plan!.actions.every(({ action }) => action === 'build')).toBe(true);
  });

  it('gives a facility the functions that it lacks', async () => {
    const { snapshot, network } = road(villages, [
      { id: 'f1', kind: 'dayCareStation', metres: 500, functions: { meals: false, dayCare: true } },
    ]);
    const build = { kind: 'dayCareStation', functions: ['meals'] };
    const question = whereAsked({ build, existing: 'upgradable', limits: { budgetYuan: 100_000 } });
    const rates = [
      rateOf({ action: 'build', yuan: 300_000 }),
      rateOf({ action: 'addFunction', functionId: 'meals', yuan: 30_000 }),
    ];
    const answer = await answered(snapshot, network, question, rates);
    expect(answer.plan).toMatchObject({
      yuan: 30_000,
      actions: [{ id: 'f1', action: 'addFunction', functionIds: ['meals'], yuan: 30_000 }],
      changes: [{ op: 'update', id: 'f1', baseVersion: 1, fields: { functions: { meals: true, dayCare: true } } }],
    });
    expect(answer.after.covered).toBe(230);
  });

  it('answers the other objectives in their own terms', async () => {
    const { snapshot, network } = road(villages, [{ id: 'f1', kind: 'dayCareStation', metres: 8000 }]);
    const cover = await answered(snapshot, network, whereAsked({ objective: 'set-cover' }));
    // Two new ones; the one that stands is no part of the count.
    expect([cover.objective, cover.plan!.actions.map(({ id }) => id)]).toEqual([2, ['b', 'd']]);
    const fair = await answered(snapshot, network, whereAsked({ objective: 'fair-cover', limits: { count: 1 } }));
    expect(fair.objective).toBeCloseTo(0.4, 9);
    const center = await answered(snapshot, network, whereAsked({ objective: 'p-center', limits: { count: 1 } }));
    expect(center.objective).toBe(3000 / 0.8);
    const median = await answered(snapshot, network, whereAsked({ objective: 'p-median', limits: { count: 1 } }));
    expect(median.plan!.actions.map(({ id }) => id)).toEqual(['b']);
    expect(median.objective).toBe((100 * 500 + 80 * 500 + 60 * 3500) / 0.8);
  });

  it('lets coverage fade with the walk, or counts on a second facility', async () => {
    const { snapshot, network } = road(villages);
    const fading = { gradual: { fullMinutes: 5, noneMinutes: 15 }, limits: { count: 1 } };
    const faded = await answered(snapshot, network, whereAsked(fading));
    // a and c are 625 s from b.
    expect(faded.objective).toBeCloseTo(50 + (180 * (900 - 625)) / 600, 6);
    const backed = await answered(snapshot, network, whereAsked({ backup: 0.5, limits: { count: 2 } }));
    // With those of a and b, both villages have two within reach, and c has one.
    expect(backed.objective).toBe(100 + 50 + 80 / 2);
    expect(backed.plan!.actions.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('builds what brings most over the years first', async () => {
    const { snapshot, network } = road(villages);
    const phases = [
      { year: 2027, count: 1 },
      { year: 2029, count: 1 },
    ];
    const answer = await answered(snapshot, network, whereAsked({ phases }));
    expect(answer.plan!.actions.map(({ id, year }) => [id, year])).toEqual([
      ['b', 2027],
      ['d', 2029],
    ]);
    expect([answer.objective, answer.after.covered]).toEqual([230 + 290, 290]);
    expect(answer.findings.map(({ code }) => code)).toEqual(['years-add-up']);
  });

  it('counts as covered whom a facility has room for', async () => {
    const { snapshot, network } = road(villages);
    const question = whereAsked({ limits: { count: 1 }, peoplePerFacility: 150 });
    const answer = await answerWhere(prepared(snapshot, network, question), question, {
      ...toolsOn(snapshot),
      solve: solveHere,
    });
    // Of 230 people within reach of b, 150 fit: those of a and b.
    expect([answer.status, answer.objective, answer.after]).toEqual([
      'optimal',
      150,
      { covered: 150, uncovered: 180, unknown: 0 },
    ]);
  });

  it('knows every plan that is best for what it costs', async () => {
    const { snapshot, network } = road(villages, [{ id: 'f1', kind: 'dayCareStation', metres: 8000 }]);
    const question = paretoQuestion.parse({
      question: 'pareto',
      build: { kind: 'dayCareStation' },
      candidates: { from: 'villages' },
      axes: ['cost', 'covered', 'worstCounty'],
    });
    const rates = [rateOf({ action: 'build', yuan: 300_000 })];
    const found = prepareWhere({ snapshot, network, rates, parcels: [] }, question);
    if ('refusals' in found) throw new Error(found.refusals[0]!.code);
    const { points, complete, axes } = await answerPareto(found, question, {
      ...toolsOn(snapshot, rates),
      solvePareto: (problem, asked, along, mostPoints, { seed }) =>
        solvePareto(problem, asked, along, { seed, mostPoints, deadline: performance.now() + 10_000 }),
    });
    expect([complete, axes]).toEqual([true, ['cost', 'covered', 'worstCounty']]);
    // With one more, b's covers most; a county is never better off for it than the 40 of 100 in the east.
    expect(
      points.map(({ yuan, covered, worstCounty, candidateIds }) => [yuan, covered, worstCounty, candidateIds]),
    ).toEqual([
      [0, 40, 0, []],
      [300_000, 270, 0.4, ['b']],
      [600_000, 330, 1, ['b', 'd']],
    ]);
    expect(points[1]).toMatchObject({ worstCountyId: 'east', proven: true, plan: { yuan: 300_000 } });
  });

  it('says which limits cannot hold together in terms of what stands and what is new', async () => {
    const { snapshot, network } = road(villages, [{ id: 'f1', kind: 'dayCareStation', metres: 8000 }]);
    const question = whereAsked({ limits: { count: 1, leastCountyShare: 0.9 } });
    const answer = await answerWhere(prepared(snapshot, network, question), question, {
      ...toolsOn(snapshot),
      solve: solveHere,
    });
    expect(answer).toMatchObject({ status: 'infeasible', plan: null, after: answer.before });
    expect(answer.conflict!.en).toContain('of the sites 1 stand already, and at most 1 may be added');
  });

  it('says whom nothing can reach, where everyone must be', async () => {
    const { snapshot, network } = road(villages);
    const question = whereAsked({ objective: 'set-cover', candidates: { from: 'villages', countyIds: ['west'] } });
    const answer = await answered(snapshot, network, question);
    expect(answer).toMatchObject({ status: 'infeasible', plan: null, objective: null });
    expect(answer.conflict!.en).toContain('d, e');
  });
});

describe('a question that cannot be answered as it is put', () => {
  const { snapshot, network } = road(villages);
  const limits = { count: 1 };
  const point = (metres: number) => ({ type: 'Point', coordinates: [117.9 + metres * 1e-5, 40.9] });
  const ring = (west: number, east: number) => [
    [west, 40.89],
    [east, 40.89],
    [east, 40.91],
    [west, 40.91],
    [west, 40.89],
  ];
  const cases: [name: string, question: object, expected: string[]][] = [
    ['no limit', {}, ['limits: limit-missing']],
    ['more than there are', { limits: { count: 6 } }, ['limits.count: more-than-candidates']],
    ['pinned and forbidden', { limits, pinned: ['a'], forbidden: ['a'] }, ['pinned: pinned-and-forbidden']],
    ['unknown pins', { limits, pinned: ['x'] }, ['pinned: no-such-site']],
    ['more pinned than built', { limits, pinned: ['a', 'b'] }, ['pinned: more-than-count']],
    ['unknown county', { limits, demandCountyIds: ['west', 'a'] }, ['demandCountyIds: no-such-county']],
    ['no county', { limits, demandCountyIds: [] }, ['demandCountyIds: empty']],
    [
      'function of another kind',
      { limits, build: { kind: 'dayCareStation', functions: ['cremation'] } },
      ['build.functions.0: function-not-of-kind'],
    ],
    [
      'fading backwards',
      { limits, gradual: { fullMinutes: 15, noneMinutes: 10 } },
      ['gradual.noneMinutes: not-fading'],
    ],
    ['a budget without rates', { limits: { budgetYuan: 1 } }, ['limits.budgetYuan: no-rate']],
    [
      'an area elsewhere',
      { limits, candidates: { from: 'villages', within: { type: 'Polygon', coordinates: [ring(120, 121)] } } },
      ['candidates.within: outside-area'],
    ],
    [
      'an area without villages',
      { limits, candidates: { from: 'villages', within: { type: 'Polygon', coordinates: [ring(117.911, 117.915)] } } },
      ['candidates: no-candidates'],
    ],
    [
      'an open ring',
      {
        limits,
        candidates: { from: 'villages', within: { type: 'Polygon', coordinates: [ring(117, 118).slice(0, 4)] } },
      },
      ['candidates.within: ring-not-closed'],
    ],
    [
      'points twice and elsewhere',
      {
        limits,
        candidates: {
          from: 'points',
          points: [
            { id: 'x', at: point(0) },
            { id: 'x', at: point(10) },
            { id: 'y', at: { type: 'Point', coordinates: [100, 20] } },
          ],
        },
      },
      ['candidates.points.1.id: duplicate-id', 'candidates.points.2.at: outside-area'],
    ],
    ['every candidate forbidden', { limits, forbidden: ['a', 'b', 'c', 'd', 'e'] }, ['candidates: no-candidates']],
  ];
  for (const [name, question, expected] of cases)
    it(`is refused for ${name}`, () => expect(codesOf(snapshot, network, whereAsked(question))).toEqual(expected));

  it('is refused where nobody is counted', () => {
    const empty = road([{ id: 'a', metres: 0, people: null }]);
    expect(codesOf(empty.snapshot, empty.network, whereAsked({ limits }))).toEqual(['demandCountyIds: no-demand']);
  });
});
