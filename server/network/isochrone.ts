import { contours } from 'd3-contour';
import { UNREACHED, type Network } from './graph.ts';
import {
  positionAlong,
  reachedParts,
  remainder,
  segmentsWithin,
  type Parts,
  type Rectangle,
  type Segment,
} from './reached-parts.ts';
import { arrivingSeeds, costAtPoint, createSearcher, sameSegmentCost, type Reach, type Searcher } from './search.ts';
import { snapTo, type Snap } from './snap.ts';

/** What isochrones are asked for. */
export interface IsochroneQuestion {
  /** The point that people are on their way to, snapped. */
  origin: Snap;
  /** Cost of each band in the network's cost unit, ascending, counted from door to door. */
  limits: readonly number[];
  /** How far a place may lie from a way and still be on it, metres. */
  snapLimitM: number;
  /** Cost of walking so many metres between a point and its place on the network. */
  accessCost: (metres: number) => number;
}

export type Position = [longitude: number, latitude: number];

/** One band's area: polygons of rings, the outer one first and anticlockwise, closed; degrees. */
export type BandPolygons = Position[][][];

/** Samples along the longer side of the raster: enough for a smooth border, and answered while the mouse rests. */
const SAMPLES = 150;
/** No finer than this: half the width of a street with its houses, and about how well entrances are placed. */
const FINEST_CELL_M = 10;
/** Border and samples keep this share of a cell apart, so that no ring touches itself or another. */
const CLEARANCE = 0.05;
const METRES_PER_DEGREE = 6_371_008.8 * (Math.PI / 180);

/**
 * Areas from which one gets to a point within each band, for display.
 *
 * A place is inside when a person there, snapped to the network as coverage snaps people, arrives within the time, the
 * ways between door and network included. That is evaluated on a raster and contoured by marching squares (d3-contour).
 * Wherever a way passes from which one does not arrive within the time and two cells of tolerance, the squares of the
 * raster that it crosses are left out whole: a place out of reach is never inside, even beside one that is not. The price
 * is that a way within reach may lose up to two cells where it comes close to such a one. Bands nest, and holes are kept.
 *
 * @returns the polygons of each band, in the order of `limits`
 */
export function isochronePolygons(network: Network, question: IsochroneQuestion): BandPolygons[] {
  const { budgets, reach } = search(network, question, 0);
  const raster = layRaster(network, question, reach, budgets.at(-1)!);
  if (raster === null) return question.limits.map(() => []);
  const tolerance = 2 * question.accessCost(raster.cellM);
  const wide = search(network, question, tolerance).reach;
  const costs = sampleCosts(network, question, wide, raster);
  const segments = segmentsWithin(network, raster.rectangle);
  return budgets.map((budget) => {
    const values = costs.map((cost) => clear((budget - cost) / tolerance));
    for (const segment of segments) {
      const beyond = remainder(reachedParts(segment, wide, question.origin, budget + tolerance));
      leaveOut(network, raster, values, segment, beyond);
    }
    return polygonsOf(raster, values);
  });
}

/**
 * The ways from which one gets to a point within each band, cut at the very place where the time is over.
 * @returns the lines of each band, in the order of `limits`; a band holds the smaller ones
 */
export function isochroneLines(network: Network, question: IsochroneQuestion): Position[][][] {
  const { budgets, reach } = search(network, question, 0);
  const rectangle = rectangleOf(network, question.origin, reach, budgets.at(-1)!);
  if (rectangle === null) return question.limits.map(() => []);
  const segments = segmentsWithin(network, rectangle);
  return budgets.map((budget) => {
    if (budget < 0) return [];
    return segments.flatMap((segment) =>
      reachedParts(segment, reach, question.origin, budget).map(([start, end]) => [
        positionAlong(network, segment.tail, segment.head, start),
        positionAlong(network, segment.tail, segment.head, end),
      ]),
    );
  });
}

const searchers = new WeakMap<Network, Searcher>();

/** Runs the search against the arcs, as far as the largest band goes. */
function search(network: Network, { origin, limits, accessCost }: IsochroneQuestion, beyond: number) {
  let searcher = searchers.get(network);
  if (!searcher) searchers.set(network, (searcher = createSearcher(network.backward)));
  const access = accessCost(origin.snapMetres);
  const budgets = limits.map((limit) => limit - access);
  const reach = searcher.run(arrivingSeeds(origin), Math.min(Math.max(0, budgets.at(-1)! + beyond), UNREACHED - 1));
  return { budgets, reach };
}

