import { bbox } from '@turf/turf';
import type { FeatureCollection } from 'geojson';
import { Map as MapLibreMap, Marker, ScaleControl, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { useEffect, useRef } from 'react';
import type { MarkerState } from '../../../gis-data/catalogue/boundaries.ts';
import { markerSigns } from '../../../gis-data/catalogue/map-symbols.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import type { FieldArea } from '../../../server/field-sync/contract.ts';
import { boundaryLineLayers } from '../../map/layers/boundary-lines.ts';
import type { Reading } from './position.ts';

setWorkerUrl(workerUrl);

export interface FieldMapProps {
  lines: FieldArea['lines'];
  markers: readonly BoundaryMarkerItem[];
  reading: Reading | null;
  selected: string | null;
  onSelect(markerId: string): void;
}

const background = '#e9eef0';

const lineFeatures = (lines: FieldArea['lines']): FeatureCollection => ({
  type: 'FeatureCollection',
  features: lines.flatMap(({ id, level, geometry }) =>
    geometry ? [{ type: 'Feature', id, properties: { level }, geometry }] : [],
  ),
});

/** Markers as points, with the colour and the sign of their states: the sign stands before the number. */
const markerFeatures = (markers: readonly BoundaryMarkerItem[], selected: string | null): FeatureCollection => ({
  type: 'FeatureCollection',
  features: markers.flatMap(({ id, number, state, position }) => {
    if (!position) return [];
    const { sign, color } = markerSigns[(state as MarkerState | null) ?? 'unknown'];
    const properties = { id, label: `${sign} ${number}`, color, isSelected: id === selected };
    return [{ type: 'Feature', properties, geometry: position }];
  }),
});

/** Lines and markers that were taken along, and where the device is. Draws without a network. */
export default function FieldMap({ lines, markers, reading, selected, onSelect }: FieldMapProps) {
  const container = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibreMap>(null);
  const me = useRef<Marker>(null);
  const select = useRef(onSelect);
  select.current = onSelect;

  useEffect(() => {
    const made = new MapLibreMap({
      container: container.current!,
      style: {
        version: 8,
        sources: {},
        layers: [{ id: 'background', type: 'background', paint: { 'background-color': background } }],
      },
      attributionControl: false,
      localIdeographFontFamily: 'sans-serif',
    });
    map.current = made;
    made.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left');
    made.on('load', () => {
      made.addSource('lines', { type: 'geojson', data: lineFeatures(lines) });
      made.addSource('markers', { type: 'geojson', data: markerFeatures(markers, selected) });
      for (const layer of boundaryLineLayers('lines')) made.addLayer(layer);
      made.addLayer({
        id: 'markers',
        type: 'circle',
        source: 'markers',
        paint: {
          'circle-radius': [
            'interpolate',
            ['linear'],
            ['zoom'],
            7,
            ['case', ['get', 'isSelected'], 9, 3],
            13,
            ['case', ['get', 'isSelected'], 11, 7],
          ],
          'circle-color': ['get', 'color'],
          'circle-stroke-width': 1.5,
          'circle-stroke-color': '#ffffff',
        },
      });
      made.addLayer({
        id: 'marker-numbers',
        type: 'symbol',
        source: 'markers',
        minzoom: 11,
        layout: {
          'text-field': ['get', 'label'],
          'text-size': 13,
          'text-offset': [0, 1.1],
          'text-anchor': 'top',
          'text-font': ['sans-serif'],
        },
        paint: { 'text-color': '#12343d', 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
      });
      made.on('click', 'markers', ({ features }) => {
        const id = features?.[0]?.properties.id as string | undefined;
        if (id) select.current(id);
      });
      container.current!.dataset.ready = 'true';
    });
    const bounds = bbox({
      type: 'FeatureCollection',
      features: [...lineFeatures(lines).features, ...markerFeatures(markers, null).features],
    }) as [number, number, number, number];
    if (bounds.every(Number.isFinite)) made.fitBounds(bounds, { padding: 40, maxZoom: 14, animate: false });
    return () => {
      map.current = null;
      me.current = null;
      made.remove();
    };
    // The map is made once for an area; what stands on it is set below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lines]);

  useEffect(() => {
    void map.current?.getSource<GeoJSONSource>('markers')?.setData(markerFeatures(markers, selected));
  }, [markers, selected]);

  useEffect(() => {
    if (!map.current || !reading) return;
    if (!me.current) {
      const dot = document.createElement('div');
      dot.className = 'my-place';
      me.current = new Marker({ element: dot }).setLngLat([reading.longitude, reading.latitude]).addTo(map.current);
      map.current.easeTo({ center: [reading.longitude, reading.latitude], zoom: Math.max(map.current.getZoom(), 12) });
    }
    me.current.setLngLat([reading.longitude, reading.latitude]);
  }, [reading]);

  return <div className="field-map" ref={container} />;
}
