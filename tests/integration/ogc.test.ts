import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import type { Feature, Point } from 'geojson';
import { PbfReader } from 'pbf';
import { PMTiles } from 'pmtiles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mostZoom } from '../../server/tiles/contract.ts';
import { toWorld } from '../../server/tiles/world.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';
import { runYzt } from '../support/yzt.ts';

const run = promisify(execFile);

let server: RunningServer;
let anonymous: ApiClient;
let admin: ApiClient;

beforeAll(async () => {
  server = await startServer();
  [anonymous, admin] = await Promise.all([apiClient(server.url, ''), apiClient(server.url)]);
}, 240_000);

afterAll(async () => {
  await server?.stop();
});

const ids = ['facilities', 'divisions', 'boundary-lines', 'boundary-markers', 'place-names', 'place-name-signs'];
interface Link {
  href: string;
  rel: string;
  type: string;
}
interface Item {
  id: string;
  geometry: { type: string; coordinates: number[] } | null;
  properties: Record<string, unknown>;
}
interface Items {
  features: Item[];
  links: Link[];
  numberMatched: number;
  numberReturned: number;
}
const items = async (path: string, api = anonymous): Promise<Items> => {
  const { status, body } = await api.call('GET', `/ogc/collections/${path}`);
  expect([path, status]).toEqual([path, 200]);
  return body as Items;
};

