import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { fieldAccuracyM } from '../../../gis-data/catalogue/boundaries.ts';
import type { FieldBasemap } from '../../../server/field-sync/contract.ts';
import { idle } from '../app/idle.ts';
import type { FieldAccount } from '../app/session.ts';
import { useLive } from '../app/use-live.ts';
import { viewAddress } from '../app/view.ts';
import { distanceText, useWords } from '../app/words.ts';
import { mayOpen, readerOf } from '../areas/open-to.ts';
import { drawnAreaOf } from '../store/area-map.ts';
import { database } from '../store/database.ts';
import { nearestMarkers, wayTo, type Way } from './by-distance.ts';
import './map.css';
import { MapLegend } from './MapLegend.tsx';
import { MarkerPhotos } from './MarkerPhotos.tsx';
import { useWhereabouts } from './position.ts';

const loadMap = () => import('./FieldMap.tsx');
const FieldMap = lazy(loadMap);
const loadMarkerWork = async () => ({ default: (await import('../marker/MarkerWork.tsx')).MarkerWork });
const MarkerWork = lazy(loadMarkerWork);
const NameSignWork = lazy(async () => ({ default: (await import('../name-sign/NameSignWork.tsx')).NameSignWork }));

/** Most rows of the list: those beyond are reached on the map. */
const LISTED = 100;

interface AreaViewProps {
  areaId: string;
  markerId: string | null;
  account: FieldAccount | null | undefined;
}

