import { Marker, type Map as MapLibreMap, type MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { CoverageReport, IsochroneReport, WhatIfReport } from '../../server/coverage/contract.ts';
import { showChoropleth } from '../map/layers/divisions.ts';
import { handleOf, MapCanvas, type MapCanvasProps, type MapHandle } from '../map/MapCanvas.tsx';
import { tipPopup, tooltipElement, type Tip } from '../map/tooltip.ts';
import {
  addCareLayers,
  facilityLayers,
  pointLayer,
  showChanges,
  showChosen,
  showFacilities,
  showIsochrones,
  showPoints,
  showRoute,
  showTried,
  showVerdicts,
  type DrawnFacility,
  type PointChange,
} from './layers/care-layers.ts';
import { markDataUrl } from './layers/icons.ts';
import type { Position } from './trial.ts';

/** A thing on the map under the pointer. */
export interface Pointed {
  type: 'point' | 'facility';
  id: string;
}

export interface CareMapProps extends Pick<
  MapCanvasProps,
  'counties' | 'townships' | 'camera' | 'basemap' | 'onCamera'
> {
  report: CoverageReport | undefined;
  /** What edits would change; `null` where nothing is tried or the map shows the state before. */
  whatIf: WhatIfReport | null;
  changes: readonly PointChange[];
  facilities: readonly DrawnFacility[];
  /** Facilities that something is tried with, not among `facilities`. */
  tried: readonly DrawnFacility[];
  /** The one in the hand, not among `tried`. */
  held: DrawnFacility | null;
  chosenPosition: Position | null;
  isochrones: IsochroneReport | null;
  route: readonly (readonly [number, number])[] | null;
  /** Whether facilities can be dragged. */
  draggable: boolean;
  /** Whether the next click drops a new facility. */
  placing: boolean;
  tooltip(pointed: Pointed): Tip | null;
  onChoose(pointed: Pointed): void;
  onHoverFacility(id: string | null): void;
  onDrag(id: string, position: Position): void;
  onDrop(id: string, position: Position): void;
  onPlace(position: Position): void;
  onLoad?(map: MapLibreMap | null): void;
  onReady?(handle: MapHandle | null): void;
}

/** The map of the care circle. It draws what it is given and reports what is pointed at, dragged and dropped. */
export function CareMap(props: CareMapProps) {
  const latest = useRef(props);
  latest.current = props;
  const [map, setMap] = useState<MapLibreMap | null>(null);

  const { report, whatIf, changes, facilities, tried, chosenPosition, isochrones, route, placing } = props;
  useEffect(() => {
    if (map && report) showPoints(map, report.points);
  }, [map, report]);
  useEffect(() => {
    if (map) showVerdicts(map, whatIf ? whatIf.points.map(({ after }) => after) : []);
  }, [map, whatIf, report]);
  useEffect(() => {
    if (map) showChanges(map, changes);
  }, [map, changes]);
  useEffect(() => {
    if (map) showFacilities(map, facilities);
  }, [map, facilities]);
  useEffect(() => {
    if (map) showTried(map, tried);
  }, [map, tried]);
  useHeldFacility(map, props.held);
  useEffect(() => {
    if (map) showChosen(map, chosenPosition);
  }, [map, chosenPosition]);
  useEffect(() => {
    if (map) showIsochrones(map, isochrones);
  }, [map, isochrones]);
  useEffect(() => {
    if (map) showRoute(map, route);
  }, [map, route]);
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
      addLayers={addCareLayers}
      onLoad={(loaded) => {
        if (loaded) showChoropleth(loaded, null, 'township');
        setMap(loaded);
        latest.current.onLoad?.(loaded);
        if (loaded === null) latest.current.onReady?.(null);
      }}
    />
  );
}

/** Shows the facility in the hand as an element over the map: the map need not be drawn anew wherever the hand goes. */
function useHeldFacility(map: MapLibreMap | null, held: DrawnFacility | null): void {
  const marker = useRef<Marker>(undefined);
  const mark = held?.mark;
  const [longitude, latitude] = held?.position ?? [];
  useEffect(() => {
    if (!map || !mark) return;
    const element = new Image();
    element.src = markDataUrl(mark);
    element.className = 'held-facility';
    marker.current = new Marker({ element });
    return () => {
      marker.current?.remove();
      marker.current = undefined;
    };
  }, [map, mark]);
  useEffect(() => {
    if (!map || !marker.current || longitude === undefined || latitude === undefined) return;
    marker.current.setLngLat([longitude, latitude]).addTo(map);
  }, [map, mark, longitude, latitude]);
}

/** A facility before the population point under it. */
function pointedAt(map: MapLibreMap, event: MapMouseEvent): Pointed | null {
  if (!map.getLayer(pointLayer)) return null;
  const feature = map.queryRenderedFeatures(event.point, { layers: [...facilityLayers, pointLayer] })[0];
  if (!feature) return null;
  return { type: feature.layer.id === pointLayer ? 'point' : 'facility', id: String(feature.properties.id) };
}

/** Below this a press that moves is still a click, CSS pixels. */
const clickTolerancePx = 4;

function listenToPointer(map: MapLibreMap, latest: { readonly current: CareMapProps }): void {
  const popup = tipPopup();
  let dragging = false;

  map.on('mousemove', (event) => {
    if (dragging) return;
    const pointed = pointedAt(map, event);
    const { placing, draggable } = latest.current;
    const overFacility = pointed?.type === 'facility';
    map.getCanvas().style.cursor = placing
      ? 'crosshair'
      : overFacility && draggable
        ? 'grab'
        : pointed
          ? 'pointer'
          : '';
    latest.current.onHoverFacility(overFacility ? pointed.id : null);
    const said = pointed && latest.current.tooltip(pointed);
    if (said) popup.setLngLat(event.lngLat).setDOMContent(tooltipElement(said)).addTo(map);
    else popup.remove();
  });
  map.on('mouseout', () => {
    popup.remove();
    if (!dragging) latest.current.onHoverFacility(null);
  });
  map.on('click', (event) => {
    if (latest.current.placing) {
      latest.current.onPlace(event.lngLat.toArray());
      return;
    }
    const pointed = pointedAt(map, event);
    if (pointed) latest.current.onChoose(pointed);
  });

  map.on('mousedown', (event) => {
    const pointed = pointedAt(map, event);
    const { draggable, placing } = latest.current;
    if (event.originalEvent.button !== 0 || pointed?.type !== 'facility' || !draggable || placing) return;
    event.preventDefault();
    follow(event, pointed.id);
  });

  /** Follows the pointer, also outside the map, until it is let go. */
  function follow(pressed: MapMouseEvent, id: string): void {
    const box = map.getCanvas().getBoundingClientRect();
    const positionOf = ({ clientX, clientY }: MouseEvent): Position =>
      map.unproject([clientX - box.left, clientY - box.top]).toArray();
    const start = pressed.originalEvent;
    const move = (event: MouseEvent) => {
      if (!dragging && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < clickTolerancePx)
        return;
      dragging = true;
      popup.remove();
      map.getCanvas().style.cursor = 'grabbing';
      latest.current.onDrag(id, positionOf(event));
    };
    const end = (event: MouseEvent) => {
      window.removeEventListener('mousemove', move);
      window.removeEventListener('mouseup', end);
      if (!dragging) return;
      dragging = false;
      map.getCanvas().style.cursor = '';
      latest.current.onDrop(id, positionOf(event));
    };
    window.addEventListener('mousemove', move);
    window.addEventListener('mouseup', end);
  }
}
