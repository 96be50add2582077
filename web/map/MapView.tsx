import { bbox } from '@turf/turf';
import type { Feature } from 'geojson';
import type { Popup } from 'maplibre-gl';
import { type GeoJSONSource, type Map as MapLibreMap, type MapGeoJSONFeature, type MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { AreaLevel, FacilityPointCollection } from '../api/queries.ts';
import type { Selection } from '../app/url-state.ts';
import type { Choropleth } from './layers/choropleth.ts';
import { fillLayer, markDivision, markDivisions, showChoropleth } from './layers/divisions.ts';
import { addFacilities, markFacility, showFacilities } from './layers/facilities.ts';
import { handleOf, MapCanvas, type MapCanvasProps, type MapHandle } from './MapCanvas.tsx';
import { tipPopup, tooltipElement, type Tip } from './tooltip.ts';

/** A thing on the map under the pointer. */
export type Pointed = { type: 'facility' | 'division'; id: string };

export interface MapViewProps extends Pick<
  MapCanvasProps,
  'counties' | 'townships' | 'camera' | 'basemap' | 'onCamera' | 'onBox'
> {
  facilities: FacilityPointCollection | undefined;
  choropleth: Choropleth | null;
  level: AreaLevel;
  selection: Selection | null;
  /** Divisions outlined together, instead of the one selected. */
  selectedDivisions?: readonly string[];
  /** Position of the selected facility, when it has one. */
  selectedPosition: [number, number] | null;
  onSelect(selection: Selection): void;
  tooltip(pointed: Pointed): Tip | null;
  onReady(handle: MapHandle | null): void;
}

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

/** The planner's map. It draws what it is given and reports where it is and what was clicked. */
export function MapView(props: MapViewProps) {
  const latest = useRef(props);
  latest.current = props;
  const [map, setMap] = useState<MapLibreMap | null>(null);

  const { facilities, choropleth, level, selection, selectedDivisions, selectedPosition } = props;
  useEffect(() => {
    if (map && facilities) showFacilities(map, facilities);
  }, [map, facilities]);
  useEffect(() => {
    if (map) showChoropleth(map, choropleth, level);
  }, [map, choropleth, level]);
  useEffect(() => {
    if (!map) return;
    markDivisions(map, 'selected', selectedDivisions ?? (selection?.type === 'division' ? [selection.id] : []));
    markFacility(map, selection?.type === 'facility' ? selectedPosition : null);
  }, [map, selection, selectedDivisions, selectedPosition]);

  return (
    <MapCanvas
      counties={props.counties}
      townships={props.townships}
      camera={props.camera}
      basemap={props.basemap}
      onCamera={props.onCamera}
      onBox={props.onBox}
      onCreate={(created) => {
        listenToPointer(created, latest);
        latest.current.onReady(handleOf(created));
      }}
      addLayers={addFacilities}
      onLoad={(loaded) => {
        setMap(loaded);
        if (loaded === null) latest.current.onReady(null);
      }}
    />
  );
}

function listenToPointer(map: MapLibreMap, latest: { readonly current: MapViewProps }): void {
  const popup: Popup = tipPopup();
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
