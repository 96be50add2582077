import { Alert, Button, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { costMeasures, facilityFunctions, facilityKind, planningActions } from '../../gis-data/catalogue/index.ts';
import type { ScenarioAction, ScenarioCost } from '../../server/scenarios/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { EmptyState } from '../ui/states.tsx';
import { formatYuan } from './money.ts';
import { RateDrawer } from './RateDrawer.tsx';

const measureLabel = (id: string) => costMeasures.find((measure) => measure.id === id)?.label ?? id;

/** The sum of what is priced, and how much of the plan it leaves out. */
export function CostTotal({ cost }: { cost: ScenarioCost }) {
  const { t } = useTranslation(['scenarios', 'common']);
  const language = useLanguage();
  return (
    <div className="cost-total" data-testid="cost-total" data-yuan={cost.yuan} data-unpriced={cost.unpriced}>
      <strong>{formatYuan(cost.yuan, language)}</strong>
      {cost.demo && (
        <Tag color="gold" title={t('cost.demo')}>
          {t('common:demo')}
        </Tag>
      )}
      {cost.unpriced > 0 && <Tag color="orange">{t('cost.unpriced', { count: cost.unpriced })}</Tag>}
    </div>
  );
}

function ActionName({ action }: { action: ScenarioAction }) {
  const text = useText();
  const label = planningActions.find(({ id }) => id === action.action)!.label;
  const offered = facilityFunctions.find(({ id }) => id === action.functionId);
  return (
    <>
      {text(label)}
      {offered && <div className="quiet">{text(offered.label)}</div>}
    </>
  );
}

function Quantities({ action }: { action: ScenarioAction }) {
  const { t } = useTranslation('scenarios');
  const text = useText();
  const language = useLanguage();
  return (
    <>
      {action.quantities.map(({ per, amount }) => (
        <div key={per}>
          {text(measureLabel(per))} × {amount === null ? t('cost.unknownAmount') : formatNumber(amount, language, 2)}
        </div>
      ))}
    </>
  );
}

function Amount({ action }: { action: ScenarioAction }) {
  const { t } = useTranslation('scenarios');
  const text = useText();
  const language = useLanguage();
  if (action.yuan !== null) return <>{formatYuan(action.yuan, language)}</>;
  const what = action.missing.map((id) => (id === 'rate' ? t('cost.missingRate') : text(measureLabel(id))));
  return <Tag color="orange">{t('cost.missing', { what: what.join(text({ zh: '、', en: ', ' })) })}</Tag>;
}

/** What a scenario costs, action by action, and the table of rates that it is priced by. */
export function CostPanel({ cost }: { cost: ScenarioCost }) {
  const { t } = useTranslation('scenarios');
  const text = useText();
  const [editingRates, setEditingRates] = useState(false);
  return (
    <section className="cost-panel" aria-label={t('results.cost')}>
      <div className="cost-head">
        <CostTotal cost={cost} />
        <Button size="small" onClick={() => setEditingRates(true)} data-testid="open-rates">
          {t('cost.rates')}
        </Button>
      </div>
      {cost.demo && <Alert type="warning" showIcon title={t('cost.demo')} />}
      <Table<ScenarioAction>
        size="small"
        rowKey={(action) => `${action.action}:${action.facilityId}:${action.functionId}`}
        dataSource={cost.actions}
        pagination={cost.actions.length > 50 ? { pageSize: 50, size: 'small', showSizeChanger: false } : false}
        locale={{ emptyText: <EmptyState text={t('cost.none')} /> }}
        scroll={{ x: 420 }}
        columns={[
          { title: t('cost.action'), width: 110, render: (_, action) => <ActionName action={action} /> },
          {
            title: t('cost.facility'),
            render: (_, action) => (
              <>
                <Data>{action.facilityName}</Data>
                <div className="quiet">{text(facilityKind(action.facilityKind).label)}</div>
              </>
            ),
          },
          { title: t('cost.quantity'), width: 130, render: (_, action) => <Quantities action={action} /> },
          { title: t('cost.yuan'), width: 120, align: 'end', render: (_, action) => <Amount action={action} /> },
        ]}
      />
      {editingRates && <RateDrawer onClose={() => setEditingRates(false)} />}
    </section>
  );
}
