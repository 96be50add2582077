import type { Feature, FeatureCollection } from 'geojson';
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { CoveragePoint, IsochroneReport } from '../../../server/coverage/contract.ts';
import { labelFont } from '../../map/layers/divisions.ts';
import type { Position } from '../trial.ts';
import { addMarkImages, markImageName, type FacilityMark } from './icons.ts';

export type PointVerdict = CoveragePoint['verdict'];

/** Fill and outline of a population point: full, full with a dark rim, or hollow. */
export const verdictPaint: Record<PointVerdict, { fill: string; stroke: string; strokeWidth: number }> = {
  covered: { fill: '#2b8491', stroke: '#ffffff', strokeWidth: 0.8 },
  uncovered: { fill: '#e88a3c', stroke: '#7a2f06', strokeWidth: 1.5 },
  unknown: { fill: 'rgba(255,255,255,0.85)', stroke: '#56626b', strokeWidth: 1.8 },
};

export const changeColors = { gain: '#0b5fd0', loss: '#d6246e' } as const;

/** Lightest farthest; in thirds of the asked time. */
export const isochroneColors = ['#3f6fb5', '#7fa6d8', '#bcd2ee'] as const;

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

const sources = {
  isochrones: 'care-isochrones',
  points: 'care-points',
  changes: 'care-changes',
  route: 'care-route',
  facilities: 'care-facilities',
  tried: 'care-tried',
  chosen: 'care-chosen',
} as const;

/** Layers that can be pointed at. */
export const pointLayer = 'care-points';
export const facilityLayers = ['care-facilities', 'care-tried'];

const verdict: ExpressionSpecification = ['coalesce', ['feature-state', 'verdict'], ['get', 'verdict']];

const byVerdict = (value: 'fill' | 'stroke' | 'strokeWidth') =>
  [
    'match',
    verdict,
    'covered',
    verdictPaint.covered[value],
    'uncovered',
    verdictPaint.uncovered[value],
    verdictPaint.unknown[value],
  ] as unknown as ExpressionSpecification;

/** Square root of the people, so that the circle's area stands for them; least size where the count is unknown. */
const pointSize = ({ population60 }: CoveragePoint) => Math.sqrt(Math.max(population60 ?? 0, 16));

/** Radius at a zoom: `size` grows with the map, more slowly than the ground does. */
const radius = (extra: number): ExpressionSpecification => [
  'interpolate',
  ['exponential', 1.4],
  ['zoom'],
  7,
  ['+', extra * 0.3, ['*', 0.11, ['get', 'size']]],
  10,
  ['+', extra * 0.6, ['*', 0.2, ['get', 'size']]],
  13,
  ['+', extra, ['*', 0.42, ['get', 'size']]],
  16,
  ['+', extra, ['*', 0.9, ['get', 'size']]],
];

const bandOrder: ExpressionSpecification = ['-', 0, ['get', 'minutes']];

function addIsochrones(map: MapLibreMap): void {
  map.addSource(sources.isochrones, { type: 'geojson', data: nothing });
  const color: ExpressionSpecification = ['get', 'color'];
  map.addLayer({
    id: 'care-isochrones',
    type: 'fill',
    source: sources.isochrones,
    layout: { 'fill-sort-key': bandOrder },
    paint: { 'fill-color': color, 'fill-opacity': 0.5 },
  });
  map.addLayer({
    id: 'care-isochrone-lines',
    type: 'line',
    source: sources.isochrones,
    paint: { 'line-color': '#2c548f', 'line-width': 1, 'line-opacity': 0.75 },
  });
}

function addPoints(map: MapLibreMap): void {
  map.addSource(sources.points, { type: 'geojson', data: nothing, promoteId: 'id' });
  map.addLayer({
    id: pointLayer,
    type: 'circle',
    source: sources.points,
    layout: { 'circle-sort-key': ['-', 0, ['get', 'size']] },
    paint: {
      'circle-radius': radius(0),
      'circle-color': byVerdict('fill'),
      'circle-opacity': 0.88,
      'circle-stroke-color': byVerdict('stroke'),
      'circle-stroke-width': [
        'interpolate',
        ['linear'],
        ['zoom'],
        7,
        ['*', 0.45, byVerdict('strokeWidth')],
        11,
        byVerdict('strokeWidth'),
      ],
    },
  });
  map.addSource(sources.changes, { type: 'geojson', data: nothing });
  const changeColor: ExpressionSpecification = [
    'match',
    ['get', 'change'],
    'gain',
    changeColors.gain,
    changeColors.loss,
  ];
  map.addLayer({
    id: 'care-changes',
    type: 'circle',
    source: sources.changes,
    paint: {
      'circle-radius': radius(6),
      'circle-color': 'rgba(255,255,255,0)',
      'circle-stroke-color': changeColor,
      'circle-stroke-width': 3,
    },
  });
  map.addLayer({
    id: 'care-change-signs',
    type: 'symbol',
    source: sources.changes,
    layout: {
      'text-field': ['match', ['get', 'change'], 'gain', '+', '−'],
      'text-font': labelFont,
      'text-size': 17,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': changeColor, 'text-halo-color': '#ffffff', 'text-halo-width': 2 },
  });
}

function addRoute(map: MapLibreMap): void {
  map.addSource(sources.route, { type: 'geojson', data: nothing });
  const line = (id: string, color: string, width: number) =>
    map.addLayer({
      id,
      type: 'line',
      source: sources.route,
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': color, 'line-width': width },
    });
  line('care-route-casing', '#ffffff', 7);
  line('care-route', '#5b2a86', 3.6);
}

function addFacilities(map: MapLibreMap): void {
  // Those that are tried apart: while one is dragged, the map need not lay out the hundreds of others again.
  for (const source of [sources.facilities, sources.tried]) {
    map.addSource(source, { type: 'geojson', data: nothing });
    map.addLayer({
      id: source,
      type: 'symbol',
      source,
      layout: {
        'icon-image': ['get', 'image'],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 7, 0.2, 9, 0.36, 11, 0.75, 13, 1],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'symbol-sort-key': ['get', 'order'],
      },
    });
  }
  map.addSource(sources.chosen, { type: 'geojson', data: nothing });
  map.addLayer({
    id: 'care-chosen',
    type: 'circle',
    source: sources.chosen,
    paint: {
      'circle-radius': 15,
      'circle-color': 'rgba(214,36,110,0.08)',
      'circle-stroke-color': '#d6246e',
      'circle-stroke-width': 2.5,
    },
  });
}

