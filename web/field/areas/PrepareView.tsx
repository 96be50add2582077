import { useEffect, useRef, useState } from 'react';
import { boundaryLevels } from '../../../gis-data/catalogue/boundaries.ts';
import type { BoundaryLineItem } from '../../../server/boundary/contract.ts';
import type { FieldArea } from '../../../server/field-sync/contract.ts';
import { api } from '../../api/client.ts';
import { Refusal } from '../app/Refusal.tsx';
import type { FieldAccount } from '../app/session.ts';
import { viewAddress } from '../app/view.ts';
import { bytesText, useWords } from '../app/words.ts';
import { askForArea, storeArea, type PrepareProgress } from './prepare.ts';

/** Chooses lines, tells how much they are, and takes them along. */
export function PrepareView({ account }: { account: FieldAccount }) {
  const { t, word } = useWords();
  const [lines, setLines] = useState<BoundaryLineItem[]>();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState<{ area: FieldArea; bytes: number } | null>(null);
  const [progress, setProgress] = useState<PrepareProgress | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    api<{ items: BoundaryLineItem[] }>('/api/v1/boundary-lines', { signal: controller.signal })
      .then(({ items }) => setLines(items))
      .catch((error: unknown) => controller.signal.aborted || setRefusal(error));
    return () => controller.abort();
  }, []);

  const choose = (id: string) => {
    const next = chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
    setChosen(next);
    setAsked(null);
    setRefusal(null);
    if (next.length === 0) return;
    leaving.current.abort();
    leaving.current = new AbortController();
    const { signal } = leaving.current;
    askForArea(next, signal).then(setAsked, (error: unknown) => signal.aborted || setRefusal(error));
  };
  const take = () => {
    if (!asked) return;
    const name = asked.area.lines.map((line) => line.name).join('、');
    setRefusal(null);
    storeArea(asked, { account: account.id, name, onProgress: setProgress, signal: leaving.current.signal })
      .then(({ id }) => (location.hash = viewAddress({ name: 'area', areaId: id })))
      .catch((error: unknown) => {
        setProgress(null);
        setRefusal(error);
      });
  };
  const isRounded = asked?.area.markers.some((marker) => marker.precision === 'rounded');
  return (
    <section>
      <h2>{t('areas.choose')}</h2>
      {boundaryLevels.map(({ id: level, label }) => {
        const ofLevel = lines?.filter((line) => line.level === level) ?? [];
        if (ofLevel.length === 0) return null;
        return (
          <fieldset key={level} className="card">
            <legend>{word(label)}</legend>
            {ofLevel.map((line) => (
              <label key={line.id} className="check">
                <input
                  type="checkbox"
                  checked={chosen.includes(line.id)}
                  disabled={progress !== null}
                  onChange={() => choose(line.id)}
                />
                <span>
                  {line.name}
                  {line.demo && <em className="demo-tag">{t('demo')}</em>}
                </span>
              </label>
            ))}
          </fieldset>
        );
      })}
      <div className="foot card">
        <p>{t('areas.chosen', { count: chosen.length })}</p>
        {asked && (
          <p>
            {t('areas.count', {
              lines: asked.area.lines.length,
              markers: asked.area.markers.length,
              photos: asked.area.photos.length,
            })}
          </p>
        )}
        {isRounded && <p className="refusal">{t('areas.rounded')}</p>}
        <Refusal error={refusal} />
        {progress && (
          <p role="status">{t('areas.taking', { done: bytesText(progress.done), total: bytesText(progress.total) })}</p>
        )}
        <button type="button" className="main" disabled={!asked || progress !== null} onClick={take}>
          {t('areas.take', { size: asked ? bytesText(asked.bytes) : '…' })}
        </button>
      </div>
    </section>
  );
}
