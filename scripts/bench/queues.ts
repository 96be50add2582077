/**
 * The bucket queue beside a binary heap and a radix heap: the same searches over the same graph in one run.
 *
 *   npx tsx scripts/bench/queues.ts [NETWORK.yztnet]
 */
import { openNetwork } from '../../server/network/file.ts';
import { costWithin, UNREACHED, type ArcTable, type Network } from '../../server/network/graph.ts';
import { queueFor } from '../../server/network/search.ts';
import { BinaryHeap, type Queue } from './binary-heap.ts';
import { streetNetwork } from './street-network.ts';
import { median } from './times.ts';

const SIDE = 815;
const REACHES = 300;
const SWEEPS = 7;
const FACILITIES = 500;

/** Radix heap (Ahuja, Mehlhorn, Orlin and Tarjan 1990): a bucket for each highest bit in which a cost differs from the last. */
class RadixHeap implements Queue {
  node = 0;
  cost = 0;
  private readonly buckets: number[][] = Array.from({ length: 33 }, () => []);
  private last = 0;
  private size = 0;

  get isEmpty(): boolean {
    return this.size === 0;
  }

  push(node: number, cost: number): void {
    if (this.size === 0) this.last = Math.min(this.last, cost);
    this.buckets[32 - Math.clz32(cost ^ this.last)]!.push(cost, node);
    this.size++;
  }

  pop(): void {
    if (this.buckets[0]!.length === 0) this.refill();
    this.node = this.buckets[0]!.pop()!;
    this.cost = this.buckets[0]!.pop()!;
    if (--this.size === 0) this.last = 0;
  }

  private refill(): void {
    const bucket = this.buckets.find((b) => b.length > 0)!;
    let least = Infinity;
    for (let i = 0; i < bucket.length; i += 2) least = Math.min(least, bucket[i]!);
    this.last = least;
    const entries = bucket.splice(0);
    for (let i = 0; i < entries.length; i += 2) {
      this.buckets[32 - Math.clz32(entries[i]! ^ least)]!.push(entries[i]!, entries[i + 1]!);
    }
  }
}

/** One search, the same for every queue. */
function search(table: ArcTable, queue: Queue, cost: Uint32Array, seeds: readonly number[], limit: number): number[] {
  const { offset, head, weight } = table;
  const reached: number[] = [];
  for (const seed of seeds) {
    cost[seed] = 0;
    reached.push(seed);
    queue.push(seed, 0);
  }
  while (!queue.isEmpty) {
    queue.pop();
    const from = queue.node;
    const soFar = queue.cost;
    if (soFar !== cost[from]) continue;
    for (let arc = offset[from]!; arc < offset[from + 1]!; arc++) {
      const to = head[arc]!;
      const offered = soFar + weight[arc]!;
      if (offered > limit || offered >= cost[to]!) continue;
      if (cost[to] === UNREACHED) reached.push(to);
      cost[to] = offered;
      queue.push(to, offered);
    }
  }
  return reached;
}

function measure(
  network: Network,
  makeQueue: () => Queue,
): { reach: number; sweep: number; many: number; sum: number } {
  const table = network.forward;
  const cost = new Uint32Array(network.header.nodes).fill(UNREACHED);
  // One queue for all searches, as a searcher has: what it grew to stays.
  const queue = makeQueue();
  let sum = 0;
  const timed = (seeds: readonly number[], limit: number) => {
    const start = performance.now();
    const reached = search(table, queue, cost, seeds, limit);
    const ms = performance.now() - start;
    for (const node of reached) {
      sum += cost[node]!;
      cost[node] = UNREACHED;
    }
    return ms;
  };
  const at = (share: number) => Math.floor(share * (network.header.nodes - 1));
  const near = costWithin(network.header, 900, 0.8);
  const times = (count: number, work: (i: number) => number) =>
    median(Array.from({ length: count }, (_, i) => work(i)));
  return {
    reach: times(REACHES, (i) => timed([at(i / REACHES)], near)),
    sweep: times(SWEEPS, (i) => timed([at(i / SWEEPS)], UNREACHED - 1)),
    many: times(SWEEPS, () =>
      timed(
        Array.from({ length: FACILITIES }, (_, i) => at(i / FACILITIES)),
        UNREACHED - 1,
      ),
    ),
    sum,
  };
}

const file = process.argv[2];
const network = file ? openNetwork(file) : streetNetwork(SIDE);
const queues: [string, () => Queue][] = [
  ['bucket queue', () => queueFor(network.forward)],
  ['binary heap', () => new BinaryHeap()],
  ['radix heap', () => new RadixHeap()],
];
const results = queues.map(([name, make]) => ({ name, ...measure(network, make) }));
const ours = results[0]!;
process.stdout.write(
  `${network.header.nodes} nodes, ${network.header.arcs} arcs; milliseconds and ratio to the bucket queue\n`,
);
for (const { name, reach, sweep, many, sum } of results) {
  if (sum !== ours.sum) throw new Error(`${name} found other costs`);
  const of = (ms: number, base: number) => `${ms.toFixed(3).padStart(9)} ${(ms / base).toFixed(2)}×`;
  process.stdout.write(
    `${name.padEnd(13)} 900 s reach ${of(reach, ours.reach)}   sweep ${of(sweep, ours.sweep)}   ${FACILITIES} sources ${of(many, ours.many)}\n`,
  );
}
