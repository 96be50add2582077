import { App, Button, Space, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../../server/exchange/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { formatInstant } from '../changes/instants.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { useRegistryWrite } from '../facilities/queries.ts';
import { Data } from '../ui/Data.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { discardImport, useImports } from './queries.ts';

const statusColors = {
  uploaded: 'default',
  checked: 'blue',
  committing: 'processing',
  committed: 'green',
  discarded: 'default',
} as const;

/** Imports so far, with the change sets they became. */
export function EarlierImports({ onResume }: { onResume(id: string): void }) {
  const { t } = useTranslation('import');
  const imports = useImports();
  return (
    <section>
      <h2 style={{ fontSize: 15 }}>{t('earlier')}</h2>
      <Answer query={imports}>{({ items }) => <ImportTable items={items} onResume={onResume} />}</Answer>
    </section>
  );
}

function ImportTable({ items, onResume }: { items: ImportJob[]; onResume(id: string): void }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const [, change] = useView();
  const { modal, message } = App.useApp();
  const discard = useRegistryWrite(discardImport);
  const confirmDiscard = (id: string) =>
    modal.confirm({
      title: t('discardTitle'),
      content: t('discardHelp'),
      okText: t('discard'),
      cancelText: t('cancel'),
      onOk: () => discard.mutateAsync(id).then(() => void message.success(t('discarded'))),
    });
  return (
    <>
      {discard.error && <ProblemAlert error={discard.error} />}
      <Table<ImportJob>
        size="small"
        rowKey="id"
        data-testid="import-list"
        dataSource={items}
        pagination={items.length > 20 ? { pageSize: 20, size: 'small', showSizeChanger: false } : false}
        scroll={{ x: 820 }}
        locale={{ emptyText: <EmptyState text={t('earlierNone')} /> }}
        columns={[
          { title: t('file'), render: (_, job) => <Data>{job.fileName}</Data> },
          { title: t('when'), width: 150, render: (_, job) => formatInstant(job.createdAt, language) },
          { title: t('who'), width: 120, render: (_, job) => <Data>{job.authorName}</Data> },
          {
            title: t('status'),
            width: 110,
            render: (_, job) => <Tag color={statusColors[job.status]}>{t(`status_${job.status}`)}</Tag>,
          },
          { title: t('counts'), render: (_, job) => <Counts counts={job.counts} /> },
          {
            width: 190,
            render: (_, job) => (
              <Space>
                {job.changeSetId !== null && (
                  <Button size="small" onClick={() => change({}, { pathname: `/changes/${job.changeSetId}` })}>
                    {t('openChangeSet')}
                  </Button>
                )}
                {job.status === 'checked' && (
                  <Button size="small" onClick={() => onResume(job.id)}>
                    {t('resume')}
                  </Button>
                )}
                {(job.status === 'uploaded' || job.status === 'checked') && (
                  <Button size="small" onClick={() => confirmDiscard(job.id)}>
                    {t('discard')}
                  </Button>
                )}
              </Space>
            ),
          },
        ]}
      />
    </>
  );
}

function Counts({ counts }: { counts: ImportJob['counts'] }) {
  const { t } = useTranslation('import');
  if (!counts) return <span>—</span>;
  const parts = (['added', 'changed', 'unchanged', 'rejected', 'undecided'] as const)
    .filter((key) => key !== 'undecided' || counts.undecided > 0)
    .map((key) => `${t(key)} ${counts[key]}`);
  return <span>{parts.join(' · ')}</span>;
}
