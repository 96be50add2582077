import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultReadLimits } from '../../server/exchange/limits.ts';
import { readRaw } from '../../server/exchange/read-raw.ts';
import { Problem } from '../../server/registry/problem.ts';
import { xlsxOf, zipOf } from '../fixtures/import/spreadsheets.ts';

/** One case may not take longer. */
const hangMs = 10_000;
const seed = Number(process.env.YZT_FUZZ_SEED ?? Date.now() % 2 ** 31);

const limits = { ...defaultReadLimits, rows: 2000, vertices: 50_000, inflatedBytes: 8 * 1024 * 1024 };

const features = Array.from({ length: 4 }, (_, i) => ({
  type: 'Feature',
  properties: { 名称: `设施${i}`, 床位: i },
  geometry: { type: 'Point', coordinates: [117 + i / 10, 40.9] },
}));
const geojson = Buffer.from(JSON.stringify({ type: 'FeatureCollection', name: '层', features }));
const kml = Buffer.from(
  `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>夹</name>${features
    .map(
      ({ properties, geometry }) =>
        `<Placemark><name>${properties.名称}</name><ExtendedData><Data name="床位"><value>1</value></Data></ExtendedData><Point><coordinates>${geometry.coordinates.join(',')}</coordinates></Point></Placemark>`,
    )
    .join(
      '',
    )}<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>117,40 118,40 118,41 117,40</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>`,
);
const gpx = Buffer.from(
  '<?xml version="1.0"?><gpx version="1.1"><wpt lat="40.9" lon="117.9"><ele>300</ele><name>甲</name></wpt><trk><name>线</name><trkseg><trkpt lat="40" lon="117"/><trkpt lat="41" lon="118"/></trkseg></trk></gpx>',
);
const dxf = Buffer.from(
  '0\nSECTION\n2\nENTITIES\n0\nPOINT\n8\n设施\n10\n117.9\n20\n40.9\n0\nLWPOLYLINE\n8\n线\n90\n2\n70\n0\n10\n117\n20\n40\n10\n118\n20\n41\n0\nENDSEC\n0\nEOF\n',
);
const csv = Buffer.from('设施名称,县(市、区),经度,纬度\n甲,双桥区,117.9,40.9\n"乙,院",双桥区,117.8,40.9\n');

/** A shapefile of two points with one text field, by hand: every byte of it may be struck. */
function shapefile(): { shp: Buffer; dbf: Buffer } {
  const shp = Buffer.alloc(100 + 2 * 28);
  shp.writeInt32BE(9994, 0);
  shp.writeInt32BE(shp.length / 2, 24);
  shp.writeInt32LE(1000, 28);
  shp.writeInt32LE(1, 32);
  for (const i of [0, 1]) {
    const at = 100 + i * 28;
    shp.writeInt32BE(i + 1, at);
    shp.writeInt32BE(10, at + 4);
    shp.writeInt32LE(1, at + 8);
    shp.writeDoubleLE(117.9, at + 12);
    shp.writeDoubleLE(40.9, at + 20);
  }
  const dbf = Buffer.alloc(65 + 2 * 11 + 1, ' ');
  dbf.fill(0, 0, 65);
  dbf[0] = 3;
  dbf.writeUInt32LE(2, 4);
  dbf.writeUInt16LE(65, 8);
  dbf.writeUInt16LE(11, 10);
  dbf.write('NAME', 32, 'latin1');
  dbf.write('C', 43, 'latin1');
  dbf[48] = 10;
  dbf[64] = 0x0d;
  dbf.write('甲院', 66);
  dbf.write('乙院', 77);
  return { shp, dbf };
}

function geopackage(folder: string): Promise<Buffer> {
  const file = path.join(folder, 'seed.gpkg');
  const database = new sqlite.Database(file);
  database.exec(`
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
    INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, '');
    CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, srs_id INTEGER);
    INSERT INTO gpkg_contents VALUES ('层', 'features', 4326);
    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT);
    INSERT INTO gpkg_geometry_columns VALUES ('层', 'geom');
    CREATE TABLE "层" (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT);`);
  const blob = Buffer.alloc(8 + 21);
  blob.write('GP', 'latin1');
  blob[3] = 1;
  blob.writeInt32LE(4326, 4);
  blob[8] = 1;
  blob.writeUInt32LE(1, 9);
  blob.writeDoubleLE(117.9, 13);
  blob.writeDoubleLE(40.9, 21);
  for (let i = 0; i < 20; i++) database.run('INSERT INTO "层" VALUES (?, ?, ?)', [i, new Uint8Array(blob), `设施${i}`]);
  database.close();
  return import('node:fs/promises').then(({ readFile }) => readFile(file));
}

