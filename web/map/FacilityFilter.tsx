import { Button, Input, Select, Space, Table, TreeSelect } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  facilityFunctions,
  facilityGroups,
  facilityKind,
  facilityKinds,
  facilityStatuses,
} from '../../gis-data/catalogue/index.ts';
import type { FacilityPointCollection, FacilityPointProperties } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { defaultKinds, useView, type Selection } from '../app/url-state.ts';
import { Data } from '../ui/Data.tsx';
import { useSize } from '../ui/use-size.ts';
import { kindColor } from './layers/facilities.ts';

function KindFilter() {
  const { t } = useTranslation('map');
  const text = useText();
  const [{ kinds }, change] = useView();
  const tree = facilityGroups.map((group) => ({
    value: `group:${group.id}`,
    title: text(group.label),
    children: facilityKinds
      .filter((kind) => kind.group === group.id)
      .map((kind) => ({ value: kind.id, title: text(kind.label) })),
  }));
  return (
    <TreeSelect
      aria-label={t('filter.kinds')}
      treeCheckable
      treeData={tree}
      treeDefaultExpandAll
      showCheckedStrategy={TreeSelect.SHOW_CHILD}
      maxTagCount={0}
      maxTagPlaceholder={(left) => `${t('filter.kinds')} (${left.length}/${facilityKinds.length})`}
      placeholder={t('filter.kinds')}
      treeNodeFilterProp="title"
      value={[...kinds]}
      onChange={(next: string[]) => change({ kinds: next }, { replace: true })}
    />
  );
}

function StatusFilter() {
  const { t } = useTranslation('map');
  const text = useText();
  const [{ statuses }, change] = useView();
  return (
    <Select
      aria-label={t('filter.status')}
      mode="multiple"
      allowClear
      placeholder={t('filter.status')}
      maxTagCount="responsive"
      value={[...(statuses ?? [])]}
      onChange={(next) => change({ statuses: next.length === 0 ? null : next }, { replace: true })}
      options={[
        ...facilityStatuses.map((status) => ({ value: status.id as string, label: text(status.label) })),
        { value: 'unknown', label: t('filter.statusUnknown') },
      ]}
    />
  );
}

function FunctionFilter() {
  const { t } = useTranslation('map');
  const text = useText();
  const [{ functionId, functionAnswer }, change] = useView();
  return (
    <Space.Compact block>
      <Select
        aria-label={t('filter.function')}
        className="grow"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('filter.functionAny')}
        value={functionId}
        onChange={(next) => change({ functionId: next ?? null }, { replace: true })}
        options={facilityFunctions.map((each) => ({ value: each.id as string, label: text(each.label) }))}
      />
      <Select
        aria-label={t('filter.function')}
        className="function-answer"
        disabled={functionId === null}
        value={functionAnswer}
        onChange={(next) => change({ functionAnswer: next }, { replace: true })}
        options={[
          { value: 'yes', label: t('filter.functionYes') },
          { value: 'no', label: t('filter.functionNo') },
          { value: 'unknown', label: t('filter.functionUnknown') },
        ]}
      />
    </Space.Compact>
  );
}

function FacilityList({
  rows,
  onSelect,
}: {
  rows: FacilityPointProperties[];
  onSelect: (selection: Selection) => void;
}) {
  const { t } = useTranslation('map');
  const text = useText();
  const [{ selection }] = useView();
  const [container, size] = useSize<HTMLDivElement>();
  return (
    <div ref={container} className="fill">
      <Table<FacilityPointProperties>
        size="small"
        virtual
        rowKey="id"
        dataSource={rows}
        pagination={false}
        scroll={{ x: size.width || 300, y: Math.max(size.height - 34, 120) }}
        locale={{ emptyText: t('facilityList.empty') }}
        rowClassName={(row) => (selection?.id === row.id ? 'row-selected' : 'row-clickable')}
        onRow={(row) => ({ onClick: () => onSelect({ type: 'facility', id: row.id }) })}
        columns={[
          {
            title: t('facilityList.name'),
            dataIndex: 'name',
            ellipsis: true,
            onCell: () => ({ lang: 'zh-CN' }),
            render: (name: string, row) => (
              <button
                type="button"
                className="link"
                onClick={(event) => {
                  event.stopPropagation();
                  onSelect({ type: 'facility', id: row.id });
                }}
              >
                <i className="kind-dot" style={{ backgroundColor: kindColor.get(row.kind) }} />
                <Data>{name}</Data>
              </button>
            ),
          },
          {
            title: t('facilityList.kind'),
            dataIndex: 'kind',
            width: 108,
            ellipsis: true,
            render: (kind: string) => text(facilityKind(kind).label),
          },
          {
            title: t('facilityList.status'),
            dataIndex: 'status',
            width: 66,
            ellipsis: true,
            render: (id: string | null) => {
              const status = facilityStatuses.find((each) => each.id === id);
              return status ? text(status.label) : t('filter.functionUnknown');
            },
          },
        ]}
      />
    </div>
  );
}

/** Which facilities stand on the map, and the same ones as a list. */
export function FacilityFilter({
  shown,
  total,
  onSelect,
}: {
  shown: FacilityPointCollection | undefined;
  total: number;
  onSelect: (selection: Selection) => void;
}) {
  const { t } = useTranslation('map');
  const [, change] = useView();
  const [search, setSearch] = useState('');
  const rows = useMemo(
    () => (shown?.features ?? []).map((f) => f.properties).filter((f) => f.name.includes(search.trim())),
    [shown, search],
  );
  const reset = { kinds: defaultKinds, statuses: null, functionId: null, functionAnswer: 'yes' } as const;
  return (
    <div className="facility-filter">
      <div className="filter-controls">
        <KindFilter />
        <StatusFilter />
        <FunctionFilter />
        <Input.Search
          allowClear
          placeholder={t('filter.search')}
          aria-label={t('filter.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <div className="filter-summary">
          <span title={t('filter.notLocated')}>{t('filter.shown', { shown: shown?.features.length ?? 0, total })}</span>
          <span>
            <Button type="link" size="small" onClick={() => change({ kinds: [] })}>
              {t('filter.hideAll')}
            </Button>
            <Button type="link" size="small" onClick={() => change(reset)}>
              {t('filter.reset')}
            </Button>
          </span>
        </div>
      </div>
      <FacilityList rows={rows} onSelect={onSelect} />
    </div>
  );
}
