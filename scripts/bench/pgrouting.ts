/**
 * Our searches against pgRouting on the same graph in one run, with the answers compared node by node.
 *
 *   npx tsx scripts/bench/pgrouting.ts [NETWORK.yztnet] [--side 815] [--starts 5]
 *
 * Without a network file, a made-up street network of about 2.6 million arcs. Needs PostgreSQL with pgRouting.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { Client } from 'pg';
import { drivingDistance, loadSegments, type Reached } from '../../tests/support/pgrouting.ts';
import { startPostgres } from '../../tests/support/postgres-server.ts';
import { openNetwork, saveNetwork } from '../../server/network/file.ts';
import { COORDINATE_UNIT, costWithin, UNREACHED, type Network } from '../../server/network/graph.ts';
import { createSearcher } from '../../server/network/search.ts';
import { createServiceField } from '../../server/network/service-field.ts';
import { snapTo } from '../../server/network/snap.ts';
import { streetNetwork } from './street-network.ts';
import { median, timed } from './times.ts';

const REACH_SECONDS = 900;
const SPEED_MPS = 0.8;
const FACILITIES = 500;
const OUR_REPEATS = 200;
const OUR_SWEEPS = 9;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { side: { type: 'string', default: '815' }, starts: { type: 'string', default: '5' } },
});

/** Edges whose box meets the square round the start that the reach cannot leave. */
function withinBox(network: Network, start: number, metres: number): string {
  const latitude = network.latitude[start]! * COORDINATE_UNIT;
  const longitude = network.longitude[start]! * COORDINATE_UNIT;
  const dLat = metres / 111_000;
  const dLon = dLat / Math.cos((latitude * Math.PI) / 180);
  return `WHERE geom && ST_MakeEnvelope(${longitude - dLon}, ${latitude - dLat}, ${longitude + dLon}, ${latitude + dLat}, 4326)`;
}

/** Largest difference in milliseconds of walking; throws when the node sets differ. */
function largestDifferenceMs(theirs: readonly Reached[], ours: ReadonlyMap<number, number>): number {
  if (theirs.length !== ours.size) throw new Error(`${theirs.length} nodes against ${ours.size}`);
  let largest = 0;
  for (const { node, agg_cost: cost } of theirs) {
    const known = ours.get(Number(node));
    if (known === undefined) throw new Error(`node ${node} is missing`);
    largest = Math.max(largest, Math.abs(cost - known) / SPEED_MPS);
  }
  return largest;
}

function randomNodes(network: Network, count: number): number[] {
  const { nodes } = network.header;
  const inLargest = Array.from({ length: nodes }, (_, i) => (i * 7919) % nodes).filter((n) => network.island[n] === 0);
  return Array.from({ length: count }, (_, i) => inLargest[Math.floor(((i + 0.5) / count) * inLargest.length)]!);
}

