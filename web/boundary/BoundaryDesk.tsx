import type { Geometry } from 'geojson';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoundaryMarkerItem } from '../../server/boundary/contract.ts';
import { useBasemap, useDivisionGeometry, type DivisionCollection } from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView, type Camera } from '../app/url-state.ts';
import { useEvent } from '../coverage/use-event.ts';
import type { MapHandle } from '../map/MapCanvas.tsx';
import { drawerWidthPx, SidePanel } from '../map/SidePanel.tsx';
import type { Tip } from '../map/tooltip.ts';
import { useNarrow } from '../ui/use-narrow.ts';
import type { FindingPlace } from './map/boundary-layers.ts';
import { BoundaryLegend } from './map/BoundaryLegend.tsx';
import { BoundaryMap, type Pointed, type Route } from './map/BoundaryMap.tsx';
import { targetOf } from './places.ts';
import { useLineDetails, useLines, type LineDetail } from './queries.ts';
import { stateOf } from './register/marker-filter.ts';
import { wordOf } from './words.ts';

const noFindings: readonly FindingPlace[] = [];
const noRoute: Route = { path: null, stops: [] };
const noIds: readonly string[] = [];

/** A thing that the map is to show; it flies there once for each key. */
export interface Focus {
  key: string;
  place: Geometry;
}

interface DeskProps {
  counties: DivisionCollection;
  left: ReactNode;
  right: ReactNode | null;
  /** Lines to draw; null = all. */
  lineIds?: readonly string[] | null;
  markers: readonly BoundaryMarkerItem[];
  findings?: readonly FindingPlace[];
  route?: Route;
  focus: Focus | null;
  /** What a pointed finding says. */
  findingTip?(id: string): Tip | null;
  onChoose(pointed: Pointed): void;
}

/** A list on the left, the map of boundaries in the middle, the record on the right. */
export function BoundaryDesk({
  counties,
  left,
  right,
  lineIds = null,
  markers,
  findings = noFindings,
  route = noRoute,
  focus,
  findingTip,
  onChoose,
}: DeskProps) {
  const { t } = useTranslation(['boundary', 'map']);
  const text = useText();
  const language = useLanguage();
  const narrow = useNarrow();
  const [{ asOf, camera }, changeView] = useView();
  const townships = useDivisionGeometry('township', asOf).data;
  const basemap = useBasemap();
  const list = useLines(asOf).data?.items;
  const drawnIds = useMemo(() => lineIds ?? list?.map(({ id }) => id) ?? noIds, [lineIds, list]);
  const lines = useLineDetails(drawnIds, asOf);
  const [leftOpen, setLeftOpen] = useState(true);
  const [rightOpen, setRightOpen] = useState(true);
  const [ready, setReady] = useState(false);
  const map = useRef<MapHandle | null>(null);

  const hasRight = right !== null;
  // Two drawers would leave nothing of the map between them.
  useEffect(() => {
    if (!hasRight) return;
    setRightOpen(true);
    if (narrow) setLeftOpen(false);
  }, [narrow, hasRight, focus?.key]);

  // A link that names a place on the map keeps it; what is chosen on the map is in sight already.
  const flown = useRef(camera === null ? null : (focus?.key ?? null));
  useEffect(() => {
    if (!ready || !focus || flown.current === focus.key) return;
    flown.current = focus.key;
    map.current?.flyTo(targetOf(focus.place), narrow && hasRight ? drawerWidthPx.right : 0);
  }, [ready, focus, narrow, hasRight]);

  const byId = useMemo(() => new Map(markers.map((marker) => [marker.id, marker])), [markers]);
  function describe({ type, ids }: Pointed): Tip | null {
    if (type === 'finding') return findingTip?.(ids[0]!) ?? null;
    if (type === 'line') {
      const line: LineDetail | undefined = lines.find(({ id }) => id === ids[0]);
      return line ? { title: line.name, lines: [text(wordOf('level', line.level))] } : null;
    }
    const within = ids.flatMap((id) => byId.get(id) ?? []);
    const [first] = within;
    if (!first) return null;
    return {
      title: within.map(({ number }) => number).join(language === 'zh' ? '、' : ', '),
      lines: [
        ...(within.length === 1 ? [text(wordOf('state', stateOf(first)))] : []),
        ...(first.precision === 'rounded' ? [t('rounded.short')] : []),
      ],
    };
  }

  const tooltip = useEvent(describe);
  const choose = useEvent((pointed: Pointed) => {
    flown.current = `${pointed.type}:${pointed.ids[0]}`;
    onChoose(pointed);
  });
  const onReady = useEvent((handle: MapHandle | null) => {
    map.current = handle;
    setReady(handle !== null);
  });
  const onCamera = useEvent((next: Camera) => changeView({ camera: next }, { replace: true }));
  return (
    <div className="desk boundary">
      <SidePanel side="left" open={leftOpen} onOpen={setLeftOpen} label={t('panel.left')}>
        {left}
      </SidePanel>
      <section
        className="desk-map"
        aria-label={t('map:title')}
        data-lines={lines.filter(({ geometry }) => geometry !== null).length}
        data-markers={markers.filter(({ position }) => position !== null).length}
        data-stops={route.stops.length}
        data-findings={findings.length}
      >
        {!basemap.isPending && (
          <BoundaryMap
            // Controls of the map carry texts that it takes only when it is made.
            key={language}
            counties={counties}
            townships={townships}
            camera={camera}
            basemap={basemap.data?.basemap ?? null}
            lines={lines}
            markers={markers}
            findings={findings}
            route={route}
            chosen={focus?.place ?? null}
            tooltip={tooltip}
            onChoose={choose}
            onReady={onReady}
            onCamera={onCamera}
          />
        )}
        <BoundaryLegend
          markers={markers}
          levels={lines.map(({ level }) => level)}
          findings={findings.length > 0}
          route={route.stops.length > 0}
        />
      </section>
      {hasRight && (
        <SidePanel side="right" open={rightOpen} onOpen={setRightOpen} label={t('panel.right')}>
          {right}
        </SidePanel>
      )}
    </div>
  );
}
