import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueScale, type AreaFigure } from '../../gis-data/catalogue/index.ts';
import type { BoundaryGeometry } from '../../server/divisions/contract.ts';
import { frameOf, type Position, type SheetPoint } from '../../server/reports/map-picture/frame.ts';
import { linesWithin, placeLabels, textWidthMm } from '../../server/reports/map-picture/labels.ts';
import { mapPicture, type MapContent } from '../../server/reports/map-picture/map-picture.ts';
import { dotsWithin, hatchLines } from '../../server/reports/map-picture/pattern-marks.ts';
import { scaleBar } from '../../server/reports/map-picture/scale-bar.ts';

/**
 * Length of the geodesic on the WGS 84 ellipsoid, metres: Vincenty's inverse formula (Survey Review 23, 1975), which has
 * nothing in common with the map's own arithmetic.
 */
function geodesicMetres([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  const [a, f] = [6_378_137, 1 / 298.257223563];
  const b = a * (1 - f);
  const rad = Math.PI / 180;
  const L = (lon2 - lon1) * rad;
  const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - f) * Math.tan(lat * rad))) as [number, number];
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = L;
  for (let i = 0; i < 200; i++) {
    const sinSigma = Math.hypot(c2 * Math.sin(lambda), c1 * s2 - s1 * c2 * Math.cos(lambda));
    if (sinSigma === 0) return 0;
    const cosSigma = s1 * s2 + c1 * c2 * Math.cos(lambda);
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * Math.sin(lambda)) / sinSigma;
    const cos2Alpha = 1 - sinAlpha ** 2;
    const cos2M = cos2Alpha === 0 ? 0 : cosSigma - (2 * s1 * s2) / cos2Alpha;
    const C = (f / 16) * cos2Alpha * (4 + f * (4 - 3 * cos2Alpha));
    const next = L + (1 - C) * f * sinAlpha * (sigma + C * sinSigma * (cos2M + C * cosSigma * (2 * cos2M ** 2 - 1)));
    const settled = Math.abs(next - lambda) < 1e-12;
    lambda = next;
    if (!settled) continue;
    const v2 = (cos2Alpha * (a * a - b * b)) / (b * b);
    const A = 1 + (v2 / 16384) * (4096 + v2 * (-768 + v2 * (320 - 175 * v2)));
    const B = (v2 / 1024) * (256 + v2 * (-128 + v2 * (74 - 47 * v2)));
    const delta =
      B *
      sinSigma *
      (cos2M +
        (B / 4) * (cosSigma * (2 * cos2M ** 2 - 1) - (B / 6) * cos2M * (4 * sinSigma ** 2 - 3) * (4 * cos2M ** 2 - 3)));
    return b * A * (sigma - delta);
  }
  throw new Error('did not settle');
}

const sheet = { x: 0, y: 0, width: 156, height: 142 };

const square = (west: number, south: number, side: number): BoundaryGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + side, south],
      [west + side, south + side],
      [west, south + side],
      [west, south],
    ],
  ],
});

describe('the scale bar', () => {
  it('is as long as the ground under it, by the geodesic, at the latitude that it names', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 73, max: 130, noNaN: true }),
        fc.double({ min: 18, max: 50, noNaN: true }),
        fc.double({ min: 0.05, max: 3, noNaN: true }),
        (west, south, side) => {
          const corners: Position[] = [
            [west, south],
            [west + side, south + side],
          ];
          const frame = frameOf(corners, sheet, 5);
          const bar = scaleBar(frame, 34);
          expect(bar.mm).toBeLessThanOrEqual(34);
          const step = 1e-3;
          const [a, b] = [west, west + step].map((longitude): Position => [longitude, frame.latitude]) as [
            Position,
            Position,
          ];
          const mmOfStep = frame.place(b)[0] - frame.place(a)[0];
          const mmPerMetreEast = mmOfStep / geodesicMetres(a, b);
          expect(bar.mm / mmPerMetreEast / bar.metres - 1).toBeCloseTo(0, 4);
          const north: Position = [west, frame.latitude + step];
          const mmPerMetreNorth = (frame.place(a)[1] - frame.place(north)[1]) / geodesicMetres(a, north);
          expect(mmPerMetreNorth / mmPerMetreEast - 1).toBeCloseTo(0, 4);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is wrong by less than two per cent at the ends of a city of 2.5 degrees', () => {
    const frame = frameOf(
      [
        [115.9, 40.2],
        [119.3, 42.7],
      ],
      sheet,
      5,
    );
    for (const latitude of [40.2, 42.7]) {
      const [a, b]: [Position, Position] = [
        [117, latitude],
        [118, latitude],
      ];
      const share = (frame.place(b)[0] - frame.place(a)[0]) / frame.mmPerMetre / geodesicMetres(a, b);
      expect(Math.abs(share - 1)).toBeLessThan(0.02);
    }
  });
});

describe('labels', () => {
  it('never overlap and never leave the map', () => {
    const label = fc.record({
      text: fc.constantFrom('双桥区', '围场满族蒙古族自治县', 'Luanping', '平泉市'),
      at: fc.tuple(fc.double({ min: 0, max: 156, noNaN: true }), fc.double({ min: 0, max: 142, noNaN: true })),
      sizeMm: fc.constant(3.4),
    });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 40 }), (labels) => {
        const boxes = placeLabels(labels, sheet).map((placed) => placed.box);
        boxes.forEach((a, i) => {
          expect(a.x).toBeGreaterThanOrEqual(0);
          expect(a.x + a.width).toBeLessThanOrEqual(156);
          for (const b of boxes.slice(i + 1)) {
            const apart =
              a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
            expect(apart).toBe(true);
          }
        });
      }),
      { numRuns: 50 },
    );
  });

  it('break long lines without losing a word', () => {
    const words = '资料来源:登记库快照 2@2026-11-25;walk network demo (generated demonstration network)';
    const lines = linesWithin(words, 2.9, 60);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
    for (const line of lines) expect(textWidthMm(line, 2.9)).toBeLessThanOrEqual(60);
  });
});

