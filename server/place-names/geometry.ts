import { booleanPointInPolygon } from '@turf/turf';
import type { PlaceGeometry } from './contract.ts';

type Position = [number, number];

/** Metres of one degree of latitude, and of one of longitude at the equator; good to half a per cent. */
export const METRES_PER_DEGREE = 111_200;

/**
 * A point to stand for a geometry: itself, the middle of the longest course, or the centre of the largest area (which
 * may lie outside an area that is bent).
 * @returns longitude and latitude, EPSG:4490; null where there is no geometry
 */
export function positionOfGeometry(geometry: PlaceGeometry | null): Position | null {
  if (geometry === null) return null;
  switch (geometry.type) {
    case 'Point':
      return geometry.coordinates;
    case 'LineString':
      return middleOf(geometry.coordinates);
    case 'MultiLineString':
      return middleOf(geometry.coordinates.reduce((longest, each) => (each.length > longest.length ? each : longest)));
    case 'Polygon':
      return centreOf(geometry.coordinates[0]!);
    case 'MultiPolygon': {
      const outer = geometry.coordinates.map((rings) => rings[0]!);
      return centreOf(outer.reduce((most, ring) => (areaOf(ring) > areaOf(most) ? ring : most)));
    }
  }
}

const middleOf = (course: readonly Position[]): Position => course[Math.floor(course.length / 2)]!;

/** Area of a ring in square degrees, and its centre. */
function momentsOf(ring: readonly Position[]): { area: number; x: number; y: number } {
  const [x0, y0] = ring[0]!;
  let [area, x, y] = [0, 0, 0];
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = [ring[i - 1]![0] - x0, ring[i - 1]![1] - y0];
    const [bx, by] = [ring[i]![0] - x0, ring[i]![1] - y0];
    const cross = ax * by - bx * ay;
    area += cross / 2;
    x += ((ax + bx) * cross) / 6;
    y += ((ay + by) * cross) / 6;
  }
  return area === 0 ? { area, x: x0, y: y0 } : { area, x: x0 + x / area, y: y0 + y / area };
}

const areaOf = (ring: readonly Position[]): number => Math.abs(momentsOf(ring).area);

function centreOf(ring: readonly Position[]): Position {
  const { x, y } = momentsOf(ring);
  return [x, y];
}

/** Courses of a geometry: a point is a course of one position, an area its rings. */
export function coursesOf(geometry: PlaceGeometry): readonly (readonly Position[])[] {
  switch (geometry.type) {
    case 'Point':
      return [[geometry.coordinates]];
    case 'LineString':
      return [geometry.coordinates];
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates;
    case 'MultiPolygon':
      return geometry.coordinates.flat();
  }
}

/** The box around courses: west, south, east, north. */
export function boxOf(courses: readonly (readonly Position[])[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const course of courses) {
    for (const [x, y] of course) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  return box;
}

/**
 * Least distance between two courses, metres, on the plane about the first position: for finding, not for survey.
 * Crossing courses have a distance of 0.
 */
export function distanceBetweenM(a: readonly Position[], b: readonly Position[]): number {
  const [x0, y0] = a[0]!;
  const shrink = Math.cos((y0 * Math.PI) / 180);
  const onPlane = (course: readonly Position[]) => course.map(([x, y]): Position => [(x - x0) * shrink, y - y0]);
  const [p, q] = [onPlane(a), onPlane(b)];
  let least = Infinity;
  for (let i = 0; i < Math.max(1, p.length - 1); i++) {
    const [p1, p2] = [p[i]!, p[i + 1] ?? p[i]!];
    for (let j = 0; j < Math.max(1, q.length - 1); j++) {
      const [q1, q2] = [q[j]!, q[j + 1] ?? q[j]!];
      if (crossing(p1, p2, q1, q2)) return 0;
      least = Math.min(least, squared(p1, q1, q2), squared(p2, q1, q2), squared(q1, p1, p2), squared(q2, p1, p2));
    }
  }
  return Math.sqrt(least) * METRES_PER_DEGREE;
}

/** Distance of a geometry from a course, metres; 0 where the course begins inside an area. */
export function distanceToM(geometry: PlaceGeometry, course: readonly Position[]): number {
  const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';
  if (isArea && booleanPointInPolygon(course[0]!, geometry)) return 0;
  return Math.min(...coursesOf(geometry).map((each) => distanceBetweenM(course, each)));
}

/** Least distance of two geometries, metres; 0 where one lies in the other or they cross. */
export const distanceOfPlacesM = (a: PlaceGeometry, b: PlaceGeometry): number =>
  Math.min(
    ...coursesOf(a).map((course) => distanceToM(b, course)),
    ...coursesOf(b).map((course) => distanceToM(a, course)),
  );

/** Squared distance of a point from a segment. */
function squared([x, y]: Position, [ax, ay]: Position, [bx, by]: Position): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
}

function crossing(a: Position, b: Position, c: Position, d: Position): boolean {
  const side = (p: Position, q: Position, r: Position) => (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}
