import type { DivisionTable } from '../snapshot/snapshot.ts';
import { walkingSpeeds, type Network } from '../network/graph.ts';
import { isWithinBounds, snapTo, type Snap } from '../network/snap.ts';
import { borderDistances } from './border.ts';

const EARTH_RADIUS_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/**
 * Where people live: the divisions of level village (村/居委会), as columns, and where each stands on a network. Position
 * `p` of every column is the same point.
 */
export interface PointTable {
  readonly length: number;
  /** Row of the division. */
  readonly rows: Int32Array;
  /** Division rows of its county and township; `NONE` = unknown. */
  readonly county: Int32Array;
  readonly township: Int32Array;
  /** Counts of people; NaN = unknown. */
  readonly population60: Float64Array;
  readonly population80: Float64Array;
  /** Degrees; NaN = not located. */
  readonly longitude: Float64Array;
  readonly latitude: Float64Array;
  /** The place on the network; null = not located, or farther than the snap limit from any way. */
  readonly snaps: readonly (Snap | null)[];
  /** Cost of walking from the point to its place on the network; 0 where there is none. */
  readonly accessCosts: Float64Array;
  /** Position on the sphere in metres from its centre: distances without trigonometry. NaN = not located. */
  readonly sphere: Float64Array;
  /** As the crow flies to the border of the study area, metres; NaN = not located, or no border registered. */
  readonly borderMetres: Float64Array;
  /** Points whose segment begins or ends at a node. */
  readonly atNode: ReadonlyMap<number, readonly number[]>;
}

/** Cost of walking so many metres off the network; on a driving network at the default walking speed. */
export function accessCost(network: Network, metres: number): number {
  const cost = network.header.costUnit === 'millimetres' ? metres * 1000 : (metres / walkingSpeeds.default) * 1000;
  return Math.round(cost);
}

/** A position as metres from the centre of the sphere: x, y, z. */
export function onSphere(longitude: number, latitude: number): [number, number, number] {
  const cosLatitude = Math.cos(latitude * RADIANS);
  return [
    EARTH_RADIUS_M * cosLatitude * Math.cos(longitude * RADIANS),
    EARTH_RADIUS_M * cosLatitude * Math.sin(longitude * RADIANS),
    EARTH_RADIUS_M * Math.sin(latitude * RADIANS),
  ];
}

/** Length along the sphere of a straight line through it, metres. */
export const arcMetres = (chordMetres: number): number =>
  2 * EARTH_RADIUS_M * Math.asin(Math.min(1, chordMetres / (2 * EARTH_RADIUS_M)));

const tables = new WeakMap<DivisionTable, WeakMap<Network, Map<number, PointTable>>>();

/** Limits of snapping whose points are kept for one network; planners use one or two. */
const keptLimits = 4;

/** The population points of a state of the divisions on a network; kept as long as both are. */
export function pointsOf(divisions: DivisionTable, network: Network, snapLimitM: number): PointTable {
  const byNetwork = tables.get(divisions) ?? new WeakMap<Network, Map<number, PointTable>>();
  tables.set(divisions, byNetwork);
  const byLimit = byNetwork.get(network) ?? new Map<number, PointTable>();
  byNetwork.set(network, byLimit);
  const known = byLimit.get(snapLimitM);
  if (known) return known;
  const table = placePoints(divisions, network, snapLimitM);
  if (byLimit.size >= keptLimits) byLimit.delete(byLimit.keys().next().value!);
  byLimit.set(snapLimitM, table);
  return table;
}

function placePoints(divisions: DivisionTable, network: Network, snapLimitM: number): PointTable {
  const rows = Int32Array.from(divisions.ofLevel('village'));
  const column = (of: Float64Array) => Float64Array.from(rows, (row) => of[row]!);
  const longitude = column(divisions.longitude);
  const latitude = column(divisions.latitude);
  const snaps = Array.from(rows, (_, p) => snapTo(network, longitude[p]!, latitude[p]!, snapLimitM));
  const sphere = new Float64Array(rows.length * 3);
  rows.forEach((_, p) => sphere.set(onSphere(longitude[p]!, latitude[p]!), p * 3));
  return {
    length: rows.length,
    rows,
    county: Int32Array.from(rows, (row) => divisions.county[row]!),
    township: Int32Array.from(rows, (row) => divisions.township[row]!),
    population60: column(divisions.population60),
    population80: column(divisions.population80),
    longitude,
    latitude,
    snaps,
    accessCosts: Float64Array.from(snaps, (snap) => (snap ? accessCost(network, snap.snapMetres) : 0)),
    sphere,
    borderMetres: borderDistances(divisions, longitude, latitude),
    atNode: byNode(snaps),
  };
}

function byNode(snaps: readonly (Snap | null)[]): Map<number, number[]> {
  const atNode = new Map<number, number[]>();
  snaps.forEach((snap, p) => {
    if (!snap) return;
    for (const node of [snap.tail, snap.head]) {
      const points = atNode.get(node);
      if (points) points.push(p);
      else atNode.set(node, [p]);
    }
  });
  return atNode;
}

/** Why a point has no place on the network. */
export function whyOffNetwork(
  points: PointTable,
  p: number,
  network: Network,
  snapLimitM: number,
): 'not-located' | 'off-network' | 'outside-network' {
  const longitude = points.longitude[p]!;
  const latitude = points.latitude[p]!;
  if (Number.isNaN(longitude)) return 'not-located';
  return isWithinBounds(network, longitude, latitude, snapLimitM) ? 'off-network' : 'outside-network';
}
