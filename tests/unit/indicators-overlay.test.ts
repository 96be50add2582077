import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRuleParameters, indicators, type RuleParameters } from '../../gis-data/catalogue/index.ts';
import type { EvidenceRow } from '../../server/indicators/contract.ts';
import { facilityKindsRead, indicatorFunctions } from '../../server/indicators/functions/index.ts';
import { assess, compareAssessments } from '../../server/indicators/index.ts';
import { noReuse, reuseOf } from '../../server/indicators/reuse.ts';
import type { Network } from '../../server/network/graph.ts';
import { buildSnapshot, type Snapshot } from '../../server/snapshot/snapshot.ts';
import { anyEdit, anyWorld, effectsOn } from '../support/coverage-worlds.ts';
import {
  divisionEdit,
  effectOn,
  effectsOf,
  facilityEdit,
  facilityFields,
  statisticEdit,
  type EditRoom,
} from '../support/edits.ts';
import { networkOf } from '../support/networks.ts';
import { snapshotOf, type HandDivision, type HandFacility } from '../support/snapshots.ts';

const divisions: HandDivision[] = [
  { id: 'city', type: 'prefectureCity', code: '1308' },
  { id: 'c1', type: 'district', parent: 'city', code: '130802', population: 900 },
  { id: 'c2', type: 'county', parent: 'city', code: '130821', population: 800 },
  { id: 't1', type: 'subdistrict', parent: 'c1', households: 100 },
  { id: 't2', type: 'town', parent: 'c1' },
  { id: 't3', type: 'township', parent: 'c2', population: 500 },
  { id: 'v1', type: 'village', parent: 't1', households: 40 },
  { id: 'v2', type: 'village', parent: 't2', households: 60 },
];

const room: EditRoom = {
  facilityIds: Array.from({ length: 24 }, (_, i) => `f${i}`),
  // Kinds that indicators of every sort read, and one that none reads.
  kinds: [
    'serviceWindow',
    'regionalCentre',
    'guidanceCentre',
    'communityFacility',
    'volunteerStation',
    'nursingHome',
    'columbarium',
    'lotteryOutlet',
  ],
  countyIds: ['c1', 'c2', 'nowhere'],
  townshipIds: ['t1', 't2', 't3'],
  villageIds: ['v1', 'v2'],
  divisionIds: ['city', 'c1', 'c2', 't1', 't2', 't3', 't4', 'v1', 'v2'],
  statisticIds: ['s1', 's2', 's3'],
};

const registry = fc.array(facilityFields(room), { minLength: 4, maxLength: 20 }).map((facilities) =>
  snapshotOf({
    divisions,
    facilities: facilities.map((fields, i) => ({ ...fields, id: `f${i}` }) as HandFacility),
    statistics: [{ id: 's1', indicatorId: '1', divisionId: 'c1', periodEnd: '2023-12-31', value: 0.5 }],
  }),
);

const edits = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: facilityEdit(room) },
    { weight: 1, arbitrary: divisionEdit(room) },
    { weight: 2, arbitrary: statisticEdit(room) },
  ),
  { minLength: 1, maxLength: 4 },
);

const levels = ['county', 'township'] as const;

/** Everything that an assessment answers; its snapshot's name is no part of it. */
function answers(snapshot: Snapshot, parameters: RuleParameters, network: Network | null = null) {
  const assessment = assess(snapshot, parameters, network);
  return indicators.map(({ id }) => ({
    result: assessment.result(id),
    evidence: assessment.evidence(id),
    areas: levels.map((level) => assessment.areas(id, level)),
  }));
}

/** The same records as a snapshot of its own, from which nothing can be taken over. */
const madeAnew = ({ seq, asOf, records }: Snapshot) => buildSnapshot(seq, asOf, records);

const looserParameters: RuleParameters = {
  ...defaultRuleParameters,
  townshipCentre: {
    kinds: ['regionalCentre', 'dayCareStation'],
    functions: ['dayCare'],
    sharing: { allowed: true, mostTownships: 2, clause: null },
  },
  elderCareInstitutionKinds: ['nursingHome', 'homeCareCentre'],
};

