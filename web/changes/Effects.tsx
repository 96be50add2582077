import { Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Effect } from '../../server/registry/contract.ts';
import { useText } from '../app/i18n/use-text.ts';
import { differences } from '../facilities/body-changes.ts';
import { Differences } from '../facilities/Differences.tsx';
import { Data } from '../ui/Data.tsx';
import { fieldFinder } from './record-fields.ts';

const opColors: Record<Effect['op'], string> = { create: 'green', update: 'blue', delete: 'red', unchanged: 'default' };

/** What an effect does to its record, as a tag. */
export function OpTag({ op }: { op: Effect['op'] }) {
  const { t } = useTranslation('changes');
  return (
    <Tag color={opColors[op]} style={{ marginInlineEnd: 0 }}>
      {t(`op_${op}`)}
    </Tag>
  );
}

const effectDifferences = (effect: Effect) => differences(effect.before, effect.op === 'delete' ? null : effect.after);

function ChangedFieldNames({ effect }: { effect: Effect }) {
  const text = useText();
  const find = fieldFinder(effect.type);
  const names = effectDifferences(effect).map(({ path }) => text(find(path)?.definition.label ?? path));
  const separator = text({ zh: '、', en: ', ' });
  return <span>{names.length > 4 ? `${names.slice(0, 4).join(separator)} …` : names.join(separator)}</span>;
}

/** The records that a change set touches, each with its fields before and after. */
export function Effects({ effects, withRows = false }: { effects: readonly Effect[]; withRows?: boolean }) {
  const { t } = useTranslation('changes');
  return (
    <section aria-label={t('effects')}>
      <h4 style={{ margin: '12px 0 8px' }}>{t('effects')}</h4>
      <Table<Effect>
        size="small"
        rowKey={(effect) => `${effect.type}:${effect.id}:${effect.effectiveFrom}`}
        dataSource={[...effects]}
        locale={{ emptyText: t('effectsNone') }}
        pagination={effects.length > 10 ? { pageSize: 10, size: 'small', showSizeChanger: false } : false}
        scroll={{ x: 'max-content' }}
        expandable={{
          defaultExpandAllRows: effects.length === 1,
          rowExpandable: (effect) => effect.op !== 'unchanged',
          expandedRowRender: (effect) => (
            <Differences rows={effectDifferences(effect)} find={fieldFinder(effect.type)} />
          ),
        }}
        columns={[
          ...(withRows ? [{ title: t('effectRow'), width: 64, dataIndex: 'row' as const }] : []),
          { title: t('effectOp'), width: 80, render: (_, effect) => <OpTag op={effect.op} /> },
          { title: t('effectType'), width: 110, render: (_, effect) => t(`type_${effect.type}`) },
          { title: t('effectLabel'), render: (_, effect) => <Data>{effect.label}</Data> },
          { title: t('effectFields'), render: (_, effect) => <ChangedFieldNames effect={effect} /> },
          { title: t('effectFrom'), width: 120, dataIndex: 'effectiveFrom' },
        ]}
      />
    </section>
  );
}
