import type { Geometry, Position } from 'geojson';

/**
 * A line, or a ring whose last vertex is its first, in the world's square: 0 to 1 from west to east and from north to
 * south, Web Mercator.
 */
export interface Course {
  /** x, y, x, y, …. */
  xy: Float64Array;
  /** Squared tolerance up to which each vertex is kept. */
  weight: Float64Array;
}

/** A geometry in the world's square. */
export type Shape =
  | { kind: 'points'; xy: Float64Array }
  | { kind: 'lines'; lines: readonly Course[] }
  /** Each area has its outer ring first, then its holes. */
  | { kind: 'areas'; areas: readonly (readonly Course[])[] };

const mostLatitude = 85.051_128_779_806_6;

/**
 * Longitude and latitude of EPSG:4490, degrees, in the world's square. Its ellipsoid is taken for that of WGS 84, as
 * elsewhere: they differ by 0.1 mm.
 */
export function toWorld(position: Position): [number, number] {
  const latitude = Math.max(-mostLatitude, Math.min(mostLatitude, position[1]!));
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [position[0]! / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** A geometry in the world's square; of a collection the parts of the highest dimension, as ST_AsMVTGeom takes them. */
export function shapeOf(geometry: Geometry): Shape {
  switch (geometry.type) {
    case 'Point':
      return { kind: 'points', xy: worldOf([geometry.coordinates]) };
    case 'MultiPoint':
      return { kind: 'points', xy: worldOf(geometry.coordinates) };
    case 'LineString':
      return { kind: 'lines', lines: [courseOf(geometry.coordinates)] };
    case 'MultiLineString':
      return { kind: 'lines', lines: geometry.coordinates.map(courseOf) };
    case 'Polygon':
      return { kind: 'areas', areas: [geometry.coordinates.map(courseOf)] };
    case 'MultiPolygon':
      return { kind: 'areas', areas: geometry.coordinates.map((rings) => rings.map(courseOf)) };
    case 'GeometryCollection':
      return joined(geometry.geometries.map(shapeOf));
  }
}

function joined(shapes: readonly Shape[]): Shape {
  const areas = shapes.flatMap((shape) => (shape.kind === 'areas' ? shape.areas : []));
  if (areas.length > 0) return { kind: 'areas', areas };
  const lines = shapes.flatMap((shape) => (shape.kind === 'lines' ? shape.lines : []));
  if (lines.length > 0) return { kind: 'lines', lines };
  return { kind: 'points', xy: Float64Array.from(shapes.flatMap((s) => (s.kind === 'points' ? [...s.xy] : []))) };
}

function worldOf(positions: readonly Position[]): Float64Array {
  const xy = new Float64Array(positions.length * 2);
  positions.forEach((position, i) => xy.set(toWorld(position), 2 * i));
  return xy;
}

function courseOf(positions: readonly Position[]): Course {
  const xy = worldOf(positions);
  return { xy, weight: weightsOf(xy) };
}

/**
 * The largest squared tolerance at which Douglas and Peucker (1973) keep each vertex, so that one pass serves every zoom;
 * ends are kept at all.
 */
export function weightsOf(xy: Float64Array): Float64Array {
  const last = xy.length / 2 - 1;
  const weight = new Float64Array(last + 1);
  weight[0] = weight[last] = Infinity;
  const spans = [{ from: 0, to: last, most: Infinity }];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const { from, to, most } = span;
    let [farthest, distance] = [-1, -1];
    for (let i = from + 1; i < to; i++) {
      const own = squaredDistance(xy, i, from, to);
      if (own > distance) [farthest, distance] = [i, own];
    }
    if (farthest < 0) continue;
    const kept = Math.min(distance, most);
    weight[farthest] = kept;
    spans.push({ from, to: farthest, most: kept }, { from: farthest, to, most: kept });
  }
  return weight;
}

/** From a vertex to the segment between two others. */
function squaredDistance(xy: Float64Array, i: number, from: number, to: number): number {
  const [x, y] = [xy[2 * from]!, xy[2 * from + 1]!];
  const [dx, dy] = [xy[2 * to]! - x, xy[2 * to + 1]! - y];
  const [px, py] = [xy[2 * i]! - x, xy[2 * i + 1]! - y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
  return (px - share * dx) ** 2 + (py - share * dy) ** 2;
}

/** The box around a shape: west, north, east, south in the world's square. */
export function boxOf(shape: Shape): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (xy: Float64Array) => {
    for (let i = 0; i < xy.length; i += 2) {
      const [x, y] = [xy[i]!, xy[i + 1]!];
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    }
  };
  if (shape.kind === 'points') take(shape.xy);
  else for (const { xy } of shape.kind === 'lines' ? shape.lines : shape.areas.flat()) take(xy);
  return box;
}
