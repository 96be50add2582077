import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { boundaryLineLayers } from '../../map/layers/boundary-lines.ts';
import { labelFont } from '../../map/layers/divisions.ts';
import type { LineDetail } from '../queries.ts';
import { stateOf } from '../register/marker-filter.ts';
import { gridCells, type GridCell } from './grid-cells.ts';
import { addSignImages, signImageName } from './marker-signs.ts';

const sources = {
  lines: 'boundary-lines',
  markers: 'boundary-markers',
  cells: 'boundary-cells',
  cellCounts: 'boundary-cell-counts',
  findings: 'boundary-findings',
  route: 'boundary-route',
  chosen: 'boundary-chosen',
} as const;

/** Layers that can be pointed at, the uppermost first. */
export const pointedLayers = {
  stops: 'boundary-stops',
  findingPoints: 'boundary-finding-points',
  markers: 'boundary-markers',
  clusters: 'boundary-clusters',
  cells: 'boundary-cells',
  findingAreas: 'boundary-finding-areas',
  lines: 'boundary-line-hits',
} as const;

const findingColor = '#c2185b';
const routeColor = '#0b5fd0';
const chosenColor = '#d6246e';
const ink = '#1d2b33';

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };
const addSource = (map: MapLibreMap, id: string) => map.addSource(id, { type: 'geojson', data: nothing });

function addLines(map: MapLibreMap): void {
  addSource(map, sources.lines);
  map.addLayer({
    id: 'boundary-line-halo',
    type: 'line',
    source: sources.lines,
    paint: { 'line-color': '#ffffff', 'line-width': 6, 'line-opacity': 0.75 },
  });
  for (const layer of boundaryLineLayers(sources.lines)) map.addLayer(layer);
  map.addLayer({
    id: pointedLayers.lines,
    type: 'line',
    source: sources.lines,
    paint: { 'line-color': '#000000', 'line-width': 14, 'line-opacity': 0 },
  });
}

function addCells(map: MapLibreMap): void {
  addSource(map, sources.cells);
  addSource(map, sources.cellCounts);
  map.addLayer({
    id: pointedLayers.cells,
    type: 'fill',
    source: sources.cells,
    paint: { 'fill-color': '#12707f', 'fill-opacity': 0.22 },
  });
  map.addLayer({
    id: 'boundary-cell-edges',
    type: 'line',
    source: sources.cells,
    paint: { 'line-color': '#12707f', 'line-width': 1.2, 'line-dasharray': [2, 1.5] },
  });
  map.addLayer({
    id: 'boundary-cell-counts',
    type: 'symbol',
    source: sources.cellCounts,
    minzoom: 10.5,
    layout: {
      'icon-image': ['get', 'image'],
      'icon-allow-overlap': true,
      'text-field': ['get', 'count'],
      'text-font': labelFont,
      'text-size': 11,
      'text-offset': [0, 1.4],
      'text-optional': true,
    },
    paint: { 'text-color': ink, 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
  });
}

/** Markers gathered into counted groups when far away; a group with a marker not known to be intact has a thick ring. */
function addMarkers(map: MapLibreMap): void {
  map.addSource(sources.markers, {
    type: 'geojson',
    data: nothing,
    cluster: true,
    clusterMaxZoom: 11,
    clusterRadius: 34,
    clusterProperties: { troubled: ['+', ['case', ['==', ['get', 'state'], 'intact'], 0, 1]] },
  });
  map.addLayer({
    id: pointedLayers.clusters,
    type: 'circle',
    source: sources.markers,
    filter: ['has', 'point_count'],
    paint: {
      'circle-color': 'rgba(255,255,255,0.92)',
      'circle-stroke-color': ['case', ['>', ['get', 'troubled'], 0], '#b3175c', '#12707f'],
      'circle-stroke-width': ['case', ['>', ['get', 'troubled'], 0], 2.6, 1.2],
      'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'point_count']], 1, 8, 10, 13, 30, 18],
    },
  });
  map.addLayer({
    id: 'boundary-cluster-counts',
    type: 'symbol',
    source: sources.markers,
    filter: ['has', 'point_count'],
    layout: {
      'text-field': ['get', 'point_count_abbreviated'],
      'text-font': labelFont,
      'text-size': 10.5,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': ink },
  });
  map.addLayer({
    id: pointedLayers.markers,
    type: 'symbol',
    source: sources.markers,
    filter: ['!', ['has', 'point_count']],
    layout: {
      'icon-image': ['get', 'image'],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.75, 13, 1.1],
      'icon-allow-overlap': true,
      'text-field': ['step', ['zoom'], '', 13, ['get', 'number']],
      'text-font': labelFont,
      'text-size': 11,
      'text-offset': [0, 1.4],
      'text-optional': true,
    },
    paint: { 'text-color': ink, 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
  });
}

function addFindings(map: MapLibreMap): void {
  addSource(map, sources.findings);
  map.addLayer({
    id: pointedLayers.findingAreas,
    type: 'fill',
    source: sources.findings,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': findingColor, 'fill-opacity': 0.35 },
  });
  map.addLayer({
    id: 'boundary-finding-lines',
    type: 'line',
    source: sources.findings,
    filter: ['!=', ['geometry-type'], 'Point'],
    paint: { 'line-color': findingColor, 'line-width': 3, 'line-dasharray': [1.4, 1] },
  });
  map.addLayer({
    id: pointedLayers.findingPoints,
    type: 'symbol',
    source: sources.findings,
    filter: ['==', ['geometry-type'], 'Point'],
    layout: {
      'text-field': '▲',
      'text-font': labelFont,
      'text-size': 17,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': findingColor, 'text-halo-color': '#ffffff', 'text-halo-width': 1.8 },
  });
}

function addRoute(map: MapLibreMap): void {
  addSource(map, sources.route);
  map.addLayer({
    id: 'boundary-route-line',
    type: 'line',
    source: sources.route,
    filter: ['==', ['geometry-type'], 'LineString'],
    paint: { 'line-color': routeColor, 'line-width': 2.4, 'line-opacity': 0.85 },
  });
  map.addLayer({
    id: pointedLayers.stops,
    type: 'circle',
    source: sources.route,
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': 11,
      'circle-color': '#ffffff',
      'circle-stroke-color': routeColor,
      'circle-stroke-width': 2.2,
    },
  });
  map.addLayer({
    id: 'boundary-stop-labels',
    type: 'symbol',
    source: sources.route,
    filter: ['==', ['geometry-type'], 'Point'],
    layout: { 'text-field': ['get', 'label'], 'text-font': labelFont, 'text-size': 11, 'text-allow-overlap': true },
    paint: { 'text-color': ink },
  });
}

/** Layers of boundaries from the ground up: lines, cells of rounded positions, markers, findings, a route, what is chosen. */
export function addBoundaryLayers(map: MapLibreMap): void {
  addSignImages(map);
  addLines(map);
  addCells(map);
  addMarkers(map);
  addFindings(map);
  addRoute(map);
  addSource(map, sources.chosen);
  map.addLayer({
    id: 'boundary-chosen-line',
    type: 'line',
    source: sources.chosen,
    filter: ['!=', ['geometry-type'], 'Point'],
    paint: { 'line-color': chosenColor, 'line-width': 8, 'line-opacity': 0.4 },
  });
  map.addLayer({
    id: 'boundary-chosen',
    type: 'circle',
    source: sources.chosen,
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': 14,
      'circle-color': 'rgba(214,36,110,0.14)',
      'circle-stroke-color': chosenColor,
      'circle-stroke-width': 3,
    },
  });
}

const feature = (geometry: Geometry, properties: Record<string, unknown> = {}): Feature => ({
  type: 'Feature',
  geometry,
  properties,
});

const setData = (map: MapLibreMap, source: string, features: Feature[]) =>
  void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });

