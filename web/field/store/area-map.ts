import type { Feature, FeatureCollection, LineString, MultiLineString, Point, Position } from 'geojson';
import type { MarkerState } from '../../../gis-data/catalogue/boundaries.ts';
import type { FieldArea } from '../../../server/field-sync/contract.ts';
import type { MarkerSight } from './sights.ts';

/** Lines and markers as the map draws them. */
export interface DrawnArea {
  lines: FeatureCollection<LineString | MultiLineString>;
  markers: FeatureCollection<Point>;
}

/** What a start needs of an area's map, made when it is taken along: handing thousands of markers to the map takes a phone a second. */
export interface AreaMap {
  /** What can be told apart when the whole area is in view; null where all of it is little enough. */
  overview: DrawnArea | null;
  /** West, south, east and north, degrees; null where nothing has a place. */
  bounds: [number, number, number, number] | null;
  /** Something of it is demonstration data. */
  demo: boolean;
}

/** States from the one that matters least: where an overview has room for one marker, it shows the last of these. */
export const statesByConcern: readonly (MarkerState | 'unknown')[] = [
  ...(['intact', 'unknown', 'notReached', 'referencesMissing'] as const),
  ...(['endangered', 'damaged', 'moved', 'lost'] as const),
];

/** So many markers and points of lines are drawn without an overview. */
const LITTLE = 2000;
/** Spots of an overview along the longer side of the area: two pixels each on the screen of a phone. */
const SPOTS = 200;

type DrawnLine = Pick<FieldArea['lines'][number], 'id' | 'level' | 'geometry' | 'demo'>;

const collection = <G extends LineString | MultiLineString | Point>(features: Feature<G>[]): FeatureCollection<G> => ({
  type: 'FeatureCollection',
  features,
});

const shownOf = ({ state }: MarkerSight) => state ?? 'unknown';
const concernOf = (marker: MarkerSight) => (statesByConcern as readonly string[]).indexOf(shownOf(marker));

/** Everything of an area, as the map draws it. */
export const drawnAreaOf = (lines: readonly DrawnLine[], markers: readonly MarkerSight[]): DrawnArea => ({
  lines: collection(
    lines.flatMap(({ id, level, geometry }) =>
      geometry ? [{ type: 'Feature', properties: { id, level }, geometry }] : [],
    ),
  ),
  markers: collection(
    markers.flatMap((marker) => {
      const { id, number, position } = marker;
      if (!position) return [];
      return [{ type: 'Feature', properties: { id, number, shown: shownOf(marker) }, geometry: position }];
    }),
  ),
});

function boundsOf(lines: readonly DrawnLine[], markers: readonly MarkerSight[]): AreaMap['bounds'] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = ([longitude, latitude]: Position) => {
    [west, east] = [Math.min(west, longitude!), Math.max(east, longitude!)];
    [south, north] = [Math.min(south, latitude!), Math.max(north, latitude!)];
  };
  for (const { geometry } of lines) for (const course of geometry?.coordinates ?? []) course.forEach(take);
  for (const { position } of markers) if (position) take(position.coordinates);
  return west === Infinity ? null : [west, south, east, north];
}

/** A course without the points that lie on the spot of the one before. */
function thinned(course: readonly Position[], spot: number): Position[] {
  const kept = [course[0]!];
  for (const at of course.slice(1, -1)) {
    const last = kept.at(-1)!;
    if (Math.max(Math.abs(at[0]! - last[0]!), Math.abs(at[1]! - last[1]!)) >= spot) kept.push(at);
  }
  if (course.length > 1) kept.push(course.at(-1)!);
  return kept;
}

/** Of the markers of one spot, the first of those whose state matters most. */
function foremost(markers: readonly MarkerSight[], spot: number): MarkerSight[] {
  const seen = new Map<string, MarkerSight>();
  for (const marker of markers) {
    if (!marker.position) continue;
    const key = marker.position.coordinates.map((degrees) => Math.floor(degrees / spot)).join();
    const before = seen.get(key);
    if (!before || concernOf(before) < concernOf(marker)) seen.set(key, marker);
  }
  return [...seen.values()];
}

export function areaMapOf(lines: readonly DrawnLine[], markers: readonly MarkerSight[]): AreaMap {
  const bounds = boundsOf(lines, markers);
  const demo = [...lines, ...markers].some((each) => each.demo);
  const points = lines.reduce((sum, { geometry }) => sum + (geometry?.coordinates.flat().length ?? 0), 0);
  if (bounds === null || points + markers.length <= LITTLE) return { overview: null, bounds, demo };
  const spot = Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1]) / SPOTS;
  const rough = lines.map((line) => ({
    ...line,
    geometry: line.geometry && {
      ...line.geometry,
      coordinates: line.geometry.coordinates.map((course) => thinned(course, spot) as [number, number][]),
    },
  }));
  return { overview: drawnAreaOf(rough, foremost(markers, spot)), bounds, demo };
}
