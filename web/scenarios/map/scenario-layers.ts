import type { Feature } from 'geojson';
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { patterns } from '../../../gis-data/catalogue/index.ts';
import type { ScenarioFacility } from '../../../server/scenarios/contract.ts';
import type { FacilityPointCollection } from '../../api/queries.ts';
import { fillLayer } from '../../map/layers/divisions.ts';
import { kindColor } from '../../map/layers/facilities.ts';
import { addMarkImages, facilityChanges, markImageName } from './change-marks.ts';

const registered = 'scenario-registered';
const moves = 'scenario-moves';
const former = 'scenario-former';
const changed = 'scenario-facilities';
const selected = 'scenario-selected';

/** Layers in which facilities can be pointed at, the uppermost first. */
export const facilityLayers = [changed, registered];

const groupColor = [
  'match',
  ['get', 'kind'],
  ...[...kindColor].flat(),
  '#444444',
] as unknown as ExpressionSpecification;

/** The lines of the divisions cover the edges of the fills: smoothing them too would cost each map a pass of drawing. */
function leaveEdgesToLines(map: MapLibreMap): void {
  for (const level of ['county', 'township'] as const)
    for (const layer of [fillLayer(level), ...patterns.map((pattern) => `${level}-${pattern}`)])
      map.setPaintProperty(layer, 'fill-antialias', false);
}

/** Layers of a scenario, from the ground up: facilities of the registry, moves, what the scenario changes. */
export function addScenarioLayers(map: MapLibreMap): void {
  addMarkImages(map);
  leaveEdgesToLines(map);
  for (const source of [registered, moves, former, changed, selected])
    map.addSource(source, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer({
    id: registered,
    type: 'circle',
    source: registered,
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 7, 2, 12, 5.5],
      'circle-color': groupColor,
      'circle-stroke-color': '#ffffff',
      'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 7, 0.4, 12, 1.2],
    },
  });
  map.addLayer({
    id: moves,
    type: 'line',
    source: moves,
    paint: { 'line-color': '#0b5fd0', 'line-width': 2, 'line-dasharray': [2, 1.5] },
  });
  map.addLayer({
    id: former,
    type: 'circle',
    source: former,
    paint: {
      'circle-radius': 5,
      'circle-color': 'rgba(255,255,255,0.7)',
      'circle-stroke-color': '#0b5fd0',
      'circle-stroke-width': 2,
    },
  });
  map.addLayer({
    id: selected,
    type: 'circle',
    source: selected,
    paint: {
      'circle-radius': 15,
      'circle-color': 'rgba(214,36,110,0.12)',
      'circle-stroke-color': '#d6246e',
      'circle-stroke-width': 3,
    },
  });
  map.addLayer({
    id: changed,
    type: 'symbol',
    source: changed,
    layout: {
      'icon-image': ['get', 'image'],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 7, 0.6, 11, 0.9],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-sort-key': ['get', 'order'],
    },
  });
}

const setData = (map: MapLibreMap, source: string, features: Feature[]) =>
  void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });

const pointFeature = (position: readonly [number, number], properties: Record<string, unknown> = {}): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [...position] },
  properties,
});

/** Draws the facilities of the registry that the scenario leaves alone. */
export function showRegistered(
  map: MapLibreMap,
  facilities: FacilityPointCollection,
  touched: readonly ScenarioFacility[],
): void {
  const ids = new Set(touched.map(({ id }) => id));
  setData(
    map,
    registered,
    facilities.features.filter(({ properties }) => !ids.has(properties.id)),
  );
}

/** Draws what the scenario does to facilities; a moved one with the line from where it stood. */
export function showScenarioFacilities(map: MapLibreMap, facilities: readonly ScenarioFacility[]): void {
  const marks = facilities.flatMap(({ id, change, before, after }) => {
    const position = after ?? before;
    const properties = { id, image: markImageName(change), order: -facilityChanges.indexOf(change) };
    return position ? [pointFeature(position, properties)] : [];
  });
  const moved = facilities.flatMap(({ change, before, after }) =>
    change === 'moved' && before && after ? [{ before, after }] : [],
  );
  setData(map, changed, marks);
  setData(
    map,
    moves,
    moved.map(({ before, after }) => ({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: [before, after] },
      properties: {},
    })),
  );
  setData(
    map,
    former,
    moved.map(({ before }) => pointFeature(before)),
  );
}

/** Rings the chosen facility. */
export function showSelected(map: MapLibreMap, position: readonly [number, number] | null): void {
  setData(map, selected, position ? [pointFeature(position)] : []);
}
