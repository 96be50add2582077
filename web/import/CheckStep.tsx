import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Space, Table, Tabs, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  DryRunResult,
  ImportCommit,
  ImportRow,
  RowDecision,
  RowDecisions,
  RowReason,
  RowStatus,
  Vocabulary,
} from '../../server/exchange/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { FindingsList } from '../changes/FindingsList.tsx';
import { IndicatorDeltas } from '../changes/IndicatorDeltas.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { Differences } from '../facilities/Differences.tsx';
import { useRegistryWrite } from '../facilities/queries.ts';
import { recordField } from '../facilities/record-fields.ts';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { Notes } from './OptionsStep.tsx';
import { MatchReview } from './MatchReview.tsx';
import { SaveMappingDialog } from './SavedMappings.tsx';
import { TermReview } from './TermReview.tsx';
import { commitImport, decideRows, discardImport, dryRun, reportAddress } from './queries.ts';
import { useAbortable } from './use-abortable.ts';
import { Working } from '../ui/Working.tsx';

interface CheckStepProps {
  fileName: string;
  result: DryRunResult;
  onBack(decisions: RowDecisions): void;
  /** The dry run was made again, with the decisions. */
  onChecked(result: DryRunResult): void;
  onDiscarded(): void;
  onCommitted(commit: ImportCommit): void;
}

const statusColors: Record<RowStatus, string> = {
  added: 'green',
  changed: 'blue',
  unchanged: 'default',
  rejected: 'red',
  undecided: 'gold',
  skipped: 'default',
};

/** Rows whose commit would change the register. */
const committable = (row: ImportRow) => row.status === 'added' || row.status === 'changed';

/** The dry run: what becomes of each row and of every indicator; then commit what is selected, or discard. */
export function CheckStep({ fileName, result, onBack, onChecked, onDiscarded, onCommitted }: CheckStepProps) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const { modal, message } = App.useApp();
  const all = result.rows.filter(committable).map((row) => row.row);
  const [selected, setSelected] = useState<readonly number[]>(all);
  const commit = useRegistryWrite(commitImport);
  const discard = useRegistryWrite(discardImport);
  const review = useReview(result, onChecked);
  const [saving, setSaving] = useState(false);

  const confirmDiscard = () =>
    modal.confirm({
      title: t('discardTitle'),
      content: t('discardHelp'),
      okText: t('discard'),
      cancelText: t('cancel'),
      onOk: () =>
        discard.mutateAsync(result.importId).then(() => {
          void message.success(t('discarded'));
          onDiscarded();
        }),
    });
  const send = () =>
    commit.mutate(
      { id: result.importId, rows: selected.length === all.length ? null : [...selected] },
      { onSuccess: onCommitted },
    );

  if (commit.isPending) return <Working label={t('committing')} />;
  if (review.again.running) return <Working label={t('checking')} onStop={review.again.stop} />;
  const error: unknown = commit.error ?? review.error;
  return (
    <div data-testid="dry-run">
      {error !== null && <ProblemAlert error={error} />}
      <Space wrap style={{ marginBottom: 8 }}>
        <Button type="primary" disabled={selected.length === 0} onClick={send}>
          {all.length === 0 ? t('nothingToCommit') : t('commit', { total: formatNumber(selected.length, language) })}
        </Button>
        <Button onClick={() => onBack(review.decisions)}>{t('back')}</Button>
        <Button danger onClick={confirmDiscard}>
          {t('discard')}
        </Button>
        <Button onClick={() => setSaving(true)}>{t('mappingSave')}</Button>
        <Button icon={<DownloadOutlined />} href={reportAddress(result.importId, language)} download>
          {t('downloadReport')}
        </Button>
        <span>
          {t('selectedOf', {
            selected: formatNumber(selected.length, language),
            total: formatNumber(all.length, language),
          })}
        </span>
      </Space>
      <Notes notes={result.notes} />
      {saving && (
        <SaveMappingDialog
          importId={result.importId}
          suggestedName={fileName.replace(/\.[^.]*$/u, '')}
          onClose={() => setSaving(false)}
        />
      )}
      <TermReview questions={result.terms} vocabulary={result.options.vocabulary} onApply={review.apply} />
      <DecisionBar result={result} review={review} />
      {result.findings.length > 0 && <FindingsList findings={result.findings} />}
      <RowTables result={result} selected={selected} onSelect={setSelected} review={review} />
      <IndicatorDeltas indicators={result.indicators} />
      <p style={{ color: 'rgba(0,0,0,0.6)' }}>{t('indicatorsAllRows')}</p>
    </div>
  );
}

interface Review {
  /** All decisions, those of the dry run and those taken since. */
  decisions: RowDecisions;
  /** Rows decided otherwise than the dry run took into account. */
  decidedAnew: number;
  error: unknown;
  again: ReturnType<typeof useAbortable>;
  decide(row: ImportRow, decision: RowDecision): void;
  /** Makes the dry run again, with the decisions, and with another vocabulary where one is given. */
  apply(vocabulary?: Vocabulary): void;
}

