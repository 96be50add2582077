import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { PlaceNameHit } from '../../../server/place-names/contract.ts';
import { labelFont } from '../../map/layers/divisions.ts';

const sources = { hits: 'place-name-hits', chosen: 'place-name-chosen', here: 'place-name-here' } as const;

/** The layer of found names, which can be pointed at. */
export const hitLayer = 'place-name-hits';

const hitColor = '#0b5fd0';
const historicalColor = '#6b7785';
const defectiveColor = '#c2410c';
const chosenColor = '#d6246e';
const ink = '#1d2b33';

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Adds the layers of place names, empty. */
export function addNameLayers(map: MapLibreMap): void {
  for (const source of Object.values(sources)) map.addSource(source, { type: 'geojson', data: nothing });
  map.addLayer({
    id: 'place-name-chosen-area',
    type: 'fill',
    source: sources.chosen,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': chosenColor, 'fill-opacity': 0.15 },
  });
  map.addLayer({
    id: 'place-name-chosen-line',
    type: 'line',
    source: sources.chosen,
    paint: { 'line-color': chosenColor, 'line-width': 3 },
  });
  map.addLayer({
    id: hitLayer,
    type: 'circle',
    source: sources.hits,
    paint: {
      'circle-radius': 6,
      'circle-color': [
        'case',
        ['get', 'historical'],
        historicalColor,
        ['get', 'isDefective'],
        defectiveColor,
        hitColor,
      ],
      'circle-stroke-color': '#ffffff',
      'circle-stroke-width': 1.5,
    },
  });
  map.addLayer({
    id: 'place-name-chosen-point',
    type: 'circle',
    source: sources.chosen,
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': 11,
      'circle-opacity': 0,
      'circle-stroke-color': chosenColor,
      'circle-stroke-width': 3,
    },
  });
  map.addLayer({
    id: 'place-name-here',
    type: 'circle',
    source: sources.here,
    paint: { 'circle-radius': 4, 'circle-color': chosenColor, 'circle-stroke-color': '#fff', 'circle-stroke-width': 2 },
  });
  map.addLayer({
    id: 'place-name-labels',
    type: 'symbol',
    source: sources.hits,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': labelFont,
      'text-size': 13,
      'text-offset': [0, 0.9],
      'text-anchor': 'top',
      'text-optional': true,
    },
    paint: { 'text-color': ink, 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
  });
}

function show(map: MapLibreMap, source: string, features: readonly Feature[]): void {
  void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features: [...features] });
}

/** A name, or a sign of one, as the map shows it. */
export type ShownName = Pick<PlaceNameHit, 'id' | 'name' | 'status' | 'position'> & {
  /** Something is wrong with it. */
  isDefective?: boolean;
};

/** Draws found names, or their signs, at their points. */
export function showHits(map: MapLibreMap, hits: readonly ShownName[]): void {
  show(
    map,
    sources.hits,
    hits.flatMap(({ id, name, status, position, isDefective = false }): Feature[] =>
      position === null
        ? []
        : [
            {
              type: 'Feature',
              properties: { id, name, historical: status === 'historical', isDefective },
              geometry: { type: 'Point', coordinates: position },
            },
          ],
    ),
  );
}

const featureOf = (geometry: Geometry): Feature => ({ type: 'Feature', properties: {}, geometry });

/** Marks the place of the record whose card is open. */
export const showChosen = (map: MapLibreMap, place: Geometry | null): void =>
  show(map, sources.chosen, place ? [featureOf(place)] : []);

/** Marks the point of which it is asked what is there. */
export const showHere = (map: MapLibreMap, here: readonly [number, number] | null): void =>
  show(map, sources.here, here ? [featureOf({ type: 'Point', coordinates: [...here] })] : []);
