import type { Feature, FeatureCollection } from 'geojson';
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { addCareLayers } from '../../coverage/layers/care-layers.ts';
import { labelFont } from '../../map/layers/divisions.ts';
import type { Position } from '../geometry-text.ts';
import { addMarkImages, markImageName, type SiteMark } from './site-marks.ts';

const sources = {
  parcels: 'siting-parcels',
  area: 'siting-area',
  lines: 'siting-lines',
  sites: 'siting-sites',
  drawing: 'siting-drawing',
} as const;

/** Layers that can be pointed at, the uppermost first; the care circle's own lie between them. */
export const siteLayer = 'siting-sites';
export const parcelLayer = 'siting-parcels';

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

export const areaColor = '#8a5a00';
export const parcelColor = '#5a7d1e';
export const lineColor = '#0b5fd0';

function addGround(map: MapLibreMap): void {
  map.addSource(sources.parcels, { type: 'geojson', data: nothing });
  map.addLayer({
    id: parcelLayer,
    type: 'fill',
    source: sources.parcels,
    paint: { 'fill-color': parcelColor, 'fill-opacity': 0.45 },
  });
  map.addLayer({
    id: 'siting-parcel-lines',
    type: 'line',
    source: sources.parcels,
    paint: { 'line-color': parcelColor, 'line-width': 2 },
  });
  map.addSource(sources.area, { type: 'geojson', data: nothing });
  map.addLayer({
    id: 'siting-area',
    type: 'fill',
    source: sources.area,
    paint: { 'fill-color': areaColor, 'fill-opacity': 0.1 },
  });
  map.addLayer({
    id: 'siting-area-line',
    type: 'line',
    source: sources.area,
    paint: { 'line-color': areaColor, 'line-width': 2, 'line-dasharray': [3, 2] },
  });
  map.addSource(sources.lines, { type: 'geojson', data: nothing });
  map.addLayer({
    id: 'siting-lines',
    type: 'line',
    source: sources.lines,
    paint: { 'line-color': lineColor, 'line-width': 1.4, 'line-opacity': 0.8 },
  });
}

/** Signs of sites, above whatever is there. */
export function addSites(map: MapLibreMap): void {
  addMarkImages(map);
  map.addSource(sources.sites, { type: 'geojson', data: nothing });
  const label: ExpressionSpecification = ['coalesce', ['get', 'label'], ''];
  map.addLayer({
    id: siteLayer,
    type: 'symbol',
    source: sources.sites,
    layout: {
      'icon-image': ['get', 'image'],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 7, 0.7, 11, 1],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-sort-key': ['get', 'order'],
      'text-field': label,
      'text-font': labelFont,
      'text-size': 11,
      'text-offset': [0, 1.5],
      'text-optional': true,
    },
    paint: { 'text-color': '#1d2b33', 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
  });
}

function addDrawing(map: MapLibreMap): void {
  map.addSource(sources.drawing, { type: 'geojson', data: nothing });
  map.addLayer({
    id: 'siting-drawing-line',
    type: 'line',
    source: sources.drawing,
    filter: ['!=', ['geometry-type'], 'Point'],
    paint: { 'line-color': areaColor, 'line-width': 2.5 },
  });
  map.addLayer({
    id: 'siting-drawing-corners',
    type: 'circle',
    source: sources.drawing,
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': 5,
      'circle-color': '#ffffff',
      'circle-stroke-color': areaColor,
      'circle-stroke-width': 2.5,
    },
  });
}

/** Layers of siting, from the ground up: parcels, the drawn area, who goes where, people and facilities, sites. */
export function addSitingLayers(map: MapLibreMap): void {
  addGround(map);
  addCareLayers(map);
  addSites(map);
  addDrawing(map);
}

const setData = (map: MapLibreMap, source: string, features: Feature[]) =>
  void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });

const feature = (geometry: Feature['geometry'], properties: Record<string, unknown> = {}): Feature => ({
  type: 'Feature',
  geometry,
  properties,
});

const point = (position: Position, properties: Record<string, unknown> = {}): Feature =>
  feature({ type: 'Point', coordinates: [...position] }, properties);

const line = (positions: readonly Position[]): Feature =>
  feature({ type: 'LineString', coordinates: positions.map((position) => [...position]) });

/** A site of the plan, of the search or of the question. */
export interface DrawnSite {
  id: string;
  position: Position;
  mark: SiteMark;
  /** Text under the mark, such as the number of a point. */
  label?: string;
}

const drawingOrder: Record<SiteMark, number> = {
  candidate: 0,
  forbidden: 1,
  searched: 2,
  changed: 3,
  closed: 3,
  pinned: 4,
  built: 5,
};

export function showSites(map: MapLibreMap, sites: readonly DrawnSite[]): void {
  setData(
    map,
    sources.sites,
    sites.map(({ id, position, mark, label }) =>
      point(position, { id, image: markImageName(mark), order: drawingOrder[mark], ...(label ? { label } : {}) }),
    ),
  );
}

/** Shows an area within which villages are candidates; none with fewer than three corners. */
export function showArea(map: MapLibreMap, corners: readonly Position[]): void {
  const ring = corners.length < 3 ? [] : [...corners, corners[0]!].map((corner) => [...corner]);
  setData(map, sources.area, ring.length === 0 ? [] : [feature({ type: 'Polygon', coordinates: [ring] })]);
}

export const showParcels = (map: MapLibreMap, parcels: readonly Feature[]): void =>
  setData(map, sources.parcels, [...parcels]);

/** Straight lines from people to what serves them: who goes where, not by which way. */
export const showLines = (map: MapLibreMap, lines: readonly (readonly [Position, Position])[]): void =>
  setData(map, sources.lines, lines.map(line));

/** Shows an area while it is drawn, with the side that follows the pointer. */
export function showDrawing(map: MapLibreMap, corners: readonly Position[], pointer: Position | null): void {
  const path = pointer ? [...corners, pointer] : [...corners];
  const closed = path.length > 2 ? [...path, path[0]!] : path;
  setData(map, sources.drawing, [
    ...(closed.length > 1 ? [line(closed)] : []),
    ...corners.map((corner) => point(corner)),
  ]);
}
