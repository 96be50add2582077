import { BarChartOutlined, DownloadOutlined, GatewayOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Table, Tooltip } from 'antd';
import { useId, useMemo, useState, type ReactNode } from 'react';
import { Chart } from '../ui/Chart.tsx';
import { Data } from '../ui/Data.tsx';
import { savePlot, type FileKind } from './downloads.ts';
import { useWords, type Cell, type Plot, type PlotTable, type TableColumn } from './plot.ts';
import type { AreaSelection } from './selection.ts';

const onScreen = { topPx: 0, whole: false };

/** A plot with its title, its figures as a table, and its files. */
export function PlotCard({
  plot,
  selection,
  controls,
  className = '',
}: {
  plot: Plot;
  selection: AreaSelection;
  controls?: ReactNode;
  className?: string;
}) {
  const words = useWords();
  const { t } = words;
  const summaryId = useId();
  const [asTable, setAsTable] = useState(false);
  const [brushes, setBrushes] = useState(false);
  const option = useMemo(() => plot.option(onScreen), [plot]);
  const toggle = (id: string | null | undefined) => id && selection.toggle(id);
  const kinds: readonly FileKind[] = ['png', 'svg', 'csv'];
  const tableTitle = t(asTable ? 'card.showChart' : 'card.showTable');
  return (
    <section className={`plot-card ${className}`} data-plot={plot.id} aria-label={plot.title}>
      <header>
        <h3>{plot.title}</h3>
        {controls}
        <span className="plot-buttons">
          {plot.areasBetween && !asTable && (
            <Tooltip title={t('card.brushOn')}>
              <Button
                size="small"
                type={brushes ? 'primary' : 'default'}
                icon={<GatewayOutlined />}
                aria-pressed={brushes}
                aria-label={t('card.brush')}
                onClick={() => setBrushes(!brushes)}
              />
            </Tooltip>
          )}
          <Button
            size="small"
            icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
            aria-label={tableTitle}
            title={tableTitle}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          />
          <Dropdown
            trigger={['click']}
            menu={{
              items: kinds.map((kind) => ({ key: kind, label: t(`card.${kind}`) })),
              onClick: ({ key }) => void savePlot(plot, key as FileKind, words),
            }}
          >
            <Button
              size="small"
              icon={<DownloadOutlined />}
              aria-label={t('card.download')}
              title={t('card.download')}
            />
          </Dropdown>
        </span>
      </header>
      <p className="quiet plot-help">{plot.help}</p>
      <p className="plot-summary" id={summaryId}>
        {plot.summary}
      </p>
      {asTable ? (
        <PlotTableView table={plot.table} selection={selection} />
      ) : (
        <Chart
          key={brushes ? 'brush' : 'click'}
          option={option}
          heightPx={plot.heightPx}
          label={plot.title}
          describedBy={summaryId}
          onPick={plot.areaAt && !brushes ? (place) => toggle(plot.areaAt!(place)) : undefined}
          onPickSeries={plot.areaOfSeries && ((id) => toggle(plot.areaOfSeries!(id)))}
          onBrush={brushes ? (from, to) => selection.choose(plot.areasBetween!(from, to)) : undefined}
        />
      )}
    </section>
  );
}

type Row = PlotTable['rows'][number];

function shown(cell: Cell, { isData, show }: TableColumn): ReactNode {
  if (cell === null) return '—';
  if (typeof cell === 'number') return show ? show(cell) : cell;
  return isData ? <Data>{cell}</Data> : cell;
}

/** The figures of a plot; areas can be chosen here too, with the keyboard as well. */
function PlotTableView({ table, selection }: { table: PlotTable; selection: AreaSelection }) {
  const { t } = useWords();
  const selectable = table.rows.some((row) => row.areaId !== null);
  const nameAt = table.columns.findIndex((column) => column.isData);
  return (
    <Table<Row>
      size="small"
      rowKey="key"
      dataSource={[...table.rows]}
      pagination={{ pageSize: 25, size: 'small', showSizeChanger: false, hideOnSinglePage: true }}
      scroll={{ x: 'max-content' }}
      rowClassName={(row) => (row.areaId !== null && selection.has(row.areaId) ? 'row-selected' : '')}
      columns={[
        ...(selectable
          ? [
              {
                title: t('selection.column'),
                width: 52,
                render: (_: unknown, { areaId, cells }: Row) =>
                  areaId && (
                    <span data-content="data" lang="zh-CN">
                      <Checkbox
                        aria-label={String(cells[nameAt])}
                        checked={selection.ids.includes(areaId)}
                        onChange={() => selection.toggle(areaId)}
                      />
                    </span>
                  ),
              },
            ]
          : []),
        ...table.columns.map((column, i) => ({
          title: column.title,
          align: column.show ? ('right' as const) : undefined,
          render: (_: unknown, row: Row) => shown(row.cells[i]!, column),
        })),
      ]}
    />
  );
}
