import { BucketQueue } from './bucket-queue.ts';
import { UNREACHED, type ArcTable } from './graph.ts';
import type { Snap } from './snap.ts';

/** A place where a search starts: a node reached at a cost. */
export interface Seed {
  node: number;
  cost: number;
}

/** What a search reached. Valid until the searcher's next run. */
export interface Reach {
  /** How many nodes were reached. */
  readonly count: number;
  /** The reached nodes, in the first `count` places, in no particular order. */
  readonly nodes: Uint32Array;
  /** Cost of the cheapest path to a node, or `UNREACHED`. */
  costOf(node: number): number;
}

export interface Searcher {
  /**
   * Cheapest paths from the nearest of several seeds to every node within a limit.
   * @param limit largest cost, in the network's cost unit; `UNREACHED - 1` for no limit
   */
  run(seeds: readonly Seed[], limit: number): Reach;
}

/** How many mean arcs wide a bucket is: what searches work fastest with (`scripts/bench/queues.ts`). */
const ARCS_PER_BUCKET = 3;

const queueMeasures = new WeakMap<Uint32Array, { width: number; reach: number }>();

/** A queue fit for searches of a table. */
export function queueFor({ weight }: ArcTable): BucketQueue {
  const measures = queueMeasures.get(weight) ?? measure(weight);
  queueMeasures.set(weight, measures);
  return new BucketQueue(measures.width, measures.reach);
}

function measure(weight: Uint32Array): { width: number; reach: number } {
  let sum = 0;
  let largest = 1;
  for (const each of weight) {
    sum += each;
    if (each > largest) largest = each;
  }
  const width = Math.max(1, sum / Math.max(1, weight.length)) * ARCS_PER_BUCKET;
  return { width, reach: largest + 2 * width };
}

/**
 * Dijkstra's algorithm with a bucket queue. A searcher keeps its working memory (8 bytes a node) from run to run and
 * clears only what the last run touched, so that a small reach on a large network costs what the reach costs.
 */
export function createSearcher(table: ArcTable): Searcher {
  const { offset, head, weight } = table;
  const nodeCount = offset.length - 1;
  const cost = new Uint32Array(nodeCount).fill(UNREACHED);
  const nodes = new Uint32Array(nodeCount);
  const queue = queueFor(table);
  let count = 0;

  function clear(): void {
    if (count > nodeCount / 8) cost.fill(UNREACHED);
    else for (let i = 0; i < count; i++) cost[nodes[i]!] = UNREACHED;
    count = 0;
  }

  function seed(node: number, offered: number): void {
    const known = cost[node]!;
    if (offered >= known) return;
    if (known === UNREACHED) nodes[count++] = node;
    cost[node] = offered;
    queue.push(node, offered);
  }

  /** Expands entries up to the bucket of a cost. One loop without calls of our own: the hot path. */
  function expandUpTo(until: number, limit: number): void {
    let reached = count;
    queue.stopAt(until);
    while (queue.pop()) {
      const from = queue.node;
      const soFar = queue.cost;
      if (soFar !== cost[from]) continue;
      const end = offset[from + 1]!;
      for (let arc = offset[from]!; arc < end; arc++) {
        const offered = soFar + weight[arc]!;
        const to = head[arc]!;
        const known = cost[to]!;
        if (offered >= known || offered > limit) continue;
        if (known === UNREACHED) nodes[reached++] = to;
        cost[to] = offered;
        queue.push(to, offered);
      }
    }
    count = reached;
  }

  const reach: Reach = {
    get count() {
      return count;
    },
    nodes,
    costOf: (node) => cost[node]!,
  };

  return {
    run(seeds, limit) {
      clear();
      // Seeds join when their bucket's turn comes: they may lie further apart than the queue's ring is long.
      for (const { node, cost: offered } of inReach(seeds, limit)) {
        expandUpTo(offered, limit);
        if (queue.isEmpty) queue.startAt(offered);
        seed(node, offered);
      }
      expandUpTo(Infinity, limit);
      return reach;
    },
  };
}

/** What a limit lets in, the cheapest first: a queue takes its seeds in that order. */
export function inReach<T extends { cost: number }>(offers: readonly T[], limit: number): T[] {
  return offers.filter((offer) => offer.cost <= limit).sort((a, b) => a.cost - b.cost);
}

/**
 * Cost between a search's origin and a point on a segment.
 * @param direction `to`: the search ran over the forward table, and the point is where one goes; `from`: it ran over the
 *   backward table, and the point is where one sets out
 */
export function costAtPoint(reach: Reach, snap: Snap, direction: 'from' | 'to'): number {
  const ends = direction === 'to' ? arrivingAt(snap) : leavingFrom(snap);
  return Math.min(plus(reach.costOf(snap.tail), ends.tail), plus(reach.costOf(snap.head), ends.head));
}

function plus(a: number, b: number): number {
  return a === UNREACHED || b === UNREACHED ? UNREACHED : Math.min(a + b, UNREACHED);
}

/** Cost from a segment's ends to a point on it. */
function arrivingAt({ fraction, forward, backward }: Snap): { tail: number; head: number } {
  return { tail: part(forward, fraction), head: part(backward, 1 - fraction) };
}

/** Cost from a point on a segment to its ends. */
function leavingFrom({ fraction, forward, backward }: Snap): { tail: number; head: number } {
  return { tail: part(backward, fraction), head: part(forward, 1 - fraction) };
}

function part(weight: number, share: number): number {
  if (share === 0) return 0; // at the end itself, also of a segment that is closed in that direction
  return weight === UNREACHED ? UNREACHED : Math.round(weight * share);
}

/** Where a search over the forward table starts for a person at the point. */
export function leavingSeeds(snap: Snap): Seed[] {
  return seedsOf(snap, leavingFrom(snap));
}

/** Where a search over the backward table starts for people on their way to the point. */
export function arrivingSeeds(snap: Snap): Seed[] {
  return seedsOf(snap, arrivingAt(snap));
}

function seedsOf(snap: Snap, ends: { tail: number; head: number }): Seed[] {
  return [
    { node: snap.tail, cost: ends.tail },
    { node: snap.head, cost: ends.head },
  ].filter((seed) => seed.cost !== UNREACHED);
}

/** Cost along one segment from one point to another on it; `UNREACHED` when they lie on different ones. */
export function sameSegmentCost(from: Snap, to: Snap): number {
  const same = from.tail === to.tail && from.head === to.head;
  if (!same) return UNREACHED;
  const span = to.fraction - from.fraction;
  return span >= 0 ? part(from.forward, span) : part(from.backward, -span);
}
