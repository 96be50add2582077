import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRuleParameters, indicators, type RuleParameters } from '../../gis-data/catalogue/index.ts';
import { facilityKindsRead, indicatorFunctions } from '../../server/indicators/functions/index.ts';
import { assess, compareAssessments } from '../../server/indicators/index.ts';
import { noReuse } from '../../server/indicators/reuse.ts';
import { buildSnapshot, type Snapshot } from '../../server/snapshot/snapshot.ts';
import {
  divisionEdit,
  effectOn,
  effectsOf,
  facilityEdit,
  facilityFields,
  statisticEdit,
  type EditRoom,
} from '../support/edits.ts';
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
  countyIds: ['c1', 'c2', 'nowhere'],
  // A township is named more often than not, so that most edits leave rows that can be taken over.
  townshipIds: ['t1', 't1', 't2', 't2', 't3', 'nowhere'],
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
function answers(snapshot: Snapshot, parameters: RuleParameters) {
  const assessment = assess(snapshot, parameters);
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
  townshipCentre: { kinds: ['regionalCentre', 'dayCareStation'], functions: ['dayCare'] },
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
        indicatorFunctions[id]!({ ...snapshot, facilities }, parameters, noReuse);
        expect([...asked].sort()).toEqual([...facilityKindsRead[id]!(parameters)].sort());
      }
    },
  );

  it('belong to an indicator that has a function', () => {
    for (const id of Object.keys(facilityKindsRead)) expect(Object.keys(indicatorFunctions)).toContain(id);
  });
});
