import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultRuleParameters,
  divisionTypes,
  facilityFunctions,
  facilityKinds,
  facilityStatuses,
  indicatorDefinition,
  indicators,
} from '../../gis-data/catalogue/index.ts';
import { evidenceReport, indicatorReport, trendShape } from '../../server/indicators/contract.ts';
import { indicatorFunctions } from '../../server/indicators/functions/index.ts';
import { assess, compareAssessments, indicatorSummary, planFindings, trend } from '../../server/indicators/index.ts';
import { indicatorRoutes } from '../../server/indicators/routes.ts';
import { indicatorDelta } from '../../server/registry/contract.ts';
import { Problem } from '../../server/registry/problem.ts';
import { snapshotOf, type HandDivision, type HandFacility, type HandMade } from '../support/snapshots.ts';

describe('catalogue and functions', () => {
  it('agree: every computed indicator has one function, every entered one none', () => {
    const computed = indicators.filter((i) => i.source === 'computed').map((i) => i.id);
    expect(Object.keys(indicatorFunctions).sort()).toEqual(computed.sort());
  });

  it('name conditions that are readings', () => {
    for (const { condition, readings } of indicators) {
      if (condition) expect(readings?.map((r) => r.id)).toContain(condition);
    }
  });
});

describe('entered indicators', () => {
  const divisions: HandDivision[] = [
    { id: 'city', type: 'prefectureCity' },
    { id: 'c1', type: 'county', parent: 'city', name: '甲县' },
    { id: 'c2', type: 'county', parent: 'city', name: '乙县' },
  ];
  const figure = (id: string, divisionId: string, part: object = {}, indicatorId = '1') => ({
    id,
    indicatorId,
    divisionId,
    periodEnd: '2023-12-31',
    ...part,
  });
  const on = (statistics: HandMade['statistics'], asOf = '2024-06-30') =>
    assess(snapshotOf({ asOf, divisions, statistics }));

  it("take the city's latest figure whose period has ended, before its counties'", () => {
    const assessment = on([
      figure('old', 'city', { numerator: 60, denominator: 100, periodEnd: '2022-12-31' }),
      figure('new', 'city', { numerator: 80, denominator: 100, sourceDocument: '年报' }),
      figure('future', 'city', { numerator: 1, denominator: 100, periodEnd: '2024-12-31' }),
      figure('county', 'c1', { numerator: 10, denominator: 100 }),
    ]);
    expect(assessment.result('1')).toMatchObject({
      numerator: 80,
      denominator: 100,
      value: 0.8,
      verdict: 'met',
      units: 1,
    });
    expect(assessment.evidence('1')[0]).toMatchObject({
      unitType: 'statistic',
      unitId: 'new',
      verdict: 'yes',
      reason: { zh: '80 ÷ 100 = 80%;截至 2023-12-31;来源:年报' },
    });
    // The county is shown on the map, though it does not count.
    expect(assessment.areas('1', 'county')).toMatchObject([
      { divisionId: 'c1', value: 0.1, verdict: 'unmet' },
      { divisionId: 'c2', value: null, verdict: 'insufficient' },
    ]);
    expect(assessment.areas('1', 'township')).toEqual([]);
  });

  it('sum the counties where the city has no figure', () => {
    const counties = [
      figure('a', 'c1', { numerator: 100, denominator: 100 }, '4'),
      figure('b', 'c2', { numerator: 60, denominator: 100 }, '4'),
    ];
    expect(on(counties).result('4')).toMatchObject({ numerator: 160, denominator: 200, value: 0.8, verdict: 'unmet' });
    const one = on(counties.slice(0, 1)).result('4');
    expect(one).toMatchObject({ value: 1, lower: 0, upper: 1, verdict: 'insufficient', units: 2, unknownUnits: 1 });
    expect(one.findings.find((f) => f.code === 'statistics-missing')!.message.zh).toContain('乙县');
  });

  it('leave standards, which do not add up, unknown where only the counties have them', () => {
    const assessment = on([
      figure('a', 'c1', { numerator: 90, denominator: 100 }),
      figure('b', 'c2', { numerator: 60, denominator: 100 }),
    ]);
    const result = assessment.result('1');
    expect(result).toMatchObject({ value: null, lower: 0, upper: 1, verdict: 'insufficient', unknownUnits: 1 });
    expect(result.findings.map(({ code }) => code)).toContain('statistics-missing');
    expect(assessment.evidence('1').map(({ unitId, headline }) => [unitId, headline])).toEqual([
      ['city', true],
      ['a', false],
      ['b', false],
    ]);
    expect(assessment.areas('1', 'county')).toMatchObject([{ value: 0.9 }, { value: 0.6 }]);
  });

  it("use the counties' sum where all of them are newer than the city's own figure, and say so", () => {
    const of = (id: string, county: string, numerator: number, periodEnd: string, indicatorId = '4') =>
      figure(id, county, { numerator, denominator: 100, periodEnd }, indicatorId);
    const own = of('own', 'city', 70, '2022-12-31');
    const said = (statistics: HandMade['statistics']) => {
      const assessment = on(statistics);
      const { value, findings } = assessment.result('4');
      const counted = assessment.evidence('4').filter(({ headline }) => headline);
      return { value, counted: counted.map(({ unitId }) => unitId), codes: findings.map(({ code }) => code) };
    };
    const newer = [of('a', 'c1', 90, '2023-12-31'), of('b', 'c2', 100, '2023-06-30')];
    expect(said([own, ...newer])).toMatchObject({ value: 0.95, counted: ['a', 'b'] });
    expect(said([own, ...newer]).codes).toContain('counties-newer');
    // The city's figure is still listed among the evidence.
    expect(
      on([own, ...newer])
        .evidence('4')
        .map(({ unitId }) => unitId),
    ).toContain('own');
    const onlyOne = said([own, newer[0]!]);
    expect(onlyOne).toMatchObject({ value: 0.7, counted: ['own'] });
    expect(onlyOne.codes).toContain('city-older');
    const sameAge = said([own, of('a', 'c1', 90, '2022-12-31'), of('b', 'c2', 100, '2022-12-31')]);
    expect(sameAge).toMatchObject({ value: 0.7, counted: ['own'] });
    expect(sameAge.codes).not.toContain('city-older');
    // Standards in yuan do not add up to the city's.
    const standards = on([
      of('s', 'city', 70, '2022-12-31', '1'),
      of('a', 'c1', 90, '2023-12-31', '1'),
      of('b', 'c2', 90, '2023-12-31', '1'),
    ]).result('1');
    expect(standards.value).toBe(0.7);
    expect(standards.findings.find(({ code }) => code === 'city-older')!.message.zh).toContain('2022-12-31');
  });

  it('use a bare share for the city, and cannot sum one of a county', () => {
    expect(on([figure('a', 'city', { value: 0.76 })]).result('1')).toMatchObject({ value: 0.76, verdict: 'met' });
    const county = on([
      figure('a', 'c1', { value: 0.76 }, '4'),
      figure('b', 'c2', { numerator: 3, denominator: 4 }, '4'),
    ]);
    expect(county.result('4')).toMatchObject({ value: 0.75, lower: 0, upper: 1, verdict: 'insufficient' });
  });

  it('leave a count without an upper end while a county is missing', () => {
    const outlets = (id: string, county: string, value: number) => figure(id, county, { value }, '6');
    expect(on([outlets('a', 'c1', 400), outlets('b', 'c2', 150)]).result('6')).toMatchObject({
      value: 550,
      lower: 550,
      upper: 550,
      verdict: 'unmet',
    });
    expect(on([outlets('a', 'c1', 400)]).result('6')).toMatchObject({
      lower: 400,
      upper: null,
      verdict: 'insufficient',
    });
    expect(on([outlets('a', 'c1', 700)]).result('6')).toMatchObject({ lower: 700, upper: null, verdict: 'met' });
  });

  it('are unknown, not zero, without any statistic', () => {
    expect(on([]).result('4')).toMatchObject({
      value: null,
      lower: 0,
      upper: 1,
      verdict: 'insufficient',
      unknownUnits: 1,
    });
    expect(on([]).result('6')).toMatchObject({ lower: 0, upper: null, verdict: 'insufficient' });
    expect(on([]).evidence('4')).toMatchObject([{ unitType: 'city', verdict: 'unknown' }]);
  });
});

