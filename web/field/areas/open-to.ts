import type { CaseFile } from '../../../server/inspection/contract.ts';
import { lastAccount, type FieldAccount } from '../app/session.ts';
import { database, type PreparedArea } from '../store/database.ts';

type Reader = Pick<FieldAccount, 'id' | 'username'>;

/** Whether an account may open an area on a shared phone: it took it along, or is on a team of a case of its lines. */
export const mayOpen = (
  { account, lineIds }: Pick<PreparedArea, 'account' | 'lineIds'>,
  cases: readonly Pick<CaseFile, 'lineId' | 'teams'>[],
  reader: Reader | null,
): boolean =>
  reader !== null &&
  (account === reader.id ||
    cases.some(
      ({ lineId, teams }) => lineIds.includes(lineId) && teams.some(({ members }) => members.includes(reader.username)),
    ));

/** Who looks: whoever is signed in, or worked here last, since a session may end on the mountain. */
export const readerOf = (account: FieldAccount | null | undefined): Reader | null => account ?? lastAccount();

/** Areas on this device that a reader may open, and how many more there are. */
export async function areasOpenTo(reader: Reader | null): Promise<{ open: PreparedArea[]; others: number }> {
  const [areas, cases] = await Promise.all([database.areas.orderBy('id').toArray(), database.cases.toArray()]);
  const open = areas.filter((area) => mayOpen(area, cases, reader));
  return { open, others: areas.length - open.length };
}
