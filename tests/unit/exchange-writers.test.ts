import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { Feature, Geometry, Position } from 'geojson';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coordinateSystems, text, type Language } from '../../gis-data/catalogue/index.ts';
import { exportFormats, type ExportFormat } from '../../server/exchange/contract.ts';
import { fromStorage } from '../../server/exchange/crs.ts';
import { defaultReadLimits } from '../../server/exchange/limits.ts';
import { readRaw } from '../../server/exchange/read-raw.ts';
import { tablesOf } from '../../server/exchange/read-table.ts';
import { inspectZip } from '../../server/exchange/readers/zip.ts';
import { crsOfWkt } from '../../server/exchange/readers/file-crs.ts';
import { crsText } from '../../server/exchange/writers/crs-text.ts';
import { fieldNames, nameBytes } from '../../server/exchange/writers/field-names.ts';
import { headingsOf, type ExportFeature, type FeatureSource } from '../../server/exchange/writers/source.ts';
import { writeFeatures } from '../../server/exchange/writers/write.ts';
import { collections } from '../../server/ogc/collections.ts';
import { converted } from '../../server/ogc/crs.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'yzt-writers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const properties = [
  { name: 'id', title: text('记录标识', 'Record id'), type: 'string' },
  { name: 'name', title: text('名称', 'Name'), type: 'string' },
  { name: 'attributes.numberOfBeds', title: text('床位', 'Beds'), type: 'number' },
  { name: 'attributes.numberOfBedsInUse', title: text('在用床位', 'Beds in use'), type: 'number' },
  { name: 'functions.dayCare', title: text('日间照料', 'Day care'), type: 'boolean' },
  { name: 'openedOn', title: text('启用日期', 'Opened on'), type: 'date' },
  { name: 'tags', title: null, type: 'json' },
  { name: 'code', title: text('代码', 'Code'), type: 'string' },
] as const;
const longText = '长'.repeat(100);
const rows: readonly (readonly unknown[])[] = [
  ['a1', '=1+1', 40, -0.1, true, '2024-05-01', ['甲', '乙'], '13080210500000000001'],
  ['a2', '乙养老院,“公办” <b>&"', null, null, false, null, null, null],
  ['a3', '@丙𠮷', 1234567, 3.25, null, '1998-12-31', { a: 1 }, longText],
  ['a4', '+86', 0, 0.000001, null, null, [], '007'],
];
const points: readonly (Position | null)[] = [[117.9392, 40.9763], [117.5, 41.25], null, [118.000001, 40]];

interface Case {
  shape: FeatureSource['shape'];
  geometries: readonly (Geometry | null)[];
  crs?: string;
  language?: Language;
}

const pointCase: Case = {
  shape: 'point',
  geometries: points.map((position) => position && { type: 'Point', coordinates: position }),
};
const outer = [
  [117.9, 40.9],
  [118, 40.9],
  [118, 41],
  [117.9, 41],
  [117.9, 40.9],
];
const hole = [
  [117.94, 40.94],
  [117.94, 40.96],
  [117.96, 40.96],
  [117.96, 40.94],
  [117.94, 40.94],
];
const far = outer.map(([x, y]) => [x! + 1, y!]);
const shapes: Readonly<Record<'line' | 'area' | 'plain', Geometry>> = {
  line: {
    type: 'MultiLineString',
    coordinates: [
      [
        [117, 40],
        [117.5, 40.5],
      ],
      [
        [118, 41],
        [118.5, 41],
        [118.5, 41.5],
      ],
    ],
  },
  area: { type: 'MultiPolygon', coordinates: [[outer, hole], [far]] },
  plain: { type: 'Polygon', coordinates: [outer, hole] },
};

