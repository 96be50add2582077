import type { Map as MapLibreMap } from 'maplibre-gl';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  ScenarioChange,
  ScenarioComparison,
  ScenarioDetail,
  ScenarioFacility,
} from '../../../server/scenarios/contract.ts';
import { useBasemap, useFacilityPoints, type DivisionCollection } from '../../api/queries.ts';
import { useLanguage } from '../../app/i18n/use-text.ts';
import { useView, type Camera } from '../../app/url-state.ts';
import { useEvent } from '../../coverage/use-event.ts';
import { syncMaps } from '../../map/sync-maps.ts';
import { Data } from '../../ui/Data.tsx';
import type { Colours } from '../colours.ts';
import { divisionsUnder } from '../divisions-under.ts';
import { ScenarioMap, type ScenarioMapProps } from '../map/ScenarioMap.tsx';
import { baselineMap } from '../scenario-view.ts';
import { useTips } from '../tips.ts';

const noFacilities: readonly ScenarioFacility[] = [];
const noChanges: readonly ScenarioChange[] = [];
const nothing = () => undefined;

/** Maps by their id as they load, moved together. */
function useTogether(ids: readonly string[]) {
  const [maps, setMaps] = useState<Readonly<Record<string, MapLibreMap>>>({});
  const key = ids.join();
  useEffect(() => {
    const shown = key.split(',').flatMap((id) => maps[id] ?? []);
    return shown.length > 1 ? syncMaps(shown) : undefined;
  }, [maps, key]);
  return useCallback(
    (id: string, map: MapLibreMap | null) =>
      setMaps((before) => {
        const { [id]: _gone, ...others } = before;
        return map === null ? others : { ...others, [id]: map };
      }),
    [],
  );
}

interface CompareMapProps extends Pick<
  ScenarioMapProps,
  'counties' | 'camera' | 'basemap' | 'registered' | 'level' | 'onCamera'
> {
  id: string;
  title: React.ReactNode;
  note: string | null;
  townships: DivisionCollection | undefined;
  changes: readonly ScenarioChange[];
  facilities: readonly ScenarioFacility[];
  colours: Colours | null;
  unit: string;
  onMap(id: string, map: MapLibreMap | null): void;
}

function CompareMap(props: CompareMapProps) {
  const { id, title, note, changes, facilities, colours, unit, onMap } = props;
  const choropleth = colours?.maps.get(id) ?? null;
  const counties = useMemo(() => divisionsUnder(props.counties, 'county', changes), [props.counties, changes]);
  const townships = useMemo(
    () => props.townships && divisionsUnder(props.townships, 'township', changes),
    [props.townships, changes],
  );
  const tips = useTips();
  const tooltip = useEvent((pointed: Parameters<typeof tips>[0]) =>
    tips(pointed, {
      facilities,
      registered: props.registered,
      divisions: props.level === 'county' ? counties : townships,
      choropleth,
      unit,
    }),
  );
  const onLoad = useCallback((map: MapLibreMap | null) => onMap(id, map), [id, onMap]);
  return (
    <div className="compare-map" data-testid="compare-map" data-map={id} data-facilities={facilities.length}>
      <span className="compare-map-title">
        {title}
        {note && <span className="compare-map-note">{note}</span>}
      </span>
      <ScenarioMap
        counties={counties}
        townships={townships}
        camera={props.camera}
        basemap={props.basemap}
        registered={props.registered}
        facilities={facilities}
        choropleth={choropleth}
        level={props.level}
        selectedPosition={null}
        placing={false}
        tooltip={tooltip}
        onCamera={props.onCamera}
        onChoose={nothing}
        onPlace={nothing}
        onLoad={onLoad}
      />
    </div>
  );
}

/** Up to four maps that look at the same place on one colour scale: the registry as it stands and scenarios. */
export function CompareMaps({
  ids,
  comparison,
  details,
  counties,
  townships,
  colours,
  unit,
}: {
  ids: readonly string[];
  comparison: ScenarioComparison;
  details: readonly ScenarioDetail[];
  counties: DivisionCollection;
  townships: DivisionCollection | undefined;
  colours: Colours | null;
  unit: string;
}) {
  const { t } = useTranslation('scenarios');
  const language = useLanguage();
  const [{ camera, level, kinds }, changeView] = useView();
  const basemap = useBasemap();
  const placed = useFacilityPoints(null).data;
  const kindKey = kinds.join();
  const registered = useMemo(() => {
    const wanted = new Set(kindKey.split(','));
    return placed && { ...placed, features: placed.features.filter((f) => wanted.has(f.properties.kind)) };
  }, [placed, kindKey]);
  const onMap = useTogether(ids);
  const onCamera = useEvent((next: Camera) => changeView({ camera: next }, { replace: true }));
  if (basemap.isPending) return null;
  return (
    <div className="compare-maps" data-count={ids.length}>
      {ids.map((id, index) => {
        const compared = comparison.scenarios.find(({ scenario }) => scenario.id === id);
        const broken = compared !== undefined && compared.result === null;
        return (
          <CompareMap
            // Controls of the map carry texts that it takes only when it is made.
            key={`${id}:${language}`}
            id={id}
            title={id === baselineMap ? t('compare.baseline') : <Data>{compared?.scenario.name ?? id}</Data>}
            note={broken ? t('compare.cannot') : null}
            counties={counties}
            townships={townships}
            camera={camera}
            basemap={basemap.data?.basemap ?? null}
            registered={registered}
            changes={details.find((detail) => detail.id === id)?.changes ?? noChanges}
            facilities={compared?.result?.facilities ?? noFacilities}
            colours={colours}
            unit={unit}
            level={level}
            // The others follow it; one report of the place is enough.
            onCamera={index === 0 ? onCamera : nothing}
            onMap={onMap}
          />
        );
      })}
    </div>
  );
}
