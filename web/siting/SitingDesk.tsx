import { bbox, booleanPointInPolygon, multiPoint, polygon } from '@turf/turf';
import { App } from 'antd';
import type { LngLatBoundsLike } from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { facilityKind } from '../../gis-data/catalogue/index.ts';
import type { CoveragePoint, CoverageReport } from '../../server/coverage/contract.ts';
import { useBasemap, useDivisionGeometry, type DivisionCollection } from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView, type Camera } from '../app/url-state.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { drawnFacilities } from '../coverage/known-facilities.ts';
import { isNoNetwork, NoNetwork } from '../coverage/NoNetwork.tsx';
import { useCoverage, type Question } from '../coverage/queries.ts';
import { useEvent } from '../coverage/use-event.ts';
import { useSame } from '../coverage/use-same.ts';
import type { MapHandle } from '../map/MapCanvas.tsx';
import { drawerWidthPx, SidePanel } from '../map/SidePanel.tsx';
import type { Tip } from '../map/tooltip.ts';
import { formatNumber } from '../ui/format.ts';
import { useNarrow } from '../ui/use-narrow.ts';
import { roundedPosition, type Position } from './geometry-text.ts';
import { SitingLegend } from './map/SitingLegend.tsx';
import type { SiteMark } from './map/site-marks.ts';
import type { DrawnSite } from './map/siting-layers.ts';
import { SitingMap, type Pointed } from './map/SitingMap.tsx';
import { crossesItself, type Drawing } from './map/use-drawing.ts';
import { areaPolygon, pointId, withPoint } from './question.ts';
import type { Taking } from './question/form-props.ts';
import { QuestionForm } from './question/QuestionForm.tsx';
import {
  changedPoints,
  markOfAction,
  peopleOfFacility,
  pointsUnder,
  positionOfAction,
  serviceLines,
  type ShownPlan,
} from './shown-plan.ts';
import { SiteCard } from './SiteCard.tsx';
import { askedFunctions, useSitingView, type Ask } from './siting-view.ts';
import { useParcels } from './use-parcels.ts';

const noPoints: readonly CoveragePoint[] = [];
const noLines: readonly (readonly [Position, Position])[] = [];

/** What the map shows beside the question. */
export interface Shown {
  /** A plan that was found, and whose walk how long it answers for. */
  plan: (ShownPlan & { minutes: number; demandCountyIds: readonly string[] }) | null;
  /** Sites of the best plan so far, while it is searched. */
  searched: readonly { id: string; position: Position }[];
}

/** What panels can do with the map. */
export interface DeskHandle {
  show(pointed: Pointed, position: Position | null): void;
  /** Shows all of these places at once, where the map can. */
  showAll?(positions: readonly Position[]): void;
  /** Name of a site, a population point or a facility. */
  nameOf(id: string): string;
}

interface DeskProps {
  variant: 'where' | 'pareto';
  counties: DivisionCollection;
  shown: Shown;
  /** Whether the question is being solved: its progress comes into sight. */
  running: boolean;
  /** Below the question: how to have it solved. */
  action: ReactNode;
  right(desk: DeskHandle): ReactNode;
}

/** The state of coverage that the question starts from, with every population point. */
function useStart(ask: Ask, asOf: string | null) {
  const question = useSame<Question>({
    facilityKinds: [ask.kind],
    functions: [...askedFunctions(ask)],
    minutes: ask.minutes,
    asOf,
    ...(ask.speedMps === null ? {} : { speedMps: ask.speedMps }),
    ...(ask.network === null ? {} : { network: ask.network }),
  });
  return useCoverage(question);
}

const placeOf = ({ longitude, latitude }: { longitude: number | null; latitude: number | null }): Position | null =>
  longitude === null || latitude === null ? null : [longitude, latitude];

/** Whether a facility may be built at a village. */
function mayBuildAt(point: CoveragePoint, { from, countyIds, area }: Ask): boolean {
  const place = placeOf(point);
  if (place === null) return false;
  if (from === 'villages') return countyIds.length === 0 || countyIds.includes(point.countyId ?? '');
  return (
    from === 'area' && area.length >= 3 && booleanPointInPolygon([...place], polygon(areaPolygon(area).coordinates))
  );
}

