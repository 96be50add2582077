import { EnvironmentOutlined, FormOutlined, UserAddOutlined } from '@ant-design/icons';
import { Button, Space, Table, Tag } from 'antd';
import type { ColumnType, SorterResult, SortOrder } from 'antd/es/table/interface';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { facilityKind, worklistDefinition, type WorklistId } from '../../gis-data/catalogue/index.ts';
import type { NearestFacility, WorklistItem, WorklistPage, WorklistSortKey } from '../../server/worklists/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView, type Selection } from '../app/url-state.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { EmptyState } from '../ui/states.tsx';

interface ItemTableProps {
  list: WorklistId;
  page: WorklistPage;
  sort: string | null;
  loading: boolean;
  /** null: nothing can be selected. */
  selected: readonly WorklistItem[] | null;
  onSelect(items: readonly WorklistItem[]): void;
  onSort(sort: string | null): void;
  /** null: nothing can be assigned. */
  onAssign: ((item: WorklistItem) => void) | null;
}

/** The items of a page, to sort, select, open and assign. */
export function ItemTable({ list, page, sort, loading, selected, onSelect, onSort, onAssign }: ItemTableProps) {
  const { t } = useTranslation('worklists');
  const columns = useColumns(list, page, sort, onAssign);
  return (
    <Table<WorklistItem>
      size="small"
      rowKey="key"
      data-testid="worklist-table"
      loading={loading}
      dataSource={page.items}
      columns={columns}
      pagination={false}
      scroll={{ x: 1180 }}
      locale={{ emptyText: <EmptyState text={t('empty')} /> }}
      onRow={(item) => ({ 'data-item': item.key }) as object}
      rowSelection={
        selected
          ? {
              selectedRowKeys: selected.map(({ key }) => key),
              preserveSelectedRowKeys: true,
              onChange: (_, items) => onSelect(items),
            }
          : undefined
      }
      onChange={(_, __, sorter) => onSort(sortOf(sorter as SorterResult<WorklistItem>))}
    />
  );
}

const orderOf = (sort: string | null, key: string): SortOrder =>
  sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null;

const sortOf = ({ order, columnKey }: SorterResult<WorklistItem>): string | null =>
  order ? `${order === 'descend' ? '-' : ''}${String(columnKey)}` : null;

function useColumns(
  list: WorklistId,
  page: WorklistPage,
  sort: string | null,
  onAssign: ItemTableProps['onAssign'],
): ColumnType<WorklistItem>[] {
  const { t } = useTranslation('worklists');
  const text = useText();
  const language = useLanguage();
  const { rank: measure, clause } = worklistDefinition(list);
  const { label, unit } = measure;
  // Where the whole list follows from one clause, the page says it once.
  const ownClause = clause === null;
  const sortable = (key: WorklistSortKey) => ({ key, sorter: true, sortOrder: orderOf(sort, key) });
  const nearest: ColumnType<WorklistItem> = {
    key: 'nearest',
    title: t('nearest'),
    width: 220,
    render: (_, item) => <Nearest facility={item.nearest} />,
  };
  return [
    {
      ...sortable('subject'),
      title: t('subject'),
      width: 210,
      render: (_, item) => (
        <>
          <Data>{item.subject.label}</Data>
          {list !== 'missing-functions' && item.fields.length > 0 && (
            <div className="quiet">
              {item.fields.map((field) => text(field.label)).join(language === 'zh' ? '、' : ', ')}
            </div>
          )}
        </>
      ),
    },
    { ...sortable('county'), title: t('county'), width: 120, render: (_, { countyName }) => <Data>{countyName}</Data> },
    ...(list === 'missing-functions'
      ? [nearest]
      : [
          {
            ...sortable('township'),
            title: t('township'),
            width: 110,
            render: (_: unknown, { townshipName }: WorklistItem) => <Data>{townshipName}</Data>,
          },
        ]),
    {
      ...sortable('state'),
      title: t('state'),
      width: 96,
      render: (_, { state }) => <Tag color={state === 'certain' ? 'volcano' : 'default'}>{t(state)}</Tag>,
    },
    {
      key: 'reason',
      title: t('reason'),
      render: (_, item) => (
        <>
          <div data-content="data">{text(item.reason)}</div>
          <div data-content="data" className="worklist-action">
            → {text(item.action)}
          </div>
          {ownClause && item.clause && <div className="quiet">{text(item.clause)}</div>}
        </>
      ),
    },
    {
      ...sortable('rank'),
      title: text(label),
      width: 96,
      align: 'right',
      render: (_, { rank }) =>
        rank === null
          ? t('notStated')
          : `${formatNumber(rank, language)} ${rank === 1 ? singular(text(unit)) : text(unit)}`,
    },
    {
      ...sortable('assignee'),
      title: t('assignee'),
      width: 150,
      render: (_, item) => <AssignmentCell item={item} page={page} onAssign={onAssign} />,
    },
    { key: 'links', width: 120, render: (_, item) => <Links item={item} /> },
  ];
}

