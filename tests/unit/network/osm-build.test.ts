import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeOsmPbf } from '../../../scripts/demo/pbf-writer.ts';
import { NetworkError } from '../../../server/network/error.ts';
import { UNREACHED, weightBetween, type Network } from '../../../server/network/graph.ts';
import { slopeFactor } from '../../../server/network/elevation.ts';
import { buildFromOsm, type BuildOptions, type BuildStage } from '../../../server/network/osm-build.ts';
import { carSpeedsKmh } from '../../../server/network/tag-rules.ts';

const fixture = (name: string) => path.join(import.meta.dirname, '../../fixtures/osm', name);
const town = fixture('town.osm.pbf');

/** 0.001° of a meridian on the sphere of mean radius, and of the parallel of 41°; millimetres. */
const NORTH = 111_195;
const EAST_AT_41 = 83_920;

let folder: string;
beforeAll(async () => (folder = await fs.mkdtemp(path.join(os.tmpdir(), 'osm-build-'))));
afterAll(() => fs.rm(folder, { recursive: true }));

async function write(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await fs.writeFile(file, content);
  return file;
}

const build = (options: Partial<BuildOptions>) =>
  buildFromOsm({ file: town, name: 'town', profile: 'walk', ...options });

/** Weight of the arc between two nodes by their OSM ids; null where there is none. */
function weight(network: Network, from: number, to: number): number | null {
  const found = weightBetween(network.forward, network.osmId.indexOf(from), network.osmId.indexOf(to));
  return found === UNREACHED ? null : found;
}

/** A file of one way over nodes that lie 0.001° apart on a meridian, from 41° north. */
function oneWay(name: string, ids: readonly number[], tags: Record<string, string>): string {
  const file = path.join(folder, name);
  writeOsmPbf(file, {
    nodes: {
      ids: Float64Array.from(ids),
      lonE7: new Int32Array(ids.length).fill(1_170_000_000),
      latE7: Int32Array.from(ids, (_, i) => 410_000_000 + i * 10_000),
    },
    ways: [{ id: 1, refs: ids, tags }],
    program: 'test',
  });
  return file;
}

describe('the town on foot', () => {
  let network: Network;
  beforeAll(async () => ({ network } = await build({})));

  it('measures segments along their straight line', () => {
    expect(weight(network, 1, 8589934593)).toBe(NORTH);
    expect(weight(network, 8589934593, 1)).toBe(NORTH);
    expect(weight(network, 9, 1)).toBeCloseTo(EAST_AT_41, -1);
  });

  it('counts steps twice', () => {
    expect(weight(network, 12345678901, 4)).toBeCloseTo(2 * NORTH, -1);
  });

  it('keeps the lighter of two ways beside each other, and no way from a node to itself', () => {
    const arcsOf1 =
      network.forward.offset[network.osmId.indexOf(1) + 1]! - network.forward.offset[network.osmId.indexOf(1)]!;
    expect(arcsOf1).toBe(3); // the street, the drive, the primary road
  });

  it('ignores oneway, and cuts a way where the file lacks a node', () => {
    expect(weight(network, 8, 12345678901)).not.toBeNull();
    expect(weight(network, 8, 9)).toBeNull();
    expect(network.osmId.includes(999)).toBe(false);
  });

  it('gives a segment without length the least weight', () => {
    expect(weight(network, 9, 12)).toBe(1);
  });

  it('leaves out motorways, their ramps and what is no way', () => {
    for (const id of [10, 11, 30, 31, 32]) expect(network.osmId.includes(id), `node ${id}`).toBe(false);
  });

  it('comes up to a private gate from both sides and not past', () => {
    const beyond = network.osmId.find((id) => id < 0)!;
    expect(weight(network, 5, 6)).toBe(NORTH);
    expect(weight(network, 6, 7)).toBeNull();
    expect(weight(network, beyond, 7)).toBe(NORTH);
    expect(weight(network, 6, beyond)).toBeNull();
    const place = (id: number) =>
      [network.longitude, network.latitude].map((column) => column[network.osmId.indexOf(id)]);
    expect(place(beyond)).toEqual(place(6));
  });

  it('says where it comes from', async () => {
    expect(network.header).toMatchObject({
      name: 'town',
      profile: 'walk',
      profileVersion: 'walk-1',
      costUnit: 'millimetres',
      symmetric: true,
      elevation: null,
      source: { file: 'town.osm.pbf', attribution: '© OpenStreetMap contributors (ODbL 1.0)', demo: false },
    });
    const { network: demo } = await build({ demo: true, attribution: '演示数据' });
    expect(demo.header.source).toMatchObject({ attribution: '演示数据', demo: true });
  });
});

