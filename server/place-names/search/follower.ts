import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../db/schema.ts';
import { headSeq } from '../../registry/store.ts';
import type { NameSegment, NameState } from '../names-on.ts';
import { buildNameIndex, type IndexedRecord, type NameIndex } from './name-index.ts';
import { eachInTurns } from './turns.ts';

/** A stretch of time of a division's record: its name. */
export interface DivisionSegment {
  validFrom: string;
  validTo: string | null;
  name: string;
}

/** All names that the registry believes at one sequence number, of every day, ready to be searched. */
export interface SearchState {
  seq: number;
  /** Indexes that are searched together; a record is in one of them. Records that a later part replaces are `replaced`. */
  parts: readonly { index: NameIndex; replaced: ReadonlySet<number> }[];
  divisions: ReadonlyMap<string, readonly DivisionSegment[]>;
}

/** Keeps an index of the names beside the registry and brings it up to the newest sequence number when it is asked. */
export interface NameFollower {
  state(): Promise<SearchState>;
}

/** Changed records that are kept in a small index of their own before the large one is built again. */
const mostFresh = 5000;

export function createNameFollower(db: Kysely<Schema>): NameFollower {
  let current: SearchState | null = null;
  let fresh = new Map<string, IndexedRecord>();
  let running: Promise<SearchState> | null = null;

  async function brought(): Promise<SearchState> {
    const seq = await headSeq(db);
    if (current?.seq === seq) return current;
    const changed = await changedSince(db, current?.seq ?? 0, seq);
    const names = await segmentsOf(db, seq, current === null ? null : changed.placeName);
    const divisions = new Map(current?.divisions);
    for (const [id, segments] of await divisionsOf(db, seq, current === null ? null : changed.division)) {
      divisions.set(id, segments);
    }
    if (current === null || fresh.size + names.size > mostFresh) {
      const all = new Map<string, IndexedRecord>();
      for (const { index, replaced } of current?.parts ?? []) {
        await eachInTurns(index.records.length, (row) => {
          const record = index.records[row]!;
          if (!replaced.has(row)) all.set(record.id, record);
        });
      }
      await put(all, names, changed.placeName);
      fresh = new Map();
      current = { seq, divisions, parts: [{ index: await buildNameIndex([...all.values()]), replaced: new Set() }] };
    } else {
      const next = new Map(fresh);
      await put(next, names, changed.placeName);
      const [base] = current.parts;
      const replaced = new Set(base!.replaced);
      for (const id of changed.placeName) {
        const row = base!.index.rowById.get(id);
        if (row !== undefined) replaced.add(row);
      }
      const index = await buildNameIndex([...next.values()]);
      fresh = next;
      current = {
        seq,
        divisions,
        parts: [
          { index: base!.index, replaced },
          { index, replaced: new Set() },
        ],
      };
    }
    return current;
  }

  return {
    state() {
      // One at a time; whoever asks meanwhile waits for the same answer.
      running ??= brought().finally(() => {
        running = null;
      });
      return running;
    },
  };
}

async function put(
  records: Map<string, IndexedRecord>,
  read: ReadonlyMap<string, NameSegment[]>,
  changed: readonly string[],
): Promise<void> {
  // A record that no stretch of time is believed of any more was undone.
  for (const id of changed) if (!read.has(id)) records.delete(id);
  const entries = [...read];
  await eachInTurns(entries.length, (at) => {
    const [id, segments] = entries[at]!;
    records.set(id, { id, segments });
  });
}

/** Records that changed after a sequence number and up to another; none where it is 0. */
export async function changedSince(
  db: Kysely<Schema>,
  from: number,
  to: number,
): Promise<Record<'placeName' | 'division', string[]>> {
  if (from === 0) return { placeName: [], division: [] };
  const { rows } = await sql<{ type: 'placeName' | 'division'; record_id: string }>`
    SELECT DISTINCT type, record_id FROM record_history
    WHERE type IN ('placeName', 'division')
      AND ((recorded_seq > ${from} AND recorded_seq <= ${to}) OR (superseded_seq > ${from} AND superseded_seq <= ${to}))`.execute(
    db,
  );
  const idsOf = (type: string) => rows.flatMap((row) => (row.type === type ? [row.record_id] : []));
  return { placeName: idsOf('placeName'), division: idsOf('division') };
}

/** Records read at a time; few, since nothing else has its turn while a page is parsed. */
const pageSize = 2000;

/** @param ids null: all records */
async function* believed<Body>(
  db: Kysely<Schema>,
  type: 'placeName' | 'division',
  seq: number,
  ids: readonly string[] | null,
  columns: ReturnType<typeof sql>,
): AsyncGenerator<{ record_id: string; valid_from: string; valid_to: string | null; body: Body }[]> {
  if (ids?.length === 0) return;
  for (let after = 0; ;) {
    const { rows } = await sql<{
      history_id: number;
      record_id: string;
      valid_from: string;
      valid_to: string | null;
      body: Body;
    }>`
      SELECT history_id, record_id, valid_from, valid_to, ${columns} AS body FROM record_history
      WHERE type = ${type} AND recorded_seq <= ${seq} AND (superseded_seq IS NULL OR superseded_seq > ${seq})
        AND history_id > ${after} AND (${ids === null} OR record_id = ANY(${ids ?? []}))
      ORDER BY history_id LIMIT ${pageSize}`.execute(db);
    yield rows;
    if (rows.length < pageSize) return;
    after = rows.at(-1)!.history_id;
  }
}

/** Stretches of time of place names that are believed at a sequence number, by record. @param ids null: all records */
export async function segmentsOf(
  db: Kysely<Schema>,
  seq: number,
  ids: readonly string[] | null,
): Promise<Map<string, NameSegment[]>> {
  // What only a record's own page shows stays in the database.
  const columns = sql`body - ARRAY['origin', 'meaning', 'history', 'photos', 'minoritySpellings', 'sourceDocument',
    'asOfDate', 'approvingDocument', 'approvedOn', 'heritage', 'namesDivisionId']`;
  const found = new Map<string, NameSegment[]>();
  for await (const rows of believed<NameState>(db, 'placeName', seq, ids, columns)) {
    for (const { record_id, valid_from, valid_to, body } of rows) {
      append(found, record_id, { validFrom: valid_from, validTo: valid_to, body });
    }
  }
  for (const segments of found.values()) segments.sort(byDay);
  return found;
}

/** Names of divisions that are believed at a sequence number, by division. @param ids null: all divisions */
export async function divisionsOf(
  db: Kysely<Schema>,
  seq: number,
  ids: readonly string[] | null,
): Promise<Map<string, DivisionSegment[]>> {
  const found = new Map<string, DivisionSegment[]>();
  for await (const rows of believed<{ name: string }>(
    db,
    'division',
    seq,
    ids,
    sql`jsonb_build_object('name', body->'name')`,
  )) {
    for (const { record_id, valid_from, valid_to, body } of rows) {
      append(found, record_id, { validFrom: valid_from, validTo: valid_to, name: body.name });
    }
  }
  for (const segments of found.values()) segments.sort(byDay);
  return found;
}

const byDay = (a: { validFrom: string }, b: { validFrom: string }) => (a.validFrom < b.validFrom ? -1 : 1);

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
