import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addNetworkCommands } from '../../scripts/commands/network.ts';
import { writeOsmPbf } from '../../scripts/demo/pbf-writer.ts';
import { NetworkError } from '../../server/network/error.ts';
import { createNetworkLibrary, networksFolder } from '../../server/network/library.ts';
import { runYzt } from '../support/yzt.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const demonstration = join(repository, 'gis-data/chengde/network.osm.pbf');

let folder: string;
let dataDir: string;

/** Bad usage, as the command line tells it apart. */
class Usage extends Error {}

/** Runs a command in this process, which spares the start of one; its result, or the error that it ends with. */
async function answerOf<T = never>(...args: string[]): Promise<T> {
  let answer: unknown;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  const print = (result: unknown, lines: () => readonly string[]) => {
    expect(lines().join('')).not.toBe('');
    answer = JSON.parse(JSON.stringify(result));
  };
  addNetworkCommands(program, { print, usage: (message) => new Usage(message) });
  await program.parseAsync(['node', 'yzt', ...args]);
  return answer as T;
}

const inFolder = (name: string) => join(folder, name);

async function csvRows(file: string): Promise<string[][]> {
  const [, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => line.split(','));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-network-cli-'));
  dataDir = join(folder, 'data');
  vi.stubEnv('DATA_DIR', dataDir);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

interface MatrixAnswer {
  origins: number;
  destinations: number;
  pairs: number;
  unsnapped: { table: string; id: string; row: number }[];
}

/** Arcs as anyone reads them from the exported table. */
type Arcs = Map<string, { to: string; seconds: number }[]>;

async function exportedArcs(name: string): Promise<Arcs> {
  const file = inFolder(`${name}-arcs.csv`);
  const { arcs: count } = await answerOf<{ arcs: number }>('network', 'arcs', '--name', name, '-o', file);
  expect((await readFile(file, 'utf8')).split('\n', 1)[0]).toBe('from_osm_id,to_osm_id,metres,seconds');
  const rows = await csvRows(file);
  expect(rows).toHaveLength(count);
  const arcs: Arcs = new Map();
  for (const [from, to, , seconds] of rows) {
    const leaving = arcs.get(from!) ?? [];
    leaving.push({ to: to!, seconds: Number(seconds) });
    arcs.set(from!, leaving);
  }
  return arcs;
}

/** Dijkstra's algorithm from a node, with the open nodes in plain buckets of whole seconds scanned in order. */
function textbookSeconds(arcs: Arcs, start: ReadonlyMap<string, number>, limit: number): Map<string, number> {
  const best = new Map(start);
  const open: string[][] = [];
  const put = (node: string, seconds: number) => (open[Math.floor(seconds)] ??= []).push(node);
  for (const [node, seconds] of start) put(node, seconds);
  for (let second = 0; second < open.length; second++) {
    const bucket = open[second] ?? [];
    for (let i = 0; i < bucket.length; i++) {
      const soFar = best.get(bucket[i]!)!;
      if (Math.floor(soFar) !== second) continue;
      for (const { to, seconds } of arcs.get(bucket[i]!) ?? []) {
        const offered = soFar + seconds;
        if (offered > limit + 1e-9 || offered >= (best.get(to) ?? Infinity)) continue;
        best.set(to, offered);
        put(to, offered);
      }
    }
  }
  return best;
}

describe('the demonstration network on the command line', () => {
  beforeAll(async () => {
    for (const profile of ['walk', 'car']) {
      const built = await answerOf<Record<string, number>>(
        ...['network', 'build', demonstration, '--name', profile, '--profile', profile],
      );
      expect(built).toMatchObject({ nodes: expect.any(Number), arcs: expect.any(Number) });
      expect(built.seconds).toBeGreaterThan(0);
      expect(built.bytes).toBe((await readFile(join(dataDir, 'networks', `${profile}.yztnet`))).length);
    }
  }, 120_000);

  it('is listed', async () => {
    const { items } = await answerOf<{ items: { name: string; profile: string; nodes: number }[] }>('network', 'list');
    expect(items.map(({ name, profile }) => [name, profile])).toEqual([
      ['car', 'car'],
      ['walk', 'walk'],
    ]);
  });

  it.each([
    { name: 'walk', seconds: 1800, scale: 0.8 / 1, speed: ['--speed', '1.0'] },
    { name: 'walk', seconds: 900, scale: 1, speed: [] },
    { name: 'car', seconds: 600, scale: 1, speed: [] },
  ])('reaches what a textbook search of the exported arcs does: $name, $seconds s, $speed', async (question) => {
    const { name, seconds, scale, speed } = question;
    const arcs = await exportedArcs(name);
    const nodesFile = inFolder('nodes.csv');
    const reach = await answerOf<{ nodes: number; snapMetres: number }>(
      ...['network', 'reach', '--name', name, '--from', '117.9366,40.9752', '--snap-limit', '2000'],
      ...['--seconds', String(seconds), ...speed, '--nodes-out', nodesFile],
    );
    const rows = await csvRows(nodesFile);
    expect(rows).toHaveLength(reach.nodes);
    expect(reach.nodes).toBeGreaterThan(50);
    const reached = new Map(rows.map(([id, time]) => [id!, Number(time)]));
    // The two ends of the first segment are where the search starts; every other time must follow from the arcs.
    const times = [...reached.values()];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const isExplained = (id: string, time: number) =>
      [...(predecessors(arcs).get(id) ?? [])].some(
        ({ from, seconds: step }) => Math.abs((reached.get(from) ?? Infinity) + step * scale - time) < 1e-3,
      );
    const starts = new Map([...reached].filter(([id, time]) => !isExplained(id, time)));
    expect([1, 2]).toContain(starts.size);
    const scaled: Arcs = new Map(
      [...arcs].map(([id, leaving]) => [id, leaving.map(({ to, seconds: s }) => ({ to, seconds: s * scale }))]),
    );
    const expected = textbookSeconds(scaled, starts, seconds);
    expect([...reached.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [id, time] of reached) expect(Math.abs(expected.get(id)! - time)).toBeLessThan(1e-3);
  });

  it('gives a matrix that agrees with a reach from each origin, and names the points that are off the network', async () => {
    const { nodes, ids } = await someNodes('walk', 6);
    await writeFile(
      inFolder('origins.csv'),
      [
        'id,lon,lat',
        ...ids.slice(0, 3).map((id) => `o${id},${nodes.get(id)}`),
        '"far, away",100,30',
        'nowhere,,x',
      ].join('\n'),
    );
    await writeFile(
      inFolder('destinations.csv'),
      ['id,lon,lat', ...ids.map((id) => `d${id},${nodes.get(id)}`)].join('\n'),
    );
    const output = inFolder('matrix.csv');
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const answer = await answerOf<MatrixAnswer>(
      ...['network', 'matrix', '--name', 'walk', '--origins', inFolder('origins.csv')],
      ...['--destinations', inFolder('destinations.csv'), '--seconds', '1500', '-o', output],
    );
    const said = stderr.mock.calls.join('');
    stderr.mockRestore();
    expect(answer).toMatchObject({ origins: 3, destinations: 6 });
    expect(answer.unsnapped.map((p) => [p.table, p.id, p.row])).toEqual([
      ['origins', 'far, away', 5],
      ['origins', 'nowhere', 6],
    ]);
    expect(said).toContain('far, away');
    const rows = await csvRows(output);
    expect(rows).toHaveLength(answer.pairs);
    const arcs = await exportedArcs('walk');
    for (const id of ids.slice(0, 3)) {
      const expected = textbookSeconds(arcs, new Map([[id, 0]]), 1500);
      const mine = rows.filter(([origin]) => origin === `o${id}`);
      expect(mine.map(([, destination]) => destination)).toEqual(
        ids.filter((other) => expected.has(other)).map((other) => `d${other}`),
      );
      for (const [, destination, time] of mine) {
        expect(Math.abs(expected.get(destination!.slice(1))! - Number(time))).toBeLessThan(1e-3);
      }
    }
  });

  it('refuses a speed for driving, and speeds, times and positions that are none', async () => {
    const reach = ['network', 'reach', '--from', '117.93,40.97'];
    const wrong = [
      [...reach, '--name', 'car', '--seconds', '60', '--speed', '1'],
      [...reach, '--name', 'walk', '--seconds', '60', '--speed', '0'],
      [...reach, '--name', 'walk', '--seconds', '60', '--speed', 'NaN'],
      [...reach, '--name', 'walk', '--seconds', '60', '--speed', '-1'],
      [...reach, '--name', 'walk', '--seconds', 'Infinity'],
      ['network', 'reach', '--name', 'walk', '--seconds', '60', '--from', '117.93'],
      ['network', 'reach', '--name', 'walk', '--seconds', '60', '--from', '40.97,117.93'],
      ['network', 'build', demonstration, '--name', 'x', '--profile', 'bicycle'],
    ];
    for (const args of wrong) await expect(answerOf(...args)).rejects.toBeInstanceOf(Usage);
    await expect(answerOf('network', 'reach', '--name', 'walk')).rejects.toBeInstanceOf(CommanderError);
    const run = await runYzt(wrong[6]!, { dataDir });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('40.97,117.93');
  });

  it('says how far a point is from the nearest way, and takes any length of time', async () => {
    const { nodes, ids } = await someNodes('walk', 1);
    const [longitude, latitude] = nodes.get(ids[0]!)!.split(',').map(Number) as [number, number];
    const reach = ['network', 'reach', '--name', 'walk', '--from', `${longitude},${latitude}`];
    const { nodes: count } = await answerOf<{ nodes: number }>(...reach, '--seconds', '1e12');
    expect(count).toBeGreaterThan(100_000);
    const lake = await runYzt(['--json', ...reach.slice(0, 4), '--from', '100,30', '--seconds', '60'], { dataDir });
    expect(lake.code).toBe(1);
    expect(JSON.parse(lake.stdout).error).toMatchObject({ code: 'bad-value' });
    expect(lake.stderr).toMatch(/10 公里内没有道路/);
    const list = await runYzt(['--json', 'network', 'list'], { dataDir });
    expect(list.code).toBe(0);
    expect(JSON.parse(list.stdout).items).toHaveLength(2);
  });
});

/** Where each arc comes from, once per table. */
const incoming = new WeakMap<Arcs, Map<string, { from: string; seconds: number }[]>>();
function predecessors(arcs: Arcs): Map<string, { from: string; seconds: number }[]> {
  let table = incoming.get(arcs);
  if (table) return table;
  incoming.set(arcs, (table = new Map()));
  for (const [from, leaving] of arcs) {
    for (const { to, seconds } of leaving) {
      const entries = table.get(to) ?? [];
      entries.push({ from, seconds });
      table.set(to, entries);
    }
  }
  return table;
}

/** Positions of some nodes of a built network, spread over what is reached from one place. */
async function someNodes(name: string, count: number): Promise<{ nodes: Map<string, string>; ids: string[] }> {
  const network = await createNetworkLibrary(networksFolder(dataDir)).open(name);
  const rows = await csvRows(inFolder('nodes.csv'));
  const step = Math.max(1, Math.floor(rows.length / count));
  const ids = Array.from({ length: count }, (_, i) => rows[i * step]![0]!);
  const place = new Map<string, string>();
  network.osmId.forEach((id, node) => {
    place.set(String(id), `${network.longitude[node]! / 1e7},${network.latitude[node]! / 1e7}`);
  });
  return { nodes: new Map(ids.map((id) => [id, place.get(id)!])), ids };
}

describe('bad files on the command line', () => {
  const small = () => inFolder('small.osm.pbf');

  beforeAll(async () => {
    writeOsmPbf(small(), {
      nodes: {
        ids: Float64Array.of(1, 2, 3),
        lonE7: Int32Array.of(1_179_000_000, 1_179_010_000, 1_179_020_000),
        latE7: Int32Array.of(409_000_000, 409_000_000, 409_000_000),
      },
      ways: [{ id: 1, refs: [1, 2, 3], tags: { highway: 'residential' } }],
      program: 'test',
    });
    await answerOf('network', 'build', small(), '--name', 'small', '--profile', 'walk');
  });

  async function refusal(...args: string[]): Promise<string> {
    const error = await answerOf(...args).then(
      () => null,
      (refused: unknown) => refused,
    );
    expect(error).toBeInstanceOf(NetworkError);
    return (error as NetworkError).code;
  }

  it('are refused with a code, and leave no network behind', async () => {
    const whole = await readFile(small());
    await writeFile(inFolder('cut.osm.pbf'), whole.subarray(0, whole.length - 7));
    await writeFile(inFolder('text.osm.pbf'), 'this is no PBF file');
    writeOsmPbf(inFolder('empty.osm.pbf'), {
      nodes: { ids: Float64Array.of(), lonE7: Int32Array.of(), latE7: Int32Array.of() },
      ways: [],
      program: 'test',
    });
    const build = (file: string, name = 'bad') =>
      refusal('network', 'build', inFolder(file), '--name', name, '--profile', 'walk');
    expect(await build('cut.osm.pbf')).toBe('truncated');
    expect(await build('text.osm.pbf')).toBe('not-pbf');
    expect(await build('empty.osm.pbf')).toBe('no-ways');
    expect(await build('small.osm.pbf', '../small')).toBe('bad-name');
    await expect(access(join(dataDir, 'networks', 'bad.yztnet'))).rejects.toThrow();
    expect(await refusal('network', 'arcs', '--name', 'bad', '-o', inFolder('x.csv'))).toBe('no-such-network');
  });

  it('of a network that is damaged or of another version are named by the list and refused when opened', async () => {
    const file = join(dataDir, 'networks', 'small.yztnet');
    const good = await readFile(file);
    const damaged = Buffer.from(good);
    damaged[damaged.length - 1]! ^= 1;
    await writeFile(join(dataDir, 'networks', 'damaged.yztnet'), damaged);
    const newer = Buffer.from(good);
    newer.writeUInt32LE(99, 8);
    await writeFile(join(dataDir, 'networks', 'newer.yztnet'), newer);
    const reach = (name: string) =>
      refusal('network', 'reach', '--name', name, '--from', '117.9,40.9', '--seconds', '9');
    expect(await reach('damaged')).toBe('wrong-checksum');
    expect(await reach('newer')).toBe('other-version');
    const { unreadable } = await answerOf<{ unreadable: { name: string; code: string }[] }>('network', 'list');
    expect(unreadable).toMatchObject([{ name: 'newer', code: 'other-version' }]);
  });

  it('of points are refused for a missing column and a doubled id, by row', async () => {
    const matrix = async (origins: string) => {
      await writeFile(inFolder('o.csv'), origins);
      await writeFile(inFolder('d.csv'), 'id,lon,lat\na,117.9005,40.9\n');
      return answerOf<MatrixAnswer>(
        ...['network', 'matrix', '--name', 'small', '--origins', inFolder('o.csv')],
        ...['--destinations', inFolder('d.csv'), '--seconds', '600', '-o', inFolder('m.csv')],
      );
    };
    await expect(matrix('id,lon\na,117.9\n')).rejects.toMatchObject({
      errors: [{ file: 'o.csv', field: 'lat', code: 'missing-column' }],
    });
    await expect(matrix('id,lon,lat\na,117.9,40.9\nb,117.901,40.9\na,117.902,40.9\n')).rejects.toMatchObject({
      errors: [{ file: 'o.csv', row: 4, field: 'id', code: 'duplicate-id' }],
    });
    expect(await matrix('id,lon,lat\n"x,""y""",117.9015,40.9\n')).toMatchObject({ pairs: 1, unsnapped: [] });
    // 0.001 degrees along one street are about 84 m, 105 s at 0.8 m/s.
    const [line] = (await readFile(inFolder('m.csv'), 'utf8')).split('\n').slice(1);
    expect(line).toMatch(/^"x,""y""",a,105\.\d+$/);
  });
});
