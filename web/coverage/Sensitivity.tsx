import { Switch, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SensitivityReport } from '../../server/coverage/contract.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { formatAmount, formatNumber, formatRange } from '../ui/format.ts';
import { Analysis } from './Analysis.tsx';
import { useSensitivity, type Question } from './queries.ts';

type Row = SensitivityReport['townships'][number];

const marks: Record<Row['verdicts'][number], string> = { yes: '✓', no: '✗', unknown: '?' };

/** Which townships' readings flip at other speeds and minutes. */
export function Sensitivity({ question, onOpen }: { question: Question; onOpen(townshipId: string): void }) {
  const query = useSensitivity(question);
  return (
    <Analysis query={query} path="/api/v1/coverage/sensitivity">
      {(report) => <Grid report={report} onOpen={onOpen} />}
    </Analysis>
  );
}

function Grid({ report, onOpen }: { report: SensitivityReport; onOpen(townshipId: string): void }) {
  const { t } = useTranslation('coverage');
  const language = useLanguage();
  const [onlyFlips, setOnlyFlips] = useState(true);
  const flips = report.townships.filter((township) => township.flips);
  const columnTitle = ({ minutes, speedMps }: SensitivityReport['columns'][number]) => (
    <>
      {t('minutesShort', { minutes: formatNumber(minutes, language, 1) })}
      <br />
      {t('comparison.speed', { speed: formatNumber(speedMps, language, 1) })}
    </>
  );
  return (
    <>
      <p className="quiet">{t('sensitivity.help', { share: formatAmount(report.share, 'ratio', language) })}</p>
      <p>
        {t('sensitivity.flips', {
          flips: formatNumber(flips.length, language),
          all: formatNumber(report.townships.length, language),
        })}{' '}
        <label>
          <Switch size="small" checked={onlyFlips} onChange={setOnlyFlips} /> {t('sensitivity.onlyFlips')}
        </label>
      </p>
      <Table<Row>
        size="small"
        rowKey="divisionId"
        data-testid="sensitivity"
        dataSource={onlyFlips ? flips : report.townships}
        pagination={{ pageSize: 25, size: 'small', showSizeChanger: false }}
        locale={{ emptyText: t('sensitivity.none') }}
        scroll={{ x: 110 + 74 * report.columns.length }}
        rowClassName="row-clickable"
        onRow={(row) => ({ onClick: () => onOpen(row.divisionId) })}
        columns={[
          { title: t('table.township'), width: 110, fixed: 'start', render: (_, row) => <Data>{row.name}</Data> },
          ...report.columns.map((column, i) => ({
            title: columnTitle(column),
            width: 74,
            align: 'right' as const,
            render: (_: unknown, row: Row) => {
              const value = row.values[i] ?? null;
              return (
                <span className={`flip flip-${row.verdicts[i]}`} title={t(`answer.${row.verdicts[i]!}`)}>
                  {marks[row.verdicts[i]!]} {value === null ? '—' : formatAmount(value, 'ratio', language)}
                </span>
              );
            },
          })),
        ]}
        summary={() => (
          <Table.Summary.Row>
            <Table.Summary.Cell index={0}>{t('wholeCity')}</Table.Summary.Cell>
            {report.total.map((figure, i) => (
              <Table.Summary.Cell key={i} index={i + 1} align="right">
                {formatRange(figure, 'ratio', language) ?? '—'}
              </Table.Summary.Cell>
            ))}
          </Table.Summary.Row>
        )}
      />
    </>
  );
}
