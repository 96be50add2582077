import { boundedMatrix } from '../../network/matrix.ts';
import type { Coverage } from '../coverage.ts';
import type { Site } from '../sites.ts';

/** A population point and a facility within the asked time of it. */
export interface Pair {
  /** Position in the table of points. */
  point: number;
  site: Site;
  /** Cost of the whole walk, both ends off the network included. */
  cost: number;
}

/** As the crow flies within the time: from here on a search reaches so much that threads are worth their start. */
const FAR_METRES = 5000;

/**
 * Every pair of a population point and one of the sites within the asked time, by point. Sites without a place on the
 * network, and points without one, are in none.
 * @throws NetworkError cancelled
 */
export async function pairsWithin(coverage: Coverage, sites: readonly Site[], signal?: AbortSignal): Promise<Pair[]> {
  const { network, points, limits } = coverage;
  const { origin, destination, cost } = await boundedMatrix(
    network,
    points.snaps,
    sites.map((site) => site.snap),
    limits.asked,
    { signal, workers: limits.reachMetres < FAR_METRES ? 0 : undefined },
  );
  const pairs: Pair[] = [];
  for (let i = 0; i < cost.length; i++) {
    const point = origin[i]!;
    const site = sites[destination[i]!]!;
    const whole = points.accessCosts[point]! + cost[i]! + site.accessCost;
    if (whole <= limits.asked) pairs.push({ point, site, cost: whole });
  }
  return pairs;
}