/** The question on the left, the map in the middle, the answer on the right. */
export function SitingDesk({ variant, counties, shown, running, action, right }: DeskProps) {
  const { t } = useTranslation(['siting', 'coverage']);
  const text = useText();
  const language = useLanguage();
  const narrow = useNarrow();
  const { message } = App.useApp();
  const [{ asOf, camera }, changeView] = useView();
  const [{ ask }, change] = useSitingView();
  const townships = useDivisionGeometry('township', asOf).data;
  const basemap = useBasemap();
  const start = useStart(ask, asOf);
  const report: CoverageReport | undefined = start.data;
  const { layers, parcels } = useParcels(ask);
  const [taking, setTaking] = useState<Taking>(null);
  const [chosen, setChosen] = useState<Pointed | null>(null);
  const [hovered, setHovered] = useState<Pointed | null>(null);
  const [leftOpen, setLeftOpen] = useState(true);
  const [rightOpen, setRightOpen] = useState(!narrow);
  useEffect(() => {
    if (running) setRightOpen(true);
  }, [running]);
  const map = useRef<MapHandle | null>(null);
  const { plan, searched } = shown;

  const pointsNow = report?.points ?? noPoints;
  const points = useMemo(
    () => (plan ? pointsUnder(pointsNow, plan, plan.minutes, plan.demandCountyIds) : pointsNow),
    [pointsNow, plan],
  );
  const changes = useMemo(() => changedPoints(pointsNow, points), [pointsNow, points]);
  const byId = useMemo(() => new Map(points.map((point) => [point.divisionId, point])), [points]);
  const facilities = useMemo(
    () => (report && ask.existing !== 'ignore' ? drawnFacilities(report) : []),
    [report, ask.existing],
  );
  const actions = useMemo(() => new Map(plan?.actions.map((each) => [each.id, each])), [plan]);

  const placeOfFacility = (facilityId: string): Position | null => {
    const own = plan?.actions.find((each) => each.facilityId === facilityId);
    const standing = report?.facilities.find((each) => each.facilityId === facilityId);
    return (own && positionOfAction(own)) ?? (standing ? placeOf(standing) : null);
  };
  const placeOfSite = (id: string): Position | null => {
    const point = byId.get(id);
    const own = ask.points.find((position) => pointId(position) === id);
    return (
      (actions.has(id) ? positionOfAction(actions.get(id)!) : null) ??
      own ??
      parcels.get(id)?.position ??
      (point ? placeOf(point) : null)
    );
  };
  const nameOf = (id: string): string => {
    const number = ask.points.findIndex((position) => pointId(position) === id);
    if (number >= 0) return t('candidates.point', { number: number + 1 });
    return (
      byId.get(id)?.name ??
      parcels.get(id)?.name ??
      actions.get(id)?.facilityName ??
      plan?.actions.find(({ facilityId }) => facilityId === id)?.facilityName ??
      report?.facilities.find(({ facilityId }) => facilityId === id)?.name ??
      id
    );
  };

  const sites = useSame(drawnSites());
  function drawnSites(): DrawnSite[] {
    const taken = new Set<string>();
    const sitesAt = (ids: readonly string[], mark: SiteMark) =>
      ids.flatMap((id): DrawnSite[] => {
        const position = placeOfSite(id);
        if (position === null || taken.has(id)) return [];
        taken.add(id);
        return [{ id, position, mark }];
      });
    const standing = new Set(report?.facilities.map(({ facilityId }) => facilityId));
    return [
      ...[...actions.values()].flatMap((each) => sitesAt([each.id], markOfAction(each))),
      ...sitesAt(ask.pinned, 'pinned'),
      ...sitesAt(ask.forbidden, 'forbidden'),
      ...searched.flatMap(({ id, position }): DrawnSite[] =>
        standing.has(id) || taken.has(id) ? [] : [{ id, position, mark: 'searched' }],
      ),
      ...(ask.from === 'points'
        ? ask.points.flatMap((position, i): DrawnSite[] =>
            taken.has(pointId(position))
              ? []
              : [{ id: pointId(position), position, mark: 'candidate', label: String(i + 1) }],
          )
        : []),
    ];
  }
  const marks = useMemo(() => new Set(sites.map(({ mark }) => mark)), [sites]);

  /** The facility that a site of the plan is, or would be. */
  const facilityOf = ({ type, id }: Pointed): string => (type === 'site' ? (actions.get(id)?.facilityId ?? id) : id);
  const lineEnd = hovered ?? chosen;
  const lines = useSame(
    plan?.service && lineEnd && lineEnd.type !== 'parcel'
      ? serviceLines(
          plan.service,
          lineEnd.type === 'point' ? { type: 'point', id: lineEnd.id } : { type: 'facility', id: facilityOf(lineEnd) },
          (id) => {
            const point = byId.get(id);
            return point ? placeOf(point) : null;
          },
          placeOfFacility,
        )
      : noLines,
  );

  useEffect(() => {
    if (taking !== 'points') return;
    const stop = (event: KeyboardEvent) => event.key === 'Escape' && setTaking(null);
    window.addEventListener('keydown', stop);
    return () => window.removeEventListener('keydown', stop);
  }, [taking]);

  const coveredPx = narrow && rightOpen ? drawerWidthPx.right : 0;
  const fly = (position: Position | null) => position && map.current?.flyTo([...position], coveredPx);
  const drawing: Drawing | null =
    taking === 'area'
      ? {
          onArea: (corners) => {
            if (crossesItself(corners)) return void message.warning(t('candidates.crossing'));
            setTaking(null);
            change({ area: corners.map(roundedPosition) });
          },
          onCancel: () => setTaking(null),
        }
      : null;
  const place = useEvent((position: Position) => change(withPoint(position)));
  const takeWindow = () => {
    const bounds = map.current?.bounds();
    if (!bounds) return;
    const [west, south, east, north] = bounds;
    const corners: Position[] = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ];
    setTaking(null);
    change({ area: corners.map(roundedPosition) });
  };

  /** What is said of a thing: in the bubble beside the pointer, and on its card. */
  function describe(pointed: Pointed): Tip | null {
    const served = (facilityId: string) =>
      plan?.service
        ? [t('card.serves', { people: formatNumber(peopleOfFacility(plan.service, facilityId), language) })]
        : [];
    if (pointed.type === 'point') {
      const point = byId.get(pointed.id);
      return point ? { title: point.name, lines: pointLines(point) } : null;
    }
    if (pointed.type === 'parcel') {
      const parcel = parcels.get(pointed.id);
      return parcel ? { title: parcel.name, lines: [t('card.parcel')] } : null;
    }
    const own = actions.get(pointed.id);
    if (own) return { title: own.facilityName, lines: [text(own.reason), ...served(own.facilityId)] };
    const standing = report?.facilities.find(({ facilityId }) => facilityId === pointed.id);
    if (standing)
      return { title: standing.name, lines: [text(facilityKind(standing.kind).label), ...served(standing.facilityId)] };
    if (pointed.type !== 'site') return null;
    return {
      title: nameOf(pointed.id),
      lines: sites.filter(({ id }) => id === pointed.id).map(({ mark }) => t(`mark.${mark}`)),
    };
  }

  function pointLines(point: CoveragePoint): string[] {
    const count = ask.people === '60' ? point.population60 : point.population80;
    const people = count === null ? t('coverage:verdict.unknown') : formatNumber(count, language);
    const rows = plan?.service?.byPoint.get(point.divisionId) ?? [];
    return [
      `${t(ask.people === '60' ? 'question.aged60' : 'question.aged80')} ${people} · ${t(`coverage:verdict.${point.verdict}`)}`,
      ...rows.map(({ seconds }) => t('card.served', { minutes: formatNumber(seconds / 60, language, 1) })),
    ];
  }

  const tooltip = useEvent(describe);
  const onCamera = useEvent((next: Camera) => changeView({ camera: next }, { replace: true }));
  const onReady = useEvent((handle: MapHandle | null) => {
    map.current = handle;
  });
  const onChoose = useEvent((pointed: Pointed) => setChosen(pointed));
  const onHover = useEvent((pointed: Pointed | null) => {
    if (pointed?.id !== hovered?.id || pointed?.type !== hovered?.type) setHovered(pointed);
  });

  const card = chosen && describe(chosen);
  const chosenPoint = chosen?.type === 'point' ? byId.get(chosen.id) : undefined;
  const siteId = chosen === null ? null : siteIdOf(chosen);
  function siteIdOf({ type, id }: Pointed): string | null {
    if (type === 'site') return id;
    if (type === 'parcel') return ask.from === 'parcels' ? id : null;
    if (chosenPoint) return mayBuildAt(chosenPoint, ask) ? id : null;
    return actions.has(id) ? id : null;
  }
  const ringed = useSame<Position | null>(
    chosen === null
      ? null
      : chosenPoint
        ? placeOf(chosenPoint)
        : (placeOfSite(chosen.id) ?? placeOfFacility(chosen.id)),
  );
  const desk: DeskHandle = {
    show: (pointed, position) => {
      setChosen(pointed);
      if (narrow) setLeftOpen(false);
      fly(position);
    },
    showAll: (positions) => {
      if (positions.length > 0)
        map.current?.flyTo(bbox(multiPoint(positions.map((position) => [...position]))) as LngLatBoundsLike, coveredPx);
    },
    nameOf,
  };

  return (
    <div className="desk siting">
      <SidePanel side="left" open={leftOpen} onOpen={setLeftOpen} label={t('question.title')}>
        <div className="siting-left">
          <QuestionForm
            ask={ask}
            variant={variant}
            asOf={asOf}
            taking={taking}
            layers={layers}
            nameOf={nameOf}
            onChange={change}
            onTaking={(next) => {
              setTaking(next);
              if (next !== null && narrow) setLeftOpen(false);
            }}
            onWindow={takeWindow}
            onShow={(position) => {
              setChosen({ type: 'site', id: pointId(position) });
              fly(position);
            }}
          />
          {isNoNetwork(start.error) ? <NoNetwork /> : start.error && <ProblemAlert error={start.error} />}
          <div className="siting-action">{action}</div>
        </div>
      </SidePanel>
      <section
        className={`desk-map ${taking === null ? '' : 'desk-placing'}`}
        aria-label={t('title')}
        data-sites={sites.length}
        data-lines={lines.length}
        data-gains={changes.length}
      >
        {!basemap.isPending && (
          <SitingMap
            // Controls of the map carry texts that it takes only when it is made.
            key={language}
            counties={counties}
            townships={townships}
            camera={camera}
            basemap={basemap.data?.basemap ?? null}
            points={points}
            changes={changes}
            facilities={facilities}
            sites={sites}
            parcels={parcels.features}
            area={ask.from === 'area' ? ask.area : noArea}
            countyIds={ask.from === 'villages' ? ask.countyIds : noIds}
            lines={lines}
            chosenPosition={ringed}
            drawing={drawing}
            placing={taking === 'points'}
            tooltip={tooltip}
            onCamera={onCamera}
            onChoose={onChoose}
            onHover={onHover}
            onPlace={place}
            onReady={onReady}
          />
        )}
        {chosen && card && (
          <div className="siting-card-place">
            <SiteCard
              title={card.title}
              lines={card.lines}
              siteId={siteId}
              ask={ask}
              onChange={change}
              onClose={() => setChosen(null)}
            />
          </div>
        )}
        <SitingLegend marks={marks} gains={changes.length > 0} />
      </section>
      <SidePanel side="right" open={rightOpen} onOpen={setRightOpen} label={t('answer.title')}>
        {right(desk)}
      </SidePanel>
    </div>
  );
}

const noArea: readonly Position[] = [];
const noIds: readonly string[] = [];
