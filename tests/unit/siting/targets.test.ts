import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRuleParameters, type RuleParameters } from '../../../gis-data/catalogue/index.ts';
import type { TargetsAnswer } from '../../../server/siting/contract.ts';
import { snapshotOf, type HandDivision, type HandFacility } from '../../support/snapshots.ts';
import { agreesWithBruteForce, answerOf, asking, prepared, type Asked } from '../../support/target-paths.ts';

const point = (x: number, y: number) => ({
  type: 'Point' as const,
  coordinates: [117 + x / 10, 41 + y / 10] as [number, number],
});
const sharing: RuleParameters = {
  ...defaultRuleParameters,
  townshipCentre: {
    ...defaultRuleParameters.townshipCentre,
    sharing: { allowed: true, mostTownships: 2, clause: null },
  },
};

const done = ({ plan }: TargetsAnswer) => plan!.actions.map(({ id }) => id).sort();

const offering = (...answers: (boolean | null)[]) =>
  Object.fromEntries(defaultRuleParameters.townshipCentre.functions.map((f, i) => [f, answers[i] ?? null]));
const all = offering(true, true, true, true);

/** Two counties: a subdistrict and three towns in a row, and two towns; each with a village. */
const divisions: HandDivision[] = [
  { id: 'city', type: 'prefectureCity' },
  { id: 'c1', type: 'district', parent: 'city', code: '130821' },
  { id: 'c2', type: 'county', parent: 'city', code: '130822' },
  ...(
    [
      ['t1', 'c1', 'subdistrict'],
      ['t2', 'c1', 'town'],
      ['t3', 'c1', 'town'],
      ['t4', 'c2', 'town'],
      ['t5', 'c2', 'township'],
    ] as const
  ).flatMap(([id, parent, type], i): HandDivision[] => [
    { id, type, parent, centre: point(i, 0), population60: 100 * (i + 1), households: 200 },
    { id: `v${i + 1}`, type: 'village', parent: id, centre: point(i, 0.5), population60: 50 },
  ]),
];
const fewer = divisions.filter(({ id }) => !['t5', 'v5'].includes(id));
const centre = (id: string, township: string, part: Partial<HandFacility> = {}): HandFacility => ({
  id,
  kind: 'regionalCentre',
  township,
  functions: all,
  entrance: point(0, 0),
  ...part,
});
const home = (id: string, beds: number | null, nursingBeds: number | null, part = {}): HandFacility => ({
  id,
  kind: 'nursingHome',
  township: 't1',
  attributes: { beds, nursingBeds },
  ...part,
});

/** With fewer ways of acting, so that all can be tried. */
const oneBurialKind: RuleParameters = { ...defaultRuleParameters, publicBurialKinds: ['publicCemetery'] };

const anyStatus = fc.constantFrom('operating', 'operating', 'suspended', 'planned', 'closed', null);
const anyFunctions = fc.tuple(...Array.from({ length: 4 }, () => fc.constantFrom(true, true, true, false, null)));
const anyCentre = fc
  .record({ township: fc.constantFrom('t1', 't2', 't3', 't4'), status: anyStatus, functions: anyFunctions })
  .map(({ township, status, functions }) => ({ township, status, functions: offering(...functions) }));
const anyMode = fc.constantFrom('cost' as const, 'actions' as const);

