import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, type Random } from '../../server/random.ts';
import {
  chiSquared95,
  errorEllipse,
  SCALE_95,
  scale95Estimated,
  type ErrorEllipse,
} from '../../server/boundary/survey/error-ellipse.ts';
import { direct, inverse } from '../../server/boundary/survey/geodesic.ts';
import { planeAbout } from '../../server/boundary/survey/plane.ts';
import { resect, type ResectionObject } from '../../server/boundary/survey/resection.ts';

const marker = [117.5, 40.7];
const plane = planeAbout(marker);
/** An object as seen from the marker without error; its own position is exact to a millimetre. */
const seen = (azimuthDeg: number, distanceM: number, change: Partial<ResectionObject> = {}): ResectionObject => ({
  name: `object at ${azimuthDeg}`,
  position: direct(marker, azimuthDeg, distanceM),
  azimuthDeg,
  distanceM,
  positionSigmaM: 1e-6,
  ...change,
});
const distanceOnly = { azimuthDeg: null, distanceSigmaM: 0.1 };
const offM = (position: readonly number[]) => inverse(marker, position).distanceM;
const refusal = (code: string, field: string) => expect.objectContaining({ code, field });
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** Whether a point lies in the ellipse that holds 95%. @param eastM, northM from the ellipse's centre */
function within95(
  { semiMajorM, semiMinorM, orientationDeg, scale95 }: ErrorEllipse,
  eastM: number,
  northM: number,
): boolean {
  const turn = (orientationDeg * Math.PI) / 180;
  const along = eastM * Math.sin(turn) + northM * Math.cos(turn);
  const across = eastM * Math.cos(turn) - northM * Math.sin(turn);
  return Math.hypot(along / semiMajorM, across / semiMinorM) <= scale95;
}