/** English units are plural in the catalogue. */
const singular = (unit: string): string => unit.replace(/s$/, '');

function Nearest({ facility }: { facility: NearestFacility | null }) {
  const { t } = useTranslation('worklists');
  const text = useText();
  if (!facility) return <span className="quiet">{t('noFacility')}</span>;
  const { name, kind, ofKind, offers, required, unknown } = facility;
  return (
    <>
      <Data>{name}</Data>
      <div className="quiet">
        {t('functionsOf', { offers, required })}
        {unknown.length > 0 && ` · ${t('functionsUnknown', { count: unknown.length })}`}
        {!ofKind && ` · ${text(facilityKind(kind).label)}, ${t('otherKind')}`}
      </div>
    </>
  );
}

function AssignmentCell({
  item,
  page,
  onAssign,
}: {
  item: WorklistItem;
  page: WorklistPage;
  onAssign: ItemTableProps['onAssign'];
}) {
  const { t } = useTranslation('worklists');
  const { assignment } = item;
  const overdue = assignment?.dueOn && assignment.dueOn < page.today;
  return (
    <>
      {assignment?.assigneeName && <Data>{assignment.assigneeName}</Data>}
      {assignment?.dueOn && (
        <div>
          {assignment.dueOn} {overdue && <Tag color="red">{t('overdue')}</Tag>}
        </div>
      )}
      {assignment?.note && (
        <div className="quiet">
          <Data>{assignment.note}</Data>
        </div>
      )}
      {onAssign && (
        <Button
          type="link"
          size="small"
          icon={<UserAddOutlined />}
          style={{ padding: 0 }}
          onClick={() => onAssign(item)}
        >
          {t('assign')}
        </Button>
      )}
    </>
  );
}

/** Where the item's record is filled in, and where it stands. */
function Links({ item }: { item: WorklistItem }) {
  const { t } = useTranslation('worklists');
  const [, change] = useView();
  const navigate = useNavigate();
  const { subject, nearest } = item;
  const facilityId = subject.type === 'facility' ? subject.id : (nearest?.id ?? null);
  const onMap: Selection | null =
    subject.type === 'facility' || subject.type === 'division' ? { type: subject.type, id: subject.id } : null;
  const isStatistic = item.key.startsWith('statistic:');
  return (
    <Space size={2} orientation="vertical">
      {facilityId && (
        <Button
          type="link"
          size="small"
          icon={<FormOutlined />}
          onClick={() => change({ selection: { type: 'facility', id: facilityId } }, { pathname: '/facilities' })}
        >
          {t('record')}
        </Button>
      )}
      {subject.type === 'placeNameSign' && (
        <Button
          type="link"
          size="small"
          icon={<FormOutlined />}
          onClick={() => void navigate(`/place-names/signs?sign=${subject.id}`)}
        >
          {t('record')}
        </Button>
      )}
      {subject.type === 'placeName' && (
        <Button
          type="link"
          size="small"
          icon={<FormOutlined />}
          onClick={() => void navigate(`/place-names?name=${subject.id}`)}
        >
          {t('record')}
        </Button>
      )}
      {isStatistic && (
        <Button
          type="link"
          size="small"
          icon={<FormOutlined />}
          onClick={() => change({}, { pathname: '/statistics' })}
        >
          {t('enter')}
        </Button>
      )}
      {onMap && !isStatistic && (
        <Button
          type="link"
          size="small"
          icon={<EnvironmentOutlined />}
          onClick={() => change({ selection: onMap, camera: null }, { pathname: '/' })}
        >
          {t('onMap')}
        </Button>
      )}
    </Space>
  );
}
