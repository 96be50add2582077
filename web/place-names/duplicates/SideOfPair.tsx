import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Data } from '../../ui/Data.tsx';
import type { Side } from './MergeDialog.tsx';

/** One record of a pair, with where it is; `onKeep` offers to merge the other into it. */
export function SideOfPair({ side, onKeep }: { side: Side; onKeep: (() => void) | null }) {
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
