import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PointTable } from '../../coverage/points.ts';
import type { Network } from '../../network/graph.ts';
import { boundedMatrix, type CostTriples, type MatrixOptions } from '../../network/matrix.ts';
import type { Snap } from '../../network/snap.ts';

/** Walks between population points and sites, by point, cost and site; pairs out of reach are absent. */
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
    const along = await boundedMatrix(
      network,
      homes.map(({ snap }) => snap),
      sites.map(({ snap }) => snap),
      limit,
      { ...options, workers: reachMetres < FAR_METRES ? 0 : undefined },
    );
    return inOrder(homes, sites, along, limit);
  }
}

/** Points after which others in this thread get their turn. */
const POINTS_PER_TURN = 100;

/** Adds both ends to the walks along the network, leaves out those beyond the limit, and puts the rest in order. */
async function inOrder(
  homes: readonly Entrance[],
  sites: readonly Entrance[],
  { origin, destination, cost }: CostTriples,
  limit: number,
): Promise<Walks> {
  const walks: Walks = {
    point: new Uint32Array(cost.length),
    site: new Uint32Array(cost.length),
    cost: new Float64Array(cost.length),
  };
  // Cost and site in one number, which typed arrays sort by themselves; costs stay far below 2^53 ÷ sites.
  const keys = new Float64Array(sites.length);
  let kept = 0;
  for (let p = 0, at = 0; p < homes.length; p++) {
    let here = 0;
    for (; at < cost.length && origin[at] === p; at++) {
      const site = destination[at]!;
      const whole = homes[p]!.accessCost + cost[at]! + sites[site]!.accessCost;
      if (whole <= limit) keys[here++] = whole * sites.length + site;
    }
    for (const key of keys.subarray(0, here).sort()) {
      walks.point[kept] = p;
      walks.site[kept] = key % sites.length;
      walks.cost[kept++] = Math.floor(key / sites.length);
    }
    if (p % POINTS_PER_TURN === 0) await nextTurn();
  }
  return { point: walks.point.slice(0, kept), site: walks.site.slice(0, kept), cost: walks.cost.slice(0, kept) };
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
