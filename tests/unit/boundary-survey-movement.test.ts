import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { direct } from '../../server/boundary/survey/geodesic.ts';
import { movementSentences, movementTest, type SurveyedPosition } from '../../server/boundary/survey/movement-test.ts';

const registered: SurveyedPosition = {
  position: [117.5, 40.7],
  sigmaM: 0.3,
  sourceCrs: 'EPSG:4490',
  heightM: 812.4,
  heightDatum: 'EPSG:5737',
};
/** A reading some metres from the registered position. */
const measuredAt = (metres: number, azimuthDeg = 60): SurveyedPosition => ({
  ...registered,
  position: direct(registered.position, azimuthDeg, metres),
  sigmaM: 0.4,
});

describe('movement test', () => {
  it('compares the distance with three times the combined σ', () => {
    // σ 0.3 and 0.4 make 0.5, times 3 = 1.5 m.
    const moved = movementTest(registered, measuredAt(1.501));
    expect(moved).toMatchObject({ verdict: 'moved', sigmaRegisteredM: 0.3, sigmaMeasuredM: 0.4, reasons: [] });
    expect(moved.thresholdM).toBeCloseTo(1.5, 12);
    expect(moved.distanceM).toBeCloseTo(1.501, 6);
    expect(moved.azimuthDeg).toBeCloseTo(60, 3);
    expect(movementTest(registered, measuredAt(1.499)).verdict).toBe('withinError');
    expect(movementTest(registered, registered)).toMatchObject({
      verdict: 'withinError',
      distanceM: 0,
      azimuthDeg: null,
    });
  });

  it('never says moved or unmoved where a σ is missing, however far apart', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.constantFrom('registered', 'measured', 'both'),
        (metres, which) => {
          const test = movementTest(
            { ...registered, sigmaM: which === 'measured' ? registered.sigmaM : null },
            { ...measuredAt(metres), sigmaM: which === 'registered' ? 0.4 : null },
          );
          expect(test.verdict).toBe('provesNothing');
          expect(test.thresholdM).toBeNull();
          expect(test.reasons).toHaveLength(which === 'both' ? 2 : 1);
          expect(test.distanceM).toBeCloseTo(metres, 6);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('does not even measure between unknown coordinate systems', () => {
    const test = movementTest({ ...registered, sourceCrs: null }, measuredAt(556));
    expect(test).toMatchObject({ verdict: 'provesNothing', distanceM: null, azimuthDeg: null });
    expect(test.reasons[0]!.en).toContain('registered position is unknown');
  });

  it('tells a height difference only within one datum', () => {
    const test = (change: Partial<SurveyedPosition>) =>
      movementTest(registered, { ...measuredAt(0.2), heightM: 812.1, ...change }).height;
    expect(test({})).toMatchObject({ datum: 'EPSG:5737', reason: null });
    expect(test({}).differenceM).toBeCloseTo(-0.3, 9);
    expect(test({ heightDatum: 'ellipsoid' })).toMatchObject({ differenceM: null, datum: null });
    expect(test({ heightDatum: 'ellipsoid' }).reason!.zh).toContain('CGCS2000 大地高');
    expect(test({ heightDatum: null }).reason!.en).toBe('The height datum of the measured position is unknown');
    expect(test({ heightM: null }).reason!.en).toBe('No height was measured');
    expect(movementTest({ ...registered, heightM: null }, measuredAt(1)).height.reason!.zh).toBe('登记高程未填');
  });

  it('warns of epochs and of map services without changing the verdict', () => {
    const wgs = movementTest(registered, { ...measuredAt(1.6), sourceCrs: 'EPSG:4326' });
    expect(wgs.verdict).toBe('moved');
    expect(wgs.cautions).toHaveLength(1);
    const both = { ...measuredAt(1), sourceCrs: 'EPSG:4326' };
    expect(movementTest({ ...registered, sourceCrs: 'EPSG:4326' }, both).cautions).toEqual([]);
    const shifted = movementTest(registered, { ...measuredAt(1), sourceCrs: 'GCJ-02' });
    expect(shifted.cautions[0]!.en).toContain('GCJ-02');
  });

  it('refuses a σ of nothing', () => {
    expect(() => movementTest(registered, { ...measuredAt(1), sigmaM: 0 })).toThrowError(
      expect.objectContaining({ code: 'badSigma', field: 'measured.sigmaM' }),
    );
  });

  it('says all of it in sentences of both languages', () => {
    const said = movementSentences(movementTest(registered, { ...measuredAt(1.75), heightM: 812.3 }));
    expect(said.map(({ en }) => en)).toEqual([
      'Movement test: moved.',
      'The measured position lies 1.75 m from the registered one towards 60.0°, more than the limit of 1.50 m (3·√(σ registered² + σ measured²)).',
      'Standard deviations: registered 0.30 m, measured 0.40 m.',
      'Coordinate systems: registered CGCS2000 geographic, measured CGCS2000 geographic.',
      'Height difference (measured less registered): −0.10 m (1985 national height datum).',
    ]);
    const nothing = movementSentences(movementTest({ ...registered, sigmaM: null }, measuredAt(0.02)));
    expect(nothing.map(({ zh }) => zh)).toEqual([
      '移位检验:不能作为判断依据。',
      '实测与登记位置相距 0.020 米,方位角 60.0°。',
      '中误差:登记 未注明,实测 0.40 米。',
      '坐标系:登记 CGCS2000 经纬度,实测 CGCS2000 经纬度。',
      '高差(实测减登记):+0.000 米(1985 国家高程基准)。',
      '登记坐标未注明精度(中误差),不能判断是否移位。',
    ]);
  });
});
