import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { AuditPage } from '../../server/accounts/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { formatInstant } from '../changes/instants.ts';
import { Data } from '../ui/Data.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { useAudit } from './queries.ts';

type Entry = AuditPage['items'][number];

/** Who did what, when, why and from where; newest first. */
export function Audit() {
  const { t } = useTranslation('account');
  const language = useLanguage();
  const audit = useAudit();
  if (audit.isError && !audit.data) return <ErrorState error={audit.error} onRetry={() => void audit.refetch()} />;
  return (
    <>
      <Table<Entry>
        size="small"
        rowKey="id"
        loading={audit.isPending}
        dataSource={audit.data?.pages.flatMap((page) => page.items) ?? []}
        pagination={false}
        scroll={{ x: 960 }}
        tableLayout="fixed"
        locale={{ emptyText: audit.isPending ? <span /> : <EmptyState text={t('auditEmpty')} /> }}
        expandable={{
          rowExpandable: (entry) => entry.detail !== null && Object.keys(entry.detail).length > 0,
          expandedRowRender: (entry) => (
            <pre data-content="data" style={{ margin: 0, whiteSpace: 'pre-wrap' }}>
              {JSON.stringify(entry.detail, null, 1)}
            </pre>
          ),
        }}
        columns={[
          { title: t('auditAt'), width: 150, render: (_, entry) => formatInstant(entry.at, language) },
          {
            title: t('auditActor'),
            width: 120,
            render: (_, entry) => (entry.actorName ? <Data>{entry.actorName}</Data> : t('anonymous')),
          },
          { title: t('auditAction'), width: 110, render: (_, entry) => <Action action={entry.action} /> },
          { title: t('auditTarget'), width: 260, render: (_, entry) => <Target entry={entry} /> },
          {
            title: t('auditReason'),
            render: (_, entry) => (
              <span style={{ overflowWrap: 'anywhere' }}>{entry.reason && <Data>{entry.reason}</Data>}</span>
            ),
          },
          { title: t('auditSource'), width: 120, render: (_, entry) => <Data>{entry.source}</Data> },
        ]}
      />
      {audit.hasNextPage && (
        <Button
          style={{ margin: '8px 0' }}
          loading={audit.isFetchingNextPage}
          onClick={() => void audit.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </>
  );
}

/** What the action was done to: by its name where the entry tells it, with the way to a change set. */
function Target({ entry }: { entry: Entry }) {
  const [, change] = useView();
  const named = entry.detail?.title ?? entry.detail?.username ?? entry.target;
  if (typeof named !== 'string' || entry.target === entry.actorId) return null;
  const changeSetId = /^change-set\/(.+)$/.exec(entry.target ?? '')?.[1];
  if (changeSetId === undefined) return <Data>{named}</Data>;
  return (
    <Button
      type="link"
      size="small"
      style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'start' }}
      onClick={() => change({}, { pathname: `/changes/${changeSetId}` })}
    >
      <Data>{named}</Data>
    </Button>
  );
}

/** An action in words; one that has none yet is shown by its code. */
function Action({ action }: { action: string }) {
  const { t, i18n } = useTranslation('account');
  const key = `action_${action.replaceAll('.', '_')}` as 'action_sign-in';
  return i18n.exists(key, { ns: 'account' }) ? <>{t(key)}</> : <Data>{action}</Data>;
}
