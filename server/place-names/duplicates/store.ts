import type { Db } from '../../registry/store.ts';

/** A pair of records found to be of two places; `aId` is the lesser. */
export interface StoredDistinction {
  id: string;
  aId: string;
  bId: string;
  reason: string;
  recordedBy: string;
  recordedAt: string;
}

/** The ids of a pair in the order in which they are kept. */
export const inOrder = (one: string, other: string): [string, string] => (one < other ? [one, other] : [other, one]);

const standing = (db: Db) =>
  db
    .selectFrom('place_name_distinction')
    .select(['id', 'a_id as aId', 'b_id as bId', 'reason', 'recorded_by as recordedBy', 'recorded_at as recordedAt'])
    .where('taken_back_at', 'is', null);

/** Those that were not taken back, the newest first. */
export const standingDistinctions = (db: Db): Promise<StoredDistinction[]> =>
  standing(db).orderBy('recorded_at', 'desc').orderBy('id').execute();

/** The one that stands for a pair, or null. */
export async function distinctionOf(db: Db, one: string, other: string): Promise<StoredDistinction | null> {
  const [a, b] = inOrder(one, other);
  return (await standing(db).where('a_id', '=', a).where('b_id', '=', b).executeTakeFirst()) ?? null;
}

/** One that stands, by its id, or null. */
export const distinctionById = async (db: Db, id: string): Promise<StoredDistinction | null> =>
  (await standing(db).where('id', '=', id).executeTakeFirst()) ?? null;

/** @returns false, and nothing is written, where one stands for the pair already */
export async function insertDistinction(db: Db, { aId, bId, ...kept }: StoredDistinction): Promise<boolean> {
  const inserted = await db
    .insertInto('place_name_distinction')
    .values({
      id: kept.id,
      a_id: aId,
      b_id: bId,
      reason: kept.reason,
      recorded_by: kept.recordedBy,
      recorded_at: kept.recordedAt,
      taken_back_by: null,
      taken_back_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Notes who took it back; the row stays. @returns false where it was taken back already */
export async function takeBackDistinction(db: Db, id: string, by: string, at: string): Promise<boolean> {
  const taken = await db
    .updateTable('place_name_distinction')
    .set({ taken_back_by: by, taken_back_at: at })
    .where('id', '=', id)
    .where('taken_back_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return taken !== undefined;
}
