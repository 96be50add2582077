import { useState } from 'react';
import { signConditions } from '../../../gis-data/catalogue/place-name-signs.ts';
import { markerMaterials } from '../../../gis-data/catalogue/boundaries.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import type { PlaceNameSignItem } from '../../../server/place-name-signs/contract.ts';
import type { SyncOutcome } from '../../../server/field-sync/contract.ts';
import { api } from '../../api/client.ts';
import { Refusal } from '../app/Refusal.tsx';
import { useLive } from '../app/use-live.ts';
import { bytesText, useWords } from '../app/words.ts';
import { useItemTitle } from '../outbox/item-title.ts';
import { outbox } from '../outbox/outbox.ts';
import { database } from '../store/database.ts';
import type { RecordEdit } from '../sync/states.ts';
import { DAMAGED_HERE, type StoredItem } from '../sync/outbox-store.ts';
import type { Outbox } from '../sync/outbox.ts';

type Conflict = SyncOutcome['conflicts'][number];
type Act = (work: (box: Outbox) => Promise<void>) => void;

/** What the server did not store and a person decides about: conflicts field by field, and refusals. */
export function ReviewView({ online }: { online: boolean }) {
  const { t, language } = useWords();
  const titleOf = useItemTitle();
  const [refusal, setRefusal] = useState<unknown>(null);
  const items = useLive(() => database.outboxItems.orderBy('order').toArray(), []);
  const photos = useLive(() => database.outboxPhotos.orderBy('order').toArray(), []);
  if (items === undefined || photos === undefined) return null;
  const act: Act = (work) => {
    setRefusal(null);
    outbox().then(work).catch(setRefusal);
  };
  const dismiss = (key: string) => {
    if (window.confirm(t('review.dismissSure'))) act((box) => box.dismiss(key));
  };
  const compare = (key: string, item: RecordEdit) =>
    act(async (box) => {
      const path =
        item.kind === 'markerEdit'
          ? `/api/v1/boundary-markers/${encodeURIComponent(item.markerId)}`
          : `/api/v1/place-name-signs/${encodeURIComponent(item.signId)}`;
      const record = await api<BoundaryMarkerItem | PlaceNameSignItem>(path);
      await box.reopen(key, record.version!, { ...record });
    });
  const open = items.filter(
    ({ state, outcome }) => state === 'review' || (state === 'sent' && outcome?.status === 'early'),
  );
  const refused = photos.filter(({ state }) => state === 'review');
  return (
    <section>
      <h2>{t('review.title')}</h2>
      <Refusal error={refusal} />
      {open.length + refused.length === 0 && <p className="card">{t('review.none')}</p>}
      {open.map((stored) => {
        const { key, item, outcome, state } = stored;
        const reason = outcome?.reason?.[language] ?? '';
        return (
          <article key={key} className="card" data-review={key} data-status={outcome?.status}>
            <strong>{titleOf(stored)}</strong>
            {outcome?.status === 'conflict' ? (
              <Choices stored={stored} conflicts={outcome.conflicts} act={act} />
            ) : (
              <>
                <p className="refusal">
                  {t(outcome?.status === 'early' ? 'review.early' : 'review.refused', { reason })}
                </p>
                <span className="row">
                  {state === 'review' && (
                    <button type="button" onClick={() => act((box) => box.retry(key))}>
                      {t('review.retry')}
                    </button>
                  )}
                  {state === 'review' && item && item.kind !== 'entry' && (
                    <button type="button" disabled={!online} onClick={() => compare(key, item)}>
                      {t('review.compare')}
                    </button>
                  )}
                  <button type="button" onClick={() => dismiss(key)}>
                    {t('review.dismiss')}
                  </button>
                </span>
              </>
            )}
          </article>
        );
      })}
      {refused.map(({ sha256, bytes, refusal: reason }) => (
        <article key={sha256} className="card" data-review={sha256}>
          <strong>{t('review.photo', { bytes: bytesText(bytes) })}</strong>
          <p className="refusal">
            {reason === DAMAGED_HERE ? t('review.damaged') : t('review.refused', { reason: reason ?? '' })}
          </p>
          <span className="row">
            <button type="button" onClick={() => act((box) => box.retry(sha256))}>
              {t('review.retry')}
            </button>
            <button type="button" onClick={() => dismiss(sha256)}>
              {t('review.dismiss')}
            </button>
          </span>
        </article>
      ))}
    </section>
  );
}

/** One conflict: for every field what it was, what this device says and what the register says; each is chosen by hand. */
function Choices({ stored, conflicts, act }: { stored: StoredItem; conflicts: readonly Conflict[]; act: Act }) {
  const { t, word } = useWords();
  const [choices, setChoices] = useState<Readonly<Record<string, 'mine' | 'theirs'>>>({});
  const names: Partial<Record<string, string>> = {
    ...t('nameSign', { returnObjects: true }),
    ...t('edit', { returnObjects: true }),
  };
  const valueText = (field: string, value: unknown): string => {
    if (value === null || value === undefined) return t('marker.unknown');
    const material = field === 'material' && markerMaterials.find(({ id }) => id === value);
    if (material) return word(material.label);
    const condition = field === 'condition' && signConditions.find(({ id }) => id === value);
    if (condition) return word(condition.label);
    if (field === 'photos' && Array.isArray(value)) return t('review.photos', { count: value.length });
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        act((box) => box.decide(stored.key, choices));
      }}
    >
      <p>{t('review.conflict')}</p>
      {conflicts.map(({ field, base, mine, theirs }) => (
        <fieldset key={field} className="choices" data-field={field}>
          <legend>{names[field] ?? field}</legend>
          <span className="small">
            {t('review.base')}: {valueText(field, base)}
          </span>
          {(['mine', 'theirs'] as const).map((side) => (
            <label key={side} className="check">
              <input
                type="radio"
                name={field}
                value={side}
                required
                checked={choices[field] === side}
                onChange={() => setChoices((before) => ({ ...before, [field]: side }))}
              />
              <span>
                {t(`review.${side}`)}: {valueText(field, side === 'mine' ? mine : theirs)}
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      <button type="submit" className="main">
        {t('review.decide')}
      </button>
    </form>
  );
}
