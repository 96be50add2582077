import type { Feature, FeatureCollection, Point } from 'geojson';
import {
  LngLatBounds,
  Map as MapLibreMap,
  Marker,
  ScaleControl,
  setWorkerUrl,
  type ExpressionSpecification,
  type GeoJSONSource,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { markerSigns } from '../../../gis-data/catalogue/map-symbols.ts';
import type { FieldArea, FieldBasemap } from '../../../server/field-sync/contract.ts';
import { addSignImages, signImageName, type SignedState } from '../../boundary/map/marker-signs.ts';
import { boundaryLineLayers } from '../../map/layers/boundary-lines.ts';
import type { MarkerSight } from '../store/database.ts';
import { accuracyCircle } from './accuracy-circle.ts';
import { GROUND, groundColors, groundFeatures, groundLayers } from './ground.ts';
import type { Reading } from './position.ts';

setWorkerUrl(workerUrl);

export interface FieldMapProps {
  lines: FieldArea['lines'];
  markers: readonly MarkerSight[];
  basemap: FieldBasemap | null;
  reading: Reading | null;
  /** Where a straight line from the device leads. */
  target: Point | null;
  selected: string | null;
  onSelect(markerId: string): void;
  /** Lines and markers stand on the map. */
  onDrawn(): void;
}

/** Nearer than this, markers show the signs of their states; farther away those would hide each other, and dots stand for them. */
const SIGNS_FROM_ZOOM = 10.5;
/** As near as the map comes by itself, to a marker or to the device. */
const CLOSE_ZOOM = 13;
const chosenColor = '#d6246e';
const myColor = '#1a73e8';

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });

const lineFeatures = (lines: FieldArea['lines']): FeatureCollection =>
  collection(
    lines.flatMap(({ id, level, geometry }) =>
      geometry ? [{ type: 'Feature', properties: { id, level }, geometry }] : [],
    ),
  );

const markerFeatures = (markers: readonly MarkerSight[]): FeatureCollection =>
  collection(
    markers.flatMap(({ id, number, state, position }) => {
      if (!position) return [];
      const shown = (state ?? 'unknown') as SignedState;
      const properties = { id, number, image: signImageName(shown), color: markerSigns[shown].color, shown };
      return [{ type: 'Feature', properties, geometry: position }];
    }),
  );

function boundsOf(lines: FieldArea['lines'], markers: readonly MarkerSight[]): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const { geometry } of lines)
    for (const course of geometry?.coordinates ?? [])
      for (const [longitude, latitude] of course) bounds.extend([longitude!, latitude!]);
  for (const { position } of markers) if (position) bounds.extend(position.coordinates);
  return bounds;
}

const isIntact: ExpressionSpecification = ['==', ['get', 'shown'], 'intact'];

