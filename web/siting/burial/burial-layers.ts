import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { exclusionKinds, type ExclusionKindId } from '../../../gis-data/catalogue/index.ts';
import type { BurialAnswer } from '../../../server/siting/contract.ts';
import { addSites } from '../map/siting-layers.ts';

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

const sources = { closed: 'burial-closed', open: 'burial-open', left: 'burial-left' } as const;

export const openColor = '#1b7837';
export const leftColor = '#0b57ad';

/** Okabe–Ito and ColorBrewer Paired: apart from each other for any colour vision; names in the legend repeat them. */
const palette = [
  '#c9a227',
  '#5b8a3c',
  '#a6d854',
  '#b15928',
  '#7f3b08',
  '#2f7fb6',
  '#67a9cf',
  '#555555',
  '#e08214',
  '#f1c232',
  '#c51b7d',
];

export const kindColor: ReadonlyMap<string, string> = new Map(
  exclusionKinds.map(({ id }, i) => [id, palette[i % palette.length]!]),
);

/** Layers of burial siting, from the ground up: what is open, what is closed, what is left of parcels, their marks. */
export function addBurialLayers(map: MapLibreMap): void {
  // Areas of many holes must not be thinned for far views: holes that touch are then filled wrongly.
  for (const source of Object.values(sources))
    map.addSource(source, { type: 'geojson', data: nothing, tolerance: 0.05 });
  map.addLayer({
    id: sources.open,
    type: 'fill',
    source: sources.open,
    paint: { 'fill-color': openColor, 'fill-opacity': 0.35 },
  });
  const color = ['match', ['get', 'kind'], ...[...kindColor].flat(), '#888888'] as unknown as ExpressionSpecification;
  map.addLayer({
    id: sources.closed,
    type: 'fill',
    source: sources.closed,
    paint: { 'fill-color': color, 'fill-opacity': 0.38 },
  });
  map.addLayer({
    id: 'burial-left-fill',
    type: 'fill',
    source: sources.left,
    paint: { 'fill-color': leftColor, 'fill-opacity': 0.7 },
  });
  map.addLayer({
    id: 'burial-left-line',
    type: 'line',
    source: sources.left,
    paint: { 'line-color': leftColor, 'line-width': 2 },
  });
  addSites(map);
}

const set = (map: MapLibreMap, source: string, features: Feature[]) =>
  void map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });

const feature = (geometry: { type: string }, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  geometry: geometry as unknown as Geometry,
  properties,
});

/** Shows an answer's areas; `kinds` are those kinds of excluded land that are to be seen. */
export function showBurial(
  map: MapLibreMap,
  answer: BurialAnswer | null,
  kinds: ReadonlySet<ExclusionKindId>,
  showOpen: boolean,
): void {
  const open = showOpen ? answer?.admissible.geometry : null;
  set(map, sources.open, open ? [feature(open, {})] : []);
  set(
    map,
    sources.closed,
    (answer?.exclusions ?? []).flatMap(({ kind, geometry }) =>
      geometry && kinds.has(kind) ? [feature(geometry, { kind })] : [],
    ),
  );
  set(
    map,
    sources.left,
    (answer?.parcels ?? []).flatMap(({ id, geometry }) => (geometry ? [feature(geometry, { id })] : [])),
  );
}
