import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRuleParameters } from '../../gis-data/catalogue/index.ts';
import { assess } from '../../server/indicators/index.ts';
import { snapshotOf, type HandDivision, type HandFacility } from '../support/snapshots.ts';

const county: HandDivision = { id: 'c1', type: 'county' };
const parameters = { ...defaultRuleParameters, unknownBedsUpperBound: 100, unknownFloorAreaUpperBoundM2: 500 };
const home = (id: string, attributes: Record<string, unknown>, part: Partial<HandFacility> = {}): HandFacility => ({
  id,
  kind: 'nursingHome',
  county: 'c1',
  attributes,
  ...part,
});

describe('no. 7, nursing beds', () => {
  it('counts by hand, with every kind of unknown', () => {
    const assessment = assess(
      snapshotOf({
        divisions: [county],
        facilities: [
          home('known', { beds: 100, nursingBeds: 60 }),
          home('notAssessed', { beds: 50 }),
          home('bedsUnknown', { nursingBeds: 20 }),
          home('nothingKnown', {}),
          home('closed', { beds: 1000, nursingBeds: 0 }, { status: 'closed' }),
          home('otherKind', { beds: 10, nursingBeds: 10 }, { kind: 'regionalCentre' }),
        ],
      }),
      parameters,
    );
    // Confirmed: 60/100. Lower: (60 + 0 + 20 + 0) / (100 + 50 + 100 + 100) = 80/350.
    // Upper: (60 + 50 + 20 + 100) / (100 + 50 + 20 + 100) = 230/270.
    expect(assessment.result('7')).toMatchObject({
      numerator: 60,
      denominator: 100,
      value: 0.6,
      lower: 80 / 350,
      upper: 230 / 270,
      units: 4,
      unknownUnits: 3,
      verdict: 'insufficient',
    });
    expect(assessment.evidence('7').find((r) => r.unitId === 'notAssessed')!.reason).toEqual({
      zh: '床位 50 张;护理型床位未认定',
      en: '50 beds; nursing beds not yet assessed',
    });
  });

  it('takes or leaves institutions of unknown status, and chooses anew for the reading', () => {
    const care = { kind: 'destituteCareHome' } as const;
    const result = assess(
      snapshotOf({
        divisions: [county],
        facilities: [
          home('a', { beds: 100, nursingBeds: 50 }),
          home('b', { beds: 100, nursingBeds: 90 }, care),
          home('c', { beds: 100, nursingBeds: 80 }, { ...care, status: null }),
        ],
      }),
      parameters,
    ).result('7');
    // Certain 140/200 = 70%. With c (80%) 220/300 = 73.3%: c raises the headline, so the lower end leaves it out.
    expect(result).toMatchObject({ value: 0.7, lower: 0.7, upper: 220 / 300, verdict: 'met' });
    // Care homes: certain 90%. With c 170/200 = 85%: c lowers the reading, so here the upper end leaves it out.
    expect(result.readings).toMatchObject([{ id: 'destituteCareHomes', value: 0.9, lower: 0.85, upper: 0.9 }]);
  });

  it('has the extremes over all assignments of the unknowns', () => {
    const bound = 6;
    const small = { ...defaultRuleParameters, unknownBedsUpperBound: bound };
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
    const hand = fc
      .record({
        beds: maybe(fc.integer({ min: 1, max: bound })),
        nursing: maybe(fc.nat(bound)),
        status: fc.constantFrom('operating', 'closed', null),
      })
      .filter(({ beds, nursing }) => beds === null || nursing === null || nursing <= beds);
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
    fc.assert(
      fc.property(fc.array(hand, { minLength: 1, maxLength: 3 }), (hands) => {
        const facilities = hands.map(({ beds, nursing, status }, i) =>
          home(`f${i}`, { beds, nursingBeds: nursing }, { status }),
        );
        const result = assess(snapshotOf({ divisions: [county], facilities }), small).result('7');

        const choices = hands.map(({ beds, nursing, status }) => {
          const counted = (beds === null ? range(nursing ?? 0, bound) : [beds]).flatMap((b) =>
            (nursing === null ? range(0, b) : [nursing]).map((n) => ({ n, b })),
          );
          const left = { n: 0, b: 0 };
          if (status === 'operating') return counted;
          return status === null ? [left, ...counted] : [left];
        });
        const worlds = choices.reduce(
          (sums, options) => {
            const next = sums.flatMap((s) => options.map((o) => ({ n: s.n + o.n, b: s.b + o.b })));
            return [...new Map(next.map((s) => [`${s.n}/${s.b}`, s])).values()];
          },
          [{ n: 0, b: 0 }],
        );
        const shares = worlds.filter(({ b }) => b > 0).map(({ n, b }) => n / b);
        if (shares.length === 0) {
          expect(result).toMatchObject({ lower: null, upper: null, verdict: 'insufficient' });
          return;
        }
        expect(result.lower).toBeCloseTo(Math.min(...shares), 12);
        expect(result.upper).toBeCloseTo(Math.max(...shares), 12);
      }),
      { numRuns: 300 },
    );
  });
});