const print = (line: string) => void process.stdout.write(`${line}\n`);
const ratio = (theirs: number, ours: number) => `${(theirs / ours).toFixed(1)}×`;

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'yzt-bench-'));
  const postgres = await startPostgres();
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    const network = positionals[0] ? openNetwork(positionals[0]) : streetNetwork(Number(values.side));
    const { nodes, arcs } = network.header;
    print(`${nodes} nodes, ${arcs} arcs, ${(network.buffer.byteLength / arcs).toFixed(1)} bytes of file per arc`);
    await loadSegments(client, network);
    await compareReaches(client, network, randomNodes(network, Number(values.starts)));
    await compareSweeps(client, network);
    const file = path.join(folder, 'bench.yztnet');
    saveNetwork(file, network);
    await printMemory(file);
  } finally {
    await client.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compareReaches(client: Client, network: Network, starts: readonly number[]): Promise<void> {
  const limit = costWithin(network.header, REACH_SECONDS, SPEED_MPS);
  const searcher = createSearcher(network.forward);
  const [whole, boxed, ours]: number[][] = [[], [], []];
  let worst = 0;
  let reached = 0;
  for (const start of starts) {
    const run = () => searcher.run([{ node: start, cost: 0 }], limit);
    for (let i = 0; i < OUR_REPEATS; i++) ours!.push((await timed(run)).ms);
    const reach = run();
    const costs = new Map(Array.from(reach.nodes.subarray(0, reach.count), (node) => [node, reach.costOf(node)]));
    reached += reach.count;
    const all = await timed(() => drivingDistance(client, start, limit, ''));
    const near = await timed(() => drivingDistance(client, start, limit, withinBox(network, start, limit / 1000)));
    whole!.push(all.ms);
    boxed!.push(near.ms);
    worst = Math.max(worst, largestDifferenceMs(all.result, costs), largestDifferenceMs(near.result, costs));
  }
  print(
    `reach of ${REACH_SECONDS} s at ${SPEED_MPS} m/s, ${starts.length} starts, ${reached} nodes: identical sets, costs within ${worst} ms`,
  );
  print(`  ours, median                                ${median(ours!).toFixed(3)} ms`);
  print(
    `  pgr_drivingDistance, whole edge table       ${median(whole!).toFixed(1)} ms   ${ratio(median(whole!), median(ours!))}`,
  );
  print(
    `  pgr_drivingDistance, edges in bounding box  ${median(boxed!).toFixed(1)} ms   ${ratio(median(boxed!), median(ours!))}`,
  );
}

async function compareSweeps(client: Client, network: Network): Promise<void> {
  const [start] = randomNodes(network, 1) as [number];
  const searcher = createSearcher(network.forward);
  const run = () => searcher.run([{ node: start, cost: 0 }], UNREACHED - 1);
  const ours: number[] = [];
  for (let i = 0; i < OUR_SWEEPS; i++) ours.push((await timed(run)).ms);
  const reach = run();
  const costs = new Map(Array.from(reach.nodes.subarray(0, reach.count), (node) => [node, reach.costOf(node)]));
  const theirs: number[] = [];
  let worst = 0;
  for (let i = 0; i < 3; i++) {
    const answer = await timed(() => drivingDistance(client, start, UNREACHED, ''));
    theirs.push(answer.ms);
    worst = Math.max(worst, largestDifferenceMs(answer.result, costs));
  }
  print(`full single-source sweep, ${reach.count} nodes: identical set, costs within ${worst} ms`);
  print(`  ours, median of ${OUR_SWEEPS}                            ${median(ours).toFixed(1)} ms`);
  print(
    `  pgr_drivingDistance                         ${median(theirs).toFixed(1)} ms   ${ratio(median(theirs), median(ours))}`,
  );

  const sites = randomNodes(network, FACILITIES).map((node, site) => ({
    site,
    snap: snapTo(network, network.longitude[node]! * COORDINATE_UNIT, network.latitude[node]! * COORDINATE_UNIT, 10)!,
    accessCost: 0,
  }));
  const many: number[] = [];
  const labelled: number[] = [];
  for (let i = 0; i < OUR_SWEEPS; i++) {
    const seeds = sites.map(({ snap }) => ({ node: snap.tail, cost: 0 }));
    many.push((await timed(() => searcher.run(seeds, UNREACHED - 1))).ms);
    const field = createServiceField(network, UNREACHED - 1);
    labelled.push((await timed(() => field.addAll(sites))).ms);
  }
  print(
    `sweep from ${FACILITIES} facilities at once           ${median(many).toFixed(1)} ms   ${(median(many) / median(ours)).toFixed(2)} of one single-source sweep`,
  );
  print(
    `  with the nearest facility of every node     ${median(labelled).toFixed(1)} ms   ${(median(labelled) / median(ours)).toFixed(2)} of one single-source sweep`,
  );
}

async function printMemory(file: string): Promise<void> {
  const script = fileURLToPath(new URL('memory-of-network.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, file]);
  const { bytes, arcs } = JSON.parse(stdout) as { bytes: number; arcs: number };
  print(
    `memory with the network and a searcher, above a bare process: ${(bytes / 1e6).toFixed(0)} MB, ${(bytes / arcs).toFixed(1)} bytes per arc`,
  );
}

await main();
