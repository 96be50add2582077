import type { Feature, FeatureCollection } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import { divisionLines } from '../../../gis-data/catalogue/map-symbols.ts';
import type { FieldBasemap } from '../../../server/field-sync/contract.ts';

export const groundColors = {
  background: '#eef1ee',
  way: '#c3b493',
  county: divisionLines.county,
  township: divisionLines.township,
  place: '#5b6a70',
} as const;

export const GROUND = 'ground';
/** Ways come when they can be seen: they are most of a map. */
export const WAYS = 'ways';
/** Farther away ways would be hairlines that nobody tells apart. */
export const WAYS_FROM_ZOOM = 9;

const courses = (kind: string, coordinates: [number, number][][]): Feature[] =>
  coordinates.length === 0
    ? []
    : [{ type: 'Feature', properties: { kind }, geometry: { type: 'MultiLineString', coordinates } }];

export const wayFeatures = ({ ways }: FieldBasemap): FeatureCollection => ({
  type: 'FeatureCollection',
  features: courses('way', ways.coordinates),
});

/** Outlines and places of the map that was taken along; features say in `kind` what they are. */
export function groundFeatures({ outlines, places }: FieldBasemap): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: [
      ...outlines.flatMap(({ level, coordinates }) => courses(level, coordinates)),
      ...places.map(({ name, level, position }): Feature => ({
        type: 'Feature',
        properties: { kind: `${level}Place`, name },
        geometry: { type: 'Point', coordinates: position },
      })),
    ],
  };
}

const ofKind = (kind: string) => ['==', ['get', 'kind'], kind] as never;

/** Layers of the map under lines and markers, from the ground up. */
export const groundLayers: LayerSpecification[] = [
  {
    id: 'ground-ways',
    type: 'line',
    source: WAYS,
    minzoom: WAYS_FROM_ZOOM,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': groundColors.way,
      'line-width': ['interpolate', ['linear'], ['zoom'], WAYS_FROM_ZOOM, 0.6, 12, 1.4, 15, 4],
    },
  },
  ...(['township', 'county'] as const).map((level): LayerSpecification => ({
    id: `ground-${level}`,
    type: 'line',
    source: GROUND,
    filter: ofKind(level),
    paint: {
      'line-color': groundColors[level],
      'line-width': level === 'county' ? 1.6 : 1,
      'line-dasharray': [3, 2],
    },
  })),
  {
    id: 'ground-villages',
    type: 'circle',
    source: GROUND,
    minzoom: 10.5,
    filter: ofKind('villagePlace'),
    paint: {
      'circle-radius': 2.6,
      'circle-color': '#ffffff',
      'circle-stroke-color': groundColors.place,
      'circle-stroke-width': 1.2,
    },
  },
  ...(['village', 'township'] as const).map((level): LayerSpecification => ({
    id: `ground-${level}-names`,
    type: 'symbol',
    source: GROUND,
    minzoom: level === 'village' ? 12 : 9.5,
    filter: ofKind(`${level}Place`),
    layout: {
      'text-field': ['get', 'name'],
      'text-font': ['sans-serif'],
      'text-size': level === 'village' ? 11 : 13,
      'text-anchor': 'top',
      'text-offset': [0, 0.4],
    },
    paint: { 'text-color': groundColors.place, 'text-halo-color': '#ffffff', 'text-halo-width': 1.4 },
  })),
];
