import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRuleParameters } from '../../gis-data/catalogue/index.ts';
import { assess } from '../../server/indicators/index.ts';
import { snapshotOf, type HandDivision, type HandFacility } from '../support/snapshots.ts';

const offering = (...answers: (boolean | null)[]) =>
  Object.fromEntries(defaultRuleParameters.townshipCentre.functions.map((f, i) => [f, answers[i] ?? null]));
const all = offering(true, true, true, true);

const county: HandDivision = { id: 'c1', type: 'county', name: '承德县' };
const town = (id: string, name = id): HandDivision => ({ id, type: 'town', parent: 'c1', name });
const subdistrict = (id: string): HandDivision => ({ id, type: 'subdistrict', parent: 'c1' });
const centre = (id: string, part: Partial<HandFacility> = {}): HandFacility => ({
  id,
  kind: 'regionalCentre',
  functions: all,
  ...part,
});
const rowOf = (assessment: ReturnType<typeof assess>, indicator: string, unitId: string) =>
  assessment.evidence(indicator).find((row) => row.unitId === unitId)!;

describe('no. 8, townships with a comprehensive centre', () => {
  it('counts by hand: 5 townships, 2 yes, 1 unknown, 2 no', () => {
    const assessment = assess(
      snapshotOf({
        divisions: [county, subdistrict('s1'), town('t1'), town('t2', '上板城镇'), town('t3'), town('t4')],
        facilities: [
          centre('f1', { township: 's1', name: '街道中心' }),
          // Two candidates: the one that is closed does not spoil the one that counts.
          centre('f2', { township: 't1', status: 'closed' }),
          centre('f3', { township: 't1', name: '合格中心' }),
          centre('f4', {
            township: 't2',
            name: '上板城镇区域养老服务中心',
            functions: offering(true, true, false, true),
          }),
          centre('f5', { township: 't3', name: '存疑中心', status: null, functions: offering(true, null, true, true) }),
        ],
      }),
    );
    // yes: s1, t1; unknown: t3; no: t2, t4. 2/5 = 40%; at most 3/5 = 60%, which would just reach the target.
    expect(assessment.result('8')).toMatchObject({
      numerator: 2,
      denominator: 5,
      value: 0.4,
      lower: 0.4,
      upper: 0.6,
      verdict: 'insufficient',
      units: 5,
      unknownUnits: 1,
      condition: { readingId: 'subdistricts', verdict: 'met' },
      overallVerdict: 'insufficient',
      readings: [
        { id: 'subdistricts', numerator: 1, denominator: 1, verdict: 'met' },
        // t1 of four towns; t3 may be a second: 25–50%, below 60%.
        { id: 'townsOnly', numerator: 1, denominator: 4, lower: 0.25, upper: 0.5, verdict: 'unmet' },
      ],
      findings: expect.any(Array),
    });
    expect(rowOf(assessment, '8', 't1')).toMatchObject({ verdict: 'yes', readings: ['townsOnly'] });
    expect(rowOf(assessment, '8', 't1').reason.zh).toBe('合格中心运营中,规定的 4 项功能齐备');
    expect(rowOf(assessment, '8', 't1').records.map((r) => r.id)).toEqual(['f2', 'f3']);
    expect(rowOf(assessment, '8', 't2').reason).toEqual({
      zh: '上板城镇区域养老服务中心缺少:上门服务',
      en: '上板城镇区域养老服务中心 lacks: home visits',
    });
    expect(rowOf(assessment, '8', 't3').reason.zh).toBe('存疑中心未注明运营状态;未注明是否有:日间照料');
    expect(rowOf(assessment, '8', 't4').reason.zh).toBe('没有区域养老服务中心');
  });

  it('is unmet as a whole when a subdistrict lacks a centre, however many towns have one', () => {
    const townIds = ['t1', 't2', 't3', 't4'];
    const assessment = assess(
      snapshotOf({
        divisions: [county, subdistrict('s1'), ...townIds.map((id) => town(id))],
        facilities: townIds.map((id) => centre(`f-${id}`, { township: id })),
      }),
    );
    expect(assessment.result('8')).toMatchObject({ verdict: 'met', overallVerdict: 'unmet' });
  });

  it('does not count a centre that starts after the date, or is only planned', () => {
    const assessment = assess(
      snapshotOf({
        asOf: '2024-06-30',
        divisions: [county, town('t1'), town('t2'), town('t3')],
        facilities: [
          centre('f1', { township: 't1', statusSince: '2024-07-01' }),
          centre('f2', { township: 't2', statusSince: '2024-06-30' }),
          centre('f3', { township: 't3', status: 'planned' }),
        ],
      }),
    );
    expect(assessment.evidence('8').map((row) => row.verdict)).toEqual(['no', 'yes', 'no']);
    expect(rowOf(assessment, '8', 't1').reason.zh).toBe('f1自2024-07-01起才运营');
    expect(rowOf(assessment, '8', 't3').reason.en).toBe('f3 is not operating (planned)');
  });

  it('finds the township of a centre through its village', () => {
    const assessment = assess(
      snapshotOf({
        divisions: [county, town('t1'), { id: 'v1', type: 'village', parent: 't1' }],
        facilities: [centre('f1', { county: 'c1', village: 'v1' })],
      }),
    );
    expect(assessment.result('8')).toMatchObject({ numerator: 1, denominator: 1 });
  });

  it('widens the range by centres without a township, up to the townships that still lack one', () => {
    const assessment = assess(
      snapshotOf({
        divisions: [county, subdistrict('s1'), town('t1'), town('t2')],
        facilities: [
          centre('f1', { township: 't1' }),
          centre('lost1', { county: 'c1' }),
          centre('lost2', { county: 'c1' }),
          centre('lost3', { county: 'c1' }),
          centre('lostButClosed', { county: 'c1', status: 'closed' }),
        ],
      }),
    );
    const result = assessment.result('8');
    // t1 is covered. Two vacancies (s1, t2) for three unplaced centres: at most 3/3, 1/1 subdistricts, 2/2 towns.
    expect(result).toMatchObject({ numerator: 1, denominator: 3, lower: 1 / 3, upper: 1, units: 3, unknownUnits: 0 });
    expect(result.readings).toMatchObject([
      { id: 'subdistricts', lower: 0, upper: 1, verdict: 'insufficient' },
      { id: 'townsOnly', lower: 0.5, upper: 1 },
    ]);
    expect(result.findings).toContainEqual({
      code: 'unplaced-facilities',
      message: {
        zh: '3 个区域养老服务中心未注明乡镇(街道),可能改变结果',
        en: '3 × regional elder-care centre without a stated township: the result may change',
      },
      clause: null,
    });
    expect(rowOf(assessment, '8', 's1')).toMatchObject({ verdict: 'no' });
    expect(rowOf(assessment, '8', 's1').reason.zh).toBe(
      '没有区域养老服务中心;另有未注明所在地的区域养老服务中心,可能在此',
    );
  });

  it('has the exact upper end over all places and all unknown answers, and a lower end that holds', () => {
    const townships = ['s1', 't1', 't2', 'u1', 'u2'];
    const divisions: HandDivision[] = [
      county,
      { id: 'c2', type: 'county' },
      subdistrict('s1'),
      town('t1'),
      town('t2'),
      { id: 'u1', type: 'subdistrict', parent: 'c2' },
      { id: 'u2', type: 'town', parent: 'c2' },
    ];
    const within: Record<string, string[]> = { c1: ['s1', 't1', 't2'], c2: ['u1', 'u2'], elsewhere: townships };
    const hand = fc.record({
      place: fc.constantFrom(...townships, 'c1', 'c2', 'elsewhere'),
      status: fc.constantFrom('operating', 'closed', null),
      visits: fc.constantFrom(true, false, null),
    });
    fc.assert(
      fc.property(fc.array(hand, { maxLength: 4 }), (hands) => {
        const facilities = hands.map(({ place, status, visits }, i) =>
          centre(`f${i}`, {
            ...(townships.includes(place) ? { township: place } : { county: place }),
            status,
            functions: offering(true, true, visits, true),
          }),
        );
        const result = assess(snapshotOf({ divisions, facilities })).result('8');
        const worlds = hands.reduce<Set<string>[]>(
          (before, { place, status, visits }) => {
            if (status === 'closed' || visits === false) return before;
            const sure = status === 'operating' && visits === true;
            const places = within[place] ?? [place];
            return before.flatMap((world) => [...(sure ? [] : [world]), ...places.map((p) => new Set([...world, p]))]);
          },
          [new Set()],
        );
        const extremes = (units: string[]) => {
          const shares = worlds.map((world) => units.filter((u) => world.has(u)).length / units.length);
          return { min: Math.min(...shares), max: Math.max(...shares) };
        };
        const [subdistricts, towns] = result.readings;
        for (const [figure, units] of [
          [result, townships],
          [subdistricts, ['s1', 'u1']],
          [towns, ['t1', 't2', 'u2']],
        ] as const) {
          const { min, max } = extremes([...units]);
          expect(figure!.upper).toBeCloseTo(max, 12);
          expect(figure!.lower!).toBeLessThanOrEqual(min + 1e-12);
          // Without unplaced centres the lower end is exact too.
          if (hands.every(({ place }) => townships.includes(place))) expect(figure!.lower).toBeCloseTo(min, 12);
        }
      }),
    );
  });
});

