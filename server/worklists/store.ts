import type { Kysely, Transaction } from 'kysely';
import type { WorklistId } from '../../gis-data/catalogue/index.ts';
import type { Schema } from '../db/schema.ts';
import type { Assignment } from './contract.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

const columns = ['item_key', 'version', 'assignee_id', 'assignee_name', 'due_on', 'note', 'updated_at'] as const;

interface Row {
  item_key: string;
  version: number;
  assignee_id: string | null;
  assignee_name: string | null;
  due_on: string | null;
  note: string;
  updated_at: string;
}

const assignmentOf = (row: Row): Assignment => ({
  version: row.version,
  assigneeId: row.assignee_id,
  assigneeName: row.assignee_name,
  dueOn: row.due_on,
  note: row.note,
  updatedAt: row.updated_at,
});

/** What people said of the items of a list, by the items' keys; also of items that are not listed at present. */
export async function assignmentsOf(db: Db, list: WorklistId): Promise<Map<string, Assignment>> {
  const rows = await db.selectFrom('worklist_item').select(columns).where('list', '=', list).execute();
  return new Map(rows.map((row) => [row.item_key, assignmentOf(row)]));
}

export interface AssignmentWrite {
  list: WorklistId;
  key: string;
  /** Version that the writer worked from; 0 = nothing was said of the item yet. */
  baseVersion: number;
  assigneeId: string | null;
  assigneeName: string | null;
  dueOn: string | null;
  note: string;
  updatedBy: string;
}

/** Writes what is said of an item; null when someone else has written meanwhile. */
export async function writeAssignment(db: Db, write: AssignmentWrite): Promise<Assignment | null> {
  const values = {
    assignee_id: write.assigneeId,
    assignee_name: write.assigneeName,
    due_on: write.dueOn,
    note: write.note,
    updated_by: write.updatedBy,
    updated_at: new Date().toISOString(),
    version: write.baseVersion + 1,
  };
  const row =
    write.baseVersion === 0
      ? await db
          .insertInto('worklist_item')
          .values({ list: write.list, item_key: write.key, ...values })
          .onConflict((conflict) => conflict.doNothing())
          .returning(columns)
          .executeTakeFirst()
      : await db
          .updateTable('worklist_item')
          .set(values)
          .where('list', '=', write.list)
          .where('item_key', '=', write.key)
          .where('version', '=', write.baseVersion)
          .returning(columns)
          .executeTakeFirst();
  return row ? assignmentOf(row) : null;
}
