/** Profiles that a network is built for. */
export const profileIds = ['walk', 'car'] as const;
export type ProfileId = (typeof profileIds)[number];

/** No path, or no node. Larger than every cost. */
export const UNREACHED = 0xffffffff;

/** Degrees per unit of a stored coordinate: OSM's own resolution of 100 nanodegrees (about 1 cm). */
export const COORDINATE_UNIT = 1e-7;

/** Outgoing arcs of each node in compressed sparse rows: the arcs of `n` are `offset[n] … offset[n + 1] - 1`. */
export interface ArcTable {
  readonly offset: Uint32Array;
  readonly head: Uint32Array;
  /** Cost of each arc in the network's cost unit; never 0. */
  readonly weight: Uint32Array;
}

/** Which segments pass through which cell of a regular grid: the index that points are snapped with. */
export interface EdgeGrid {
  readonly columns: number;
  readonly rows: number;
  readonly west: number;
  readonly south: number;
  readonly cellDegrees: { readonly longitude: number; readonly latitude: number };
  /** Entries of each cell, row by row from the south-west, as in an arc table. */
  readonly offset: Uint32Array;
  /** One forward arc of each segment in the cell, and the node that it leaves from. */
  readonly arcs: Uint32Array;
  readonly tails: Uint32Array;
}

/** What a network says of itself. */
export interface NetworkHeader {
  name: string;
  profile: ProfileId;
  /** Version of the tag rules that the network was built with. */
  profileVersion: string;
  /**
   * Unit of the arcs' weights. Walking: millimetres on the flat (a slope makes an arc longer than it is), so that one
   * search answers every walking speed. Driving: milliseconds.
   */
  costUnit: 'millimetres' | 'milliseconds';
  /** Whether every arc has its mirror of equal weight; such a network keeps no second table. */
  symmetric: boolean;
  nodes: number;
  arcs: number;
  /** Largest weight of an arc. */
  maxWeight: number;
  /** Length of all segments, each counted once, metres. */
  lengthM: number;
  /** West, south, east, north, degrees. */
  bounds: [number, number, number, number];
  /** Parts that no path joins (ways taken both ways). */
  islands: { count: number; largestNodes: number };
  /** Where heights came from; null: the ground counts as flat. */
  elevation: string | null;
  source: {
    file: string;
    sha256: string;
    bytes: number;
    attribution: string;
    /** True for the demonstration network (演示数据). */
    demo: boolean;
  };
}

/**
 * A road network of one profile. Its nodes are the OSM nodes of the ways that the profile may use, in the order of a
 * space-filling curve, so that neighbours on the ground are neighbours in memory; its arcs are straight segments between
 * them. All columns are views of one buffer.
 */
export interface Network {
  readonly header: NetworkHeader;
  /** Arcs from a node: towards where one may go. */
  readonly forward: ArcTable;
  /** Arcs into a node, turned round; the forward table itself where the network is symmetric. */
  readonly backward: ArcTable;
  /** OSM node ids; exact up to 2^53. */
  readonly osmId: Float64Array;
  /** Coordinates in units of `COORDINATE_UNIT` degrees, WGS 84. */
  readonly longitude: Int32Array;
  readonly latitude: Int32Array;
  /** Island of each node, by falling number of nodes: 0 is the largest. */
  readonly island: Uint32Array;
  readonly grid: EdgeGrid;
  /** The one buffer behind the columns; shared, so that workers read it without a copy. */
  readonly buffer: SharedArrayBuffer;
}

/** What a network is assembled from: one straight segment per row, node numbers as given. */
export interface NetworkParts {
  header: Omit<
    NetworkHeader,
    'costUnit' | 'symmetric' | 'nodes' | 'arcs' | 'maxWeight' | 'lengthM' | 'bounds' | 'islands'
  >;
  osmId: Float64Array;
  longitude: Int32Array;
  latitude: Int32Array;
  /** Ends of each segment as positions in the node columns. */
  from: Uint32Array;
  to: Uint32Array;
  /** Cost from → to and back in the cost unit; `UNREACHED` where that way is closed. */
  weightForward: Uint32Array;
  weightBackward: Uint32Array;
}

const EARTH_RADIUS_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/**
 * Length of the straight segment between two positions, metres, on the sphere of mean radius (haversine). Against the
 * ellipsoid it is off by up to 0.3%, far less than what a mapped way is off.
 */
export function segmentMetres(lonA: number, latA: number, lonB: number, latB: number): number {
  const sinLat = Math.sin(((latB - latA) * RADIANS) / 2);
  const sinLon = Math.sin(((lonB - lonA) * RADIANS) / 2);
  const h = sinLat * sinLat + Math.cos(latA * RADIANS) * Math.cos(latB * RADIANS) * sinLon * sinLon;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Length of the segment between two nodes of a network, metres. */
export function nodeDistanceMetres(network: Pick<Network, 'longitude' | 'latitude'>, a: number, b: number): number {
  const { longitude, latitude } = network;
  return segmentMetres(
    longitude[a]! * COORDINATE_UNIT,
    latitude[a]! * COORDINATE_UNIT,
    longitude[b]! * COORDINATE_UNIT,
    latitude[b]! * COORDINATE_UNIT,
  );
}

/** Walking speeds that may be asked for, m/s. */
export const walkingSpeeds = { slowest: 0.1, default: 0.8, fastest: 3 } as const;

/**
 * The largest cost within a time.
 * @param seconds time, > 0
 * @param speedMps walking speed; a driving network has its own speeds and takes none
 */
export function costWithin(header: NetworkHeader, seconds: number, speedMps: number = walkingSpeeds.default): number {
  const cost = header.costUnit === 'millimetres' ? seconds * speedMps * 1000 : seconds * 1000;
  return Math.min(Math.floor(cost + 1e-6), UNREACHED - 1);
}

/** The time that a cost takes, seconds. */
export function secondsOf(header: NetworkHeader, cost: number, speedMps: number = walkingSpeeds.default): number {
  return header.costUnit === 'millimetres' ? cost / (speedMps * 1000) : cost / 1000;
}

/** Weight of the lightest arc between two nodes, or `UNREACHED`. */
export function weightBetween(table: ArcTable, from: number, to: number): number {
  let best = UNREACHED;
  for (let arc = table.offset[from]!; arc < table.offset[from + 1]!; arc++) {
    if (table.head[arc] === to && table.weight[arc]! < best) best = table.weight[arc]!;
  }
  return best;
}