describe('no. 3, service windows and guidance centres', () => {
  const divisions = [county, town('t1'), town('t2'), town('t3')];

  it('count townships with an operating station', () => {
    const result = assess(
      snapshotOf({
        divisions,
        facilities: [
          { id: 'f1', kind: 'childProtectionStation', township: 't1' },
          { id: 'f2', kind: 'childProtectionStation', township: 't2', status: null },
          { id: 'f3', kind: 'childProtectionStation', township: 't3', status: 'suspended' },
        ],
      }),
    ).result('3');
    // 1 of 3 confirmed, 2 of 3 at most: 33–67% around 50%; full coverage is out of reach because t3 fails.
    expect(result).toMatchObject({ numerator: 1, denominator: 3, lower: 1 / 3, upper: 2 / 3, verdict: 'insufficient' });
    expect(result.readings).toMatchObject([{ id: 'fullCoverage', numerator: 1, denominator: 3, verdict: 'unmet' }]);
    expect(result.findings.map((f) => f.code)).toContain('dedicated-staff-outside-stations');
  });

  it('count townships with a service window', () => {
    const facilities = ['t1', 't2', 't3'].map((t) => ({ id: `w-${t}`, kind: 'serviceWindow', township: t }));
    expect(assess(snapshotOf({ divisions, facilities })).result('serviceWindows').verdict).toBe('met');
    const two = assess(snapshotOf({ divisions, facilities: facilities.slice(1) })).result('serviceWindows');
    expect(two).toMatchObject({ numerator: 2, denominator: 3, verdict: 'unmet' });
  });

  it('count counties with a guidance centre that offers all four functions', () => {
    const functions = Object.fromEntries(defaultRuleParameters.guidanceFunctions.map((f) => [f, true]));
    const assessment = assess(
      snapshotOf({
        divisions: [county, { id: 'c2', type: 'county' }, { id: 'c3', type: 'district' }],
        facilities: [
          { id: 'g1', kind: 'guidanceCentre', county: 'c1', functions },
          { id: 'g2', kind: 'guidanceCentre', county: 'c2', functions: { ...functions, technicalGuidance: null } },
          { id: 'g3', kind: 'guidanceCentre', county: 'c3', functions: { ...functions, emergencySupport: false } },
        ],
      }),
    );
    // c1 yes, c2 unknown, c3 no: 1/3 to 2/3 of 100%.
    expect(assessment.result('guidanceCentres')).toMatchObject({ lower: 1 / 3, upper: 2 / 3, verdict: 'unmet' });
    expect(rowOf(assessment, 'guidanceCentres', 'c3').reason.zh).toBe('g3缺少:应急支援');
  });
});