/** Decisions of rows in doubt: kept by the server one by one, taken into account by the next dry run. */
function useReview(result: DryRunResult, onChecked: CheckStepProps['onChecked']): Review {
  const [decisions, setDecisions] = useState(result.options.decisions);
  const keep = useMutation({ mutationFn: decideRows });
  const again = useAbortable();
  const used = (row: ImportRow) => JSON.stringify(row.match?.decision ?? null);
  const now = (row: ImportRow) => JSON.stringify(decisions[row.row] ?? null);
  return {
    decisions,
    decidedAnew: result.rows.filter((row) => row.match && used(row) !== now(row)).length,
    error: keep.error ?? again.error,
    again,
    decide(row, decision) {
      const all = { ...decisions, [row.row]: decision };
      setDecisions(all);
      // All of them each time: an answer that comes late loses none.
      keep.mutate({ id: result.importId, decisions: all });
    },
    apply(vocabulary = result.options.vocabulary) {
      void again
        .run((signal) => dryRun(result.importId, { ...result.options, decisions, vocabulary }, signal))
        .then((checked) => checked && onChecked(checked));
    },
  };
}

/** How many rows wait for a decision, and the way to have the decisions taken into account. */
function DecisionBar({ result, review }: { result: DryRunResult; review: Review }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  if (result.counts.undecided === 0 && review.decidedAnew === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 8 }}
      title={`${t('undecided')} ${formatNumber(result.counts.undecided, language)}`}
      description={
        <>
          {t('undecidedHelp')} {t('decisionsToApply', { total: formatNumber(review.decidedAnew, language) })}
        </>
      }
      action={
        <Button type="primary" disabled={review.decidedAnew === 0} onClick={() => review.apply()}>
          {t('applyDecisions')}
        </Button>
      }
    />
  );
}

interface RowTablesProps {
  review: Review;
  result: DryRunResult;
  selected: readonly number[];
  onSelect(rows: readonly number[]): void;
}

const tabs = ['all', 'rejected', 'undecided', 'changed', 'added', 'unchanged', 'skipped'] as const;

function RowTables({ result, selected, onSelect, review }: RowTablesProps) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const [tab, setTab] = useState<(typeof tabs)[number]>('all');
  const countOf = (key: (typeof tabs)[number]) => (key === 'all' ? result.rows.length : result.counts[key]);
  const rows = tab === 'all' ? result.rows : result.rows.filter((row) => row.status === tab);
  return (
    <>
      <Tabs
        activeKey={tab}
        onChange={(key) => setTab(key as (typeof tabs)[number])}
        tabBarExtraContent={
          result.counts.warnings > 0 && (
            <Tag color="orange">{t('warnings', { total: formatNumber(result.counts.warnings, language) })}</Tag>
          )
        }
        items={tabs
          .filter((key) => (key !== 'skipped' && key !== 'undecided') || result.counts[key] > 0)
          .map((key) => ({
            key,
            label: (
              <span data-testid={`count-${key}`}>
                {t(key)} {formatNumber(countOf(key), language)}
              </span>
            ),
          }))}
      />
      <RowTable rows={rows} selected={selected} onSelect={onSelect} review={review} />
    </>
  );
}

function RowTable({ rows, selected, onSelect, review }: { rows: ImportRow[] } & Omit<RowTablesProps, 'result'>) {
  const { t } = useTranslation('import');
  return (
    <Table<ImportRow>
      size="small"
      rowKey="row"
      data-testid="import-rows"
      dataSource={rows}
      scroll={{ x: 860 }}
      locale={{ emptyText: t('noRows') }}
      pagination={rows.length > 20 ? { pageSize: 20, size: 'small', showSizeChanger: false } : false}
      rowSelection={{
        selectedRowKeys: [...selected],
        preserveSelectedRowKeys: true,
        onChange: (keys) => onSelect(keys.map(Number)),
        getCheckboxProps: (row) => ({ disabled: !committable(row), 'aria-label': `${t('row')} ${row.row}` }),
      }}
      expandable={{
        rowExpandable: (row) => row.changes.length > 0,
        expandedRowRender: (row) => (
          <Differences rows={row.changes.map(({ field, before, after }) => ({ path: field, before, after }))} />
        ),
      }}
      onRow={(row) => ({ 'data-status': row.status }) as object}
      columns={[
        { title: t('row'), dataIndex: 'row', width: 60 },
        {
          title: t('outcome'),
          width: 80,
          render: (_, row) => <Tag color={statusColors[row.status]}>{t(row.status)}</Tag>,
        },
        { title: t('facility'), width: 220, render: (_, row) => <Data>{row.label}</Data> },
        {
          title: t('reasons'),
          render: (_, row) => (
            <>
              <Reasons reasons={row.reasons} />
              <MatchReview
                row={row}
                decision={review.decisions[row.row] ?? null}
                onDecide={(decision) => review.decide(row, decision)}
              />
            </>
          ),
        },
        {
          title: t('changedFields'),
          width: 220,
          render: (_, row) => row.status === 'changed' && <FieldNames paths={row.changedFields} />,
        },
      ]}
    />
  );
}

const reasonColors = { block: 'red', warn: 'orange', note: 'default' } as const;

function Reasons({ reasons }: { reasons: readonly RowReason[] }) {
  const { t } = useTranslation('import');
  const text = useText();
  return reasons.map((reason, index) => (
    <div key={index} style={{ minWidth: 240 }}>
      <Tag color={reasonColors[reason.severity]} style={{ marginInlineEnd: 6 }}>
        {t(`severity_${reason.severity}`)}
      </Tag>
      {/* Reasons quote what stands in the file. */}
      <span data-content="data">
        {reason.column !== null && `${t('columnNamed', { column: reason.column })}: `}
        {text(reason.message)}
      </span>
    </div>
  ));
}

function FieldNames({ paths }: { paths: readonly string[] }) {
  const text = useText();
  return paths.map((path) => text(recordField(path)?.definition.label ?? path)).join(text({ zh: '、', en: ', ' }));
}
