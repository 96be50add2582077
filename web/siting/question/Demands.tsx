import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Data } from '../../ui/Data.tsx';
import type { Lists } from '../demands.ts';

/** Sites that a plan must have or must not have, each with the way to let it go. */
export function Demands({
  ask,
  nameOf,
  onChange,
}: {
  ask: Lists;
  nameOf(id: string): string;
  onChange(patch: Partial<Lists>): void;
}) {
  const { t } = useTranslation('siting');
  const lists = [
    { key: 'pinned', color: 'blue', ids: ask.pinned },
    { key: 'forbidden', color: 'default', ids: ask.forbidden },
  ] as const;
  if (lists.every(({ ids }) => ids.length === 0)) return null;
  return (
    <section className="siting-section" aria-label={t('demands.title')} data-testid="demands">
      {lists
        .filter(({ ids }) => ids.length > 0)
        .map(({ key, color, ids }) => (
          <div key={key} className="siting-tags" data-list={key}>
            <span className="quiet">{t(`demands.${key}`)}</span>
            {ids.map((id) => (
              <Tag
                key={id}
                color={color}
                closable={{ 'aria-label': t('demands.release') }}
                onClose={(event) => {
                  event.preventDefault();
                  onChange({ [key]: ids.filter((other) => other !== id) });
                }}
              >
                <Data>{nameOf(id)}</Data>
              </Tag>
            ))}
          </div>
        ))}
    </section>
  );
}
