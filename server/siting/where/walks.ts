import { createHash } from 'node:crypto';
import type { PointTable } from '../../coverage/points.ts';
import type { Network } from '../../network/graph.ts';
import { boundedMatrix, type MatrixOptions } from '../../network/matrix.ts';
import type { Snap } from '../../network/snap.ts';

/** Walks between population points and sites, in no particular order; pairs out of reach are absent. */
export interface Walks {
  /** Positions in the lists that were asked for. */
  readonly point: Uint32Array;
  readonly site: Uint32Array;
  /** Of the whole walk in the network's cost unit, both ends off the network included. */
  readonly cost: Float64Array;
}

/** A place on the network, and what the way from it to the entrance costs. */
export interface Entrance {
  readonly snap: Snap;
  readonly accessCost: number;
}

/** As the crow flies: from here on a search reaches so much that threads are worth their start. */
const FAR_METRES = 5000;
/** Walks kept for the next question about the same places: at most so many bytes in all. */
const KEPT_BYTES = 128 * 1024 * 1024;
const BYTES_PER_PAIR = 16;

const kept: { key: string; walks: Walks }[] = [];

/**
 * Every walk within a limit from some points to some sites, measured as coverage measures them. Kept while the process
 * lives: pinning a site, or asking for one more, measures nothing anew.
 *
 * @param which positions in the table of points; all are on the network
 * @param limit largest cost of the whole walk, in the network's unit
 * @param reachMetres as the crow flies within the limit
 * @throws NetworkError cancelled
 */
export async function walksBetween(
  network: Network,
  points: PointTable,
  which: readonly number[],
  sites: readonly Entrance[],
  { limit, reachMetres }: { limit: number; reachMetres: number },
  options: Pick<MatrixOptions, 'signal' | 'onProgress'> = {},
): Promise<Walks> {
  const homes = which.map((p): Entrance => ({ snap: points.snaps[p]!, accessCost: points.accessCosts[p]! }));
  const key = keyOf(network, homes, sites, limit);
  const walks = kept.find((entry) => entry.key === key)?.walks ?? (await measured());
  keep(key, walks);
  return walks;

  async function measured(): Promise<Walks> {
    const { origin, destination, cost } = await boundedMatrix(
      network,
      homes.map(({ snap }) => snap),
      sites.map(({ snap }) => snap),
      limit,
      { ...options, workers: reachMetres < FAR_METRES ? 0 : undefined },
    );
    const accessOf = (i: number) => homes[origin[i]!]!.accessCost + sites[destination[i]!]!.accessCost;
    const whole = Float64Array.from(cost, (along, i) => along + accessOf(i));
    const within = Uint32Array.from(whole.keys()).filter((i) => whole[i]! <= limit);
    return {
      point: within.map((i) => origin[i]!),
      site: within.map((i) => destination[i]!),
      cost: Float64Array.from(within, (i) => whole[i]!),
    };
  }
}

/** The last used stay; a table that alone is larger than all that is kept is not kept. */
function keep(key: string, walks: Walks): void {
  const before = kept.findIndex((entry) => entry.key === key);
  if (before !== -1) kept.splice(before, 1);
  kept.push({ key, walks });
  const bytes = () => kept.reduce((sum, entry) => sum + entry.walks.cost.length * BYTES_PER_PAIR, 0);
  while (kept.length > 0 && bytes() > KEPT_BYTES) kept.shift();
}

function keyOf(network: Network, homes: readonly Entrance[], sites: readonly Entrance[], limit: number): string {
  const hash = createHash('sha256').update(`${JSON.stringify(network.header)}\n${limit}\n`);
  for (const places of [homes, sites]) {
    for (const { snap, accessCost } of places)
      hash.update(`${snap.tail} ${snap.head} ${snap.fraction} ${accessCost}\n`);
    hash.update('\n');
  }
  return hash.digest('hex');
}
