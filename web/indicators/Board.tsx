import { DownOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IndicatorReport, IndicatorResult, Trend, Verdict } from '../../server/indicators/contract.ts';
import { useIndicators, useTrend } from '../api/queries.ts';
import { useText } from '../app/i18n/use-text.ts';
import { useView } from '../app/url-state.ts';
import { Answer, EmptyState } from '../ui/states.tsx';
import { VerdictChip } from '../ui/Verdict.tsx';
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

/** The plan's numbers first, in order; targets from the plan's text after them. */
export const inPlanOrder = (results: readonly IndicatorResult[]): IndicatorResult[] =>
  [...results].sort((a, b) => (a.planNumber ?? Infinity) - (b.planNumber ?? Infinity) || 0);

type Points = Trend['series'][number]['points'];

function BoardItem({
  indicator,
  snapshot,
  points,
}: {
  indicator: IndicatorResult;
  snapshot: string;
  points: Points | undefined;
}) {
  const { t } = useTranslation('indicators');
  const text = useText();
  const [{ indicatorId, evidenceId }, change] = useView();
  const [open, setOpen] = useState(false);
  const name = text(indicator.name);
  const coloured = indicatorId === indicator.id;
  const colour = () => change({ indicatorId: indicator.id, mode: null });
  const hasAreas = indicator.source === 'computed';
  return (
    <li
      className={`board-item ${coloured ? 'board-item-coloured' : ''} ${evidenceId === indicator.id ? 'board-item-open' : ''}`}
      data-indicator={indicator.id}
    >
      <div className="board-head">
        <PlanNumber indicator={indicator} />
        {hasAreas ? (
          <button
            type="button"
            className="board-name"
            aria-label={t('showOnMap', { name })}
            aria-pressed={coloured}
            title={t('showOnMap', { name })}
            onClick={colour}
          >
            {name}
          </button>
        ) : (
          <span className="board-name">{name}</span>
        )}
        <Findings indicator={indicator} />
        <Button
          type="text"
          size="small"
          className="board-expand"
          icon={open ? <DownOutlined /> : <RightOutlined />}
          aria-label={t('details', { name })}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
      </div>
      <div className="board-figures">
        <button
          type="button"
          className="board-value"
          aria-label={t('openEvidence', { name })}
          title={t('openEvidence', { name })}
          onClick={() => change({ evidenceId: indicator.id, ...(hasAreas ? { indicatorId: indicator.id } : {}) })}
        >
          <FigureText figure={indicator} unit={indicator.unit} />
        </button>
        <span className="board-spark">{points && <Sparkline points={points} indicator={indicator} />}</span>
        <VerdictChip verdict={indicator.overallVerdict} />
      </div>
      <RangeBar indicator={indicator} />
      <div className="board-foot">
        <Fraction figure={indicator} unit={indicator.unit} />
        <TargetText figure={indicator} unit={indicator.unit} />
        {indicator.unknownUnits > 0 && (
          <span
            className="quiet"
            title={t('unknownUnits', { unknown: indicator.unknownUnits, units: indicator.units })}
          >
            {t('unknownCount', { unknown: indicator.unknownUnits })}
          </span>
        )}
        <KindTag indicator={indicator} />
      </div>
      {open && (
        <div className="board-details">
          <Readings indicator={indicator} />
          <Definition indicator={indicator} snapshot={snapshot} />
        </div>
      )}
    </li>
  );
}

const verdicts = ['met', 'unmet', 'insufficient'] as const satisfies readonly Verdict[];

function BoardList({ report }: { report: IndicatorReport }) {
  const { t } = useTranslation(['indicators', 'common']);
  const [filter, setFilter] = useState<Verdict | 'all'>('all');
  const trend = useTrend(trendDates(report.asOf)).data;
  const points = new Map(trend?.series.map((series) => [series.id, series.points]));
  const count = (verdict: Verdict) => report.results.filter((result) => result.overallVerdict === verdict).length;
  const shown = inPlanOrder(report.results).filter((result) => filter === 'all' || result.overallVerdict === filter);
  return (
    <div className="board">
      <div className="board-filter">
        <Segmented
          block
          size="small"
          aria-label={t('filterVerdict')}
          value={filter}
          onChange={setFilter}
          options={[
            { value: 'all' as const, label: `${t('common:all')} ${report.results.length}` },
            ...verdicts.map((verdict) => ({ value: verdict, label: `${t(`verdict.${verdict}`)} ${count(verdict)}` })),
          ]}
        />
      </div>
      {shown.length === 0 && <EmptyState text={t('noneOfVerdict')} />}
      <ol className="board-list">
        {shown.map((indicator) => (
          <BoardItem
            key={indicator.id}
            indicator={indicator}
            snapshot={report.snapshot}
            points={points.get(indicator.id)}
          />
        ))}
      </ol>
    </div>
  );
}

/** All indicators with value, range, target, verdict and trend; the way into map colours and evidence. */
export function Board() {
  const [{ asOf }] = useView();
  return (
    <Answer query={useIndicators(asOf)} rows={14}>
      {(report) => <BoardList report={report} />}
    </Answer>
  );
}
