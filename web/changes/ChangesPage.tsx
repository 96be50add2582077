import { Alert, Button, Drawer, Segmented, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { ChangeSetSummary } from '../../server/registry/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { usePermissions } from '../facilities/queries.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { ChangeSetDetails } from './ChangeSetDetails.tsx';
import { formatInstant } from './instants.ts';
import { useAwaiting, useChangeSets } from './queries.ts';
import { StatusTag } from './StatusTag.tsx';

const statuses = ['committed', 'draft', 'undone', 'discarded'] as const;

/** All change sets, newest first; one of them open beside the list. */
export default function ChangesPage() {
  const { t } = useTranslation('changes');
  const { id } = useParams<{ id: string }>();
  const [, change] = useView();
  const [status, setStatus] = useState<ChangeSetSummary['status'] | null>(null);
  const open = (changeSetId: string | null) =>
    change({}, { pathname: changeSetId === null ? '/changes' : `/changes/${encodeURIComponent(changeSetId)}` });
  return (
    <div style={{ padding: '12px 16px', height: '100%', overflow: 'auto', boxSizing: 'border-box' }}>
      <h1 style={{ fontSize: 18, margin: '0 0 4px' }}>{t('title')}</h1>
      <p style={{ margin: '0 0 8px' }}>{t('intro')}</p>
      <Awaiting onOpen={open} />
      <Segmented
        aria-label={t('colStatus')}
        style={{ marginBottom: 8 }}
        value={status ?? 'all'}
        onChange={(value) => setStatus(statuses.find((s) => s === value) ?? null)}
        options={[
          { value: 'all', label: t('filterAll') },
          ...statuses.map((s) => ({ value: s, label: t(`status_${s}`) })),
        ]}
      />
      <ChangeSetTable status={status} onOpen={open} />
      <Drawer open={id !== undefined} title={t('detail')} size={820} onClose={() => open(null)} destroyOnHidden>
        {id !== undefined && <ChangeSetDetails id={id} onOpen={open} />}
      </Drawer>
    </div>
  );
}

/** Proposals of other sides that wait for an answer: to be committed, or discarded, by whoever opens them. */
function Awaiting({ onOpen }: { onOpen(id: string): void }) {
  const { t } = useTranslation('changes');
  const { mayWrite } = usePermissions();
  const items = useAwaiting(mayWrite).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Alert
      type="warning"
      style={{ marginBottom: 8 }}
      title={t('awaiting', { count: items.length })}
      description={
        <ul style={{ margin: 0, paddingInlineStart: 18 }} data-testid="awaiting">
          {items.map(({ id, title, author }) => (
            <li key={id}>
              <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onOpen(id)}>
                <Data>{title}</Data>
              </Button>{' '}
              <Data>{author}</Data>
            </li>
          ))}
        </ul>
      }
    />
  );
}

interface ChangeSetTableProps {
  status: ChangeSetSummary['status'] | null;
  onOpen(id: string): void;
}

function ChangeSetTable({ status, onOpen }: ChangeSetTableProps) {
  const { t } = useTranslation('changes');
  const language = useLanguage();
  const changeSets = useChangeSets(status);
  if (changeSets.isError && !changeSets.data)
    return <ErrorState error={changeSets.error} onRetry={() => void changeSets.refetch()} />;
  return (
    <>
      <Table<ChangeSetSummary>
        size="small"
        rowKey="id"
        data-testid="change-set-table"
        loading={changeSets.isPending}
        dataSource={changeSets.data?.pages.flatMap((page) => page.items) ?? []}
        pagination={false}
        scroll={{ x: 900 }}
        locale={{ emptyText: changeSets.isPending ? <span /> : <EmptyState text={t('empty')} /> }}
        onRow={(row) => ({ onClick: () => onOpen(row.id), style: { cursor: 'pointer' } })}
        columns={[
          {
            title: t('colTitle'),
            render: (_, row) => (
              <Button
                type="link"
                size="small"
                style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'start' }}
              >
                <Data>{row.title}</Data>
              </Button>
            ),
          },
          {
            title: t('colReason'),
            render: (_, row) => (row.reason ? <Data>{row.reason}</Data> : <Quiet>{t('reasonNone')}</Quiet>),
          },
          { title: t('colAuthor'), width: 110, render: (_, row) => <Data>{row.author}</Data> },
          {
            title: t('colWhen'),
            width: 150,
            render: (_, row) => formatInstant(row.committedAt ?? row.createdAt, language),
          },
          { title: t('colOrigin'), width: 100, render: (_, row) => t(`origin_${row.origin}`) },
          { title: t('colStatus'), width: 90, render: (_, row) => <StatusTag status={row.status} /> },
          {
            title: t('colCount'),
            width: 80,
            align: 'end',
            render: (_, row) => formatNumber(row.changeCount, language),
          },
        ]}
      />
      {changeSets.hasNextPage && (
        <Button
          style={{ margin: '8px 0' }}
          loading={changeSets.isFetchingNextPage}
          onClick={() => void changeSets.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </>
  );
}

const Quiet = ({ children }: { children: string }) => <span style={{ color: 'rgba(0,0,0,0.55)' }}>{children}</span>;