describe('OGC API – Features', () => {
  it('leads from its landing page to everything by links, each of which answers in the type it names', async () => {
    const seen = new Set<string>();
    const follow = async (href: string, depth: number): Promise<void> => {
      if (seen.has(href)) return;
      seen.add(href);
      const response = await fetch(href, { headers: { accept: '*/*' } });
      expect([href, response.status]).toEqual([href, 200]);
      const body = await response.text();
      if (depth === 0 || !response.headers.get('content-type')!.includes('json')) return;
      const { links = [], collections = [] } = JSON.parse(body) as {
        links?: Link[];
        collections?: { links: Link[] }[];
      };
      for (const { href: next, rel } of [...links, ...collections.flatMap((c) => c.links)]) {
        if (rel !== 'next') await follow(next, depth - 1);
      }
    };
    await follow(`${server.url}/ogc`, 3);
    expect([...seen].filter((href) => /\/collections\/[^/]+\/items/.test(href)).length).toBeGreaterThanOrEqual(
      ids.length,
    );
  });

  it('is walked by GDAL, collection by collection, with as many features as the register has', async () => {
    const { stdout } = await run('ogrinfo', ['-ro', '-q', `OAPIF:${server.url}/ogc`]);
    for (const id of ids) expect(stdout).toContain(id);
    for (const id of ids) {
      const { numberMatched } = await items(`${id}/items?limit=1`);
      expect(numberMatched).toBeGreaterThan(0);
      const { stdout: summary } = await run('ogrinfo', ['-ro', '-so', `OAPIF:${server.url}/ogc`, id], {
        maxBuffer: 2 ** 26,
      });
      expect(summary).toContain(`Feature Count: ${numberMatched}`);
    }
    // Read whole, page by page, in another system.
    const { stdout: listed } = await run(
      'ogrinfo',
      ['-ro', '-al', '-geom=NO', `OAPIF:${server.url}/ogc/collections/boundary-markers`],
      { maxBuffer: 2 ** 28 },
    );
    const { numberMatched } = await items('boundary-markers/items?limit=1');
    expect(listed.match(/^OGRFeature/gm)).toHaveLength(numberMatched);
  }, 180_000);

  it('gives every feature once on pages of any size', async () => {
    const all = await items('divisions/items?limit=10000&properties=name');
    expect(all.numberMatched).toBe(all.features.length);
    const found: string[] = [];
    let next: string | undefined = `${server.url}/ogc/collections/divisions/items?limit=997&properties=name`;
    while (next) {
      const page = (await (await fetch(next)).json()) as Items;
      expect(page.numberReturned).toBe(page.features.length);
      found.push(...page.features.map(({ id }) => id));
      next = page.links.find(({ rel }) => rel === 'next')?.href;
    }
    expect(found).toEqual(all.features.map(({ id }) => id));
  });

  it('filters as a look at every feature does', async () => {
    const { features } = await items('facilities/items?limit=10000');
    const select = async (filter: string) =>
      new Set(
        (await items(`facilities/items?limit=10000&filter=${encodeURIComponent(filter)}`)).features.map((f) => f.id),
      );
    const plain = (test: (item: Item) => boolean) => new Set(features.filter(test).map(({ id }) => id));
    const beds = (item: Item) => item.properties['attributes.beds'] as number | null;
    expect(await select('attributes.beds > 100')).toEqual(plain((item) => (beds(item) ?? 0) > 100));
    expect(await select('attributes.beds IS NULL')).toEqual(plain((item) => beds(item) === null));
    expect(await select("name LIKE '%养老%' AND kind <> 'nursingHome'")).toEqual(
      plain(({ properties }) => String(properties.name).includes('养老') && properties.kind !== 'nursingHome'),
    );
    const [west, south, east, north] = [117.2, 40.8, 117.6, 41.1];
    const inBox = plain(({ geometry }) => {
      const [x, y] = geometry?.coordinates ?? [Number.NaN, Number.NaN];
      return x! >= west && x! <= east && y! >= south && y! <= north;
    });
    expect(inBox.size).toBeGreaterThan(0);
    expect(await select(`S_INTERSECTS(geometry, BBOX(${west},${south},${east},${north}))`)).toEqual(inBox);
    const boxed = await items(`facilities/items?limit=10000&bbox=${west},${south},${east},${north}`);
    expect(new Set(boxed.features.map(({ id }) => id))).toEqual(inBox);
    // EPSG names latitude first.
    const crs = encodeURIComponent('http://www.opengis.net/def/crs/EPSG/0/4490');
    const turned = await items(
      `facilities/items?limit=10000&bbox=${south},${west},${north},${east}&bbox-crs=${crs}&crs=${crs}`,
    );
    expect(new Set(turned.features.map(({ id }) => id))).toEqual(inBox);
    expect(turned.features[0]!.geometry!.coordinates).toEqual(
      boxed.features.find(({ id }) => id === turned.features[0]!.id)!.geometry!.coordinates.toReversed(),
    );
  });

  it('answers as of a day and over a period', async () => {
    const name = `要素服务试验设施 ${Date.now()}`;
    const county = (await items('divisions/items?limit=1&filter=' + encodeURIComponent("level = 'county'")))
      .features[0]!;
    const created = await admin.call('POST', '/api/v1/facilities', {
      fields: { name, kind: 'nursingHome', countyId: county.id, demo: true },
      effectiveFrom: '2025-03-01',
      reason: '试验',
    });
    expect([created.status, JSON.stringify(created.body).slice(0, 300)]).toEqual([201, expect.anything()]);
    const count = async (datetime: string) =>
      (await items(`facilities/items?datetime=${datetime}&filter=${encodeURIComponent(`name = '${name}'`)}`))
        .numberMatched;
    expect(await count('2025-02-28')).toBe(0);
    expect(await count('2025-03-01T08:00:00Z')).toBe(1);
    expect(await count('2024-01-01/2025-02-28')).toBe(0);
    expect(await count('2024-01-01/..')).toBe(1);
    expect(await count('../2025-03-01')).toBe(1);
  });

  it('rounds what a reader may not see precisely, in every system', async () => {
    const one = 'boundary-markers/items?limit=1&filter=' + encodeURIComponent('geometry IS NOT NULL');
    const rounded = (await items(one)).features[0]!;
    const precise = (await items(one, admin)).features[0]!;
    expect(precise.id).toBe(rounded.id);
    const [x, y] = rounded.geometry!.coordinates;
    expect(precise.geometry!.coordinates).not.toEqual([x, y]);
    expect(Math.round(x! * 100) / 100).toBeCloseTo(x!, 9);
    // A filter sees no more than the reader does.
    const [px, py] = precise.geometry!.coordinates;
    const near = `S_INTERSECTS(geometry, BBOX(${px! - 1e-6},${py! - 1e-6},${px! + 1e-6},${py! + 1e-6}))`;
    expect(
      (await items(`boundary-markers/items?filter=${encodeURIComponent(near)}`)).features.map(({ id }) => id),
    ).not.toContain(precise.id);
  });

  it('writes layers to files, positions rounded for who may not see them precisely', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'yzt-export-test-'));
    try {
      const save = async (query: string, name: string, cookie = '') => {
        const response = await fetch(`${server.url}/api/v1/export?${query}`, { headers: { cookie } });
        expect([query, response.status]).toEqual([query, 200]);
        const file = path.join(folder, name);
        await writeFile(file, Buffer.from(await response.arrayBuffer()));
        return { file, name: decodeURIComponent(response.headers.get('content-disposition')!) };
      };
      const markers = await items('boundary-markers/items?limit=10000');
      const precise = await items('boundary-markers/items?limit=10000', admin);
      const place = ({ features }: { features: Item[] }) =>
        new Map(features.map(({ id, geometry }) => [id, geometry?.coordinates ?? null]));
      const exported = async (cookie: string) => {
        const { file } = await save(
          'layer=boundary-markers&format=geojson&columns=number&lang=en',
          'm.geojson',
          cookie,
        );
        return JSON.parse(await readFile(file, 'utf8')) as Items & { metadata: { demo: boolean } };
      };
      const seen = await exported('');
      expect(seen.metadata.demo).toBe(true);
      expect(Object.keys(seen.features[0]!.properties)).toEqual(['number']);
      expect(place(seen)).toEqual(place(markers));
      expect(place(await exported(admin.cookie))).toEqual(place(precise));
      expect(place(precise)).not.toEqual(place(markers));

      const { numberMatched } = await items('divisions/items?limit=1');
      const { file, name } = await save('layer=divisions&format=gpkg&crs=EPSG:4527&lang=zh', 'd.gpkg');
      expect(name).toMatch(/行政区划_\d{4}-\d\d-\d\d_\d+_演示数据\.gpkg$/u);
      const { stdout } = await run('ogrinfo', ['-ro', '-so', file, 'divisions']);
      expect(stdout).toContain(`Feature Count: ${numberMatched}`);
      expect(stdout).toContain('ID["EPSG",4527]');
      expect(stdout).toContain('60岁及以上人口');
      // As of a day before the register began it is empty, and a system that a format cannot state is refused.
      const early = await save('layer=facilities&format=csv&asOf=1950-01-01&columns=name&lang=en', 'f.csv');
      expect(await readFile(early.file, 'utf8')).toBe('\ufeffid,name,x,y\r\n');
      const refused = await anonymous.call('GET', '/api/v1/export?layer=facilities&format=gpkg&crs=GCJ-02');
      expect([refused.status, refused.body.errors[0].code]).toEqual([400, 'crs-unfit']);
      expect((await anonymous.call('GET', '/api/v1/export?layer=roads&format=csv')).status).toBe(404);

      // The command line sees what the administrator does.
      const output = path.join(folder, 'cli.zip');
      const done = await runYzt(
        ['--json', 'export', '--layer', 'boundary-markers', '--format', 'shp', '--columns', 'number', '-o', output],
        { dataDir: server.dataDir },
      );
      expect([done.code, done.stderr]).toEqual([0, '']);
      expect(JSON.parse(done.stdout)).toMatchObject({
        features: precise.features.length,
        demo: true,
        crs: 'EPSG:4490',
      });
      const { stdout: shapes } = await run('ogr2ogr', ['-f', 'GeoJSON', '/vsistdout/', `/vsizip/${output}`], {
        maxBuffer: 2 ** 26,
      });
      const placed = (JSON.parse(shapes) as Items).features.filter(({ geometry }) => geometry !== null);
      expect(placed.length).toBe([...place(precise).values()].filter((position) => position !== null).length);
      for (const { properties, geometry } of placed.slice(0, 20)) {
        const [x, y] = place(precise).get(String(properties.id))!;
        expect(geometry!.coordinates[0]).toBeCloseTo(x!, 6);
        expect(geometry!.coordinates[1]).toBeCloseTo(y!, 6);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);

  it.each([
    ['facilities/items?filter=rooms%20%3E%203', 'filter'],
    ['facilities/items?crs=EPSG%3A9999', 'crs'],
    ['facilities/items?bbox=1,2,3', 'bbox'],
    ['facilities/items?bbox=1,9,3,2', 'bbox'],
    ['facilities/items?datetime=2025-02-30', 'datetime'],
    ['facilities/items?datetime=2025-03-01/2025-02-01', 'datetime'],
    ['facilities/items?properties=rooms', 'properties'],
    ['facilities/items?limit=0', 'limit'],
    ['facilities/items?rooms=3', null],
  ])('refuses %s and says why', async (path, parameter) => {
    const { status, body } = await anonymous.call('GET', `/ogc/collections/${path}`);
    expect(status).toBe(400);
    if (parameter) expect(body.errors[0].path).toBe(parameter);
  });

  it('answers 404 for what is not there, and pages for people in both languages', async () => {
    expect((await anonymous.call('GET', '/ogc/collections/roads')).status).toBe(404);
    expect((await anonymous.call('GET', '/ogc/collections/facilities/items/nothing')).status).toBe(404);
    for (const [language, words] of [
      ['zh', '要素集'],
      ['en', 'Collections'],
    ]) {
      const response = await fetch(`${server.url}/ogc?lang=${language}`, { headers: { accept: 'text/html' } });
      expect(response.headers.get('content-type')).toContain('text/html');
      const page = await response.text();
      expect(page).toContain(words!);
      expect(page).toContain(language === 'zh' ? '演示数据' : 'Demonstration data');
    }
  });
});

