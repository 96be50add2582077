import { DownloadOutlined } from '@ant-design/icons';
import { Button, Input, Select, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CoverageArea, CoverageReport } from '../../server/coverage/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { useSize } from '../ui/use-size.ts';
import type { TriedArea } from './areas.ts';
import { downloadTownships } from './csv.ts';
import { CountDelta } from './Delta.tsx';
import { ShareDelta } from './PeopleBar.tsx';

export interface TownshipTableProps {
  report: CoverageReport;
  areas: readonly TriedArea[];
  onOpen(townshipId: string): void;
}

const answerColors: Record<CoverageArea['administrative'], string> = { yes: 'cyan', no: 'orange', unknown: 'default' };

/** Lowest share first when sorted upwards; where nobody is counted, last. */
const share = ({ after }: TriedArea) => after.population60.lower ?? Number.POSITIVE_INFINITY;

const administrativeOrder: Record<CoverageArea['administrative'], number> = { no: 0, unknown: 1, yes: 2 };

function useColumns(counties: ReadonlyMap<string, string>, onOpen: (id: string) => void): ColumnsType<TriedArea> {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  return useMemo(() => {
    const count = (title: string, key: string, pick: (area: CoverageArea) => number | null, width: number) => ({
      title,
      key,
      width,
      align: 'right' as const,
      sorter: (a: TriedArea, b: TriedArea) => (pick(a.after) ?? -1) - (pick(b.after) ?? -1),
      render: (_: unknown, { before, after }: TriedArea) => <CountDelta before={pick(before)} after={pick(after)} />,
    });
    return [
      {
        title: t('table.township'),
        key: 'name',
        width: 118,
        ellipsis: true,
        onCell: () => ({ lang: 'zh-CN' }),
        sorter: (a, b) => a.before.name.localeCompare(b.before.name, 'zh-CN'),
        render: (_, { before }) => (
          <button
            type="button"
            className="link"
            onClick={(event) => {
              event.stopPropagation();
              onOpen(before.divisionId);
            }}
          >
            <Data>{before.name}</Data>
          </button>
        ),
      },
      {
        ...count(t('table.uncovered'), 'uncovered', (area) => area.population60.uncovered, 104),
        defaultSortOrder: 'descend',
      },
      {
        title: t('table.share'),
        key: 'share',
        width: 112,
        align: 'right',
        sorter: (a, b) => share(a) - share(b),
        render: (_, { before, after }) => <ShareDelta before={before.population60} after={after.population60} />,
      },
      count(t('table.unknown'), 'unknown', (area) => area.population60.unknown, 108),
      {
        title: t('table.administrative'),
        key: 'administrative',
        width: 96,
        sorter: (a, b) => administrativeOrder[a.after.administrative] - administrativeOrder[b.after.administrative],
        render: (_, { after }) => (
          <Tag color={answerColors[after.administrative]}>{t(`administrative.${after.administrative}`)}</Tag>
        ),
      },
      count(t('table.edge'), 'edge', (area) => area.edge60, 92),
      {
        title: t('table.county'),
        key: 'county',
        width: 110,
        ellipsis: true,
        onCell: () => ({ lang: 'zh-CN' }),
        render: (_, { before }) => <Data>{counties.get(before.countyId ?? '')}</Data>,
      },
    ];
    // The language is in `t`; counts are shown by components that follow it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [t, language, counties, onOpen]);
}

/** Townships with what their people reach, to sort, filter, take away and open to their points. */
export const TownshipTable = memo(function TownshipTable({ report, areas, onOpen }: TownshipTableProps) {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  const [container, size] = useSize<HTMLDivElement>();
  const [countyId, setCountyId] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const counties = useMemo(
    () => new Map(report.counties.map(({ divisionId, name }) => [divisionId, name])),
    [report.counties],
  );
  const rows = areas.filter(
    ({ before }) => (countyId === null || before.countyId === countyId) && before.name.includes(search.trim()),
  );
  const columns = useColumns(counties, onOpen);
  const width = columns.reduce((sum, column) => sum + Number(column.width), 0);
  return (
    <div className="evidence-table" data-testid="township-table" data-rows={rows.length}>
      <div className="evidence-controls">
        <Select
          size="small"
          className="evidence-county"
          allowClear
          aria-label={t('table.county')}
          placeholder={t('table.allCounties')}
          value={countyId}
          onChange={(id: string | undefined) => setCountyId(id ?? null)}
          options={[...counties].map(([value, name]) => ({ value, title: '', label: <Data>{name}</Data> }))}
        />
        <Input
          size="small"
          className="evidence-search"
          allowClear
          aria-label={t('table.search')}
          placeholder={t('table.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="quiet evidence-count">
          {t('table.rows', { shown: formatNumber(rows.length, language), total: formatNumber(areas.length, language) })}
        </span>
        <Button
          size="small"
          icon={<DownloadOutlined />}
          aria-label={t('table.download')}
          title={t('table.download')}
          onClick={() => downloadTownships(report, rows, counties, t)}
        />
      </div>
      <div ref={container} className="fill">
        <Table<TriedArea>
          size="small"
          virtual
          rowKey={({ before }) => before.divisionId}
          dataSource={rows}
          columns={columns}
          pagination={false}
          scroll={{ x: Math.max(width, size.width), y: Math.max(size.height - 56, 90) }}
          locale={{ emptyText: t('table.empty') }}
          rowClassName="row-clickable"
          onRow={({ before }) => ({ onClick: () => onOpen(before.divisionId), 'data-township': before.divisionId })}
        />
      </div>
    </div>
  );
});
