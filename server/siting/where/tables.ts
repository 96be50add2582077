import { secondsOf } from '../../network/graph.ts';
import { costRowsOf } from '../problem/cost-rows.ts';
import { FREE, OPEN, SHUT, type LocationProblem } from '../problem/problem.ts';
import { groupsOf } from './demand.ts';
import type { PreparedWhere } from './prepare.ts';
import type { WhereSite } from './sites.ts';
import type { Walks } from './walks.ts';

/**
 * Seconds of walks, whole and rounded up: a walk counts as within the asked time here exactly where coverage counts it, by
 * its cost on the network.
 */
export function wholeSeconds({ network, limits, coverageQuestion }: PreparedWhere, walks: Walks): Float64Array {
  const radius = radiusOf(coverageQuestion.minutes);
  return walks.cost.map((cost) => {
    const seconds = Math.max(0, Math.ceil(secondsOf(network.header, cost, coverageQuestion.speedMps) - 1e-6));
    return cost <= limits.asked ? Math.min(seconds, radius) : Math.max(seconds, radius + 1);
  });
}

/** The asked time in whole seconds. */
export const radiusOf = (minutes: number): number => Math.ceil(minutes * 60 - 1e-6);

/**
 * The question's places as tables: people at points, sites with what may be done at them, and the walks between.
 * @param walks positions in the modelled points and the sites
 */
export function tablesOf(prepared: PreparedWhere, walks: Walks): LocationProblem {
  const { divisions } = prepared.snapshot;
  const { demand, sites, prices, pinned, forbidden, peoplePerFacility } = prepared;
  const counties = new Map(demand.counties.map((row, i) => [divisions.ids[row]!, i]));
  const newCapacity = ({ action }: WhereSite) => (action === 'build' ? peoplePerFacility! : Infinity);
  return {
    demand: {
      ids: demand.modelled.map((p) => divisions.ids[demand.points.rows[p]!]!),
      weight: Float64Array.from(demand.modelled, (p) => demand.people[p]!),
      group: groupsOf(demand),
    },
    sites: {
      ids: sites.map(({ id }) => id),
      state: Uint8Array.from(sites, (site) => stateOf(site, pinned, forbidden)),
      capacity: peoplePerFacility === null ? null : Float64Array.from(sites, newCapacity),
      price: prices && {
        open: Float64Array.from(sites, ({ action }, s) => (action === 'close' ? 0 : prices.yuan[s]!)),
        shut: Float64Array.from(sites, ({ action }, s) => (action === 'close' ? prices.yuan[s]! : 0)),
      },
      place: null,
      group: Int32Array.from(sites, ({ countyId }) => counties.get(countyId) ?? -1),
    },
    costs: costRowsOf(demand.modelled.length, {
      demand: walks.point,
      site: walks.site,
      cost: wholeSeconds(prepared, walks),
    }),
    groups: demand.counties.map((row) => divisions.bodies[row]!.name),
  };
}

/** To pin is to have done what may be done: to build here, or to close what stands. */
export function stateOf(
  { id, action }: WhereSite,
  pinned: ReadonlySet<string>,
  forbidden: ReadonlySet<string>,
): number {
  if (action === null) return OPEN;
  const [done, undone] = action === 'close' ? [SHUT, OPEN] : [OPEN, SHUT];
  if (pinned.has(id)) return done;
  return forbidden.has(id) ? undone : FREE;
}
