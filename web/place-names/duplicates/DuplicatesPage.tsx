import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePermissions } from '../../facilities/queries.ts';
import { Data } from '../../ui/Data.tsx';
import { Answer, EmptyState } from '../../ui/states.tsx';
import { PlaceNameParts } from '../PlaceNameParts.tsx';
import { MergeDialog, type Side } from './MergeDialog.tsx';
import { useDuplicates } from './queries.ts';
import '../styles.css';
import '../translations.ts';
import './styles.css';

/** Pairs of records that are likely to be of one place, and their merging. */
export default function DuplicatesPage() {
  const { t } = useTranslation('placeNames');
  const { mayWrite } = usePermissions();
  const pairs = useDuplicates();
  const [chosen, setChosen] = useState<{ survivor: Side; merged: Side } | null>(null);
  return (
    <section className="page" aria-label={t('duplicates.title')}>
      <PlaceNameParts />
      <header className="page-header">
        <h1>{t('duplicates.title')}</h1>
      </header>
      <p className="quiet">{t('duplicates.intro')}</p>
      <Answer query={pairs} rows={8}>
        {({ items, total }) =>
          items.length === 0 ? (
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
                    </div>
                    <div className="duplicate-sides">
                      <SideOfPair side={a} onKeep={mayWrite ? () => setChosen({ survivor: a, merged: b }) : null} />
                      <SideOfPair side={b} onKeep={mayWrite ? () => setChosen({ survivor: b, merged: a }) : null} />
                    </div>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Answer>
      {chosen && <MergeDialog {...chosen} onClose={() => setChosen(null)} />}
    </section>
  );
}

function ApartBy({ distanceM }: { distanceM: number | null }) {
  const { t } = useTranslation('placeNames');
  if (distanceM === null) return <Tag>{t('duplicates.apart.unknown')}</Tag>;
  return <Tag>{distanceM === 0 ? t('duplicates.apart.same') : t('duplicates.apart.metres', { count: distanceM })}</Tag>;
}

function SideOfPair({ side, onKeep }: { side: Side; onKeep: (() => void) | null }) {
  const { t } = useTranslation('placeNames');
  const { id, standardName, code, county, township, demo } = side;
  return (
    <div className="duplicate-side">
      <Link to={`/place-names?name=${encodeURIComponent(id)}`}>
        <Data>{standardName}</Data>
      </Link>
      <code>{code ?? t('duplicates.noCode')}</code>
      <span>
        <Data>{county}</Data> · {township === null ? t('duplicates.noTownship') : <Data>{township}</Data>}
      </span>
      {demo && <Tag>{t('duplicates.demo')}</Tag>}
      {onKeep && (
        <Button size="small" onClick={onKeep}>
          {t('duplicates.keep')}
        </Button>
      )}
    </div>
  );
}