describe('the assessment of an overlay', () => {
  it('is the assessment made anew, whatever is edited: results, evidence and areas', () => {
    const parameters = fc.constantFrom(defaultRuleParameters, looserParameters);
    fc.assert(
      fc.property(registry, edits, edits, parameters, (base, first, second, rules) => {
        assess(base, rules);
        const once = base.with(effectsOf(base, first));
        expect(answers(once, rules)).toEqual(answers(madeAnew(once), rules));
        const twice = once.with(effectsOf(once, second));
        expect(answers(twice, rules)).toEqual(answers(madeAnew(twice), rules));
        expect(compareAssessments(assess(base, rules), assess(twice, rules))).toEqual(
          compareAssessments(assess(madeAnew(base), rules), assess(madeAnew(twice), rules)),
        );
      }),
      { numRuns: 120 },
    );
  });

  it('is the assessment made anew also of the indicators that walk a network', () => {
    const trial = fc.array(fc.tuple(anyEdit, fc.constantFrom('甲', '乙', null)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyWorld, trial, trial, ({ network, snapshot }, ...trials) => {
        assess(snapshot, looserParameters, network);
        trials.reduce((now, steps) => {
          const edits = steps.map(([edit, name]) => ({
            ...edit,
            to: edit.to && { ...edit.to, ...(name && { name }) },
          }));
          const after = now.with(effectsOn(now, edits));
          expect(answers(after, looserParameters, network)).toEqual(
            answers(madeAnew(after), looserParameters, network),
          );
          return after;
        }, snapshot);
      }),
      { numRuns: 100 },
    );
  });

  it('counts again only the rows that the changed facility is behind', () => {
    const base = snapshotOf({
      divisions,
      facilities: [
        { id: 'w1', kind: 'serviceWindow', township: 't1' },
        { id: 'w2', kind: 'serviceWindow', township: 't2' },
        { id: 'h', kind: 'nursingHome', township: 't1' },
      ],
    });
    const closed = { ...base.records.facility.get('w1')!, status: 'closed' };
    const overlay = base.with([effectOn(base, 'facility', 'w1', closed)]);
    const rows = (snapshot: Snapshot, id: string) =>
      new Map(
        assess(snapshot)
          .evidence(id)
          .map((row) => [row.unitId, row]),
      );
    const [before, after] = [rows(base, 'serviceWindows'), rows(overlay, 'serviceWindows')];
    expect(after.get('t1')).toMatchObject({ verdict: 'no' });
    expect(before.get('t1')).toMatchObject({ verdict: 'yes' });
    expect(after.get('t2')).toBe(before.get('t2'));
    for (const { id } of indicators.filter((i) => i.id !== 'serviceWindows')) {
      expect(assess(overlay).result(id)).toBe(assess(base).result(id));
    }
  });
});

describe('rows to take over', () => {
  const base = snapshotOf({
    divisions,
    facilities: ['w1', 'w2', 'w3'].map((id) => ({ id, kind: 'serviceWindow', township: 't1' }) as const),
  });
  const difference = { ids: new Set(['w3']), kinds: new Set(['serviceWindow']), anyUnplaced: false };
  const [t1] = assess(base)
    .evidence('serviceWindows')
    .filter((row) => row.unitId === 't1');
  const behind = (...facilities: string[]) => ({
    ...t1!,
    records: facilities.map((id) => ({ type: 'facility', id, label: id })),
  });
  const taken = (row: EvidenceRow, rows: number[], unitType: EvidenceRow['unitType'] = 'township') =>
    reuseOf(base, difference, [row]).row(unitType, 't1', rows);

  it('are those of the same unit with the same, unchanged facilities behind them', () => {
    const row = behind('w1', 'w2');
    expect(taken(row, [0, 1])).toBe(row);
    expect(taken(row, [0])).toBeUndefined();
    expect(taken(row, [0, 1, 2])).toBeUndefined();
    expect(taken(behind('w1'), [1])).toBeUndefined();
    expect(taken(behind('w3'), [2])).toBeUndefined();
    expect(taken(row, [0, 1], 'facility')).toBeUndefined();
    expect(reuseOf(base, { ...difference, anyUnplaced: true }, [row]).row('township', 't1', [0, 1])).toBeUndefined();
  });
});

describe('the kinds that an indicator is said to read', () => {
  it.each(Object.keys(indicatorFunctions).filter((id) => id in facilityKindsRead))(
    'are those it asks for: %s',
    (id) => {
      for (const parameters of [defaultRuleParameters, looserParameters]) {
        const snapshot = snapshotOf({ divisions });
        const asked = new Set<string>();
        const facilities = {
          ...snapshot.facilities,
          ofKinds: (kinds: readonly string[]) => {
            kinds.forEach((kind) => asked.add(kind));
            return snapshot.facilities.ofKinds(kinds);
          },
        };
        const network = networkOf(
          [
            [117.9, 40.9],
            [117.91, 40.9],
          ],
          [{ from: 0, to: 1, there: 840_000, back: 840_000 }],
        );
        indicatorFunctions[id]!({ ...snapshot, facilities }, parameters, noReuse, network);
        expect([...asked].sort()).toEqual([...facilityKindsRead[id]!(parameters)].sort());
      }
    },
  );

  it('belong to an indicator that has a function', () => {
    for (const id of Object.keys(facilityKindsRead)) expect(Object.keys(indicatorFunctions)).toContain(id);
  });
});
