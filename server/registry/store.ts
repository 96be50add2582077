import { sql, type Kysely, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Actor, Change, ChangeSetSummary, HistoryEntry, RecordTypeName } from './contract.ts';
import type { Body, RecordType } from './record-type.ts';
import type { NewSegment, Segment } from './timeline.ts';

export type Db = Kysely<Schema> | Transaction<Schema>;

/** Rows handed to one INSERT; keeps a statement's JSON parameter at a few megabytes. */
const batchSize = 2000;

function* batches<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += batchSize) yield items.slice(at, at + batchSize);
}

/** The registry's sequence number. `lock` holds other commits back until the transaction ends. */
export async function headSeq(db: Db, lock = false): Promise<number> {
  const query = db.selectFrom('registry_head').select('seq');
  return (await (lock ? query.forUpdate() : query).executeTakeFirstOrThrow()).seq;
}

export async function setHeadSeq(db: Db, seq: number): Promise<void> {
  await db.updateTable('registry_head').set({ seq, committed_at: new Date().toISOString() }).execute();
}

/**
 * Segments of the named records, by record id: those believed now, or those believed at a sequence number.
 * @param seq default: now
 */
export async function segmentsOf(
  db: Db,
  type: RecordTypeName,
  ids: readonly string[],
  seq?: number,
): Promise<Map<string, Segment[]>> {
  const byRecord = new Map<string, Segment[]>();
  for (const batch of batches(ids)) {
    let query = db
      .selectFrom('record_history')
      .select(['history_id', 'record_id', 'version', 'op', 'valid_from', 'valid_to', 'body'])
      .where('type', '=', type)
      .where('record_id', 'in', batch)
      .orderBy('valid_from');
    query =
      seq === undefined
        ? query.where('superseded_seq', 'is', null)
        : query
            .where('recorded_seq', '<=', seq)
            .where((eb) => eb.or([eb('superseded_seq', 'is', null), eb('superseded_seq', '>', seq)]));
    for (const row of await query.execute()) append(byRecord, row.record_id, segmentOf(row));
  }
  return byRecord;
}

/** Ids among the given ones that the registry has ever used for this type. */
export async function usedIds(db: Db, type: RecordTypeName, ids: readonly string[]): Promise<Set<string>> {
  const used = new Set<string>();
  for (const batch of batches(ids)) {
    const rows = await db
      .selectFrom('record_history')
      .select('record_id')
      .distinct()
      .where('type', '=', type)
      .where('record_id', 'in', batch)
      .execute();
    for (const row of rows) used.add(row.record_id);
  }
  return used;
}

export interface RecordVersion {
  type: RecordTypeName;
  id: string;
  version: number;
}

/** Bodies that records had at versions of theirs, by `type/id`; a version that never was is absent. */
export async function bodiesAtVersions(db: Db, records: readonly RecordVersion[]): Promise<Map<string, Body>> {
  const bodies = new Map<string, Body>();
  for (const batch of batches(records)) {
    const { rows } = await sql<{ type: string; record_id: string; body: Body }>`
      SELECT h.type, h.record_id, h.body
      FROM jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) AS r(type text, id text, version integer)
      JOIN record_history h ON h.type = r.type AND h.record_id = r.id AND h.version = r.version
      WHERE h.valid_to IS NULL
      ORDER BY h.history_id`.execute(db);
    for (const row of rows) bodies.set(`${row.type}/${row.record_id}`, row.body);
  }
  return bodies;
}

/** The newest commit that touched each record, by `type/id`; records that never were are absent. */
export async function newestCommits(
  db: Db,
  records: readonly { type: RecordTypeName; id: string }[],
): Promise<Map<string, CommitOfRecord>> {
  const commits = new Map<string, CommitOfRecord>();
  for (const batch of batches(records.map(({ type, id }) => ({ type, id })))) {
    const { rows } = await sql<{ type: string; record_id: string } & CommitOfRecord>`
      SELECT touched.type, touched.record_id, s.seq, s.title, s.author_name AS author
      FROM (
        SELECT h.type, h.record_id, max(greatest(h.recorded_seq, coalesce(h.superseded_seq, 0))) AS seq
        FROM jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) AS r(type text, id text)
        JOIN record_history h ON h.type = r.type AND h.record_id = r.id
        GROUP BY h.type, h.record_id) AS touched
      JOIN change_set s ON s.seq = touched.seq`.execute(db);
    for (const { type, record_id, ...commit } of rows) commits.set(`${type}/${record_id}`, commit);
  }
  return commits;
}

