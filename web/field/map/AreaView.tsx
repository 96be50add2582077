import { lazy, Suspense, useMemo, useState } from 'react';
import { useLive } from '../app/use-live.ts';
import { viewAddress } from '../app/view.ts';
import { distanceText, useWords } from '../app/words.ts';
import { MarkerCard } from '../marker/MarkerCard.tsx';
import { RecordForm } from '../marker/RecordForm.tsx';
import { database } from '../store/database.ts';
import { byDistance, type Placed } from './by-distance.ts';
import { useWhereabouts } from './position.ts';

const FieldMap = lazy(() => import('./FieldMap.tsx'));

/** Most rows of the list: those beyond are reached on the map. */
const LISTED = 100;

/** One prepared area: the map, the device's place, the markers, and the card of the chosen one. */
export function AreaView({ areaId, markerId }: { areaId: string; markerId: string | null }) {
  const { t } = useWords();
  const [whereabouts, locate] = useWhereabouts();
  const [savedFor, setSavedFor] = useState<string | null>(null);
  const kept = useLive(async () => {
    const area = await database.areas.get(areaId);
    if (!area) return null;
    const [lines, markers, cases] = await Promise.all([
      database.lines.bulkGet(area.lineIds),
      database.markers.where('lineIds').anyOf(area.lineIds).distinct().toArray(),
      database.cases.where('lineId').anyOf(area.lineIds).toArray(),
    ]);
    return { area, lines: lines.filter((line) => line !== undefined), markers, cases };
  }, [areaId]);
  const { reading } = whereabouts;
  const placed = useMemo(() => byDistance(kept?.markers ?? [], reading), [kept, reading]);
  if (kept === undefined) return null;
  if (kept === null) return <p className="card">{t('areas.none')}</p>;
  const chosen = markerId === null ? undefined : placed.find(({ marker }) => marker.id === markerId);
  const version = chosen?.marker.version ?? null;
  const cases = kept.cases.filter(({ lineId }) => chosen?.marker.lineIds.includes(lineId));
  const wayText = (way: Placed['way']) =>
    way && t('map.away', { distance: distanceText(way.distanceM), azimuth: way.azimuthDeg.toFixed(0) });
  return (
    <section className="area">
      <Suspense fallback={<div className="field-map" />}>
        <FieldMap
          lines={kept.lines}
          markers={kept.markers}
          reading={reading}
          selected={markerId}
          onSelect={(id) => (location.hash = viewAddress({ name: 'marker', areaId, markerId: id }))}
        />
      </Suspense>
      <p className="place">
        {whereabouts.state === 'off' || whereabouts.state === 'denied' ? (
          <button type="button" onClick={locate}>
            {t('map.locate')}
          </button>
        ) : (
          <span role="status">
            {reading ? t('map.accuracy', { metres: Math.round(reading.accuracyM) }) : t('map.noPosition')}
          </span>
        )}
        {whereabouts.state === 'denied' && <span className="refusal">{t('map.denied')}</span>}
        {kept.lines.some((line) => line.demo) && <em className="demo-tag">{t('demo')}</em>}
      </p>
      {chosen ? (
        <>
          <MarkerCard marker={chosen.marker} way={wayText(chosen.way)} />
          {savedFor === chosen.marker.id && (
            <p className="card" role="status">
              {t('record.saved')} <a href={viewAddress({ name: 'outbox' })}>{t('tabs.outbox')}</a>
            </p>
          )}
          {savedFor !== chosen.marker.id && cases.length > 0 && version !== null && (
            <RecordForm
              key={chosen.marker.id}
              marker={chosen.marker}
              version={version}
              cases={cases}
              whereabouts={whereabouts}
              locate={locate}
              onSaved={() => setSavedFor(chosen.marker.id)}
            />
          )}
          {cases.length === 0 && <p className="card">{t('record.noCase')}</p>}
        </>
      ) : (
        <ul className="list markers">
          {placed.slice(0, LISTED).map(({ marker, way }) => (
            <li key={marker.id} className="card">
              <a href={viewAddress({ name: 'marker', areaId, markerId: marker.id })}>
                <strong>{marker.number}</strong>
                <span>{wayText(way) ?? (marker.position ? '' : t('map.unknownPlace'))}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
