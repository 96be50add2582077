import { useEffect, useState } from 'react';
import { formatInstant } from '../../changes/instants.ts';
import type { FieldAccount } from '../app/session.ts';
import { useLive } from '../app/use-live.ts';
import { viewAddress } from '../app/view.ts';
import { bytesText, useWords } from '../app/words.ts';
import { database, type PreparedArea } from '../store/database.ts';
import { forgetArea, storageLeft } from './prepare.ts';

/** The areas that were taken along. */
export function AreasView({ account }: { account: FieldAccount | null | undefined }) {
  const { t, language } = useWords();
  const areas = useLive(() => database.areas.orderBy('id').toArray(), []);
  const [storage, setStorage] = useState<{ used: number; quota: number } | null>(null);
  useEffect(() => void storageLeft().then(setStorage), [areas]);
  const remove = (area: PreparedArea) => {
    if (window.confirm(t('areas.forgetSure', { name: area.name }))) void forgetArea(area);
  };
  return (
    <section>
      {areas?.length === 0 && <p className="card">{t('areas.none')}</p>}
      <ul className="list">
        {areas?.map((area) => (
          <li key={area.id} className="card">
            <a href={viewAddress({ name: 'area', areaId: area.id })}>
              <strong>{area.name}</strong>
              <span>
                {t('areas.preparedAt', { time: formatInstant(area.preparedAt, language) })} · {bytesText(area.bytes)}
              </span>
            </a>
            <button type="button" className="plain" onClick={() => remove(area)}>
              {t('areas.forget')}
            </button>
          </li>
        ))}
      </ul>
      {account ? (
        <a className="button main" href={viewAddress({ name: 'prepare' })}>
          {t('areas.add')}
        </a>
      ) : (
        account === null && (
          <p className="card">
            {t('account.needed')} <a href={viewAddress({ name: 'account' })}>{t('account.title')}</a>
          </p>
        )
      )}
      {storage && (
        <p className="small">
          {t('areas.storage', { used: bytesText(storage.used), quota: bytesText(storage.quota) })}
        </p>
      )}
    </section>
  );
}
