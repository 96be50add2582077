import { DownloadOutlined } from '@ant-design/icons';
import { Button, Input, Segmented, Select, Table, Tooltip } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceReport, EvidenceRow } from '../../server/indicators/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView, type Selection } from '../app/url-state.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { useSize } from '../ui/use-size.ts';
import { RowVerdict } from '../ui/Verdict.tsx';
import { downloadEvidence } from './evidence-csv.ts';

/** What a row stands for on the map; null for units without a place. */
export function selectionOf(row: EvidenceRow): Selection | null {
  if (row.unitType === 'facility') return { type: 'facility', id: row.unitId };
  return ['county', 'township', 'village'].includes(row.unitType) ? { type: 'division', id: row.unitId } : null;
}

interface Filter {
  verdict: EvidenceRow['verdict'] | 'all';
  countyId: string | null;
  readingId: string | null;
  search: string;
}

const mentions = (row: EvidenceRow, search: string) =>
  [row.unitName, row.unitCode, row.townshipName, ...row.records.map((record) => record.label)].some((value) =>
    value?.includes(search),
  );

function matching(rows: readonly EvidenceRow[], filter: Filter): EvidenceRow[] {
  const search = filter.search.trim();
  return rows.filter(
    (row) =>
      (filter.verdict === 'all' || row.verdict === filter.verdict) &&
      (filter.countyId === null || row.countyId === filter.countyId) &&
      (filter.readingId === null ? row.headline : row.readings.includes(filter.readingId)) &&
      (search === '' || mentions(row, search)),
  );
}

/** Says of a cell, and so of the tooltip of its cut-off text, that its names are Chinese in either language. */
const chineseCell = (named: unknown) => (named ? { lang: 'zh-CN' } : {});

const byText = (pick: (row: EvidenceRow) => string | null) => (a: EvidenceRow, b: EvidenceRow) =>
  (pick(a) ?? '').localeCompare(pick(b) ?? '', 'zh-CN');

const verdictOrder: Record<EvidenceRow['verdict'], number> = { no: 0, unknown: 1, yes: 2 };

function useColumns(onSelect: (selection: Selection) => void, wide: boolean): ColumnsType<EvidenceRow> {
  const { t } = useTranslation('indicators');
  const text = useText();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        title: t('evidence.unit'),
        dataIndex: 'unitName',
        width: wide ? 220 : 128,
        ellipsis: true,
        sorter: byText((row) => row.unitName),
        onCell: (row) => chineseCell(row.unitName),
        render: (name: string, row) => {
          const target = selectionOf(row);
          if (!target) return <Data>{name}</Data>;
          return (
            <button
              type="button"
              className="link"
              onClick={(event) => {
                event.stopPropagation();
                onSelect(target);
              }}
            >
              <Data>{name}</Data>
            </button>
          );
        },
      },
      {
        title: t('evidence.county'),
        dataIndex: 'countyName',
        width: wide ? 150 : 92,
        ellipsis: true,
        sorter: byText((row) => row.countyName),
        onCell: (row) => chineseCell(row.countyName),
        render: (name: string | null) => (name ? <Data>{name}</Data> : t('evidence.city')),
      },
      {
        title: t('evidence.verdict'),
        dataIndex: 'verdict',
        width: 92,
        sorter: (a, b) => verdictOrder[a.verdict] - verdictOrder[b.verdict],
        render: (verdict: EvidenceRow['verdict']) => <RowVerdict verdict={verdict} />,
      },
      {
        title: t('evidence.reason'),
        dataIndex: 'reason',
        width: wide ? 340 : 190,
        ellipsis: { showTitle: false },
        render: (reason: EvidenceRow['reason']) => (
          <Tooltip title={<span data-content="data">{text(reason)}</span>} placement="topLeft">
            <span data-content="data">{text(reason)}</span>
          </Tooltip>
        ),
      },
      {
        title: t('evidence.amounts'),
        width: 118,
        align: 'right',
        sorter: (a, b) => a.numerator - b.numerator,
        render: (_, row) =>
          `${formatNumber(row.numerator, language, 1)} / ${formatNumber(row.denominator, language, 1)}`,
      },
      {
        title: t('evidence.records'),
        width: wide ? 280 : 150,
        ellipsis: true,
        onCell: (row) => chineseCell(row.records.length),
        render: (_, row) =>
          row.records.map((record, i) => (
            <span key={record.id}>
              {i > 0 && '、'}
              {record.type === 'facility' ? (
                <button
                  type="button"
                  className="link"
                  onClick={(event) => {
                    event.stopPropagation();
                    onSelect({ type: 'facility', id: record.id });
                  }}
                >
                  <Data>{record.label}</Data>
                </button>
              ) : (
                <Data>{record.label}</Data>
              )}
            </span>
          )),
      },
    ],
    [t, text, language, onSelect, wide],
  );
}

