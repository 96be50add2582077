import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/queries.ts';
import { usePermissions } from '../../facilities/queries.ts';
import { Data } from '../../ui/Data.tsx';
import { Answer, EmptyState } from '../../ui/states.tsx';
import { PlaceNameParts } from '../PlaceNameParts.tsx';
import { DistinctDialog } from './DistinctDialog.tsx';
import { Distinctions } from './Distinctions.tsx';
import { MergeDialog, type Side } from './MergeDialog.tsx';
import { useDuplicates } from './queries.ts';
import { SideOfPair } from './SideOfPair.tsx';
import '../styles.css';
import '../translations.ts';
import './styles.css';

/** Pairs of records that are likely to be of one place: they are merged, or found to be of two places. */
export default function DuplicatesPage() {
  const { t } = useTranslation('placeNames');
  const { mayWrite } = usePermissions();
  const signedIn = Boolean(useSession().data?.user);
  const pairs = useDuplicates();
  const [chosen, setChosen] = useState<{ survivor: Side; merged: Side } | null>(null);
  const [apart, setApart] = useState<{ a: Side; b: Side } | null>(null);
  return (
    <section className="page" aria-label={t('duplicates.title')}>
      <PlaceNameParts />
      <header className="page-header">
        <h1>{t('duplicates.title')}</h1>
      </header>
      <p className="quiet">{t('duplicates.intro')}</p>
      <Answer query={pairs} rows={8}>
        {({ items, total, distinct }) => (
          <>
            {distinct > 0 && <p className="quiet">{t('duplicates.distinct.leftOut', { count: distinct })}</p>}
            {items.length === 0 ? (
              <EmptyState text={t('duplicates.none')} />
            ) : (
              <>
                <p>{t('duplicates.shown', { total, count: items.length })}</p>
                <ul className="duplicate-pairs">
                  {items.map(({ a, b, why, shared, distanceM }) => (
                    <li key={`${a.id} ${b.id}`} data-testid="duplicate-pair">
                      <div className="duplicate-why">
                        {t(`duplicates.why.${why}`)}
                        <Data>{shared}</Data> <ApartBy distanceM={distanceM} />
                        {mayWrite && (
                          <Button size="small" onClick={() => setApart({ a, b })}>
                            {t('duplicates.distinct.record')}
                          </Button>
                        )}
                      </div>
                      <div className="duplicate-sides">
                        <SideOfPair side={a} onKeep={mayWrite ? () => setChosen({ survivor: a, merged: b }) : null} />
                        <SideOfPair side={b} onKeep={mayWrite ? () => setChosen({ survivor: b, merged: a }) : null} />
                      </div>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
      </Answer>
      {signedIn && <Distinctions mayWrite={mayWrite} />}
      {apart && <DistinctDialog {...apart} onClose={() => setApart(null)} />}
      {chosen && <MergeDialog {...chosen} onClose={() => setChosen(null)} />}
    </section>
  );
}

function ApartBy({ distanceM }: { distanceM: number | null }) {
  const { t } = useTranslation('placeNames');
  if (distanceM === null) return <Tag>{t('duplicates.apart.unknown')}</Tag>;
  return <Tag>{distanceM === 0 ? t('duplicates.apart.same') : t('duplicates.apart.metres', { count: distanceM })}</Tag>;
}
