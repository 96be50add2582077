import { Select, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n/use-text.ts';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';

/** Something that belongs to the former division and goes to one of the parts. */
export interface Assignable {
  id: string;
  label: string;
  /** Null: unknown, or not a matter of people. */
  people: number | null;
}

/** What goes to which part, record by record. */
export function Assignments({
  rows,
  parts,
  assignments,
  onChange,
}: {
  rows: readonly Assignable[];
  /** Names of the parts, in order. */
  parts: readonly string[];
  assignments: Readonly<Record<string, number>>;
  onChange: (assignments: Record<string, number>) => void;
}) {
  const { t } = useTranslation(['adjustment', 'common']);
  const language = useLanguage();
  const done = rows.filter(({ id }) => assignments[id] !== undefined).length;
  return (
    <>
      <p className="quiet">{t('assignHelp', { done, all: rows.length })}</p>
      <Table<Assignable>
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ y: 240 }}
        dataSource={[...rows]}
        columns={[
          { title: t('record'), render: (_, row) => <Data>{row.label}</Data> },
          {
            title: t('people'),
            width: 90,
            align: 'right',
            render: (_, { people }) => (people === null ? '—' : formatNumber(people, language)),
          },
          {
            title: t('goesTo'),
            width: 220,
            render: (_, row) => (
              <Select<number>
                aria-label={`${t('goesTo')}: ${row.label}`}
                size="small"
                style={{ width: '100%' }}
                value={assignments[row.id]}
                onChange={(part) => onChange({ ...assignments, [row.id]: part })}
                options={parts.map((name, part) => ({ value: part, label: name, title: '' }))}
                optionRender={(option) => <Data>{option.label}</Data>}
                labelRender={(option) => <Data>{option.label}</Data>}
              />
            ),
          },
        ]}
      />
    </>
  );
}
