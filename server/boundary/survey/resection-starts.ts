import { planeAbout, type PlanePoint } from './plane.ts';

/** What was measured to an object at a known position. */
interface SeenObject {
  position: [longitude: number, latitude: number];
  azimuthDeg: number | null;
  distanceM: number | null;
}

/** A line of position on the plane: the circle about an object, or the ray on which the object has its azimuth. */
type LineOfPosition =
  | { kind: 'circle'; centre: PlanePoint; radiusM: number }
  | { kind: 'ray'; from: PlanePoint; eastward: number; northward: number };

const RADIANS = Math.PI / 180;

/**
 * Places from which to begin a search for the marker: where any two observations cross, on the plane about the first
 * object. Circles that miss each other give the place between them.
 *
 * @param near a further place, if one is known
 */
export function startingPositions(
  objects: readonly SeenObject[],
  near: [number, number] | null,
): [longitude: number, latitude: number][] {
  const plane = planeAbout(objects[0]!.position);
  const lines = objects.map((object): LineOfPosition[] => {
    const centre = plane.toPlane(object.position);
    const own: LineOfPosition[] = [];
    if (object.distanceM !== null) own.push({ kind: 'circle', centre, radiusM: object.distanceM });
    if (object.azimuthDeg !== null) {
      // From the object the marker lies the other way.
      const back = (object.azimuthDeg + 180) * RADIANS;
      own.push({ kind: 'ray', from: centre, eastward: Math.sin(back), northward: Math.cos(back) });
    }
    return own;
  });
  const all = lines.flat();
  const points = all.flatMap((line, i) => all.slice(i + 1).flatMap((other) => crossings(line, other)));
  return [...(near === null ? [] : [near]), ...points.map((point) => plane.toPosition(point))];
}

function crossings(a: LineOfPosition, b: LineOfPosition): PlanePoint[] {
  if (a.kind === 'circle') return b.kind === 'circle' ? circlesCross(a, b) : rayMeets(b, a);
  return b.kind === 'circle' ? rayMeets(a, b) : raysCross(a, b);
}

type Circle = Extract<LineOfPosition, { kind: 'circle' }>;
type Ray = Extract<LineOfPosition, { kind: 'ray' }>;

function circlesCross(a: Circle, b: Circle): PlanePoint[] {
  const [spanEast, spanNorth] = [b.centre[0] - a.centre[0], b.centre[1] - a.centre[1]];
  const span = Math.hypot(spanEast, spanNorth);
  if (span === 0) return [];
  const along = (span ** 2 + a.radiusM ** 2 - b.radiusM ** 2) / (2 * span);
  const across = Math.sqrt(Math.max(0, a.radiusM ** 2 - along ** 2));
  return [across, -across].map((side) => [
    a.centre[0] + (along * spanEast - side * spanNorth) / span,
    a.centre[1] + (along * spanNorth + side * spanEast) / span,
  ]);
}

/** Both places where a ray's line meets a circle, or the place nearest to its centre; the search leaves the wrong one. */
function rayMeets(ray: Ray, { centre, radiusM }: Circle): PlanePoint[] {
  const [east, north] = [centre[0] - ray.from[0], centre[1] - ray.from[1]];
  const along = east * ray.eastward + north * ray.northward;
  const across = Math.hypot(east - along * ray.eastward, north - along * ray.northward);
  const half = Math.sqrt(Math.max(0, radiusM ** 2 - across ** 2));
  return [along + half, along - half].map((at) => [ray.from[0] + at * ray.eastward, ray.from[1] + at * ray.northward]);
}

function raysCross(a: Ray, b: Ray): PlanePoint[] {
  const determinant = a.eastward * b.northward - a.northward * b.eastward;
  if (determinant === 0) return [];
  const [east, north] = [b.from[0] - a.from[0], b.from[1] - a.from[1]];
  const at = (east * b.northward - north * b.eastward) / determinant;
  return [[a.from[0] + at * a.eastward, a.from[1] + at * a.northward]];
}