describe('no. 14 and urban burial sites', () => {
  const place = (id: string, kind: string, countyId: string, attributes: Record<string, unknown>, more = {}) =>
    ({ id, kind, county: countyId, attributes, ...more }) as HandFacility;
  const free = { plotsTotal: 100, plotsUsed: 40 };

  it('ask for a public-benefit facility with places left, by two denominators', () => {
    const assessment = assess(
      snapshotOf({
        divisions: [
          { id: 'd1', type: 'district', code: '130802' },
          { id: 'd2', type: 'district', code: '130804' },
          { id: 'c1', type: 'county', code: '130821' },
          { id: 'c2', type: 'county', code: '130822' },
          { id: 'c3', type: 'county', code: '130823' },
        ],
        facilities: [
          place('full', 'publicCemetery', 'd1', { plotsTotal: 100, plotsUsed: 100 }),
          place('cemetery', 'publicCemetery', 'd2', free),
          // Not stated whether public-benefit: a columbarium may be commercial, a public cemetery is not.
          place('columbarium', 'columbarium', 'c1', free),
          place('unmeasured', 'ecoBurialSite', 'c2', { publicBenefit: true, plotsTotal: 100 }),
          place('commercial', 'columbarium', 'c3', { ...free, publicBenefit: false }),
          place('not-a-public-kind', 'commercialCemetery', 'c3', free),
        ],
      }),
    );
    // d2 yes; c1 and c2 unknown; d1 and c3 no: 1/5 to 3/5. Without the core district 130802: 1/4 to 3/4.
    expect(assessment.result('14')).toMatchObject({
      numerator: 1,
      denominator: 5,
      lower: 0.2,
      upper: 0.6,
      verdict: 'unmet',
      readings: [{ id: 'countiesAndFarDistricts', numerator: 1, denominator: 4, lower: 0.25, upper: 0.75 }],
    });
    expect(rowOf(assessment, '14', 'd1').reason.zh).toBe('full已无剩余穴(格)位');
    expect(rowOf(assessment, '14', 'd2').reason.zh).toBe('cemetery运营中,剩余 60 个穴(格)位');
    expect(rowOf(assessment, '14', 'c1').reason.zh).toBe('columbarium未注明是否公益性');
    expect(rowOf(assessment, '14', 'c2').reason.zh).toBe('unmeasured未注明穴(格)位总数或已用数');
    expect(rowOf(assessment, '14', 'c3').records).toEqual([
      { type: 'facility', id: 'commercial', label: 'commercial' },
    ]);
  });

  it('count urban sites', () => {
    const urban = { serviceScope: 'urban', publicBenefit: true };
    const sites = [
      place('a', 'publicCemetery', 'c1', urban),
      place('b', 'columbarium', 'c1', { publicBenefit: true }),
      place('c', 'ecoBurialSite', 'c1', urban, { status: 'building' }),
      place('d', 'publicCemetery', 'c1', { serviceScope: 'rural' }),
    ];
    const assessment = assess(snapshotOf({ divisions: [county], facilities: sites }));
    // a counts; b may be urban; c is being built; d is rural and no unit: 1 to 2 of 2.
    expect(assessment.result('urbanFuneralSites')).toMatchObject({
      numerator: 1,
      denominator: 0,
      value: 1,
      lower: 1,
      upper: 2,
      units: 3,
      unknownUnits: 1,
      verdict: 'insufficient',
    });
    expect(rowOf(assessment, 'urbanFuneralSites', 'c').reason.zh).toBe('c状态为在建');
    const enough = [...sites, place('e', 'publicCemetery', 'c1', urban)];
    expect(assess(snapshotOf({ divisions: [county], facilities: enough })).result('urbanFuneralSites').verdict).toBe(
      'met',
    );
  });
});