it('drives one way, at limits and at speeds of the class', async () => {
  const { network, report } = await build({ profile: 'car' });
  expect(network.header).toMatchObject({ profileVersion: 'car-1', costUnit: 'milliseconds', symmetric: false });
  const milliseconds = (kmh: number, millimetres: number) => (millimetres * 3.6) / kmh;
  expect(weight(network, 1, 8589934593)).toBeCloseTo(milliseconds(carSpeedsKmh.residential!, NORTH), -1);
  expect(weight(network, 9, 1)).toBeCloseTo(milliseconds(40 * 0.9, EAST_AT_41), -1);
  expect(weight(network, 1, 9)).toBeNull();
  expect(weight(network, 11, 10)).toBeCloseTo(milliseconds(carSpeedsKmh.motorway!, NORTH), -1);
  expect(weight(network, 10, 11)).toBeNull();
  expect(weight(network, 12345678901, 4)).toBeNull();
  expect(report).toMatchObject({ usedWays: 6, barriers: 1 });
});

it('reports what became of the file', async () => {
  const { network, report } = await build({});
  expect(report).toEqual({
    ways: 11,
    usedWays: 7,
    nodes: network.header.nodes,
    arcs: network.header.arcs,
    missingNodes: 1,
    barriers: 1,
    unknownHeights: null,
    islands: { count: 3, largestNodes: 9 },
  });
});

it('gives the same bytes again, and the same network from every form of the file', async () => {
  const [once, again, plain] = await Promise.all([
    build({}),
    build({}),
    build({ file: fixture('town-plain.osm.pbf') }),
  ]);
  expect(Buffer.from(again.network.buffer).equals(Buffer.from(once.network.buffer))).toBe(true);
  for (const column of ['osmId', 'longitude', 'latitude', 'island'] as const) {
    expect(plain.network[column]).toEqual(once.network[column]);
  }
  expect(plain.network.forward).toEqual(once.network.forward);
});

it('tells every stage from start to end, and stops when it is cancelled', async () => {
  const stages: BuildStage[] = [];
  await buildFromOsm(
    { file: town, name: 'town', profile: 'walk' },
    { onProgress: (stage, share) => share === 1 && stages.push(stage) },
  );
  expect(stages).toEqual(['ways', 'nodes', 'network']);

  const controller = new AbortController();
  const building = buildFromOsm(
    { file: town, name: 'town', profile: 'walk' },
    { onProgress: (stage) => stage === 'nodes' && controller.abort(), signal: controller.signal },
  );
  await expect(building).rejects.toMatchObject({ code: 'cancelled' });
});

describe('what cannot be built', () => {
  it.each([
    ['points.osm.pbf', 'no-ways'],
    ['no-roads.osm.pbf', 'no-usable-ways'],
    ['town-lz4.osm.pbf', 'not-pbf'],
  ])('%s: %s', async (name, code) => {
    const building = build({ file: fixture(name) });
    await expect(building).rejects.toBeInstanceOf(NetworkError);
    await expect(building).rejects.toMatchObject({ code, message: expect.stringContaining(name) });
  });

  it('a file whose ways lack all their nodes', async () => {
    const file = path.join(folder, 'ways-only.osm.pbf');
    const none = { ids: new Float64Array(0), lonE7: new Int32Array(0), latE7: new Int32Array(0) };
    writeOsmPbf(file, { nodes: none, ways: [{ id: 1, refs: [1, 2], tags: { highway: 'path' } }], program: 'test' });
    await expect(build({ file })).rejects.toMatchObject({ code: 'no-usable-ways' });
  });

  it('ids that double precision does not hold', async () => {
    const file = oneWay('huge.osm.pbf', [1, 2 ** 52 + 2], { highway: 'path' });
    await expect(build({ file })).rejects.toMatchObject({ code: 'not-pbf' });
  });

  it('a cut file: an error or the whole network', async () => {
    const whole = await fs.readFile(town);
    const { network } = await build({});
    for (let length = 0; length < whole.length; length += 10) {
      const file = path.join(folder, 'cut.osm.pbf');
      await fs.writeFile(file, whole.subarray(0, length));
      const outcome = await build({ file }).catch((error: unknown) => error);
      if (outcome instanceof NetworkError) expect(outcome.code).toMatch(/^(truncated|no-ways)$/);
      else expect((outcome as { network: Network }).network.forward).toEqual(network.forward);
    }
  });
});