export function showLines(map: MapLibreMap, lines: readonly LineDetail[]): void {
  setData(
    map,
    sources.lines,
    lines.flatMap(({ id, level, geometry }) => (geometry ? [feature(geometry as Geometry, { id, level })] : [])),
  );
}

/** The state that a cell's sign shows: one not known to be intact before one that is. */
const stateOfCell = ({ markers }: GridCell): string => {
  const states = markers.map(stateOf);
  return (
    states.find((state) => state !== 'intact' && state !== 'unknown') ?? states.find((s) => s !== 'intact') ?? 'intact'
  );
};

/** Shows surveyed markers at their place, and rounded ones as the cells within which they stand. */
export function showMarkers(map: MapLibreMap, markers: readonly BoundaryMarkerItem[]): void {
  setData(
    map,
    sources.markers,
    markers.flatMap((marker) =>
      marker.position === null || marker.precision === 'rounded'
        ? []
        : [
            feature(marker.position, {
              id: marker.id,
              number: marker.number,
              state: stateOf(marker),
              image: signImageName(stateOf(marker)),
            }),
          ],
    ),
  );
  const cells = gridCells(markers);
  setData(
    map,
    sources.cells,
    cells.map(({ ring, markers: within }) =>
      feature({ type: 'Polygon', coordinates: [ring] }, { ids: within.map(({ id }) => id).join() }),
    ),
  );
  setData(
    map,
    sources.cellCounts,
    cells.map((cell) =>
      feature(
        { type: 'Point', coordinates: cell.centre },
        {
          image: signImageName(stateOfCell(cell)),
          count: cell.markers.length > 1 ? `×${cell.markers.length}` : '',
        },
      ),
    ),
  );
}

/** A place that a finding is about. */
export interface FindingPlace {
  id: string;
  place: Geometry;
}

export const showFindings = (map: MapLibreMap, findings: readonly FindingPlace[]): void =>
  setData(
    map,
    sources.findings,
    findings.map(({ id, place }) => feature(place, { id })),
  );

export interface RouteStop {
  markerId: string;
  position: readonly number[];
  label: string;
}

export function showRoute(map: MapLibreMap, path: Geometry | null, stops: readonly RouteStop[]): void {
  setData(map, sources.route, [
    ...(path ? [feature(path)] : []),
    ...stops.map(({ markerId, position, label }) =>
      feature({ type: 'Point', coordinates: [...position] }, { id: markerId, label }),
    ),
  ]);
}

export const showChosen = (map: MapLibreMap, place: Geometry | null): void =>
  setData(map, sources.chosen, place ? [feature(place)] : []);
