import type { CostMeasureId } from '../../gis-data/catalogue/index.ts';
import type { PlannedAction } from './actions.ts';
import type { CostRate, ScenarioAction, ScenarioCost } from './contract.ts';

/**
 * Prices actions: for each measure the most specific rate (of the kind and function, of the kind, of the function, of
 * any), times the amount, added up. Rates by several measures add up, such as one for each site and one for each bed. An
 * action without any rate, or with a rate whose amount is unknown, has no price and says what is missing.
 */
export function costOf(actions: readonly PlannedAction[], rates: readonly CostRate[]): ScenarioCost {
  const used = new Set<CostRate>();
  const priced = actions.map((action) => pricedAction(action, rates, used));
  return {
    actions: priced,
    yuan: priced.reduce((sum, { yuan }) => sum + (yuan ?? 0), 0),
    unpriced: priced.filter(({ yuan }) => yuan === null).length,
    demo: [...used].some(({ demo }) => demo),
  };
}

function pricedAction(action: PlannedAction, rates: readonly CostRate[], used: Set<CostRate>): ScenarioAction {
  const parts = action.quantities.flatMap(({ per, amount }) => {
    const rate = rateFor(action, per, rates);
    return rate ? [{ rate, per, amount }] : [];
  });
  const missing = parts.length === 0 ? ['rate'] : parts.flatMap(({ per, amount }) => (amount === null ? [per] : []));
  if (missing.length === 0) for (const { rate } of parts) used.add(rate);
  return {
    ...action,
    yuan: missing.length > 0 ? null : parts.reduce((sum, { rate, amount }) => sum + rate.yuan * amount!, 0),
    rateIds: parts.map(({ rate }) => rate.id),
    missing,
  };
}

function rateFor(action: PlannedAction, per: CostMeasureId, rates: readonly CostRate[]): CostRate | null {
  let best: CostRate | null = null;
  for (const rate of rates) {
    const fits =
      rate.action === action.action &&
      rate.per === per &&
      (rate.facilityKind === null || rate.facilityKind === action.facilityKind) &&
      (rate.functionId === null || rate.functionId === action.functionId);
    if (fits && (best === null || specificity(rate) > specificity(best))) best = rate;
  }
  return best;
}

const specificity = ({ facilityKind, functionId }: CostRate) =>
  (facilityKind === null ? 0 : 2) + (functionId === null ? 0 : 1);
