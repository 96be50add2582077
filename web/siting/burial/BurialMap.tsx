import type { Map as MapLibreMap } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import type { ExclusionKindId } from '../../../gis-data/catalogue/index.ts';
import type { BurialAnswer } from '../../../server/siting/contract.ts';
import { showChoropleth } from '../../map/layers/divisions.ts';
import { handleOf, MapCanvas, type MapCanvasProps, type MapHandle } from '../../map/MapCanvas.tsx';
import type { Position } from '../geometry-text.ts';
import { showSites, siteLayer, type DrawnSite } from '../map/siting-layers.ts';
import { addBurialLayers, showBurial } from './burial-layers.ts';

interface BurialMapProps extends Pick<MapCanvasProps, 'counties' | 'townships' | 'camera' | 'basemap' | 'onCamera'> {
  answer: BurialAnswer | null;
  kinds: ReadonlySet<ExclusionKindId>;
  showOpen: boolean;
  sites: readonly DrawnSite[];
  /** A place, or a parcel, was clicked. */
  onPlace(position: Position, parcelId: string | null): void;
  onReady(handle: MapHandle | null): void;
}

/** Where burial is closed and by what, where it is open, and the parcels. */
export function BurialMap(props: BurialMapProps) {
  const latest = useRef(props);
  latest.current = props;
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const { answer, kinds, showOpen, sites } = props;
  useEffect(() => {
    if (map) showBurial(map, answer, kinds, showOpen);
  }, [map, answer, kinds, showOpen]);
  useEffect(() => {
    if (map) showSites(map, sites);
  }, [map, sites]);
  return (
    <MapCanvas
      counties={props.counties}
      townships={props.townships}
      camera={props.camera}
      basemap={props.basemap}
      onCamera={props.onCamera}
      onCreate={(created) => {
        created.on('click', (event) => {
          const parcel = created.getLayer(siteLayer)
            ? created.queryRenderedFeatures(event.point, { layers: [siteLayer] })[0]
            : undefined;
          const { lng, lat } = event.lngLat;
          latest.current.onPlace([lng, lat], parcel ? String(parcel.properties.id) : null);
        });
        latest.current.onReady(handleOf(created));
      }}
      addLayers={addBurialLayers}
      onLoad={(loaded) => {
        if (loaded) showChoropleth(loaded, null, 'township');
        setMap(loaded);
        if (loaded === null) latest.current.onReady(null);
      }}
    />
  );
}
