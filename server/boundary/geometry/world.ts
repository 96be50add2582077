import type { BoundaryGeometryRules } from '../../../gis-data/catalogue/index.ts';
import type { BoundaryGeometry, DivisionBody } from '../../divisions/contract.ts';
import type { BoundaryLineBody, BoundaryMarkerBody, GeometryFinding } from '../contract.ts';
import { signedAreaM2 } from './ellipsoid.ts';
import { nearest, pathOf, type Foot, type Path, type Vertex } from './path.ts';
import { runsOf } from './runs.ts';

/** What the geometry is judged from, by id. */
export interface BoundaryWorld {
  lines: ReadonlyMap<string, BoundaryLineBody>;
  markers: ReadonlyMap<string, BoundaryMarkerBody>;
  divisions: ReadonlyMap<string, DivisionBody>;
}

/** A marker with a position, and where it stands along a line. */
export interface PlacedMarker {
  id: string;
  body: BoundaryMarkerBody;
  position: Vertex;
  /** Index of the line's run that is nearest. */
  run: number;
  foot: Foot;
}

/** A line laid out for measuring, with the markers that stand on it. */
export interface LaidOutLine {
  id: string;
  body: BoundaryLineBody;
  /** Empty where the line is not drawn. */
  runs: readonly Path[];
  /** Empty where the line is not drawn. */
  placed: readonly PlacedMarker[];
  withoutPosition: readonly { id: string; body: BoundaryMarkerBody }[];
}

export function layOut(world: BoundaryWorld): LaidOutLine[] {
  const markersOf = new Map<string, { id: string; body: BoundaryMarkerBody }[]>();
  for (const [id, body] of world.markers) {
    for (const lineId of body.lineIds) {
      const ofLine = markersOf.get(lineId);
      if (ofLine) ofLine.push({ id, body });
      else markersOf.set(lineId, [{ id, body }]);
    }
  }
  return [...world.lines].map(([id, body]) => {
    const runs = body.geometry ? runsOf(body.geometry) : [];
    const markers = markersOf.get(id) ?? [];
    const placed = markers.flatMap((marker) => placedOn(runs, marker) ?? []);
    return { id, body, runs, placed, withoutPosition: markers.filter((marker) => marker.body.position === null) };
  });
}

function placedOn(runs: readonly Path[], { id, body }: { id: string; body: BoundaryMarkerBody }): PlacedMarker | null {
  if (body.position === null || runs.length === 0) return null;
  const position = body.position.coordinates;
  const feet = runs.map((run) => nearest(run, position));
  const run = feet.reduce((best, foot, i) => (foot.distanceM < feet[best]!.distanceM ? i : best), 0);
  return { id, body, position, run, foot: feet[run]! };
}

/** Polygons of a division's area, each as its outer ring and its holes. */
export const partsOf = (boundary: BoundaryGeometry): readonly (readonly (readonly Vertex[])[])[] =>
  boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;

/** Every ring of a division's area as a path with the inside on its left. */
export function bordersOf(boundary: BoundaryGeometry): Path[] {
  return partsOf(boundary).flatMap((rings) =>
    rings.map((ring, i) => pathOf(signedAreaM2(ring) > 0 === (i === 0) ? ring : [...ring].reverse())),
  );
}

export type Rules = BoundaryGeometryRules;

/** A finding with what most of them do not have left out. */
export function finding(
  known: Pick<GeometryFinding, 'code' | 'severity' | 'message'> & Partial<GeometryFinding>,
): GeometryFinding {
  return { lineId: null, markerIds: [], divisionIds: [], place: null, measure: null, ...known };
}

export const sideIds = (body: Pick<BoundaryLineBody, 'sides'>): string[] =>
  body.sides.flatMap(({ divisionId }) => divisionId ?? []);

export const point = (position: Vertex) => ({ type: 'Point', coordinates: position.slice(0, 2) });
export const polygon = (ring: readonly Vertex[]) => ({
  type: 'Polygon' as const,
  coordinates: [[...ring.slice(0, -1), ring[0]!].map((vertex) => vertex.slice(0, 2))],
});

const digits = (value: number) => Number(value.toPrecision(3));
/** A length or an area in words, to three digits. */
export const metres = (m: number) =>
  m < 1000
    ? { zh: `${digits(m)} 米`, en: `${digits(m)} m` }
    : { zh: `${digits(m / 1000)} 公里`, en: `${digits(m / 1000)} km` };
export const squareMetres = (m2: number) =>
  m2 < 100_000
    ? { zh: `${digits(m2)} 平方米`, en: `${digits(m2)} m²` }
    : { zh: `${digits(m2 / 1e6)} 平方公里`, en: `${digits(m2 / 1e6)} km²` };
