import { DownloadOutlined, UserAddOutlined } from '@ant-design/icons';
import { Button, Checkbox, Select, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { indicators, type WorklistId } from '../../gis-data/catalogue/index.ts';
import type { WorklistItem, WorklistPage } from '../../server/worklists/contract.ts';
import { useDivisions } from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { usePermissions } from '../facilities/queries.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { Pager, useTrail } from '../ui/Pager.tsx';
import { ErrorState } from '../ui/states.tsx';
import { Working } from '../ui/Working.tsx';
import { AssignDialog } from './AssignDialog.tsx';
import { useWorklistFilter, type WorklistFilterState } from './filter.ts';
import { ItemTable } from './ItemTable.tsx';
import { exportPath, useWorklistPage } from './queries.ts';
import { Settlements } from './Settlements.tsx';

const pageSize = 50;

/** One list: its filters, its items page by page, and the assignment of one or many of them. */
export function WorklistView({ list }: { list: WorklistId }) {
  const { t } = useTranslation('worklists');
  const language = useLanguage();
  const [{ asOf }] = useView();
  const { mayWrite } = usePermissions();
  const [filter, setFilter] = useWorklistFilter();
  const scope = JSON.stringify([filter, asOf]);
  const trail = useTrail(scope);
  const query = useWorklistPage(list, filter, asOf, pageSize, trail.cursors.at(-1) ?? null);
  const [selected, setSelected] = useState<readonly WorklistItem[]>([]);
  const [assigning, setAssigning] = useState<readonly WorklistItem[] | null>(null);
  const page = query.data;

  if (query.isError && !page) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!page) return <Working label={t('computing')} />;
  const mayAssign = mayWrite && asOf === null;
  return (
    <>
      {list === 'deciding-unknowns' && (
        <Settlements
          settlements={page.settlements}
          indicatorId={filter.indicator}
          onShow={(indicator) => setFilter({ indicator })}
        />
      )}
      <Controls list={list} page={page} filter={filter} onChange={setFilter} />
      {selected.length > 0 && (
        <Space className="worklist-selection">
          <span>{t('selected', { count: selected.length })}</span>
          <Button type="primary" size="small" icon={<UserAddOutlined />} onClick={() => setAssigning(selected)}>
            {t('assignSelected')}
          </Button>
          <Button size="small" onClick={() => setSelected([])}>
            {t('clearSelection')}
          </Button>
        </Space>
      )}
      <ItemTable
        list={list}
        page={page}
        sort={filter.sort}
        loading={query.isPlaceholderData}
        selected={mayAssign ? selected : null}
        onSelect={setSelected}
        onSort={(sort) => setFilter({ sort })}
        onAssign={mayAssign ? (item) => setAssigning([item]) : null}
      />
      <Pager
        total={t('total', { total: formatNumber(page.total, language) })}
        testId="worklist-total"
        trail={trail}
        pageSize={pageSize}
        shown={page.items.length}
        nextCursor={query.isPlaceholderData ? null : page.nextCursor}
      />
      {assigning && (
        <AssignDialog
          list={list}
          items={assigning}
          onClose={() => setAssigning(null)}
          onSaved={() => {
            setAssigning(null);
            setSelected([]);
          }}
        />
      )}
    </>
  );
}

interface ControlsProps {
  list: WorklistId;
  page: WorklistPage;
  filter: WorklistFilterState;
  onChange(patch: Partial<WorklistFilterState>): void;
}

function Controls({ list, page, filter, onChange }: ControlsProps) {
  const { t } = useTranslation('worklists');
  const language = useLanguage();
  const text = useText();
  const [{ asOf }] = useView();
  const counties = useDivisions('county', asOf).data?.items ?? [];
  const signedIn = usePermissions().mayWrite || page.assignees.length > 0;
  const waiting = indicators.find(({ id }) => id === filter.indicator);
  return (
    <div className="worklist-controls">
      <Select
        className="worklist-filter"
        allowClear
        aria-label={t('county')}
        placeholder={t('allCounties')}
        value={filter.county}
        onChange={(county: string | undefined) => onChange({ county: county ?? null })}
        options={counties.map(({ id, name }) => ({ value: id, title: '', label: <Data>{name}</Data> }))}
      />
      {signedIn && (
        <>
          <Select
            className="worklist-filter"
            allowClear
            aria-label={t('assignee')}
            placeholder={t('anyone')}
            value={filter.assignee}
            onChange={(assignee: string | undefined) => onChange({ assignee: assignee ?? null })}
            options={[
              { value: 'none', title: '', label: t('nobody') },
              ...page.assignees.map(({ value, name }) => ({ value, title: '', label: <Data>{name}</Data> })),
            ]}
          />
          <Checkbox checked={filter.overdue} onChange={(event) => onChange({ overdue: event.target.checked })}>
            {t('onlyOverdue')}
          </Checkbox>
        </>
      )}
      {waiting && (
        <Tag closable onClose={() => onChange({ indicator: null })}>
          {t('onlyIndicator', { name: text(waiting.name) })}
        </Tag>
      )}
      {page.demo && <Tag color="gold">{t('demo')}</Tag>}
      <span className="worklist-exports">
        {(['csv', 'xlsx'] as const).map((format) => (
          <Button
            key={format}
            icon={<DownloadOutlined />}
            href={exportPath(list, filter, asOf, format, language)}
            data-testid={`export-${format}`}
          >
            {t(format === 'csv' ? 'exportCsv' : 'exportXlsx')}
          </Button>
        ))}
      </span>
    </div>
  );
}
