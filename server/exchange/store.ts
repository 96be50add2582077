import type { Kysely, Selectable } from 'kysely';
import type { ImportJobRow, ImportMappingRow, Schema } from '../db/schema.ts';
import {
  importOptions,
  savedMapping,
  type DryRunResult,
  type ImportCounts,
  type ImportJob,
  type ImportOptions,
  type ImportStatus,
  type SavedMapping,
} from './contract.ts';

type Db = Kysely<Schema>;

/** What a dry run leaves behind: the answer, and what each row was going to do, for the commit to compare with. */
export interface StoredReport {
  result: DryRunResult;
  /** Digest of the change of each committable row, by row. */
  digests: Record<string, string>;
}

/** A job as stored. */
export interface StoredJob {
  id: string;
  createdAt: string;
  author: string;
  authorName: string;
  fileName: string;
  fileHash: string;
  fileSize: number;
  status: ImportStatus;
  options: ImportOptions | null;
  report: StoredReport | null;
  changeSetId: string | null;
}

const jobOf = (row: Pick<ImportJobRow, keyof ImportJobRow> | Record<keyof ImportJobRow, unknown>): StoredJob => ({
  id: String(row.id),
  createdAt: String(row.created_at),
  author: String(row.author),
  authorName: String(row.author_name),
  fileName: String(row.file_name),
  fileHash: String(row.file_hash),
  fileSize: Number(row.file_size),
  status: row.status as ImportStatus,
  options: row.options === null ? null : importOptions.parse(row.options),
  report: row.report as StoredReport | null,
  changeSetId: row.change_set_id as string | null,
});

export async function insertJob(
  db: Db,
  job: Pick<StoredJob, 'id' | 'author' | 'authorName' | 'fileName' | 'fileHash' | 'fileSize'>,
): Promise<StoredJob> {
  const row = await db
    .insertInto('import_job')
    .values({
      id: job.id,
      author: job.author,
      author_name: job.authorName,
      file_name: job.fileName,
      file_hash: job.fileHash,
      file_size: job.fileSize,
      status: 'uploaded',
      options: null,
      report: null,
      change_set_id: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return jobOf(row);
}

export async function jobById(db: Db, id: string): Promise<StoredJob | null> {
  const row = await db.selectFrom('import_job').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? jobOf(row) : null;
}

/** Jobs, newest first, without their reports' rows. */
export async function listJobs(db: Db, limit: number): Promise<ImportJob[]> {
  const rows = await db
    .selectFrom('import_job')
    .select([
      'id',
      'created_at',
      'author',
      'author_name',
      'file_name',
      'file_hash',
      'file_size',
      'status',
      'change_set_id',
    ])
    .select((e) =>
      e
        .ref('report', '->')
        .key('result' as never)
        .key('counts' as never)
        .as('counts'),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    createdAt: String(row.created_at),
    author: row.author,
    authorName: row.author_name,
    fileName: row.file_name,
    fileHash: row.file_hash,
    fileSize: row.file_size,
    status: row.status as ImportStatus,
    counts: row.counts === null ? null : { undecided: 0, ...(row.counts as Omit<ImportCounts, 'undecided'>) },
    changeSetId: row.change_set_id,
  }));
}

/** Stores a dry run; refused (false) when the job was committed or discarded meanwhile. */
export async function saveReport(db: Db, id: string, options: ImportOptions, report: StoredReport): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('import_job')
    .set({ options: JSON.stringify(options), report: JSON.stringify(report), status: 'checked' })
    .where('id', '=', id)
    .where('status', 'in', ['uploaded', 'checked'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Stores how the file is to be read next time; refused (false) when the job was committed or discarded meanwhile. */
export async function saveOptions(db: Db, id: string, options: ImportOptions): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('import_job')
    .set({ options: JSON.stringify(options) })
    .where('id', '=', id)
    .where('status', '=', 'checked')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Ties the job to the change set about to be committed; false when another commit of the job came first. */
export async function claimCommit(db: Db, id: string, changeSetId: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('import_job')
    .set({ status: 'committing', change_set_id: changeSetId })
    .where('id', '=', id)
    .where('status', '=', 'checked')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Gives a job back after a refused commit. */
export async function releaseCommit(db: Db, id: string): Promise<void> {
  await db.updateTable('import_job').set({ status: 'checked', change_set_id: null }).where('id', '=', id).execute();
}

export async function setStatus(db: Db, id: string, status: ImportStatus): Promise<void> {
  await db.updateTable('import_job').set({ status }).where('id', '=', id).execute();
}

/** Whether a stored file still belongs to a job that may be committed or was. */
export async function fileInUse(db: Db, fileHash: string): Promise<boolean> {
  const row = await db
    .selectFrom('import_job')
    .select('id')
    .where('file_hash', '=', fileHash)
    .where('status', '<>', 'discarded')
    .executeTakeFirst();
  return row !== undefined;
}

/** Row versions of all facilities, to base updates on. */
export async function facilityVersions(db: Db): Promise<Map<string, number>> {
  const rows = await db.selectFrom('facility').select(['id', 'version']).execute();
  return new Map(rows.map((r) => [r.id, r.version]));
}

const mappingOf = (row: Selectable<ImportMappingRow>): SavedMapping => ({
  id: row.id,
  name: row.name,
  headings: row.headings,
  options: savedMapping.shape.options.parse(row.options),
  author: row.author,
  authorName: row.author_name,
  savedAt: String(row.saved_at),
});

/** Saved mappings by name. */
export async function listMappings(db: Db): Promise<SavedMapping[]> {
  return (await db.selectFrom('import_mapping').selectAll().orderBy('name').execute()).map(mappingOf);
}

export async function mappingById(db: Db, id: string): Promise<SavedMapping | null> {
  const row = await db.selectFrom('import_mapping').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? mappingOf(row) : null;
}

/** Stores a mapping under its name; `null` when the name is taken. */
export async function insertMapping(db: Db, mapping: Omit<SavedMapping, 'savedAt'>): Promise<SavedMapping | null> {
  const row = await db
    .insertInto('import_mapping')
    .values({
      id: mapping.id,
      name: mapping.name,
      headings: mapping.headings,
      options: JSON.stringify(mapping.options),
      author: mapping.author,
      author_name: mapping.authorName,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ? mappingOf(row) : null;
}

/** Gives a mapping another name; false when that is taken. */
export async function renameMapping(db: Db, id: string, name: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('import_mapping')
    .set({ name })
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom('import_mapping as other').select('other.id').where('name', '=', name).where('id', '<>', id)),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function deleteMapping(db: Db, id: string): Promise<void> {
  await db.deleteFrom('import_mapping').where('id', '=', id).execute();
}