/** Layers of the care circle, from the ground up: reach, people, changes, the walk, facilities. */
export function addCareLayers(map: MapLibreMap): void {
  addMarkImages(map);
  addIsochrones(map);
  addPoints(map);
  addRoute(map);
  addFacilities(map);
}

const setData = (map: MapLibreMap, source: string, features: Feature[]) =>
  void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });

const pointFeature = (position: Position, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [...position] },
  properties,
});

const placeOf = ({ longitude, latitude }: { longitude: number | null; latitude: number | null }): Position | null =>
  longitude === null || latitude === null ? null : [longitude, latitude];

export function showPoints(map: MapLibreMap, points: readonly CoveragePoint[]): void {
  const features = points.flatMap((point) => {
    const place = placeOf(point);
    const { divisionId: id, verdict } = point;
    return place ? [pointFeature(place, { id, verdict, size: pointSize(point) })] : [];
  });
  setData(map, sources.points, features);
}

export interface PointChange {
  point: CoveragePoint;
  change: 'gain' | 'loss' | 'open';
}

/** Colours the points anew whose verdict edits would change, without sending all the others to the map again. */
export function showVerdicts(map: MapLibreMap, changed: readonly CoveragePoint[]): void {
  map.removeFeatureState({ source: sources.points });
  for (const { divisionId, verdict } of changed)
    map.setFeatureState({ source: sources.points, id: divisionId }, { verdict });
}

/** Rings points that gain or lose, with a sign, so that the colour is not needed. */
export function showChanges(map: MapLibreMap, changes: readonly PointChange[]): void {
  const features = changes.flatMap(({ point, change }) => {
    const place = change === 'open' ? null : placeOf(point);
    return place ? [pointFeature(place, { change, size: pointSize(point) })] : [];
  });
  setData(map, sources.changes, features);
}

export interface DrawnFacility {
  id: string;
  position: Position;
  mark: FacilityMark;
}

const drawingOrder: Record<FacilityMark, number> = { closed: 0, unplaced: 1, maybe: 2, sure: 3, tried: 4 };

const facilityFeatures = (facilities: readonly DrawnFacility[]) =>
  facilities.map(({ id, position, mark }) =>
    pointFeature(position, { id, image: markImageName(mark), order: drawingOrder[mark] }),
  );

/** Draws the facilities that nothing is tried with. */
export const showFacilities = (map: MapLibreMap, facilities: readonly DrawnFacility[]): void =>
  setData(map, sources.facilities, facilityFeatures(facilities));

/** Draws the facilities that something is tried with. */
export const showTried = (map: MapLibreMap, facilities: readonly DrawnFacility[]): void =>
  setData(map, sources.tried, facilityFeatures(facilities));

/** Rings the chosen point or facility. */
export function showChosen(map: MapLibreMap, position: Position | null): void {
  setData(map, sources.chosen, position ? [pointFeature(position, {})] : []);
}

export function showIsochrones(map: MapLibreMap, isochrones: IsochroneReport | null): void {
  const bands = [...new Set(isochrones?.features.map((band) => band.properties.minutes))].sort((a, b) => a - b);
  const features = (isochrones?.features ?? []).map(
    (band) =>
      ({
        ...band,
        properties: { ...band.properties, color: isochroneColors[bands.indexOf(band.properties.minutes)] },
      }) as Feature,
  );
  setData(map, sources.isochrones, features);
}

export function showRoute(map: MapLibreMap, coordinates: readonly (readonly [number, number])[] | null): void {
  const drawn = coordinates !== null && coordinates.length > 1;
  setData(
    map,
    sources.route,
    drawn
      ? [
          {
            type: 'Feature',
            geometry: { type: 'LineString', coordinates: coordinates.map((c) => [...c]) },
            properties: {},
          },
        ]
      : [],
  );
}
