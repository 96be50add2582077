import { Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoundaryLineItem, BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { Unknown } from '../../facilities/Unknown.tsx';
import { Data } from '../../ui/Data.tsx';
import { useSize } from '../../ui/use-size.ts';
import { useBoundaryView, type OpenCard } from '../boundary-view.ts';
import { StateSign } from '../map/BoundaryLegend.tsx';
import { wordOf } from '../words.ts';
import { stateOf } from './marker-filter.ts';

/** A marker's state by sign and word; one that is not stated is unknown. */
export function StateValue({ state }: { state: string | null }) {
  const text = useText();
  return (
    <span className="state-value" data-state={state ?? 'unknown'}>
      <StateSign state={state ?? 'unknown'} /> {state === null ? <Unknown /> : text(wordOf('state', state))}
    </span>
  );
}

const separator = ' / ';

export function MarkerTable({
  markers,
  lines,
  onOpen,
}: {
  markers: readonly BoundaryMarkerItem[];
  lines: readonly BoundaryLineItem[];
  onOpen(card: OpenCard): void;
}) {
  const { t } = useTranslation('boundary');
  const [container, size] = useSize<HTMLDivElement>();
  const [{ card }] = useBoundaryView();
  const columns = useMemo((): ColumnsType<BoundaryMarkerItem> => {
    const names = new Map(lines.map(({ id, name }) => [id, name]));
    return [
      {
        title: t('marker.number'),
        key: 'number',
        width: 150,
        sorter: (a, b) => a.number.localeCompare(b.number),
        render: (_, { id, number }) => (
          <button type="button" className="link" onClick={() => onOpen({ type: 'marker', id })}>
            <Data>{number}</Data>
          </button>
        ),
      },
      {
        title: t('marker.state'),
        key: 'state',
        width: 124,
        sorter: (a, b) => stateOf(a).localeCompare(stateOf(b)),
        render: (_, { state }) => <StateValue state={state} />,
      },
      {
        title: t('marker.stateAsOf'),
        key: 'stateAsOf',
        width: 100,
        sorter: (a, b) => (a.stateAsOf ?? '').localeCompare(b.stateAsOf ?? ''),
        render: (_, { stateAsOf }) => stateAsOf ?? <Unknown />,
      },
      {
        title: t('marker.lines'),
        key: 'lines',
        width: 130,
        ellipsis: true,
        onCell: () => ({ lang: 'zh-CN' }),
        render: (_, { lineIds }) => <Data>{lineIds.map((id) => names.get(id) ?? id).join(separator)}</Data>,
      },
      {
        title: t('marker.sides'),
        key: 'sides',
        width: 210,
        ellipsis: true,
        onCell: () => ({ lang: 'zh-CN' }),
        render: (_, { sides }) => <Data>{sides.map(({ name }) => name).join(separator)}</Data>,
      },
    ];
  }, [t, lines, onOpen]);
  const width = columns.reduce((sum, column) => sum + Number(column.width), 0);
  return (
    <div ref={container} className="fill" data-testid="marker-table">
      <Table<BoundaryMarkerItem>
        size="small"
        virtual
        rowKey="id"
        dataSource={markers}
        columns={columns}
        pagination={false}
        scroll={{ x: Math.max(width, size.width), y: Math.max(size.height - 40, 90) }}
        locale={{ emptyText: t('list.emptyMarkers') }}
        rowClassName={({ id }) => `row-clickable ${card?.id === id ? 'row-selected' : ''}`}
        onRow={({ id }) => ({ onClick: () => onOpen({ type: 'marker', id }), 'data-marker': id })}
      />
    </div>
  );
}
