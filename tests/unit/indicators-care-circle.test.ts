import { describe, expect, it } from 'vitest';
import { defaultRuleParameters } from '../../gis-data/catalogue/index.ts';
import { createCoverageService } from '../../server/coverage/service.ts';
import { assess } from '../../server/indicators/index.ts';
import { segmentMetres } from '../../server/network/graph.ts';
import { networkOf } from '../support/networks.ts';
import { snapshotOf, type HandFacility } from '../support/snapshots.ts';

const metresPerDegree = segmentMetres(117, 40.9, 118, 40.9);
const at = (metres: number) => ({
  type: 'Point' as const,
  coordinates: [117.9 + metres / metresPerDegree, 40.9] as [number, number],
});

/** One straight street of 4 km. */
const street = networkOf(
  [at(0).coordinates, at(4000).coordinates],
  [{ from: 0, to: 1, there: 4_000_000, back: 4_000_000 }],
);

const allFunctions = { fullDayCare: true, dayCare: true, homeVisits: true, regionalCoordination: true };

function assessed(facilities: HandFacility[], people: (number | null)[] = [100, 200, 400], network = street) {
  const snapshot = snapshotOf({
    divisions: [
      { id: 'city', type: 'prefectureCity' },
      { id: 'c1', type: 'county', parent: 'city' },
      { id: 't1', type: 'subdistrict', parent: 'c1' },
      { id: 't2', type: 'town', parent: 'c1' },
      { id: 'v1', type: 'community', parent: 't1', population60: people[0], centre: at(0) },
      { id: 'v2', type: 'community', parent: 't2', population60: people[1], centre: at(1000) },
      { id: 'v3', type: 'village', parent: 't2', population60: people[2], centre: at(2400) },
    ],
    facilities,
  });
  return assess(snapshot, defaultRuleParameters, network);
}

describe('the care circle', () => {
  it('counts people of urban communities within 15 minutes, and at other speeds beside it', () => {
    const result = assessed([{ id: 'f1', kind: 'dayCareStation', township: 't1', entrance: at(400) }]).result(
      'careCircle',
    );
    expect(result).toMatchObject({
      numerator: 300,
      denominator: 300,
      value: 1,
      target: null,
      verdict: 'insufficient',
      units: 2,
    });
    expect(result.readings.map((r) => [r.id, r.numerator])).toEqual([
      ['slow', 100], // 540 m
      ['fast', 300],
    ]);
  });

  it('opens into one row for each community and way of counting, with its walk and its facility', () => {
    const rows = assessed([{ id: 'f1', kind: 'dayCareStation', township: 't1', entrance: at(400) }]).evidence(
      'careCircle',
    );
    expect(rows.map((r) => [r.unitId, r.verdict, r.headline, r.readings])).toEqual([
      ['v1', 'yes', true, []],
      ['v2', 'yes', true, []],
      ['v1', 'yes', false, ['slow']],
      ['v2', 'no', false, ['slow']],
      ['v1', 'yes', false, ['fast']],
      ['v2', 'yes', false, ['fast']],
    ]);
    expect(rows[0]).toMatchObject({
      unitType: 'village',
      townshipId: 't1',
      reason: { zh: '步行 8.3 分钟到f1', en: '8.3 minutes on foot to f1' },
      records: [{ type: 'facility', id: 'f1' }],
    });
    expect(rows[3]!.reason.zh).toBe('最近的f1步行 16.7 分钟');
  });

  it('ranges over what is unknown', () => {
    const uncertain = { id: 'f1', kind: 'dayCareStation', township: 't1', entrance: at(0), status: null } as const;
    expect(assessed([uncertain]).result('careCircle')).toMatchObject({ value: 0, lower: 0, upper: 1 / 3 });
    const uncounted = assessed([{ ...uncertain, status: 'operating' }], [null, 200, 400]).result('careCircle');
    expect(uncounted).toMatchObject({ denominator: 200, lower: 0, upper: 1, findings: [{ code: 'people-unknown' }] });
  });
});

describe('people who reach a township centre', () => {
  const centre = {
    id: 'f1',
    kind: 'regionalCentre',
    township: 't1',
    entrance: at(0),
    functions: allFunctions,
  } as const;

  it('are counted wherever the centre stands, beside whether the township has one', () => {
    const assessment = assessed([centre]);
    expect(assessment.result('townshipPeople')).toMatchObject({ numerator: 300, denominator: 700 });
    expect(assessment.result('townshipPeople').readings).toMatchObject([{ id: 'within15', numerator: 100 }]);
    expect(assessment.result('8')).toMatchObject({ numerator: 1, denominator: 2 });
    const [t1, t2] = assessment.evidence('townshipPeople');
    expect(t1).toMatchObject({ unitId: 't1', verdict: 'yes', numerator: 100, records: [{ id: 'f1' }] });
    expect(t2).toMatchObject({ unitId: 't2', verdict: 'no', numerator: 200, denominator: 600, records: [] });
    expect(t2!.reason.en).toBe(
      'Of 600 people aged 60+, 200 reach one within 30 minutes on foot (33.3%); the township has no eligible centre',
    );
  });

  it('do not reach a centre that lacks a function', () => {
    const lacking = { ...centre, functions: { ...allFunctions, homeVisits: false } };
    expect(assessed([lacking]).result('townshipPeople')).toMatchObject({ numerator: 0, value: 0, upper: 0 });
  });
});

describe('without a network', () => {
  it.each(['careCircle', 'townshipPeople'])('%s is insufficient and says why', (id) => {
    const result = assess(snapshotOf({})).result(id);
    expect(result).toMatchObject({ value: null, verdict: 'insufficient', findings: [{ code: 'no-network' }] });
  });

  it('a question of coverage is refused, saying how to build one', async () => {
    const service = createCoverageService({
      snapshots: { at: async () => snapshotOf({}), lastSeq: () => 1 },
      networks: { inUse: async () => null, open: () => Promise.reject(new Error('nothing to open')) },
      registry: { proposed: () => Promise.reject(new Error('nothing proposed')) },
      compareIndicators: async () => [],
    });
    await expect(service.prepared({})).rejects.toMatchObject({ code: 'no-network', status: 409 });
    await expect(service.prepared({})).rejects.toThrow(/yzt network build/);
  });
});
