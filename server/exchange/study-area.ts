import { bbox as bboxOf, booleanPointInPolygon, pointToLineDistance } from '@turf/turf';
import type { Feature, LineString, MultiPolygon, Polygon } from 'geojson';
import type { BoundaryGeometry, DivisionBody } from '../divisions/contract.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Position } from './crs.ts';

type Bbox = readonly [west: number, south: number, east: number, north: number];

/** Vertices in one piece of a boundary; distances are measured piece by piece, nearest box first. */
const pieceVertices = 32;

interface Piece {
  box: Bbox;
  line: Feature<LineString>;
}

interface IndexedDivision {
  id: string;
  body: DivisionBody;
  box: Bbox;
  boundary: Polygon | MultiPolygon;
  pieces: Piece[];
}

/** Boundaries of a snapshot's counties and townships, ready for thousands of questions about points. */
export interface StudyArea {
  /** False when the registry holds no county boundary, so that nothing can be said about positions. */
  known: boolean;
  /** Whether the point lies inside the division; `null` when the division has no boundary. */
  within(point: Position, divisionId: string): boolean | null;
  /** Metres from the point to the division, 0 inside; `null` when it has no boundary. */
  distanceM(point: Position, divisionId: string): number | null;
  /** Metres from the point to the nearest county, 0 inside one. Beyond `enoughM` it is a lower bound. */
  distanceOutsideM(point: Position, enoughM: number): number;
  /** The county in which the point lies. */
  countyAt(point: Position): string | null;
  /** The township in which the point lies. */
  townshipAt(point: Position): string | null;
}

const indexed = new WeakMap<object, StudyArea>();

/** The study area of a snapshot; built once for each state of the divisions. */
export function studyArea(snapshot: Snapshot): StudyArea {
  let area = indexed.get(snapshot.divisions);
  if (!area) {
    area = buildStudyArea(snapshot);
    indexed.set(snapshot.divisions, area);
  }
  return area;
}

function buildStudyArea(snapshot: Snapshot): StudyArea {
  const { divisions } = snapshot;
  const ofLevel = (level: 'county' | 'township') =>
    divisions.ofLevel(level).flatMap((row) => {
      const body = divisions.bodies[row]!;
      return body.boundary ? [indexDivision(divisions.ids[row]!, body, body.boundary)] : [];
    });
  const counties = ofLevel('county');
  const townships = ofLevel('township');
  const byId = new Map([...counties, ...townships].map((d) => [d.id, d]));

  return {
    known: counties.length > 0,
    within(point, divisionId) {
      const division = byId.get(divisionId);
      return division ? contains(division, point) : null;
    },
    distanceM(point, divisionId) {
      const division = byId.get(divisionId);
      if (!division) return null;
      return contains(division, point) ? 0 : distanceToPieces(point, division.pieces, Infinity);
    },
    distanceOutsideM(point, enoughM) {
      if (counties.some((c) => contains(c, point))) return 0;
      let nearest = Infinity;
      for (const county of counties) {
        const atLeast = boxDistanceM(point, county.box);
        // Beyond the limit only the order of magnitude matters to a reader, and the box gives it.
        const distance = atLeast > enoughM ? atLeast : distanceToPieces(point, county.pieces, nearest);
        nearest = Math.min(nearest, distance);
      }
      return nearest;
    },
    countyAt: (point) => counties.find((c) => contains(c, point))?.id ?? null,
    townshipAt: (point) => townships.find((t) => contains(t, point))?.id ?? null,
  };
}

function indexDivision(id: string, body: DivisionBody, shape: BoundaryGeometry): IndexedDivision {
  const boundary = shape as Polygon | MultiPolygon;
  const rings = boundary.type === 'Polygon' ? boundary.coordinates : boundary.coordinates.flat();
  return { id, body, boundary, box: bboxOf(boundary) as unknown as Bbox, pieces: rings.flatMap(piecesOf) };
}

function piecesOf(ring: readonly number[][]): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start < ring.length - 1; start += pieceVertices) {
    const coordinates = ring.slice(start, start + pieceVertices + 1);
    const line: Feature<LineString> = {
      type: 'Feature',
      properties: {},
      geometry: { type: 'LineString', coordinates },
    };
    pieces.push({ box: bboxOf(line) as unknown as Bbox, line });
  }
  return pieces;
}

function contains(division: IndexedDivision, point: Position): boolean {
  const [west, south, east, north] = division.box;
  const [x, y] = point;
  if (!(x >= west && x <= east && y >= south && y <= north)) return false;
  return booleanPointInPolygon([x, y], division.boundary);
}

const metresPerDegree = 111_195;

/** A lower bound of the metres between a point and a box, within 1% at these latitudes. */
function boxDistanceM([x, y]: Position, [west, south, east, north]: Bbox): number {
  const degreesX = Math.max(west - x, 0, x - east);
  const degreesY = Math.max(south - y, 0, y - north);
  const northmost = Math.max(Math.abs(y), Math.abs(north), Math.abs(south));
  return Math.hypot(degreesX * Math.cos((Math.min(northmost, 90) * Math.PI) / 180), degreesY) * metresPerDegree;
}

/** Boundaries are straight in degrees, as they are for `contains`; as great circles they would bulge. */
const straightInDegrees = { units: 'meters', method: 'planar' } as const;

/** Metres to the nearest of the pieces that are nearer than `limitM`, else `limitM`. */
function distanceToPieces(point: Position, pieces: readonly Piece[], limitM: number): number {
  const ordered = pieces
    .map((piece) => ({ piece, atLeast: boxDistanceM(point, piece.box) }))
    .sort((a, b) => a.atLeast - b.atLeast);
  let nearest = limitM;
  for (const { piece, atLeast } of ordered) {
    if (atLeast > nearest) break;
    nearest = Math.min(nearest, pointToLineDistance([...point], piece.line, straightInDegrees));
  }
  return nearest;
}
