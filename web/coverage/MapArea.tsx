import type { Map as MapLibreMap } from 'maplibre-gl';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CareMap, type CareMapProps } from './CareMap.tsx';
import type { DrawnFacility } from './layers/care-layers.ts';
import { syncMaps } from '../map/sync-maps.ts';

const noFacilities: readonly DrawnFacility[] = [];
const noChanges: CareMapProps['changes'] = [];

/** The map, or two of them that look at the same place: as it is and as it would be. */
export function MapArea({
  compare,
  untouched,
  ...now
}: CareMapProps & {
  compare: boolean;
  /** Facilities as they stand without the edits. */
  untouched: readonly DrawnFacility[];
}) {
  const { t } = useTranslation('coverage');
  const [before, setBefore] = useState<MapLibreMap | null>(null);
  const [after, setAfter] = useState<MapLibreMap | null>(null);
  useEffect(() => (before && after ? syncMaps([after, before]) : undefined), [before, after]);
  return (
    <div className="map-area">
      {compare && (
        <div className="map-half map-before" data-testid="map-before">
          <span className="map-half-title">{t('before')}</span>
          <CareMap
            {...now}
            whatIf={null}
            changes={noChanges}
            facilities={untouched}
            tried={noFacilities}
            held={null}
            draggable={false}
            placing={false}
            onCamera={() => undefined}
            onLoad={setBefore}
            onReady={undefined}
          />
        </div>
      )}
      <div className="map-half" data-testid="map-now">
        {compare && <span className="map-half-title">{t('after')}</span>}
        <CareMap {...now} onLoad={setAfter} />
      </div>
    </div>
  );
}
