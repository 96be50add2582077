import type { Actor } from '../registry/contract.ts';
import { today } from '../registry/today.ts';
import type { DueCases, NamingCaseSummary } from './contract.ts';

/** How many cases fall due in the counties that an account works in. */
export function dueFor({ countyScope }: Pick<Actor, 'countyScope'>, cases: readonly NamingCaseSummary[]): DueCases {
  const own = cases.filter(({ countyId }) => countyScope === null || countyScope.includes(countyId));
  const count = (standing: NamingCaseSummary['standing']) => own.filter((each) => each.standing === standing).length;
  return { asOf: today(), soon: count('soon'), overdue: count('overdue') };
}