export interface CommitOfRecord {
  seq: number;
  title: string;
  author: string;
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

interface HistorySelection {
  history_id: number;
  version: number;
  op: string;
  valid_from: string;
  valid_to: string | null;
  body: Body;
}

const segmentOf = (row: HistorySelection): Segment => ({
  historyId: row.history_id,
  version: row.version,
  op: row.op,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  body: row.body,
});

/** The records that a commit touched. */
export async function recordsOfCommit(db: Db, seq: number): Promise<{ type: RecordTypeName; id: string }[]> {
  const rows = await db
    .selectFrom('record_history')
    .select(['type', 'record_id'])
    .distinct()
    .where((eb) => eb.or([eb('recorded_seq', '=', seq), eb('superseded_seq', '=', seq)]))
    .orderBy('type')
    .orderBy('record_id')
    .execute();
  return rows.map((row) => ({ type: row.type as RecordTypeName, id: row.record_id }));
}

export interface HistoryInsert extends NewSegment {
  type: RecordTypeName;
  recordId: string;
}

export async function writeHistory(
  db: Db,
  seq: number,
  changeSetId: string,
  superseded: readonly number[],
  added: readonly HistoryInsert[],
): Promise<void> {
  for (const batch of batches(superseded)) {
    await db.updateTable('record_history').set({ superseded_seq: seq }).where('history_id', 'in', batch).execute();
  }
  for (const batch of batches(added)) {
    const rows = batch.map((s) => ({
      type: s.type,
      record_id: s.recordId,
      version: s.version,
      op: s.op,
      valid_from: s.validFrom,
      valid_to: s.validTo,
      body: s.body,
    }));
    await sql`
      INSERT INTO record_history (type, record_id, version, op, valid_from, valid_to, recorded_seq, change_set_id, body)
      SELECT r.type, r.record_id, r.version, r.op, r.valid_from, r.valid_to, ${seq}, ${changeSetId}, r.body
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r(type text, record_id text, version integer, op text, valid_from date, valid_to date, body jsonb)`.execute(
      db,
    );
  }
}

export interface CurrentRowWrite {
  id: string;
  version: number;
  validFrom: string;
  body: Body;
}

/** Makes the current table of a type agree with the history: rows are replaced by id, ended ones removed. */
export async function writeCurrentRows(
  db: Db,
  recordType: RecordType,
  seq: number,
  rows: readonly CurrentRowWrite[],
  ended: readonly string[],
): Promise<void> {
  const table = sql.table(recordType.table);
  for (const batch of batches(ended)) await sql`DELETE FROM ${table} WHERE id = ANY(${batch})`.execute(db);

  const columns = recordType.columns;
  const names = sql.join(columns.map((c) => sql.ref(c.column)));
  const values = sql.join(columns.map((c) => sql.raw(c.expression ?? `r.${c.column}`)));
  const shape = sql.join([
    sql.raw('id text, version integer, valid_from date'),
    ...columns.map((c) => sql.raw(`${c.column} ${c.type}`)),
  ]);
  const updates = sql.join([
    sql.raw('version = excluded.version, valid_from = excluded.valid_from, seq = excluded.seq'),
    ...columns.map((c) => sql.raw(`${c.column} = excluded.${c.column}`)),
  ]);
  for (const batch of batches(rows)) {
    const json = batch.map((row) => ({
      id: row.id,
      version: row.version,
      valid_from: row.validFrom,
      ...Object.fromEntries(columns.map((c) => [c.column, c.value(row.body)])),
    }));
    await sql`
      INSERT INTO ${table} (id, version, valid_from, seq, ${names})
      SELECT r.id, r.version, r.valid_from, ${seq}, ${values}
      FROM jsonb_to_recordset(${JSON.stringify(json)}::jsonb) AS r(${shape})
      ON CONFLICT (id) DO UPDATE SET ${updates}`.execute(db);
  }
}

const summaryColumns = [
  'id',
  'title',
  'reason',
  'origin',
  'status',
  'author_name',
  'created_at',
  'committed_at',
  'seq',
  'undo_of',
  'change_count',
] as const;

function summaryOf(row: {
  id: string;
  title: string;
  reason: string;
  origin: string;
  status: string;
  author_name: string;
  created_at: string;
  committed_at: string | null;
  seq: number | null;
  undo_of: string | null;
  change_count: number;
}): ChangeSetSummary {
  return {
    id: row.id,
    title: row.title,
    reason: row.reason,
    origin: row.origin as ChangeSetSummary['origin'],
    status: row.status as ChangeSetSummary['status'],
    author: row.author_name,
    createdAt: row.created_at,
    committedAt: row.committed_at,
    seq: row.seq,
    undoOf: row.undo_of,
    changeCount: row.change_count,
  };
}

export interface ChangeSetInsert {
  id: string;
  title: string;
  reason: string;
  origin: string;
  effectiveFrom: string;
  undoOf: string | null;
  changes: readonly Change[];
  /** Records touched, when they are not listed as changes (an undo). */
  changeCount?: number;
}

export async function insertChangeSet(db: Db, actor: Actor, set: ChangeSetInsert): Promise<void> {
  await db
    .insertInto('change_set')
    .values({
      id: set.id,
      title: set.title,
      reason: set.reason,
      origin: set.origin,
      status: 'draft',
      author_id: actor.id,
      author_name: actor.name,
      effective_from: set.effectiveFrom,
      // Whole milliseconds, so that a cursor made from the text finds its place again.
      created_at: new Date().toISOString(),
      seq: null,
      undo_of: set.undoOf,
      change_count: set.changeCount ?? set.changes.length,
    })
    .execute();
  for (const batch of batches(set.changes.map((body, position) => ({ body, position })))) {
    await sql`
      INSERT INTO change (change_set_id, position, body)
      SELECT ${set.id}, r.position, r.body FROM jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) AS r(position integer, body jsonb)`.execute(
      db,
    );
  }
}

export async function markChangeSet(
  db: Db,
  id: string,
  status: 'committed' | 'discarded' | 'undone',
  seq?: number,
): Promise<void> {
  const committed = seq === undefined ? {} : { seq, committed_at: new Date().toISOString() };
  await db
    .updateTable('change_set')
    .set({ status, ...committed })
    .where('id', '=', id)
    .execute();
}

export async function changeSetById(
  db: Db,
  id: string,
  lock = false,
): Promise<(ChangeSetSummary & { authorId: string; effectiveFrom: string }) | null> {
  const query = db
    .selectFrom('change_set')
    .select([...summaryColumns, 'author_id', 'effective_from'])
    .where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row ? { ...summaryOf(row), authorId: row.author_id, effectiveFrom: row.effective_from } : null;
}

export async function changesOf(db: Db, changeSetId: string): Promise<Change[]> {
  const rows = await db
    .selectFrom('change')
    .select('body')
    .where('change_set_id', '=', changeSetId)
    .orderBy('position')
    .execute();
  return rows.map((row) => row.body as unknown as Change);
}

/** Change sets, newest first. The cursor is the last item's creation time and id. */
export async function listChangeSets(
  db: Db,
  query: { limit: number; cursor?: string; status?: string },
): Promise<{ items: ChangeSetSummary[]; nextCursor: string | null }> {
  let select = db
    .selectFrom('change_set')
    .select(summaryColumns)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  if (query.status) select = select.where('status', '=', query.status);
  if (query.cursor) {
    const [createdAt, id] = query.cursor.split('~');
    select = select.where(sql<boolean>`(created_at, id) < (${createdAt}::timestamptz, ${id ?? ''})`);
  }
  const rows = await select.execute();
  const items = rows.slice(0, query.limit).map(summaryOf);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? `${last.createdAt}~${last.id}` : null };
}

