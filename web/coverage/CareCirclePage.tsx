import { Tabs, Tag } from 'antd';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { facilityKind } from '../../gis-data/catalogue/index.ts';
import type { CoveragePoint, CoverageReport, WhatIfReport } from '../../server/coverage/contract.ts';
import { useBasemap, useDivisionGeometry, useFacilityPoints, type DivisionCollection } from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView, type Camera } from '../app/url-state.ts';
import type { MapHandle } from '../map/MapCanvas.tsx';
import { boundsOf } from '../map/MapView.tsx';
import { drawerWidthPx, SidePanel } from '../map/SidePanel.tsx';
import type { Tip } from '../map/tooltip.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { Answer, Loading } from '../ui/states.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { Accessibility } from './Accessibility.tsx';
import { Analysis } from './Analysis.tsx';
import { administrativeCount, triedTownships } from './areas.ts';
import { CareLegend } from './CareLegend.tsx';
import type { Pointed } from './CareMap.tsx';
import { pointChanges } from './changes-of-points.ts';
import { circleTabs, useCircleView, type CircleTab } from './circle-view.ts';
import { Dependence } from './Dependence.tsx';
import { Figures, type FiguresProps } from './Figures.tsx';
import { additionsOf, drawnFacilities, knownFacilities, positionOf, triedFacilities } from './known-facilities.ts';
import type { DrawnFacility, PointChange } from './layers/care-layers.ts';
import { MapArea } from './MapArea.tsx';
import { MonteCarlo } from './MonteCarlo.tsx';
import { isNoNetwork, NoNetwork } from './NoNetwork.tsx';
import { ShareDelta } from './PeopleBar.tsx';
import { PointCard } from './PointCard.tsx';
import { TownshipPoints } from './PointList.tsx';
import { useCoverage, useRoute, type Question } from './queries.ts';
import { QuestionForm } from './QuestionForm.tsx';
import { reasonSentence } from './reason.ts';
import { Sensitivity } from './Sensitivity.tsx';
import './styles.css';
import { TownshipTable } from './TownshipTable.tsx';
import { newFacilityId, pointAt, withEdit, type Position } from './trial.ts';
import { TryOut, type TryOutProps } from './TryOut.tsx';
import { useEvent } from './use-event.ts';
import { restMs, useRested } from './use-rested.ts';
import { useSame } from './use-same.ts';
import { useIsochrones } from './use-isochrones.ts';
import { useTrial } from './use-trial.ts';
import { useWhatIf } from './use-what-if.ts';

const noFacilities: readonly DrawnFacility[] = [];
const noChanges: readonly PointChange[] = [];

/** The figures of the city as they are and under what is tried. */
function useFigures(report: CoverageReport | undefined, whatIf: WhatIfReport | null): FiguresProps | null {
  return useMemo(() => {
    if (!report) return null;
    const areas = whatIf ? triedTownships(report, whatIf).map(({ after }) => after) : report.townships;
    const before = administrativeCount(report.townships);
    return {
      report,
      before: whatIf?.before ?? report.total,
      after: whatIf?.after ?? report.total,
      administrative: { before, after: whatIf ? administrativeCount(areas) : before },
    };
  }, [report, whatIf]);
}

/** What the answer rests on: whether the data are made up, and whose network it is. */
function Provenance({ report }: { report: CoverageReport }) {
  const { t } = useTranslation(['coverage', 'common']);
  const { network, demo } = report;
  return (
    <p className="provenance">
      {(demo || network.demo) && <Tag color="gold">{t('common:demo')}</Tag>}
      {t('question.network')}: <Data>{network.name}</Data>
      <span className="quiet"> · {network.demo ? t('generatedNetwork') : <Data>{network.attribution}</Data>}</span>
    </p>
  );
}

interface RightPanelProps extends Omit<TryOutProps, 'report'> {
  report: CoverageReport | undefined;
  /** No report will come; why stands at the figures. */
  failed: boolean;
  question: Question;
  tab: CircleTab;
  townshipId: string | null;
  chosenPointId: string | null;
  dependentId: string | null;
  onTab(tab: CircleTab): void;
  onTownship(id: string | null): void;
  onPoint(point: CoveragePoint): void;
  onDependent(facility: { facilityId: string; pointIds: string[] }): void;
}

