import type { Geometry } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap, MapGeoJSONFeature, MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { showChoropleth } from '../../map/layers/divisions.ts';
import { handleOf, MapCanvas, type MapCanvasProps, type MapHandle } from '../../map/MapCanvas.tsx';
import { tipPopup, tooltipElement, type Tip } from '../../map/tooltip.ts';
import type { LineDetail } from '../queries.ts';
import {
  addBoundaryLayers,
  pointedLayers,
  showChosen,
  showFindings,
  showLines,
  showMarkers,
  showRoute,
  type FindingPlace,
  type RouteStop,
} from './boundary-layers.ts';

/** A thing on the map under the pointer; a cell of rounded positions holds several markers. */
export interface Pointed {
  type: 'line' | 'marker' | 'finding';
  ids: readonly string[];
}

export interface Route {
  path: Geometry | null;
  stops: readonly RouteStop[];
}

export interface BoundaryMapProps extends Pick<
  MapCanvasProps,
  'counties' | 'townships' | 'camera' | 'basemap' | 'onCamera'
> {
  lines: readonly LineDetail[];
  markers: readonly BoundaryMarkerItem[];
  findings: readonly FindingPlace[];
  route: Route;
  /** Place of what is chosen. */
  chosen: Geometry | null;
  tooltip(pointed: Pointed): Tip | null;
  onChoose(pointed: Pointed): void;
  onReady(handle: MapHandle | null): void;
}

/** The map of boundaries. It draws what it is given and reports what is pointed at and clicked. */
export function BoundaryMap(props: BoundaryMapProps) {
  const latest = useRef(props);
  latest.current = props;
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const { lines, markers, findings, route, chosen } = props;
  useEffect(() => {
    if (map) showLines(map, lines);
  }, [map, lines]);
  useEffect(() => {
    if (map) showMarkers(map, markers);
  }, [map, markers]);
  useEffect(() => {
    if (map) showFindings(map, findings);
  }, [map, findings]);
  useEffect(() => {
    if (map) showRoute(map, route.path, route.stops);
  }, [map, route]);
  useEffect(() => {
    if (map) showChosen(map, chosen);
  }, [map, chosen]);
  return (
    <MapCanvas
      counties={props.counties}
      townships={props.townships}
      camera={props.camera}
      basemap={props.basemap}
      onCamera={props.onCamera}
      onCreate={(created) => {
        listenToPointer(created, latest);
        latest.current.onReady(handleOf(created));
      }}
      addLayers={addBoundaryLayers}
      onLoad={(loaded) => {
        if (loaded) showChoropleth(loaded, null, 'township');
        setMap(loaded);
        if (loaded === null) latest.current.onReady(null);
      }}
    />
  );
}

const typeOfLayer: Readonly<Record<string, Pointed['type']>> = {
  [pointedLayers.stops]: 'marker',
  [pointedLayers.findingPoints]: 'finding',
  [pointedLayers.markers]: 'marker',
  [pointedLayers.cells]: 'marker',
  [pointedLayers.findingAreas]: 'finding',
  [pointedLayers.lines]: 'line',
};

const layers = Object.values(pointedLayers);

function pointedAt(feature: MapGeoJSONFeature | undefined): Pointed | null {
  const type = feature && typeOfLayer[feature.layer.id];
  if (!type) return null;
  const { id, ids } = feature.properties as { id?: string; ids?: string };
  return { type, ids: ids ? ids.split(',') : [String(id)] };
}

async function openCluster(map: MapLibreMap, feature: MapGeoJSONFeature, event: MapMouseEvent): Promise<void> {
  const source = map.getSource<GeoJSONSource>(feature.source)!;
  const zoom = await source.getClusterExpansionZoom(Number(feature.properties.cluster_id));
  map.easeTo({ center: event.lngLat, zoom: Math.max(zoom, map.getZoom() + 1) });
}

function listenToPointer(map: MapLibreMap, latest: { readonly current: BoundaryMapProps }): void {
  const popup = tipPopup();
  const featureAt = (event: MapMouseEvent) =>
    map.getLayer(pointedLayers.lines) ? map.queryRenderedFeatures(event.point, { layers })[0] : undefined;
  map.on('mousemove', (event) => {
    // While the map is dragged there is nothing to point at, and asking would cost frames.
    if (map.isMoving()) return;
    const feature = featureAt(event);
    map.getCanvas().style.cursor = feature ? 'pointer' : '';
    const pointed = pointedAt(feature);
    const said = pointed && latest.current.tooltip(pointed);
    if (said) popup.setLngLat(event.lngLat).setDOMContent(tooltipElement(said)).addTo(map);
    else popup.remove();
  });
  map.on('movestart', () => popup.remove());
  map.on('mouseout', () => popup.remove());
  map.on('click', (event) => {
    const feature = featureAt(event);
    if (feature?.layer.id === pointedLayers.clusters) return void openCluster(map, feature, event);
    const pointed = pointedAt(feature);
    if (pointed) latest.current.onChoose(pointed);
  });
}