describe('resection against hand computation', () => {
  it('weighs a distance against the azimuth that crosses it', () => {
    // Objects 100 m north and 100 m east, σ 0.1 m and 0.1° = 0.17453 m at 100 m. Northwards the distance of the first
    // (weight 1/0.1² = 100) and the azimuth of the second (1/0.17453² = 32.828) decide. The first distance is 0.3 m too
    // long, so the place moves 0.3 · 100/132.828 = 0.22586 m south. Σ(v/σ)² = 0.3²·100·32.828/132.828 = 2.2244;
    // r = 2, σ0 = √1.1122 = 1.0546; both semi-axes 1/√132.828 = 0.086767 m.
    const sigmas = { azimuthSigmaDeg: 0.1, distanceSigmaM: 0.1 };
    const answer = resect([seen(0, 100, { ...sigmas, distanceM: 100.3 }), seen(90, 100, sigmas)]);
    const [east, north] = plane.toPlane(answer.position);
    expect(north).toBeCloseTo(-0.22586, 3);
    expect(east).toBeCloseTo(0, 3);
    expect(answer.redundancy).toBe(2);
    expect(answer.sigma0).toBeCloseTo(1.0546, 2);
    expect(answer.consistent).toBe(true);
    expect(answer.ellipse.semiMajorM).toBeCloseTo(0.086767, 3);
    expect(answer.ellipse.semiMinorM).toBeCloseTo(0.086767, 3);
    expect(answer.sigmaM).toBeCloseTo(0.086767 * Math.SQRT2, 3);
    // v = 0.3 − 0.22586 = 0.07414 m; redundancy number 1 − 100/132.828 = 0.24715; w = 0.07414/(0.1·√0.24715) = 1.4914.
    const first = answer.residuals[1]!;
    expect(first).toMatchObject({ kind: 'distance', object: 0, observed: 100.3 });
    expect(first.residual).toBeCloseTo(0.07414, 3);
    expect(first.normalized).toBeCloseTo(1.4914, 2);
    expect(answer.suspect).toBeNull();
  });

  it('draws the ellipse of two crossing distances', () => {
    // Distances σ 0.1 m to objects at azimuths 60° and 120°: towards east the information is 2·sin²60°/0.01 = 150, towards
    // north 2·cos²60°/0.01 = 50: σ_E = 0.08165 m, σ_N = 0.14142 m, major axis north. A registered place tells west from east.
    const answer = resect([seen(60, 100, distanceOnly), seen(120, 100, distanceOnly)], direct(marker, 200, 8));
    expect(offM(answer.position)).toBeLessThan(1e-3);
    expect(answer.ellipse.semiMajorM).toBeCloseTo(0.14142, 4);
    expect(answer.ellipse.semiMinorM).toBeCloseTo(0.08165, 4);
    expect(Math.min(answer.ellipse.orientationDeg, 180 - answer.ellipse.orientationDeg)).toBeLessThan(0.01);
    expect(answer).toMatchObject({ redundancy: 0, sigma0: null, consistent: null, chosenByRegistered: true });
    expect(answer.residuals.every(({ normalized }) => normalized === null)).toBe(true);
  });

  it('puts the error of an object half along and half across the line of sight', () => {
    // Object σ 0.2 m is 0.14142 m an axis: with a distance σ of 0.1 m, √(0.01 + 0.02) = 0.17321 m.
    const answer = resect([seen(0, 100, { distanceSigmaM: 0.1, positionSigmaM: 0.2 }), seen(90, 100)]);
    expect(answer.residuals[1]!.sigma).toBeCloseTo(0.17321, 5);
  });

  it('agrees with tables of χ² and of the normal distribution in the plane', () => {
    expect(SCALE_95).toBeCloseTo(2.4477, 4);
    expect(chiSquared95(4) / 9.488).toBeCloseTo(1, 2);
    expect(chiSquared95(10) / 18.307).toBeCloseTo(1, 2);
    expect(scale95Estimated(2)).toBeCloseTo(Math.sqrt(2 * 19.0), 3); // F0.95(2, 2) = 19.00
    expect(scale95Estimated(10)).toBeCloseTo(Math.sqrt(2 * 4.103), 3); // F0.95(2, 10) = 4.103
    const diagonal = errorEllipse({ east: 2, north: 2, eastNorth: 1 }, 1);
    expect(diagonal).toMatchObject({ orientationDeg: 45, semiMinorM: 1 });
    expect(within95(diagonal, 1.2, 1.2)).toBe(true);
    expect(within95(diagonal, 1.2, -1.2)).toBe(false);
  });
});

