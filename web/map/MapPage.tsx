import { Splitter, Tabs } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { divisionTypes, facilityKind, facilityStatuses } from '../../gis-data/catalogue/index.ts';
import {
  useAreas,
  useBasemap,
  useDivisionGeometry,
  useFacilityPoints,
  useIndicators,
  type DivisionCollection,
} from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView, type Camera, type Selection } from '../app/url-state.ts';
import { DivisionList } from '../divisions/DivisionList.tsx';
import { DivisionPanel } from '../divisions/DivisionPanel.tsx';
import { Board } from '../indicators/Board.tsx';
import { EvidencePanel } from '../indicators/EvidencePanel.tsx';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { formatRange } from '../ui/format.ts';
import { Answer, Loading } from '../ui/states.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { FacilityFilter } from './FacilityFilter.tsx';
import { choropleth, suitableMode, type Area } from './layers/choropleth.ts';
import { filterFacilities } from './layers/facilities.ts';
import { Legend } from './Legend.tsx';
import type { MapHandle } from './MapCanvas.tsx';
import { boundsOf, MapView, type Pointed } from './MapView.tsx';
import { drawerWidthPx, SidePanel } from './SidePanel.tsx';

const FacilityPanel = lazy(() => import('../facilities/FacilityPanel.tsx'));

const noAreas: ReadonlyMap<string, Area> = new Map();

/** The coloured indicator with its figures at the level shown and, for the list, at both levels. */
function useColouring() {
  const [{ indicatorId, level, mode, asOf }] = useView();
  const indicator = useIndicators(asOf).data?.results.find((result) => result.id === indicatorId) ?? null;
  const shownId = indicator?.id ?? null;
  const counties = useAreas(shownId, 'county', asOf).data;
  const townships = useAreas(shownId, 'township', asOf).data;
  const effectiveMode = mode ?? suitableMode(shownId ?? '', level);
  const figures = level === 'county' ? counties : townships;
  const shown = useMemo(() => (figures ? choropleth(figures, effectiveMode) : null), [figures, effectiveMode]);
  const areas = useMemo(() => {
    const all = [...(counties?.areas ?? []), ...(townships?.areas ?? [])];
    return all.length > 0 ? new Map(all.map((area) => [area.divisionId, area])) : noAreas;
  }, [counties, townships]);
  return { indicator, mode: effectiveMode, shown, areas };
}

function useFacilitiesOnMap() {
  const [{ asOf, kinds, statuses, functionId, functionAnswer }] = useView();
  const all = useFacilityPoints(asOf).data;
  const kindKey = kinds.join();
  const statusKey = statuses?.join();
  const shown = useMemo(
    () => all && filterFacilities(all, { kinds, statuses, functionId, functionAnswer }),
    // The view is read anew at every move of the map; only these parts of it matter here.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [all, kindKey, statusKey, functionId, functionAnswer],
  );
  return { all, shown };
}

function LeftPanel({
  counties,
  townships,
  colouring,
  facilities,
  onSelect,
}: {
  counties: DivisionCollection;
  townships: DivisionCollection | undefined;
  colouring: ReturnType<typeof useColouring>;
  facilities: ReturnType<typeof useFacilitiesOnMap>;
  onSelect: (selection: Selection) => void;
}) {
  const { t } = useTranslation('map');
  return (
    <Tabs
      className="panel-tabs"
      destroyOnHidden
      items={[
        { key: 'indicators', label: t('tabs.indicators'), children: <Board /> },
        {
          key: 'facilities',
          label: t('tabs.facilities'),
          children: (
            <FacilityFilter shown={facilities.shown} total={facilities.all?.features.length ?? 0} onSelect={onSelect} />
          ),
        },
        {
          key: 'divisions',
          label: t('tabs.divisions'),
          children: (
            <DivisionList
              counties={counties}
              townships={townships}
              areas={colouring.areas}
              indicator={colouring.indicator}
              onSelect={onSelect}
            />
          ),
        },
      ]}
    />
  );
}

function RecordPanel({
  selection,
  colouring,
  onSelect,
  onClose,
}: {
  selection: Selection;
  colouring: ReturnType<typeof useColouring>;
  onSelect: (selection: Selection) => void;
  onClose: () => void;
}) {
  if (selection.type === 'facility')
    return (
      <Suspense fallback={<Loading />}>
        <div data-record={`facility:${selection.id}`} className="record">
          <FacilityPanel facilityId={selection.id} onClose={onClose} />
        </div>
      </Suspense>
    );
  return (
    <DivisionPanel
      id={selection.id}
      indicator={colouring.indicator}
      area={colouring.areas.get(selection.id)}
      onSelect={onSelect}
      onClose={onClose}
    />
  );
}

/** Evidence above, the record of its chosen row below; either alone takes the whole panel. */
function RightPanel({ evidence, record }: { evidence: ReactNode; record: ReactNode }) {
  if (evidence && record)
    return (
      <Splitter orientation="vertical" className="right-split">
        <Splitter.Panel defaultSize="56%" min="25%">
          {evidence}
        </Splitter.Panel>
        <Splitter.Panel min="20%">{record}</Splitter.Panel>
      </Splitter>
    );
  return <>{evidence ?? record}</>;
}