/** What is done to a valid file: bytes struck, cut out, doubled, or the end cut off. */
type Mutation =
  | { kind: 'set'; at: number; byte: number }
  | { kind: 'cut'; at: number; length: number }
  | { kind: 'double'; at: number; length: number }
  | { kind: 'end'; at: number }
  | { kind: 'insert'; at: number; token: string };

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const length = fc.integer({ min: 1, max: 60 });
const tokens = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  '<',
  '</',
  '>',
  '&x;',
  '\0',
  '-',
  '1e999',
  'NaN',
  '\n',
  '999999999',
  '<!DOCTYPE a>',
  '../',
];
const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('set' as const), at: share, byte: fc.integer({ min: 0, max: 255 }) }),
    fc.record({ kind: fc.constant('cut' as const), at: share, length }),
    fc.record({ kind: fc.constant('double' as const), at: share, length }),
    fc.record({ kind: fc.constant('end' as const), at: share }),
    fc.record({ kind: fc.constant('insert' as const), at: share, token: fc.constantFrom(...tokens) }),
  ),
  { minLength: 1, maxLength: 4 },
);

function mutated(bytes: Buffer, list: readonly Mutation[]): Buffer {
  let result = bytes;
  for (const mutation of list) {
    const at = Math.floor(mutation.at * result.length);
    const [before, after] = [result.subarray(0, at), result.subarray(at)];
    if (mutation.kind === 'set') {
      result = Buffer.from(result);
      if (result.length > 0) result[at] = mutation.byte;
    } else if (mutation.kind === 'cut') result = Buffer.concat([before, after.subarray(mutation.length)]);
    else if (mutation.kind === 'double') result = Buffer.concat([before, after.subarray(0, mutation.length), after]);
    else if (mutation.kind === 'end') result = before;
    else result = Buffer.concat([before, Buffer.from(mutation.token), after]);
  }
  return result;
}

describe(`mutations of valid files (seed ${seed}, YZT_FUZZ_SEED repeats it)`, () => {
  let folder: string;
  let seeds: Record<string, (list: readonly Mutation[]) => Buffer>;
  let cases = 0;

  beforeAll(async () => {
    console.log(`fuzz seed ${seed}`);
    folder = await mkdtemp(path.join(tmpdir(), 'yzt-fuzz-'));
    const gpkg = await geopackage(folder);
    const xlsx = await xlsxOf([['设施名称', '县(市、区)'], ['甲', '双桥区']]); // prettier-ignore
    const { shp, dbf } = shapefile();
    const prj = Buffer.from('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]'); // prettier-ignore
    seeds = {
      geojson: (list) => mutated(geojson, list),
      kml: (list) => mutated(kml, list),
      gpx: (list) => mutated(gpx, list),
      dxf: (list) => mutated(dxf, list),
      csv: (list) => mutated(csv, list),
      gpkg: (list) => mutated(gpkg, list),
      xlsx: (list) => mutated(xlsx, list),
      zip: (list) => mutated(zipOf([{ name: 'doc.kml', content: kml }]), list),
      shp: (list) => zipOf([{ name: 'a.shp', content: mutated(shp, list) }, { name: 'a.dbf', content: dbf }]), // prettier-ignore
      dbf: (list) => zipOf([{ name: 'a.shp', content: shp }, { name: 'a.dbf', content: mutated(dbf, list) }]), // prettier-ignore
      prj: (list) => zipOf([{ name: 'a.shp', content: shp }, { name: 'a.prj', content: mutated(prj, list) }]), // prettier-ignore
    };
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    expect(cases).toBeGreaterThanOrEqual(2000);
  });

  /** Runs of each format; those that open a workbook or a database cost more. */
  const runs = { geojson: 400, kml: 250, gpx: 200, dxf: 250, csv: 150, gpkg: 150, xlsx: 60, zip: 150, shp: 200, dbf: 200, prj: 100 }; // prettier-ignore

  test.each(Object.entries(runs))(
    '%s: %i of them are read or refused with a reason, none hangs',
    async (format, numRuns) => {
      await fc.assert(
        fc.asyncProperty(mutations, async (list) => {
          cases++;
          const own = path.join(folder, String(cases));
          await mkdir(own);
          const file = path.join(own, 'file');
          await writeFile(file, seeds[format]!(list));
          const started = performance.now();
          const outcome = await readRaw(file, limits, own).catch((error: unknown) => error);
          expect(performance.now() - started).toBeLessThan(hangMs);
          rmSync(own, { recursive: true, force: true });
          if (outcome instanceof Error && !(outcome instanceof Problem)) throw outcome;
          if (outcome instanceof Problem) expect([413, 415]).toContain(outcome.status);
          else
            for (const { rows } of (outcome as { sheets: { rows: { cells: unknown[] }[] }[] }).sheets) {
              for (const { cells } of rows) {
                // Whatever was struck, a cell is text, a finite number, yes or no, a date, or empty.
                expect(cells.every((c) => typeof c !== 'number' || Number.isFinite(c))).toBe(true);
              }
            }
        }),
        { seed, numRuns },
      );
    },
    300_000,
  );
});
