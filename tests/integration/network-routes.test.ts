import { statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { booleanPointInPolygon, multiPolygon } from '@turf/turf';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isochroneReport, routeReport } from '../../server/coverage/contract.ts';
import { networkList } from '../../server/network/contract.ts';
import { segmentMetres } from '../../server/network/graph.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';

let folder: string;
let server: RunningServer;
let anonymous: ApiClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-network-routes-'));
  server = await startServer({ dataDir: join(folder, 'data') });
  anonymous = await apiClient(server.url, '');
}, 240_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string) => anonymous.call('GET', `/api/v1/${path}`);

/** Entrances of facilities of the demonstration city that stand on its network. */
async function entrances(): Promise<[number, number][]> {
  const { body } = await get('facilities?limit=50');
  const items = body.items as { entrance: { coordinates: [number, number] } | null }[];
  return items.flatMap(({ entrance }) => (entrance ? [entrance.coordinates] : []));
}

it('asks at once after the first start and waits for the demonstration networks to be built', async () => {
  const [place] = await entrances();
  const { status, body } = await get(`coverage/isochrones?longitude=${place![0]}&latitude=${place![1]}`);
  expect(status, JSON.stringify(body).slice(0, 300)).toBe(200);
  expect(isochroneReport.parse(body).network).toBe('demo-walk');
}, 120_000);

it('lists the demonstration networks, labelled, and nothing half made', async () => {
  let list = networkList.parse((await get('networks')).body);
  while (list.pending.length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    list = networkList.parse((await get('networks')).body);
  }
  expect(list.items.map((item) => [item.name, item.profile, item.source.demo])).toEqual([
    ['demo-car', 'car', true],
    ['demo-walk', 'walk', true],
  ]);
  expect(list.unreadable).toEqual([]);
  expect(await readdir(join(server.dataDir, 'networks'))).toEqual(['demo-car.yztnet', 'demo-walk.yztnet']);
}, 120_000);

it('gives isochrones as areas and as lines, the largest first, round the point', async () => {
  let onNetwork = 0;
  for (const place of (await entrances()).slice(0, 5)) {
    const query = `longitude=${place[0]}&latitude=${place[1]}&minutes=15,5,10`;
    const areas = isochroneReport.parse((await get(`coverage/isochrones?${query}`)).body);
    if (areas.snapMetres === null) continue;
    onNetwork++;
    expect(areas.features.map((f) => f.properties.minutes)).toEqual([15, 10, 5]);
    const inBand = areas.features.map(({ geometry }) =>
      booleanPointInPolygon(place, multiPolygon(geometry.coordinates as number[][][][])),
    );
    expect(inBand[0]).toBe(true);
    const lines = isochroneReport.parse((await get(`coverage/isochrones?${query}&geometry=lines`)).body);
    const metres = lines.features.map(({ geometry }) =>
      (geometry.coordinates as [number, number][][]).reduce((sum, [a, b]) => sum + segmentMetres(...a!, ...b!), 0),
    );
    expect(metres).toEqual([...metres].sort((a, b) => b - a));
    expect(metres[0]).toBeGreaterThan(0);
  }
  expect(onNetwork).toBeGreaterThan(0);
});

it('gives the way between two points, its length and time, and null where there is none', async () => {
  const [from] = await entrances();
  const to = [from![0] + 0.004, from![1]];
  const between = (a: readonly number[], b: readonly number[]) =>
    get(
      `coverage/route?fromLongitude=${a[0]}&fromLatitude=${a[1]}&toLongitude=${b[0]}&toLatitude=${b[1]}&snapLimitM=2000`,
    );
  const route = routeReport.parse((await between(from!, to)).body);
  expect(route.metres).toBeGreaterThan(0);
  const drawn = route.coordinates.slice(1).map((end, i) => segmentMetres(...route.coordinates[i]!, ...end));
  expect(route.metres).toBeCloseTo(
    drawn.reduce((sum, piece) => sum + piece, 0),
    0,
  );
  // At 0.8 m/s, steps and slopes only make it longer; a millimetre a node is lost to rounding.
  expect(route.seconds!).toBeGreaterThanOrEqual((route.metres! + route.accessMetres! - 1) / 0.8);
  const nowhere = routeReport.parse((await between(from!, [100, 30])).body);
  expect(nowhere).toMatchObject({ seconds: null, metres: null, coordinates: [] });
});

it('refuses unknown networks, names that lead elsewhere, and minutes and positions out of range', async () => {
  const isochrones = (query: string) => get(`coverage/isochrones?${query}`);
  expect(await isochrones('longitude=117.9&latitude=40.9&network=none')).toMatchObject({
    status: 404,
    body: { code: 'no-such-network' },
  });
  expect((await isochrones('longitude=117.9&latitude=40.9&network=..%2Fx')).status).toBe(400);
  expect(await isochrones('longitude=117.9&latitude=40.9&minutes=10000')).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'minutes' }] },
  });
  expect((await isochrones('longitude=217.9&latitude=40.9')).status).toBe(400);
  expect((await isochrones('longitude=117.9&latitude=40.9&speedMps=0')).status).toBe(400);
  expect((await isochrones('longitude=100&latitude=30')).body).toMatchObject({ snapMetres: null, features: [] });
});

it('starts again without building anything anew', async () => {
  const file = join(server.dataDir, 'networks', 'demo-walk.yztnet');
  const before = statSync(file).mtimeMs;
  await server.stop();
  server = await startServer({ dataDir: server.dataDir });
  anonymous = await apiClient(server.url, '');
  expect(networkList.parse((await get('networks')).body)).toMatchObject({ pending: [], items: [{}, {}] });
  expect(statSync(file).mtimeMs).toBe(before);
}, 120_000);
