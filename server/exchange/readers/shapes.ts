import type { Geometry, Position } from 'geojson';
import { issue } from '../cells.ts';

/** Why something is no geometry, in words for a message. */
export class BadGeometry extends Error {
  override readonly name = 'BadGeometry';
}

/** Refuses the row of a broken geometry. */
export const badGeometry = (error: BadGeometry) =>
  issue(
    null,
    'block',
    'bad-geometry',
    `几何有误(${error.message}),请在制图软件中修复后再导入`,
    `The geometry is broken (${error.message}); repair it and import again`,
  );

/** Collections within collections deeper than this are refused. */
const deepestCollection = 4;

const depthOf: Record<string, number> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

/**
 * A geometry of a JSON document, checked: known type, arrays as deep as its type asks, finite numbers.
 * @returns `null` for an empty one
 * @throws BadGeometry
 */
export function checkedGeometry(raw: unknown, depth = 0): Geometry | null {
  if (raw === null || raw === undefined) return null;
  if (typeof raw !== 'object') throw new BadGeometry('not an object');
  const { type, coordinates, geometries } = raw as { type?: unknown; coordinates?: unknown; geometries?: unknown };
  if (type === 'GeometryCollection') {
    if (!Array.isArray(geometries) || depth >= deepestCollection) throw new BadGeometry('a broken collection');
    const parts = geometries.flatMap((part) => checkedGeometry(part, depth + 1) ?? []);
    return parts.length === 0 ? null : { type, geometries: parts };
  }
  const levels = typeof type === 'string' ? depthOf[type] : undefined;
  if (levels === undefined) throw new BadGeometry(`the type ${String(type)}`);
  checkPositions(coordinates, levels);
  return isEmpty(coordinates as readonly unknown[]) ? null : ({ type, coordinates } as Geometry);
}

function checkPositions(value: unknown, levels: number): void {
  if (!Array.isArray(value)) throw new BadGeometry('coordinates that are no list');
  if (levels > 0) {
    for (const part of value) checkPositions(part, levels - 1);
    return;
  }
  if (value.length === 0) return;
  if (value.length < 2 || !value.every((n) => typeof n === 'number' && Number.isFinite(n))) {
    throw new BadGeometry('a position that is not finite numbers');
  }
}

const isEmpty = (coordinates: readonly unknown[]): boolean =>
  coordinates.length === 0 ||
  (Array.isArray(coordinates[0]) && coordinates.every((part) => isEmpty(part as unknown[])));

/** Every position of a geometry. */
export function* positionsOf(geometry: Geometry): Generator<Position> {
  if (geometry.type === 'GeometryCollection') for (const part of geometry.geometries) yield* positionsOf(part);
  else yield* nested(geometry.coordinates);
}

function* nested(coordinates: unknown): Generator<Position> {
  const list = coordinates as readonly unknown[];
  if (typeof list[0] === 'number') yield list as Position;
  else for (const part of list) yield* nested(part);
}

/** The only point of a geometry that is one, as a one-part MultiPoint is too. */
export function pointOf(geometry: Geometry): Position | null {
  if (geometry.type === 'Point') return geometry.coordinates;
  if (geometry.type === 'MultiPoint' && geometry.coordinates.length === 1) return geometry.coordinates[0]!;
  if (geometry.type === 'GeometryCollection' && geometry.geometries.length === 1) {
    return pointOf(geometry.geometries[0]!);
  }
  return null;
}

/** Twice the area within a ring, positive where it runs clockwise. */
export const signedArea = (ring: readonly Position[]): number => {
  let area = 0;
  for (let i = 1; i < ring.length; i++) {
    area += (ring[i]![0]! - ring[i - 1]![0]!) * (ring[i]![1]! + ring[i - 1]![1]!);
  }
  return area;
};

function ringContains(ring: readonly Position[], [x, y]: Position): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]! as [number, number];
    const [bx, by] = ring[j]! as [number, number];
    if (ay > y! !== by > y! && x! < ((bx - ax) * (y! - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/**
 * Rings as polygons, as shapefiles order them: clockwise ones are outer rings, the others holes of the outer ring that
 * contains them (ESRI Shapefile Technical Description, 1998, p. 8). A hole in no outer ring becomes a polygon.
 */
export function polygonOfRings(rings: readonly Position[][]): Geometry {
  const isOuter = (ring: readonly Position[]) => signedArea(ring) >= 0;
  const outer = rings.filter(isOuter).map((ring) => [ring]);
  const holes = rings.filter((ring) => !isOuter(ring));
  for (const hole of holes) {
    const home = outer.find(([ring]) => ringContains(ring!, hole[0]!));
    if (home) home.push(hole);
    else outer.push([hole]);
  }
  return outer.length === 1
    ? { type: 'Polygon', coordinates: outer[0]! }
    : { type: 'MultiPolygon', coordinates: outer };
}
