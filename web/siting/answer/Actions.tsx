import { AimOutlined, ExpandOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import {
  costMeasures,
  facilityFunctions,
  facilityKind,
  planningActions,
  reopeningLabel,
} from '../../../gis-data/catalogue/index.ts';
import type { PlanAction, SitingPlan } from '../../../server/siting/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { formatYuan } from '../../scenarios/money.ts';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import type { ChangeLists, Lists } from '../demands.ts';
import { PinButtons } from '../SiteCard.tsx';
import { positionOfAction } from '../shown-plan.ts';
import type { DeskHandle } from '../SitingDesk.tsx';

/** What an action is called. */
export function useActionLabel(): (action: Pick<PlanAction, 'action'>) => string {
  const text = useText();
  return ({ action }) => text(planningActions.find(({ id }) => id === action)?.label ?? reopeningLabel);
}

/** What all actions cost. Those without a price are counted, never taken as free. */
export function PlanCost({ plan }: { plan: SitingPlan }) {
  const { t } = useTranslation('siting');
  const language = useLanguage();
  const priced = plan.actions.flatMap(({ yuan }) => yuan ?? []);
  const unpriced = plan.actions.length - priced.length;
  const known = priced.length > 0 || unpriced === 0;
  return (
    <p data-testid="plan-cost" data-yuan={plan.yuan ?? undefined}>
      {t('answer.cost')}{' '}
      <strong>
        {known
          ? formatYuan(
              priced.reduce((sum, yuan) => sum + yuan, 0),
              language,
            )
          : t('answer.costUnknown')}
      </strong>
      {unpriced > 0 && (
        <Tag color="orange" className="siting-unpriced">
          {t('answer.unpriced', { actions: formatNumber(unpriced, language) })}
        </Tag>
      )}
      <MissingPrices missing={plan.missingRates} />
    </p>
  );
}

/** What must be entered before a plan can be priced: rates (`action/kind`), or amounts (`action/kind?measure`). */
function MissingPrices({ missing }: { missing: readonly string[] }) {
  const { t } = useTranslation('siting');
  const text = useText();
  const label = useActionLabel();
  if (missing.length === 0) return null;
  const words = missing.map((entry) => {
    const [subject, measure] = entry.split('?');
    const [action, kind] = subject!.split('/');
    const what = `${label({ action: action! })} ${text(facilityKind(kind!).label)}`;
    const amount = costMeasures.find(({ id }) => id === measure);
    return amount
      ? t('answer.missingAmount', { what, measure: text(amount.label) })
      : t('answer.missingRate', { what });
  });
  return <span className="quiet siting-block">{[...new Set(words)].join(text({ zh: ';', en: '; ' }))}</span>;
}

/** What a plan does, action by action, each to be found on the map, demanded or kept out. */
export function Actions({
  plan,
  ask,
  desk,
  onChange,
}: {
  plan: SitingPlan;
  ask: Lists;
  desk: DeskHandle;
  onChange: ChangeLists;
}) {
  const { t } = useTranslation('siting');
  const text = useText();
  const language = useLanguage();
  const label = useActionLabel();
  const nameOf = (functionId: string) => {
    const known = facilityFunctions.find(({ id }) => id === functionId);
    return known ? text(known.label) : functionId;
  };
  if (plan.actions.length === 0) return <EmptyState text={t('answer.noActions')} />;
  const places = plan.actions.flatMap((action) => {
    const position = positionOfAction(action);
    return position ? [position] : [];
  });
  return (
    <>
      {desk.showAll && (
        <Button size="small" icon={<ExpandOutlined />} onClick={() => desk.showAll?.(places)}>
          {t('answer.showAll')}
        </Button>
      )}
      <ul className="siting-actions" data-testid="actions" data-count={plan.actions.length}>
        {plan.actions.map((action) => (
          <li key={action.id} data-action={action.action} data-site={action.id}>
            <div className="siting-action-head">
              <Tag color={action.action === 'build' ? 'green' : action.action === 'close' ? 'red' : 'purple'}>
                {label(action)}
              </Tag>
              <strong>
                <Data>{action.facilityName}</Data>
              </strong>
              <Button
                type="text"
                size="small"
                icon={<AimOutlined />}
                aria-label={t('answer.showOnMap')}
                title={t('answer.showOnMap')}
                disabled={action.at === null}
                onClick={() => desk.show({ type: 'site', id: action.id }, positionOfAction(action))}
              />
            </div>
            <div className="quiet">
              {text(facilityKind(action.facilityKind).label)}
              {action.functionIds.length > 0 && (
                <> · {action.functionIds.map(nameOf).join(text({ zh: '、', en: ', ' }))}</>
              )}
              {action.year !== null && <> · {t('answer.inYear', { year: String(action.year) })}</>}
            </div>
            <div data-content="data">{text(action.reason)}</div>
            <div className="siting-action-foot">
              <PinButtons ask={ask} id={action.id} onChange={onChange} />
              <span>{action.yuan === null ? t('answer.noRate') : formatYuan(action.yuan, language)}</span>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
