import { AimOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { facilityFunctions, facilityKind, planningActions } from '../../../gis-data/catalogue/index.ts';
import type { PlanAction, SitingPlan } from '../../../server/siting/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { formatYuan } from '../../scenarios/money.ts';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import { PinButtons } from '../SiteCard.tsx';
import { positionOfAction } from '../shown-plan.ts';
import type { DeskHandle } from '../SitingDesk.tsx';
import type { Ask, SitingPatch } from '../siting-view.ts';

/** What an action is called. */
export function useActionLabel(): (action: Pick<PlanAction, 'action'>) => string {
  const { t } = useTranslation('siting');
  const text = useText();
  return ({ action }) => {
    const known = planningActions.find(({ id }) => id === action);
    return known ? text(known.label) : t('action.share');
  };
}

/** What all actions cost, and which of them nothing is known to cost. */
export function PlanCost({ plan }: { plan: SitingPlan }) {
  const { t } = useTranslation('siting');
  const language = useLanguage();
  const unpriced = plan.actions.filter(({ yuan }) => yuan === null).length;
  const known = plan.actions.reduce((sum, { yuan }) => sum + (yuan ?? 0), 0);
  return (
    <p data-testid="plan-cost" data-yuan={plan.yuan ?? undefined}>
      {t('answer.cost')} <strong>{formatYuan(plan.yuan ?? known, language)}</strong>
      {plan.yuan === null && (
        <Tag color="orange" className="siting-unpriced">
          {t('answer.unpriced', { actions: formatNumber(unpriced, language) })}
        </Tag>
      )}
    </p>
  );
}

/** What a plan does, action by action, each to be found on the map, demanded or kept out. */
export function Actions({
  plan,
  ask,
  desk,
  onChange,
}: {
  plan: SitingPlan;
  ask: Ask;
  desk: DeskHandle;
  onChange(patch: SitingPatch): void;
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
  return (
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
  );
}
