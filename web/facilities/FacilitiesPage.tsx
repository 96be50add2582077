import { PlusOutlined } from '@ant-design/icons';
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
import { Pager, useTrail } from '../ui/Pager.tsx';
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
  const trail = useTrail(scope);
  const page = useFacilityPage(filter, asOf, pageSize, trail.cursors.at(-1) ?? null);
  const columns = useColumns(filter.sort, onOpen);

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
        <Pager
          total={t('total', { total: formatNumber(page.data.total, language) })}
          testId="facility-total"
          trail={trail}
          pageSize={pageSize}
          shown={page.data.items.length}
          nextCursor={page.isPlaceholderData ? null : page.data.nextCursor}
        />
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