/** Column and row of the tile that a position is in. */
const columnAndRow = (position: number[], z: number) =>
  toWorld(position).map((part) => Math.floor(part * 2 ** z)) as [number, number];

describe('vector tiles', () => {
  const tileAt = async (layer: string, z: number, position: number[], api = anonymous, query = '', etag = '') => {
    const [x, y] = columnAndRow(position, z);
    const response = await fetch(`${server.url}/tiles/${layer}/${z}/${x}/${y}.mvt${query}`, {
      headers: { cookie: api.cookie, ...(etag === '' ? {} : { 'if-none-match': etag }) },
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const features = () => {
      const found = new VectorTile(new PbfReader(bytes)).layers[layer];
      return Array.from({ length: found?.length ?? 0 }, (_, i) => found!.feature(i));
    };
    const geoJson = (feature: VectorTileFeature) => feature.toGeoJSON(x, y, z) as Feature<Point>;
    return { status: response.status, headers: response.headers, bytes, features, geoJson };
  };
  /** Half a unit at zoom 14, degrees, and what the format's reader loses. */
  const halfUnit = 360 / 2 ** 14 / 4096 / 2 + 1e-9;

  it('are told of by TileJSON, in both languages, with the extent of what the reader may see', async () => {
    for (const id of ids) {
      const { status, body } = await anonymous.call('GET', `/tiles/${id}.json?lang=en`);
      expect([id, status]).toEqual([id, 200]);
      const { body: collection } = await anonymous.call('GET', `/ogc/collections/${id}?lang=en`);
      expect(body).toMatchObject({
        tilejson: '3.0.0',
        name: collection.title,
        attribution: 'Demonstration data',
        tiles: [`${server.url}/tiles/${id}/{z}/{x}/{y}.mvt`],
        bounds: collection.extent.spatial.bbox[0],
        maxzoom: mostZoom,
        vector_layers: [{ id }],
      });
    }
    const { body } = await anonymous.call('GET', '/tiles/facilities.json?lang=zh&asOf=2024-01-01');
    expect([body.name, body.attribution]).toEqual(['设施', '演示数据']);
    expect(body.tiles[0]).toMatch(/\.mvt\?asOf=2024-01-01$/);
  });

  it('have the features of /ogc in their places, and GDAL reads them', async () => {
    const { features } = await items('facilities/items?limit=10000');
    const known = new Map(features.map((feature) => [feature.id, feature]));
    const one = features.find(({ geometry }) => geometry !== null)!;
    const tile = await tileAt('facilities', 14, one.geometry!.coordinates);
    expect(tile.status).toBe(200);
    expect(tile.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile');
    const read = tile.features();
    expect(read.map(({ properties }) => properties.id)).toContain(one.id);
    for (const feature of read) {
      const { geometry, properties } = known.get(String(feature.properties.id))!;
      const drawn = tile.geoJson(feature).geometry.coordinates;
      expect(Math.abs(drawn[0]! - geometry!.coordinates[0]!)).toBeLessThan(halfUnit);
      expect(Math.abs(drawn[1]! - geometry!.coordinates[1]!)).toBeLessThan(halfUnit);
      const told = Object.entries(properties).filter(([, value]) => value !== null && typeof value !== 'object');
      expect(feature.properties).toEqual({ id: String(feature.properties.id), ...Object.fromEntries(told) });
    }
    const folder = await mkdtemp(path.join(tmpdir(), 'yzt-tile-'));
    try {
      const file = path.join(folder, 'tile.mvt');
      await writeFile(file, tile.bytes);
      const { stdout } = await run('ogrinfo', ['-ro', '-al', '-so', file]);
      expect(stdout).toContain(`Feature Count: ${read.length}`);
    } finally {
      await rm(folder, { recursive: true });
    }
    // Low down each feature is counted once. Tiles of zoom 3 meet within the city.
    const low = await tileAt('facilities', 2, one.geometry!.coordinates);
    const counts = low.features().map(({ properties }) => Number(properties.point_count ?? 1));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(features.filter(({ geometry }) => geometry).length);
  });

  /** Longitude and latitude of the first vertex. */
  const firstOf = ({ geometry }: Item) => (geometry!.coordinates as unknown[]).flat(Infinity).slice(0, 2) as number[];

  it('have lines and areas', async () => {
    const city = (await items('divisions/items?limit=1&filter=' + encodeURIComponent("level = 'city'"))).features[0]!;
    const areas = (await tileAt('divisions', 8, firstOf(city))).features();
    expect(areas.some(({ type, properties }) => type === 3 && properties.id === city.id)).toBe(true);
    const line = (await items('boundary-lines/items?limit=1&filter=' + encodeURIComponent('geometry IS NOT NULL')))
      .features[0]!;
    const lines = (await tileAt('boundary-lines', 10, firstOf(line))).features();
    expect(lines.some(({ type, properties }) => type === 2 && properties.id === line.id)).toBe(true);
  });

  it('round what a reader may not see precisely, as /ogc does, and never lend one reader’s tile to another', async () => {
    const one = 'boundary-markers/items?limit=1&filter=' + encodeURIComponent('geometry IS NOT NULL');
    const etags: (string | null)[] = [];
    for (const api of [admin, anonymous]) {
      const { id, geometry } = (await items(one, api)).features[0]!;
      const tile = await tileAt('boundary-markers', 14, geometry!.coordinates, api);
      const found = tile.features().find(({ properties }) => properties.id === id)!;
      const drawn = tile.geoJson(found).geometry.coordinates;
      expect(Math.abs(drawn[0]! - geometry!.coordinates[0]!)).toBeLessThan(halfUnit);
      expect(Math.abs(drawn[1]! - geometry!.coordinates[1]!)).toBeLessThan(halfUnit);
      etags.push(tile.headers.get('etag'));
      const foreign = await tileAt('boundary-markers', 14, geometry!.coordinates, anonymous, '', etags[0]!);
      expect(foreign.status).toBe(200);
    }
    expect(etags[0]).not.toBe(etags[1]);
  });

  it('are kept by readers until the register changes, day by day', async () => {
    const county = (await items('divisions/items?limit=1&filter=' + encodeURIComponent("level = 'county'")))
      .features[0]!;
    const { features } = await items('facilities/items?limit=10000');
    const { coordinates } = features.find(({ geometry }) => geometry !== null)!.geometry!;
    const first = await tileAt('facilities', 14, coordinates);
    const etag = first.headers.get('etag')!;
    const again = await tileAt('facilities', 14, coordinates, admin, '', etag);
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    expect((await tileAt('facilities', 14, coordinates)).bytes).toEqual(first.bytes);

    const name = '瓦片试验设施';
    const created = await admin.call('POST', '/api/v1/facilities', {
      fields: {
        name,
        kind: 'nursingHome',
        countyId: county.id,
        entrance: { type: 'Point', coordinates },
        sourceCrs: 'EPSG:4490',
        demo: true,
      },
      effectiveFrom: '2025-03-01',
      reason: '试验',
    });
    expect([created.status, JSON.stringify(created.body).slice(0, 300)]).toEqual([201, expect.anything()]);
    const has = (tile: { features(): VectorTileFeature[] }) =>
      tile.features().some(({ properties }) => properties.name === name);
    const next = await tileAt('facilities', 14, coordinates, anonymous, '', etag);
    expect([next.status, has(next)]).toEqual([200, true]);
    expect(has(await tileAt('facilities', 14, coordinates, anonymous, '?asOf=2025-03-01'))).toBe(true);
    expect(has(await tileAt('facilities', 14, coordinates, anonymous, '?asOf=2025-02-28'))).toBe(false);
  });

  it('come packed where the reader takes that, and as one file, which the command line writes too', async () => {
    const { coordinates } = (
      await items('facilities/items?limit=1&filter=' + encodeURIComponent('geometry IS NOT NULL'))
    ).features[0]!.geometry!;
    expect((await tileAt('facilities', 9, coordinates)).headers.get('content-encoding')).toMatch(/^(gzip|br)$/);
    const response = await fetch(`${server.url}/tiles/facilities.pmtiles?maxzoom=9&lang=en`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/vnd.pmtiles']);
    const folder = await mkdtemp(path.join(tmpdir(), 'yzt-tiles-'));
    try {
      const output = path.join(folder, 'f.pmtiles');
      const args = ['export', '--layer', 'facilities', '--format', 'pmtiles', '--max-zoom', '9', '-o', output];
      const done = await runYzt(['--json', ...args, '--lang', 'en'], { dataDir: server.dataDir });
      expect([done.code, done.stderr]).toEqual([0, '']);
      expect(JSON.parse(done.stdout)).toMatchObject({ demo: true });
      const own = await readFile(output);
      expect(own.equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
      const archive = new PMTiles({
        getKey: () => output,
        getBytes: (from, length) =>
          Promise.resolve({ data: Uint8Array.from(own.subarray(from, from + length)).buffer }),
      });
      const [x, y] = columnAndRow(coordinates, 9);
      const { bytes } = await tileAt('facilities', 9, coordinates);
      expect(Buffer.from((await archive.getZxy(9, x, y))!.data).equals(bytes)).toBe(true);
      expect(await archive.getMetadata()).toMatchObject({ name: 'Facilities', attribution: 'Demonstration data' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['facilities/17/0/0.mvt', 400, 'z'],
    ['facilities.pmtiles?maxzoom=15', 400, 'maxzoom'],
    ['facilities/3/8/0.mvt', 400, 'x'],
    ['facilities/3/0/8.mvt', 400, 'y'],
    ['facilities/3/-1/0.mvt', 400, 'x'],
    ['facilities/3/0/1e0.mvt', 400, 'y'],
    ['facilities/3/0/0.mvt?asOf=2025-02-30', 400, 'asOf'],
    ['facilities/3/0/0.mvt?asof=2025-02-03', 400, null],
    ['roads/3/0/0.mvt', 404, null],
    ['roads.json', 404, null],
    ['facilities/3/0/0.png', 404, null],
  ])('refuse %s and say why', async (path, refused, parameter) => {
    const { status, body, headers } = await anonymous.call('GET', `/tiles/${path}`);
    expect([status, headers.get('content-type')]).toEqual([refused, expect.stringContaining('problem+json')]);
    if (parameter) expect(body.errors[0].path).toBe(parameter);
  });
});
