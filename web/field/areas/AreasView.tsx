import { useEffect, useState } from 'react';
import type { FieldAccount } from '../app/session.ts';
import { useLive } from '../app/use-live.ts';
import { viewAddress } from '../app/view.ts';
import { bytesText, useWords } from '../app/words.ts';
import { database } from '../store/database.ts';
import { pictureCare } from '../store/picture-care.ts';
import { AreaItem } from './AreaItem.tsx';
import { areasOpenTo, readerOf } from './open-to.ts';
import { storageLeft } from './prepare.ts';

/** The areas that were taken along, and how pictures lie on this device. */
export function AreasView({ account }: { account: FieldAccount | null | undefined }) {
  const { t } = useWords();
  const reader = readerOf(account);
  const found = useLive(() => areasOpenTo(reader), [reader?.id]);
  const areas = found?.open;
  const care = useLive(() => pictureCare(database), []);
  const [storage, setStorage] = useState<{ used: number; quota: number } | null>(null);
  useEffect(() => void storageLeft().then(setStorage), [areas, care]);
  return (
    <section className="areas">
      {found?.open.length === 0 && found.others === 0 && <p className="card">{t('areas.none')}</p>}
      {found !== undefined && found.others > 0 && (
        <p className="card" data-others={found.others}>
          {t('areas.others', { count: found.others })}
        </p>
      )}
      <ul className="list">
        {areas?.map((area) => (
          <AreaItem key={area.id} area={area} account={account} />
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
      {care && (
        <p className="small" data-plain={care.plain}>
          {care.seals ? t('pictures.sealed') : t('pictures.notSealed')}
          {care.seals && care.plain > 0 && ` ${t('pictures.plain', { count: care.plain })}`}
        </p>
      )}
      {care !== undefined && care.keyLost > 0 && (
        <p className="refusal" role="alert">
          {t('pictures.keyLost', { count: care.keyLost })}
        </p>
      )}
    </section>
  );
}
