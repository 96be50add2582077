import { App } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import type {
  ScenarioChange,
  ScenarioComparison,
  ScenarioDetail,
  ScenarioFacility,
} from '../../server/scenarios/contract.ts';
import {
  useBasemap,
  useDivisionGeometry,
  useFacilityPoints,
  useIndicators,
  type DivisionCollection,
} from '../api/queries.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView, type Camera } from '../app/url-state.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { useEvent } from '../coverage/use-event.ts';
import { placeAt } from '../divisions/place-at.ts';
import { usePermissions } from '../facilities/queries.ts';
import type { MapHandle } from '../map/MapCanvas.tsx';
import { drawerWidthPx, SidePanel } from '../map/SidePanel.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { AddChanges } from './AddChanges.tsx';
import { ChangeList } from './ChangeList.tsx';
import { ChosenFacility } from './ChosenFacility.tsx';
import { ColourLegend } from './ColourLegend.tsx';
import { comparisonColours } from './colours.ts';
import { divisionsUnder } from './divisions-under.ts';
import { move, type Position } from './facility-changes.ts';
import { FacilityDrawer, type FacilityStart } from './FacilityDrawer.tsx';
import { ScenarioMap } from './map/ScenarioMap.tsx';
import { MapControls } from './MapControls.tsx';
import { addChanges, useComparison, useScenario, useScenarioPreview, useScenarioWrite } from './queries.ts';
import { Results } from './Results.tsx';
import { ScenarioHead } from './ScenarioHead.tsx';
import { ScenarioList } from './ScenarioList.tsx';
import { baselineMap, useScenarioView } from './scenario-view.ts';
import { useTips } from './tips.ts';

const AdjustmentDialog = lazy(() =>
  import('./adjustment/AdjustmentDialog.tsx').then((file) => ({ default: file.AdjustmentDialog })),
);

/** Kind offered first: the one that township coverage is counted by. */
const firstKind = 'regionalCentre';

const noFacilities: readonly ScenarioFacility[] = [];
const noChanges: readonly ScenarioChange[] = [];

/** What the next click on the map says the place of. */
type Placing = { for: 'build' } | { for: 'move'; id: string; body: FacilityBody };

/** What the scenario shows of itself on the map; of no other scenario while its own answer is on its way. */
function shownOf(comparison: ScenarioComparison | undefined, id: string) {
  const own = comparison?.scenarios.find(({ scenario }) => scenario.id === id);
  return { facilities: own?.result?.facilities ?? noFacilities, own };
}

/** Changes of a scenario on the map: what is chosen, what is being placed, and how changes get into the scenario. */
function useEditing(scenario: ScenarioDetail | undefined, townships: DivisionCollection | undefined) {
  const { t } = useTranslation('scenarios');
  const { message } = App.useApp();
  const add = useScenarioWrite(addChanges);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [placing, setPlacing] = useState<Placing | null>(null);
  const [kind, setKind] = useState(firstKind);
  const [start, setStart] = useState<FacilityStart | null>(null);
  const scenarioId = scenario?.id;
  useEffect(() => {
    setChosenId(null);
    setPlacing(null);
    setStart(null);
  }, [scenarioId]);
  useEffect(() => {
    if (placing === null) return;
    const stop = (event: KeyboardEvent) => event.key === 'Escape' && setPlacing(null);
    window.addEventListener('keydown', stop);
    return () => window.removeEventListener('keydown', stop);
  }, [placing]);
  const change = (each: ScenarioChange) => add.mutateAsync({ id: scenarioId!, changes: [each] });
  const placed = (position: Position) => {
    if (!placing || !townships) return;
    const place = placeAt(position, townships);
    setPlacing(null);
    if (!place) return void message.warning(t('add.outside'));
    if (placing.for === 'build') setStart({ name: 'build', kind, position, place });
    else void change(move(placing.id, placing.body, position, place)).catch(() => undefined);
  };
  return { add, change, chosenId, setChosenId, placing, setPlacing, placed, kind, setKind, start, setStart };
}