describe('no. 9, community facility area', () => {
  const facility = (id: string, township: string | undefined, floorAreaM2: number | null, part = {}): HandFacility => ({
    id,
    kind: 'communityFacility',
    county: 'c1',
    township,
    attributes: { floorAreaM2 },
    ...part,
  });
  const town = (id: string, part: Partial<HandDivision> = {}): HandDivision => ({
    id,
    type: 'town',
    parent: 'c1',
    ...part,
  });

  it('counts by hand', () => {
    const assessment = assess(
      snapshotOf({
        divisions: [
          county,
          town('t1', { households: 1000 }),
          town('t2'),
          { id: 'v1', type: 'village', parent: 't2', households: 300 },
          { id: 'v2', type: 'village', parent: 't2', households: 200 },
          town('t3', { households: 1000 }),
        ],
        facilities: [
          facility('f1', 't1', 400),
          facility('f2', 't2', 100),
          facility('f3', 't2', null),
          facility('f4', 't3', 200),
          facility('f5', 't3', 90, { status: null }),
          facility('f6', 't3', 5000, { status: 'closed' }),
        ],
      }),
      parameters,
    );
    // t1: 400 m² / 10 hundred = 40, yes. t2: 100–600 m² / 5 hundred (300 + 200 of its villages) = 20–120, unknown.
    // t3: 200–290 m² / 10 hundred = 20–29, no. City: 700/25 = 28; 700–1290 / 25 = 28–51.6.
    expect(assessment.result('9')).toMatchObject({
      numerator: 700,
      denominator: 25,
      value: 28,
      lower: 28,
      upper: 51.6,
      units: 3,
      unknownUnits: 1,
      verdict: 'insufficient',
    });
    expect(assessment.evidence('9').map((r) => r.verdict)).toEqual(['yes', 'unknown', 'no']);
    expect(assessment.evidence('9')[1]!.reason.zh).toBe(
      '1 处设施共 100 平方米;户数 500;每百户 20 平方米;面积或状态未知:f3',
    );
  });

  it('bounds unknown households by the population, and says so where nothing bounds them', () => {
    const divisions = [
      county,
      town('t1', { households: 100 }),
      town('t2', { population: 400 }),
      { id: 'v1', type: 'village', parent: 't2', households: 100 } as const,
      { id: 'v2', type: 'village', parent: 't2' } as const,
      town('t3', { name: '无数镇' }),
    ];
    const facilities = [facility('f1', 't1', 50), facility('f2', 't2', 100)];
    const assessment = assess(snapshotOf({ divisions, facilities }), parameters);
    // t1: 50/1. t2: 100 m² over 100 to 400 households. t3: nothing known. Confirmed 50/1.
    // Lower: (50 + 100) / (1 + 4) = 30, not more than 30. Upper: 150 / (1 + 1) = 75.
    expect(assessment.result('9')).toMatchObject({ value: 50, lower: 30, upper: 75, verdict: 'insufficient' });
    expect(assessment.evidence('9').map((r) => r.verdict)).toEqual(['yes', 'unknown', 'no']);
    const finding = assessment.result('9').findings.find((f) => f.code === 'households-unknown')!;
    expect(finding.message.zh).toContain('无数镇');
  });

  it('counts an unplaced facility for the city and for no township', () => {
    const assessment = assess(
      snapshotOf({
        divisions: [county, town('t1', { households: 1000 })],
        facilities: [facility('f1', 't1', 200), facility('lost', undefined, 150)],
      }),
      parameters,
    );
    expect(assessment.result('9')).toMatchObject({ value: 35, lower: 35, upper: 35, units: 1, verdict: 'met' });
    expect(assessment.result('9').findings.map((f) => f.code)).toContain('unplaced-facilities');
    expect(assessment.areas('9', 'township')).toMatchObject([{ value: 20, verdict: 'unmet' }]);
    expect(assessment.areas('9', 'county')).toMatchObject([{ value: 35, verdict: 'met' }]);
  });
});

