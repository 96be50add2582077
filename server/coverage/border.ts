import type { BoundaryGeometry } from '../divisions/contract.ts';
import type { DivisionTable } from '../snapshot/snapshot.ts';

type Position = readonly number[];

const METRES_PER_DEGREE = 6_371_008.8 * (Math.PI / 180);

/** Segments in one piece of the border: distances are measured piece by piece, and most pieces are too far to matter. */
const PIECE_SEGMENTS = 32;

interface Piece {
  west: number;
  south: number;
  east: number;
  north: number;
  /** x and y of both ends of each segment, degrees. */
  segments: number[];
}

/**
 * Distance of each position to the border of the study area as the crow flies, metres; NaN where the position or the
 * border is unknown. The border is the city's boundary, or else the edges that belong to one county only.
 */
export function borderDistances(
  divisions: DivisionTable,
  longitude: Float64Array,
  latitude: Float64Array,
): Float64Array {
  const pieces = piecesOf(borderSegments(divisions));
  return Float64Array.from(longitude, (lon, p) => distanceTo(pieces, lon, latitude[p]!));
}

function borderSegments(divisions: DivisionTable): number[][] {
  const boundaries = (level: 'city' | 'county') =>
    divisions.ofLevel(level).flatMap((row) => divisions.bodies[row]!.boundary ?? []);
  const cities = boundaries('city');
  return cities.length > 0 ? segmentsOf(cities) : outerSegments(segmentsOf(boundaries('county')));
}

function segmentsOf(boundaries: readonly BoundaryGeometry[]): number[][] {
  return boundaries.flatMap((boundary) => {
    const polygons = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
    return polygons.flatMap((rings) => rings.flatMap(ringSegments));
  });
}

function ringSegments(ring: readonly Position[]): number[][] {
  return ring.slice(1).map((to, i) => [ring[i]![0]!, ring[i]![1]!, to[0]!, to[1]!]);
}

/** Neighbouring counties share their edges; what only one of them has is the outside. */
function outerSegments(segments: readonly number[][]): number[][] {
  const key = ([ax, ay, bx, by]: readonly number[]) =>
    ax! < bx! || (ax === bx && ay! <= by!) ? `${ax},${ay},${bx},${by}` : `${bx},${by},${ax},${ay}`;
  const times = new Map<string, number>();
  for (const segment of segments) times.set(key(segment), (times.get(key(segment)) ?? 0) + 1);
  return segments.filter((segment) => times.get(key(segment)) === 1);
}

function piecesOf(segments: readonly number[][]): Piece[] {
  const pieces: Piece[] = [];
  for (let first = 0; first < segments.length; first += PIECE_SEGMENTS) {
    const flat = segments.slice(first, first + PIECE_SEGMENTS).flat();
    const xs = flat.filter((_, i) => i % 2 === 0);
    const ys = flat.filter((_, i) => i % 2 === 1);
    pieces.push({
      west: Math.min(...xs),
      east: Math.max(...xs),
      south: Math.min(...ys),
      north: Math.max(...ys),
      segments: flat,
    });
  }
  return pieces;
}

/** Planar on the ground at the position, as snapping is: right to a fraction of a per cent within a walk. */
function distanceTo(pieces: readonly Piece[], longitude: number, latitude: number): number {
  const perLongitude = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  let squared = Infinity;
  for (const piece of pieces) {
    const dx = Math.max(piece.west - longitude, 0, longitude - piece.east) * perLongitude;
    const dy = Math.max(piece.south - latitude, 0, latitude - piece.north) * METRES_PER_DEGREE;
    if (dx * dx + dy * dy >= squared) continue;
    for (let i = 0; i < piece.segments.length; i += 4) {
      squared = Math.min(squared, squaredToSegment(piece.segments, i, longitude, latitude, perLongitude));
    }
  }
  return squared === Infinity || Number.isNaN(longitude) ? Number.NaN : Math.sqrt(squared);
}

function squaredToSegment(
  segments: readonly number[],
  at: number,
  longitude: number,
  latitude: number,
  perLongitude: number,
): number {
  const ax = (segments[at]! - longitude) * perLongitude;
  const ay = (segments[at + 1]! - latitude) * METRES_PER_DEGREE;
  const spanX = (segments[at + 2]! - longitude) * perLongitude - ax;
  const spanY = (segments[at + 3]! - latitude) * METRES_PER_DEGREE - ay;
  const spanSquared = spanX * spanX + spanY * spanY;
  const share = spanSquared === 0 ? 0 : Math.min(1, Math.max(0, -(ax * spanX + ay * spanY) / spanSquared));
  return (ax + share * spanX) ** 2 + (ay + share * spanY) ** 2;
}
