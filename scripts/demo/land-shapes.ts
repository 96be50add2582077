import { simplify } from '@turf/turf';
import type { LineString, Polygon } from 'geojson';
import { offset, unit } from './network-geometry.ts';
import { toPosition, type PlanePoint } from './plane.ts';
import type { Random } from '../../server/random.ts';

/** Steps along each side of a square around a blob's middle; its corners lie in their directions. */
const SIDE = 4;
const directions: readonly PlanePoint[] = Array.from({ length: 4 * SIDE }, (_, i) => {
  const along = ((i % SIDE) / SIDE) * 2 - 1;
  const side = Math.floor(i / SIDE);
  const corner = [
    { x: along, y: -1 },
    { x: 1, y: along },
    { x: -along, y: 1 },
    { x: -1, y: -along },
  ][side]!;
  return unit(corner);
});

/** An irregular area without indentations that cross, as seen from its middle. */
export function blob(middle: PlanePoint, radiusKm: number, random: Random): Polygon {
  const ring = directions.map((direction) =>
    toPosition(offset(middle, direction, radiusKm * (0.65 + 0.6 * random.next()))),
  );
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
}

/** A four-sided plot about a point, turned somehow. */
export function plot(middle: PlanePoint, lengthKm: number, widthKm: number, heading: PlanePoint): Polygon {
  const corner = (along: number, aside: number) =>
    toPosition(offset(middle, heading, along * lengthKm, aside * widthKm));
  const ring = [corner(-0.5, -0.5), corner(0.5, -0.5), corner(0.5, 0.5), corner(-0.5, 0.5)];
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
}

/** A line through points of the plane, without those that it passes within some 50 m of anyway. */
export function line(points: readonly PlanePoint[]): LineString {
  return simplify({ type: 'LineString', coordinates: points.map(toPosition) }, { tolerance: 0.0005 });
}