/** The planner's desk: indicators on the left, the map in the middle, evidence and record on the right. */
function Desk({ counties }: { counties: DivisionCollection }) {
  const { t } = useTranslation(['map', 'indicators']);
  const text = useText();
  const language = useLanguage();
  const narrow = useNarrow();
  const [view, change] = useView();
  const { asOf, selection, evidenceId, level } = view;
  const townships = useDivisionGeometry('township', asOf).data;
  const basemap = useBasemap();
  const colouring = useColouring();
  const facilities = useFacilitiesOnMap();
  const [leftOpen, setLeftOpen] = useState(!narrow);
  const [rightOpen, setRightOpen] = useState(true);
  const map = useRef<MapHandle | null>(null);

  // Two drawers would leave nothing of the map between them.
  const rightHasContent = evidenceId !== null || selection !== null;
  useEffect(() => {
    if (narrow && rightHasContent) setLeftOpen(false);
  }, [narrow, rightHasContent]);

  const division = (id: string) =>
    [...(townships?.features ?? []), ...counties.features].find((feature) => feature.properties.id === id);
  const facility = (id: string) => facilities.all?.features.find((feature) => feature.properties.id === id);

  const coveredPx = narrow ? drawerWidthPx.right : 0;
  const placeOf = ({ type, id }: Selection) => {
    if (type === 'division') return division(id)?.geometry ? boundsOf(division(id)!) : null;
    const position = facility(id)?.geometry.coordinates;
    return position ? ([position[0]!, position[1]!] as [number, number]) : null;
  };

  // A chosen thing may be known before its place is: the flight waits for the geometry. A link that names a record but
  // no place on the map starts with such a wait.
  const flight = useRef<Selection | null>(view.camera === null ? selection : null);
  const onReady = useCallback((handle: MapHandle | null) => {
    map.current = handle;
  }, []);
  useEffect(() => {
    if (!flight.current || !map.current || !townships || !facilities.all) return;
    const place = placeOf(flight.current);
    flight.current = null;
    if (place) map.current.flyTo(place, coveredPx);
  });
  const select = (next: Selection) => {
    flight.current = next;
    change({ selection: next });
    setRightOpen(true);
  };

  const selectedPoint = selection?.type === 'facility' ? facility(selection.id)?.geometry.coordinates : undefined;
  const selectedPosition = useMemo<[number, number] | null>(
    () => (selectedPoint ? [selectedPoint[0]!, selectedPoint[1]!] : null),
    [selectedPoint],
  );

  const tooltip = ({ type, id }: Pointed) => {
    if (type === 'facility') {
      const pointed = facility(id)?.properties;
      if (!pointed) return null;
      const status = facilityStatuses.find((each) => each.id === pointed.status);
      const statusText = status ? text(status.label) : t('filter.statusUnknown');
      return { title: pointed.name, lines: [`${text(facilityKind(pointed.kind).label)} · ${statusText}`] };
    }
    const pointed = division(id)?.properties;
    if (!pointed) return null;
    const area = colouring.areas.get(id);
    const type_ = divisionTypes.find((each) => each.id === pointed.type);
    const figure = area && colouring.indicator ? formatRange(area, colouring.indicator.unit, language) : null;
    const verdict = area ? t(`indicators:verdict.${area.verdict}`) : null;
    return {
      title: pointed.name,
      lines: [type_ ? text(type_.label) : '', [figure, verdict].filter(Boolean).join(' · ')].filter(Boolean),
    };
  };

  const onCamera = useCallback((camera: Camera) => change({ camera }, { replace: true }), [change]);
  const evidence = evidenceId && (
    <EvidencePanel
      indicatorId={evidenceId}
      onSelect={select}
      onClose={() => change({ evidenceId: null })}
      onOpenPage={() => change({}, { pathname: `/indicators/${evidenceId}` })}
    />
  );
  const record = selection && (
    <ErrorBoundary resetKey={selection.id}>
      <RecordPanel
        selection={selection}
        colouring={colouring}
        onSelect={select}
        onClose={() => change({ selection: null })}
      />
    </ErrorBoundary>
  );

  return (
    <div className="desk">
      <SidePanel side="left" open={leftOpen} onOpen={setLeftOpen} label={t('panels.left')}>
        <LeftPanel
          counties={counties}
          townships={townships}
          colouring={colouring}
          facilities={facilities}
          onSelect={select}
        />
      </SidePanel>
      <section className="desk-map" aria-label={t('title')}>
        {!basemap.isPending && (
          <MapView
            // Controls of the map carry texts that it takes only when it is made.
            key={language}
            counties={counties}
            townships={townships}
            facilities={facilities.shown}
            choropleth={colouring.shown}
            level={level}
            selection={selection}
            selectedPosition={selectedPosition}
            camera={view.camera}
            basemap={basemap.data?.basemap ?? null}
            onCamera={onCamera}
            onSelect={(next) => {
              change({ selection: next });
              setRightOpen(true);
            }}
            tooltip={tooltip}
            onReady={onReady}
          />
        )}
        <Legend indicator={colouring.indicator} choropleth={colouring.shown} mode={colouring.mode} />
      </section>
      {(evidence || record) && (
        <SidePanel side="right" open={rightOpen} onOpen={setRightOpen} label={t('panels.right')}>
          <RightPanel evidence={evidence} record={record} />
        </SidePanel>
      )}
    </div>
  );
}

export default function MapPage() {
  const [{ asOf }] = useView();
  return (
    <Answer query={useDivisionGeometry('county', asOf)} rows={12}>
      {(counties) => <Desk counties={counties} />}
    </Answer>
  );
}
