import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { direct, inverse, lineLengthM, normalAzimuth } from '../../server/boundary/survey/geodesic.ts';

const placeInChengde = fc.tuple(
  fc.double({ min: 115.9, max: 119.3, noNaN: true }),
  fc.double({ min: 40.1, max: 42.7, noNaN: true }),
);

describe('geodesics on CGCS2000', () => {
  it('measures a quarter of the meridian as the standard states it', () => {
    // GRS 80 (whose ellipsoid CGCS2000 shares): Moritz, J. Geodesy 74 (2000) 128–133, Q = 10 001 965.7293 m.
    expect(inverse([117, 0], [117, 90]).distanceM).toBeCloseTo(10_001_965.7293, 3);
  });

  it('measures a degree of the equator as an arc of its circle', () => {
    expect(inverse([117, 0], [118, 0]).distanceM).toBeCloseTo((6_378_137 * Math.PI) / 180, 6);
    expect(inverse([117, 0], [118, 0]).azimuthDeg).toBe(90);
    expect(inverse([118, 0], [117, 0]).azimuthDeg).toBe(270);
  });

  it('agrees with a published line as far as its printed digits go', () => {
    // Flinders Peak to Buninyong in the technical manual of the Geocentric Datum of Australia, on GRS 80:
    // 54 972.271 m, 306° 52′ 05.37″, 127° 10′ 25.07″. Its coordinates are rounded to 3 mm.
    const dms = (degrees: number, minutes: number, seconds: number) => degrees + minutes / 60 + seconds / 3600;
    const flindersPeak = [dms(144, 25, 29.52442), -dms(37, 57, 3.7203)];
    const buninyong = [dms(143, 55, 35.3839), -dms(37, 39, 10.1561)];
    const line = inverse(flindersPeak, buninyong);
    expect(Math.abs(line.distanceM - 54_972.271)).toBeLessThan(0.003);
    expect(Math.abs(line.azimuthDeg - dms(306, 52, 5.37))).toBeLessThan(0.01 / 3600);
    expect(Math.abs(line.backAzimuthDeg - dms(127, 10, 25.07))).toBeLessThan(0.01 / 3600);
  });

  it('comes back from where it went', () => {
    fc.assert(
      fc.property(
        placeInChengde,
        fc.double({ min: 0, max: 359.999, noNaN: true }),
        fc.double({ min: 1, max: 100_000, noNaN: true }),
        (from, azimuthDeg, distanceM) => {
          const to = direct(from, azimuthDeg, distanceM);
          const line = inverse(from, to);
          expect(line.distanceM).toBeCloseTo(distanceM, 6);
          const back = direct(to, line.backAzimuthDeg, distanceM);
          expect(inverse(back, from).distanceM).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('adds up a line and ignores heights', () => {
    const vertices = [
      [117, 41, 600],
      [117.01, 41, 900],
      [117.01, 41.01],
    ];
    expect(lineLengthM(vertices)).toBeCloseTo(
      inverse(vertices[0]!, vertices[1]!).distanceM + inverse(vertices[1]!, vertices[2]!).distanceM,
      9,
    );
    expect(lineLengthM([[117, 41]])).toBe(0);
    expect(lineLengthM([])).toBe(0);
  });

  it('brings angles into a turn', () => {
    expect([-90, 360, 725, -0, -1e-20].map(normalAzimuth)).toEqual([270, 0, 5, 0, 0]);
  });

  it.each([[[117]], [[40.9, 117.9]], [[Number.NaN, 41]], [[39_500_000, 4_500_000]]])('refuses %j', (position) => {
    expect(() => lineLengthM([[117, 41], position])).toThrowError(
      expect.objectContaining({ code: 'badPosition', field: 'coordinates.1' }),
    );
  });
});
