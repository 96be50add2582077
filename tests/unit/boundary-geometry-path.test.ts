import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signedAreaM2 } from '../../server/boundary/geometry/ellipsoid.ts';
import { longestRising } from '../../server/boundary/geometry/monotone.ts';
import { crossings, nearest, pathOf, positionAt, stretch } from '../../server/boundary/geometry/path.ts';
import { direct, inverse, lineLengthM } from '../../server/boundary/survey/geodesic.ts';

/** A walk of so many legs with turns, from a fixed seed. */
const walk = fc
  .array(
    fc.record({
      turn: fc.double({ min: -80, max: 80, noNaN: true }),
      leg: fc.double({ min: 1, max: 8000, noNaN: true }),
    }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((legs) => {
    let azimuth = 70;
    const vertices: [number, number][] = [[117, 41]];
    for (const { turn, leg } of legs) {
      azimuth += turn;
      vertices.push(direct(vertices.at(-1)!, azimuth, leg));
    }
    return vertices;
  });
const offset = fc.record({
  azimuth: fc.double({ min: 0, max: 360, noNaN: true }),
  away: fc.double({ min: 0, max: 20_000, noNaN: true }),
});

/** The least distance by search along each segment with Karney's geodesics: golden section, to a tenth of a millimetre. */
function leastDistance(vertices: readonly (readonly number[])[], from: readonly number[]): number {
  return Math.min(
    ...vertices.slice(1).map((to, i) => {
      const { azimuthDeg, distanceM } = inverse(vertices[i]!, to);
      const away = (along: number) => inverse(from, direct(vertices[i]!, azimuthDeg, along)).distanceM;
      let [low, high] = [0, distanceM];
      while (high - low > 1e-4) {
        const [a, b] = [high - 0.618034 * (high - low), low + 0.618034 * (high - low)];
        if (away(a) <= away(b)) high = b;
        else low = a;
      }
      return Math.min(away(low), away(high), away(0), away(distanceM));
    }),
  );
}

describe('a path', () => {
  it('is as long as the ellipsoid’s shortest lines', () => {
    fc.assert(
      fc.property(walk, (vertices) => {
        const { lengthM } = pathOf(vertices);
        expect(Math.abs(lengthM - lineLengthM(vertices))).toBeLessThan(1e-7 * lengthM);
      }),
      { numRuns: 30 },
    );
  });

  it('knows the least distance from a position to within 1 mm and a millionth', () => {
    fc.assert(
      fc.property(walk, offset, (vertices, { azimuth, away }) => {
        const from = direct(vertices[vertices.length >> 1]!, azimuth, away);
        const expected = leastDistance(vertices.slice(0, 5), from);
        const { distanceM } = nearest(pathOf(vertices.slice(0, 5)), from);
        expect(Math.abs(distanceM - expected)).toBeLessThan(0.001 + 1e-6 * expected);
      }),
      { numRuns: 6 },
    );
  });

  it('finds by its index what looking at every segment finds', () => {
    fc.assert(
      fc.property(walk, offset, (vertices, { azimuth, away }) => {
        const from = direct(vertices[0]!, azimuth, away);
        const one = nearest(pathOf(vertices), from);
        const all = vertices.slice(1).map((to, i) => nearest(pathOf([vertices[i]!, to]), from).distanceM);
        expect(one.distanceM).toBeCloseTo(Math.min(...all), 9);
        expect(inverse(from, positionAt(pathOf(vertices), one.chainageM)).distanceM).toBeCloseTo(one.distanceM, 2);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the stretch between two places, both ways', () => {
    const path = pathOf([
      [117, 41],
      [117.01, 41],
      [117.02, 41.01],
      [117.03, 41],
    ]);
    const [from, to] = [path.chainage[1]! / 2, path.chainage[2]!];
    expect(stretch(path, from, to)).toHaveLength(3);
    expect(stretch(path, to, from)).toEqual([...stretch(path, from, to)].reverse());
    expect(lineLengthM(stretch(path, from, to))).toBeCloseTo(to - from, 3);
    expect(stretch(path, 0, path.lengthM)).toEqual(path.vertices);
  });

  it('crosses another where it changes sides, and not where it only touches', () => {
    const zigzag = pathOf(Array.from({ length: 41 }, (_, i) => [117 + 0.01 * i, 41 + (i % 2 === 0 ? 0.003 : -0.003)]));
    const straight = pathOf([
      [116.9, 41],
      [117.5, 41],
    ]);
    expect(crossings(zigzag, straight)).toHaveLength(40);
    expect(crossings(zigzag, zigzag)).toEqual([]);
  });
});

describe('areas and sequences', () => {
  it('has the area of a square of the ellipsoid, positive counter-clockwise', () => {
    const corner = [117.5, 41];
    const east = direct(corner, 90, 1000);
    const ring = [corner, east, direct(east, 0, 1000), direct(corner, 0, 1000), corner];
    expect(signedAreaM2(ring)).toBeCloseTo(1e6, -3);
    expect(signedAreaM2([...ring].reverse())).toBeCloseTo(-signedAreaM2(ring), 3);
  });

  it('finds a longest rising sequence', () => {
    const longest = (values: readonly number[], strict: boolean): number => {
      const upTo = values.map(() => 1);
      values.forEach((value, i) => {
        for (let j = 0; j < i; j++)
          if (strict ? values[j]! < value : values[j]! <= value) upTo[i] = Math.max(upTo[i]!, upTo[j]! + 1);
      });
      return Math.max(0, ...upTo);
    };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 20 }), (values) => {
        for (const mode of ['strict', 'level'] as const) {
          const positions = longestRising(values, mode);
          expect(positions).toHaveLength(longest(values, mode === 'strict'));
          const kept = positions.map((i) => values[i]!);
          for (let i = 1; i < kept.length; i++) {
            expect(positions[i]!).toBeGreaterThan(positions[i - 1]!);
            expect(mode === 'strict' ? kept[i]! > kept[i - 1]! : kept[i]! >= kept[i - 1]!).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