async function written(format: ExportFormat, { shape, geometries, crs = 'EPSG:4490', language = 'zh' }: Case) {
  const headings = headingsOf(properties, language);
  const inCrs = ([x, y, ...rest]: Position) => [...fromStorage([x!, y!], crs), ...rest];
  const features = rows.slice(0, geometries.length).map((values, i): ExportFeature => {
    const geometry = geometries[i] ?? null;
    return { values, geometry: geometry && converted(geometry, inCrs) };
  });
  const source: FeatureSource = {
    layer: 'test-layer',
    language,
    facts: {
      title: text('试验图层', 'Trial'),
      asOf: '2026-01-31',
      snapshot: '7@2026-01-31',
      seq: 7,
      crs,
      licence: null,
      demo: true,
    },
    shape,
    columns: properties.map((property) => ({ ...property, heading: headings.get(property.name)! })),
    allNames: properties.map(({ name }) => name),
    async *batches() {
      // Two batches, so that what stands between them is seen too.
      yield features.slice(0, 1);
      yield features.slice(1);
    },
  };
  const own = await mkdtemp(path.join(folder, 'f'));
  const file = path.join(own, `w${files++}.${format === 'shp' ? 'zip' : format}`);
  await writeFeatures(source, format, file);
  return { file, source, features };
}

async function readBack(file: string) {
  const copies = await mkdtemp(path.join(folder, 'r'));
  const { format, sheets } = tablesOf(await readRaw(file, defaultReadLimits, copies), defaultReadLimits);
  const tables = sheets.map((table) => ({
    ...table,
    records: table.rows.map(({ cells }) => Object.fromEntries(table.columns.map((c, i) => [c, cells[i] ?? null]))),
  }));
  return { format, tables, sheet: tables[0]! };
}

async function workbookOf(file: string) {
  const { Workbook } = (await import('exceljs')).default;
  const workbook = new Workbook();
  await workbook.xlsx.readFile(file);
  return workbook;
}

const cell = (value: unknown) => (value !== null && typeof value === 'object' ? JSON.stringify(value) : value);
const asText = (value: unknown) => (value === null ? null : String(cell(value)));
const shortNames = ['id', 'name', 'numberOfBe', 'numberOfB2', 'dayCare', 'openedOn', 'tags', 'code'];
/** The sixth of a character would not fit: 254 bytes hold 84 characters of three. */
const inDbf = (value: unknown) => (value === longText ? longText.slice(0, 84) : cell(value));

/** What each format gives back of a value: CSV and KML know text only. */
const kept: Readonly<Record<ExportFormat, (value: unknown) => unknown>> = {
  csv: asText,
  xlsx: cell,
  geojson: cell,
  gpkg: cell,
  shp: inDbf,
  kml: asText,
};

