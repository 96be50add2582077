import { isDeepStrictEqual } from 'node:util';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { loadSnapshot } from '../snapshot/store.ts';
import type { RecordTypeName } from './contract.ts';
import type { Body, RecordType } from './record-type.ts';
import { headSeq } from './store.ts';
import type { Segment } from './timeline.ts';

/** One thing that the check looked at. */
export interface CheckResult {
  name: string;
  /** How many things were compared. */
  checked: number;
  /** What does not agree; empty = the check passed. */
  troubles: string[];
}

/** A check that a room brings of what it keeps beside the register. Reads only. */
export type RoomCheck = (db: Kysely<Schema>) => Promise<CheckResult[]>;

/** A day after every stretch of valid time: what holds then is what is open. */
const farDay = '9999-12-31';

/**
 * Checks the registry's integrity: constraints are valid, change sets and sequence numbers are complete, timelines do not
 * overlap, current rows say what the history says, and a snapshot says what the tables say. Then what rooms check. Reads
 * only.
 */
export async function checkRegistry(
  db: Kysely<Schema>,
  recordTypes: readonly RecordType[],
  roomChecks: readonly RoomCheck[] = [],
): Promise<CheckResult[]> {
  const head = await headSeq(db);
  const snapshot = await loadSnapshot(db, head, farDay);
  const results = [await checkConstraints(db), await checkSequence(db, head)];
  for (const recordType of recordTypes) {
    results.push(await checkTimelines(db, recordType.name));
    results.push(
      await checkCurrentRows(db, recordType, snapshot.records[recordType.name] as unknown as ReadonlyMap<string, Body>),
    );
  }
  for (const check of roomChecks) results.push(...(await check(db)));
  return results;
}

async function checkConstraints(db: Kysely<Schema>): Promise<CheckResult> {
  const { rows } = await sql<{ name: string; valid: boolean }>`
    SELECT conrelid::regclass || '.' || conname AS name, convalidated AS valid
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f')`.execute(db);
  return {
    name: 'constraints',
    checked: rows.length,
    troubles: rows.filter((r) => !r.valid).map((r) => `${r.name} is not valid`),
  };
}

/** Every commit took the next number, left history or touched nothing, and is in the audit. */
async function checkSequence(db: Kysely<Schema>, head: number): Promise<CheckResult> {
  const sets = await db
    .selectFrom('change_set')
    .select(['id', 'seq', 'change_count'])
    .where('seq', 'is not', null)
    .orderBy('seq')
    .execute();
  const troubles: string[] = [];
  sets.forEach((set, i) => {
    if (set.seq !== i + 1) troubles.push(`sequence number ${i + 1} is missing or taken twice (found ${set.seq})`);
  });
  if (sets.length !== head) troubles.push(`the registry is at ${head} but holds ${sets.length} commits`);

  const { rows: orphans } = await sql<{ seq: number }>`
    SELECT DISTINCT h.recorded_seq AS seq FROM record_history h LEFT JOIN change_set s ON s.id = h.change_set_id AND s.seq = h.recorded_seq
    WHERE s.id IS NULL OR h.recorded_seq > ${head}`.execute(db);
  troubles.push(...orphans.map((r) => `history of commit ${r.seq} has no such commit`));

  const { rows: unaudited } = await sql<{ id: string }>`
    SELECT s.id FROM change_set s WHERE s.seq IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.target = 'change-set/' || s.id AND a.action IN ('change-set.commit', 'change-set.undo'))`.execute(
    db,
  );
  troubles.push(...unaudited.map((r) => `change set ${r.id} was committed without an entry in the audit`));
  return { name: 'change sets', checked: sets.length, troubles };
}

/** Believed stretches of one record do not overlap, and at most one of them is open. */
async function checkTimelines(db: Kysely<Schema>, type: RecordTypeName): Promise<CheckResult> {
  const rows = await db
    .selectFrom('record_history')
    .select(['record_id', 'valid_from', 'valid_to'])
    .where('type', '=', type)
    .where('superseded_seq', 'is', null)
    .orderBy('record_id')
    .orderBy('valid_from')
    .execute();
  const troubles: string[] = [];
  for (let i = 1; i < rows.length; i++) {
    const [earlier, later] = [rows[i - 1]!, rows[i]!];
    if (earlier.record_id !== later.record_id) continue;
    if (earlier.valid_to === null || earlier.valid_to > later.valid_from) {
      troubles.push(`${type}/${later.record_id}: stretches overlap at ${later.valid_from}`);
    }
  }
  return { name: `${type} timelines`, checked: rows.length, troubles };
}

/** The current table holds exactly the open stretches, column by column; the snapshot holds the same bodies. */
async function checkCurrentRows(
  db: Kysely<Schema>,
  recordType: RecordType,
  snapshotBodies: ReadonlyMap<string, Body>,
): Promise<CheckResult> {
  const columns = sql.join(
    recordType.columns.map((c) =>
      c.expression ? sql`ST_AsGeoJSON(${sql.ref(c.column)}, 15, 0)::jsonb AS ${sql.ref(c.column)}` : sql.ref(c.column),
    ),
  );
  const { rows } = await sql<Body & { id: string; version: number; valid_from: string }>`
    SELECT id, version, valid_from, ${columns} FROM ${sql.table(recordType.table)}`.execute(db);
  const open = await openSegments(db, recordType.name);
  const troubles: string[] = [];
  for (const row of rows) {
    const place = `${recordType.name}/${row.id}`;
    const segment = open.get(row.id);
    if (!segment) {
      troubles.push(`${place}: has a row but no open history`);
      continue;
    }
    open.delete(row.id);
    if (segment.version !== row.version || segment.validFrom !== row.valid_from) {
      troubles.push(
        `${place}: row is version ${row.version} from ${row.valid_from}, history version ${segment.version} from ${segment.validFrom}`,
      );
    }
    for (const column of recordType.columns) {
      if (!sameValue(column.value(segment.body), row[column.column]))
        troubles.push(`${place}: column ${column.column} differs from the history`);
    }
    if (!isDeepStrictEqual(snapshotBodies.get(row.id), segment.body))
      troubles.push(`${place}: the snapshot differs from the history`);
  }
  troubles.push(...[...open.keys()].map((id) => `${recordType.name}/${id}: has open history but no row`));
  if (snapshotBodies.size !== rows.length) {
    troubles.push(`${recordType.name}: the snapshot holds ${snapshotBodies.size} records, the table ${rows.length}`);
  }
  return { name: `${recordType.name} rows`, checked: rows.length, troubles };
}

async function openSegments(
  db: Kysely<Schema>,
  type: RecordTypeName,
): Promise<Map<string, Pick<Segment, 'version' | 'validFrom' | 'body'>>> {
  const rows = await db
    .selectFrom('record_history')
    .select(['record_id', 'version', 'valid_from', 'body'])
    .where('type', '=', type)
    .where('superseded_seq', 'is', null)
    .where('valid_to', 'is', null)
    .execute();
  return new Map(rows.map((r) => [r.record_id, { version: r.version, validFrom: r.valid_from, body: r.body }]));
}

/** Whether a column holds a body's value; some columns store a polygon as a multipolygon of one. */
function sameValue(expected: unknown, stored: unknown): boolean {
  if (expected === null || expected === undefined) return stored === null;
  if (isDeepStrictEqual(expected, stored)) return true;
  const { type, coordinates } = expected as { type?: string; coordinates?: unknown };
  return type === 'Polygon' && isDeepStrictEqual({ type: 'MultiPolygon', coordinates: [coordinates] }, stored);
}