function addLayers(map: MapLibreMap): void {
  addSignImages(map);
  for (const id of [GROUND, 'lines', 'way', 'markers', 'chosen', 'me'])
    map.addSource(id, { type: 'geojson', data: collection([]) });
  for (const layer of groundLayers) map.addLayer(layer);
  for (const layer of boundaryLineLayers('lines')) map.addLayer(layer);
  map.addLayer({
    id: 'way',
    type: 'line',
    source: 'way',
    paint: { 'line-color': myColor, 'line-width': 2, 'line-dasharray': [2, 2] },
  });
  map.addLayer({
    id: 'me-fill',
    type: 'fill',
    source: 'me',
    paint: { 'fill-color': myColor, 'fill-opacity': 0.16, 'fill-outline-color': myColor },
  });
  map.addLayer({
    id: 'chosen',
    type: 'circle',
    source: 'chosen',
    paint: {
      'circle-radius': 15,
      'circle-color': 'rgba(214,36,110,0.16)',
      'circle-stroke-color': chosenColor,
      'circle-stroke-width': 3,
    },
  });
  // Filled where intact, a larger ring where anything else is known or nothing is.
  map.addLayer({
    id: 'marker-dots',
    type: 'circle',
    source: 'markers',
    maxzoom: SIGNS_FROM_ZOOM,
    paint: {
      'circle-radius': ['case', isIntact, 2.6, 4],
      'circle-color': ['case', isIntact, ['get', 'color'], '#ffffff'],
      'circle-stroke-width': ['case', isIntact, 0.6, 2],
      'circle-stroke-color': ['case', isIntact, '#ffffff', ['get', 'color']],
    },
  });
  map.addLayer({
    id: 'marker-signs',
    type: 'symbol',
    source: 'markers',
    minzoom: SIGNS_FROM_ZOOM,
    layout: {
      'icon-image': ['get', 'image'],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'icon-size': ['interpolate', ['linear'], ['zoom'], SIGNS_FROM_ZOOM, 0.8, 13, 1.2],
    },
  });
  map.addLayer({
    id: 'marker-numbers',
    type: 'symbol',
    source: 'markers',
    minzoom: 12,
    layout: {
      'text-field': ['get', 'number'],
      'text-size': 13,
      'text-offset': [0, 1],
      'text-anchor': 'top',
      'text-font': ['sans-serif'],
    },
    paint: { 'text-color': '#12343d', 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
  });
}

const show = (map: MapLibreMap | null, source: string, data: FeatureCollection) =>
  void map?.getSource<GeoJSONSource>(source)?.setData(data);

/** The marker nearest to where a finger came down: a fingertip is wider than a sign. */
function markerAt(map: MapLibreMap, { x, y }: { x: number; y: number }): string | undefined {
  const reach = 18;
  const found = map.queryRenderedFeatures(
    [
      [x - reach, y - reach],
      [x + reach, y + reach],
    ],
    { layers: ['marker-signs', 'marker-dots'] },
  );
  const away = ({ geometry }: Feature) => {
    const at = map.project((geometry as Point).coordinates as [number, number]);
    return Math.hypot(at.x - x, at.y - y);
  };
  return found.sort((a, b) => away(a) - away(b))[0]?.properties.id as string | undefined;
}

/** Lines and markers that were taken along, what lies around them, and where the device is. Draws without a network. */
export default function FieldMap(props: FieldMapProps) {
  const { lines, markers, basemap, reading, target, selected } = props;
  const container = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const me = useRef<Marker>(null);
  const acts = useRef(props);
  acts.current = props;

  useEffect(() => {
    const element = container.current!;
    const made = new MapLibreMap({
      container: element,
      style: {
        version: 8,
        sources: {},
        layers: [{ id: 'background', type: 'background', paint: { 'background-color': groundColors.background } }],
      },
      attributionControl: false,
      localIdeographFontFamily: 'sans-serif',
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
    });
    made.touchZoomRotate.disableRotation();
    made.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left');
    const bounds = boundsOf(acts.current.lines, acts.current.markers);
    if (!bounds.isEmpty()) made.fitBounds(bounds, { padding: 36, maxZoom: 14, animate: false });
    made.on('load', () => {
      addLayers(made);
      setMap(made);
      element.dataset.ready = 'true';
    });
    made.on('click', ({ point }) => {
      const id = markerAt(made, point);
      if (id !== undefined) acts.current.onSelect(id);
    });
    return () => {
      setMap(null);
      me.current = null;
      made.remove();
    };
  }, []);

  useEffect(() => show(map, 'lines', lineFeatures(lines)), [map, lines]);
  useEffect(() => {
    if (!map) return;
    show(map, 'markers', markerFeatures(markers));
    void map.once('idle', () => {
      container.current!.dataset.drawn = 'true';
      acts.current.onDrawn();
    });
  }, [map, markers]);
  useEffect(() => {
    if (!map || !basemap) return;
    show(map, GROUND, groundFeatures(basemap));
    void map.once('idle', () => (container.current!.dataset.ground = 'true'));
  }, [map, basemap]);

  useEffect(() => {
    const position = markers.find(({ id }) => id === selected)?.position;
    show(map, 'chosen', collection(position ? [{ type: 'Feature', properties: {}, geometry: position }] : []));
    if (!map || !position) return;
    const isInView = map.getBounds().contains(position.coordinates) && map.getZoom() >= SIGNS_FROM_ZOOM;
    if (!isInView) map.jumpTo({ center: position.coordinates, zoom: Math.max(map.getZoom(), CLOSE_ZOOM) });
  }, [map, markers, selected]);

  useEffect(() => {
    if (!map || !reading) return;
    const here: [number, number] = [reading.longitude, reading.latitude];
    if (!me.current) {
      const dot = document.createElement('div');
      dot.className = 'my-place';
      me.current = new Marker({ element: dot }).setLngLat(here).addTo(map);
      map.easeTo({ center: here, zoom: Math.max(map.getZoom(), CLOSE_ZOOM) });
    }
    me.current.setLngLat(here);
    show(map, 'me', collection([accuracyCircle(here, reading.accuracyM)]));
  }, [map, reading]);

  useEffect(() => {
    const course = reading && target && [[reading.longitude, reading.latitude], target.coordinates];
    const geometry = { type: 'LineString' as const, coordinates: course ?? [] };
    show(map, 'way', collection(course ? [{ type: 'Feature', properties: {}, geometry }] : []));
  }, [map, reading, target]);

  return <div className="field-map" ref={container} />;
}