describe('files that the project’s own readers read again', { timeout: 60_000 }, () => {
  test.each(exportFormats.flatMap((format) => (['zh', 'en'] as const).map((language) => [format, language] as const)))(
    '%s with headings in %s has the same values and positions',
    async (format, language) => {
      const crs = format === 'kml' ? 'EPSG:4326' : 'EPSG:4490';
      const { file, source } = await written(format, { ...pointCase, crs, language });
      const { format: told, sheet } = await readBack(file);
      expect(told).toBe(format);
      const shown = source.columns.map(({ name, heading }) => (format === 'kml' ? name : heading));
      const headings = format === 'shp' ? shortNames : shown;
      if (format !== 'shp' && format !== 'kml') {
        expect(headings.slice(0, 3)).toEqual(
          language === 'zh' ? ['记录标识', '名称', '床位'] : ['id', 'name', 'attributes.numberOfBeds'],
        );
      }
      const [idHeading, ...others] = headings as [string, ...string[]];
      expect(sheet.records).toHaveLength(rows.length);
      sheet.records.forEach((record, i) => {
        const [id, ...values] = rows[i]!;
        expect(record[format === 'geojson' ? 'id' : idHeading]).toBe(id);
        others.forEach((heading, j) =>
          expect([heading, record[heading] ?? null]).toEqual([heading, kept[format](values[j])]),
        );
        const at = (heading: string, short: string) => {
          const value = record[heading] ?? record[short] ?? null;
          return value === null ? null : Number(value);
        };
        expect([at('经度/X', 'x'), at('纬度/Y', 'y')]).toEqual(points[i] ?? [null, null]);
      });
      if (sheet.layer) expect(sheet.layer).toMatchObject({ crs: { id: crs }, zoneTwin: null });
    },
  );

  test.each(['geojson', 'gpkg', 'shp', 'kml'] as const)('%s keeps lines, areas and their holes', async (format) => {
    const crs = format === 'kml' ? 'EPSG:4326' : 'EPSG:4490';
    for (const [shape, geometry] of [
      ['line', shapes.line],
      ['polygon', shapes.area],
    ] as const) {
      const { file } = await written(format, { shape, geometries: [geometry, null], crs });
      const { sheet } = await readBack(file);
      expect(sheet.records).toHaveLength(2);
      // A shapefile turns rings the other way round.
      const read = sheet.rows.map((row) => row.shape ?? null);
      expect(turned(read[0]!)).toEqual(turned(geometry));
      expect(read[1]).toBeNull();
    }
  });

  test('a shapefile of mixed shapes is one for each, with features without any among the usual', async () => {
    const geometries = [pointCase.geometries[0]!, shapes.plain, null, shapes.line];
    const { file } = await written('shp', { shape: 'any', geometries });
    const { tables } = await readBack(file);
    expect(tables.map(({ name, records }) => [name, records.map((r) => r.id)])).toEqual([
      ['test-layer_point', ['a1', 'a3']],
      ['test-layer_polygon', ['a2']],
      ['test-layer_line', ['a4']],
    ]);
    expect(turned(tables[1]!.rows[0]!.shape!)).toEqual(turned(shapes.plain));
  });

  test('heights stay in GeoPackage, GeoJSON and KML', async () => {
    for (const format of ['gpkg', 'geojson', 'kml'] as const) {
      const geometry: Geometry = { type: 'Point', coordinates: [117.5, 40.5, 312.5] };
      const crs = format === 'kml' ? 'EPSG:4326' : 'EPSG:4490';
      const { sheet } = await readBack((await written(format, { shape: 'point', geometries: [geometry], crs })).file);
      expect(sheet.records[0]!['高程/Z']).toBe(312.5);
    }
  });
});

/** A geometry with its rings turned to one direction and begun at one corner, positions as text. */
function turned(geometry: Geometry): unknown {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return geometry;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((rings) => rings.map((ring) => ring.map(String).toSorted()));
}

describe('what a file says of itself', { timeout: 60_000 }, () => {
  const said = ['试验图层', '演示数据', '2026-01-31', '7@2026-01-31', 'EPSG:4490', '未注明'];

  test('GeoJSON, KML, XLSX, GeoPackage and Shapefile name source, day, snapshot, licence and nature', async () => {
    const of = async (format: ExportFormat, crs = 'EPSG:4490') => (await written(format, { ...pointCase, crs })).file;
    const { metadata } = JSON.parse(await readFile(await of('geojson'), 'utf8')) as { metadata: object };
    expect(metadata).toMatchObject({ demo: true, 数据性质: '演示数据', 登记序号: '7' });
    const kml = await readFile(await of('kml', 'EPSG:4326'), 'utf8');
    const gpkg = await of('gpkg');
    const database = new sqlite.Database(gpkg, { readOnly: true });
    const [contents, more] = [
      database.get('SELECT description FROM gpkg_contents')!.description,
      database.get('SELECT metadata FROM gpkg_metadata')!.metadata,
    ];
    database.close();
    const zip = await inspectZip(await of('shp'), defaultReadLimits);
    const about = (await zip.bytes('about.csv')).toString('utf8');
    const fields = (await zip.bytes('fields.csv')).toString('utf8');
    expect(zip.names.map((name) => path.extname(name)).toSorted()).toEqual(
      ['.shp', '.shx', '.dbf', '.prj', '.cpg', '.csv', '.csv'].toSorted(),
    );
    expect((await zip.bytes('test-layer.cpg')).toString()).toBe('UTF-8');
    zip.close();
    const workbook = await workbookOf(await of('xlsx'));
    const sheet = JSON.stringify(workbook.getWorksheet('说明')!.getSheetValues());
    for (const word of said) {
      expect(JSON.stringify(metadata)).toContain(word);
      expect(kml).toContain(word === 'EPSG:4490' ? 'EPSG:4326' : word);
      for (const content of [contents, more, about, sheet]) expect(content).toContain(word);
    }
    expect(fields).toContain('numberOfB2,attributes.numberOfBedsInUse,在用床位,0\r\n');
    expect(fields).toContain('code,code,代码,1\r\n');
  });

  test('a GeoPackage leaves no lock beside it', async () => {
    const { file } = await written('gpkg', pointCase);
    expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
  });
});

