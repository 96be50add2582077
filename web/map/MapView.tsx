import { Alert, Button } from 'antd';
import { AimOutlined } from '@ant-design/icons';
import { bbox } from '@turf/turf';
import type { Feature } from 'geojson';
import {
  AttributionControl,
  Map as MapLibreMap,
  NavigationControl,
  Popup,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type LngLatBoundsLike,
  type MapGeoJSONFeature,
  type MapMouseEvent,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AreaLevel, Basemap, DivisionCollection, FacilityPointCollection } from '../api/queries.ts';
import { writeCamera, type Camera, type Selection } from '../app/url-state.ts';
import { fontFamily } from '../ui/theme.ts';
import type { Choropleth } from './layers/choropleth.ts';
import {
  addDivisionAreas,
  addDivisionLabels,
  fillLayer,
  markDivision,
  showChoropleth,
  showDivisions,
} from './layers/divisions.ts';
import { addFacilities, markFacility, showFacilities } from './layers/facilities.ts';
import { addPatterns } from './layers/patterns.ts';
import { addPmtilesBasemap } from './basemap.ts';
import { emptyStyle } from './style.ts';

setWorkerUrl(workerUrl);

/** A thing on the map under the pointer. */
export type Pointed = { type: 'facility' | 'division'; id: string };

/** Moves the map to a thing; made by the map, used by tables and panels. */
export interface MapHandle {
  /** @param coveredPx width at the right that a drawer covers, CSS pixels */
  flyTo(target: LngLatBoundsLike | [number, number], coveredPx: number): void;
}

export interface MapViewProps {
  counties: DivisionCollection;
  townships: DivisionCollection | undefined;
  facilities: FacilityPointCollection | undefined;
  choropleth: Choropleth | null;
  level: AreaLevel;
  selection: Selection | null;
  /** Position of the selected facility, when it has one. */
  selectedPosition: [number, number] | null;
  camera: Camera | null;
  basemap: Basemap | null;
  onCamera(camera: Camera): void;
  onSelect(selection: Selection): void;
  /** Lines of the tooltip: a title and what is to be said of it. */
  tooltip(pointed: Pointed): { title: string; lines: string[] } | null;
  onReady(handle: MapHandle | null): void;
}

/** Zoom to which a single facility is approached. */
const facilityZoom = 13;
const flightMs = 900;

const cameraOf = (map: MapLibreMap): Camera => {
  const { lng, lat } = map.getCenter();
  return { zoom: map.getZoom(), latitude: lat, longitude: lng };
};

function hasWebgl(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}

const isPoint = (target: LngLatBoundsLike | [number, number]): target is [number, number] =>
  Array.isArray(target) && target.length === 2 && typeof target[0] === 'number';

/** The feature that a click or hover means: a facility before the division it stands in. */
function featureAt(map: MapLibreMap, event: MapMouseEvent): MapGeoJSONFeature | undefined {
  const layers = ['facility-points', 'facility-clusters', fillLayer('township'), fillLayer('county')];
  return map.queryRenderedFeatures(event.point, { layers })[0];
}

function pointedAt(feature: MapGeoJSONFeature | undefined): Pointed | null {
  if (!feature || feature.layer.id === 'facility-clusters') return null;
  const type = feature.layer.id === 'facility-points' ? 'facility' : 'division';
  return { type, id: String(feature.properties.id) };
}

async function openCluster(map: MapLibreMap, feature: MapGeoJSONFeature, event: MapMouseEvent): Promise<void> {
  const source = map.getSource<GeoJSONSource>('facilities')!;
  const zoom = await source.getClusterExpansionZoom(Number(feature.properties.cluster_id));
  map.easeTo({ center: event.lngLat, zoom: Math.max(zoom, map.getZoom() + 1) });
}

function tooltipElement({ title, lines }: { title: string; lines: string[] }): HTMLElement {
  const element = document.createElement('div');
  const heading = element.appendChild(document.createElement('strong'));
  heading.textContent = title;
  heading.lang = 'zh-CN';
  heading.dataset.content = 'data';
  for (const line of lines) element.appendChild(document.createElement('div')).textContent = line;
  return element;
}