describe('resection', () => {
  const objects = fc
    .array(
      fc.record({
        azimuthDeg: fc.double({ min: 0, max: 359.99, noNaN: true }),
        distanceM: fc.double({ min: 10, max: 800, noNaN: true }),
      }),
      { minLength: 2, maxLength: 5 },
    )
    .map((list) => list.map(({ azimuthDeg, distanceM }) => seen(azimuthDeg, distanceM)));

  it('finds the exact place from perfect observations', () => {
    fc.assert(
      fc.property(objects, (list) => {
        const answer = resect(list);
        expect(offM(answer.position)).toBeLessThan(1e-4);
        expect(Math.max(...answer.residuals.map(({ residualM }) => Math.abs(residualM)))).toBeLessThan(1e-3);
        expect(answer.redundancy).toBe(2 * list.length - 2);
      }),
      { numRuns: 20 },
    );
  });

  it('lies within its 95% ellipse about as often as that says', () => {
    const random = randomStream(7, 'resection');
    const trials = 150;
    let within = 0;
    for (let trial = 0; trial < trials; trial++) {
      const answer = resect(
        [20, 140, 255].map((azimuthDeg, i) => {
          const exact = seen(azimuthDeg, 40 + 30 * i, { azimuthSigmaDeg: 0.5, distanceSigmaM: 0.2 });
          return {
            ...exact,
            azimuthDeg: exact.azimuthDeg! + 0.5 * normal(random),
            distanceM: exact.distanceM! + 0.2 * normal(random),
          };
        }),
      );
      const [eastM, northM] = plane.toPlane(answer.position);
      if (within95(answer.ellipse, eastM, northM)) within++;
    }
    // 95% of 150 is 142.5, and three standard deviations of the count are 8.
    expect(within).toBeGreaterThanOrEqual(135);
    expect(within).toBeLessThan(trials);
  });

  it('points at the observation that is wrong and makes the ellipse larger', () => {
    const good = [seen(10, 60), seen(100, 80), seen(220, 50), seen(300, 90)];
    const spoiled = good.map((object, i) => (i === 2 ? { ...object, distanceM: 56 } : object));
    const answer = resect(spoiled);
    expect(answer.residuals[answer.suspect!]).toMatchObject({ object: 2, kind: 'distance' });
    expect(answer.consistent).toBe(false);
    expect(answer.ellipse.semiMajorM).toBeGreaterThan(resect(good).ellipse.semiMajorM);
    expect(resect(good)).toMatchObject({ suspect: null, consistent: true });
  });

  it('works across the north azimuth', () => {
    const answer = resect([seen(0.2, 100, { azimuthDeg: 359.9 }), seen(90, 100)]);
    expect(Math.abs(answer.residuals[0]!.residual)).toBeLessThan(1);
  });

  it('uses azimuths alone and tells what it did not use', () => {
    const azimuthOnly = { distanceM: null };
    const answer = resect([
      seen(10, 60, azimuthOnly),
      seen(50, 60, { position: null }),
      seen(100, 80, azimuthOnly),
      seen(150, 80, { azimuthDeg: null, distanceM: null, position: marker }),
    ]);
    expect(offM(answer.position)).toBeLessThan(1e-4);
    expect(answer.unused).toEqual([1, 3]);
  });

  it('refuses two places that fit, and lets the registered one decide', () => {
    const twoCircles = [seen(60, 100, distanceOnly), seen(120, 100, distanceOnly)];
    expect(() => resect(twoCircles)).toThrowError(refusal('ambiguous', 'references'));
    const mirrored = resect(twoCircles, direct(marker, 90, 165));
    expect(offM(mirrored.position)).toBeCloseTo(2 * 100 * Math.sin(Math.PI / 3), 2);
  });

  it.each([
    ['to both sides', [seen(40, 100, distanceOnly), seen(220, 70, distanceOnly)]],
    ['with a slack of 0.2 m', [seen(40, 100, { ...distanceOnly, distanceM: 100.2 }), seen(220, 70, distanceOnly)]],
    ['that do not quite meet', [seen(40, 100, { ...distanceOnly, distanceM: 99.8 }), seen(220, 70, distanceOnly)]],
    ['to one side', [40, 80, 120].map((distanceM) => seen(40, distanceM, distanceOnly))],
  ])('refuses distances in one line with the marker, %s', (_, list) => {
    expect(() => resect(list)).toThrowError(refusal('singular', 'references'));
    expect(() => resect(list, marker)).toThrowError(refusal('singular', 'references'));
  });

  it('refuses bad input with its field', () => {
    const good = seen(10, 60);
    expect(() => resect([good, seen(80, 50, { position: null })])).toThrowError(refusal('tooFewObjects', 'references'));
    expect(() => resect([])).toThrowError(refusal('tooFewObjects', 'references'));
    for (const [change, code, field] of [
      [{ azimuthDeg: 400 }, 'badAzimuth', 'azimuthDeg'],
      [{ azimuthDeg: 360 }, 'badAzimuth', 'azimuthDeg'],
      [{ distanceM: 0 }, 'badDistance', 'distanceM'],
      [{ distanceSigmaM: -1 }, 'badSigma', 'distanceSigmaM'],
      [{ position: [40.7, 117.5] }, 'badPosition', 'position'],
    ] as const) {
      expect(() => resect([good, { ...good, ...change }])).toThrowError(refusal(code, `references.1.${field}`));
    }
  });
});
