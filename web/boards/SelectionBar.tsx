import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Data } from '../ui/Data.tsx';
import type { AreaSelection } from './selection.ts';

/** Names shown before the rest is counted. */
const mostNames = 12;

/** The chosen areas by name, each with a way to release it. */
export function SelectionBar({ selection }: { selection: AreaSelection }) {
  const { t } = useTranslation('boards');
  const { places } = selection;
  return (
    <div className="selection-bar" role="status" data-testid="selection" data-areas={selection.ids.join()}>
      {places.length === 0 ? (
        <span className="quiet">{t('selection.none')}</span>
      ) : (
        <>
          <strong>{t('selection.some', { count: places.length })}</strong>
          {places.slice(0, mostNames).map(({ id, name }) => (
            <Tag key={id} closable onClose={() => selection.toggle(id)}>
              <Data>{name}</Data>
            </Tag>
          ))}
          {places.length > mostNames && <span>{t('selection.more', { count: places.length - mostNames })}</span>}
          <Button size="small" onClick={() => selection.choose([])}>
            {t('selection.clear')}
          </Button>
        </>
      )}
    </div>
  );
}
