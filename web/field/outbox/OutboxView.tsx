import { useState } from 'react';
import { markerStates } from '../../../gis-data/catalogue/boundaries.ts';
import { Refusal } from '../app/Refusal.tsx';
import { useOnline } from '../app/session.ts';
import { useLive } from '../app/use-live.ts';
import { useWords } from '../app/words.ts';
import { database } from '../store/database.ts';
import type { StoredItem } from '../sync/outbox-store.ts';
import type { Round } from '../sync/outbox.ts';
import { outbox } from './outbox.ts';

/** What waits on this device, what the server has, and what a person has to decide. */
export function OutboxView() {
  const { t, word, language } = useWords();
  const online = useOnline();
  const [round, setRound] = useState<Round | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const items = useLive(() => database.outboxItems.orderBy('order').reverse().toArray(), []);
  const photos = useLive(() => database.outboxPhotos.orderBy('order').toArray(), []);
  const markers = useLive(() => database.markers.toArray(), []);

  const send = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      setRound(await (await outbox()).sync());
    } catch (error) {
      setRefusal(error);
    } finally {
      setBusy(false);
    }
  };
  const numberOf = (id: string) => markers?.find((marker) => marker.id === id)?.number ?? id;
  const words = ({ item }: StoredItem): string => {
    if (!item) return t('outbox.forgotten');
    if (item.kind === 'markerEdit') return t('outbox.edit', { number: numberOf(item.markerId) });
    const { content } = item.entry;
    if (content.kind !== 'fieldRecord') return t('outbox.entry');
    const state = markerStates.find(({ id }) => id === content.state);
    return t('outbox.record', { number: numberOf(content.markerId), state: state ? word(state.label) : content.state });
  };
  const waitingPhotos = photos?.filter(({ state }) => state === 'waiting').length ?? 0;
  return (
    <section>
      <div className="card">
        <p>{t('outbox.promise')}</p>
        <button type="button" className="main" disabled={busy || !online} onClick={() => void send()}>
          {busy ? t('outbox.sending') : t('outbox.send')}
        </button>
        {round && (
          <p role="status">
            {t(`outbox.link.${round.link}`)} {round.open > 0 && t('outbox.open', { count: round.open })}{' '}
            {round.review > 0 && t('outbox.review', { count: round.review })}{' '}
            {round.missing > 0 && t('outbox.missing', { count: round.missing })}
          </p>
        )}
        {round !== null && round.missing > 0 && (
          <button type="button" onClick={() => void outbox().then((box) => box.resend())}>
            {t('outbox.resend')}
          </button>
        )}
        {round !== null && round.clockErrorMs !== null && (
          <p className="refusal">{t('outbox.clock', { minutes: Math.round(round.clockErrorMs / 60_000) })}</p>
        )}
        <Refusal error={refusal} />
      </div>
      {waitingPhotos > 0 && <p className="card">{t('outbox.photos', { count: waitingPhotos })}</p>}
      {items?.length === 0 && <p className="card">{t('outbox.empty')}</p>}
      <ul className="list">
        {items?.map((stored) => (
          <li key={stored.key} className="card" data-item={stored.key} data-state={stored.state}>
            <strong>{words(stored)}</strong>
            <span>{t(`outbox.state.${stored.state}`)}</span>
            {stored.outcome?.reason && <span className="refusal">{stored.outcome.reason[language]}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