describe('formulas', () => {
  test('stay text in a workbook, also when LibreOffice or Excel would take them for one', async () => {
    const { file } = await written('xlsx', pointCase);
    const sheet = (await workbookOf(file)).worksheets[0]!;
    expect([2, 4, 5].map((row) => sheet.getCell(row, 2).formula)).toEqual([undefined, undefined, undefined]);
    expect(sheet.getCell(2, 2)).toMatchObject({ value: '=1+1', numFmt: '@' });
  });
});

describe('names of fields', () => {
  const names = fc.uniqueArray(
    fc.oneof(fc.string(), fc.stringMatching(/^attributes\.(number|nUMBER)OfBed[a-c]{0,6}$/)),
    {
      maxLength: 60,
    },
  );

  test('are short, plain, distinct without regard to case, and do not depend on what comes after', () => {
    fc.assert(
      fc.property(names, fc.nat(60), (list, count) => {
        const all = fieldNames(list);
        const short = [...all.values()];
        expect(short).toHaveLength(list.length);
        expect(new Set(short.map((name) => name.toLowerCase())).size).toBe(list.length);
        for (const name of short) expect(name).toMatch(new RegExp(`^[A-Za-z0-9_]{1,${nameBytes}}$`, 'u'));
        expect([...fieldNames(list.slice(0, count))]).toEqual([...all].slice(0, count));
      }),
    );
  });

  test('of the register’s layers keep what is short enough', () => {
    for (const { properties: own } of collections) {
      const all = fieldNames(own.map(({ name }) => name));
      const short = own.filter(({ name }) => !name.includes('.') && name.length <= nameBytes);
      expect(short.map(({ name }) => all.get(name))).toEqual(short.map(({ name }) => name));
    }
  });
});

test('every property of every layer has a title, so that no heading mixes languages', () => {
  for (const { id, properties: own } of collections) {
    expect([id, own.filter(({ title }) => title === null).map(({ name }) => name)]).toEqual([id, []]);
    const headings = [...headingsOf(own, 'zh').values()];
    expect(new Set(headings).size).toBe(own.length);
  }
});

test('every system of the EPSG register has a text that says it', () => {
  for (const { id } of coordinateSystems.filter((system) => system.id.startsWith('EPSG:'))) {
    // A 6° zone and a 3° zone with one meridian are the same projection.
    expect(crsOfWkt(crsText(id)).id).toBe(id === 'EPSG:4509' ? 'EPSG:4548' : id);
  }
  expect(() => crsText('GCJ-02')).toThrow(RangeError);
});

