import { useEffect, useRef, useState } from 'react';
import { boundaryLevels } from '../../../gis-data/catalogue/boundaries.ts';
import type { DivisionItem, DivisionList } from '../../../server/divisions/contract.ts';
import type { BoundaryLineItem } from '../../../server/boundary/contract.ts';
import { api } from '../../api/client.ts';
import { Refusal } from '../app/Refusal.tsx';
import type { FieldAccount } from '../app/session.ts';
import { viewAddress } from '../app/view.ts';
import { bytesText, useWords } from '../app/words.ts';
import { askForArea, storageLeft, storeArea, totalOf, type AreaOffer, type AreaSubject } from './prepare.ts';
import { SizeTable } from './SizeTable.tsx';
import { useTaking } from './use-taking.ts';

/** Chooses lines, or a county whose signs are to be inspected, tells how much they are, and takes them along. */
export function PrepareView({ account }: { account: FieldAccount }) {
  const { t, word } = useWords();
  const [lines, setLines] = useState<BoundaryLineItem[]>();
  const [counties, setCounties] = useState<DivisionItem[]>();
  const [chosen, setChosen] = useState<AreaSubject>({ lineIds: [] });
  const [offer, setOffer] = useState<AreaOffer | null>(null);
  const [left, setLeft] = useState<number | null>(null);
  const [askRefusal, setAskRefusal] = useState<unknown>(null);
  const { progress, refusal, run } = useTaking();
  const asking = useRef<AbortController>(null);
  useEffect(() => {
    const controller = new AbortController();
    api<{ items: BoundaryLineItem[] }>('/api/v1/boundary-lines', { signal: controller.signal })
      .then(({ items }) => setLines(items))
      .then(() => api<DivisionList>('/api/v1/divisions', { query: { level: 'county' }, signal: controller.signal }))
      .then(({ items }) => setCounties(items))
      .catch((error: unknown) => controller.signal.aborted || setAskRefusal(error));
    void storageLeft().then((storage) => setLeft(storage && storage.quota - storage.used));
    return () => {
      controller.abort();
      asking.current?.abort();
    };
  }, []);

  const toggled = (id: string): AreaSubject => {
    const { lineIds } = chosen;
    return { lineIds: lineIds.includes(id) ? lineIds.filter((other) => other !== id) : [...lineIds, id] };
  };
  const choose = (next: AreaSubject) => {
    setChosen(next);
    setOffer(null);
    setAskRefusal(null);
    asking.current?.abort();
    if (next.lineIds.length === 0 && next.signsOf === undefined) return;
    const { signal } = (asking.current = new AbortController());
    askForArea(next, signal).then(setOffer, (error: unknown) => signal.aborted || setAskRefusal(error));
  };
  const take = (from: AreaOffer) =>
    run(async (options) => {
      const { signsOf } = from.subject;
      const county = counties?.find((each) => each.id === signsOf)?.name;
      const name = county ? t('areas.signsOf', { county }) : from.area.lines.map((line) => line.name).join('、');
      const { id } = await storeArea(from, { ...options, account: account.id, name });
      location.hash = viewAddress({ name: 'area', areaId: id });
    });
  const isEmpty = offer?.subject.signsOf !== undefined && offer.area.signs.length === 0;
  const isRounded = offer?.area.markers.some((marker) => marker.precision === 'rounded');
  return (
    <section className="prepare">
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
                  checked={chosen.lineIds.includes(line.id)}
                  disabled={progress !== null}
                  onChange={() => choose(toggled(line.id))}
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
      {counties && (
        <fieldset className="card">
          <legend>{t('areas.signs')}</legend>
          {counties.map(({ id, name }) => (
            <label key={id} className="check">
              <input
                type="radio"
                name="signsOf"
                checked={chosen.signsOf === id}
                disabled={progress !== null}
                onChange={() => choose({ lineIds: [], signsOf: id })}
              />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <div className="foot card">
        <p>
          {t('areas.chosen', { count: chosen.signsOf === undefined ? chosen.lineIds.length : 1 })}
          {offer &&
            ` · ${
              offer.subject.signsOf === undefined
                ? t('areas.count', {
                    lines: offer.area.lines.length,
                    markers: offer.area.markers.length,
                    photos: offer.area.photos.length,
                  })
                : t('areas.signCount', { signs: offer.area.signs.length, photos: offer.area.photos.length })
            }`}
        </p>
        {offer && (
          <SizeTable
            sizes={offer.sizes}
            caption={left === null ? t('areas.size') : t('areas.sizeOf', { left: bytesText(left) })}
          />
        )}
        {isRounded && <p className="refusal">{t('areas.rounded')}</p>}
        <Refusal error={refusal ?? askRefusal} />
        {progress && (
          <p role="status">{t('areas.taking', { done: bytesText(progress.done), total: bytesText(progress.total) })}</p>
        )}
        <button
          type="button"
          className="main"
          disabled={!offer || isEmpty || progress !== null}
          onClick={() => offer && void take(offer)}
        >
          {t('areas.take', { size: offer ? bytesText(totalOf(offer.toFetch)) : '…' })}
        </button>
      </div>
    </section>
  );
}
