import { LeftOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Drawer, Space, Table, Tag } from 'antd';
import type { ColumnType, SorterResult, SortOrder } from 'antd/es/table/interface';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { facilityKind } from '../../gis-data/catalogue/index.ts';
import type { FacilityItem, FacilitySortKey } from '../../server/facilities/contract.ts';
import type { CommitResult } from '../../server/registry/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { DivisionName } from './DivisionName.tsx';
import { FacilityForm } from './FacilityForm.tsx';
import FacilityPanel from './FacilityPanel.tsx';
import { FieldValue } from './FieldValue.tsx';
import { FunctionTags } from './FunctionTags.tsx';
import { useListFilter } from './list-filter.ts';
import { ListFilters } from './ListFilters.tsx';
import { useFacilityPage, usePermissions } from './queries.ts';
import { recordField } from './record-fields.ts';
import { Unknown } from './Unknown.tsx';

const pageSize = 50;

/** The register of facilities: filter, sort, page, open a record, add one. */
export default function FacilitiesPage() {
  const [view, change] = useView();
  const params = useParams<{ id: string }>();
  const selected = params.id ?? (view.selection?.type === 'facility' ? view.selection.id : null);
  const [creating, setCreating] = useState(false);
  const open = (id: string | null) =>
    change({ selection: id === null ? null : { type: 'facility', id } }, { pathname: '/facilities' });

  function created({ preview }: CommitResult) {
    setCreating(false);
    const made = preview.effects.find((effect) => effect.op === 'create');
    if (made) open(made.id);
  }

  return (
    <div style={{ padding: '12px 16px', height: '100%', overflow: 'auto', boxSizing: 'border-box' }}>
      <PageHead onCreate={() => setCreating(true)} />
      <FacilityTable onOpen={open} />
      <Drawer
        open={selected !== null}
        onClose={() => open(null)}
        size={480}
        closable={false}
        styles={{ body: { padding: 0 } }}
        destroyOnHidden
      >
        {selected !== null && <FacilityPanel facilityId={selected} onClose={() => open(null)} />}
      </Drawer>
      {creating && <FacilityForm record={null} onClose={() => setCreating(false)} onSaved={created} />}
    </div>
  );
}

function PageHead({ onCreate }: { onCreate(): void }) {
  const { t } = useTranslation('facilities');
  const { mayWrite } = usePermissions();
  return (
    <div style={{ display: 'flex', alignItems: 'center', gap: 12, marginBottom: 8 }}>
      <h1 style={{ fontSize: 18, margin: 0, flex: 1 }}>{t('title')}</h1>
      {mayWrite && (
        <Button type="primary" icon={<PlusOutlined />} onClick={onCreate}>
          {t('newFacility')}
        </Button>
      )}
    </div>
  );
}

function FacilityTable({ onOpen }: { onOpen(id: string): void }) {
  const { t } = useTranslation('facilities');
  const language = useLanguage();
  const [{ asOf }] = useView();
  const [filter, setFilter] = useListFilter();
  const scope = JSON.stringify([filter, asOf]);
  // Cursors of the pages passed on the way here; they mean something only for the filter they were met under.
  const [trail, setTrail] = useState<{ scope: string; cursors: string[] }>({ scope, cursors: [] });
  const cursors = trail.scope === scope ? trail.cursors : [];
  const page = useFacilityPage(filter, asOf, pageSize, cursors.at(-1) ?? null);
  const goTo = (next: string[]) => setTrail({ scope, cursors: next });
  const columns = useColumns(filter.sort, onOpen);
  const first = cursors.length * pageSize;
  const shown = page.data?.items.length ?? 0;
  const total = page.data?.total ?? 0;

  return (
    <>
      <ListFilters filter={filter} onChange={setFilter} />
      {page.isError && !page.data ? (
        <ErrorState error={page.error} onRetry={() => void page.refetch()} />
      ) : (
        <Table<FacilityItem>
          size="small"
          rowKey="id"
          data-testid="facility-table"
          loading={page.isFetching && !page.data ? true : page.isPlaceholderData}
          dataSource={page.data?.items ?? []}
          columns={columns}
          pagination={false}
          scroll={{ x: 1120 }}
          sticky
          locale={{ emptyText: page.data ? <EmptyState text={t('noFacilities')} /> : <span>{t('loading')}</span> }}
          onRow={(row) => ({ onClick: () => onOpen(row.id), style: { cursor: 'pointer' } })}
          onChange={(_, __, sorter) => setFilter({ sort: sortOf(sorter as SorterResult<FacilityItem>) })}
        />
      )}
      {page.data && (
        <Space style={{ margin: '8px 0' }}>
          <span data-testid="facility-total">{t('total', { total: formatNumber(total, language) })}</span>
          <span>{shown > 0 && `${first + 1}–${first + shown}`}</span>
          <Button
            size="small"
            icon={<LeftOutlined />}
            aria-label={t('previousPage')}
            disabled={cursors.length === 0}
            onClick={() => goTo(cursors.slice(0, -1))}
          />
          <Button
            size="small"
            icon={<RightOutlined />}
            aria-label={t('nextPage')}
            disabled={page.data.nextCursor === null || page.isPlaceholderData}
            onClick={() => goTo([...cursors, page.data.nextCursor!])}
          />
        </Space>
      )}
    </>
  );
}

const orderOf = (sort: string | undefined, key: string): SortOrder =>
  sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null;

const sortOf = ({ order, columnKey }: SorterResult<FacilityItem>): string | null =>
  order ? `${order === 'descend' ? '-' : ''}${String(columnKey)}` : null;

function useColumns(sort: string | undefined, onOpen: (id: string) => void): ColumnType<FacilityItem>[] {
  const { t } = useTranslation('facilities');
  const text = useText();
  const sortable = (key: FacilitySortKey) => ({
    key,
    sorter: true,
    sortOrder: orderOf(sort, key),
  });
  const division = (id: string | null) => (id === null ? <Unknown /> : <DivisionName id={id} />);
  return [
    {
      ...sortable('name'),
      title: t('name'),
      render: (_, row) => (
        <Space size={6}>
          <Button
            type="link"
            size="small"
            style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'start' }}
            onClick={() => onOpen(row.id)}
          >
            <Data>{row.name}</Data>
          </Button>
          {row.demo && (
            <Tag color="gold" style={{ marginInlineEnd: 0 }}>
              {t('demo')}
            </Tag>
          )}
        </Space>
      ),
    },
    { ...sortable('kind'), title: t('kind'), width: 150, render: (_, row) => text(facilityKind(row.kind).label) },
    {
      ...sortable('status'),
      title: t('status'),
      width: 90,
      render: (_, row) => <FieldValue field={recordField('status')!} value={row.status} />,
    },
    { ...sortable('county'), title: t('county'), width: 130, render: (_, row) => division(row.countyId) },
    { ...sortable('township'), title: t('township'), width: 130, render: (_, row) => division(row.townshipId) },
    { key: 'functions', title: t('functions'), width: 200, render: (_, row) => <FunctionTags facility={row} /> },
    {
      ...sortable('asOfDate'),
      title: t('asOfDate'),
      width: 110,
      render: (_, row) => <FieldValue field={recordField('asOfDate')!} value={row.asOfDate} />,
    },
  ];
}
