import type { Feature, FeatureCollection, Geometry, Point } from 'geojson';
import {
  GPUInitializationError,
  Map as MapLibreMap,
  Marker,
  prewarm,
  ScaleControl,
  setWorkerUrl,
  type ExpressionSpecification,
  type GeoJSONSource,
  type LayerSpecification,
  type SourceSpecification,
  type StyleSpecification,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { markerSigns } from '../../../gis-data/catalogue/map-symbols.ts';
import { addSignImages, signImageName } from '../../boundary/map/marker-signs.ts';
import { boundaryLineLayers } from '../../map/layers/boundary-lines.ts';
import type { FieldBasemap } from '../../../server/field-sync/contract.ts';
import { useWords } from '../app/words.ts';
import { statesByConcern, type AreaMap, type DrawnArea } from '../store/area-map.ts';
import { accuracyCircle } from './accuracy-circle.ts';
import { GROUND, groundColors, groundFeatures, groundLayers, wayFeatures, WAYS, WAYS_FROM_ZOOM } from './ground.ts';
import type { Reading } from './position.ts';

setWorkerUrl(workerUrl);
// The worker starts while the database is asked.
prewarm();

export interface FieldMapProps {
  bounds: AreaMap['bounds'];
  /** What the first frame shows; null: all of it. */
  overview: DrawnArea | null;
  /** Everything of the area; with an overview it may come later. */
  whole: DrawnArea | null;
  basemap: FieldBasemap | null;
  reading: Reading | null;
  /** Where a straight line from the device leads. */
  target: Point | null;
  /** Place of the chosen marker. */
  chosen: Point | null;
  onSelect(markerId: string): void;
  /** Lines and markers stand on the map. */
  onDrawn(): void;
}

/** Nearer than this, markers show the signs of their states; farther away those would hide each other, and dots stand for them. */
const SIGNS_FROM_ZOOM = 10.5;
/** So many zoom levels nearer than the whole area, the overview gives way. */
const OVERVIEW_LEVELS = 1;
/** As near as the map comes by itself, to a marker or to the device. */
const CLOSE_ZOOM = 13;
const FIT = { padding: 36, maxZoom: 14 };
const chosenColor = '#d6246e';
const myColor = '#1a73e8';

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });

/** The device's place, the way from it and the chosen marker; it comes once the area has been drawn. */
const HERE = 'here';
/** Lines and markers while the whole area is in view, where all of them are too many. */
const OVERVIEW = 'overview-';

const isIntact: ExpressionSpecification = ['==', ['get', 'shown'], 'intact'];
const stateColor = [
  ...['match', ['get', 'shown']],
  ...statesByConcern.flatMap((state) => [state, markerSigns[state].color]),
  groundColors.place,
] as unknown as ExpressionSpecification;
const isPart = (part: string): ExpressionSpecification => ['==', ['get', 'part'], part];

/** Lines, and dots of markers: filled where intact, a larger ring where anything else is known or nothing is. */
const farLayers = (prefix = ''): LayerSpecification[] => [
  ...boundaryLineLayers(`${prefix}lines`).map((layer) => ({ ...layer, id: prefix + layer.id })),
  {
    id: `${prefix}marker-dots`,
    type: 'circle',
    source: `${prefix}markers`,
    ...(prefix ? {} : { maxzoom: SIGNS_FROM_ZOOM }),
    paint: {
      'circle-radius': ['case', isIntact, 2.6, 4],
      'circle-color': ['case', isIntact, stateColor, '#ffffff'],
      'circle-stroke-width': ['case', isIntact, 0.6, 2],
      'circle-stroke-color': ['case', isIntact, '#ffffff', stateColor],
    },
  },
];

const nearLayers: LayerSpecification[] = [
  {
    id: 'marker-signs',
    type: 'symbol',
    source: 'markers',
    minzoom: SIGNS_FROM_ZOOM,
    layout: {
      'icon-image': ['concat', signImageName(''), ['get', 'shown']],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'icon-size': ['interpolate', ['linear'], ['zoom'], SIGNS_FROM_ZOOM, 0.8, 13, 1.2],
    },
  },
  {
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
  },
];

/** Under the markers' own signs. */
const hereLayers: LayerSpecification[] = [
  {
    id: 'way',
    type: 'line',
    source: HERE,
    filter: isPart('way'),
    paint: { 'line-color': myColor, 'line-width': 2, 'line-dasharray': [2, 2] },
  },
  {
    id: 'me-fill',
    type: 'fill',
    source: HERE,
    filter: isPart('me'),
    paint: { 'fill-color': myColor, 'fill-opacity': 0.16, 'fill-outline-color': myColor },
  },
  {
    id: 'chosen',
    type: 'circle',
    source: HERE,
    filter: isPart('chosen'),
    paint: {
      'circle-radius': 15,
      'circle-color': 'rgba(214,36,110,0.16)',
      'circle-stroke-color': chosenColor,
      'circle-stroke-width': 3,
    },
  },
];

const show = (map: MapLibreMap | null, source: string, data: FeatureCollection) =>
  void map?.getSource<GeoJSONSource>(source)?.setData(data);

const sourcesOf = ({ lines, markers }: DrawnArea, prefix = ''): Record<string, SourceSpecification> => ({
  [`${prefix}lines`]: { type: 'geojson', data: lines },
  [`${prefix}markers`]: { type: 'geojson', data: markers },
});

/** The style of the first frame: no more than is seen in it. */
function firstStyle({ overview, whole }: Pick<FieldMapProps, 'overview' | 'whole'>): StyleSpecification {
  const background: LayerSpecification = {
    ...{ id: 'background', type: 'background' },
    paint: { 'background-color': groundColors.background },
  };
  if (overview)
    return { version: 8, sources: sourcesOf(overview, OVERVIEW), layers: [background, ...farLayers(OVERVIEW)] };
  return { version: 8, sources: sourcesOf(whole!), layers: [background, ...farLayers(), ...nearLayers] };
}

