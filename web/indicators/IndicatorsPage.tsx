import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { IndicatorReport, IndicatorResult } from '../../server/indicators/contract.ts';
import { useIndicators, useTrend } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { Answer } from '../ui/states.tsx';
import { VerdictChip } from '../ui/Verdict.tsx';
import { inPlanOrder } from './Board.tsx';
import {
  Definition,
  FigureText,
  Findings,
  Fraction,
  KindTag,
  PlanNumber,
  Readings,
  TargetText,
} from './IndicatorParts.tsx';
import { RangeBar } from './RangeBar.tsx';
import { Sparkline } from './Sparkline.tsx';
import { trendDates } from './trend-dates.ts';

function IndicatorTable({ report }: { report: IndicatorReport }) {
  const { t } = useTranslation('indicators');
  const text = useText();
  const { search } = useLocation();
  const trend = useTrend(trendDates(report.asOf)).data;
  const points = new Map(trend?.series.map((series) => [series.id, series.points]));
  return (
    <Table<IndicatorResult>
      size="small"
      rowKey="id"
      pagination={false}
      scroll={{ x: 900 }}
      dataSource={inPlanOrder(report.results)}
      expandable={{
        expandedRowRender: (indicator) => (
          <div className="board-details">
            <Readings indicator={indicator} />
            <Definition indicator={indicator} snapshot={report.snapshot} />
          </div>
        ),
      }}
      columns={[
        { title: t('number'), width: 56, render: (_, indicator) => <PlanNumber indicator={indicator} /> },
        {
          title: t('name'),
          render: (_, indicator) => (
            <>
              {text(indicator.name)} <KindTag indicator={indicator} /> <Findings indicator={indicator} />
            </>
          ),
        },
        {
          title: t('value'),
          width: 240,
          render: (_, indicator) => (
            <>
              <Link
                className="board-value"
                to={{ pathname: `/indicators/${indicator.id}`, search }}
                aria-label={t('openEvidence', { name: text(indicator.name) })}
              >
                <FigureText figure={indicator} unit={indicator.unit} />
              </Link>{' '}
              <Fraction figure={indicator} unit={indicator.unit} />
              <RangeBar indicator={indicator} />
            </>
          ),
        },
        {
          title: t('targetColumn'),
          width: 190,
          render: (_, indicator) => <TargetText figure={indicator} unit={indicator.unit} />,
        },
        {
          title: t('trend'),
          width: 110,
          render: (_, indicator) => {
            const known = points.get(indicator.id);
            return known && <Sparkline points={known} indicator={indicator} />;
          },
        },
        {
          title: t('verdictColumn'),
          width: 150,
          render: (_, indicator) => <VerdictChip verdict={indicator.overallVerdict} />,
          filters: (['met', 'unmet', 'insufficient'] as const).map((value) => ({ value, text: t(`verdict.${value}`) })),
          onFilter: (value, indicator) => indicator.overallVerdict === value,
        },
      ]}
    />
  );
}

/** All indicators as a table, for reading without the map. */
export default function IndicatorsPage() {
  const { t } = useTranslation('indicators');
  const [{ asOf }] = useView();
  return (
    <section className="page">
      <header className="page-header">
        <h2>{t('title')}</h2>
        <span className="quiet">{t('subtitle')}</span>
      </header>
      <Answer query={useIndicators(asOf)} rows={16}>
        {(report) => <IndicatorTable report={report} />}
      </Answer>
    </section>
  );
}
