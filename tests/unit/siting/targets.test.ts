import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultRuleParameters,
  planningActions,
  type PlanningActionId,
  type RuleParameters,
} from '../../../gis-data/catalogue/index.ts';
import { overlayTools, ratesOf } from '../../../scripts/bench/overlay-tools.ts';
import { assess } from '../../../server/indicators/index.ts';
import { Problem } from '../../../server/registry/problem.ts';
import type { CostRate } from '../../../server/scenarios/contract.ts';
import { targetsQuestion, type TargetsAnswer, type TargetsQuestion } from '../../../server/siting/contract.ts';
import { priceOf } from '../../../server/siting/plan.ts';
import { effectsOf } from '../../../server/siting/targets/action.ts';
import type { Candidate } from '../../../server/siting/targets/candidates/candidate.ts';
import { findPath } from '../../../server/siting/targets/path.ts';
import { preparePath, type PreparedPath } from '../../../server/siting/targets/prepare.ts';
import type { Snapshot } from '../../../server/snapshot/snapshot.ts';
import { snapshotOf, type HandDivision, type HandFacility } from '../../support/snapshots.ts';

type Asked = Partial<Omit<TargetsQuestion, 'question' | 'targets'>> & {
  targets: { indicatorId: string; reading?: string | null; value?: number }[];
};

const point = (x: number, y: number) => ({
  type: 'Point' as const,
  coordinates: [117 + x / 10, 41 + y / 10] as [number, number],
});
const rate = (action: PlanningActionId, yuan: number, per: CostRate['per'] = 'site', kind: string | null = null) => ({
  action,
  yuan,
  per,
  facilityKind: kind,
  functionId: null,
});
const rates = ratesOf([
  rate('build', 700),
  rate('relocate', 130),
  rate('addFunction', 110),
  rate('certifyBeds', 10, 'bed'),
  rate('addBeds', 60, 'bed'),
  rate('share', 50),
  rate('other', 90),
]);

const sharing: RuleParameters = {
  ...defaultRuleParameters,
  townshipCentre: {
    ...defaultRuleParameters.townshipCentre,
    sharing: { allowed: true, mostTownships: 2, clause: null },
  },
};

const prepared = (snapshot: Snapshot, asked: Asked, parameters = defaultRuleParameters, table = rates) =>
  preparePath(
    { snapshot, network: null, rates: table, parameters },
    targetsQuestion.parse({ question: 'targets', alternatives: 0, ...asked }),
  );

async function answerOf(
  snapshot: Snapshot,
  asked: Asked,
  parameters = defaultRuleParameters,
  table = rates,
): Promise<TargetsAnswer> {
  const path = prepared(snapshot, asked, parameters, table);
  return findPath(path, { tools: overlayTools(snapshot, table, parameters) });
}

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

/** Whether all targets are reached, by the indicators' own verdicts. */
function reached(snapshot: Snapshot, { targets }: Asked, parameters: RuleParameters): boolean {
  const assessment = assess(snapshot, parameters);
  return targets.every(({ indicatorId, reading, value }) => {
    const result = assessment.result(indicatorId);
    if (value !== undefined) return result.lower !== null && result.lower >= value - 1e-12;
    if (reading) return result.readings.find(({ id }) => id === reading)!.verdict === 'met';
    return result.overallVerdict === 'met';
  });
}

/** Units of the targets' indicators that hold. */
const holding = (snapshot: Snapshot, { targets }: Asked, parameters: RuleParameters): string[] =>
  targets.flatMap(({ indicatorId }) =>
    assess(snapshot, parameters)
      .evidence(indicatorId)
      .flatMap((row) => (row.verdict === 'yes' && row.unitType === 'township' ? [`${indicatorId} ${row.unitId}`] : [])),
  );

/** The least objective over every way of doing the candidates, in every amount; null where no way reaches the targets. */
function bruteForce({ inputs, question, candidates, parameters }: PreparedPath): number | null {
  const { snapshot } = inputs;
  const before = holding(snapshot, question, parameters);
  const slots = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const offered =
      !question.forbidden.includes(candidate.id) && candidate.needs.every((n) => question.actions.includes(n));
    if (offered) slots.set(candidate.slot, [...(slots.get(candidate.slot) ?? []), candidate]);
  }
  let best: number | null = null;
  const tryAll = (left: readonly Candidate[][], chosen: { candidate: Candidate; amount: number }[]): void => {
    const [slot, ...others] = left;
    if (slot) {
      tryAll(others, chosen);
      for (const candidate of slot)
        for (let amount = 1; amount <= (candidate.most ?? 1); amount++)
          tryAll(others, [...chosen, { candidate, amount }]);
      return;
    }
    if (!question.pinned.every((id) => chosen.some(({ candidate }) => candidate.id === id))) return;
    const effects = effectsOf(snapshot, chosen);
    const { yuan } = priceOf(effects, inputs.rates);
    const { budgetYuan, count = Infinity } = question.limits;
    if (chosen.length > count || (budgetYuan !== undefined && (yuan === null || yuan > budgetYuan))) return;
    const objective = question.minimise === 'cost' ? yuan : chosen.length;
    if (objective === null || (best !== null && objective >= best)) return;
    const after = snapshot.with(effects);
    if (!reached(after, question, parameters)) return;
    // No unit may lose what it has by a facility moved away.
    const left2 = new Set(holding(after, question, parameters));
    if (before.every((unit) => left2.has(unit))) best = objective;
  };
  tryAll([...slots.values()], []);
  return best;
}

async function agreesWithBruteForce(
  snapshot: Snapshot,
  asked: Asked,
  parameters = defaultRuleParameters,
): Promise<void> {
  const path = prepared(snapshot, asked, parameters);
  const answer = await findPath(path, { tools: overlayTools(snapshot, rates, parameters) });
  const best = bruteForce(path);
  expect({ status: answer.status, objective: answer.objective }).toEqual({
    status: best === null ? 'infeasible' : 'optimal',
    objective: best,
  });
  if (best === null) return;
  expect(answer.bound).toBeCloseTo(best, 6);
  expect(answer.findings.map(({ code }) => code)).not.toContain('preview-differs');
  if (asked.minimise !== 'actions') expect(answer.plan!.yuan).toBeCloseTo(best, 6);
  else expect(answer.plan!.actions).toHaveLength(best);
  expect(answer.targets.every(({ metAfter }) => metAfter)).toBe(true);
}

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
      fc.asyncProperty(world, asked, fc.boolean(), (centres, question, shared) =>
        agreesWithBruteForce(snapshotWith(centres), question, shared ? sharing : defaultRuleParameters),
      ),
      { numRuns: 25 },
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
      fc.asyncProperty(world, targets, anyMode, (facilities, goals, minimise) =>
        agreesWithBruteForce(snapshotWith(facilities), { targets: goals, minimise }),
      ),
      { numRuns: 25 },
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
      fc.asyncProperty(some, some, limits, anyMode, (pins, forbidden, within, minimise) => {
        const pinned = pins.slice(0, 2).filter((id) => !forbidden.includes(id));
        return agreesWithBruteForce(snapshot, {
          targets: [{ indicatorId: '8' }],
          ...{ pinned, forbidden, limits: within, minimise },
        });
      }),
      { numRuns: 25 },
    );
  });
});