/** The rectangle round everything reached within a budget; null when nothing is. */
function rectangleOf(network: Network, origin: Snap, reach: Reach, budget: number): Rectangle | null {
  if (budget < 0) return null;
  let [west, south, east, north] = [origin.longitude, origin.latitude, origin.longitude, origin.latitude];
  const include = ([longitude, latitude]: Position) => {
    west = Math.min(west, longitude);
    south = Math.min(south, latitude);
    east = Math.max(east, longitude);
    north = Math.max(north, latitude);
  };
  const { offset, head, weight } = network.backward;
  for (const end of [origin.tail, origin.head]) {
    const other = end === origin.tail ? origin.head : origin.tail;
    const weightToOrigin = end === origin.tail ? origin.forward : origin.backward;
    const length = (end === origin.tail ? origin.fraction : 1 - origin.fraction) || Number.EPSILON;
    if (weightToOrigin === UNREACHED) continue;
    const share = Math.min(1, budget / (weightToOrigin * length)) * length;
    include(positionAlong(network, end, other, length - share));
  }
  for (let i = 0; i < reach.count; i++) {
    const node = reach.nodes[i]!;
    const left = budget - reach.costOf(node);
    if (left < 0) continue;
    include(positionAlong(network, node, node, 0));
    for (let arc = offset[node]!; arc < offset[node + 1]!; arc++) {
      include(positionAlong(network, node, head[arc]!, Math.min(1, left / weight[arc]!)));
    }
  }
  return [west, south, east, north];
}

/** A raster of samples: the sample in column x and row y (from the south-west) lies in the middle of its cell. */
interface Raster {
  rectangle: Rectangle;
  columns: number;
  rows: number;
  cellM: number;
  cellLongitude: number;
  cellLatitude: number;
  /** How far a sample may lie from a way: the snap limit, or enough not to lose a way between two samples. */
  snapLimitM: number;
}

function layRaster(network: Network, question: IsochroneQuestion, reach: Reach, budget: number): Raster | null {
  const reached = rectangleOf(network, question.origin, reach, budget);
  if (reached === null) return null;
  const [west, south, east, north] = reached;
  const perLongitude = METRES_PER_DEGREE * Math.cos((question.origin.latitude * Math.PI) / 180);
  const widestM = Math.max((east - west) * perLongitude, (north - south) * METRES_PER_DEGREE);
  const cellM = Math.max(FINEST_CELL_M, (widestM + 2 * question.snapLimitM) / SAMPLES);
  const snapLimitM = Math.max(question.snapLimitM, 1.5 * cellM);
  const cellLongitude = cellM / perLongitude;
  const cellLatitude = cellM / METRES_PER_DEGREE;
  const margin = Math.ceil(snapLimitM / cellM) + 2; // the outermost samples are outside
  const columns = Math.ceil((east - west) / cellLongitude) + 2 * margin;
  const rows = Math.ceil((north - south) / cellLatitude) + 2 * margin;
  const left = west - margin * cellLongitude;
  const bottom = south - margin * cellLatitude;
  const rectangle = [left, bottom, left + columns * cellLongitude, bottom + rows * cellLatitude] as const;
  return { rectangle, columns, rows, cellM, cellLongitude, cellLatitude, snapLimitM };
}

/** Cost from each sample, door to network included, to the origin's place on the network; Infinity = does not arrive. */
function sampleCosts(network: Network, question: IsochroneQuestion, reach: Reach, raster: Raster): Float64Array {
  const costs = new Float64Array(raster.columns * raster.rows);
  const [west, south] = raster.rectangle;
  for (let row = 0, sample = 0; row < raster.rows; row++) {
    const latitude = south + (row + 0.5) * raster.cellLatitude;
    for (let column = 0; column < raster.columns; column++, sample++) {
      const snap = snapTo(network, west + (column + 0.5) * raster.cellLongitude, latitude, raster.snapLimitM);
      costs[sample] = snap ? costFrom(snap, question, reach) : Number.POSITIVE_INFINITY;
    }
  }
  return costs;
}

