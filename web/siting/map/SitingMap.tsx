import type { Feature } from 'geojson';
import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { CoveragePoint } from '../../../server/coverage/contract.ts';
import {
  facilityLayers,
  pointLayer,
  showChanges,
  showChosen,
  showFacilities,
  showPoints,
  type DrawnFacility,
  type PointChange,
} from '../../coverage/layers/care-layers.ts';
import { markDivisions, showChoropleth } from '../../map/layers/divisions.ts';
import { handleOf, MapCanvas, type MapCanvasProps, type MapHandle } from '../../map/MapCanvas.tsx';
import { tipPopup, tooltipElement, type Tip } from '../../map/tooltip.ts';
import type { Position } from '../geometry-text.ts';
import {
  addSitingLayers,
  parcelLayer,
  showArea,
  showLines,
  showParcels,
  showSites,
  siteLayer,
  type DrawnSite,
} from './siting-layers.ts';
import { useDrawing, type Drawing } from './use-drawing.ts';

/** A thing on the map under the pointer: people of a village, a facility, a site or a parcel. */
export interface Pointed {
  type: 'point' | 'facility' | 'site' | 'parcel';
  id: string;
}

export interface SitingMapProps extends Pick<
  MapCanvasProps,
  'counties' | 'townships' | 'camera' | 'basemap' | 'onCamera'
> {
  /** People, each with the verdict to show. */
  points: readonly CoveragePoint[];
  /** People whom the plan reaches and nobody reached before, and the other way round. */
  changes: readonly PointChange[];
  facilities: readonly DrawnFacility[];
  sites: readonly DrawnSite[];
  parcels: readonly Feature[];
  area: readonly Position[];
  /** Counties outlined because something is to be done there. */
  countyIds: readonly string[];
  lines: readonly (readonly [Position, Position])[];
  chosenPosition: Position | null;
  /** How an area that is being drawn ends; `null` while none is. */
  drawing: Drawing | null;
  /** Whether the next click places a candidate. */
  placing: boolean;
  tooltip(pointed: Pointed): Tip | null;
  onChoose(pointed: Pointed): void;
  onHover(pointed: Pointed | null): void;
  onPlace(position: Position): void;
  onReady(handle: MapHandle | null): void;
}

/** The map of siting. It draws what it is given and reports what is pointed at, clicked and drawn. */
export function SitingMap(props: SitingMapProps) {
  const latest = useRef(props);
  latest.current = props;
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const { points, changes, facilities, sites, parcels, area, countyIds, lines, chosenPosition, drawing, placing } =
    props;
  useEffect(() => {
    if (map) showPoints(map, points);
  }, [map, points]);
  useEffect(() => {
    if (map) showChanges(map, changes);
  }, [map, changes]);
  useEffect(() => {
    if (map) showFacilities(map, facilities);
  }, [map, facilities]);
  useEffect(() => {
    if (map) showSites(map, sites);
  }, [map, sites]);
  useEffect(() => {
    if (map) showParcels(map, parcels);
  }, [map, parcels]);
  useEffect(() => {
    if (map) showArea(map, area);
  }, [map, area]);
  useEffect(() => {
    if (map) markDivisions(map, 'selected', countyIds);
  }, [map, countyIds]);
  useEffect(() => {
    if (map) showLines(map, lines);
  }, [map, lines]);
  useEffect(() => {
    if (map) showChosen(map, chosenPosition);
  }, [map, chosenPosition]);
  const taking = placing || drawing !== null;
  useEffect(() => {
    if (map) map.getCanvas().style.cursor = taking ? 'crosshair' : '';
  }, [map, taking]);
  useDrawing(map, drawing);
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
      addLayers={addSitingLayers}
      onLoad={(loaded) => {
        if (loaded) showChoropleth(loaded, null, 'township');
        setMap(loaded);
        if (loaded === null) latest.current.onReady(null);
      }}
    />
  );
}

const typeOfLayer = new Map<string, Pointed['type']>([
  [siteLayer, 'site'],
  ...facilityLayers.map((layer): [string, Pointed['type']] => [layer, 'facility']),
  [pointLayer, 'point'],
  [parcelLayer, 'parcel'],
]);

/** What lies uppermost under the pointer. */
function pointedAt(map: MapLibreMap, event: MapMouseEvent): Pointed | null {
  if (!map.getLayer(siteLayer)) return null;
  const feature = map.queryRenderedFeatures(event.point, { layers: [...typeOfLayer.keys()] })[0];
  const type = feature && typeOfLayer.get(feature.layer.id);
  return type ? { type, id: String(feature.properties.id) } : null;
}

function listenToPointer(map: MapLibreMap, latest: { readonly current: SitingMapProps }): void {
  const popup = tipPopup();
  map.on('mousemove', (event) => {
    // While the map is dragged there is nothing to point at, and asking would cost frames.
    if (map.isMoving()) return;
    const { placing, drawing, tooltip, onHover } = latest.current;
    if (placing || drawing) return void popup.remove();
    const pointed = pointedAt(map, event);
    map.getCanvas().style.cursor = pointed ? 'pointer' : '';
    onHover(pointed);
    const said = pointed && tooltip(pointed);
    if (said) popup.setLngLat(event.lngLat).setDOMContent(tooltipElement(said)).addTo(map);
    else popup.remove();
  });
  map.on('movestart', () => popup.remove());
  map.on('mouseout', () => {
    popup.remove();
    latest.current.onHover(null);
  });
  map.on('click', (event) => {
    const { placing, drawing, onPlace, onChoose } = latest.current;
    if (drawing) return;
    if (placing) return onPlace(event.lngLat.toArray());
    const pointed = pointedAt(map, event);
    if (pointed) onChoose(pointed);
  });
}