/** Scenarios on the left, the chosen one on the map, its effects and cost on the right. */
export function ScenarioDesk({ counties, id }: { counties: DivisionCollection; id: string | null }) {
  const { t } = useTranslation('scenarios');
  const language = useLanguage();
  const narrow = useNarrow();
  const [{ camera, indicatorId, level, kinds }, changeView] = useView();
  const [{ shown }, changeScenarioView] = useScenarioView();
  const [leftOpen, setLeftOpen] = useState(true);
  const [rightOpen, setRightOpen] = useState(!narrow);
  const map = useRef<MapHandle | null>(null);
  const townshipsNow = useDivisionGeometry('township', null).data;
  const basemap = useBasemap();
  const placedNow = useFacilityPoints(null).data;
  const unit = useIndicators(null).data?.results.find((result) => result.id === indicatorId)?.unit ?? '';

  const query = useScenario(id ?? '', id !== null);
  const scenario = id === null ? undefined : query.data;
  const preview = useScenarioPreview(id ?? '', scenario?.version);
  const ids = useMemo(() => (id === null ? [] : [id]), [id]);
  const comparison = useComparison({ ids, indicatorId, level }).data;
  const { facilities } = shownOf(comparison, id ?? '');
  const colours = useMemo(() => (comparison ? comparisonColours(comparison, shown) : null), [comparison, shown]);
  const choropleth = colours?.maps.get(id ?? baselineMap) ?? null;
  const changes = scenario?.changes ?? noChanges;
  const townships = useMemo(
    () => townshipsNow && divisionsUnder(townshipsNow, 'township', changes),
    [townshipsNow, changes],
  );
  const countiesUnder = useMemo(() => divisionsUnder(counties, 'county', changes), [counties, changes]);
  const kindKey = kinds.join();
  const registered = useMemo(() => {
    const wanted = new Set(kindKey.split(','));
    return placedNow && { ...placedNow, features: placedNow.features.filter((f) => wanted.has(f.properties.kind)) };
  }, [placedNow, kindKey]);

  const { mayWrite } = usePermissions();
  const editable = Boolean(scenario && scenario.mine && scenario.status === 'open' && mayWrite);
  const editing = useEditing(scenario, townships);
  const [adjusting, setAdjusting] = useState(false);
  const { chosenId, placing } = editing;

  const positionOf = (facilityId: string): Position | null => {
    const touched = facilities.find((facility) => facility.id === facilityId);
    if (touched) return touched.after ?? touched.before;
    const found = placedNow?.features.find(({ properties }) => properties.id === facilityId);
    return (found?.geometry.coordinates as [number, number] | undefined) ?? null;
  };
  const [longitude, latitude] = (chosenId === null ? null : positionOf(chosenId)) ?? [];
  const selectedPosition = useMemo<Position | null>(
    () => (longitude === undefined || latitude === undefined ? null : [longitude, latitude]),
    [longitude, latitude],
  );
  const showOnMap = (facilityId: string) => {
    editing.setChosenId(facilityId);
    const position = positionOf(facilityId);
    if (position) map.current?.flyTo([...position], narrow && rightOpen ? drawerWidthPx.right : 0);
  };
  const tips = useTips();
  const tooltip = useEvent((pointed: Parameters<typeof tips>[0]) =>
    tips(pointed, {
      facilities,
      registered: placedNow,
      divisions: pointed.type === 'division' && level === 'county' ? countiesUnder : townships,
      choropleth,
      unit,
    }),
  );
  const onCamera = useEvent((next: Camera) => changeView({ camera: next }, { replace: true }));
  const onChoose = useEvent((facilityId: string) => editing.setChosenId(facilityId));
  const onPlace = useEvent((position: Position) => editing.placed(position));
  const onReady = useEvent((handle: MapHandle | null) => {
    map.current = handle;
  });
  const back = () => {
    changeScenarioView({ compared: [], maps: null });
    changeView({}, { pathname: '/scenarios' });
  };
  const chosenEffect = preview.data?.effects.find((effect) => effect.type === 'facility' && effect.id === chosenId);

  return (
    <div className="desk scenarios">
      <SidePanel side="left" open={leftOpen} onOpen={setLeftOpen} label={t('panel.list')}>
        {id === null ? (
          <ScenarioList />
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : !scenario ? (
          <Loading rows={8} />
        ) : (
          <div className="scenario-panel" data-testid="scenario" data-version={scenario.version}>
            <ScenarioHead scenario={scenario} editable={editable} onBack={back} />
            {editable && (
              <AddChanges
                kind={editing.kind}
                placing={placing?.for === 'build'}
                onKind={editing.setKind}
                onPlace={() => editing.setPlacing(placing?.for === 'build' ? null : { for: 'build' })}
                onFill={() => editing.setStart({ name: 'build', kind: editing.kind, position: null, place: null })}
                onAdjust={() => setAdjusting(true)}
              />
            )}
            {editing.add.error && <ProblemAlert error={editing.add.error} />}
            <ChangeList
              scenario={scenario}
              effects={preview.data?.effects}
              pending={preview.isPending}
              editable={editable}
              onShow={showOnMap}
            />
          </div>
        )}
      </SidePanel>
      <section
        className={`desk-map ${placing ? 'desk-placing' : ''}`}
        aria-label={t('title')}
        data-facilities={facilities.length}
      >
        {!basemap.isPending && (
          <ScenarioMap
            // Controls of the map carry texts that it takes only when it is made.
            key={language}
            counties={countiesUnder}
            townships={townships}
            camera={camera}
            basemap={basemap.data?.basemap ?? null}
            registered={registered}
            facilities={facilities}
            choropleth={choropleth}
            level={level}
            selectedPosition={selectedPosition}
            placing={placing !== null}
            tooltip={tooltip}
            onCamera={onCamera}
            onChoose={onChoose}
            onPlace={onPlace}
            onReady={onReady}
          />
        )}
        {id !== null && (
          <div className="scenario-map-head">
            <MapControls />
          </div>
        )}
        {scenario && chosenId !== null && (
          <div className="scenario-card-place">
            <ChosenFacility
              key={chosenId}
              id={chosenId}
              scenario={scenario}
              effect={chosenEffect}
              editable={editable}
              moving={placing?.for === 'move'}
              busy={editing.add.isPending}
              onChange={editing.change}
              onMove={(body) =>
                editing.setPlacing(placing?.for === 'move' ? null : { for: 'move', id: chosenId, body })
              }
              onClose={() => editing.setChosenId(null)}
            />
          </div>
        )}
        {id !== null && <ColourLegend colours={colours} unit={unit} />}
      </section>
      {scenario && (
        <SidePanel side="right" open={rightOpen} onOpen={setRightOpen} label={t('panel.results')}>
          <Results scenario={scenario} />
        </SidePanel>
      )}
      {scenario && editing.start && (
        <FacilityDrawer
          scenario={scenario}
          start={editing.start}
          onChange={editing.change}
          onClose={() => editing.setStart(null)}
        />
      )}
      {scenario && adjusting && (
        <Suspense fallback={null}>
          <AdjustmentDialog scenarioId={scenario.id} asOf={scenario.effectiveFrom} onDone={() => setAdjusting(false)} />
        </Suspense>
      )}
    </div>
  );
}
