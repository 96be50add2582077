import { sql } from 'kysely';
import type { Db } from '../registry/store.ts';
import { stored, type ChainHead, type StoredEntry } from './chain.ts';
import type { Entry } from './contract.ts';

/** Rows handed to one INSERT; keeps a statement's JSON parameter at a few megabytes. */
const BATCH = 500;

const caseQuery = (db: Db) => db.selectFrom('inspection_case').select(['id', 'line_id as lineId', 'entries', 'head']);

/** Every case, by id. */
export const listCases = (db: Db): Promise<ChainHead[]> => caseQuery(db).orderBy('id').execute();

/** A case, or null. `lock` holds other writers of its file back until the transaction ends. */
export async function caseById(db: Db, id: string, lock = false): Promise<ChainHead | null> {
  const query = caseQuery(db).where('id', '=', id);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

const entryQuery = (db: Db) =>
  db
    .selectFrom('inspection_entry')
    .select([
      'position',
      'key',
      'author',
      'device_time as deviceTime',
      'content',
      'recorded_at as recordedAt',
      'content_hash as contentHash',
      'previous_hash as previousHash',
      'hash',
    ]);

/** The file of a case, from its first entry. */
export const fileOf = (db: Db, caseId: string): Promise<StoredEntry[]> =>
  entryQuery(db).where('case_id', '=', caseId).orderBy('position').execute();

/** The entry of a key with the case that holds it, or null. */
export async function entryByKey(db: Db, key: string): Promise<(StoredEntry & { caseId: string }) | null> {
  return (await entryQuery(db).select('case_id as caseId').where('key', '=', key).executeTakeFirst()) ?? null;
}

/**
 * Writes a case with what its file begins with.
 * @returns false, and nothing is written, where the case is there already
 */
export async function insertCase(db: Db, kept: ChainHead, entries: readonly Entry[]): Promise<boolean> {
  const inserted = await db
    .insertInto('inspection_case')
    .values({ id: kept.id, line_id: kept.lineId, entries: kept.entries, head: kept.head })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return false;
  await insertEntries(db, kept.id, entries);
  return true;
}

/** Appends to the file of a locked case. */
export async function appendEntry(db: Db, caseId: string, entry: Entry): Promise<void> {
  await insertEntries(db, caseId, [entry]);
  await db
    .updateTable('inspection_case')
    .set({ entries: entry.position, head: entry.hash })
    .where('id', '=', caseId)
    .execute();
}

async function insertEntries(db: Db, caseId: string, entries: readonly Entry[]): Promise<void> {
  for (let at = 0; at < entries.length; at += BATCH) {
    const rows = entries
      .slice(at, at + BATCH)
      .map(stored)
      .map((row) => ({
        position: row.position,
        key: row.key,
        author: row.author,
        device_time: row.deviceTime,
        content: row.content,
        recorded_at: row.recordedAt,
        content_hash: row.contentHash,
        previous_hash: row.previousHash,
        hash: row.hash,
      }));
    await db
      .insertInto('inspection_entry')
      .values(rows.map((row) => ({ case_id: caseId, ...row })))
      .execute();
  }
}

/** The furthest that the audit knows the file of each case to have been. */
export async function auditedHeads(db: Db): Promise<Map<string, { entries: number; head: string }>> {
  const { rows } = await sql<{ id: string; entries: number; head: string }>`
    SELECT DISTINCT ON (target) substr(target, length('inspection-case/') + 1) AS id,
      (detail ->> 'entries')::integer AS entries, detail ->> 'head' AS head
    FROM audit WHERE target LIKE 'inspection-case/%' AND detail ? 'head'
    ORDER BY target, (detail ->> 'entries')::integer DESC`.execute(db);
  return new Map(rows.map(({ id, ...head }) => [id, head]));
}