describe('slope', () => {
  it('makes the arc up longer than the arc down, and steep ones longer again', () => {
    expect(slopeFactor(0, 100)).toBe(1);
    expect(slopeFactor(-5, 100)).toBe(1);
    expect(slopeFactor(5, 100)).toBeCloseTo(Math.exp(3.5 * 0.05), 9);
    expect(slopeFactor(10, 100)).toBeCloseTo(Math.exp(3.5 * 0.1) * 1.2, 9);
    expect(slopeFactor(-10, 100)).toBeCloseTo(1.2, 9);
    expect(slopeFactor(500, 100)).toBe(slopeFactor(50, 100));
  });

  it('reads heights of nodes from a CSV; unknown ones count as flat', async () => {
    const elevation = await write(
      'heights.csv',
      '\uFEFFosm_node_id,elevation_m\r\n1,100\r\n2,105.56\r\n3,\r\n77,12\r\n',
    );
    const file = oneWay('slope.osm.pbf', [1, 2, 3], { highway: 'path' });
    const { network, report } = await build({ file, elevation });
    const up = slopeFactor(5.56, NORTH / 1000);
    expect(weight(network, 1, 2)).toBeCloseTo(NORTH * up, -1);
    expect(weight(network, 2, 1)).toBe(NORTH);
    expect(weight(network, 2, 3)).toBe(NORTH);
    expect(report.unknownHeights).toBe(1);
    expect(network.header).toMatchObject({ symmetric: false, elevation: 'heights.csv' });
  });

  it('does not count on bridges, nor twice on steps', async () => {
    const elevation = await write('steep.csv', 'osm_node_id,elevation_m\n1,100\n2,109\n');
    const bridge = await build({ file: oneWay('b.osm.pbf', [1, 2], { highway: 'path', bridge: 'yes' }), elevation });
    expect(weight(bridge.network, 1, 2)).toBe(NORTH);
    const steps = await build({ file: oneWay('s.osm.pbf', [1, 2], { highway: 'steps' }), elevation });
    expect(weight(steps.network, 1, 2)).toBeCloseTo(2 * NORTH, -1);
  });

  it('reads heights from an ESRI ASCII grid, between the centres of its cells', async () => {
    // Cell centres at 116.9985, 117.0005 … and at 41.0005 (south row), 41.0025 (north row): nodes 2 and 3 lie between.
    const elevation = await write(
      'grid.asc',
      'ncols 3\nnrows 2\nxllcorner 116.9975\nyllcorner 40.9995\ncellsize 0.002\nNODATA_value -9999\n' +
        '20 20 -9999\n10 10\n10\n',
    );
    const file = oneWay('grid.osm.pbf', [1, 2, 3, 4, 5], { highway: 'path' });
    const { network, report } = await build({ file, elevation });
    // 41.000: half a cell outside the centres, 10 m; 41.001: 12.5 m; 41.002: 17.5 m; 41.003: 20 m; 41.004: outside.
    expect(weight(network, 1, 2)).toBeCloseTo(NORTH * slopeFactor(2.5, NORTH / 1000), -1);
    expect(weight(network, 2, 3)).toBeCloseTo(NORTH * slopeFactor(5, NORTH / 1000), -1);
    expect(weight(network, 3, 4)).toBeCloseTo(NORTH * slopeFactor(2.5, NORTH / 1000), -1);
    expect(weight(network, 4, 5)).toBe(NORTH);
    expect(report.unknownHeights).toBe(1);
  });

  const grid = 'ncols 2\nnrows 1\nxllcorner 116\nyllcorner 40\ncellsize 0.5\n';
  it.each([
    ['another file', '<osm/>\n', 1],
    ['an empty file', '', 1],
    ['a word for a height', 'osm_node_id,elevation_m\n1,100\n2,high\n', 3],
    ['a height off the Earth', 'osm_node_id,elevation_m\n1,-9999\n', 2],
    ['a missing column', 'osm_node_id,elevation_m\n1\n', 2],
    ['a broken id', 'osm_node_id,elevation_m\n1.5,100\n', 2],
    ['two heights of one node', 'osm_node_id,elevation_m\n1,100\n2,5\n1,101\n', 4],
    ['a grid with too few values', `${grid}1\n`, 6],
    ['a grid with too many values', `${grid}1 2 3\n`, 6],
    ['a grid with a word', `${grid}1 x\n`, 6],
    ['a grid of a header only', grid, 5],
    ['a grid in metres', 'ncols 2\nnrows 1\nxllcorner 500000\nyllcorner 4500000\ncellsize 30\n1 2\n', 6],
    ['a grid without a size', 'ncols 0\nnrows 1\nxllcorner 116\nyllcorner 40\ncellsize 0.5\n1 2\n', 6],
    ['a grid with a broken header', 'ncols two\n', 1],
  ])('refuses %s, naming the row', async (name, content, row) => {
    const elevation = await write('bad.csv', content);
    await expect(build({ elevation })).rejects.toMatchObject({
      code: 'bad-elevation',
      message: expect.stringContaining(`bad.csv, row ${row}:`),
    });
  });

  it('refuses a file of heights that is not there, and heights for cars', async () => {
    await expect(build({ elevation: path.join(folder, 'none.csv') })).rejects.toMatchObject({ code: 'bad-elevation' });
    const elevation = await write('cars.csv', 'osm_node_id,elevation_m\n');
    await expect(build({ elevation, profile: 'car' })).rejects.toMatchObject({ code: 'bad-value' });
  });
});