/** One prepared area: the map, the device's place, the markers or signs, and the card of the chosen one. */
export function AreaView({ areaId, markerId, account }: AreaViewProps) {
  const { t } = useWords();
  // The program of the map comes while the database is asked.
  useState(() => void loadMap());
  const [whereabouts, locate] = useWhereabouts();
  const [isDrawn, setDrawn] = useState(false);
  const cases = useLive(() => database.cases.where('lineId').anyOf(areaId.split('.')).toArray(), [areaId]);
  const reader = readerOf(account);
  const kept = useLive(async () => {
    const [area, sights] = await Promise.all([database.areas.get(areaId), database.sights.get(areaId)]);
    return area && sights ? { area, markers: sights.markers, map: sights.map } : null;
  }, [areaId]);
  // Of a large area, the map needs no more than an overview at first.
  const lines = useLive(async () => {
    if (!kept || (kept.map.overview && !isDrawn)) return undefined;
    return (await database.lines.bulkGet(kept.area.lineIds)).filter((line) => line !== undefined);
  }, [kept, isDrawn]);
  const whole = useMemo(() => (lines && kept ? drawnAreaOf(lines, kept.markers) : null), [lines, kept]);
  // What is not on the map at first waits until the map has been drawn.
  const basemap = useLive(async () => {
    if (!isDrawn) return undefined;
    const stored = kept?.area.basemap ? await database.basemaps.get(kept.area.basemap.sha256) : undefined;
    return stored ? (JSON.parse(stored.content) as FieldBasemap) : null;
  }, [isDrawn, kept?.area.basemap?.sha256]);
  const chosen = useLive(async () => {
    const marker = markerId === null ? undefined : await database.markers.get(markerId);
    return marker ? { marker, cases: await database.cases.where('lineId').anyOf(marker.lineIds).toArray() } : null;
  }, [markerId]);
  const sign = useLive(
    async () => (markerId === null ? null : ((await database.signs.get(markerId)) ?? null)),
    [markerId],
  );
  const { reading } = whereabouts;
  const placed = useMemo(() => nearestMarkers(kept?.markers ?? [], reading, LISTED), [kept, reading]);
  const select = useCallback(
    (id: string) => (location.hash = viewAddress({ name: 'marker', areaId, markerId: id })),
    [areaId],
  );
  const drawn = useCallback(() => {
    void idle().then(() => {
      setDrawn(true);
      return loadMarkerWork();
    });
  }, []);
  if (kept === undefined) return null;
  if (kept === null) return <p className="card">{t('areas.none')}</p>;
  if (!mayOpen(kept.area, cases ?? [], reader)) {
    const isKnown = cases !== undefined && account !== undefined;
    return isKnown ? <p className="card">{t('areas.others', { count: 1 })}</p> : null;
  }
  const wayText = (way: Way | null) =>
    way && t('map.away', { distance: distanceText(way.distanceM), azimuth: way.azimuthDeg.toFixed(0) });
  const nearest = placed[0]?.way ? placed[0] : null;
  const selected = kept.markers.find(({ id }) => id === markerId)?.position ?? null;
  const target = markerId === null ? (nearest?.marker.position ?? null) : selected;
  const isCoarse = reading !== null && reading.accuracyM > fieldAccuracyM;
  return (
    <section className="area">
      <div className="area-map">
        <Suspense fallback={<div className="field-map" />}>
          {kept.map.overview || whole ? (
            <FieldMap
              key={kept.area.preparedAt}
              bounds={kept.map.bounds}
              overview={kept.map.overview}
              whole={whole}
              basemap={basemap ?? null}
              reading={reading}
              target={target}
              chosen={selected}
              onSelect={select}
              onDrawn={drawn}
            />
          ) : (
            <div className="field-map" />
          )}
        </Suspense>
        <div className="place">
          {whereabouts.state === 'off' || whereabouts.state === 'denied' ? (
            <button type="button" onClick={locate}>
              {t('map.locate')}
            </button>
          ) : (
            <span role="status">
              {reading ? t('map.accuracy', { metres: Math.round(reading.accuracyM) }) : t('map.noPosition')}
            </span>
          )}
          {reading && kept.area.signsOf === undefined && (
            <span className={isCoarse ? 'warning' : 'small'} data-coarse={isCoarse}>
              {t(isCoarse ? 'map.tooCoarse' : 'map.fineEnough', { metres: fieldAccuracyM })}
            </span>
          )}
          {markerId === null && nearest && (
            <strong>
              {t(kept.area.signsOf === undefined ? 'map.next' : 'map.nextSign', { number: nearest.marker.number })} ·{' '}
              {wayText(nearest.way)}
            </strong>
          )}
          {whereabouts.state === 'denied' && <span className="refusal">{t('map.denied')}</span>}
          {kept.map.demo && <em className="demo-tag">{t('demo')}</em>}
        </div>
        <MapLegend basemap={basemap} />
      </div>
      <div className="area-side">
        <Suspense>
          {sign ? (
            <>
              <NameSignWork key={sign.id} sign={sign} way={wayText(wayTo(reading, sign))} account={account} />
              <MarkerPhotos hashes={sign.photos} />
            </>
          ) : chosen ? (
            <>
              <MarkerWork
                key={chosen.marker.id}
                areaId={areaId}
                marker={chosen.marker}
                way={wayText(wayTo(reading, chosen.marker))}
                cases={chosen.cases}
                account={account}
                whereabouts={whereabouts}
                locate={locate}
              />
              <MarkerPhotos hashes={chosen.marker.photos} />
            </>
          ) : (
            markerId === null && (
              <>
                {cases?.map(({ id, title }) => (
                  <a key={id} className="button" href={viewAddress({ name: 'case', areaId, caseId: id })}>
                    {title} · {t('case.title')}
                  </a>
                ))}
                <ul className="list markers">
                  {placed.map(({ marker, way }) => (
                    <li key={marker.id} className="card">
                      <a href={viewAddress({ name: 'marker', areaId, markerId: marker.id })}>
                        <strong>{marker.number}</strong>
                        <span>{wayText(way) ?? (marker.position ? '' : t('map.unknownPlace'))}</span>
                      </a>
                    </li>
                  ))}
                </ul>
                {kept.markers.length > LISTED && <p className="small">{t('map.more', { count: LISTED })}</p>}
              </>
            )
          )}
        </Suspense>
      </div>
    </section>
  );
}
