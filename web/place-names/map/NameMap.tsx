import type { Geometry } from 'geojson';
import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { showChoropleth } from '../../map/layers/divisions.ts';
import { handleOf, MapCanvas, type MapCanvasProps, type MapHandle } from '../../map/MapCanvas.tsx';
import { addNameLayers, hitLayer, showChosen, showHere, showHits, type ShownName } from './name-layers.ts';

export interface NameMapProps extends Pick<
  MapCanvasProps,
  'counties' | 'townships' | 'camera' | 'basemap' | 'onCamera'
> {
  hits: readonly ShownName[];
  /** Place of the record whose card is open. */
  chosen: Geometry | null;
  here: readonly [number, number] | null;
  onChoose(id: string): void;
  /** A click where no name stands: longitude, latitude. */
  onAsk(position: [number, number]): void;
  onReady(handle: MapHandle | null): void;
}

/** The map of found names. It draws what it is given and reports what is clicked. */
export function NameMap(props: NameMapProps) {
  const latest = useRef(props);
  latest.current = props;
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const { hits, chosen, here } = props;
  useEffect(() => {
    if (map) showHits(map, hits);
  }, [map, hits]);
  useEffect(() => {
    if (map) showChosen(map, chosen);
  }, [map, chosen]);
  useEffect(() => {
    if (map) showHere(map, here);
  }, [map, here]);
  return (
    <MapCanvas
      counties={props.counties}
      townships={props.townships}
      camera={props.camera}
      basemap={props.basemap}
      onCamera={props.onCamera}
      onCreate={(created) => {
        listen(created, latest);
        latest.current.onReady(handleOf(created));
      }}
      addLayers={addNameLayers}
      onLoad={(loaded) => {
        if (loaded) showChoropleth(loaded, null, 'township');
        setMap(loaded);
        if (loaded === null) latest.current.onReady(null);
      }}
    />
  );
}

function listen(map: MapLibreMap, latest: { readonly current: NameMapProps }): void {
  const nameAt = (event: MapMouseEvent): string | null => {
    if (!map.getLayer(hitLayer)) return null;
    const [feature] = map.queryRenderedFeatures(event.point, { layers: [hitLayer] });
    return feature ? String(feature.properties.id) : null;
  };
  map.on('mousemove', (event) => {
    // While the map is dragged there is nothing to point at, and asking would cost frames.
    if (!map.isMoving()) map.getCanvas().style.cursor = nameAt(event) === null ? '' : 'pointer';
  });
  map.on('click', (event) => {
    const id = nameAt(event);
    if (id === null) latest.current.onAsk([event.lngLat.lng, event.lngLat.lat]);
    else latest.current.onChoose(id);
  });
}
