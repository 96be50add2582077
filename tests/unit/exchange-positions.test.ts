import { describe, expect, test } from 'vitest';
import { distance } from '@turf/turf';
import { coordinateSystems } from '../../gis-data/catalogue/index.ts';
import type { BoundaryGeometry } from '../../server/divisions/contract.ts';
import { fromStorage, toStorage, type Position } from '../../server/exchange/crs.ts';
import { checkPosition } from '../../server/exchange/position-check.ts';
import { studyArea } from '../../server/exchange/study-area.ts';
import { snapshotOf } from '../support/snapshots.ts';

const metresBetween = (a: Position, b: Position) => distance([...a], [...b], { units: 'meters' });

/** The old town of Chengde. */
const chengde: Position = [117.9392, 40.9763];

describe('coordinate systems', () => {
  // Reference values from PROJ 9.1.1: echo "40.9763 117.9392" | cs2cs -f %.4f EPSG:4490 EPSG:…
  test.each([
    ['EPSG:4548', 579048.5671, 4538366.1894],
    ['EPSG:4527', 39579048.5671, 4538366.1894],
    ['EPSG:4549', 326546.8079, 4539987.3047],
    ['EPSG:4528', 40326546.8079, 4539987.3047],
    ['EPSG:4498', 20579048.5671, 4538366.1894],
    ['EPSG:4509', 579048.5671, 4538366.1894],
  ])('%s agrees with PROJ within a millimetre', (id, easting, northing) => {
    expect(metresBetween(toStorage([easting, northing], id), chengde)).toBeLessThan(0.001);
    const [x, y] = fromStorage(chengde, id);
    expect(Math.hypot(x - easting, y - northing)).toBeLessThan(0.001);
  });

  test.each(coordinateSystems.map((c) => c.id))('%s there and back is the same place', (id) => {
    const toleranceM = id === 'BD-09' ? 0.3 : 0.01;
    expect(metresBetween(toStorage(fromStorage(chengde, id), id), chengde)).toBeLessThan(toleranceM);
  });

  test('GCJ-02 lies more than half a kilometre away in the city, BD-09 farther', () => {
    const shift = metresBetween(fromStorage(chengde, 'GCJ-02'), chengde);
    expect(shift).toBeGreaterThan(550);
    expect(shift).toBeLessThan(607);
    expect(metresBetween(fromStorage(chengde, 'BD-09'), chengde)).toBeGreaterThan(1300);
  });

  test('a position that is no number stays none', () => {
    for (const { id } of coordinateSystems) expect(toStorage([Number.NaN, 1], id)).toEqual([Number.NaN, Number.NaN]);
  });
});

const box = (west: number, south: number, east: number, north: number): BoundaryGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});

/** Two counties side by side, west and east of 118°; the west one has two townships, south and north of 41°. */
const snapshot = snapshotOf({
  divisions: [
    { id: 'west', name: '西县', type: 'county', boundary: box(117.5, 40.5, 118, 41.5) },
    { id: 'east', name: '东县', type: 'county', boundary: box(118, 40.5, 118.5, 41.5) },
    { id: 'south', name: '南乡', type: 'township', parent: 'west', boundary: box(117.5, 40.5, 118, 41) },
    { id: 'north', name: '北镇', type: 'town', parent: 'west', boundary: box(117.5, 41, 118, 41.5) },
  ],
});
const area = studyArea(snapshot);
const nameOf = (id: string) => snapshot.divisions.bodies[snapshot.divisions.indexById.get(id)!]!.name;

function check(given: Position, crsId: string, townshipId: string | null = null, countyId = 'west') {
  const stored = toStorage(given, crsId);
  return checkPosition(given, stored, crsId, { countyId, townshipId }, { area, toleranceM: 2000, nameOf });
}

