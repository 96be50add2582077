import type { FeatureCollection, Point } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { divisionLines, patterns } from '../../../gis-data/catalogue/index.ts';
import type { AreaLevel, DivisionCollection } from '../../api/queries.ts';
import { fillColor, notCountedColor, patterned, type Choropleth } from './choropleth.ts';

export const labelFont = ['Noto Sans CJK SC'];

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };
const levels: readonly AreaLevel[] = ['county', 'township'];

/** Fill layers in which divisions can be pointed at. */
export const fillLayer = (level: AreaLevel) => `${level}-fill`;

function addFills(map: MapLibreMap, level: AreaLevel, opacity: number): void {
  const source = `${level}-areas`;
  map.addSource(source, { type: 'geojson', data: nothing });
  map.addLayer({
    id: fillLayer(level),
    type: 'fill',
    source,
    paint: { 'fill-color': notCountedColor, 'fill-opacity': opacity },
  });
  for (const pattern of patterns)
    map.addLayer({
      id: `${level}-${pattern}`,
      type: 'fill',
      source,
      filter: ['in', ['get', 'id'], ['literal', []]],
      paint: { 'fill-pattern': `pattern-${pattern}` },
    });
}

function addOutlines(map: MapLibreMap): void {
  map.addLayer({
    id: 'township-line',
    type: 'line',
    source: 'township-areas',
    paint: {
      'line-color': divisionLines.township,
      'line-opacity': ['interpolate', ['linear'], ['zoom'], 7, 0.45, 10, 0.9],
      'line-width': ['interpolate', ['linear'], ['zoom'], 7, 0.4, 11, 1],
    },
  });
  map.addLayer({
    id: 'county-line',
    type: 'line',
    source: 'county-areas',
    paint: { 'line-color': divisionLines.county, 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 1.1, 11, 2] },
  });
  for (const level of levels) {
    const marked = (id: string, color: string, width: number) =>
      map.addLayer({
        id: `${level}-${id}`,
        type: 'line',
        source: `${level}-areas`,
        filter: ['==', ['get', 'id'], ''],
        layout: { 'line-join': 'round' },
        paint: { 'line-color': color, 'line-width': width },
      });
    marked('hover', '#1d2b33', 1.6);
    marked('selected-halo', '#ffffff', 6);
    marked('selected', '#d6246e', 3);
  }
}

/**
 * Areas and outlines of counties and townships, below everything that stands on them.
 * @param opacity of the fills; below 1 where a basemap should show through
 */
export function addDivisionAreas(map: MapLibreMap, opacity: number): void {
  for (const level of levels) addFills(map, level, opacity);
  addOutlines(map);
}

/** Names of divisions, above everything: counties when far away, townships when near. */
export function addDivisionLabels(map: MapLibreMap): void {
  for (const level of levels) map.addSource(`${level}-labels`, { type: 'geojson', data: nothing });
  const halo = { 'text-halo-color': 'rgba(255,255,255,0.92)', 'text-halo-width': 1.6 };
  map.addLayer({
    id: 'township-label',
    type: 'symbol',
    source: 'township-labels',
    minzoom: 9,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': labelFont,
      'text-size': ['interpolate', ['linear'], ['zoom'], 9, 11, 12, 14],
      'text-padding': 4,
      'text-max-width': 6,
    },
    paint: { 'text-color': '#33444d', ...halo },
  });
  map.addLayer({
    id: 'county-label',
    type: 'symbol',
    source: 'county-labels',
    maxzoom: 10.5,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': labelFont,
      'text-size': ['interpolate', ['linear'], ['zoom'], 6, 12, 10, 18],
      'text-letter-spacing': 0.08,
      'text-padding': 2,
      'text-max-width': 5,
    },
    paint: { 'text-color': '#14212a', ...halo },
  });
}

function labelPoints(areas: DivisionCollection): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: areas.features.flatMap(({ properties }) => {
      const { centre, id, name } = properties;
      if (centre === null) return [];
      const geometry: Point = Array.isArray(centre) ? { type: 'Point', coordinates: centre } : centre;
      return [{ type: 'Feature' as const, geometry, properties: { id, name } }];
    }),
  };
}

const setData = (map: MapLibreMap, source: string, data: FeatureCollection) =>
  map.getSource<GeoJSONSource>(source)?.setData(data);

/** Puts the divisions of one level on the map. */
export function showDivisions(map: MapLibreMap, level: AreaLevel, areas: DivisionCollection): void {
  void setData(map, `${level}-areas`, areas);
  void setData(map, `${level}-labels`, labelPoints(areas));
}

/** Colours the divisions of the choropleth's level; without one, the ground is plain. */
export function showChoropleth(map: MapLibreMap, shown: Choropleth | null, level: AreaLevel): void {
  for (const each of levels) {
    const coloured = shown !== null && shown.level === each ? shown : null;
    map.setLayoutProperty(fillLayer(each), 'visibility', each === level ? 'visible' : 'none');
    map.setPaintProperty(fillLayer(each), 'fill-color', coloured ? fillColor(coloured) : notCountedColor);
    for (const pattern of patterns)
      map.setFilter(`${each}-${pattern}`, [
        'in',
        ['get', 'id'],
        ['literal', coloured ? patterned(coloured, pattern) : []],
      ]);
  }
}

type Mark = 'hover' | 'selected';

/** Outlines some divisions, of whichever level they are, and no others. */
export function markDivisions(map: MapLibreMap, mark: Mark, ids: readonly string[]): void {
  const layers = mark === 'selected' ? ['selected-halo', 'selected'] : ['hover'];
  for (const level of levels)
    for (const layer of layers) map.setFilter(`${level}-${layer}`, ['in', ['get', 'id'], ['literal', [...ids]]]);
}

/** Outlines one division, or none. */
export const markDivision = (map: MapLibreMap, mark: Mark, id: string | null): void =>
  markDivisions(map, mark, id === null ? [] : [id]);
