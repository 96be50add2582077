import { COORDINATE_UNIT, weightBetween, type Network } from './graph.ts';

/** The nearest place to a point on a network: a position on a segment. */
export interface Snap {
  /** Ends of the segment. */
  tail: number;
  head: number;
  /** Position along the segment: 0 at the tail, 1 at the head. */
  fraction: number;
  /** From the point to the segment, metres. */
  snapMetres: number;
  /** The place on the segment, degrees. */
  longitude: number;
  latitude: number;
  /** Weight of tail → head and of head → tail; `UNREACHED` where closed. */
  forward: number;
  backward: number;
}

const METRES_PER_DEGREE = 6_371_008.8 * (Math.PI / 180);

/**
 * The nearest segment to a point, on a plane that touches the ground there; exact to a centimetre within a few
 * kilometres. Of segments equally near, the one that comes first in the arc table.
 * @param limitMetres how far the segment may lie
 * @returns null when none lies within the limit: the point is off the network, and what it reaches is unknown
 */
export function snapTo(network: Network, longitude: number, latitude: number, limitMetres: number): Snap | null {
  const { grid } = network;
  const perLongitude = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  if (!(limitMetres >= 0) || !Number.isFinite(longitude) || !(perLongitude > 0)) return null;
  const column = (longitude - grid.west) / grid.cellDegrees.longitude;
  const row = (latitude - grid.south) / grid.cellDegrees.latitude;
  const cellMetres = Math.min(grid.cellDegrees.longitude * perLongitude, grid.cellDegrees.latitude * METRES_PER_DEGREE);

  const nearest: Nearest = { entry: -1, squared: limitMetres * limitMetres, fraction: 0 };
  const [x, y] = [Math.floor(column), Math.floor(row)];
  const toSideMetres = Math.min(column - x, x + 1 - column, row - y, y + 1 - row) * cellMetres;
  // Rings that miss the grid hold nothing: those before it is met, and those beyond its farthest side.
  const met = Math.max(0, -x, x - grid.columns + 1, -y, y - grid.rows + 1);
  const beyond = Math.max(x + 1, grid.columns - x, y + 1, grid.rows - y);
  const rings = Math.min(Math.ceil(limitMetres / cellMetres) + 1, beyond);
  for (let ring = met; ring <= rings; ring++) {
    // Whatever this ring and those beyond it hold first is at least so far away.
    if (ring > 0 && (toSideMetres + (ring - 1) * cellMetres) ** 2 > nearest.squared) break;
    compareRing(network, x, y, ring, longitude, latitude, perLongitude, nearest);
  }
  return nearest.entry === -1 ? null : snapOn(network, nearest);
}

/** Compares the segments in all cells at a distance of `ring` cells (Chebyshev) from one. */
function compareRing(
  network: Network,
  column: number,
  row: number,
  ring: number,
  longitude: number,
  latitude: number,
  perLongitude: number,
  nearest: Nearest,
): void {
  const { columns, rows } = network.grid;
  const firstX = Math.max(column - ring, 0);
  const lastX = Math.min(column + ring, columns - 1);
  const lastY = Math.min(row + ring, rows - 1);
  for (let y = Math.max(row - ring, 0); y <= lastY; y++) {
    const wholeRow = y === row - ring || y === row + ring;
    // A row between the ring's top and bottom belongs to it with its two ends only.
    const step = wholeRow ? 1 : 2 * ring;
    const start = wholeRow || column - ring >= 0 ? firstX : column + ring;
    for (let x = start; x <= lastX; x += step) {
      compareCell(network, y * columns + x, longitude, latitude, perLongitude, nearest);
    }
  }
}

function compareCell(
  network: Network,
  cell: number,
  longitude: number,
  latitude: number,
  perLongitude: number,
  nearest: Nearest,
): void {
  const { offset } = network.grid;
  const end = offset[cell + 1]!;
  for (let entry = offset[cell]!; entry < end; entry++) {
    compare(network, entry, longitude, latitude, perLongitude, nearest);
  }
}

interface Nearest {
  /** Entry of the grid, -1 as long as none lies within the limit. */
  entry: number;
  /** Square of the distance, m². */
  squared: number;
  fraction: number;
}

function compare(
  { grid, forward, longitude: lon, latitude: lat }: Network,
  entry: number,
  longitude: number,
  latitude: number,
  perLongitude: number,
  nearest: Nearest,
): void {
  const tail = grid.tails[entry]!;
  const head = forward.head[grid.arcs[entry]!]!;
  const tailX = (lon[tail]! * COORDINATE_UNIT - longitude) * perLongitude;
  const tailY = (lat[tail]! * COORDINATE_UNIT - latitude) * METRES_PER_DEGREE;
  const spanX = (lon[head]! - lon[tail]!) * COORDINATE_UNIT * perLongitude;
  const spanY = (lat[head]! - lat[tail]!) * COORDINATE_UNIT * METRES_PER_DEGREE;
  const spanSquared = spanX * spanX + spanY * spanY;
  const along = spanSquared === 0 ? 0 : -(tailX * spanX + tailY * spanY) / spanSquared;
  const fraction = along < 0 ? 0 : along > 1 ? 1 : along;
  const x = tailX + fraction * spanX;
  const y = tailY + fraction * spanY;
  const squared = x * x + y * y;
  if (squared > nearest.squared) return;
  const later = nearest.entry !== -1 && grid.arcs[entry]! >= grid.arcs[nearest.entry]!;
  if (squared === nearest.squared && later) return;
  nearest.entry = entry;
  nearest.squared = squared;
  nearest.fraction = fraction;
}

function snapOn(network: Network, { entry, fraction, squared }: Nearest): Snap {
  const tail = network.grid.tails[entry]!;
  const arc = network.grid.arcs[entry]!;
  const head = network.forward.head[arc]!;
  const between = (column: Int32Array) =>
    (column[tail]! + (column[head]! - column[tail]!) * fraction) * COORDINATE_UNIT;
  return {
    tail,
    head,
    fraction,
    snapMetres: Math.sqrt(squared),
    longitude: between(network.longitude),
    latitude: between(network.latitude),
    forward: network.forward.weight[arc]!,
    backward: weightBetween(network.forward, head, tail),
  };
}

/** Whether a point lies within the network's bounds, widened by the snap limit. */
export function isWithinBounds(network: Network, longitude: number, latitude: number, marginMetres: number): boolean {
  const [west, south, east, north] = network.header.bounds;
  const latMargin = marginMetres / METRES_PER_DEGREE;
  const lonMargin = latMargin / Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
  return (
    longitude >= west - lonMargin &&
    longitude <= east + lonMargin &&
    latitude >= south - latMargin &&
    latitude <= north + latMargin
  );
}
