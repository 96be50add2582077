import type { Db } from '../registry/store.ts';
import type { CaseEntry, CaseEntryContent } from './contract.ts';

/** A case beside its file. */
export interface StoredCase {
  id: string;
  placeNameId: string | null;
  countyId: string;
  entries: number;
  open: boolean;
}

const caseQuery = (db: Db) =>
  db
    .selectFrom('naming_case')
    .select(['id', 'place_name_id as placeNameId', 'county_id as countyId', 'entries', 'open']);

/** Every case, by id. */
export const listCases = (db: Db): Promise<StoredCase[]> => caseQuery(db).orderBy('id').execute();

/** A case, or null. `lock` holds other writers of its file back until the transaction ends. */
export async function caseById(db: Db, id: string, lock = false): Promise<StoredCase | null> {
  const query = caseQuery(db).where('id', '=', id);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}

/** Entries in the files of all cases: it grows with each, so that what was folded before is known to be old. */
export async function entriesInAll(db: Db): Promise<number> {
  const { entries } = await db
    .selectFrom('naming_case')
    .select(({ fn }) => fn.sum<string | null>('entries').as('entries'))
    .executeTakeFirstOrThrow();
  return Number(entries ?? 0);
}

/** The case that is open for a place name, or null. */
export async function openCaseOf(db: Db, placeNameId: string): Promise<StoredCase | null> {
  return (
    (await caseQuery(db).where('place_name_id', '=', placeNameId).where('open', '=', true).executeTakeFirst()) ?? null
  );
}

const entryQuery = (db: Db) =>
  db
    .selectFrom('naming_case_entry')
    .select(['case_id as caseId', 'position', 'key', 'author', 'recorded_at as recordedAt', 'content']);

type EntryRow = Awaited<ReturnType<ReturnType<typeof entryQuery>['execute']>>[number];

const readEntry = ({ caseId: _, content, ...entry }: EntryRow): CaseEntry => ({
  ...entry,
  content: JSON.parse(content) as CaseEntryContent,
});

/** The file of a case, from its first entry. */
export const fileOf = async (db: Db, caseId: string): Promise<CaseEntry[]> =>
  (await entryQuery(db).where('case_id', '=', caseId).orderBy('position').execute()).map(readEntry);

/** The files of all cases, by case. */
export async function allFiles(db: Db): Promise<Map<string, CaseEntry[]>> {
  const files = new Map<string, CaseEntry[]>();
  for (const row of await entryQuery(db).orderBy('case_id').orderBy('position').execute()) {
    const file = files.get(row.caseId) ?? [];
    file.push(readEntry(row));
    files.set(row.caseId, file);
  }
  return files;
}

/** The entry of a key with its case, or null. */
export async function entryByKey(db: Db, key: string): Promise<{ caseId: string; entry: CaseEntry } | null> {
  const row = await entryQuery(db).where('key', '=', key).executeTakeFirst();
  return row === undefined ? null : { caseId: row.caseId, entry: readEntry(row) };
}

/** @returns false, and nothing is written, where the case is there or another is open for the same place name */
export async function insertCase(db: Db, kept: StoredCase, entry: CaseEntry): Promise<boolean> {
  const inserted = await db
    .insertInto('naming_case')
    .values({
      id: kept.id,
      place_name_id: kept.placeNameId,
      county_id: kept.countyId,
      entries: kept.entries,
      open: kept.open,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return false;
  await insertEntry(db, kept.id, entry);
  return true;
}

/** Appends to the file of a locked case. */
export async function appendEntry(db: Db, caseId: string, entry: CaseEntry, open: boolean): Promise<void> {
  await insertEntry(db, caseId, entry);
  await db.updateTable('naming_case').set({ entries: entry.position, open }).where('id', '=', caseId).execute();
}

/** Notes the place name that a case brought into the register. */
export async function setPlaceName(db: Db, caseId: string, placeNameId: string): Promise<void> {
  await db.updateTable('naming_case').set({ place_name_id: placeNameId }).where('id', '=', caseId).execute();
}

const insertEntry = (db: Db, caseId: string, { recordedAt, content, ...entry }: CaseEntry) =>
  db
    .insertInto('naming_case_entry')
    .values({ case_id: caseId, ...entry, recorded_at: recordedAt, content: JSON.stringify(content) })
    .execute();
