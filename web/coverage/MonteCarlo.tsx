import { useMutation } from '@tanstack/react-query';
import { Button, InputNumber, Space, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonteCarloReport } from '../../server/coverage/contract.ts';
import { cancelJob, useJob } from '../api/jobs.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { JobState } from '../changes/JobState.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { Data } from '../ui/Data.tsx';
import { formatAmount, formatNumber } from '../ui/format.ts';
import { startMonteCarlo, type Question } from './queries.ts';

const defaults = { draws: 200, seed: 1, worst: 10 } as const;

/** How sure the ranking of townships is, given what is uncertain; computed as a job that can be stopped. */
export function MonteCarlo({ question, onOpen }: { question: Question; onOpen(townshipId: string): void }) {
  const { t } = useTranslation('coverage');
  const [options, setOptions] = useState<{ draws: number; seed: number; worst: number }>(defaults);
  const [jobId, setJobId] = useState<string | null>(null);
  const start = useMutation({
    mutationFn: () => startMonteCarlo(question, options),
    onSuccess: (answer) => setJobId(answer.jobId),
  });
  const cancel = useMutation({ mutationFn: cancelJob });
  const job = useJob<MonteCarloReport>(jobId);
  const running = start.isPending || job.data?.status === 'queued' || job.data?.status === 'running';
  const input = (name: keyof typeof defaults, min: number, max: number) => (
    <label>
      {t(`monteCarlo.${name}`)}{' '}
      <InputNumber<number>
        size="small"
        className="question-number"
        aria-label={t(`monteCarlo.${name}`)}
        min={min}
        max={max}
        value={options[name]}
        onChange={(value) => value !== null && setOptions({ ...options, [name]: value })}
      />
    </label>
  );
  return (
    <div className="analysis">
      <p className="quiet">{t('monteCarlo.help')}</p>
      <Space wrap>
        {input('draws', 10, 2000)}
        {input('seed', 0, 0xffffffff)}
        {input('worst', 1, 100)}
        <Button
          size="small"
          type="primary"
          disabled={running}
          onClick={() => start.mutate()}
          data-testid="start-monte-carlo"
        >
          {t('monteCarlo.start')}
        </Button>
      </Space>
      {start.error && <ProblemAlert error={start.error} />}
      {job.error && <ProblemAlert error={job.error} />}
      {job.data && <JobState job={job.data} onCancel={() => jobId !== null && cancel.mutate(jobId)} />}
      {job.data?.result && <Ranking report={job.data.result} onOpen={onOpen} />}
    </div>
  );
}

type Row = MonteCarloReport['townships'][number];

function Ranking({ report, onOpen }: { report: MonteCarloReport; onOpen(townshipId: string): void }) {
  const { t } = useTranslation('coverage');
  const text = useText();
  const language = useLanguage();
  const percent = (value: number) => formatAmount(value, 'ratio', language);
  const interval = ({ p5, median, p95 }: { p5: number; median: number; p95: number }, show: (v: number) => string) => (
    <>
      {show(median)} <span className="quiet">{`${show(p5)}–${show(p95)}`}</span>
    </>
  );
  return (
    <>
      {report.total && (
        <p>
          {t('wholeCity')}: <strong>{interval(report.total, percent)}</strong>
        </p>
      )}
      <Table<Row>
        size="small"
        rowKey="divisionId"
        data-testid="monte-carlo"
        dataSource={report.townships}
        pagination={{ pageSize: 20, size: 'small', showSizeChanger: false }}
        scroll={{ x: 460 }}
        rowClassName="row-clickable"
        onRow={(row) => ({ onClick: () => onOpen(row.divisionId) })}
        columns={[
          { title: t('table.township'), width: 110, render: (_, row) => <Data>{row.name}</Data> },
          {
            title: t('monteCarlo.worstShare', { worst: formatNumber(report.worst, language) }),
            width: 120,
            align: 'right',
            defaultSortOrder: 'descend',
            sorter: (a, b) => a.worstShare - b.worstShare,
            render: (_, row) => t('monteCarlo.ofDraws', { share: percent(row.worstShare) }),
          },
          {
            title: t('monteCarlo.rank'),
            width: 110,
            align: 'right',
            sorter: (a, b) => a.rank.median - b.rank.median,
            render: (_, row) => interval(row.rank, (v) => formatNumber(v, language)),
          },
          {
            title: t('monteCarlo.share'),
            align: 'right',
            sorter: (a, b) => a.share.median - b.share.median,
            render: (_, row) => interval(row.share, percent),
          },
        ]}
      />
      {report.notRanked.length > 0 && (
        <p className="quiet">
          {t('monteCarlo.notRanked', { townships: formatNumber(report.notRanked.length, language) })}
        </p>
      )}
      <details className="assumptions">
        <summary>{t('monteCarlo.assumptions')}</summary>
        <ul>
          {report.assumptions.map((assumption) => (
            <li key={assumption.en}>{text(assumption)}</li>
          ))}
        </ul>
      </details>
    </>
  );
}
