import { Alert, Button } from 'antd';
import { AimOutlined } from '@ant-design/icons';
import { bbox } from '@turf/turf';
import {
  AttributionControl,
  Map as MapLibreMap,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type LngLatBoundsLike,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Basemap, DivisionCollection } from '../api/queries.ts';
import { writeCamera, type Camera } from '../app/url-state.ts';
import { fontFamily } from '../ui/theme.ts';
import { addPmtilesBasemap } from './basemap.ts';
import { addDivisionAreas, addDivisionLabels, showDivisions } from './layers/divisions.ts';
import { addPatterns } from './layers/patterns.ts';
import { emptyStyle } from './style.ts';

setWorkerUrl(workerUrl);

/** Moves the map to a thing; made by the map, used by tables and panels. */
export interface MapHandle {
  /** @param coveredPx width at the right that a drawer covers, CSS pixels */
  flyTo(target: LngLatBoundsLike | [number, number], coveredPx: number): void;
  /** What is seen: west, south, east, north, degrees. */
  bounds(): [number, number, number, number];
}

export interface MapCanvasProps {
  counties: DivisionCollection;
  townships: DivisionCollection | undefined;
  camera: Camera | null;
  basemap: Basemap | null;
  onCamera(camera: Camera): void;
  /** A box was drawn with Shift held, degrees; without it, such a box zooms. Decided when the map is made. */
  onBox?(box: { west: number; south: number; east: number; north: number }): void;
  /** The map has been made; nothing can be drawn on it yet. */
  onCreate?(map: MapLibreMap): void;
  /** Adds what stands on the divisions and below their names. */
  addLayers(map: MapLibreMap): void;
  /** The map can be drawn on; `null` when it is gone. */
  onLoad(map: MapLibreMap | null): void;
  children?: ReactNode;
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

export function handleOf(map: MapLibreMap): MapHandle {
  return {
    flyTo: (target, coveredPx) => {
      if (isPoint(target)) {
        const zoom = Math.max(map.getZoom(), facilityZoom);
        map.flyTo({ center: target, zoom, offset: [-coveredPx / 2, 0], duration: flightMs });
      } else {
        const padding = { top: 48, bottom: 48, left: 48, right: 48 + coveredPx };
        map.fitBounds(target, { padding, maxZoom: facilityZoom, duration: flightMs });
      }
    },
    bounds: () => {
      const seen = map.getBounds();
      return [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
    },
  };
}

/** The one map: divisions with their names on a plain ground or a basemap, and where it looks. */
export function MapCanvas(props: MapCanvasProps) {
  const { t } = useTranslation('map');
  const container = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const [supported] = useState(hasWebgl);
  const reportedCamera = useRef<string | null>(null);

  useEffect(() => {
    if (!container.current || !supported) return;
    const { counties, camera, basemap, onCreate, onBox, addLayers, onLoad } = latest.current;
    const bounds = bbox(counties) as [number, number, number, number];
    const approval = basemap?.approvalNumber ? t('approvalNumber', { number: basemap.approvalNumber }) : null;
    const created = new MapLibreMap({
      container: container.current,
      style: emptyStyle(basemap),
      localIdeographFontFamily: fontFamily,
      // Fading labels in would draw the map over and over for a third of a second after every change.
      fadeDuration: 0,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      boxZoom: !onBox || {
        boxZoomEnd: (boxed, start, end) => {
          const [a, b] = [boxed.unproject(start), boxed.unproject(end)];
          latest.current.onBox?.({
            west: Math.min(a.lng, b.lng),
            south: Math.min(a.lat, b.lat),
            east: Math.max(a.lng, b.lng),
            north: Math.max(a.lat, b.lat),
          });
        },
      },
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
      addLayers(created);
      addDivisionLabels(created);
      if (basemap?.kind === 'pmtiles') {
        addPmtilesBasemap(created, basemap).catch((error: unknown) => console.error('basemap', error));
      }
      setMap(created);
      onLoad(created);
    });
    // Whether what is seen is what was last given to the map.
    const { dataset } = container.current;
    const changing = () => (dataset.drawn = 'false');
    created.on('dataloading', changing);
    created.on('render', changing);
    created.on('idle', () => (dataset.drawn = 'true'));
    created.on('moveend', () => {
      const camera = cameraOf(created);
      reportedCamera.current = writeCamera(camera);
      latest.current.onCamera(camera);
    });
    onCreate?.(created);
    return () => {
      onLoad(null);
      setMap(null);
      created.remove();
    };
  }, [supported, t]);

  const { counties, townships, camera } = props;
  useEffect(() => {
    if (map) showDivisions(map, 'county', counties);
  }, [map, counties]);
  useEffect(() => {
    if (map && townships) showDivisions(map, 'township', townships);
  }, [map, townships]);
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
      {props.children}
    </div>
  );
}