describe('patterns', () => {
  const ring: SheetPoint[] = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ];
  const hole: SheetPoint[] = [
    [3, 3],
    [7, 3],
    [7, 7],
    [3, 7],
  ];
  const inHole = ([x, y]: SheetPoint) => x > 3.001 && x < 6.999 && y > 3.001 && y < 6.999;

  it('stay inside the area and outside its holes', () => {
    const dots = dotsWithin([ring, hole]);
    expect(dots.length).toBeGreaterThan(20);
    for (const [x, y] of dots) {
      expect(x >= 0 && x <= 10 && y >= 0 && y <= 10).toBe(true);
      expect(inHole([x, y])).toBe(false);
    }
    for (const [from, to] of hatchLines([ring, hole])) {
      const middle: SheetPoint = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
      expect(inHole(middle)).toBe(false);
    }
  });

  it('cover the area evenly: the hatching is as long as the area over the distance of its lines', () => {
    const length = hatchLines([ring]).reduce((sum, [a, b]) => sum + Math.hypot(b[0] - a[0], b[1] - a[1]), 0);
    expect(length / (100 / 1.3)).toBeGreaterThan(0.9);
    expect(length / (100 / 1.3)).toBeLessThan(1.1);
  });
});

describe('a map', () => {
  const content: MapContent = {
    language: 'zh',
    title: '<script>alert(1)</script> & "县"',
    areas: [
      { boundary: square(117, 41, 0.5), fill: '#3d97a3', pattern: 'hatch' },
      { boundary: square(117.5, 41, 0.5), fill: '#d3d8db', pattern: 'dots' },
    ],
    outlines: [square(117, 41, 0.5)],
    labels: [{ text: '滦平县', at: [117.25, 41.25] }],
    marks: [{ at: [117.2, 41.2], shape: 'disc', color: '#d4572a', hollow: true }],
    legend: [{ label: '未知', fill: '#d3d8db', pattern: 'dots' }],
    source: '来源 <b>',
    approvalNumber: null,
    mark: '演示数据',
  };

  it('sets legend entries in one column where a label is too long for two', () => {
    const entry = (label: string) => ({ label, fill: '#d3d8db', pattern: null });
    const leftEdges = (labels: string[]) => {
      const { svg } = mapPicture({ ...content, legend: labels.map(entry) });
      return new Set(labels.map((label) => new RegExp(`<text x="([\\d.]+)"[^>]*>${label}<`).exec(svg)![1]));
    };
    expect(leftEdges(['met', 'unmet', 'unknown']).size).toBe(2);
    expect(leftEdges(['Community and social services, operating', 'Elder care', 'Funeral services']).size).toBe(1);
  });

  it('has title, legend, scale bar, north arrow, source, the field for the approval number and the mark', () => {
    const { svg } = mapPicture(content);
    for (const words of ['图例', '千米', '>北<', '资料来源:', '审图号:____________', '滦平县'])
      expect(svg).toContain(words);
    expect(svg.split('演示数据').length).toBeGreaterThan(2);
    expect(mapPicture({ ...content, approvalNumber: 'GS(2026)1' }).svg).toContain('审图号:GS(2026)1');
    expect(mapPicture({ ...content, mark: null }).svg).not.toContain('演示数据');
  });

  it('takes no words for markup and asks for nothing', () => {
    const { svg } = mapPicture(content);
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toMatch(/href|url\(|@import/);
    expect(svg.match(/https?:\/\/[^"]+/g)).toEqual(['http://www.w3.org/2000/svg']);
  });
});

describe('the scale of a map of values', () => {
  const area = (value: number): AreaFigure => ({
    ...{ value, lower: value, upper: value, verdict: 'met', units: 1, unknownUnits: 0 },
  });
  const scaleOf = (values: readonly number[], unit: Parameters<typeof valueScale>[1]) =>
    valueScale(values.map(area), unit)!;
  const rounding = 1e-9;

  it('holds all values in classes of one width, and of shares ends between 0 and 100%', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(values, fc.constantFrom('ratio' as const, 'people' as const), (shares, unit) => {
        const { min, max, breaks } = scaleOf(shares, unit);
        const bounds = [min, ...breaks, max];
        for (const value of shares) {
          expect(value).toBeGreaterThanOrEqual(min - rounding);
          expect(value).toBeLessThanOrEqual(max + rounding);
        }
        const widths = bounds.slice(1).map((bound, i) => bound - bounds[i]!);
        for (const width of widths) expect(width).toBeCloseTo(widths[0]!, 9);
        if (unit !== 'ratio') return;
        expect(min).toBeGreaterThanOrEqual(-rounding);
        expect(max).toBeLessThanOrEqual(1 + rounding);
      }),
    );
    expect(scaleOf([0.3, 0.98], 'ratio')).toMatchObject({ min: 0, max: 1 });
    expect(scaleOf([0.3, 0.98], 'people').max).toBeCloseTo(1.2);
    // More places reported than there are: a mistake in the figures is not to be hidden.
    expect(scaleOf([0.3, 1.2], 'ratio').max).toBeGreaterThanOrEqual(1.2);
  });
});