/** The evidence behind an indicator, one row per unit, to filter, sort, search and take away. */
export function EvidenceTable({
  report,
  wide,
  onSelect,
}: {
  report: EvidenceReport;
  wide: boolean;
  onSelect: (selection: Selection) => void;
}) {
  const { t } = useTranslation(['indicators', 'common']);
  const text = useText();
  const [{ selection }] = useView();
  const [container, size] = useSize<HTMLDivElement>();
  const [filter, setFilter] = useState<Filter>({ verdict: 'all', countyId: null, readingId: null, search: '' });
  const refine = (patch: Partial<Filter>) => setFilter((current) => ({ ...current, ...patch }));
  const rows = useMemo(() => matching(report.rows, filter), [report, filter]);
  const total = report.rows.filter((row) =>
    filter.readingId ? row.readings.includes(filter.readingId) : row.headline,
  );
  const counties = new Map(report.rows.flatMap((row) => (row.countyId ? [[row.countyId, row.countyName]] : [])));
  const count = (verdict: EvidenceRow['verdict']) => total.filter((row) => row.verdict === verdict).length;
  const columns = useColumns(onSelect, wide);
  const tableWidth = columns.reduce((sum, column) => sum + Number(column.width), 0);
  return (
    <div className="evidence-table" data-rows={rows.length}>
      <div className="evidence-controls">
        <Segmented
          size="small"
          value={filter.verdict}
          onChange={(verdict) => refine({ verdict })}
          options={[
            { value: 'all' as const, label: `${t('common:all')} ${total.length}` },
            ...(['yes', 'no', 'unknown'] as const).map((verdict) => ({
              value: verdict,
              label: `${t(`rowVerdict.${verdict}`)} ${count(verdict)}`,
            })),
          ]}
        />
        {counties.size > 1 && (
          <Select
            size="small"
            className="evidence-county"
            allowClear
            aria-label={t('evidence.county')}
            placeholder={t('evidence.allCounties')}
            value={filter.countyId}
            onChange={(countyId) => refine({ countyId: countyId ?? null })}
            options={[...counties].map(([value, name]) => ({ value, label: <Data>{name}</Data> }))}
          />
        )}
        {report.indicator.readings.length > 0 && (
          <Select
            size="small"
            className="evidence-reading"
            popupMatchSelectWidth={false}
            aria-label={t('evidence.reading')}
            value={filter.readingId ?? ''}
            onChange={(readingId) => refine({ readingId: readingId || null })}
            options={[
              { value: '', label: t('evidence.allReadings') },
              ...report.indicator.readings.map((reading) => ({ value: reading.id, label: text(reading.label) })),
            ]}
          />
        )}
        <Input
          size="small"
          className="evidence-search"
          allowClear
          aria-label={t('evidence.search')}
          placeholder={t('evidence.search')}
          value={filter.search}
          onChange={(event) => refine({ search: event.target.value })}
        />
        <span className="quiet evidence-count">{t('evidence.rows', { shown: rows.length, total: total.length })}</span>
        <Button
          size="small"
          icon={<DownloadOutlined />}
          aria-label={t('evidence.download')}
          title={t('evidence.download')}
          onClick={() => downloadEvidence(report, rows, t as Parameters<typeof downloadEvidence>[2], text)}
        >
          {wide && t('evidence.download')}
        </Button>
      </div>
      <div ref={container} className="fill">
        <Table<EvidenceRow>
          size="small"
          virtual
          rowKey={(row) => `${row.unitType}:${row.unitId}`}
          dataSource={rows}
          columns={columns}
          pagination={false}
          scroll={{ x: Math.max(tableWidth, size.width), y: Math.max(size.height - 34, 90) }}
          locale={{ emptyText: t('evidence.empty') }}
          rowClassName={(row) => {
            const target = selectionOf(row);
            if (!target) return '';
            return selection?.id === target.id ? 'row-selected' : 'row-clickable';
          }}
          onRow={(row) => {
            const target = selectionOf(row);
            return target ? { onClick: () => onSelect(target) } : {};
          }}
        />
      </div>
    </div>
  );
}