function costFrom(snap: Snap, { origin, accessCost }: IsochroneQuestion, reach: Reach): number {
  const cost = Math.min(costAtPoint(reach, snap, 'from'), sameSegmentCost(snap, origin));
  return cost === UNREACHED ? Number.POSITIVE_INFINITY : cost + accessCost(snap.snapMetres);
}

/** Keeps values between −1 and 1 and off 0, at which the border is drawn; a value of 0 is inside. */
function clear(value: number): number {
  return value >= 0 ? Math.min(1, Math.max(CLEARANCE, value)) : Math.max(-1, Math.min(-CLEARANCE, value));
}

/** Puts all corners of the squares between samples that parts of a segment cross outside, so the squares are. */
function leaveOut(network: Network, raster: Raster, values: Float64Array, segment: Segment, parts: Parts): void {
  for (const [start, end] of parts) {
    const a = inRaster(raster, positionAlong(network, segment.tail, segment.head, start));
    const b = inRaster(raster, positionAlong(network, segment.tail, segment.head, end));
    for (const [x, y] of squaresCrossed(a, b)) {
      for (const column of [x, x + 1]) {
        for (const row of [y, y + 1]) {
          if (column < 0 || row < 0 || column >= raster.columns || row >= raster.rows) continue;
          const sample = row * raster.columns + column;
          values[sample] = Math.min(values[sample]!, -CLEARANCE);
        }
      }
    }
  }
}

/** Position in units of samples: whole numbers are samples. */
function inRaster({ rectangle, cellLongitude, cellLatitude }: Raster, [longitude, latitude]: Position): Position {
  return [(longitude - rectangle[0]) / cellLongitude - 0.5, (latitude - rectangle[1]) / cellLatitude - 0.5];
}

/** South-west corners of the unit squares that a straight line crosses. */
function squaresCrossed([x0, y0]: Position, [x1, y1]: Position): Position[] {
  const crossings = [0, 1, ...crossingsOf(x0, x1), ...crossingsOf(y0, y1)].sort((a, b) => a - b);
  return crossings.slice(1).map((until, i) => {
    const middle = (crossings[i]! + until) / 2;
    return [Math.floor(x0 + (x1 - x0) * middle), Math.floor(y0 + (y1 - y0) * middle)];
  });
}

/** Shares of the way from one number to another at which whole numbers lie. */
function crossingsOf(from: number, to: number): number[] {
  const shares: number[] = [];
  for (let whole = Math.ceil(Math.min(from, to)); whole <= Math.max(from, to); whole++) {
    if (from !== to) shares.push((whole - from) / (to - from));
  }
  return shares;
}

function polygonsOf(raster: Raster, values: Float64Array): BandPolygons {
  const contour = contours()
    .size([raster.columns, raster.rows])
    .contour(values as unknown as number[], 0);
  const rings = contour.coordinates.flat() as Position[][];
  const outer = rings.filter((ring) => doubleArea(ring) < 0).map((ring) => ({ ring, area: -doubleArea(ring) }));
  outer.sort((a, b) => a.area - b.area);
  const polygons = new Map(outer.map(({ ring }) => [ring, [ring]]));
  for (const hole of rings.filter((ring) => doubleArea(ring) > 0)) {
    // d3-contour gives a hole to the first polygon round it; it belongs to the smallest.
    const around = outer.find(({ ring }) => isInside(hole[0]!, ring))!;
    polygons.get(around.ring)!.push(hole);
  }
  return [...polygons.values()].map((polygon) => polygon.map((ring) => inDegrees(raster, ring)));
}

/** Twice the area of a closed ring; positive when anticlockwise with y upwards. d3-contour's outer rings are clockwise. */
function doubleArea(ring: readonly Position[]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) sum += ring[i - 1]![0] * ring[i]![1] - ring[i]![0] * ring[i - 1]![1];
  return sum;
}

function isInside([x, y]: Position, ring: readonly Position[]): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1]!;
    const [bx, by] = ring[i]!;
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}

/** A ring in degrees to 10⁻⁷ (a centimetre), turned round: GeoJSON's outer rings are anticlockwise (RFC 7946). */
function inDegrees({ rectangle, cellLongitude, cellLatitude }: Raster, ring: readonly Position[]): Position[] {
  const rounded = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
  return ring
    .map(([x, y]): Position => [rounded(rectangle[0] + x * cellLongitude), rounded(rectangle[1] + y * cellLatitude)])
    .reverse();
}
