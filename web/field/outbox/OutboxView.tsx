import { useEffect, useState } from 'react';
import { formatInstant } from '../../changes/instants.ts';
import { offerFile } from '../../ui/offer-file.ts';
import { Refusal } from '../app/Refusal.tsx';
import { useLive } from '../app/use-live.ts';
import type { Sending } from '../app/use-sync.ts';
import { viewAddress } from '../app/view.ts';
import { roundSpan, useWords } from '../app/words.ts';
import { database } from '../store/database.ts';
import { outboxFiles } from '../sync/outbox-file.ts';
import type { StoredItem } from '../sync/outbox-store.ts';
import { sha256 } from '../sync/sha256.ts';
import { useItemTitle } from './item-title.ts';
import { outbox, outboxStore } from './outbox.ts';

/** What waits on this device, what the server has, and what a person has to decide. */
export function OutboxView({ sending: { round, busy, error, send }, online }: { sending: Sending; online: boolean }) {
  const { t, language } = useWords();
  const titleOf = useItemTitle();
  const [isKept, setKept] = useState<boolean | null>(null);
  useEffect(() => void navigator.storage?.persisted?.().then(setKept), []);
  const items = useLive(() => database.outboxItems.orderBy('order').reverse().toArray(), []);
  const photos = useLive(() => database.outboxPhotos.orderBy('order').toArray(), []);
  const reviewed = [...(items ?? []), ...(photos ?? [])].filter(({ state }) => state === 'review').length;
  const waitingPhotos = photos?.filter(({ state }) => state === 'waiting').length ?? 0;
  const span = (milliseconds: number) => {
    const { unit, count } = roundSpan(milliseconds);
    return t(`outbox.span.${unit}`, { count });
  };
  return (
    <section>
      <div className="card">
        <p>{t('outbox.promise')}</p>
        <button type="button" className="main" disabled={busy || !online} onClick={send}>
          {busy ? t('outbox.sending') : t('outbox.send')}
        </button>
        {round && (
          <p role="status" data-open={round.open}>
            {t(`outbox.link.${round.link}`)} {round.open > 0 && t('outbox.open', { count: round.open })}{' '}
            {round.others.length > 0 && t('outbox.others', { accounts: round.others.join(', ') })}{' '}
            {round.missing > 0 && t('outbox.missing', { count: round.missing })}
          </p>
        )}
        {reviewed > 0 && (
          <a className="button" href={viewAddress({ name: 'review' })}>
            {t('outbox.toReview', { count: reviewed })}
          </a>
        )}
        {round !== null && round.missing > 0 && (
          <button
            type="button"
            onClick={() =>
              void outbox()
                .then((box) => box.resend())
                .then(send)
            }
          >
            {t('outbox.resend')}
          </button>
        )}
        {round !== null && round.clockErrorMs !== null && (
          <p className="refusal" data-testid="clock">
            {t(round.clockErrorMs < 0 ? 'outbox.clock.ahead' : 'outbox.clock.behind', {
              span: span(round.clockErrorMs),
            })}{' '}
            {t('outbox.clockKept')}
          </p>
        )}
        <Refusal error={error} />
        {isKept !== null && <p className={isKept ? 'small' : 'refusal'}>{t(isKept ? 'room.kept' : 'room.notKept')}</p>}
      </div>
      {waitingPhotos > 0 && <p className="card">{t('outbox.photos', { count: waitingPhotos })}</p>}
      {items?.length === 0 && <p className="card">{t('outbox.empty')}</p>}
      <ul className="list">
        {items?.map((stored) => (
          <li
            key={stored.key}
            className="card"
            data-item={stored.key}
            data-state={stored.state}
            data-account={stored.account ?? ''}
          >
            <strong>{titleOf(stored)}</strong>
            <span>
              {t(`outbox.state.${stored.state}`)}
              {stored.account !== null && ` · ${t('outbox.by', { account: stored.account })}`}
            </span>
            <Times stored={stored} />
            {stored.outcome?.reason && <span className="refusal">{stored.outcome.reason[language]}</span>}
          </li>
        ))}
      </ul>
      <Export />
    </section>
  );
}

/** When something was recorded, by the device's clock and, where it is known, by the server's. */
function Times({ stored: { item, recordedAt } }: { stored: StoredItem }) {
  const { t, language } = useWords();
  if (!item) return null;
  const { deviceTime } = item.kind === 'entry' ? item.entry : item;
  return (
    <span>
      {t('outbox.deviceTime', { time: formatInstant(deviceTime, language) })}
      {recordedAt !== null && ` · ${t('outbox.serverTime', { time: formatInstant(recordedAt, language) })}`}
    </span>
  );
}

/** Writes what the server does not hold into files for the office. */
function Export() {
  const { t } = useWords();
  const [count, setCount] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const write = async () => {
    let written = 0;
    for await (const { name, content } of outboxFiles(outboxStore, sha256, new Date())) {
      offerFile(new Blob([content], { type: 'application/json' }), name);
      written += 1;
    }
    setCount(written);
  };
  return (
    <details className="card">
      <summary>{t('outbox.export')}</summary>
      <p className="small">{t('outbox.exportHelp')}</p>
      <button
        type="button"
        onClick={() => {
          setRefusal(null);
          write().catch(setRefusal);
        }}
      >
        {t('outbox.export')}
      </button>
      {count !== null && (
        <p role="status">{count === 0 ? t('outbox.nothingToExport') : t('outbox.exported', { count })}</p>
      )}
      <Refusal error={refusal} />
    </details>
  );
}