const hasGdal = (() => {
  try {
    execFileSync('ogr2ogr', ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    if (process.env.CI === 'true') throw new Error('ogr2ogr is missing (apt: gdal-bin)');
    return false;
  }
})();

describe.skipIf(!hasGdal)('files that GDAL reads', { timeout: 60_000 }, () => {
  /** Of a shapefile GDAL 3.6 gives the characters, later ones numbers or what they mean. */
  const logical = new Map<unknown, boolean | null>([
    ...[true, 1, 'T'].map((yes) => [yes, true] as const),
    ...[false, 0, 'F'].map((no) => [no, false] as const),
    ...[null, '?'].map((unknown) => [unknown, null] as const),
  ]);

  interface Read {
    crs?: { properties: { name: string } };
    features: Feature[];
  }
  /** A file as GDAL reads it, without a complaint. */
  function asRead(file: string): Read {
    const options = ['-f', 'GeoJSON', '-lco', 'RFC7946=NO', '-lco', 'COORDINATE_PRECISION=12', '/vsistdout/'];
    const source = file.endsWith('.zip') ? `/vsizip/${file}` : file;
    const { stdout, stderr } = spawnSync('ogr2ogr', [...options, source], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Read;
  }

  test.each([
    ['gpkg', 'EPSG:4490'],
    ['gpkg', 'EPSG:4527'],
    ['gpkg', 'EPSG:4549'],
    ['shp', 'EPSG:4490'],
    ['shp', 'EPSG:4326'],
    ['shp', 'EPSG:4527'],
    ['shp', 'EPSG:4498'],
    ['geojson', 'EPSG:4490'],
    ['geojson', 'EPSG:4528'],
    ['kml', 'EPSG:4326'],
  ] as const)('%s in %s, with its system, values and positions', async (format, crs) => {
    const { file, source, features } = await written(format, { ...pointCase, crs, language: 'en' });
    const read = asRead(file);
    const name = read.crs?.properties.name ?? 'CRS84';
    // What GDAL calls WGS 84 with longitude first.
    if (crs === 'EPSG:4326') expect(name).toContain('CRS84');
    else expect(name).toBe(`urn:ogc:def:crs:EPSG::${crs.slice(5)}`);
    expect(read.features).toHaveLength(rows.length);
    read.features.forEach(({ properties: own, geometry }, i) => {
      const expected = features[i]!.geometry as { coordinates: number[] } | null;
      if (expected === null) expect(geometry).toBeNull();
      else {
        const { coordinates } = geometry as { coordinates: number[] };
        expected.coordinates.forEach((value, axis) => expect(coordinates[axis]).toBeCloseTo(value, 9));
      }
      const heading = (at: number) => (format === 'shp' ? shortNames[at]! : source.columns[at]!.heading);
      const [, itsName, beds, inUse, dayCare, opened] = rows[i]!;
      const value = (at: number): unknown => own![heading(at)] ?? null;
      if (format === 'kml') {
        // It has no types, and calls a placemark's name Name.
        expect(own).toMatchObject({ Name: itsName, id: rows[i]![0] });
        return;
      }
      expect(value(1)).toBe(itsName);
      expect(value(2)).toBe(beds);
      expect(value(3)).toBe(inUse);
      expect(logical.get(value(4))).toBe(dayCare);
      expect(value(5) === null ? null : String(value(5)).replaceAll('/', '-')).toBe(opened);
    });
  });

  test('areas with holes are whole', async () => {
    for (const format of ['gpkg', 'shp', 'geojson', 'kml'] as const) {
      const crs = format === 'kml' ? 'EPSG:4326' : 'EPSG:4490';
      const { file } = await written(format, { shape: 'polygon', geometries: [shapes.area, shapes.plain], crs });
      const [area, plain] = asRead(file).features as [Feature, Feature];
      expect([format, turned(area.geometry)]).toEqual([format, turned(shapes.area)]);
      expect(turned(plain.geometry)).toEqual(turned(shapes.plain));
    }
  });

  test('an empty layer is a file too', async () => {
    for (const format of ['gpkg', 'shp', 'geojson'] as const) {
      const { file } = await written(format, { shape: 'polygon', geometries: [] });
      expect([format, asRead(file).features]).toEqual([format, []]);
    }
  });
});