/** Townships and their points, with what is tried. */
function Townships({ report, failed, whatIf, townshipId, chosenPointId, onTownship, onPoint }: RightPanelProps) {
  const answer = whatIf.report;
  const areas = useMemo(() => (report ? triedTownships(report, answer) : []), [report, answer]);
  const points = useMemo(() => {
    const changed = new Map(answer?.points.map(({ after }) => [after.divisionId, after]));
    return (report?.points ?? [])
      .filter((point) => point.townshipId === townshipId)
      .map((point) => changed.get(point.divisionId) ?? point);
  }, [report, answer, townshipId]);
  if (!report) return failed ? null : <Loading rows={10} />;
  const open = areas.find(({ before }) => before.divisionId === townshipId);
  if (!open) return <TownshipTable report={report} areas={areas} onOpen={onTownship} />;
  return (
    <TownshipPoints
      report={report}
      name={open.before.name}
      points={points}
      chosenId={chosenPointId}
      onChoose={onPoint}
      onBack={() => onTownship(null)}
    />
  );
}

/** Tables and second layers beside the map. Not rendered anew while a facility is dragged, but when an answer comes. */
const RightPanel = memo(function RightPanel(props: RightPanelProps) {
  const { t } = useTranslation('coverage');
  const { report, failed, question, tab, onTab, onTownship, dependentId, onDependent } = props;
  const content: Record<CircleTab, () => React.ReactNode> = {
    townships: () => <Townships {...props} />,
    tryOut: () => (report ? <TryOut {...props} report={report} /> : failed ? null : <Loading rows={10} />),
    dependence: () => <Dependence question={question} chosenId={dependentId} onChoose={onDependent} />,
    accessibility: () => <Accessibility question={question} onOpen={onTownship} />,
    sensitivity: () => <Sensitivity question={question} onOpen={onTownship} />,
    monteCarlo: () => <MonteCarlo question={question} onOpen={onTownship} />,
  };
  return (
    <Tabs
      className="panel-tabs care-tabs"
      tabBarGutter={16}
      size="small"
      destroyOnHidden
      activeKey={tab}
      onChange={(key) => onTab(key as CircleTab)}
      items={circleTabs.map((key) => ({
        key,
        label: t(`tab.${key}`),
        children: <div className={`care-tab care-tab-${key}`}>{key === tab && content[key]()}</div>,
      }))}
    />
  );
});