/** A map in its first state; null in a browser without WebGL. */
function mapOrNone(container: HTMLElement, first: FieldMapProps): MapLibreMap | null {
  try {
    return new MapLibreMap({
      container,
      style: firstStyle(first),
      ...(first.bounds ? { bounds: first.bounds, fitBoundsOptions: FIT } : {}),
      attributionControl: false,
      localIdeographFontFamily: 'sans-serif',
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
    });
  } catch (error) {
    if (error instanceof GPUInitializationError) return null;
    throw error;
  }
}

/** The marker nearest to where a finger came down: a fingertip is wider than a sign. */
function markerAt(map: MapLibreMap, { x, y }: { x: number; y: number }): string | undefined {
  const reach = 18;
  const found = map.queryRenderedFeatures(
    [
      [x - reach, y - reach],
      [x + reach, y + reach],
    ],
    { layers: ['marker-signs', 'marker-dots', `${OVERVIEW}marker-dots`].filter((id) => map.getLayer(id)) },
  );
  const away = ({ geometry }: Feature) => {
    const at = map.project((geometry as Point).coordinates as [number, number]);
    return Math.hypot(at.x - x, at.y - y);
  };
  return found.sort((a, b) => away(a) - away(b))[0]?.properties.id as string | undefined;
}

/** Lines and markers that were taken along, what lies around them, and where the device is. Draws without a network. */
export default function FieldMap(props: FieldMapProps) {
  const { bounds, overview, whole, basemap, reading, target, chosen } = props;
  const { t } = useWords();
  const container = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const [isNear, setNear] = useState(false);
  const [isSupported, setSupported] = useState(true);
  const me = useRef<Marker>(null);
  const acts = useRef(props);
  acts.current = props;

  useEffect(() => {
    const element = container.current!;
    const first = acts.current;
    const made = mapOrNone(element, first);
    if (made === null) {
      setSupported(false);
      first.onDrawn();
      return undefined;
    }
    made.touchZoomRotate.disableRotation();
    made.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left');
    made.once('styleimagemissing', () => addSignImages(made));
    const look = () => setNear(made.getZoom() >= WAYS_FROM_ZOOM);
    made.on('zoom', look);
    // The map tells this in the frame in which everything of its first style stands.
    made.on('load', () => {
      element.dataset.ready = 'true';
      element.dataset.drawn = 'true';
      made.addSource(HERE, { type: 'geojson', data: collection([]) });
      for (const layer of hereLayers) made.addLayer(layer, `${first.overview ? OVERVIEW : ''}marker-dots`);
      look();
      setMap(made);
      acts.current.onDrawn();
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

  useEffect(() => {
    if (!map || !whole || map.getSource('markers')) return;
    const fit = bounds ? (map.cameraForBounds(bounds, FIT)?.zoom ?? 0) : 0;
    const from = Math.min(fit + OVERVIEW_LEVELS, SIGNS_FROM_ZOOM);
    for (const [id, source] of Object.entries(sourcesOf(whole))) map.addSource(id, source);
    for (const layer of farLayers())
      map.addLayer({ ...layer, minzoom: from }, layer.type === 'line' ? hereLayers[0]!.id : `${OVERVIEW}marker-dots`);
    for (const layer of nearLayers) map.addLayer(layer);
    // Until all is there the overview stays.
    void map.once('idle', () => {
      for (const { id } of farLayers(OVERVIEW)) map.setLayerZoomRange(id, 0, from);
    });
  }, [map, bounds, whole]);
  useEffect(() => {
    if (!map || !basemap) return;
    if (!map.getSource(GROUND)) {
      for (const id of [WAYS, GROUND]) map.addSource(id, { type: 'geojson', data: collection([]) });
      const lowest = farLayers(overview ? OVERVIEW : '')[0]!.id;
      for (const layer of groundLayers) map.addLayer(layer, lowest);
    }
    show(map, GROUND, groundFeatures(basemap));
    void map.once('idle', () => (container.current!.dataset.ground = 'true'));
  }, [map, overview, basemap]);
  useEffect(() => {
    if (isNear && basemap) show(map, WAYS, wayFeatures(basemap));
  }, [map, basemap, isNear]);

  useEffect(() => {
    if (!map || !chosen) return;
    const isInView = map.getBounds().contains(chosen.coordinates as [number, number]);
    if (!isInView || map.getZoom() < SIGNS_FROM_ZOOM)
      map.jumpTo({ center: chosen.coordinates as [number, number], zoom: Math.max(map.getZoom(), CLOSE_ZOOM) });
  }, [map, chosen]);

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
  }, [map, reading]);

  useEffect(() => {
    const here: [number, number] | null = reading && [reading.longitude, reading.latitude];
    const parts: [string, Geometry | null][] = [
      ['chosen', chosen],
      ['me', here && accuracyCircle(here, reading!.accuracyM).geometry],
      ['way', here && target && { type: 'LineString', coordinates: [here, target.coordinates] }],
    ];
    const features = parts.flatMap(([part, geometry]): Feature[] =>
      geometry ? [{ type: 'Feature', properties: { part }, geometry }] : [],
    );
    show(map, HERE, collection(features));
  }, [map, chosen, reading, target]);

  if (!isSupported)
    return (
      <p className="field-map" data-ready="true" data-unsupported="true">
        {t('map.unsupported')}
      </p>
    );
  return <div className="field-map" ref={container} />;
}