describe('the shortest path to a target', () => {
  it('is the best of all ways of acting, for townships with a centre and the condition, shared or not', async () => {
    const world = fc.array(anyCentre, { maxLength: 3 });
    const snapshotWith = (centres: { township: string }[]) =>
      snapshotOf({ divisions: fewer, facilities: centres.map((part, i) => centre(`f${i}`, part.township, part)) });
    const asked = fc.record({
      targets: fc.constantFrom<Asked['targets']>(
        [{ indicatorId: '8' }],
        [{ indicatorId: '8', value: 0.4 }],
        [{ indicatorId: '8', reading: 'townsOnly' }],
      ),
      minimise: anyMode,
    });
    await fc.assert(
      fc.asyncProperty(world, asked, fc.boolean(), async (centres, question, shared) => {
        await agreesWithBruteForce(snapshotWith(centres), question, shared ? sharing : defaultRuleParameters);
      }),
      { numRuns: 6 },
    );
  });

  it('is the best of all ways of acting, for beds in every amount, with other targets at once', async () => {
    const anyHome = fc.record({
      beds: fc.constantFrom(2, 3, null),
      nursing: fc.constantFrom(0, 1, 2, null),
      status: fc.constantFrom('operating', 'operating', null),
    });
    const world = fc.tuple(fc.array(anyHome, { minLength: 1, maxLength: 2 }), fc.constantFrom<string[]>([], ['t4']));
    const smaller = divisions.filter(({ id }) => !['t3', 'v3', 't5', 'v5'].includes(id));
    const snapshotWith = ([homes, stations]: [{ beds: number | null; nursing: number | null }[], string[]]) =>
      snapshotOf({
        divisions: smaller,
        facilities: [
          ...homes.map(({ beds, nursing, ...part }, i) => home(`h${i}`, beds, nursing, part)),
          ...stations.map((township) => ({ id: 's', kind: 'childProtectionStation' as const, township })),
        ],
      });
    const targets = fc.constantFrom<Asked['targets']>(
      [{ indicatorId: '7' }],
      [{ indicatorId: '7', value: 0.8 }],
      [{ indicatorId: '7' }, { indicatorId: '3' }],
    );
    await fc.assert(
      fc.asyncProperty(world, targets, anyMode, async (facilities, goals, minimise) => {
        await agreesWithBruteForce(snapshotWith(facilities), { targets: goals, minimise });
      }),
      { numRuns: 12 },
    );
  });

  it('is the best of all ways of acting, for floor areas, volunteer stations, guidance centres and burial', async () => {
    const anyHall = fc.record({
      village: fc.constantFrom('v1', 'v2', 'v3', 'v4'),
      floorAreaM2: fc.constantFrom(40, 90, null),
      volunteerStation: fc.constantFrom(true, false, null),
      status: fc.constantFrom('operating', 'operating', null),
    });
    const anyCounty = fc.record({
      functions: fc.constantFrom({}, { industryManagement: true, technicalGuidance: true, emergencySupport: true }),
      plotsTotal: fc.constantFrom(0, 5),
    });
    const snapshotWith = (
      halls: { village: string }[],
      { functions, plotsTotal }: { functions: object; plotsTotal: number },
    ) =>
      snapshotOf({
        divisions: fewer,
        facilities: [
          ...halls.map(({ village, ...part }, i) => {
            const { floorAreaM2, volunteerStation, status } = part as Record<string, never>;
            const place = { village, township: village.replace('v', 't') };
            const fields = { status, functions: { volunteerStation }, attributes: { floorAreaM2 } };
            return { id: `h${i}`, kind: 'communityFacility' as const, ...place, ...fields };
          }),
          { id: 'g1', kind: 'guidanceCentre', county: 'c1', functions },
          {
            id: 'b1',
            kind: 'publicCemetery',
            township: 't1',
            attributes: { plotsTotal, plotsUsed: 0, serviceScope: 'urban' },
          },
        ],
      });
    const targets = fc.constantFrom<Asked['targets']>(
      [{ indicatorId: '9' }],
      [{ indicatorId: '12' }],
      [{ indicatorId: '9', value: 20 }, { indicatorId: '12' }],
      [{ indicatorId: 'guidanceCentres' }, { indicatorId: '14' }],
      [{ indicatorId: 'urbanFuneralSites' }, { indicatorId: '14', value: 0.5 }],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyHall, { maxLength: 2 }),
        anyCounty,
        targets,
        anyMode,
        async (halls, county, goals, minimise) => {
          await agreesWithBruteForce(snapshotWith(halls, county), { targets: goals, minimise }, oneBurialKind);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('is the best under limits, pins and what is forbidden, or says that there is none', async () => {
    const snapshot = snapshotOf({
      divisions,
      facilities: [
        centre('f1', 't1', { functions: offering(true, true, false, true) }),
        centre('f2', 't2'),
        centre('f3', 't2', { status: 'suspended' }),
        centre('f4', 't4', { status: null }),
      ],
    });
    const { candidates } = prepared(snapshot, { targets: [{ indicatorId: '8' }] });
    const some = fc.subarray(candidates.map(({ id }) => id));
    const limits = fc.record(
      { budgetYuan: fc.constantFrom(0, 250, 900, 1700), count: fc.integer({ min: 0, max: 4 }) },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(some, some, limits, anyMode, async (pins, forbidden, within, minimise) => {
        const pinned = pins.slice(0, 2).filter((id) => !forbidden.includes(id));
        await agreesWithBruteForce(snapshot, {
          targets: [{ indicatorId: '8' }],
          ...{ pinned, forbidden, limits: within, minimise },
        });
      }),
      { numRuns: 12 },
    );
  });
});

describe('an answer', () => {
  const twoTowns = (...facilities: HandFacility[]) => snapshotOf({ divisions: fewer, facilities });

  it('adds all that a facility lacks in one action, and states what is unknown only by doing it', async () => {
    const snapshot = twoTowns(
      centre('f1', 't1', { functions: offering(false, true, null, true), status: null }),
      centre('f2', 't2'),
    );
    const answer = await answerOf(snapshot, {
      targets: [{ indicatorId: '8', reading: 'subdistricts' }],
      minimise: 'actions',
      actions: ['reopen', 'addFunction'],
    });
    expect(answer.plan!.actions).toMatchObject([
      { id: 'reopen-f1', action: 'reopen', functionIds: ['fullDayCare', 'homeVisits'], townshipId: 't1', yuan: null },
    ]);
    expect(answer.plan!.changes).toMatchObject([
      { op: 'update', id: 'f1', baseVersion: 1, fields: { status: 'operating', functions: all } },
    ]);
    expect(answer.plan!.missingRates).toEqual(['addFunction/regionalCentre/homeVisits?site']);
    // With no price for what may have been there before, the cheapest plan builds a new one, and says what it left out.
    const cheapest = await answerOf(snapshot, { targets: [{ indicatorId: '8', reading: 'subdistricts' }] });
    expect(done(cheapest)).toEqual(['build-regionalCentre-t1']);
    expect(cheapest.findings.map(({ code }) => code)).toContain('actions-without-price');
  });

  it('builds at the village with most people aged 60+, of the usual size, and names the evidence that it brings', async () => {
    const beds = { attributes: { beds: 30 } };
    const answer = await answerOf(
      twoTowns(centre('f1', 't2', beds), centre('f2', 't3', { attributes: { beds: 50 } }), centre('f3', 't4', beds)),
      { targets: [{ indicatorId: '8' }] },
    );
    const [action] = answer.plan!.actions;
    expect(action).toMatchObject({
      id: 'build-regionalCentre-t1',
      facilityName: 't1区域养老服务中心(拟建)',
      yuan: 700,
    });
    expect(action!.at).toEqual(point(0, 0.5));
    expect(action!.reason.zh).toContain('t1,t1区域养老服务中心(拟建)运营中,规定的 4 项功能齐备');
    expect(answer.plan!.changes[0]).toMatchObject({
      op: 'create',
      fields: { villageId: 'v1', attributes: { beds: 30 } },
    });
    expect(answer.targets).toMatchObject([
      { indicatorId: '8', reading: null, needed: 0.6, before: 0.75, after: 1, metBefore: true, metAfter: true },
      { indicatorId: '8', reading: 'subdistricts', needed: 1, before: 0, after: 1, metBefore: false, metAfter: true },
    ]);
  });

  it('does nothing where all is reached, and moves a second centre of a township rather than building', async () => {
    const centres = [centre('f1', 't1'), centre('f2', 't2')];
    const reachedAlready = await answerOf(twoTowns(...centres), { targets: [{ indicatorId: '8', value: 0.5 }] });
    expect(reachedAlready).toMatchObject({
      status: 'optimal',
      objective: 0,
      gap: 0,
      plan: { actions: [], changes: [] },
    });
    const moving = await answerOf(twoTowns(...centres, centre('f3', 't2')), {
      targets: [{ indicatorId: '8', value: 0.75 }],
    });
    expect(moving).toMatchObject({ objective: 130, plan: { actions: [{ action: 'relocate', townshipId: 't3' }] } });
    // Of two that could leave t2 only one may.
    const twice = await answerOf(twoTowns(...centres, centre('f3', 't2')), {
      targets: [{ indicatorId: '8', value: 1 }],
      actions: ['relocate'],
    });
    expect(twice.status).toBe('infeasible');
  });

  it('shares a centre only where the rule allows it, with what it costs', async () => {
    const snapshot = twoTowns(centre('f1', 't2'), centre('f2', 't4'));
    const asked: Asked = { targets: [{ indicatorId: '8', value: 0.75 }] };
    const allowed = await answerOf(snapshot, asked, sharing);
    expect(allowed).toMatchObject({ objective: 50, plan: { actions: [{ action: 'share', facilityId: 'f1' }] } });
    const refused = await answerOf(snapshot, asked);
    expect(refused.plan!.actions.map(({ action }) => action)).toEqual(['build']);
    expect(refused.findings.map(({ code }) => code)).toContain('sharing-not-allowed');
    const only = await answerOf(snapshot, { ...asked, actions: ['share'] });
    expect(only.status).toBe('infeasible');
    expect(only.conflict!.parts.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'rule townshipCentre.sharing',
      'limit actions',
      'target 8',
    ]);
  });

  it('lists other plans nearly as good, each without something of those before it', async () => {
    const snapshot = twoTowns(centre('f1', 't1'), centre('f2', 't4', { status: 'suspended' }));
    const answer = await answerOf(snapshot, { targets: [{ indicatorId: '8', value: 0.5 }], alternatives: 5 });
    expect(answer.objective).toBe(90);
    expect(answer.alternatives.map(({ objective }) => objective)).toEqual([700, 700, 700]);
    const plans = [answer.plan!, ...answer.alternatives.map(({ plan }) => plan)].map(({ actions }) => actions[0]!.id);
    expect(new Set(plans).size).toBe(4);
  });

  it('is the same for the same question and seed', async () => {
    const snapshot = twoTowns(centre('f1', 't1'));
    const asked: Asked = { targets: [{ indicatorId: '8', value: 0.5 }], seed: 7 };
    const [first, second] = [await answerOf(snapshot, asked), await answerOf(snapshot, asked)];
    expect({ ...first, seconds: 0 }).toEqual({ ...second, seconds: 0 });
    // Of townships that cost the same, the one with most people aged 60+.
    expect(done(first)).toEqual(['build-regionalCentre-t4']);
  });
});

describe('a target that cannot be reached', () => {
  const snapshot = snapshotOf({
    divisions: fewer,
    facilities: [centre('f1', 't1'), home('h1', 10, null), { id: 'w1', kind: 'serviceWindow', township: 't1' }],
  });
  const conflict = async (asked: Asked) => {
    const { status, plan, conflict: found } = await answerOf(snapshot, asked);
    expect({ status, plan }).toEqual({ status: 'infeasible', plan: null });
    return found!.parts.map(({ kind, id }) => `${kind} ${id}`);
  };

  it('names the rule that stops it', async () => {
    expect(await conflict({ targets: [{ indicatorId: '8' }, { indicatorId: '6' }] })).toEqual([
      'target 6',
      'rule entered/6',
    ]);
    const homeless = await answerOf(snapshotOf({ divisions: fewer }), { targets: [{ indicatorId: '7' }] });
    expect(homeless.conflict!.parts.map(({ id }) => id)).toEqual(['7', 'nothing-counted/7']);
    expect(await conflict({ targets: [{ indicatorId: 'careCircle', value: 0.5 }] })).toEqual([
      'target careCircle',
      'rule no-network/careCircle',
    ]);
  });

  it('names limits, pins and exclusions of which none can stay beside the others', async () => {
    const targets = [{ indicatorId: 'serviceWindows', value: 0.75 }];
    expect(await conflict({ targets, limits: { budgetYuan: 1300, count: 5 } })).toEqual([
      'limit budgetYuan',
      'target serviceWindows',
    ]);
    expect(await conflict({ targets, limits: { budgetYuan: 9000, count: 1 } })).toEqual([
      'limit count',
      'target serviceWindows',
    ]);
    expect(await conflict({ targets, actions: ['addBeds'] })).toEqual(['limit actions', 'target serviceWindows']);
    expect(await conflict({ targets: [{ indicatorId: 'serviceWindows', value: 1 }], countyIds: ['c1'] })).toEqual([
      'limit countyIds',
      'target serviceWindows',
    ]);
    const forbidden = ['build-serviceWindow-t2', 'build-serviceWindow-t3'];
    expect(await conflict({ targets, forbidden })).toEqual([
      ...forbidden.map((id) => `forbidden ${id}`),
      'target serviceWindows',
    ]);
    expect(await conflict({ targets, limits: { count: 0 }, pinned: ['build-serviceWindow-t2'] })).toEqual([
      'limit count',
      'target serviceWindows',
    ]);
    // With sharing allowed one centre more would do, within the budget.
    expect(await conflict({ targets: [{ indicatorId: '8', value: 0.75 }], limits: { budgetYuan: 1300 } })).toEqual([
      'rule townshipCentre.sharing',
      'limit budgetYuan',
      'target 8',
    ]);
    // What is not priced cannot be among the cheapest: all beds of a home whose nursing beds nobody has counted.
    expect(await conflict({ targets: [{ indicatorId: '7' }] })).toEqual(['rule rate', 'target 7']);
  });

  it('is refused beforehand where the question makes no sense, each part by its place', () => {
    const refusal = (asked: Asked) => {
      const path = asking(snapshot, asked);
      return 'refusals' in path ? path.refusals.map((refused) => `${refused.path} ${refused.code}`) : [];
    };
    expect(
      refusal({
        targets: [
          { indicatorId: '99' },
          { indicatorId: '8', reading: 'other' },
          { indicatorId: 'careCircle' },
          { indicatorId: '3', value: 1.2 },
          { indicatorId: '7' },
          { indicatorId: '7' },
        ],
      }),
    ).toEqual([
      'targets.0.indicatorId unknown-indicator',
      'targets.1.reading unknown-reading',
      'targets.2.value target-missing',
      'targets.3.value target-out-of-range',
      'targets.5.indicatorId target-twice',
    ]);
    expect(refusal({ targets: [{ indicatorId: '8' }], pinned: ['build-it'], countyIds: ['t1'] })).toEqual([
      'countyIds.0 unknown-county',
      'pinned.0 unknown-action',
    ]);
    const id = 'build-regionalCentre-t2';
    expect(refusal({ targets: [{ indicatorId: '8' }], pinned: [id], forbidden: [id] })).toEqual([
      'pinned.0 pinned-and-forbidden',
    ]);
  });
});
