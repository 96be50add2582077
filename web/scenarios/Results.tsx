import { Alert, Space, Spin, Tabs, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Preview } from '../../server/registry/contract.ts';
import type { ScenarioDetail } from '../../server/scenarios/contract.ts';
import { FindingsList } from '../changes/FindingsList.tsx';
import { IndicatorDeltas } from '../changes/IndicatorDeltas.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { EmptyState, Loading } from '../ui/states.tsx';
import { CostPanel } from './CostPanel.tsx';
import { useScenarioCost, useScenarioPreview } from './queries.ts';

function Effects({ preview }: { preview: Preview }) {
  const { t } = useTranslation(['scenarios', 'changes']);
  const { create, update, delete: ended } = preview.counts;
  return (
    <div data-testid="preview" data-committable={preview.committable}>
      <Space wrap>
        {create > 0 && <Tag color="green">{t('changes:willCreate', { count: create })}</Tag>}
        {update > 0 && <Tag color="blue">{t('changes:willUpdate', { count: update })}</Tag>}
        {ended > 0 && <Tag color="red">{t('changes:willDelete', { count: ended })}</Tag>}
        <span className="quiet">{t('changes:previewAsOf', { date: preview.asOf })}</span>
      </Space>
      {!preview.committable && <Alert type="error" showIcon title={t('results.blocked')} />}
      <IndicatorDeltas indicators={preview.indicators} compact />
      <FindingsList findings={preview.findings} />
    </div>
  );
}

function EffectsTab({ scenario }: { scenario: ScenarioDetail }) {
  const { t } = useTranslation('scenarios');
  const preview = useScenarioPreview(scenario.id, scenario.version);
  if (scenario.changes.length === 0) return <EmptyState text={t('results.noChanges')} />;
  if (preview.error) return <ProblemAlert error={preview.error} />;
  if (!preview.data) return <Loading rows={10} />;
  return (
    <Spin spinning={preview.isPlaceholderData}>
      <Effects preview={preview.data} />
    </Spin>
  );
}

function CostTab({ scenario }: { scenario: ScenarioDetail }) {
  const cost = useScenarioCost(scenario.id, scenario.version);
  if (cost.error) return <ProblemAlert error={cost.error} />;
  return cost.data ? <CostPanel cost={cost.data} /> : <Loading rows={6} />;
}

/** What a scenario would do to every indicator, what the rules say of it, and what it costs. */
export function Results({ scenario }: { scenario: ScenarioDetail }) {
  const { t } = useTranslation('scenarios');
  return (
    <Tabs
      className="panel-tabs"
      size="small"
      destroyOnHidden
      items={[
        {
          key: 'effects',
          label: t('results.effects'),
          children: (
            <div className="scenario-tab">
              <EffectsTab scenario={scenario} />
            </div>
          ),
        },
        {
          key: 'cost',
          label: t('results.cost'),
          children: (
            <div className="scenario-tab">
              <CostTab scenario={scenario} />
            </div>
          ),
        },
      ]}
    />
  );
}
