import { namingSteps, type NamingStepDefinition } from '../../../gis-data/catalogue/index.ts';
import type { NamingCaseFile } from '../../../server/naming-cases/contract.ts';
import type { Session } from '../../api/queries.ts';

/** Why something is not offered; null where it is. */
export type Refusal = 'signedOut' | 'viewer' | 'county' | 'approver' | 'own' | 'past' | null;

const approves = (role: string) => role === 'approver' || role === 'administrator';

export const stepOf = (id: string): NamingStepDefinition => namingSteps.find((step) => step.id === id)!;

/** Whether an account may write into a case, or why not. */
export function writing(user: Session['user'], countyId: string | null, asOf: string | null): Refusal {
  if (user === null) return 'signedOut';
  if (user.role === 'viewer') return 'viewer';
  if (asOf !== null) return 'past';
  const outside = countyId !== null && user.countyScope !== null && !user.countyScope.includes(countyId);
  return outside ? 'county' : null;
}

/** Whether an account may end the step at work or return the case, or why not. The server decides; this only explains. */
export function working(
  user: Session['user'],
  { countyId, step, file }: Pick<NamingCaseFile, 'countyId' | 'step' | 'file'>,
  asOf: string | null,
): { finish: Refusal; giveBack: Refusal } {
  const refusal = writing(user, countyId, asOf);
  if (refusal !== null || user === null || step === null) return { finish: refusal, giveBack: refusal };
  const role = stepOf(step).role === 'approver' && !approves(user.role) ? ('approver' as const) : null;
  const own = step === 'approval' && file[0]!.author === user.username ? ('own' as const) : null;
  return { finish: role ?? own, giveBack: role };
}

/** Whether an account may refuse an application at this step. */
export const mayRefuse = (user: Session['user'], { step }: Pick<NamingCaseFile, 'step'>): boolean =>
  user !== null && approves(user.role) && (step === 'review' || step === 'approval');

/** Whether the application has not been approved yet, and so can be taken back. */
export const mayWithdraw = ({ step }: Pick<NamingCaseFile, 'step'>): boolean =>
  namingSteps.findIndex(({ id }) => id === step) <= namingSteps.findIndex(({ id }) => id === 'approval');
