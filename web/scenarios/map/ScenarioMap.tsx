import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { ScenarioFacility } from '../../../server/scenarios/contract.ts';
import type { AreaLevel, FacilityPointCollection } from '../../api/queries.ts';
import type { Choropleth } from '../../map/layers/choropleth.ts';
import { fillLayer, markDivision, showChoropleth } from '../../map/layers/divisions.ts';
import { handleOf, MapCanvas, type MapCanvasProps, type MapHandle } from '../../map/MapCanvas.tsx';
import { tipPopup, tooltipElement, type Tip } from '../../map/tooltip.ts';
import type { Position } from '../facility-changes.ts';
import {
  addScenarioLayers,
  facilityLayers,
  showRegistered,
  showScenarioFacilities,
  showSelected,
} from './scenario-layers.ts';

/** A thing on the map under the pointer. */
export interface Pointed {
  type: 'facility' | 'division';
  id: string;
}

export interface ScenarioMapProps extends Pick<
  MapCanvasProps,
  'counties' | 'townships' | 'camera' | 'basemap' | 'onCamera'
> {
  registered: FacilityPointCollection | undefined;
  /** What the scenario does to facilities. */
  facilities: readonly ScenarioFacility[];
  choropleth: Choropleth | null;
  level: AreaLevel;
  selectedPosition: Position | null;
  /** Whether the next click says a place. */
  placing: boolean;
  tooltip(pointed: Pointed): Tip | null;
  onChoose(facilityId: string): void;
  onPlace(position: Position): void;
  onLoad?(map: MapLibreMap | null): void;
  onReady?(handle: MapHandle | null): void;
}

/** The map of a scenario. It draws what it is given and reports what is clicked. */
export function ScenarioMap(props: ScenarioMapProps) {
  const latest = useRef(props);
  latest.current = props;
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const { registered, facilities, choropleth, level, selectedPosition, placing } = props;
  useEffect(() => {
    if (map && registered) showRegistered(map, registered, facilities);
  }, [map, registered, facilities]);
  useEffect(() => {
    if (map) showScenarioFacilities(map, facilities);
  }, [map, facilities]);
  useEffect(() => {
    if (map) showChoropleth(map, choropleth, level);
  }, [map, choropleth, level]);
  useEffect(() => {
    if (map) showSelected(map, selectedPosition);
  }, [map, selectedPosition]);
  useEffect(() => {
    if (map) map.getCanvas().style.cursor = placing ? 'crosshair' : '';
  }, [map, placing]);
  return (
    <MapCanvas
      counties={props.counties}
      townships={props.townships}
      camera={props.camera}
      basemap={props.basemap}
      onCamera={props.onCamera}
      onCreate={(created) => {
        listenToPointer(created, latest);
        latest.current.onReady?.(handleOf(created));
      }}
      addLayers={addScenarioLayers}
      onLoad={(loaded) => {
        setMap(loaded);
        latest.current.onLoad?.(loaded);
        if (loaded === null) latest.current.onReady?.(null);
      }}
    />
  );
}

/** A facility before the division in which it stands. */
function pointedAt(map: MapLibreMap, event: MapMouseEvent): Pointed | null {
  if (!map.getLayer(facilityLayers[0]!)) return null;
  const layers = [...facilityLayers, fillLayer('township'), fillLayer('county')];
  const feature = map.queryRenderedFeatures(event.point, { layers })[0];
  if (!feature) return null;
  const type = facilityLayers.includes(feature.layer.id) ? 'facility' : 'division';
  return { type, id: String(feature.properties.id) };
}

function listenToPointer(map: MapLibreMap, latest: { readonly current: ScenarioMapProps }): void {
  const popup = tipPopup();
  map.on('mousemove', (event) => {
    // While the map is dragged there is nothing to point at, and asking would cost frames.
    if (map.isMoving()) return;
    const pointed = pointedAt(map, event);
    const { placing } = latest.current;
    map.getCanvas().style.cursor = placing ? 'crosshair' : pointed?.type === 'facility' ? 'pointer' : '';
    if (map.getLayer('county-hover')) markDivision(map, 'hover', pointed?.type === 'division' ? pointed.id : null);
    const said = pointed && latest.current.tooltip(pointed);
    if (said) popup.setLngLat(event.lngLat).setDOMContent(tooltipElement(said)).addTo(map);
    else popup.remove();
  });
  map.on('movestart', () => popup.remove());
  map.on('mouseout', () => {
    popup.remove();
    if (map.getLayer('county-hover')) markDivision(map, 'hover', null);
  });
  map.on('click', (event) => {
    const { placing, onPlace, onChoose } = latest.current;
    if (placing) {
      onPlace(event.lngLat.toArray());
      return;
    }
    const pointed = pointedAt(map, event);
    if (pointed?.type === 'facility') onChoose(pointed.id);
  });
}
