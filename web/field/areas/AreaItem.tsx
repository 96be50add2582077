import { useState } from 'react';
import { formatInstant } from '../../changes/instants.ts';
import { Refusal } from '../app/Refusal.tsx';
import type { FieldAccount } from '../app/session.ts';
import { useLive } from '../app/use-live.ts';
import { viewAddress } from '../app/view.ts';
import { bytesText, useWords } from '../app/words.ts';
import type { PreparedArea } from '../store/database.ts';
import { askForArea, completeArea, forgetArea, holdingsOf, storeArea, totalOf, type AreaOffer } from './prepare.ts';
import { SizeTable } from './SizeTable.tsx';
import { useTaking } from './use-taking.ts';

/** An area that was taken along: what of it is here, and how to complete, renew and remove it. */
export function AreaItem({ area, account }: { area: PreparedArea; account: FieldAccount | null | undefined }) {
  const { t, language } = useWords();
  const { progress, refusal, run } = useTaking();
  const [offer, setOffer] = useState<AreaOffer | null>(null);
  const holdings = useLive(() => holdingsOf(area), [area]);
  const busy = progress !== null;
  const remove = () => {
    if (window.confirm(t('areas.forgetSure', { name: area.name }))) void forgetArea(area);
  };
  const ask = () => run(async ({ signal }) => setOffer(await askForArea(area, signal)));
  const renew = (from: AreaOffer) =>
    run(async (options) => {
      await storeArea(from, { ...options, account: account!.id, name: area.name });
      setOffer(null);
    });
  const isPartial = holdings !== undefined && (holdings.lackingPhotos > 0 || holdings.lacksBasemap);
  return (
    <li className="card area-item" data-area={area.id} data-partial={isPartial}>
      <a href={viewAddress({ name: 'area', areaId: area.id })}>
        <strong>{area.name}</strong>
        <span>{t('areas.preparedAt', { time: formatInstant(area.preparedAt, language) })}</span>
      </a>
      {holdings && (
        <details>
          <summary>{t('areas.held', { size: bytesText(totalOf(holdings.held)) })}</summary>
          <SizeTable sizes={holdings.held} caption={t('areas.onDevice')} />
        </details>
      )}
      {isPartial && (
        <p className="warning" role="status">
          {t('areas.partial', { photos: holdings.lackingPhotos, size: bytesText(holdings.lackingBytes) })}
          {holdings.lacksBasemap && ` ${t('areas.lacksBasemap')}`}
        </p>
      )}
      {offer && <SizeTable sizes={offer.toFetch} caption={t('areas.toFetch')} />}
      <Refusal error={refusal} />
      {progress && (
        <p role="status">{t('areas.taking', { done: bytesText(progress.done), total: bytesText(progress.total) })}</p>
      )}
      <div className="acts">
        {account && isPartial && (
          <button type="button" disabled={busy} onClick={() => void run((options) => completeArea(area, options))}>
            {t('areas.complete')}
          </button>
        )}
        {account &&
          (offer ? (
            <button type="button" className="main" disabled={busy} onClick={() => void renew(offer)}>
              {t('areas.renewNow', { size: bytesText(totalOf(offer.toFetch)) })}
            </button>
          ) : (
            <button type="button" className="plain" disabled={busy} onClick={() => void ask()}>
              {t('areas.renew')}
            </button>
          ))}
        <button type="button" className="plain" disabled={busy} onClick={remove}>
          {t('areas.forget')}
        </button>
      </div>
    </li>
  );
}
