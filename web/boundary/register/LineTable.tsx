import { Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoundaryLineItem } from '../../../server/boundary/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { Unknown } from '../../facilities/Unknown.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useSize } from '../../ui/use-size.ts';
import { useBoundaryView, type OpenCard } from '../boundary-view.ts';
import { LineSample } from '../map/BoundaryLegend.tsx';
import { wordOf } from '../words.ts';

/** Markers of a line that are not known to be intact; they may include some of which nothing is known. */
export const notIntact = ({ markerCount, markersByState }: BoundaryLineItem): number =>
  markerCount - (markersByState.intact ?? 0);

const byNumber = (a: number | null, b: number | null) => (a ?? Number.MAX_VALUE) - (b ?? Number.MAX_VALUE);

export function LineTable({ lines, onOpen }: { lines: readonly BoundaryLineItem[]; onOpen(card: OpenCard): void }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const language = useLanguage();
  const [container, size] = useSize<HTMLDivElement>();
  const [{ card }] = useBoundaryView();
  const columns = useMemo(
    (): ColumnsType<BoundaryLineItem> => [
      {
        title: t('line.name'),
        key: 'name',
        width: 128,
        ellipsis: true,
        onCell: () => ({ lang: 'zh-CN' }),
        sorter: (a, b) => a.name.localeCompare(b.name, 'zh-CN'),
        render: (_, { id, name }) => (
          <button type="button" className="link" onClick={() => onOpen({ type: 'line', id })}>
            <Data>{name}</Data>
          </button>
        ),
      },
      {
        title: t('line.level'),
        key: 'level',
        width: language === 'zh' ? 108 : 140,
        sorter: (a, b) => a.level.localeCompare(b.level),
        render: (_, { level }) => (
          <span>
            <LineSample level={level} /> {text(wordOf('level', level))}
          </span>
        ),
      },
      {
        title: t('line.lengthKm'),
        key: 'length',
        width: 92,
        align: 'right',
        sorter: (a, b) => byNumber(a.computedLengthKm, b.computedLengthKm),
        render: (_, { computedLengthKm }) =>
          computedLengthKm === null ? <Unknown /> : formatNumber(computedLengthKm, language, 1),
      },
      {
        title: t('line.markers'),
        key: 'markers',
        width: 72,
        align: 'right',
        sorter: (a, b) => a.markerCount - b.markerCount,
        render: (_, { markerCount }) => formatNumber(markerCount, language),
      },
      {
        title: t('line.notIntact'),
        key: 'notIntact',
        width: 82,
        align: 'right',
        sorter: (a, b) => notIntact(a) - notIntact(b),
        render: (_, line) => formatNumber(notIntact(line), language),
      },
      {
        title: t('line.nextDue'),
        key: 'due',
        width: 82,
        align: 'right',
        sorter: (a, b) => byNumber(a.nextInspectionDue, b.nextInspectionDue),
        render: (_, { nextInspectionDue }) => nextInspectionDue ?? <Unknown />,
      },
    ],
    [t, text, language, onOpen],
  );
  const width = columns.reduce((sum, column) => sum + Number(column.width), 0);
  return (
    <div ref={container} className="fill" data-testid="line-table">
      <Table<BoundaryLineItem>
        size="small"
        virtual
        rowKey="id"
        dataSource={lines}
        columns={columns}
        pagination={false}
        scroll={{ x: Math.max(width, size.width), y: Math.max(size.height - 40, 90) }}
        locale={{ emptyText: t('list.emptyLines') }}
        rowClassName={({ id }) => `row-clickable ${card?.id === id ? 'row-selected' : ''}`}
        onRow={({ id }) => ({ onClick: () => onOpen({ type: 'line', id }), 'data-line': id })}
      />
    </div>
  );
}
