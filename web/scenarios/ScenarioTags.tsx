import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ScenarioSummary } from '../../server/scenarios/contract.ts';

const statusColors = { open: 'blue', adopted: 'green', archived: 'default' } as const;

/** Whose a scenario is, what became of it and whether the registry has moved on since. */
export function ScenarioTags({ scenario }: { scenario: ScenarioSummary }) {
  const { t } = useTranslation('scenarios');
  return (
    <span className="scenario-tags">
      {scenario.status !== 'open' && <Tag color={statusColors[scenario.status]}>{t(`list.${scenario.status}`)}</Tag>}
      <Tag>{scenario.shared ? t('list.shared') : t('list.private')}</Tag>
      {scenario.behind && scenario.status === 'open' && (
        <Tooltip title={t('list.behindHelp')}>
          <Tag color="orange" tabIndex={0} data-behind>
            {t('list.behind')}
          </Tag>
        </Tooltip>
      )}
    </span>
  );
}
