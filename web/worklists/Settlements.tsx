import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Settlement } from '../../server/worklists/contract.ts';
import { useText } from '../app/i18n/use-text.ts';
import { EmptyState } from '../ui/states.tsx';

interface SettlementsProps {
  settlements: readonly Settlement[];
  /** Indicator that the list is filtered by. */
  indicatorId: string | null;
  onShow(indicatorId: string | null): void;
}

/** For each undecided verdict: how many fields settle it, and how early it may fall. */
export function Settlements({ settlements, indicatorId, onShow }: SettlementsProps) {
  const { t } = useTranslation('worklists');
  if (settlements.length === 0) return <EmptyState text={t('settlement.none')} />;
  return (
    <ul className="settlements" aria-label={t('settlement.title')}>
      {settlements.map((settlement) => (
        <SettlementCard
          key={`${settlement.indicatorId} ${settlement.reading?.id ?? ''}`}
          settlement={settlement}
          shown={settlement.indicatorId === indicatorId}
          onShow={onShow}
        />
      ))}
    </ul>
  );
}

function SettlementCard({
  settlement,
  shown,
  onShow,
}: {
  settlement: Settlement;
  shown: boolean;
  onShow: SettlementsProps['onShow'];
}) {
  const { t } = useTranslation('worklists');
  const text = useText();
  const { indicatorId, name, reading, fields, records, openUnits, missingStatistics } = settlement;
  return (
    <li className={shown ? 'settlement settlement-shown' : 'settlement'} data-settlement={indicatorId}>
      <strong>{text(name)}</strong>
      {reading && <span className="quiet">{text(reading.label)}</span>}
      <span>
        {missingStatistics > 0
          ? t('settlement.missing', { count: missingStatistics })
          : t('settlement.fields', { fields, records })}
      </span>
      <span className="quiet">
        {missingStatistics === 0 && t('settlement.units', { count: openUnits })} <EarliestEnd settlement={settlement} />
      </span>
      <Button size="small" type="link" onClick={() => onShow(shown ? null : indicatorId)}>
        {shown ? t('settlement.showAll') : t('settlement.show')}
      </Button>
    </li>
  );
}

function EarliestEnd({ settlement: { earliestMet: met, earliestUnmet: unmet } }: { settlement: Settlement }) {
  const { t } = useTranslation('worklists');
  if (met !== null && unmet !== null) return t('settlement.either', { met, unmet });
  if (met !== null) return t('settlement.onlyMet', { met });
  return unmet !== null ? t('settlement.onlyUnmet', { unmet }) : null;
}
