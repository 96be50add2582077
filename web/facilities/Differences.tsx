import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useText } from '../app/i18n/use-text.ts';
import type { Difference } from './body-changes.ts';
import { FieldValue } from './FieldValue.tsx';
import { byFieldOrder, recordField, type RecordField } from './record-fields.ts';

/** The field at a path, for records of any type: what the catalogue does not describe is shown as it is. */
const fieldAt = (path: string, find: FindField): RecordField =>
  find(path) ?? { path, definition: { id: path, label: { zh: path, en: path }, type: 'text' }, display: 'field' };

export type FindField = (path: string) => RecordField | undefined;

interface DifferencesProps {
  rows: readonly Difference[];
  find?: FindField;
  /** Only the new values are known. */
  afterOnly?: boolean;
}

/** Differences between two versions of a record, one row per field. */
export function Differences({ rows, find = recordField, afterOnly = false }: DifferencesProps) {
  const { t } = useTranslation('facilities');
  const text = useText();
  return (
    <Table<Difference>
      size="small"
      rowKey="path"
      pagination={rows.length > 50 ? { pageSize: 50, size: 'small', showSizeChanger: false } : false}
      dataSource={[...rows].sort(byFieldOrder)}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('field'), width: 180, render: (_, row) => text(fieldAt(row.path, find).definition.label) },
        ...(afterOnly
          ? []
          : [
              {
                title: t('before'),
                render: (_: unknown, row: Difference) => (
                  <FieldValue field={fieldAt(row.path, find)} value={row.before} />
                ),
              },
            ]),
        {
          title: t(afterOnly ? 'value' : 'after'),
          render: (_, row) => <FieldValue field={fieldAt(row.path, find)} value={row.after} />,
        },
      ]}
    />
  );
}