/** A random registry with every kind of gap, small enough to look at when it fails. */
const registry = fc
  .record({
    divisions: fc.array(
      fc.record({
        type: fc.constantFrom('subdistrict', 'town', 'township', 'village'),
        parent: fc.nat(7),
        households: fc.option(fc.nat(3000), { nil: null }),
        population: fc.option(fc.nat(9000), { nil: null }),
        demo: fc.boolean(),
      }),
      { maxLength: 12 },
    ),
    facilities: fc.array(
      fc.record({
        kind: fc.constantFrom(...facilityKinds.map((k) => k.id)),
        county: fc.constantFrom('c0', 'c1', 'nowhere'),
        township: fc.option(fc.nat(11), { nil: null }),
        status: fc.constantFrom(...facilityStatuses.map((s) => s.id), null),
        functions: fc.dictionary(
          fc.constantFrom(...facilityFunctions.map((f) => f.id)),
          fc.constantFrom(true, false, null),
        ),
        attributes: fc.record(
          {
            beds: fc.integer({ min: 50, max: 99 }),
            nursingBeds: fc.nat(50),
            floorAreaM2: fc.double({ min: 0, max: 900, noNaN: true }),
            plotsTotal: fc.nat(9),
            plotsUsed: fc.nat(9),
            publicBenefit: fc.boolean(),
            serviceScope: fc.constantFrom('urban', 'rural'),
          },
          { requiredKeys: [] },
        ),
        demo: fc.boolean(),
      }),
      { maxLength: 20 },
    ),
    statistics: fc.array(
      fc.record({
        indicatorId: fc.constantFrom('1', '6'),
        divisionId: fc.constantFrom('city', 'c0', 'c1'),
        periodEnd: fc.constantFrom('2022-12-31', '2023-12-31', '2030-12-31'),
        numerator: fc.option(fc.nat(50), { nil: null }),
        denominator: fc.option(fc.integer({ min: 50, max: 90 }), { nil: null }),
        value: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ divisions, facilities, statistics }): HandMade => {
    const lower = divisions.map((d, i): HandDivision => {
      const type = divisionTypes.find((t) => t.id === d.type)!;
      return { ...d, id: `d${i}`, type: type.id, parent: type.level === 'village' ? `d${d.parent}` : `c${i % 2}` };
    });
    return {
      divisions: [
        { id: 'city', type: 'prefectureCity' },
        { id: 'c0', type: 'county', parent: 'city', population: 9 },
        { id: 'c1', type: 'district', parent: 'city', code: '130802' },
        ...lower,
      ],
      facilities: facilities.map((f, i): HandFacility => {
        return { ...f, id: `f${i}`, township: f.township === null ? undefined : `d${f.township}` } as HandFacility;
      }),
      statistics: statistics.map((s, i) => ({ ...s, id: `s${i}` })),
    };
  });

describe('an assessment', () => {
  it('fits its contract, and its sums are those of its evidence', () => {
    fc.assert(
      fc.property(registry, (hand) => {
        const snapshot = snapshotOf(hand);
        const assessment = assess(snapshot);
        indicatorReport.parse(assessment.report);
        expect(assessment.report).toMatchObject({ snapshot: snapshot.id, seq: snapshot.seq, asOf: snapshot.asOf });
        for (const result of assessment.results) {
          const rows = [...assessment.evidence(result.id)];
          evidenceReport.parse({ snapshot: snapshot.id, asOf: snapshot.asOf, indicator: result, rows });
          const headline = rows.filter((r) => r.headline);
          const sum = (pick: (r: (typeof rows)[number]) => number) => headline.reduce((s, r) => s + pick(r), 0);
          expect(result.numerator).toBeCloseTo(
            sum((r) => r.numerator),
            5,
          );
          expect(result.denominator).toBeCloseTo(
            sum((r) => r.denominator),
            5,
          );
          expect(result.demo).toBe(rows.some((r) => r.demo));
          expect(result.ruleVersion).toBe(indicatorDefinition(result.id).ruleVersion);
          for (const figure of [result, ...result.readings]) {
            if (figure.lower === null || figure.upper === null) continue;
            expect(figure.lower).toBeLessThanOrEqual(figure.upper + 1e-9);
            if (result.unit === 'ratio') expect(figure.upper).toBeLessThanOrEqual(1);
            // Sums of beds and areas confirm only what is wholly known: a share of its own, not of the range.
            if (figure.value === null || ['7', '9'].includes(result.id)) continue;
            expect(figure.lower).toBeLessThanOrEqual(figure.value + 1e-9);
          }
          for (const row of rows) {
            expect(row.reason.zh).not.toMatch(/NaN|undefined|null/);
            expect(row.reason.en).not.toMatch(/NaN|undefined|null/);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  it('never changes a verdict once it is certain, whatever the unknown statuses turn out to be', () => {
    fc.assert(
      fc.property(registry, fc.infiniteStream(fc.boolean()), (hand, answers) => {
        const next = () => (answers.next().value ? 'operating' : 'closed');
        const settled = hand.facilities!.map((f) => ({ ...f, status: f.status ?? (next() as 'operating') }));
        const before = assess(snapshotOf(hand));
        const after = assess(snapshotOf({ ...hand, facilities: settled }));
        for (const { id } of indicators) {
          // Bounds of beds and areas hold under the rule's own bounds on unknowns, which the settled registry keeps.
          const [was, is] = [before.result(id), after.result(id)];
          if (was.verdict !== 'insufficient' && is.lower !== null) expect(is.verdict).toBe(was.verdict);
          if (was.lower !== null && is.lower !== null) expect(is.lower).toBeGreaterThanOrEqual(was.lower - 1e-9);
          if (was.upper !== null && is.upper !== null) expect(is.upper).toBeLessThanOrEqual(was.upper + 1e-9);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('is the same for the same records in another order, and kept for the same snapshot', () => {
    fc.assert(
      fc.property(registry, (hand) => {
        const shuffled = {
          ...hand,
          divisions: hand.divisions!.toReversed(),
          facilities: hand.facilities!.toReversed(),
        };
        const snapshot = snapshotOf(hand);
        expect(assess(snapshot)).toBe(assess(snapshot));
        expect(assess(snapshotOf(shuffled)).report).toEqual(assess(snapshot).report);
      }),
      { numRuns: 50 },
    );
  });

  it('of areas adds up to the whole', () => {
    fc.assert(
      fc.property(registry, (hand) => {
        const assessment = assess(snapshotOf(hand));
        for (const id of ['3', '7', '8', '9', '12']) {
          const placed = assessment.evidence(id).filter((r) => r.headline && r.countyId !== null);
          const counties = assessment.areas(id, 'county');
          expect(counties.map((c) => c.divisionId).sort()).toEqual(['c0', 'c1']);
          expect(counties.reduce((sum, c) => sum + c.numerator, 0)).toBeCloseTo(
            placed.reduce((sum, r) => sum + r.numerator, 0),
            5,
          );
        }
        for (const id of ['14', 'guidanceCentres']) expect(assessment.areas(id, 'township')).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('marks demonstration records and targets not yet in effect', () => {
    const hand: HandMade = {
      asOf: '2020-06-30',
      divisions: [
        { id: 'c1', type: 'county' },
        { id: 't1', type: 'town', parent: 'c1' },
      ],
      facilities: [{ id: 'w', kind: 'serviceWindow', township: 't1', demo: true }],
    };
    const assessment = assess(snapshotOf(hand));
    expect(assessment.result('serviceWindows').demo).toBe(true);
    expect(assessment.result('8').demo).toBe(false);
    expect(assessment.report.demo).toBe(true);
    expect(assessment.result('8').findings.map((f) => f.code)).toContain('not-in-effect');
  });

  it('refuses an indicator that the catalogue does not have', () => {
    expect(() => assess(snapshotOf({})).result('15')).toThrow(RangeError);
    expect(() => assess(snapshotOf({})).evidence('15')).toThrow(RangeError);
  });

  it('keeps assessments by parameters', () => {
    const snapshot = snapshotOf({
      divisions: [{ id: 'c1', type: 'county' }],
      facilities: [{ id: 'h', kind: 'nursingHome', county: 'c1', attributes: { nursingBeds: 10 } }],
    });
    const strict = { ...defaultRuleParameters, unknownBedsUpperBound: 20 };
    expect(assess(snapshot, strict).result('7').lower).toBe(0.5);
    expect(assess(snapshot).result('7').lower).toBe(10 / defaultRuleParameters.unknownBedsUpperBound);
  });
});

describe('comparison and trend', () => {
  const divisions: HandDivision[] = [
    { id: 'c1', type: 'county' },
    { id: 't1', type: 'town', parent: 'c1' },
    { id: 't2', type: 'town', parent: 'c1' },
  ];
  const window = (id: string, township: string): HandFacility => ({ id, kind: 'serviceWindow', township });

  it('shows what a change set changes, and nothing else', () => {
    const before = snapshotOf({ divisions, facilities: [window('w1', 't1')] });
    const target = snapshotOf({ divisions, facilities: [window('w1', 't1'), window('w2', 't2')] });
    const after = before.with([
      {
        type: 'facility',
        id: 'w2',
        op: 'create',
        label: 'w2',
        version: 1,
        effectiveFrom: before.asOf,
        before: null,
        after: target.records.facility.get('w2')!,
        changedFields: [],
        row: null,
      },
    ]);
    const deltas = compareAssessments(assess(before), assess(after));
    deltas.forEach((delta) => indicatorDelta.parse(delta));
    expect(deltas.map((d) => d.id)).toEqual(indicators.map((i) => i.id));
    expect(deltas.filter((d) => d.changed)).toMatchObject([
      { id: 'serviceWindows', before: { numerator: 1, verdict: 'unmet' }, after: { numerator: 2, verdict: 'met' } },
    ]);
    // The overlay's figures are those of the registry that it would lead to.
    expect(assess(after).results).toEqual(assess(target).results);
    expect(indicatorSummary(assess(after).result('serviceWindows')).value).toBe(1);
  });

  it('puts snapshots in order of date', () => {
    const on = (asOf: string, facilities: HandFacility[]) => snapshotOf({ asOf, seq: 7, divisions, facilities });
    const result = trend([on('2023-12-31', [window('w1', 't1')]), on('2022-12-31', [])]);
    trendShape.parse(result);
    expect(result.snapshotSeq).toBe(7);
    expect(result.series.find((s) => s.id === 'serviceWindows')!.points).toEqual([
      { asOf: '2022-12-31', value: 0, lower: 0, upper: 0 },
      { asOf: '2023-12-31', value: 0.5, lower: 0.5, upper: 0.5 },
    ]);
  });
});

describe("the plan's contradictions", () => {
  const chengde = (counties: number, subdistricts = 14, others = 203): HandDivision[] => [
    ...Array.from({ length: counties }, (_, i): HandDivision => {
      return { id: `c${i}`, type: i < 3 ? 'district' : 'county', population: 100_000 };
    }),
    ...Array.from({ length: subdistricts }, (_, i): HandDivision => {
      return { id: `s${i}`, type: 'subdistrict', parent: 'c0' };
    }),
    ...Array.from({ length: others }, (_, i): HandDivision => ({ id: `t${i}`, type: 'town', parent: 'c1' })),
  ];
  const codes = (divisions: HandDivision[]) => planFindings(snapshotOf({ divisions })).map((f) => f.code);
  const message = (divisions: HandDivision[], code: string) =>
    planFindings(snapshotOf({ divisions })).find((f) => f.code === code)!.message.zh;

  it('are found by recomputing, with their clauses', () => {
    const found = planFindings(snapshotOf({ divisions: chengde(11) }));
    expect(found.map((f) => f.code).sort()).toEqual([
      'census-total-differs',
      'plan-burial-denominators',
      'plan-child-protection-bodies',
      'plan-child-protection-target-below-baseline',
      'plan-living-standard-growth',
      'plan-percent-called-points',
      'plan-social-organisations-per-10000',
      'plan-station-targets-differ',
      'plan-township-target-two-readings',
      'plan-urban-burial-sites',
    ]);
    for (const finding of found) {
      expect(finding.clause?.zh).toBeTruthy();
      for (const id of finding.indicatorIds) expect(() => indicatorDefinition(id)).not.toThrow();
    }
  });

  it('carry the recomputed figures', () => {
    const city = chengde(11);
    // 60% of 217 = 130.2; 60% of 203 = 121.8, so 122 and the 14 subdistricts: 136.
    expect(message(city, 'plan-township-target-two-readings')).toMatch(/130\.2.*131.*122.*136/);
    // (1037 + 9606) / 335.4444 = 31.7; (650/450)^(1/5) = 1.0763; 9/11 = 81.8%; 3,354,444 − 1,100,000.
    expect(message(city, 'plan-social-organisations-per-10000')).toContain('31.7');
    expect(message(city, 'plan-living-standard-growth')).toContain('城市 7.6%');
    expect(message(city, 'plan-child-protection-bodies')).toContain('81.8%');
    expect(message(city, 'census-total-differs')).toContain('2,254,444');
  });

  it('disappear where the register agrees', () => {
    expect(codes(chengde(9))).not.toContain('plan-child-protection-bodies');
    expect(codes(chengde(12))).not.toContain('plan-child-protection-target-below-baseline'); // 9/12 is 75% exactly
    expect(codes(chengde(11, 0, 217))).not.toContain('plan-township-target-two-readings');
    const census = chengde(11).map((d, i) => (i === 0 ? { ...d, population: 3_354_444 - 1_000_000 } : d));
    expect(codes(census)).not.toContain('census-total-differs');
    const unknown = chengde(11).map((d, i) => (i === 0 ? { ...d, population: null } : d));
    expect(codes(unknown)).not.toContain('census-total-differs');
  });

  it('stand beside the indicators they touch', () => {
    const assessment = assess(snapshotOf({ divisions: chengde(11) }));
    expect(assessment.result('8').findings.map((f) => f.code)).toEqual(['plan-township-target-two-readings']);
    expect(assessment.result('3').findings.map((f) => f.code)).toContain('plan-station-targets-differ');
    expect(assessment.result('8')).toMatchObject({ denominator: 217 });
  });
});

describe('routes', () => {
  const snapshot = snapshotOf({
    divisions: [
      { id: 'c1', type: 'county' },
      { id: 't1', type: 'town', parent: 'c1' },
    ],
  });
  const asked: (string | undefined)[] = [];
  const routes = indicatorRoutes({
    walkNetwork: async () => null,
    snapshots: {
      at: async (asOf) => {
        asked.push(asOf);
        return snapshot;
      },
      lastSeq: () => snapshot.seq,
    },
  });
  const route = (path: string) => routes.find((r) => r.path === `/api/v1/indicators${path}`)!;
  const call = (path: string, params: object, query: object) =>
    route(path).handler({ params, query } as Parameters<ReturnType<typeof route>['handler']>[0]);

  it('are public reads with answers of the promised shape', async () => {
    for (const r of routes) expect(r).toMatchObject({ method: 'get', access: 'public' });
    const calls: [string, object, object][] = [
      ['', {}, { asOf: '2024-01-01' }],
      ['/findings', {}, {}],
      ['/trend', {}, { dates: '2022-12-31,2023-12-31,2022-12-31' }],
      ['/{id}/evidence', { id: '8' }, {}],
      ['/{id}/areas', { id: '8' }, { level: 'township' }],
      ['/board', {}, { level: 'county' }],
      ['/{id}/areas/trend', { id: '8' }, { dates: '2024-12-31', level: 'township' }],
    ];
    expect(calls.map(([path]) => path).sort()).toEqual(
      routes.map((r) => r.path.slice('/api/v1/indicators'.length)).sort(),
    );
    for (const [path, params, query] of calls) {
      const { response } = route(path);
      if (response === 'raw') throw new Error('An answer without a shape');
      response.parse(await call(path, params, query));
    }
    const trendDates = ['2022-12-31', '2023-12-31'];
    expect(asked).toEqual(['2024-01-01', undefined, ...trendDates, undefined, undefined, undefined, '2024-12-31']);
  });

  it('answer 404 for an unknown indicator and refuse dates that do not exist', async () => {
    for (const path of ['/{id}/evidence', '/{id}/areas']) {
      await expect(call(path, { id: '15' }, { level: 'county' })).rejects.toSatisfy(
        (error) => error instanceof Problem && error.status === 404,
      );
    }
    expect(route('').query!.safeParse({ asOf: '2024-02-30' }).success).toBe(false);
    expect(route('/trend').query!.safeParse({ dates: '2024-02-28,2024-02-30' }).success).toBe(false);
    expect(route('/trend').query!.safeParse({ dates: '2024-02-28,2024-02-29' }).success).toBe(true);
  });
});
