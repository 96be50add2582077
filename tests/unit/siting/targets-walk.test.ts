import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRuleParameters } from '../../../gis-data/catalogue/index.ts';
import { partsOf } from '../../../server/indicators/row-parts.ts';
import { assess } from '../../../server/indicators/index.ts';
import { segmentMetres } from '../../../server/network/graph.ts';
import { effectsOf } from '../../../server/siting/targets/action.ts';
import { networkOf } from '../../support/networks.ts';
import { snapshotOf, type HandDivision, type HandFacility } from '../../support/snapshots.ts';
import {
  agreesWithBruteForce,
  answerOf as answerOn,
  prepared as preparedOn,
  rates,
  type Asked,
} from '../../support/target-paths.ts';

const metresPerDegree = segmentMetres(117, 40.9, 118, 40.9);
const at = (metres: number) => ({
  type: 'Point' as const,
  coordinates: [117.9 + metres / metresPerDegree, 40.9] as [number, number],
});

/** One straight street of 12 km. */
const street = networkOf(
  [at(0).coordinates, at(12_000).coordinates],
  [{ from: 0, to: 1, there: 12_000_000, back: 12_000_000 }],
);

/** Communities along the street, in three towns of two counties: 720 m are 15 minutes, 1440 m are 30. */
const places = [
  ['v1', 't1', 0],
  ['v2', 't1', 600],
  ['v3', 't2', 1200],
  ['v4', 't2', 3400],
  ['v5', 't3', 4000],
] as const;

const divisionsWith = (people: readonly number[]): HandDivision[] => [
  { id: 'city', type: 'prefectureCity' },
  { id: 'c1', type: 'county', parent: 'city', code: '130821' },
  { id: 'c2', type: 'county', parent: 'city', code: '130822' },
  { id: 't1', type: 'subdistrict', parent: 'c1' },
  { id: 't2', type: 'town', parent: 'c1' },
  { id: 't3', type: 'town', parent: 'c2' },
  ...places.map(([id, parent, metres], i): HandDivision => ({
    id,
    parent,
    type: 'community',
    centre: at(metres),
    population60: people[i]!,
  })),
];

const functions = Object.fromEntries(defaultRuleParameters.townshipCentre.functions.map((f) => [f, true]));
const centre = (id: string, township: string, metres: number, part: Partial<HandFacility> = {}): HandFacility => ({
  id,
  kind: 'regionalCentre',
  township,
  entrance: at(metres),
  functions,
  ...part,
});
const station = (id: string, township: string, metres: number, part: Partial<HandFacility> = {}): HandFacility => ({
  id,
  kind: 'dayCareStation',
  township,
  entrance: at(metres),
  ...part,
});

const world = (facilities: HandFacility[], people: readonly number[] = [100, 200, 300, 400, 500]) =>
  snapshotOf({ divisions: divisionsWith(people), facilities });
const answerOf = (snapshot: ReturnType<typeof world>, asked: Asked, options = {}) =>
  answerOn(snapshot, asked, defaultRuleParameters, rates, street, options);
const done = ({ plan }: Awaited<ReturnType<typeof answerOf>>) => plan!.actions.map(({ id }) => id).sort();

const anyTown = fc.constantFrom('t1', 't2', 't3');
const anyMode = fc.constantFrom('cost' as const, 'actions' as const);
const anyPeople = fc.tuple(...places.map(() => fc.integer({ min: 0, max: 40 }).map((n) => n * 10)));
const anyFacility = fc.record({
  township: anyTown,
  metres: fc.constantFrom(0, 300, 600, 1200, 1900, 3700, 4000),
  status: fc.constantFrom('operating', 'operating', 'operating', 'suspended', null),
  lacking: fc.constantFrom(null, null, null, false),
});

