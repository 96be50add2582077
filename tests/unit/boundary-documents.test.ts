import fc from 'fast-check';
import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { coordinateSystems } from '../../gis-data/catalogue/index.ts';
import { azimuthDms, dms, meridianConvergence } from '../../server/boundary/documents/angles.ts';
import { cardContent, type CardContext } from '../../server/boundary/documents/card-content.ts';
import { exchangeSheets } from '../../server/boundary/documents/exchange-tables.ts';
import { gridPosition } from '../../server/boundary/documents/grid-position.ts';
import { pictureOf } from '../../server/boundary/documents/picture-kind.ts';
import { offsetOf, roundScale, sketchOf } from '../../server/boundary/documents/sketch.ts';
import type { BoundaryLineItem, BoundaryMarkerItem } from '../../server/boundary/contract.ts';

const marker: BoundaryMarkerItem = {
  id: 'm1',
  version: 1,
  precision: 'surveyed',
  number: '1113001',
  lineIds: ['l1'],
  standing: 'single',
  faces: 2,
  material: 'granite',
  sides: [
    { divisionId: 'd1', name: '河北省承德市丰宁满族自治县', countyId: 'd1', townshipId: 't1', villageId: null },
    { divisionId: null, name: '北京市怀柔区', countyId: null, townshipId: null, villageId: null },
  ],
  position: { type: 'Point', coordinates: [116.6435, 41.1234] },
  sourceCrs: 'EPSG:4490',
  heightM: 812.35,
  heightDatum: 'EPSG:5737',
  surveyMethod: 'gnssRtk',
  sigmaM: 0.05,
  setOn: '2002-09-18',
  custodian: '丰宁满族自治县民政局',
  references: [
    { name: '独立松树', azimuthDeg: 32.5, distanceM: 12.4, position: null, note: null },
    { name: '公路里程碑', azimuthDeg: 148.25, distanceM: 35.12, position: null, note: '碑顶中心' },
  ],
  state: 'intact',
  stateAsOf: '2023-08-01',
  photos: [],
  note: null,
  asOfDate: '2023-08-01',
  sourceDocument: null,
  demo: true,
};
/** The marker as somebody sees it who may not see it precisely. */
const roundedMarker: BoundaryMarkerItem = {
  ...marker,
  precision: 'rounded',
  position: { type: 'Point', coordinates: [116.64, 41.12] },
  heightM: 810,
  photos: ['a'.repeat(64)],
  references: marker.references.map((object) => ({ ...object, azimuthDeg: null, distanceM: null })),
};
const line = {
  id: 'l1',
  code: '1113',
  name: '京冀线',
  level: 'province',
  sides: [marker.sides[0]!, marker.sides[1]!],
  statedLengthKm: null,
  triPoints: [],
  adoptedDocument: null,
  adoptedOn: null,
  sections: [],
  lastInspectionYear: 2021,
  asOfDate: null,
  sourceDocument: null,
  demo: true,
  version: 1,
  computedLengthKm: 12.5,
  markerCount: 1,
  markersByState: { intact: 1 },
  nextInspectionDue: 2026,
} as unknown as BoundaryLineItem;
const context = (language: 'zh' | 'en'): CardContext => ({
  language,
  lines: [line],
  divisionName: (id) => (id === 'd1' ? '丰宁满族自治县' : null),
  snapshot: '1@2026-11-30',
  asOf: '2026-11-30',
});
const textsOf = (item: BoundaryMarkerItem, language: 'zh' | 'en' = 'zh') =>
  cardContent(item, context(language)).rows.flatMap(({ cells }) => cells.map((cell) => cell.text));

describe('angles', () => {
  test('are rounded once, so that no minute has 60 seconds', () => {
    expect(dms(40.999_999_999_9, 4)).toBe('41°00′00.0000″');
    expect(dms(-0.5, 0)).toBe('−0°30′00″');
    expect(azimuthDms(359.999_95)).toBe('0°00′00″');
    expect(azimuthDms(128.504_167)).toBe('128°30′15″');
  });

  test('say the angle to half of their last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 360, noNaN: true }), fc.integer({ min: 0, max: 4 }), (degrees, decimals) => {
        const [d, m, s] = /^(\d+)°(\d{2})′(\d{2}(?:\.\d+)?)″$/.exec(dms(degrees, decimals))!.slice(1).map(Number);
        expect(m).toBeLessThan(60);
        expect(s).toBeLessThan(60);
        expect(Math.abs(d! * 3600 + m! * 60 + s! - degrees * 3600)).toBeLessThan(0.5 * 10 ** -decimals + 1e-6);
      }),
      { numRuns: 50 },
    );
  });

  test('the convergence turns true north into grid north as the projection does', () => {
    const { proj4: definition } = coordinateSystems.find(({ id }) => id === 'EPSG:4549')!;
    const project = proj4(definition!);
    fc.assert(
      fc.property(
        fc.double({ min: 118.5, max: 121.5, noNaN: true }),
        fc.double({ min: 39, max: 43, noNaN: true }),
        (longitude, latitude) => {
          const [x0, y0] = project.forward([longitude, latitude - 1e-4]) as [number, number];
          const [x1, y1] = project.forward([longitude, latitude + 1e-4]) as [number, number];
          const northOnGrid = (Math.atan2(x1 - x0, y1 - y0) * 180) / Math.PI;
          expect(Math.abs(-meridianConvergence(longitude, latitude, 120) - northOnGrid) * 3600).toBeLessThan(0.05);
        },
      ),
      { numRuns: 30 },
    );
  });
});

