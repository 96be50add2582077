import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n/use-text.ts';
import { formatInstant } from '../../changes/instants.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { useRegistryWrite } from '../../facilities/queries.ts';
import { Data } from '../../ui/Data.tsx';
import { Answer, EmptyState } from '../../ui/states.tsx';
import { takeBack, useDistinctions } from './queries.ts';
import { SideOfPair } from './SideOfPair.tsx';

/** Pairs found to be of two places, with who found it, when and why; each can be taken back. */
export function Distinctions({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation('placeNames');
  const language = useLanguage();
  const list = useDistinctions();
  const write = useRegistryWrite(takeBack);
  return (
    <section className="distinct-pairs">
      <h2>{t('duplicates.distinct.list')}</h2>
      {write.error && <ProblemAlert error={write.error} />}
      <Answer query={list} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState text={t('duplicates.distinct.none')} />
          ) : (
            <ul className="duplicate-pairs">
              {items.map(({ id, a, b, reason, recordedBy, recordedAt }) => (
                <li key={id} data-testid="distinct-pair">
                  <div className="duplicate-why">
                    <Data>{reason}</Data>
                    <span className="quiet">
                      <Data>{recordedBy}</Data> · {formatInstant(recordedAt, language)}
                    </span>
                    {mayWrite && (
                      <Button
                        size="small"
                        loading={write.isPending && write.variables === id}
                        onClick={() => write.mutate(id)}
                      >
                        {t('duplicates.distinct.takeBack')}
                      </Button>
                    )}
                  </div>
                  <div className="duplicate-sides">
                    <SideOfPair side={a} onKeep={null} />
                    <SideOfPair side={b} onKeep={null} />
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  );
}