/** The one map. It draws what it is given and reports where it is and what was clicked. */
export function MapView(props: MapViewProps) {
  const { t } = useTranslation('map');
  const container = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const [supported] = useState(hasWebgl);
  const reportedCamera = useRef<string | null>(null);

  useEffect(() => {
    if (!container.current || !supported) return;
    const { counties, camera, basemap, onReady } = latest.current;
    const bounds = bbox(counties) as [number, number, number, number];
    const approval = basemap?.approvalNumber ? t('approvalNumber', { number: basemap.approvalNumber }) : null;
    const created = new MapLibreMap({
      container: container.current,
      style: emptyStyle(basemap),
      localIdeographFontFamily: fontFamily,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      minZoom: 5,
      maxZoom: 18,
      ...(camera
        ? { center: [camera.longitude, camera.latitude], zoom: camera.zoom }
        : { bounds, fitBoundsOptions: { padding: 24 } }),
      locale: {
        'Map.Title': t('title'),
        'NavigationControl.ZoomIn': t('zoomIn'),
        'NavigationControl.ZoomOut': t('zoomOut'),
        'ScaleControl.Meters': t('scaleMetres'),
        'ScaleControl.Kilometers': t('scaleKilometres'),
      },
    });
    created.touchZoomRotate.disableRotation();
    created.keyboard.disableRotation();
    created.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    created.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-right');
    created.addControl(
      new AttributionControl({
        compact: false,
        customAttribution: [t('attribution'), ...(approval ? [approval] : [])],
      }),
      'bottom-right',
    );
    created.on('load', () => {
      addPatterns(created);
      addDivisionAreas(created, basemap ? 0.72 : 1);
      addFacilities(created);
      addDivisionLabels(created);
      if (basemap?.kind === 'pmtiles') {
        addPmtilesBasemap(created, basemap).catch((error: unknown) => console.error('basemap', error));
      }
      setMap(created);
    });
    created.on('moveend', () => {
      const camera = cameraOf(created);
      reportedCamera.current = writeCamera(camera);
      latest.current.onCamera(camera);
    });
    listenToPointer(created, latest);
    onReady({
      flyTo: (target, coveredPx) => {
        if (isPoint(target)) {
          const zoom = Math.max(created.getZoom(), facilityZoom);
          created.flyTo({ center: target, zoom, offset: [-coveredPx / 2, 0], duration: flightMs });
        } else {
          const padding = { top: 48, bottom: 48, left: 48, right: 48 + coveredPx };
          created.fitBounds(target, { padding, maxZoom: facilityZoom, duration: flightMs });
        }
      },
    });
    return () => {
      onReady(null);
      setMap(null);
      created.remove();
    };
  }, [supported, t]);

  const { counties, townships, facilities, choropleth, level, selection, selectedPosition, camera } = props;
  useEffect(() => {
    if (map) showDivisions(map, 'county', counties);
  }, [map, counties]);
  useEffect(() => {
    if (map && townships) showDivisions(map, 'township', townships);
  }, [map, townships]);
  useEffect(() => {
    if (map && facilities) showFacilities(map, facilities);
  }, [map, facilities]);
  useEffect(() => {
    if (map) showChoropleth(map, choropleth, level);
  }, [map, choropleth, level]);
  useEffect(() => {
    if (!map) return;
    markDivision(map, 'selected', selection?.type === 'division' ? selection.id : null);
    markFacility(map, selection?.type === 'facility' ? selectedPosition : null);
  }, [map, selection, selectedPosition]);
  useEffect(() => {
    // Follow the address (back, forward, an edited link), but not the map's own reports.
    if (!map || !camera || writeCamera(camera) === reportedCamera.current || map.isMoving()) return;
    map.jumpTo({ center: [camera.longitude, camera.latitude], zoom: camera.zoom });
  }, [map, camera]);

  if (!supported) return <Alert type="warning" showIcon message={t('webglMissing')} className="map-unsupported" />;
  return (
    <div className="map-view">
      <div ref={container} className="map-canvas" data-ready={map !== null} />
      <Button
        className="map-home"
        icon={<AimOutlined />}
        aria-label={t('wholeCity')}
        title={t('wholeCity')}
        onClick={() => map?.fitBounds(bbox(counties) as [number, number, number, number], { padding: 24 })}
      />
    </div>
  );
}

function listenToPointer(map: MapLibreMap, latest: { readonly current: MapViewProps }): void {
  const popup = new Popup({ closeButton: false, closeOnClick: false, offset: 14, maxWidth: '280px', className: 'tip' });
  map.on('mousemove', (event) => {
    if (!map.getLayer('facility-points')) return;
    const feature = featureAt(map, event);
    map.getCanvas().style.cursor = feature ? 'pointer' : '';
    const pointed = pointedAt(feature);
    markDivision(map, 'hover', pointed?.type === 'division' ? pointed.id : null);
    const said = pointed && latest.current.tooltip(pointed);
    if (said) popup.setLngLat(event.lngLat).setDOMContent(tooltipElement(said)).addTo(map);
    else popup.remove();
  });
  map.on('mouseout', () => {
    popup.remove();
    if (map.getLayer('county-hover')) markDivision(map, 'hover', null);
  });
  map.on('click', (event) => {
    if (!map.getLayer('facility-points')) return;
    const feature = featureAt(map, event);
    if (feature?.layer.id === 'facility-clusters') {
      void openCluster(map, feature, event);
      return;
    }
    const pointed = pointedAt(feature);
    if (pointed) latest.current.onSelect(pointed);
  });
}

/** Bounds of one feature, for flying to it. */
export const boundsOf = (feature: Feature): [number, number, number, number] =>
  bbox(feature) as [number, number, number, number];