test('the grid of a position is the 3° zone of the nearest central meridian, north first', () => {
  expect(gridPosition([118.4, 41]).crs).toBe('EPSG:4548');
  const east = gridPosition([118.6, 41]);
  expect(east).toMatchObject({ crs: 'EPSG:4549', centralMeridian: 120 });
  expect(east.northing).toBeGreaterThan(4_500_000);
  expect(east.easting).toBeLessThan(500_000);
});

describe('the sketch', () => {
  test('scales are round, the largest that fit, and never larger than life', () => {
    expect([0.9, 1.01, 2.3, 0.0001].map(roundScale)).toEqual([1000, 2000, 2500, 1]);
  });

  test('draws objects where azimuth and distance say, inside the sheet and to the scale that it names', () => {
    const objects = fc.array(
      fc.record({
        name: fc.constantFrom('石碑', '松树'),
        azimuthDeg: fc.double({ min: 0, max: 359.999, noNaN: true }),
        distanceM: fc.double({ min: 0.05, max: 9000, noNaN: true }),
        position: fc.constant(null),
        note: fc.constant(null),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(objects, (references) => {
        const { marks } = sketchOf('1113001', references, 'zh', { widthMm: 106, heightMm: 82 });
        const scale = marks.flatMap((mark) => (mark.draw === 'words' ? (/^1:(\d+)$/.exec(mark.text)?.[1] ?? []) : []));
        const lines = marks.flatMap((mark) => (mark.draw === 'line' ? [mark.points] : []));
        references.forEach((object, i) => {
          const [from, to] = lines[i]! as [readonly [number, number], readonly [number, number]];
          const [east, south] = offsetOf(object);
          expect((to[0] - from[0]) * Number(scale[0])).toBeCloseTo(east * 1000, 3);
          expect((to[1] - from[1]) * Number(scale[0])).toBeCloseTo(south * 1000, 3);
          expect(to[0]).toBeGreaterThan(0);
          expect(to[0]).toBeLessThan(106);
          expect(to[1]).toBeGreaterThan(0);
          expect(to[1]).toBeLessThan(82);
        });
      }),
      { numRuns: 15 },
    );
  });
});

describe('the register card', () => {
  test('tells every field, in either language', () => {
    const shown = textsOf(marker).join('\n');
    for (const words of ['1113001', '单立', '花岗岩', '京冀线(1113)', '41°07′24.2400″', '116°38′36.6000″', '812.35 m'])
      expect(shown).toContain(words);
    for (const words of ['GNSS RTK', '±0.05 m', '148°15′00″', '35.12 m', '丰宁满族自治县民政局', 'EPSG:4490'])
      expect(shown).toContain(words);
    expect(textsOf(marker, 'en').join('\n')).toContain('1985 national height datum');
  });

  test('says that a field is unknown, and leaves no cell blank but those to be signed', () => {
    const nothing: BoundaryMarkerItem = {
      ...marker,
      standing: null,
      faces: null,
      material: null,
      position: null,
      sourceCrs: null,
      heightM: null,
      heightDatum: null,
      surveyMethod: null,
      sigmaM: null,
      setOn: null,
      custodian: null,
      references: [],
      state: null,
      stateAsOf: null,
      asOfDate: null,
    };
    const { rows } = cardContent(nothing, { ...context('en'), lines: [] });
    const signed = rows.slice(-marker.sides.length);
    const blank = rows.slice(0, -marker.sides.length).flatMap(({ cells }) => cells.filter(({ text }) => text === ''));
    expect(blank).toEqual([]);
    expect(signed.flatMap(({ cells }) => cells.filter(({ text }) => text === ''))).toHaveLength(
      3 * marker.sides.length,
    );
    expect(rows.flatMap(({ cells }) => cells.filter(({ text }) => text.includes('unknown'))).length).toBeGreaterThan(
      15,
    );
  });

  test('every row fills the form', () => {
    const third = { ...marker.sides[1]!, name: '天津市蓟州区' };
    for (const item of [marker, roundedMarker, { ...marker, sides: [...marker.sides, third], references: [] }]) {
      for (const { cells } of cardContent(item, context('zh')).rows)
        expect(cells.reduce((sum, { span }) => sum + span, 0)).toBe(24);
    }
  });

  test('of a rounded position nothing leads back to the place', () => {
    const card = cardContent(roundedMarker, context('zh'));
    expect(card.marks).toEqual(['演示数据', '坐标已概略']);
    const shown = card.rows.flatMap(({ cells }) => cells.map((cell) => cell.text)).join('\n');
    expect(shown).toContain('约 41.12°');
    expect(shown).not.toMatch(/[′″]/);
    expect(shown).not.toMatch(/\d{7}\.\d{3} m/);
    const cells = card.rows.flatMap((row) => row.cells);
    expect(cells.filter(({ kind }) => kind === 'drawing')).toEqual([]);
    expect(cells.flatMap((cell) => (cell.kind === 'photos' ? cell.photos : []))).toEqual([]);
  });
});

describe('the exchange tables', () => {
  const tables = { language: 'zh', lines: [line], markers: [marker], snapshot: '1', asOf: '2026-11-30' } as const;
  const cellsOf = (sheets: ReturnType<typeof exchangeSheets>, name: string) => {
    const { rows } = sheets.find((sheet) => sheet.name === name)!;
    return Object.fromEntries(rows[0]!.map((head, i) => [head, rows[1]![i]]));
  };

  test('begin with the columns of the exchange formats', () => {
    const [lines, markers] = exchangeSheets({ ...tables, crs: 'EPSG:4490' });
    expect(lines!.rows[0]!.slice(0, 4)).toEqual(['界线代码', '空间数据标识码', '界线等级', '界线名称']);
    expect(markers!.rows[0]!.slice(0, 5)).toEqual(['界桩编号', '空间数据标识码', '界线代码', '纵坐标(m)', '横坐标(m)']);
    for (const sheet of [lines!, markers!]) {
      for (const row of sheet.rows) {
        expect(row).toHaveLength(sheet.columns.length);
        expect(row.filter((cell) => cell === null || cell === '')).toEqual([]);
      }
    }
  });

  test('positions are in the chosen system, north before east, and azimuths those of its grid', () => {
    const grid = cellsOf(exchangeSheets({ ...tables, crs: 'EPSG:4527' }), '界桩');
    expect(grid['横坐标(m)']).toBeGreaterThan(39_400_000);
    expect(grid['纵坐标(m)']).toBeCloseTo(4_554_339, -2);
    expect(grid['经度(°)']).toBe(116.6435);
    const convergence = meridianConvergence(116.6435, 41.1234, 117);
    expect(grid['一号方位物坐标方位角']).toBe(azimuthDms(32.5 - convergence));
    const plain = cellsOf(exchangeSheets({ ...tables, crs: 'EPSG:4490' }), '界桩');
    expect(plain).toMatchObject({
      '纵坐标(m)': '不适用',
      一号方位物真方位角: '32°30′00″',
      '三号方位物距离(m)': '未登记',
    });
  });

  test('a rounded position stays rounded in a grid, and the sheet says so', () => {
    const sheets = exchangeSheets({ ...tables, markers: [roundedMarker], crs: 'EPSG:4548' });
    const cells = cellsOf(sheets, '界桩');
    expect(Number(cells['纵坐标(m)']) % 1000).toBe(0);
    expect(cells).toMatchObject({ 坐标精度: '已概略', 一号方位物坐标方位角: '不公开' });
    expect(JSON.stringify(sheets[2]!.rows)).toContain('1 颗界桩坐标已概略');
  });

  test('an unknown system is refused', () => {
    expect(() => exchangeSheets({ ...tables, crs: 'EPSG:9999' })).toThrow(RangeError);
  });
});

test('pictures are told by their bytes, not by what they are called', () => {
  const png = Buffer.alloc(33);
  png.write('89504e470d0a1a0a', 'hex');
  png.writeUInt32BE(640, 16);
  png.writeUInt32BE(480, 20);
  expect(pictureOf(png)).toEqual({ kind: 'png', widthPx: 640, heightPx: 480 });
  const jpeg = Buffer.from('ffd8ffe000044a46ffc0000b080010002003011100', 'hex');
  expect(pictureOf(jpeg)).toEqual({ kind: 'jpg', widthPx: 32, heightPx: 16 });
  expect(pictureOf(Buffer.from('<html>not a picture at all</html>'))).toBeNull();
});
