import type { FeatureCollection } from 'geojson';
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { facilityGroups, facilityKinds } from '../../../gis-data/catalogue/index.ts';
import type { FacilityPointCollection } from '../../api/queries.ts';
import type { FunctionAnswer } from '../../app/url-state.ts';
import { labelFont } from './divisions.ts';

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

const colorByGroup = new Map<string, string>(facilityGroups.map((group) => [group.id, group.color]));
export const kindColor: ReadonlyMap<string, string> = new Map(
  facilityKinds.map((kind) => [kind.id, colorByGroup.get(kind.group)!]),
);

const colorExpression = [
  'match',
  ['get', 'kind'],
  ...[...kindColor].flat(),
  '#444444',
] as unknown as ExpressionSpecification;

/** An operating facility is a full disc; any other, or of unknown status, is a ring. */
const operating: ExpressionSpecification = ['==', ['get', 'status'], 'operating'];

/** Facilities as discs coloured by group, gathered into counted clusters when far away. */
export function addFacilities(map: MapLibreMap): void {
  map.addSource('facilities', {
    type: 'geojson',
    data: nothing,
    cluster: true,
    clusterMaxZoom: 9,
    clusterRadius: 46,
  });
  map.addSource('facility-selected', { type: 'geojson', data: nothing });
  map.addLayer({
    id: 'facility-clusters',
    type: 'circle',
    source: 'facilities',
    filter: ['has', 'point_count'],
    paint: {
      'circle-color': 'rgba(255,255,255,0.86)',
      'circle-stroke-color': 'rgba(67,84,94,0.75)',
      'circle-stroke-width': 1,
      'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'point_count']], 1, 8, 10, 12, 30, 18],
    },
  });
  map.addLayer({
    id: 'facility-cluster-counts',
    type: 'symbol',
    source: 'facilities',
    filter: ['has', 'point_count'],
    layout: {
      'text-field': ['get', 'point_count_abbreviated'],
      'text-font': labelFont,
      'text-size': 10.5,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': '#1d2b33' },
  });
  map.addLayer({
    id: 'facility-points',
    type: 'circle',
    source: 'facilities',
    filter: ['!', ['has', 'point_count']],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 7, 3.5, 12, 7],
      'circle-color': ['case', operating, colorExpression, '#ffffff'],
      'circle-stroke-color': ['case', operating, '#ffffff', colorExpression],
      'circle-stroke-width': ['case', operating, 1.2, 2.2],
    },
  });
  map.addLayer({
    id: 'facility-selected',
    type: 'circle',
    source: 'facility-selected',
    paint: {
      'circle-radius': 12,
      'circle-color': 'rgba(214,36,110,0.14)',
      'circle-stroke-color': '#d6246e',
      'circle-stroke-width': 3,
    },
  });
}

export interface FacilityFilter {
  kinds: readonly string[];
  statuses: readonly string[] | null;
  functionId: string | null;
  functionAnswer: FunctionAnswer;
}

/** The answer of a facility to "do you offer this?": absent is unknown, never no. */
export function functionAnswer(functions: Record<string, boolean | null>, id: string): FunctionAnswer {
  const offered = functions[id] ?? null;
  if (offered === null) return 'unknown';
  return offered ? 'yes' : 'no';
}

/** Kinds that may offer a function; of the others the question does not arise. */
const offering = (functionId: string): ReadonlySet<string> =>
  new Set(
    facilityKinds.filter((kind) => (kind.functions as readonly string[]).includes(functionId)).map((kind) => kind.id),
  );

export function filterFacilities(all: FacilityPointCollection, filter: FacilityFilter): FacilityPointCollection {
  const { kinds, statuses, functionId } = filter;
  const able = functionId === null ? null : offering(functionId);
  const features = all.features.filter(({ properties }) => {
    if (!kinds.includes(properties.kind)) return false;
    if (statuses !== null && !statuses.includes(properties.status ?? 'unknown')) return false;
    if (functionId === null) return true;
    return able!.has(properties.kind) && functionAnswer(properties.functions, functionId) === filter.functionAnswer;
  });
  return { type: 'FeatureCollection', features };
}

export function showFacilities(map: MapLibreMap, facilities: FacilityPointCollection): void {
  void map.getSource<GeoJSONSource>('facilities')?.setData(facilities);
}

/** Rings one facility; also when a filter or a cluster hides it. */
export function markFacility(map: MapLibreMap, position: [number, number] | null): void {
  const features: FeatureCollection['features'] = position
    ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: position }, properties: {} }]
    : [];
  void map.getSource<GeoJSONSource>('facility-selected')?.setData({ type: 'FeatureCollection', features });
}