describe('no. 8 where townships may share a centre', () => {
  const { townshipCentre } = defaultRuleParameters;
  const sharing = { allowed: true, mostTownships: 2, clause: null };
  const allowing = { ...defaultRuleParameters, townshipCentre: { ...townshipCentre, sharing } };
  const snapshot = (alsoServes: string, part: Partial<HandFacility> = {}) =>
    snapshotOf({
      divisions: [county, town('t1', '甲镇'), town('t2', '乙镇'), town('t3', '丙镇')],
      facilities: [centre('f1', { township: 't1', name: '中心', attributes: { alsoServes }, ...part })],
    });
  const verdicts = (assessment: ReturnType<typeof assess>) =>
    ['t1', 't2', 't3'].map((id) => rowOf(assessment, '8', id).verdict);

  it('counts a centre for the township that it names, and the evidence says with whom it is shared', () => {
    const assessment = assess(snapshot('0002'), allowing);
    expect(verdicts(assessment)).toEqual(['yes', 'yes', 'no']);
    expect(rowOf(assessment, '8', 't2').reason).toEqual({
      zh: '与甲镇共用的中心运营中,规定的 4 项功能齐备',
      en: '中心, shared with 甲镇, is operating and offers all 4 required functions',
    });
    expect(rowOf(assessment, '8', 't1').reason.zh).toBe('中心运营中,规定的 4 项功能齐备');
    expect(rowOf(assessment, '8', 't2').records).toEqual([{ type: 'facility', id: 'f1', label: '中心' }]);
  });

  it('counts it for no more townships than the rule has it, and for none by default or by an unknown code', () => {
    expect(verdicts(assess(snapshot('0002、0003'), allowing))).toEqual(['yes', 'yes', 'no']);
    expect(verdicts(assess(snapshot('9999'), allowing))).toEqual(['yes', 'no', 'no']);
    expect(verdicts(assess(snapshot('0002')))).toEqual(['yes', 'no', 'no']);
  });

  it('keeps unknown what is not known of a shared centre', () => {
    expect(verdicts(assess(snapshot('0002', { status: null }), allowing))).toEqual(['unknown', 'unknown', 'no']);
    expect(verdicts(assess(snapshot('0002', { status: 'closed' }), allowing))).toEqual(['no', 'no', 'no']);
  });
});