describe('no. 12, volunteer stations', () => {
  const host = (id: string, volunteerStation: boolean | null, part: Partial<HandFacility> = {}): HandFacility => ({
    id,
    kind: 'communityFacility',
    county: 'c1',
    functions: { volunteerStation },
    ...part,
  });
  const station = (id: string, hostFacilityCode: string | null, status = 'operating' as HandFacility['status']) =>
    ({ id, kind: 'volunteerStation', county: 'c1', attributes: { hostFacilityCode }, status }) as HandFacility;

  it('counts by hand: own functions, stations at the facility, unknown status', () => {
    const assessment = assess(
      snapshotOf({
        divisions: [county],
        facilities: [
          host('own', true),
          host('none', false),
          host('unstated', null),
          host('hosts', false),
          host('hostsMaybe', false),
          host('hostsClosed', false),
          host('maybeOperating', true, { status: null }),
          host('closed', true, { status: 'closed' }),
          station('s1', 'hosts'),
          station('s2', 'hostsMaybe', null),
          station('s3', 'hostsClosed', 'closed'),
          station('s4', null),
        ],
      }),
    );
    // Certain units: own, hosts yes; unstated, hostsMaybe unknown; none, hostsClosed no: 2/6.
    // maybeOperating has a station: left out below, 2/6; counted above, (4 + 1) / (6 + 1).
    expect(assessment.result('12')).toMatchObject({
      numerator: 2,
      denominator: 6,
      lower: 2 / 6,
      upper: 5 / 7,
      units: 7,
      unknownUnits: 3,
      verdict: 'unmet',
    });
    const reason = (id: string) => assessment.evidence('12').find((r) => r.unitId === id)!.reason.zh;
    expect(reason('hosts')).toBe('s1设于此,运营中');
    expect(reason('hostsMaybe')).toBe('s2设于此,未注明运营状态');
    expect(reason('hostsClosed')).toBe('没有志愿服务站点');
    expect(reason('unstated')).toBe('未注明是否设有志愿服务站点');
    expect(reason('maybeOperating')).toBe('设有志愿服务站点;未注明运营状态');
  });

  it('has the extremes over all assignments of the unknowns', () => {
    const hand = fc.record({
      status: fc.constantFrom('operating', 'closed', null),
      own: fc.constantFrom(true, false, null),
      hosted: fc.constantFrom('none', 'operating', 'closed', null),
    });
    fc.assert(
      fc.property(fc.array(hand, { maxLength: 5 }), (hands) => {
        const facilities = hands.flatMap(({ status, own, hosted }, i) => [
          host(`f${i}`, own, { status }),
          ...(hosted === 'none' ? [] : [station(`s${i}`, `f${i}`, hosted as HandFacility['status'])]),
        ]);
        const result = assess(snapshotOf({ divisions: [county], facilities })).result('12');
        const worlds = hands.reduce(
          (sums, { status, own, hosted }) => {
            const counted = status === null ? [0, 1] : [status === 'operating' ? 1 : 0];
            const sure = own === true || hosted === 'operating';
            const open = own === null || hosted === null;
            const has = sure ? [1] : open ? [0, 1] : [0];
            return sums.flatMap((s) => counted.flatMap((c) => has.map((h) => ({ n: s.n + c * h, d: s.d + c }))));
          },
          [{ n: 0, d: 0 }],
        );
        const shares = worlds.filter(({ d }) => d > 0).map(({ n, d }) => n / d);
        fc.pre(shares.length > 0);
        expect(result.lower).toBeCloseTo(Math.min(...shares), 12);
        expect(result.upper).toBeCloseTo(Math.max(...shares), 12);
      }),
    );
  });
});
