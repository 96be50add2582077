import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toStorage } from '../../server/exchange/crs.ts';
import { defaultReadLimits, type ReadLimits } from '../../server/exchange/limits.ts';
import { readRaw } from '../../server/exchange/read-raw.ts';
import { tablesOf } from '../../server/exchange/read-table.ts';
import { Problem } from '../../server/registry/problem.ts';
import { areaFeatures, ogrWrite, pointFeatures, shapeFeatures, zipped } from '../fixtures/import/ogr.ts';
import { createScratch, zipOf, type Scratch } from '../fixtures/import/spreadsheets.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

let files = 0;
async function read(content: Buffer | string, limits: ReadLimits = defaultReadLimits) {
  const file = await scratch.file(`f${files++}`, content);
  return tablesOf(await readRaw(file.path, limits, dirname(file.path)), limits);
}

async function refusal(content: Buffer | string, limits?: ReadLimits): Promise<Problem> {
  const outcome = await read(content, limits).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(Problem);
  return outcome as Problem;
}

const collection = (features: unknown, more: object = {}) =>
  JSON.stringify({ type: 'FeatureCollection', ...more, features });
const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code);

/** Rows as objects by heading. */
function records(table: Awaited<ReturnType<typeof read>>['sheets'][number]) {
  return table.rows.map(({ cells }) => Object.fromEntries(table.columns.map((c, i) => [c, cells[i] ?? null])));
}