describe('the path to people who reach a facility on foot', () => {
  it.each(['careCircle', 'townshipPeople'])('is the best of all ways of acting, for %s', async (indicatorId) => {
    const target = fc.record({
      reading: fc.constantFrom(null, indicatorId === 'careCircle' ? 'slow' : 'within15'),
      value: fc.constantFrom(0.4, 0.7, 0.9, 1),
    });
    const isCircle = indicatorId === 'careCircle';
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFacility, { maxLength: 3 }),
        anyPeople,
        target,
        anyMode,
        async (facilities, people, { reading, value }, minimise) => {
          const made = facilities.map(({ township, metres, status, lacking }, i) =>
            isCircle
              ? station(`f${i}`, township, metres, { status })
              : centre(`f${i}`, township, metres, { status, functions: { ...functions, dayCare: lacking ?? true } }),
          );
          const targets = [{ indicatorId, reading, value }];
          await agreesWithBruteForce(world(made, people), { targets, minimise }, defaultRuleParameters, street);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('is the best for both readings of people and the count of townships at once', async () => {
    const targets: Asked['targets'] = [
      { indicatorId: '8', value: 0.6 },
      { indicatorId: 'townshipPeople', value: 0.8 },
      { indicatorId: 'careCircle', value: 0.9 },
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(anyFacility, { maxLength: 1 }), anyPeople, anyMode, async (some, people, minimise) => {
        const made = some.map(({ township, metres, status }, i) => centre(`f${i}`, township, metres, { status }));
        await agreesWithBruteForce(world(made, people), { targets, minimise }, defaultRuleParameters, street);
      }),
      { numRuns: 8 },
    );
  });

  it('counts a place that several actions cover once, and people beyond the township that is acted in', async () => {
    // One in the middle of the first three covers all of them within 15 minutes; two at the ends would cover v2 twice.
    const answer = await answerOf(world([], [100, 200, 300, 100, 100]), {
      targets: [{ indicatorId: 'careCircle', value: 0.75 }],
    });
    expect(done(answer)).toEqual(['build-regionalCentre-v2']);
    expect(answer).toMatchObject({ status: 'optimal', objective: 700, bound: 700 });
    expect(answer.targets).toMatchObject([{ before: 0, after: 0.75, metAfter: true }]);
    expect(answer.plan!.indicators.find(({ id }) => id === 'careCircle')!.after.lower).toBe(0.75);
    expect(answer.plan!.actions[0]!.reason.zh).toContain('v1,步行 12.5 分钟到v2区域养老服务中心(拟建)');
    expect(answer.findings.map(({ code }) => code)).toContain('places-at-villages');
  });

  it('asks about one candidate after the other: each has its own effect, wherever it stands', async () => {
    const path = preparedOn(
      world([station('f1', 't3', 4000, { status: null })]),
      { targets: [{ indicatorId: 'careCircle', value: 1 }] },
      defaultRuleParameters,
      rates,
      street,
    );
    const { probe, candidates } = path;
    const sets = candidates.map((candidate) => effectsOf(probe.snapshot, [{ candidate, amount: 1 }]));
    const together = await probe.changesOfEach(sets, () => Promise.resolve(true));
    expect(together).toEqual(sets.map((set) => probe.changes(set)));
    expect(candidates.map(({ id }) => id)).toContain('reopen-f1');
    // v1, v2 and v3 are all within reach of one at v2, which stands in another township than v3.
    expect([...together[candidates.findIndex(({ id }) => id.endsWith('-v2'))]!.changes.keys()]).toHaveLength(3);
    const none = await probe.changesOfEach(sets, () => Promise.resolve(false));
    expect(none.every((changes) => changes === null)).toBe(true);
  });

  it('adds the function that a centre lacks, where that is cheaper than a new one', async () => {
    const lacking = centre('f1', 't2', 1200, { functions: { ...functions, dayCare: false } });
    const answer = await answerOf(world([lacking]), { targets: [{ indicatorId: 'townshipPeople', value: 0.4 }] });
    expect(answer).toMatchObject({ status: 'optimal', objective: 110 });
    expect(answer.plan!.actions).toMatchObject([
      { action: 'addFunction', facilityId: 'f1', functionIds: ['dayCare'], townshipId: 't2' },
    ]);
  });

  it('moves a facility only where nobody needs it, and of two that stand in for each other only one', async () => {
    const targets = [{ indicatorId: 'careCircle', value: 1 }];
    const allowed: Asked = { targets, actions: ['relocate'] };
    const needed = world([station('f1', 't1', 600), station('f2', 't2', 1200)], [100, 200, 300, 400, 0]);
    expect((await answerOf(needed, allowed)).status).toBe('infeasible');
    const pair = world([station('f1', 't1', 600), station('f2', 't1', 600)], [100, 200, 300, 400, 0]);
    const moved = await answerOf(pair, allowed);
    expect(moved).toMatchObject({ status: 'optimal', objective: 130 });
    expect(moved.plan!.actions).toMatchObject([{ action: 'relocate', townshipId: 't2' }]);
    const both = world([station('f1', 't1', 600), station('f2', 't1', 600)], [100, 200, 300, 400, 500]);
    // At v3 and v4 both would reach 700 of 1500 people, but nobody would serve v2 then: one at v4 leaves it at 600.
    const slowly = (value: number): Asked => ({
      ...allowed,
      targets: [{ indicatorId: 'careCircle', value, reading: 'slow' }],
    });
    expect(await answerOf(both, slowly(0.4))).toMatchObject({ status: 'optimal', objective: 130 });
    expect((await answerOf(both, slowly(0.46))).status).toBe('infeasible');
  });

  it('says what it had no time or room to try, and then proves nothing', async () => {
    const asked: Asked = { targets: [{ indicatorId: 'careCircle', value: 0.2 }] };
    const some = await answerOf(world([]), asked, { mostAsked: 1 });
    // The place with most people is v5.
    expect(done(some)).toEqual(['build-regionalCentre-v5']);
    expect(some).toMatchObject({ status: 'feasible', objective: 700, bound: null, gap: null });
    const [left] = some.findings;
    expect(left).toMatchObject({ code: 'actions-left-out' });
    expect(left!.message.en).toContain(' 4 were not tried');
    const none = await answerOf(world([]), { targets: [{ indicatorId: 'careCircle', value: 1 }] }, { mostAsked: 1 });
    expect(none).toMatchObject({ status: 'unknown', plan: null, conflict: null });
  });

  it('is nothing, and proven, where the target is reached already, however little is tried', async () => {
    const reached: Asked = { targets: [{ indicatorId: 'careCircle', value: 0.2 }] };
    const answer = await answerOf(world([station('f1', 't1', 0)]), reached, { mostAsked: 0 });
    expect(answer).toMatchObject({
      status: 'optimal',
      objective: 0,
      bound: 0,
      findings: expect.not.arrayContaining([expect.objectContaining({ code: 'actions-left-out' })]),
    });
    expect(done(answer)).toEqual([]);
  });

  it('gives the rows of townships as the sum of their villages', () => {
    fc.assert(
      fc.property(fc.array(anyFacility, { maxLength: 4 }), anyPeople, (facilities, people) => {
        const made = facilities.map(({ township, metres, status }, i) => centre(`f${i}`, township, metres, { status }));
        for (const row of assess(world(made, people), defaultRuleParameters, street).evidence('townshipPeople')) {
          const sum = (of: 'numerator' | 'denominator') => partsOf(row)!.reduce((all, { lower }) => all + lower[of], 0);
          expect({ numerator: sum('numerator'), denominator: sum('denominator') }).toEqual(row.lower);
        }
      }),
      { numRuns: 20 },
    );
  });
});
