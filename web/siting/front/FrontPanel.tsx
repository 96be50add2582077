import { Alert, Radio, Table, Tabs } from 'antd';
import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParetoAnswer, ParetoQuestion } from '../../../server/siting/contract.ts';
import { useDivisions } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { FindingsList } from '../../changes/FindingsList.tsx';
import { IndicatorDeltas } from '../../changes/IndicatorDeltas.tsx';
import { formatYuan } from '../../scenarios/money.ts';
import { Chart } from '../../ui/Chart.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatAmount, formatNumber } from '../../ui/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Actions, PlanCost, useActionLabel } from '../answer/Actions.tsx';
import { downloadActions, downloadJson, type FileWords } from '../answer/downloads.ts';
import { PlanButtons } from '../answer/PlanButtons.tsx';
import { Omissions, Provenance } from '../answer/WherePanel.tsx';
import type { DeskHandle } from '../SitingDesk.tsx';
import type { Ask, ChangeSiting } from '../siting-view.ts';
import { frontHeightPx, frontPlot, nearestPoint, rampColors, worstRange, type FrontPoint } from './front-plot.ts';

/** What the colours of the plot mean. */
function WorstLegend({ points }: { points: readonly FrontPoint[] }) {
  const { t } = useTranslation('siting');
  const language = useLanguage();
  const range = worstRange(points);
  if (!range) return null;
  const percent = (share: number) => formatAmount(share, 'ratio', language);
  return (
    <p className="front-legend quiet">
      {t('front.worst')} {percent(range.least)}
      <span aria-hidden>
        {rampColors.map((color) => (
          <i key={color} style={{ background: color }} />
        ))}
      </span>
      {percent(range.most)}
    </p>
  );
}

/** The points as a table, in which they can be chosen with the keyboard too. */
function Points({
  points,
  chosen,
  onChoose,
}: {
  points: readonly FrontPoint[];
  chosen: number | null;
  onChoose(index: number): void;
}) {
  const { t } = useTranslation('siting');
  const language = useLanguage();
  const counties = useDivisions('county', null).data?.items;
  const rows = points.map((point, index) => ({ ...point, index }));
  return (
    <Table<FrontPoint & { index: number }>
      size="small"
      rowKey="index"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 400, y: 220 }}
      data-testid="front-points"
      rowClassName={({ index }) => (index === chosen ? 'row-selected' : '')}
      onRow={({ index }) => ({ onClick: () => onChoose(index), 'data-point': index })}
      columns={[
        {
          title: t('front.choose'),
          width: 66,
          render: (_, { index }) => (
            <Radio
              aria-label={t('front.point', { number: index + 1 })}
              checked={index === chosen}
              onChange={() => onChoose(index)}
            />
          ),
        },
        { title: t('front.cost'), width: 128, align: 'right', render: (_, { yuan }) => formatYuan(yuan, language) },
        {
          title: t('front.covered'),
          width: 96,
          align: 'right',
          render: (_, { covered }) => formatNumber(covered, language),
        },
        {
          title: t('front.worst'),
          render: (_, { worstCounty, worstCountyId }) =>
            worstCounty === null ? (
              '—'
            ) : (
              <>
                {formatAmount(worstCounty, 'ratio', language)}{' '}
                <Data className="quiet">{counties?.find(({ id }) => id === worstCountyId)?.name ?? ''}</Data>
              </>
            ),
        },
        {
          title: t('front.proven'),
          width: 78,
          render: (_, { proven }) => t(proven ? 'front.isProven' : 'front.notProven'),
        },
      ]}
    />
  );
}

/** Every plan that is not worse than another: the plot, the points, and the plan of the chosen one. */
export function FrontPanel({
  answer,
  question,
  ask,
  chosen,
  desk,
  onChange,
}: {
  answer: ParetoAnswer;
  /** What it answers. */
  question: ParetoQuestion;
  ask: Ask;
  /** Position of the chosen point. */
  chosen: number | null;
  desk: DeskHandle;
  onChange: ChangeSiting;
}) {
  const { t } = useTranslation('siting');
  const text = useText();
  const language = useLanguage();
  const actionLabel = useActionLabel();
  const summaryId = useId();
  const { points, complete } = answer;
  const option = useMemo(() => frontPlot(points, chosen, t, language), [points, chosen, t, language]);
  const plan = chosen === null ? null : (points[chosen]?.plan ?? null);
  const choose = (index: number | null) => index !== null && onChange({ frontPoint: index });
  const words: FileWords = { t, text, language, actionLabel, nameOf: desk.nameOf };
  if (points.length === 0)
    return (
      <>
        <Omissions findings={answer.findings} />
        <EmptyState text={t('front.none')} />
      </>
    );
  return (
    <div className="siting-answer" data-testid="front" data-points={points.length} data-complete={complete}>
      <Alert
        type={complete ? 'success' : 'warning'}
        showIcon
        title={
          <span id={summaryId}>
            {t(complete ? 'front.complete' : 'front.partial', {
              points: formatNumber(points.length, language),
              seconds: formatNumber(answer.seconds, language, 1),
            })}
          </span>
        }
      />
      <Provenance answer={answer} />
      <Omissions findings={answer.findings} />
      <Chart
        option={option}
        heightPx={frontHeightPx}
        label={t('front.title')}
        describedBy={summaryId}
        onPick={({ x, y }) => choose(nearestPoint(points, x, y))}
      />
      <WorstLegend points={points} />
      <Points points={points} chosen={chosen} onChoose={choose} />
      {plan === null ? (
        <p className="quiet">{t('front.pick')}</p>
      ) : (
        <section aria-label={t('front.plan', { number: chosen! + 1 })} className="siting-answer">
          <h4>{t('front.plan', { number: chosen! + 1 })}</h4>
          <PlanButtons
            plan={plan}
            name={t('save.frontName', { number: chosen! + 1, date: answer.asOf })}
            note={t('save.frontNote', { snapshot: answer.snapshot })}
            files={[
              { key: 'actions', label: t('file.actionsCsv'), save: () => downloadActions(plan, answer, words) },
              {
                key: 'json',
                label: t('file.json'),
                save: () => downloadJson({ question, answer }, answer.asOf, words),
              },
            ]}
          />
          <Tabs
            size="small"
            items={[
              {
                key: 'plan',
                label: t('answer.plan', { actions: formatNumber(plan.actions.length, language) }),
                children: (
                  <>
                    <PlanCost plan={plan} />
                    <Actions plan={plan} ask={ask} desk={desk} onChange={onChange} />
                  </>
                ),
              },
              {
                key: 'indicators',
                label: t('answer.indicators'),
                children: (
                  <>
                    <IndicatorDeltas indicators={plan.indicators} compact />
                    <FindingsList findings={plan.findings} />
                  </>
                ),
              },
            ]}
          />
        </section>
      )}
    </div>
  );
}