const hasGdal = (() => {
  try {
    execFileSync('ogr2ogr', ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    if (process.env.CI === 'true') throw new Error('ogr2ogr is missing (apt: gdal-bin)');
    return false;
  }
})();

describe.skipIf(!hasGdal)('files written by GDAL', () => {
  const gk39 = ['-t_srs', 'EPSG:4527'];
  const projected = pointFeatures.map(({ geometry }) => (geometry as { coordinates: number[] }).coordinates);

  test.each([
    ['geojson', 'GeoJSON', 'r.geojson', [], 'EPSG:4326', 1e-6],
    ['geojson', 'GeoJSON', 'r.geojson', ['-a_srs', 'EPSG:4490', '-lco', 'RFC7946=NO'], 'EPSG:4490', 1e-6],
    ['geojson', 'GeoJSON', 'r.geojson', [...gk39, '-lco', 'RFC7946=NO'], 'EPSG:4527', 1e-6],
    ['gpkg', 'GPKG', 'r.gpkg', [], 'EPSG:4326', 1e-9],
    ['gpkg', 'GPKG', 'r.gpkg', ['-t_srs', 'EPSG:4549'], 'EPSG:4549', 1e-6],
    ['shp', 'ESRI Shapefile', 'r.shp', [], 'EPSG:4326', 1e-9],
    ['shp', 'ESRI Shapefile', 'r.shp', ['-lco', 'ENCODING=UTF-8', '-t_srs', 'EPSG:4490'], 'EPSG:4490', 1e-6],
    ['shp', 'ESRI Shapefile', 'r.shp', ['-lco', 'ENCODING=UTF-8', ...gk39], 'EPSG:4527', 1e-6],
    ['kml', 'KML', 'r.kml', [], 'EPSG:4326', 1e-9],
    ['gpx', 'GPX', 'r.gpx', ['-dsco', 'GPX_USE_EXTENSIONS=YES'], 'EPSG:4326', 1e-6],
  ] as const)('%s (%s %s %j) is read with its system %s', async (format, driver, name, args, crs, tolerance) => {
    const more = format === 'shp' && !args.includes('ENCODING=UTF-8' as never) ? ['-lco', 'ENCODING=UTF-8'] : [];
    const file = await read((await ogrWrite(pointFeatures, driver, name, [...args, ...more])).bytes);
    expect(file.format).toBe(format);
    const [table] = file.sheets;
    expect(table!.layer).toMatchObject({ crs: { id: crs }, zoneTwin: null });
    const rows = records(table!);
    expect(rows).toHaveLength(3);
    rows.forEach((row, i) => {
      const [longitude, latitude] = toStorage([Number(row['经度/X']), Number(row['纬度/Y'])], crs);
      expect(Math.abs(longitude - projected[i]![0]!)).toBeLessThan(tolerance);
      expect(Math.abs(latitude - projected[i]![1]!)).toBeLessThan(tolerance);
      // GDAL writes no heights of waypoints.
      if (format !== 'gpx') expect(row['高程/Z']).toBeCloseTo(projected[i]![2]!, 2);
    });
    if (format === 'gpx') return; // its extensions are GDAL's own and no part of GPX
    // A shapefile keeps ten bytes of a name.
    const nameField = format === 'shp' ? '设施名' : '设施名称';
    expect(rows.map((r) => r[nameField])).toEqual(['甲养老院', '乙养老院(公办)', '丙养老院𠮷']);
    expect(rows.map((r) => (r['床位'] === null ? null : Number(r['床位'])))).toEqual([40, null, 12]);
    expect(String(rows[0]!['编号'])).toBe('130802105');
  });

  test('a shapefile of GB18030 is told by its bytes, by its .cpg, and against a wrong .cpg', async () => {
    const features = pointFeatures.slice(0, 2);
    const { files: written } = await ogrWrite(features, 'ESRI Shapefile', 'r.shp', ['-lco', 'ENCODING=GBK']);
    const withCpg = (content: string | null) => {
      const parts = new Map(written);
      parts.delete('r.cpg');
      if (content !== null) parts.set('r.cpg', Buffer.from(content));
      return read(zipped(parts));
    };
    for (const cpg of ['GBK', '936', null, 'UTF-8']) {
      const file = await withCpg(cpg);
      expect(file.encoding).toBe('GB18030');
      expect(records(file.sheets[0]!).map((r) => r['设施名称'])).toEqual(['甲养老院', '乙养老院(公办)']);
      expect(codes(file.sheets[0]!.notes).includes('cpg-contradicted')).toBe(cpg === 'UTF-8');
    }
  });

  test('missing parts of a shapefile and half a .dbf are said', async () => {
    const { files: written } = await ogrWrite(pointFeatures, 'ESRI Shapefile', 'r.shp', ['-lco', 'ENCODING=UTF-8']);
    const without = async (part: string) => {
      const parts = new Map(written);
      parts.delete(part);
      return (await read(zipped(parts))).sheets[0]!;
    };
    const noPrj = await without('r.prj');
    expect(codes(noPrj.notes)).toContain('no-prj');
    expect(noPrj.layer!.crs).toBeNull();
    expect(codes((await without('r.shx')).notes)).toContain('no-shx');
    const noDbf = await without('r.dbf');
    expect(codes(noDbf.notes)).toContain('no-dbf');
    expect(noDbf.rows).toHaveLength(3);
    const onlyDbf = zipOf([{ name: 'r.dbf', content: written.get('r.dbf')! }]);
    expect((await refusal(onlyDbf)).detail.en).toContain('.shp');

    const dbf = written.get('r.dbf')!;
    const cut = dbf.subarray(0, dbf.readUInt16LE(8) + Math.floor(dbf.readUInt16LE(10) * 1.5));
    const half = (await read(zipped(new Map([...written, ['r.dbf', cut]])))).sheets[0]!;
    expect(codes(half.notes)).toContain('dbf-truncated');
    expect(half.rows.map((r) => codes(r.issues).includes('no-attributes'))).toEqual([false, true, true]);
    const shp = written.get('r.shp')!;
    const cutShp = zipped(new Map([...written, ['r.shp', shp.subarray(0, shp.length - 10)]]));
    expect((await refusal(cutShp)).status).toBe(415);
  });

  test('a .prj without zone number and eastings with one are told apart and said', async () => {
    const withNumber = await ogrWrite(pointFeatures, 'ESRI Shapefile', 'r.shp', ['-lco', 'ENCODING=UTF-8', ...gk39]);
    const withoutNumber = await ogrWrite(pointFeatures, 'ESRI Shapefile', 'r.shp', ['-t_srs', 'EPSG:4548']);
    const parts = new Map([...withNumber.files, ['r.prj', withoutNumber.files.get('r.prj')!]]);
    const { layer, notes } = (await read(zipped(parts))).sheets[0]!;
    expect(layer).toMatchObject({ crs: { id: 'EPSG:4548' }, zoneTwin: 'EPSG:4527' });
    expect(codes(notes)).toContain('zone-number');
  });

  test.each(['EPSG:4610', 'EPSG:4214', 'EPSG:2349', 'EPSG:32650'])('%s is named and not converted', async (crs) => {
    const { bytes } = await ogrWrite(pointFeatures, 'ESRI Shapefile', 'r.shp', ['-a_srs', crs]);
    const { layer, notes } = (await read(bytes)).sheets[0]!;
    expect(layer!.crs).toMatchObject({ id: null });
    expect(codes(notes)).toContain('crs-unsupported');
  });

  test('lines and areas stay with their rows, holes included', async () => {
    for (const [driver, name] of [
      ['GPKG', 'r.gpkg'],
      ['ESRI Shapefile', 'r.shp'],
      ['KML', 'r.kml'],
      ['GeoJSON', 'r.geojson'],
    ] as const) {
      const line = (await read((await ogrWrite(shapeFeatures, driver, name)).bytes)).sheets[0]!;
      expect(line.rows[0]!.shape).toEqual(shapeFeatures[0]!.geometry);
      const area = (await read((await ogrWrite(areaFeatures, driver, name)).bytes)).sheets[0]!;
      const { type, coordinates } = area.rows[0]!.shape as { type: string; coordinates: number[][][] };
      expect([type, coordinates.map((ring) => ring.length)]).toEqual(['Polygon', [5, 5]]);
    }
  });

  test('DXF points and lines are read, their system is asked for', async () => {
    const { bytes } = await ogrWrite(pointFeatures, 'DXF', 'r.dxf', ['-nlt', 'POINT', ...gk39, '-select', '']);
    const file = await read(bytes);
    expect(file.format).toBe('dxf');
    expect(file.sheets[0]!.layer!.crs).toBeNull();
    expect(file.sheets[0]!.rows).toHaveLength(3);
    const [longitude] = toStorage(
      [Number(records(file.sheets[0]!)[0]!['经度/X']), Number(records(file.sheets[0]!)[0]!['纬度/Y'])],
      'EPSG:4527',
    );
    expect(longitude).toBeCloseTo(117.9392, 6);
    const line = (await read((await ogrWrite(shapeFeatures, 'DXF', 'r.dxf', ['-select', ''])).bytes)).sheets[0]!;
    expect(line.rows[0]!.shape).toEqual(shapeFeatures[0]!.geometry);
  });

  test('several layers of a GeoPackage are several sheets; one in WAL mode is read and said', async () => {
    const { bytes } = await ogrWrite(pointFeatures, 'GPKG', 'r.gpkg', ['-nln', '设施 "甲"']);
    bytes[18] = bytes[19] = 2;
    const [sheet] = (await read(bytes)).sheets;
    expect(sheet!.name).toBe('设施 "甲"');
    expect(codes(sheet!.notes)).toContain('was-wal');
  });

  test('a QField package and a KMZ are read from their ZIP; GBK names in a ZIP do no harm', async () => {
    const gpkg = (await ogrWrite(pointFeatures, 'GPKG', 'r.gpkg')).bytes;
    const qfield = zipOf([
      { name: 'project.qgs', content: Buffer.from('<qgis/>') },
      { name: 'data/设施.gpkg', content: gpkg },
    ]);
    expect((await read(qfield)).format).toBe('gpkg');
    const kml = (await ogrWrite(pointFeatures, 'KML', 'r.kml')).bytes;
    const kmz = zipOf([
      { name: 'other.kml', content: Buffer.from('<kml/>') },
      { name: 'doc.kml', content: kml },
    ]);
    const file = await read(kmz);
    expect([file.format, file.sheets[0]!.rows.length]).toEqual(['kmz', 3]);
    expect(codes(file.sheets[0]!.notes)).toContain('one-of-several');
  });
});

describe('bad input', () => {
  test('NaN, empty and broken geometries refuse or note their row only', async () => {
    const feature = (geometry: unknown) => ({ type: 'Feature', properties: { 名称: 'x' }, geometry });
    const { rows, notes } = (
      await read(
        collection([
          feature({ type: 'Point', coordinates: [117.9, 40.9] }),
          feature({ type: 'Point', coordinates: [117.9, 'NaN'] }),
          feature({ type: 'Point', coordinates: [] }),
          feature(null),
          feature({ type: 'Blob', coordinates: [1, 2] }),
          feature({ type: 'LineString', coordinates: [[1, 2], [3]] }),
          'no feature',
        ]),
      )
    ).sheets[0]!;
    expect(rows.map((r) => codes(r.issues))).toEqual([
      [],
      ['bad-geometry'],
      [],
      [],
      ['bad-geometry'],
      ['bad-geometry'],
      ['not-a-feature'],
    ]);
    expect(codes(notes)).toContain('no-geometry');
  });

  test('a document type in KML or GPX is refused, wherever its entities point', async () => {
    for (const root of ['kml', 'gpx']) {
      const xxe = `<?xml version="1.0"?><!DOCTYPE ${root} [<!ENTITY x SYSTEM "file:///etc/passwd">]><${root}>&x;</${root}>`;
      expect((await refusal(xxe)).detail.en).toContain('DOCTYPE');
    }
    expect((await refusal('<kml><Placemark><name>&x;</name></Placemark></kml>')).status).toBe(415);
  });

  test('a GeoJSON with crs after its features, in GB18030, is read', async () => {
    const features = [
      {
        type: 'Feature',
        properties: { 名称: '承德{"]},的院' },
        geometry: { type: 'Point', coordinates: [39439000, 4538000] },
      },
    ];
    const text = JSON.stringify({
      type: 'FeatureCollection',
      features,
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4548' } },
    });
    const file = await read(iconv.encode(text, 'gb18030'));
    expect(file.encoding).toBe('GB18030');
    expect(records(file.sheets[0]!)[0]!['名称']).toBe('承德{"]},的院');
    expect(file.sheets[0]!.layer).toMatchObject({ crs: { id: 'EPSG:4548' }, zoneTwin: 'EPSG:4527' });
  });

  test('more vertices, rows or fields than the limits allow are refused', async () => {
    const point = { type: 'Feature', properties: { a: 1, b: 2 }, geometry: { type: 'Point', coordinates: [1, 2] } };
    const three = collection([point, point, point]);
    expect((await refusal(three, { ...defaultReadLimits, rows: 2 })).status).toBe(413);
    expect((await refusal(three, { ...defaultReadLimits, columns: 1 })).status).toBe(413);
    expect((await refusal(three, { ...defaultReadLimits, vertices: 2 })).status).toBe(413);
  });

  test('a path out of the archive and a bomb in a KMZ are refused', async () => {
    const kml = Buffer.from('<kml/>');
    expect((await refusal(zipOf([{ name: '../../doc.kml', content: kml }]))).detail.en).toContain('out of the archive');
    const bomb = zipOf([{ name: 'doc.kml', content: Buffer.alloc(20 * 1024 * 1024, 'a') }]);
    expect((await refusal(bomb)).status).toBe(413);
  });

  test('documents that are no GeoJSON, and truncated ones, are refused', async () => {
    expect((await refusal('{"a": 1}')).status).toBe(415);
    expect((await refusal(collection([{ type: 'Feature' }]).slice(0, -5))).status).toBe(415);
    expect((await refusal('[{"a": 1}]')).status).toBe(415);
  });
});

test('submissions of ODK and Kobo bring their geopoint; missing pictures are said', async () => {
  const csv =
    'SubmissionDate,facility,place-Latitude,place-Longitude,place-Altitude,photo,KEY\n2025-01-01,甲院,40.97,117.93,300,a.jpg,u1\n2025-01-02,乙院,,,,b.jpg,u2\n';
  const odk = await read(
    zipOf([
      { name: 'form.csv', content: Buffer.from(csv) },
      { name: 'media/a.jpg', content: Buffer.from('x') },
    ]),
  );
  expect(odk.format).toBe('odk');
  const [sheet] = odk.sheets;
  expect(records(sheet!).map((r) => [r.facility, r['经度/X'], r['纬度/Y'], r['高程/Z']])).toEqual([
    ['甲院', 117.93, 40.97, 300],
    ['乙院', null, null, null],
  ]);
  expect(sheet!.notes.find((n) => n.code === 'media')!.message.en).toContain('2 media files, 1 of which');
  const kobo = 'name;_gps_latitude;_gps_longitude\n甲院;40.97;117.93\n';
  const read2 = await read(zipOf([{ name: 'k.csv', content: Buffer.from(kobo) }]));
  expect(records(read2.sheets[0]!)[0]).toMatchObject({ '经度/X': 117.93, '纬度/Y': 40.97 });
});
