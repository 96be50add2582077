import { Alert, Select, Table, Tabs, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { indicators } from '../../../gis-data/catalogue/index.ts';
import type { SitingPlan, TargetsAnswer, TargetsQuestion } from '../../../server/siting/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { FindingsList } from '../../changes/FindingsList.tsx';
import { IndicatorDeltas } from '../../changes/IndicatorDeltas.tsx';
import { formatYuan } from '../../scenarios/money.ts';
import { formatAmount, formatDate, formatNumber } from '../../ui/format.ts';
import { Actions, PlanCost } from '../answer/Actions.tsx';
import { downloadJson, type FileWords } from '../answer/downloads.ts';
import { PlanButtons } from '../answer/PlanButtons.tsx';
import { gapText } from '../answer/Proof.tsx';
import { Omissions } from '../answer/WherePanel.tsx';
import type { DeskHandle } from '../SitingDesk.tsx';
import type { ChangeTargets, TargetsAsk } from './targets-view.ts';

const alertTypes = { optimal: 'success', feasible: 'warning', infeasible: 'error', unknown: 'warning' } as const;

/** The best plan and those nearly as good, best first. */
export const plansOf = ({ plan, alternatives }: TargetsAnswer): readonly SitingPlan[] =>
  plan ? [plan, ...alternatives.map((each) => each.plan)] : [];

/** The answer to "what is the least that reaches the targets". */
export function TargetsPanel({
  answer,
  question,
  ask,
  shown,
  desk,
  fileWords,
  onShow,
  onChange,
}: {
  answer: TargetsAnswer;
  question: TargetsQuestion;
  ask: TargetsAsk;
  /** Position of the plan that is shown among `plansOf`. */
  shown: number;
  desk: DeskHandle;
  fileWords: FileWords;
  onShow(plan: number): void;
  onChange: ChangeTargets;
}) {
  const { t } = useTranslation(['targets', 'siting', 'common']);
  const language = useLanguage();
  const plans = plansOf(answer);
  const plan = plans[shown] ?? plans[0];
  return (
    <div className="siting-answer" data-testid="targets-answer">
      <Proof answer={answer} minimise={question.minimise} />
      <p className="provenance">
        {answer.demo && (
          <Tag color="gold" data-testid="demo">
            {t('common:demo')}
          </Tag>
        )}
        <span className="quiet">{formatDate(answer.asOf, language)}</span>
      </p>
      {answer.conflict && <Conflict conflict={answer.conflict} />}
      <TargetTable answer={answer} />
      <Omissions findings={answer.findings} />
      {plan && (
        <>
          {plans.length > 1 && (
            <Select<number>
              size="small"
              aria-label={t('chosen')}
              data-testid="plans"
              value={plans.indexOf(plan)}
              onChange={onShow}
              options={plans.map((_, i) => ({
                value: i,
                label: i === 0 ? t('plan') : <Alternative {...{ answer, i }} minimise={question.minimise} />,
              }))}
            />
          )}
          <PlanButtons
            plan={plan}
            name={t('save.name', { date: answer.asOf })}
            note={t('save.note', { actions: formatNumber(plan.actions.length, language), snapshot: answer.snapshot })}
            files={[
              {
                key: 'json',
                label: t('file.json'),
                save: () => downloadJson({ question, answer }, answer.asOf, fileWords),
              },
            ]}
          />
          <Tabs
            size="small"
            items={[
              {
                key: 'plan',
                label: t('actionsTab', { actions: formatNumber(plan.actions.length, language) }),
                children: (
                  <>
                    <PlanCost plan={plan} />
                    <Actions plan={plan} ask={ask} desk={desk} onChange={onChange} />
                  </>
                ),
              },
              {
                key: 'indicators',
                label: t('indicatorsTab'),
                children: (
                  <>
                    {!plan.committable && <Alert type="error" showIcon title={t('siting:answer.blocked')} />}
                    <IndicatorDeltas indicators={plan.indicators} compact />
                    <FindingsList findings={plan.findings} />
                  </>
                ),
              },
            ]}
          />
        </>
      )}
    </div>
  );
}

function Alternative({ answer, i, minimise }: { answer: TargetsAnswer; i: number; minimise: 'cost' | 'actions' }) {
  const { t } = useTranslation('targets');
  const language = useLanguage();
  const more = answer.alternatives[i - 1]!.objective - (answer.objective ?? 0);
  const amount =
    more <= 0
      ? t('samePrice')
      : minimise === 'cost'
        ? t('morePrice', { yuan: formatYuan(more, language) })
        : t('moreActions', { count: formatNumber(more, language) as unknown as number });
  return (
    <>
      {t('alternative', { number: i + 1 })} · {amount}
    </>
  );
}

/** How good the plan is, in plain words. */
function Proof({ answer, minimise }: { answer: TargetsAnswer; minimise: 'cost' | 'actions' }) {
  const { t } = useTranslation('targets');
  const language = useLanguage();
  const { status, objective, bound, gap, seconds, plan } = answer;
  const amount = (value: number) => (minimise === 'cost' ? formatYuan(value, language) : formatNumber(value, language));
  const said = (key: 'cost' | 'actions' | 'costBound' | 'actionsBound', value: number) =>
    t(`proof.${key}`, { yuan: amount(value), count: amount(value) as unknown as number });
  const sentence =
    status === 'feasible' && gap !== null
      ? t('proof.feasibleWithin', { gap: gapText(gap, language) })
      : t(`proof.${status}`);
  const nothingToDo = status === 'optimal' && plan?.actions.length === 0;
  return (
    <Alert
      type={alertTypes[status]}
      showIcon
      data-testid="proof"
      data-status={status}
      data-objective={objective ?? undefined}
      title={<strong>{nothingToDo ? t('proof.met') : sentence}</strong>}
      description={
        <>
          {objective !== null && (
            <div>
              {said(minimise, objective)}
              {status !== 'optimal' && bound !== null && <> · {said(`${minimise}Bound`, bound)}</>}
            </div>
          )}
          <div className="quiet">{t('proof.seconds', { seconds: formatNumber(seconds, language, 1) })}</div>
        </>
      }
    />
  );
}

/** Why the targets cannot be met together: conditions of which none can be spared. */
function Conflict({ conflict }: { conflict: NonNullable<TargetsAnswer['conflict']> }) {
  const { t } = useTranslation('targets');
  const text = useText();
  return (
    <section data-testid="conflict" aria-label={t('conflict')}>
      <p data-content="data">{text(conflict.message)}</p>
      {conflict.parts.length > 1 && <p className="quiet">{t('conflict')}</p>}
      <ul className="targets-conflict">
        {conflict.parts.map((part) => (
          <li key={`${part.kind}:${part.id}`} data-kind={part.kind}>
            <Tag>{t(`part.${part.kind}`)}</Tag>
            <span data-content="data">{text(part.text)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type TargetRow = TargetsAnswer['targets'][number];

function TargetTable({ answer }: { answer: TargetsAnswer }) {
  const { t } = useTranslation('targets');
  const text = useText();
  const language = useLanguage();
  const amount = (value: number | null, unit: string) => (value === null ? '—' : formatAmount(value, unit, language));
  const verdict = (met: boolean) => <Tag color={met ? 'green' : 'red'}>{t(met ? 'table.met' : 'table.unmet')}</Tag>;
  const nameOf = ({ indicatorId, name }: TargetRow) => {
    const number = indicators.find(({ id }) => id === indicatorId)?.planNumber ?? null;
    return `${number === null ? '' : `${number} `}${text(name)}`;
  };
  return (
    <Table<TargetRow>
      size="small"
      rowKey={({ indicatorId, reading }) => `${indicatorId}.${reading}`}
      pagination={false}
      dataSource={answer.targets}
      scroll={{ x: 440 }}
      data-testid="targets"
      onRow={(row) => ({ 'data-target': row.indicatorId, 'data-met': row.metAfter }) as object}
      columns={[
        { title: t('table.target'), render: (_, row) => nameOf(row) },
        { title: t('table.needed'), width: 76, align: 'right', render: (_, row) => amount(row.needed, row.unit) },
        {
          title: t('table.before'),
          width: 92,
          align: 'right',
          render: (_, row) => (
            <>
              {amount(row.before, row.unit)} {verdict(row.metBefore)}
            </>
          ),
        },
        {
          title: t('table.after'),
          width: 92,
          align: 'right',
          render: (_, row) =>
            answer.plan && (
              <>
                {amount(row.after, row.unit)} {verdict(row.metAfter)}
              </>
            ),
        },
      ]}
    />
  );
}
