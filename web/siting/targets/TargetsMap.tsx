import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { AreaLevel } from '../../api/queries.ts';
import { addSites, showSites, siteLayer, type DrawnSite } from '../map/siting-layers.ts';
import type { Choropleth } from '../../map/layers/choropleth.ts';
import { fillLayer, markDivisions, showChoropleth } from '../../map/layers/divisions.ts';
import { handleOf, MapCanvas, type MapCanvasProps, type MapHandle } from '../../map/MapCanvas.tsx';
import { tipPopup, tooltipElement, type Tip } from '../../map/tooltip.ts';

/** A thing on the map under the pointer. */
export interface PointedTarget {
  type: 'site' | 'division';
  id: string;
}

interface TargetsMapProps extends Pick<MapCanvasProps, 'counties' | 'townships' | 'camera' | 'basemap' | 'onCamera'> {
  choropleth: Choropleth | null;
  level: AreaLevel;
  /** Where the plan does something. */
  sites: readonly DrawnSite[];
  /** Divisions outlined because something is done there. */
  acted: readonly string[];
  tooltip(pointed: PointedTarget): Tip | null;
  onChoose(pointed: PointedTarget): void;
  onReady(handle: MapHandle | null): void;
}

/** The target's figures by division, and where a plan acts. It draws what it is given and reports what is pointed at. */
export function TargetsMap(props: TargetsMapProps) {
  const latest = useRef(props);
  latest.current = props;
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const { choropleth, level, sites, acted } = props;
  useEffect(() => {
    if (map) showChoropleth(map, choropleth, level);
  }, [map, choropleth, level]);
  useEffect(() => {
    if (map) showSites(map, sites);
  }, [map, sites]);
  useEffect(() => {
    if (map) markDivisions(map, 'selected', acted);
  }, [map, acted]);
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
      addLayers={addSites}
      onLoad={(loaded) => {
        setMap(loaded);
        if (loaded === null) latest.current.onReady(null);
      }}
    />
  );
}

function pointedAt(map: MapLibreMap, event: MapMouseEvent): PointedTarget | null {
  if (!map.getLayer(siteLayer)) return null;
  const layers = [siteLayer, fillLayer('township'), fillLayer('county')];
  const feature = map.queryRenderedFeatures(event.point, { layers })[0];
  if (!feature) return null;
  return { type: feature.layer.id === siteLayer ? 'site' : 'division', id: String(feature.properties.id) };
}

function listenToPointer(map: MapLibreMap, latest: { readonly current: TargetsMapProps }): void {
  const popup = tipPopup();
  map.on('mousemove', (event) => {
    const pointed = pointedAt(map, event);
    const said = pointed && latest.current.tooltip(pointed);
    map.getCanvas().style.cursor = pointed?.type === 'site' ? 'pointer' : '';
    if (said) popup.setLngLat(event.lngLat).setDOMContent(tooltipElement(said)).addTo(map);
    else popup.remove();
  });
  map.on('mouseout', () => popup.remove());
  map.on('click', (event) => {
    const pointed = pointedAt(map, event);
    if (pointed) latest.current.onChoose(pointed);
  });
}
