import { Alert, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { AdjustmentsPlan } from '../../../server/divisions/contract.ts';
import { recordTypeName, type RecordTypeName } from '../../../server/registry/contract.ts';
import { FindingsList } from '../../changes/FindingsList.tsx';
import { IndicatorDeltas } from '../../changes/IndicatorDeltas.tsx';

interface TypeCounts {
  type: RecordTypeName;
  create: number;
  update: number;
  delete: number;
}

function countsByType(changes: AdjustmentsPlan['changes']): TypeCounts[] {
  const count = (type: RecordTypeName, op: string) =>
    changes.filter((change) => change.type === type && change.op === op).length;
  return recordTypeName.options
    .map((type) => ({
      type,
      create: count(type, 'create'),
      update: count(type, 'update'),
      delete: count(type, 'delete'),
    }))
    .filter((row) => row.create + row.update + row.delete > 0);
}

/** What an adjustment would add to the scenario, before it does: records by type, findings, every indicator. */
export function PlanCheck({ plan }: { plan: AdjustmentsPlan }) {
  const { t } = useTranslation('adjustment');
  return (
    <div data-testid="adjustment-plan">
      {!plan.preview.committable && <Alert type="warning" showIcon title={t('blocked')} style={{ marginBottom: 12 }} />}
      <h4 style={{ margin: '0 0 8px' }}>{t('planned')}</h4>
      <Table<TypeCounts>
        size="small"
        rowKey="type"
        pagination={false}
        dataSource={countsByType(plan.changes)}
        columns={[
          { title: t('recordType'), render: (_, row) => t(`type_${row.type}`) },
          { title: t('create'), dataIndex: 'create', align: 'right' },
          { title: t('update'), dataIndex: 'update', align: 'right' },
          { title: t('delete'), dataIndex: 'delete', align: 'right' },
        ]}
      />
      <FindingsList findings={[...plan.findings, ...plan.preview.findings]} />
      <p className="quiet" style={{ margin: '12px 0 0' }}>
        {t('indicatorsWithScenario')}
      </p>
      <IndicatorDeltas indicators={plan.preview.indicators} />
    </div>
  );
}
