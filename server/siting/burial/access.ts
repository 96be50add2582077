import { accessCost } from '../../coverage/points.ts';
import { costWithin, secondsOf, type Network } from '../../network/graph.ts';
import { boundedMatrix } from '../../network/matrix.ts';
import { snapTo } from '../../network/snap.ts';
import { NONE, type Snapshot } from '../../snapshot/snapshot.ts';
import type { BurialParcel } from '../contract.ts';

/** Longest way that is searched for. */
const LONGEST_SECONDS = 3600;
/** How far a village, and a parcel, which lies away from roads by its nature, may be from the nearest way, metres. */
const VILLAGE_SNAP_M = 200;
const PARCEL_SNAP_M = 2000;

/** A parcel and whose people it is for. */
export interface Destination {
  longitude: number;
  latitude: number;
  /** Row of the division of its people; `NONE` = not known. */
  entitled: number;
}

/** How the people of each parcel get there over the network; null where it is not known who they are. */
export async function accessOf(
  snapshot: Snapshot,
  network: Network,
  destinations: readonly Destination[],
  signal: AbortSignal,
): Promise<BurialParcel['access'][]> {
  const { divisions } = snapshot;
  const byDivision = villagesByDivision(snapshot);
  const served = destinations.map(({ entitled }) => byDivision.get(entitled) ?? []);
  const villages = [...new Set(served.flat())].sort((a, b) => a - b);
  const homes = villages.map((row) =>
    snapTo(network, divisions.longitude[row]!, divisions.latitude[row]!, VILLAGE_SNAP_M),
  );
  const goals = destinations.map(({ longitude, latitude }) => snapTo(network, longitude, latitude, PARCEL_SNAP_M));
  const limit = costWithin(network.header, LONGEST_SECONDS);
  const { origin, destination, cost } = await boundedMatrix(network, homes, goals, limit, { signal });
  const wayCost = new Map<number, number>();
  origin.forEach((home, i) => wayCost.set(home * destinations.length + destination[i]!, cost[i]!));
  const positionOf = new Map(villages.map((row, position) => [row, position]));

  return destinations.map(({ entitled }, at) => {
    if (entitled === NONE) return null;
    const goal = goals[at]!;
    const tally = { reached: 0, beyond: 0, unknown: 0, secondsOfAll: 0, farthest: 0 };
    for (const row of served[at]!) {
      const people = divisions.population[row]!;
      if (Number.isNaN(people)) continue;
      const position = positionOf.get(row)!;
      const home = homes[position];
      if (!home || !goal) {
        tally.unknown += people;
        continue;
      }
      const along = wayCost.get(position * destinations.length + at);
      const total = (along ?? Infinity) + accessCost(network, home.snapMetres) + accessCost(network, goal.snapMetres);
      const seconds = secondsOf(network.header, total);
      if (!(seconds <= LONGEST_SECONDS)) {
        tally.beyond += people;
        continue;
      }
      tally.reached += people;
      tally.secondsOfAll += people * seconds;
      tally.farthest = Math.max(tally.farthest, seconds);
    }
    return {
      profile: network.header.profile,
      meanSeconds: tally.reached > 0 ? tally.secondsOfAll / tally.reached : null,
      farthestSeconds: tally.reached > 0 ? tally.farthest : null,
      peopleReached: tally.reached,
      peopleBeyond: tally.beyond,
      peopleUnknown: tally.unknown,
    };
  });
}

/** Rows of the villages of every village, township and county, by its row. */
function villagesByDivision({ divisions }: Snapshot): Map<number, number[]> {
  const map = new Map<number, number[]>();
  for (const row of divisions.ofLevel('village')) {
    for (const division of [row, divisions.township[row]!, divisions.county[row]!]) {
      if (division === NONE) continue;
      const list = map.get(division);
      if (list) list.push(row);
      else map.set(division, [row]);
    }
  }
  return map;
}
