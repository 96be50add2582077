import type { CostRate } from '../../scenarios/contract.ts';
import { priceOf } from '../plan.ts';
import type { WhereSite } from './sites.ts';

/** What it costs to do what may be done at each site. */
export interface Prices {
  /** By site, yuan; null where a rate or an amount is missing. Nothing where nothing may be done. */
  readonly yuan: readonly (number | null)[];
  /** As a plan tells of them. */
  readonly missingRates: readonly string[];
  /** Whether a rate of the demonstration entered. */
  readonly demo: boolean;
}

/** Prices sites by the rate table, as scenarios are priced. */
export function pricesOf(sites: readonly WhereSite[], rates: readonly CostRate[]): Prices {
  const priced = sites.map(({ effect }) => priceOf(effect ? [effect] : [], rates));
  return {
    yuan: priced.map(({ yuan }) => yuan),
    missingRates: [...new Set(priced.flatMap(({ missingRates }) => missingRates))].sort(),
    demo: priced.some(({ demo }) => demo),
  };
}
