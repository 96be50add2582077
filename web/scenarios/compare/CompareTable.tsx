import { DownloadOutlined } from '@ant-design/icons';
import { Button, Switch, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparedScenario, ScenarioComparison, ScenarioDetail } from '../../../server/scenarios/contract.ts';
import type { DivisionCollection } from '../../api/queries.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { Difference, Figure } from '../../changes/IndicatorDeltas.tsx';
import { Data } from '../../ui/Data.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { CostTotal } from '../CostPanel.tsx';
import { divisionsChanged } from '../divisions-under.ts';
import { downloadComparison, type DivisionsChanged } from './comparison-csv.ts';
import { comparisonRows, type ComparisonRow } from './comparison-rows.ts';

function Findings({ result }: { result: NonNullable<ComparedScenario['result']> }) {
  const { t } = useTranslation('scenarios');
  const count = (severity: string) => result.findings.filter((finding) => finding.severity === severity).length;
  const [blocking, warnings] = [count('block'), count('warn')];
  if (blocking + warnings === 0) return <span className="quiet">{t('compare.clean')}</span>;
  return (
    <>
      {blocking > 0 && <Tag color="red">{t('compare.blocking', { count: blocking })}</Tag>}
      {warnings > 0 && <Tag color="orange">{t('compare.warnings', { count: warnings })}</Tag>}
    </>
  );
}

function Named({ label, names }: { label: string; names: readonly string[] }) {
  const { t } = useTranslation('scenarios');
  if (names.length === 0) return null;
  return (
    <div className="quiet">
      {label}
      <Data>{names.join(t('csv.between'))}</Data>
    </div>
  );
}

/** Name of a scenario at the head of its column, with what it costs, how much it changes and what the rules say. */
function ScenarioHeading({
  compared: { scenario, result, problem },
  divisions,
}: {
  compared: ComparedScenario;
  divisions: DivisionsChanged;
}) {
  const { t } = useTranslation('scenarios');
  const text = useText();
  const [, change] = useView();
  return (
    <div className="compare-heading" data-column={scenario.id}>
      <button
        type="button"
        className="link"
        onClick={() => change({}, { pathname: `/scenarios/${encodeURIComponent(scenario.id)}` })}
      >
        <Data>{scenario.name}</Data>
      </button>
      {problem && <div className="compare-problem">{text(problem)}</div>}
      {result && (
        <>
          <div className="quiet">
            {t('compare.countsText', {
              create: result.counts.create,
              update: result.counts.update,
              ended: result.counts.delete,
            })}
          </div>
          <Findings result={result} />
          <Named label={t('compare.newDivisions', { count: divisions.made.length })} names={divisions.made} />
          <Named label={t('compare.endedDivisions', { count: divisions.ended.length })} names={divisions.ended} />
        </>
      )}
    </div>
  );
}

function Under({ row, id }: { row: ComparisonRow; id: string }) {
  const { t } = useTranslation('scenarios');
  const delta = row.under.get(id);
  if (!delta) return <span className="quiet">{t('compare.cannot')}</span>;
  return (
    <div className={delta.changed ? 'compare-changed' : ''} data-scenario={id} data-changed={delta.changed}>
      <Figure delta={delta} side="after" />
      <Difference delta={delta} />
    </div>
  );
}

/** Every indicator as it is and under each scenario, and what the scenarios cost. */
export function CompareTable({
  comparison,
  details,
  divisions,
}: {
  comparison: ScenarioComparison;
  details: readonly ScenarioDetail[];
  /** Divisions of the registry, level by level. */
  divisions: readonly DivisionCollection[];
}) {
  const { t } = useTranslation(['scenarios', 'changes']);
  const text = useText();
  const [onlyChanged, setOnlyChanged] = useState(false);
  const { scenarios } = comparison;
  const rows = comparisonRows(scenarios);
  const divisionsOf = (id: string) =>
    divisionsChanged(divisions, details.find((detail) => detail.id === id)?.changes ?? []);
  return (
    <section aria-label={t('compare.table')} className="compare-table">
      <header>
        <h3>{t('compare.table')}</h3>
        <label className="compare-switch">
          <Switch size="small" checked={onlyChanged} onChange={setOnlyChanged} /> {t('compare.onlyChanged')}
        </label>
        <Button
          size="small"
          icon={<DownloadOutlined />}
          onClick={() => downloadComparison(comparison, divisionsOf, t, text)}
        >
          {t('compare.csv')}
        </Button>
      </header>
      <Table<ComparisonRow>
        size="small"
        rowKey="id"
        data-testid="compare-table"
        pagination={false}
        dataSource={onlyChanged ? rows.filter(({ changed }) => changed) : rows}
        locale={{ emptyText: <EmptyState text={t('changes:indicatorsUnchanged')} /> }}
        scroll={{ x: 420 + 210 * scenarios.length }}
        onRow={(row) => ({ 'data-indicator': row.id }) as object}
        columns={[
          { title: t('changes:indicator'), width: 230, fixed: 'left', render: (_, row) => text(row.name) },
          {
            title: t('compare.baseline'),
            width: 190,
            render: (_, row) => {
              const delta = { ...row, before: row.baseline, after: row.baseline, changed: false };
              return <Figure delta={delta} side="before" />;
            },
          },
          ...scenarios.map((compared) => ({
            key: compared.scenario.id,
            title: <ScenarioHeading compared={compared} divisions={divisionsOf(compared.scenario.id)} />,
            width: 210,
            render: (_: unknown, row: ComparisonRow) => <Under row={row} id={compared.scenario.id} />,
          })),
        ]}
        summary={() => (
          <Table.Summary fixed>
            <Table.Summary.Row>
              <Table.Summary.Cell index={0}>
                <strong>{t('compare.cost')}</strong>
              </Table.Summary.Cell>
              <Table.Summary.Cell index={1} />
              {scenarios.map(({ scenario, result }, index) => (
                <Table.Summary.Cell key={scenario.id} index={index + 2}>
                  {result ? <CostTotal cost={result.cost} /> : <span className="quiet">{t('compare.cannot')}</span>}
                </Table.Summary.Cell>
              ))}
            </Table.Summary.Row>
          </Table.Summary>
        )}
      />
    </section>
  );
}