export async function recordHistory(db: Db, type: RecordTypeName, id: string): Promise<HistoryEntry[]> {
  const rows = await db
    .selectFrom('record_history as h')
    .innerJoin('change_set as s', 's.id', 'h.change_set_id')
    .select([
      'h.version',
      'h.op',
      'h.valid_from',
      'h.valid_to',
      'h.recorded_seq',
      'h.superseded_seq',
      'h.body',
      's.id',
      's.title',
      's.author_name',
      's.reason',
      's.committed_at',
    ])
    .where('h.type', '=', type)
    .where('h.record_id', '=', id)
    .orderBy('h.recorded_seq', 'desc')
    .orderBy('h.valid_from', 'desc')
    .execute();
  return rows.map((row) => ({
    version: row.version,
    op: row.op as HistoryEntry['op'],
    validFrom: row.valid_from,
    validTo: row.valid_to,
    recordedAt: row.committed_at ?? '',
    recordedSeq: row.recorded_seq,
    supersededSeq: row.superseded_seq,
    changeSetId: row.id,
    changeSetTitle: row.title,
    author: row.author_name,
    reason: row.reason,
    body: row.body,
  }));
}

export async function writeAudit(
  db: Db,
  actor: Actor,
  action: string,
  target: string | null,
  reason: string | null,
  detail: Body | null,
): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      actor_id: actor.id,
      actor_name: actor.name,
      source: actor.from,
      action,
      target,
      reason,
      detail: detail === null ? null : JSON.stringify(detail),
    })
    .execute();
}
