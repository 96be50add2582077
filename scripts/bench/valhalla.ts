/**
 * Our walk matrix beside Valhalla's on the same OpenStreetMap extract, in one run, with the times compared.
 *
 *   npx tsx scripts/bench/valhalla.ts EXTRACT.osm.pbf --valhalla FOLDER [--points 100]
 *
 * FOLDER is one where `npm install @valhallajs/valhallajs` was run; it is not a dependency of the project.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { COORDINATE_UNIT, nodeDistanceMetres, secondsOf, UNREACHED, type Network } from '../../server/network/graph.ts';
import { boundedMatrix } from '../../server/network/matrix.ts';
import { buildFromOsm } from '../../server/network/osm-build.ts';
import { snapTo } from '../../server/network/snap.ts';
import { median, quantile, timed } from './times.ts';

const SPEED_MPS = 0.8;
const REPEATS = 5;
const SNAP_LIMIT_M = 50;

interface Place {
  lon: number;
  lat: number;
}

interface Valhalla {
  matrix(request: object): Promise<{ sources_to_targets: { durations: (number | null)[][] } }>;
}

const run = promisify(execFile);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { valhalla: { type: 'string' }, points: { type: 'string', default: '100' } },
});
const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Tiles of the extract, and an actor on them. */
async function openValhalla(installation: string, extract: string, folder: string): Promise<Valhalla> {
  const cli = path.join(installation, 'node_modules', '.bin', 'valhalla');
  const tiles = ['--mjolnir-tile-dir', path.join(folder, 'tiles')];
  const { stdout } = await run(cli, [
    'build_config',
    ...tiles,
    '--mjolnir-tile-extract',
    path.join(folder, 'none.tar'),
  ]);
  const config = path.join(folder, 'config.json');
  const settings = JSON.parse(stdout) as { service_limits: { pedestrian: Record<string, number> } };
  Object.assign(settings.service_limits.pedestrian, { max_matrix_location_pairs: 1e9, max_matrix_distance: 1e9 });
  await writeFile(config, JSON.stringify(settings));
  await run(cli, ['build_tiles', '-c', config, extract], { maxBuffer: 1e9 });
  const load = createRequire(path.join(path.resolve(installation), 'package.json'));
  const { Actor } = load('@valhallajs/valhallajs') as { Actor: { fromConfigFile(file: string): Promise<Valhalla> } };
  return Actor.fromConfigFile(config);
}

/** Places of nodes of the network's largest part, spread over it. */
function spreadPlaces(network: Network, count: number, shift: number): Place[] {
  const nodes = Array.from({ length: network.header.nodes }, (_, node) => node).filter((n) => network.island[n] === 0);
  return Array.from({ length: count }, (_, i) => {
    const node = nodes[Math.floor(((i + shift) / count) * nodes.length)]!;
    return { lon: network.longitude[node]! * COORDINATE_UNIT, lat: network.latitude[node]! * COORDINATE_UNIT };
  });
}

async function medianOf<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const times: number[] = [];
  let result!: T;
  for (let i = 0; i <= REPEATS; i++) {
    const round = await timed(work);
    result = round.result;
    // The first round warms caches on both sides and does not count.
    if (i > 0) times.push(round.ms);
  }
  return {
    ms: median(times),
    result,
  };
}

/** Walking as neutral as Valhalla can be told: one speed, no preference for or against kinds of way. */
const pedestrian = {
  walking_speed: SPEED_MPS * 3.6,
  walkway_factor: 1,
  sidewalk_factor: 1,
  alley_factor: 1,
  driveway_factor: 1,
  step_penalty: 0,
  service_factor: 1,
  service_penalty: 0,
  use_ferry: 0,
};

async function ourSeconds(
  network: Network,
  from: readonly Place[],
  to: readonly Place[],
): Promise<(number | null)[][]> {
  const snap = ({ lon, lat }: Place) => snapTo(network, lon, lat, SNAP_LIMIT_M);
  const triples = await boundedMatrix(network, from.map(snap), to.map(snap), UNREACHED - 1, { workers: 0 });
  const seconds: (number | null)[][] = from.map(() => to.map(() => null));
  triples.cost.forEach((cost, i) => {
    seconds[triples.origin[i]!]![triples.destination[i]!] = secondsOf(network.header, cost, SPEED_MPS);
  });
  return seconds;
}

/** The network with every arc as long as it is on the map: what our factor for stairs adds is taken out. */
function levelled(network: Network): Network {
  const { offset, head } = network.forward;
  const weight = new Uint32Array(head.length);
  for (let tail = 0; tail < network.header.nodes; tail++) {
    for (let arc = offset[tail]!; arc < offset[tail + 1]!; arc++) {
      weight[arc] = Math.max(1, Math.round(nodeDistanceMetres(network, tail, head[arc]!) * 1000));
    }
  }
  const forward = { offset, head, weight };
  return { ...network, forward, backward: forward };
}

async function main(extract: string, installation: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'yzt-valhalla-'));
  try {
    const { network } = await buildFromOsm({ file: extract, name: 'bench', profile: 'walk' }, {});
    const valhalla = await openValhalla(installation, extract, folder);
    const count = Number(values.points);
    const [from, to] = [spreadPlaces(network, count, 0), spreadPlaces(network, count, 0.5)];
    const ours = await medianOf(() => ourSeconds(network, from, to));
    const theirs = await medianOf(() =>
      valhalla.matrix({
        sources: from,
        targets: to,
        costing: 'pedestrian',
        costing_options: { pedestrian },
        verbose: false,
      }),
    );
    print(`${count} × ${count} walks, ${network.header.nodes} nodes, one thread each, median of ${REPEATS}`);
    print(`  ours      ${ours.ms.toFixed(1)} ms, snapping included`);
    print(`  Valhalla  ${theirs.ms.toFixed(1)} ms   ${(theirs.ms / ours.ms).toFixed(1)}×`);
    const durations = theirs.result.sources_to_targets.durations;
    print('times as they are:');
    compareTimes(ours.result, durations);
    print('with our stairs counted as level ways:');
    compareTimes(await ourSeconds(levelled(network), from, to), durations);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function compareTimes(ours: readonly (number | null)[][], theirs: readonly (number | null)[][]): void {
  const both: number[] = [];
  const counts = { neither: 0, onlyOurs: 0, onlyTheirs: 0 };
  ours.forEach((row, i) =>
    row.forEach((seconds, j) => {
      const other = theirs[i]![j] ?? null;
      if (seconds === null && other === null) counts.neither++;
      else if (other === null) counts.onlyOurs++;
      else if (seconds === null) counts.onlyTheirs++;
      else if (other > 0) both.push(seconds / other);
    }),
  );
  const within = (share: number) => both.filter((r) => Math.abs(r - 1) <= share).length / both.length;
  print(
    `ours ÷ theirs: p5 ${quantile(both, 0.05).toFixed(3)}, median ${median(both).toFixed(3)}, p95 ${quantile(both, 0.95).toFixed(3)}`,
  );
  print(
    `within 2%: ${(within(0.02) * 100).toFixed(1)}%, within 10%: ${(within(0.1) * 100).toFixed(1)}% of ${both.length}; ${JSON.stringify(counts)}`,
  );
}

if (!positionals[0] || !values.valhalla) {
  process.stderr.write('Usage: valhalla.ts EXTRACT.osm.pbf --valhalla FOLDER [--points 100]\n');
  process.exitCode = 2;
} else {
  await main(positionals[0], values.valhalla);
}