/** The care circle: the question on the left, the map in the middle, townships, trials and second layers on the right. */
function Desk({ counties }: { counties: DivisionCollection }) {
  const { t } = useTranslation(['coverage', 'map']);
  const text = useText();
  const language = useLanguage();
  const narrow = useNarrow();
  const [{ asOf, camera }, changeView] = useView();
  const [circle, changeCircle] = useCircleView();
  const question = useMemo<Question>(() => ({ ...circle.question, asOf }), [circle.question, asOf]);
  const townships = useDivisionGeometry('township', asOf).data;
  const basemap = useBasemap();
  const placed = useFacilityPoints(asOf).data;
  const coverage = useCoverage(question);
  const report = coverage.data;
  const trial = useTrial();
  const whatIf = useWhatIf(question, trial.shown);
  const figures = useFigures(report, whatIf.report);
  // A facility is in the hand from the first pull until its figures have been seen.
  const [inHand, setInHand] = useState<string | null>(null);
  const settling = inHand !== null && !trial.dragging && !whatIf.pending;
  useEffect(() => {
    if (!settling) return;
    const timer = setTimeout(() => setInHand(null), restMs);
    return () => clearTimeout(timer);
  }, [settling]);
  // Figures first: the map and the panel follow when the hand rests.
  const later = useRested(
    useMemo(() => ({ whatIf, edits: trial.edits }), [whatIf, trial.edits]),
    inHand !== null,
  );
  const { isochrones, show: showReach } = useIsochrones(report);

  const [chosen, setChosen] = useState<Pointed | null>(null);
  const [placing, setPlacing] = useState<string | null>(null);
  const [dependent, setDependent] = useState<{ facilityId: string; pointIds: string[] } | null>(null);
  const [leftOpen, setLeftOpen] = useState(!narrow);
  const [rightOpen, setRightOpen] = useState(!narrow);
  const map = useRef<MapHandle | null>(null);

  // By value: thousands of facilities are not listed and sorted anew because one was moved.
  const added = useSame(additionsOf(trial.edits));
  const known = useMemo(
    () => (report ? knownFacilities(placed, report, added) : new Map<never, never>()),
    [placed, report, added],
  );
  const drawn = useMemo(() => (report ? drawnFacilities(report) : noFacilities), [report]);
  const tried = useSame(useMemo(() => triedFacilities(known, trial.shown), [known, trial.shown]));
  const held = tried.find(({ id }) => id === inHand) ?? null;
  const resting = useSame(useMemo(() => tried.filter(({ id }) => id !== inHand), [tried, inHand]));
  const touched = tried.map(({ id }) => id).join();
  const facilities = useMemo(() => {
    const ids = new Set(touched.split(','));
    return drawn.filter(({ id }) => !ids.has(id));
  }, [drawn, touched]);
  const points = useMemo(() => new Map(report?.points.map((point) => [point.divisionId, point])), [report]);
  const changes = useMemo((): readonly PointChange[] => {
    if (circle.tab !== 'dependence') return pointChanges(later.whatIf.report);
    const losers = dependent?.pointIds.flatMap((id) => points.get(id) ?? []);
    return losers?.map((point) => ({ point, change: 'loss' as const })) ?? noChanges;
  }, [circle.tab, later.whatIf.report, dependent, points]);

  /** A point as it is under what is tried. */
  const pointNow = (id: string): CoveragePoint | undefined =>
    whatIf.report?.points.find(({ after }) => after.divisionId === id)?.after ?? points.get(id);
  const chosenPoint = chosen?.type === 'point' ? pointNow(chosen.id) : undefined;
  const placeOf = (point: CoveragePoint | undefined): Position | null =>
    point && point.longitude !== null && point.latitude !== null ? [point.longitude, point.latitude] : null;
  const pointPlace = placeOf(chosenPoint);
  const chosenPosition = chosen?.type === 'facility' ? positionOf(known, trial.shown, chosen.id) : pointPlace;
  // By value: the map and the route are asked anew only when the place is another.
  const [longitude, latitude] = chosenPosition ?? [];
  const ringed = useMemo<Position | null>(
    () => (longitude === undefined || latitude === undefined ? null : [longitude, latitude]),
    [longitude, latitude],
  );
  const servingId = chosenPoint?.facilityId ?? null;
  const servedBy = servingId === null ? null : positionOf(known, trial.edits, servingId);
  const route = useRoute(report && pointPlace && servedBy ? { from: pointPlace, to: servedBy } : null, {
    speedMps: report?.question.speedMps ?? 0,
    snapLimitM: report?.question.snapLimitM ?? 0,
    network: report?.network.name ?? '',
  }).data;

  useEffect(() => {
    if (placing === null) return;
    const stop = (event: KeyboardEvent) => event.key === 'Escape' && setPlacing(null);
    window.addEventListener('keydown', stop);
    return () => window.removeEventListener('keydown', stop);
  }, [placing]);

  const coveredPx = narrow && rightOpen ? drawerWidthPx.right : 0;
  const openRight = (tab: CircleTab) => {
    changeCircle({ tab });
    setRightOpen(true);
    if (narrow) setLeftOpen(false);
  };
  const chooseFacility = useEvent((id: string | null) => {
    setChosen(id === null ? null : { type: 'facility', id });
    const position = id === null ? null : positionOf(known, trial.shown, id);
    if (position) map.current?.flyTo([...position], coveredPx);
  });
  const choosePoint = useEvent((point: CoveragePoint) => {
    setChosen({ type: 'point', id: point.divisionId });
    const position = placeOf(point);
    if (position) map.current?.flyTo([...position], coveredPx);
  });
  const openTownship = useEvent((id: string | null) => {
    changeCircle({ townshipId: id, tab: 'townships' });
    const township = townships?.features.find((feature) => feature.properties.id === id);
    if (township?.geometry) map.current?.flyTo(boundsOf(township), coveredPx);
  });
  const moved = (id: string, position: Position) =>
    withEdit(trial.edits, { op: 'move', facilityId: id, to: pointAt(position) });
  const drag = useEvent((id: string, position: Position) => {
    if (!trial.dragging) {
      // When it begins, not when it ends: what is shown of the trial must not wait for the tab to be built.
      showReach(null);
      setInHand(id);
      setChosen({ type: 'facility', id });
      openRight('tryOut');
    }
    trial.drag(moved(id, position));
  });
  const drop = useEvent((id: string, position: Position) => {
    trial.set(moved(id, position));
  });
  const place = useEvent((position: Position) => {
    if (placing === null) return;
    const id = newFacilityId(trial.edits);
    trial.set(withEdit(trial.edits, { op: 'add', id, kind: placing, at: pointAt(position) }));
    setPlacing(null);
    setChosen({ type: 'facility', id });
  });
  const choose = useEvent((pointed: Pointed) => {
    setChosen(pointed);
    if (pointed.type === 'facility') openRight('tryOut');
  });
  const hovered = useRef<string | null>(null);
  const hoverFacility = useEvent((id: string | null) => {
    if (id === hovered.current) return;
    hovered.current = id;
    const position = id === null ? null : positionOf(known, trial.shown, id);
    showReach(position ? [...position] : null);
  });

  const tooltip = useEvent(({ type, id }: Pointed): Tip | null => {
    if (type === 'facility') {
      const facility = known.get(id);
      if (!facility) return null;
      const kind = text(facilityKind(facility.kind).label);
      const row = report?.facilities.find((each) => each.facilityId === id);
      const served = row && t('served', { people: formatNumber(row.population60, language) });
      return { title: facility.name ?? '', lines: [kind, served, t('dragHint')].filter((line) => line !== undefined) };
    }
    const point = pointNow(id);
    if (!point || !report) return null;
    const people = point.population60 === null ? t('verdict.unknown') : formatNumber(point.population60, language);
    return {
      title: point.name,
      lines: [
        `${t('points.people60')} ${people} · ${t(`verdict.${point.verdict}`)}`,
        reasonSentence(point, report.question, t, language),
      ],
    };
  });
  const onCamera = useEvent((next: Camera) => changeView({ camera: next }, { replace: true }));
  const onReady = useEvent((handle: MapHandle | null) => {
    map.current = handle;
  });
  const setCompare = useEvent((compare: boolean) => changeCircle({ compare }));
  const choosePointById = useEvent((id: string) => {
    const point = pointNow(id);
    if (point) choosePoint(point);
  });
  const setTab = useEvent((tab: CircleTab) => changeCircle({ tab }));

  return (
    <div className="desk care-circle">
      <SidePanel side="left" open={leftOpen} onOpen={setLeftOpen} label={t('question.title')}>
        <div className="care-left">
          <h1>{t('title')}</h1>
          <QuestionForm asked={report?.question} network={report?.network.name} />
          {isNoNetwork(coverage.error) ? (
            <NoNetwork />
          ) : (
            <Analysis query={coverage} path="/api/v1/coverage">
              {(answer) => (
                <>
                  {figures && <Figures {...figures} />}
                  <Provenance report={answer} />
                </>
              )}
            </Analysis>
          )}
        </div>
      </SidePanel>
      <section
        className={`desk-map ${placing === null ? '' : 'desk-placing'}`}
        aria-label={t('title')}
        data-isochrones={isochrones?.features.length ?? 0}
        data-route={route?.coordinates.length ?? 0}
        data-trying={trial.shown.length}
        data-pending={whatIf.pending}
      >
        {!basemap.isPending && (
          <MapArea
            // Controls of the map carry texts that it takes only when it is made.
            key={language}
            compare={circle.compare}
            untouched={drawn}
            counties={counties}
            townships={townships}
            camera={camera}
            basemap={basemap.data?.basemap ?? null}
            report={report}
            whatIf={later.whatIf.report}
            changes={changes}
            facilities={facilities}
            tried={resting}
            held={held}
            chosenPosition={held ? null : ringed}
            isochrones={isochrones}
            route={route?.coordinates ?? null}
            draggable={!narrow}
            placing={placing !== null}
            tooltip={tooltip}
            onCamera={onCamera}
            onChoose={choose}
            onHoverFacility={hoverFacility}
            onDrag={drag}
            onDrop={drop}
            onPlace={place}
            onReady={onReady}
          />
        )}
        {narrow && figures && (
          <div className="care-strip" data-testid="strip">
            {t('people60')}{' '}
            <strong>
              <ShareDelta before={figures.before.population60} after={figures.after.population60} />
            </strong>
          </div>
        )}
        {report && <CareLegend minutes={report.question.minutes} trying={trial.shown.length > 0} />}
        {chosenPoint && report && (
          <PointCard point={chosenPoint} question={report.question} route={route} onClose={() => setChosen(null)} />
        )}
      </section>
      <SidePanel side="right" open={rightOpen} onOpen={setRightOpen} label={t('panel')}>
        <RightPanel
          report={report}
          failed={coverage.isError}
          question={question}
          tab={circle.tab}
          townshipId={circle.townshipId}
          chosenPointId={chosen?.type === 'point' ? chosen.id : null}
          chosenId={chosen?.type === 'facility' ? chosen.id : null}
          dependentId={dependent?.facilityId ?? null}
          known={known}
          edits={later.edits}
          whatIf={later.whatIf}
          canUndo={trial.canUndo}
          placing={placing}
          compare={circle.compare}
          onTab={setTab}
          onTownship={openTownship}
          onPoint={choosePoint}
          onDependent={setDependent}
          onPlacing={setPlacing}
          onCompare={setCompare}
          onEdits={trial.set}
          onUndo={trial.undo}
          onReset={trial.reset}
          onChooseFacility={chooseFacility}
          onChoosePoint={choosePointById}
        />
      </SidePanel>
    </div>
  );
}

/** 一刻钟养老服务圈: who reaches a facility on foot, and what a change to the facilities would do. */
export default function CareCirclePage() {
  const [{ asOf }] = useView();
  return (
    <Answer query={useDivisionGeometry('county', asOf)} rows={12}>
      {(counties) => <Desk counties={counties} />}
    </Answer>
  );
}