describe('study area', () => {
  test('distances are metres to the nearest boundary, and nothing inside', () => {
    expect(area.distanceOutsideM([117.75, 41], 2000)).toBe(0);
    expect(area.distanceOutsideM([117.75, 40.49], 2000)).toBeCloseTo(metresBetween([117.75, 40.49], [117.75, 40.5]), 0);
    expect(area.distanceM([118.01, 41], 'west')).toBeCloseTo(metresBetween([118.01, 41], [118, 41]), 0);
    expect(area.within([118.01, 41], 'west')).toBe(false);
    expect(area.within([118.01, 41], 'nowhere')).toBeNull();
    expect([area.countyAt([118.2, 41]), area.townshipAt([117.7, 41.2])]).toEqual(['east', 'north']);
  });

  test('a position where it should be has nothing said about it', () => {
    expect(check([117.75, 40.75], 'EPSG:4490', 'south')).toEqual([]);
    expect(check(fromStorage([117.75, 40.75], 'EPSG:4527'), 'EPSG:4527', 'south')).toEqual([]);
  });

  test('just outside the study area is accepted with a warning, farther is refused', () => {
    expect(check([117.75, 40.49], 'EPSG:4490', 'south')).toMatchObject([{ severity: 'warn', code: 'outside-county' }]);
    expect(check([117.75, 40.4], 'EPSG:4490', 'south')).toMatchObject([
      { severity: 'block', code: 'outside-study-area' },
    ]);
  });

  test('the other county is refused beyond the tolerance, the other township is a warning with the distance', () => {
    expect(check([118.2, 40.75], 'EPSG:4490')).toMatchObject([
      { severity: 'block', code: 'outside-county', message: { zh: expect.stringContaining('落在东县') } },
    ]);
    expect(check([118.01, 40.75], 'EPSG:4490')).toMatchObject([{ severity: 'warn', code: 'outside-county' }]);
    expect(check([117.75, 41.1], 'EPSG:4490', 'south')).toMatchObject([
      {
        severity: 'warn',
        code: 'outside-township',
        message: { zh: expect.stringMatching(/南乡之外约 111\d\d 米,落在北镇/u) },
      },
    ]);
  });

  test.each<[string, Position, string, string, string]>([
    ['swapped degrees', [40.75, 117.75], 'EPSG:4490', 'swapped', '经纬度颠倒'],
    [
      'northing first',
      [...fromStorage([117.75, 40.75], 'EPSG:4548')].reverse() as unknown as Position,
      'EPSG:4548',
      'swapped',
      'X、Y',
    ],
    [
      'no zone number',
      fromStorage([117.75, 40.75], 'EPSG:4548'),
      'EPSG:4527',
      'zone-number',
      '缺少带号,应选 EPSG:4548',
    ],
    [
      'a zone number too many',
      fromStorage([117.75, 40.75], 'EPSG:4527'),
      'EPSG:4548',
      'zone-number',
      '多出带号,应选 EPSG:4527',
    ],
    ['metres taken for degrees', fromStorage([117.75, 40.75], 'EPSG:4548'), 'EPSG:4326', 'other-crs', 'EPSG:4548'],
    ['degrees taken for metres', [117.75, 40.75], 'EPSG:4548', 'other-crs', 'EPSG:4490'],
    ['the other central meridian', fromStorage([117.75, 40.75], 'EPSG:4549'), 'EPSG:4548', 'other-crs', 'EPSG:4549'],
    ['packed degrees, minutes, seconds', [117.45, 40.4559], 'EPSG:4490', 'degrees-minutes-seconds', '度分秒'],
    ['packed without a point', [1174500, 404500], 'EPSG:4490', 'degrees-minutes-seconds', '度分秒'],
    ['zeros', [0, 0], 'EPSG:4490', 'zero-position', '未填写'],
  ])('%s: refused with the likely cause', (_what, given, crsId, code, said) => {
    expect(check(given, crsId, 'south')).toMatchObject([
      { severity: 'block', code, message: { zh: expect.stringContaining(said) } },
    ]);
  });

  test('a point just outside its township that GCJ-02 would put inside is a warning that says so', () => {
    const place: Position = [117.75, 40.9995];
    const given = fromStorage(place, 'GCJ-02');
    expect(area.within(given, 'south')).toBe(false);
    expect(check(given, 'EPSG:4326', 'south')).toMatchObject([
      { severity: 'warn', code: 'outside-township', message: { zh: expect.stringContaining('疑似 GCJ-02') } },
    ]);
    expect(check(given, 'GCJ-02', 'south')).toEqual([]);
  });

  test('without boundaries nothing is said', () => {
    const blank = studyArea(snapshotOf({ divisions: [{ id: 'west', type: 'county' }] }));
    expect(blank.known).toBe(false);
    const context = { area: blank, toleranceM: 2000, nameOf };
    expect(checkPosition([0, 0], [0, 0], 'EPSG:4490', { countyId: 'west', townshipId: null }, context)).toEqual([]);
  });
});
