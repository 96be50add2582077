import { bbox, difference, feature, featureCollection, intersect, union, voronoi } from '@turf/turf';
import type { BoundaryGeometry } from './contract.ts';

type Position = [number, number];
type Ring = Position[];

/** Share of its own size by which the area around village points is widened, so that no cell ends inside the division. */
const CELL_MARGIN = 0.5;
/** Sine of the angle below which a ring that turns back on itself has folded onto an edge that only nearly matched. */
const FOLD_SINE = 0.01;

/**
 * The boundary around several divisions together; null when one of theirs is unknown. Neighbours that share the vertices
 * of their common line are joined exactly, by leaving the common edges out; others by clipping.
 */
export function joinBoundaries(boundaries: readonly (BoundaryGeometry | null)[]): BoundaryGeometry | null {
  const known = boundaries.filter((boundary) => boundary !== null);
  if (known.length === 0 || known.length < boundaries.length) return null;
  if (known.length === 1) return known[0]!;
  return joinAlongSharedEdges(known) ?? joinByClipping(known);
}

function joinByClipping(boundaries: readonly BoundaryGeometry[]): BoundaryGeometry | null {
  const joined = union(featureCollection(boundaries.map((boundary) => feature(boundary))));
  return (joined?.geometry ?? null) as BoundaryGeometry | null;
}

/** What is left of a boundary without a part of it; null when nothing is left or one of the two is unknown. */
export function withoutPart(whole: BoundaryGeometry | null, part: BoundaryGeometry | null): BoundaryGeometry | null {
  if (whole === null || part === null) return null;
  const rest = difference(featureCollection([feature(whole), feature(part)]));
  return (rest?.geometry ?? null) as BoundaryGeometry | null;
}

/**
 * Divides a boundary among several parts by the points that belong to each: every place goes to the part of its nearest
 * point (Thiessen polygons, 泰森多边形). An approximation for display, until the line is surveyed.
 * @param pointsOfParts longitude and latitude of the points of each part, degrees
 * @returns one boundary per part, which together fill the whole; null when a part has no point of its own
 */
export function divideByPoints(
  whole: BoundaryGeometry,
  pointsOfParts: readonly (readonly Position[])[],
): BoundaryGeometry[] | null {
  const partOf = new Map<string, number>();
  const points: Position[] = [];
  pointsOfParts.forEach((ofPart, part) => {
    for (const point of ofPart) {
      const key = point.join();
      if (partOf.has(key)) continue;
      partOf.set(key, part);
      points.push(point);
    }
  });
  if (pointsOfParts.some((_, part) => ![...partOf.values()].includes(part))) return null;
  const cells = voronoi(featureCollection(points.map((p) => feature({ type: 'Point', coordinates: p }))), {
    bbox: widened(bbox(whole), points),
  });
  const parts = pointsOfParts.map((_, part) =>
    cells.features.flatMap((cell, i) => (partOf.get(points[i]!.join()) === part ? [cell.geometry] : [])),
  );
  const boundaries = parts.map((ofPart) => within(whole, joinBoundaries(ofPart as BoundaryGeometry[])));
  return boundaries.every((boundary) => boundary !== null) ? boundaries : null;
}

function within(whole: BoundaryGeometry, cells: BoundaryGeometry | null): BoundaryGeometry | null {
  if (!cells) return null;
  const inside = intersect(featureCollection([feature(whole), feature(cells)]));
  return (inside?.geometry ?? null) as BoundaryGeometry | null;
}

function widened(box: readonly number[], points: readonly Position[]): [number, number, number, number] {
  const xs = [box[0]!, box[2]!, ...points.map(([x]) => x)];
  const ys = [box[1]!, box[3]!, ...points.map(([, y]) => y)];
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const margin = CELL_MARGIN * Math.max(east - west, north - south);
  return [west - margin, south - margin, east + margin, north + margin];
}

/**
 * Joins polygons whose common lines have the same vertices on both sides: an edge that one polygon walks one way and
 * another the other way lies inside. Null where that does not give one plain polygon: then the lines do not match.
 */
function joinAlongSharedEdges(boundaries: readonly BoundaryGeometry[]): BoundaryGeometry | null {
  const edges = new Map<string, { from: string; to: string }>();
  const positions = new Map<string, Position>();
  for (const boundary of boundaries) {
    for (const ring of orientedRings(boundary)) {
      for (let i = 1; i < ring.length; i++) {
        const [from, to] = [ring[i - 1]!.join(), ring[i]!.join()];
        positions.set(from, ring[i - 1]!);
        if (edges.has(`${from} ${to}`)) return null;
        if (!edges.delete(`${to} ${from}`)) edges.set(`${from} ${to}`, { from, to });
      }
    }
  }
  const next = new Map<string, string>();
  for (const { from, to } of edges.values()) {
    if (next.has(from)) return null;
    next.set(from, to);
  }
  const rings = ringsAlong(next, positions);
  if (!rings || rings.some(isFolded)) return null;
  const outer = rings.filter((ring) => signedArea(ring) > 0);
  if (outer.length !== 1) return null;
  return { type: 'Polygon', coordinates: [...outer, ...rings.filter((ring) => signedArea(ring) <= 0)] };
}

/** Rings with the inside on the left: outer ones counter-clockwise, holes clockwise. */
function orientedRings(boundary: BoundaryGeometry): Ring[] {
  const polygons = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
  return polygons.flatMap((rings) =>
    rings.map((ring, i) => (signedArea(ring) > 0 === (i === 0) ? ring : [...ring].reverse())),
  );
}

function ringsAlong(next: Map<string, string>, positions: ReadonlyMap<string, Position>): Ring[] | null {
  const rings: Ring[] = [];
  for (const start of [...next.keys()]) {
    if (!next.has(start)) continue;
    const ring: Ring = [positions.get(start)!];
    for (let at = start; ;) {
      const to = next.get(at);
      if (to === undefined) return null;
      next.delete(at);
      ring.push(positions.get(to)!);
      if (to === start) break;
      at = to;
    }
    rings.push(ring);
  }
  return rings;
}

/** Twice the area in square degrees, positive when counter-clockwise. */
function signedArea(ring: readonly Position[]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) sum += ring[i - 1]![0] * ring[i]![1] - ring[i]![0] * ring[i - 1]![1];
  return sum;
}

function isFolded(ring: Ring): boolean {
  return ring.slice(1).some((at, i) => {
    const before = ring[i]!;
    const after = i + 2 < ring.length ? ring[i + 2]! : ring[1]!;
    const [ax, ay, bx, by] = [at[0] - before[0], at[1] - before[1], after[0] - at[0], after[1] - at[1]];
    const lengths = Math.hypot(ax, ay) * Math.hypot(bx, by);
    return ax * bx + ay * by < 0 && Math.abs(ax * by - ay * bx) < FOLD_SINE * lengths;
  });
}
