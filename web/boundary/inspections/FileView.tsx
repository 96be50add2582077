import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Space, Table } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseFile, Entry, EntryContent } from '../../../server/inspection/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { formatInstant } from '../../changes/instants.ts';
import { ProblemAlert } from '../../changes/ProblemAlert.tsx';
import { Data } from '../../ui/Data.tsx';
import { wordOf } from '../words.ts';
import type { Hand } from './hand.ts';
import { entryWith, useAppend, verifyCase } from './queries.ts';

/** The append-only file: every entry with its author, both times and hashes, and whether the chain holds. */
export function FileView({ file, hand }: { file: CaseFile; hand: Hand }) {
  const { t } = useTranslation('boundary');
  const language = useLanguage();
  return (
    <section data-testid="case-file" data-entries={file.file.length}>
      <Verify id={file.id} />
      {hand.mayAppend && <NoteForm caseId={file.id} />}
      <Table<Entry>
        size="small"
        rowKey="key"
        dataSource={[...file.file].reverse()}
        pagination={file.file.length > 50 ? { pageSize: 50, size: 'small', showSizeChanger: false } : false}
        scroll={{ x: 780 }}
        expandable={{
          expandedRowRender: (entry) => <Hashes entry={entry} />,
        }}
        columns={[
          { title: t('file.position'), width: 56, dataIndex: 'position' },
          {
            title: t('file.recordedAt'),
            width: 150,
            render: (_, { recordedAt }) => formatInstant(recordedAt, language),
          },
          { title: t('file.author'), width: 110, render: (_, { author }) => <Data>{author}</Data> },
          { title: t('file.kind'), width: 120, render: (_, { content }) => t(`entry.${content.kind}`) },
          { title: t('file.content'), render: (_, { content }) => <Words content={content} /> },
          {
            title: t('file.hash'),
            width: 128,
            render: (_, { hash }) => <code title={hash}>{hash.slice(0, 12)}…</code>,
          },
        ]}
      />
    </section>
  );
}

/** What an entry says, in a line. */
function Words({ content }: { content: EntryContent }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const step = (id: string) => text(wordOf('step', id));
  switch (content.kind) {
    case 'opened':
      return <Data>{content.title}</Data>;
    case 'teams':
      return <Data>{content.reason}</Data>;
    case 'checklist':
      return (
        <>
          {step(content.step)} · {t(content.done ? 'entry.checked' : 'entry.unchecked')}
          {content.note && (
            <>
              {' · '}
              <Data>{content.note}</Data>
            </>
          )}
        </>
      );
    case 'fieldRecord':
      return (
        <>
          {text(wordOf('state', content.state))}
          {content.finding && (
            <>
              {' · '}
              <Data>{content.finding}</Data>
            </>
          )}
        </>
      );
    case 'repair':
      return <Data>{content.work}</Data>;
    case 'signature':
      return (
        <>
          {t(`sign.${content.side}`)} · {t('entry.signs', { count: content.of.length })}
        </>
      );
    case 'dissent':
      return (
        <>
          {t(`sign.${content.side}`)} · <Data>{content.words}</Data>
        </>
      );
    case 'stepDone':
      return (
        <>
          {step(content.step)}
          {content.document && (
            <>
              {' · '}
              <Data>{content.document}</Data>
            </>
          )}
        </>
      );
    case 'returned':
      return (
        <>
          {step(content.step)} · <Data>{content.reason}</Data>
        </>
      );
    case 'note':
      return <Data>{content.words}</Data>;
  }
}

function Hashes({ entry }: { entry: Entry }) {
  const { t } = useTranslation('boundary');
  const rows = [
    [t('file.deviceTime'), entry.deviceTime],
    [t('file.key'), entry.key],
    [t('file.contentHash'), entry.contentHash],
    [t('file.previousHash'), entry.previousHash ?? t('file.first')],
    [t('file.hash'), entry.hash],
  ];
  return (
    <dl className="file-hashes">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <code>{value}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Has the server go through the chain from the first entry to the last. */
function Verify({ id }: { id: string }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const verify = useMutation({ mutationFn: () => verifyCase(id) });
  const verdict = verify.data;
  return (
    <div className="case-verify">
      <Space wrap>
        <Button icon={<SafetyCertificateOutlined />} loading={verify.isPending} onClick={() => verify.mutate()}>
          {t('file.verify')}
        </Button>
        <span className="quiet">{t('file.help')}</span>
      </Space>
      {verify.error && <ProblemAlert error={verify.error} />}
      {verdict && (
        <Alert
          type={verdict.intact ? 'success' : 'error'}
          showIcon
          role="status"
          data-testid="chain"
          data-intact={verdict.intact}
          title={
            verdict.intact
              ? t('file.intact', { count: verdict.entries })
              : t('file.broken', { position: verdict.firstBreak?.position ?? 1 })
          }
          description={
            verdict.firstBreak ? (
              <span data-content="data">{text(verdict.firstBreak.reason)}</span>
            ) : (
              <code>{verdict.head}</code>
            )
          }
        />
      )}
    </div>
  );
}

function NoteForm({ caseId }: { caseId: string }) {
  const { t } = useTranslation('boundary');
  const append = useAppend();
  const [words, setWords] = useState('');
  async function add() {
    await append.mutateAsync({ caseId, entry: entryWith({ kind: 'note', words: words.trim() }) });
    setWords('');
  }
  return (
    <div className="case-note-form">
      {append.error && <ProblemAlert error={append.error} />}
      <Space.Compact block>
        <Input
          maxLength={2000}
          aria-label={t('file.note')}
          placeholder={t('file.note')}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Button
          disabled={words.trim() === ''}
          loading={append.isPending}
          onClick={() => void add().catch(() => undefined)}
        >
          {t('case.append')}
        </Button>
      </Space.Compact>
    </div>
  );
}
