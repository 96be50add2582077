import type { RecordTypeName } from '../registry/contract.ts';
import type { Db } from '../registry/store.ts';
import type { RegisteredVersion } from './rules.ts';

export interface KeptEdit {
  itemHash: string;
  hash: string;
}

/** What is kept of a stored edit, or null. */
export async function keptEdit(db: Db, key: string): Promise<KeptEdit | null> {
  const query = db.selectFrom('field_edit').select(['item_hash as itemHash', 'hash']).where('key', '=', key);
  return (await query.executeTakeFirst()) ?? null;
}

export interface EditWrite extends KeptEdit {
  key: string;
  deviceId: string;
  type: RecordTypeName;
  recordId: string;
  changeSetId: string;
  deviceTime: string;
  recordedBy: string;
}

export async function insertEdit(db: Db, edit: EditWrite): Promise<void> {
  await db
    .insertInto('field_edit')
    .values({
      key: edit.key,
      device_id: edit.deviceId,
      record_type: edit.type,
      record_id: edit.recordId,
      item_hash: edit.itemHash,
      change_set_id: edit.changeSetId,
      hash: edit.hash,
      device_time: edit.deviceTime,
      recorded_by: edit.recordedBy,
    })
    .execute();
}

/** A record's open-ended bodies from the beginning, as they followed each other; empty when it has ended or never was. */
export async function versionsOf(db: Db, type: RecordTypeName, id: string): Promise<RegisteredVersion[]> {
  const rows = await db
    .selectFrom('record_history')
    .select(['version', 'body', 'superseded_seq'])
    .where('type', '=', type)
    .where('record_id', '=', id)
    .where('valid_to', 'is', null)
    .orderBy('history_id')
    .execute();
  // The newest is superseded too where the record has ended.
  return rows.at(-1)?.superseded_seq === null ? rows.map(({ version, body }) => ({ version, body })) : [];
}

/** Those of some keys under which an edit or an entry of a case is stored. */
export async function storedKeys(db: Db, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const edits = await db
    .selectFrom('field_edit')
    .select('key')
    .where('key', 'in', [...keys])
    .execute();
  const entries = await db
    .selectFrom('inspection_entry')
    .select('key')
    .where('key', 'in', [...keys])
    .execute();
  return [...edits, ...entries].map(({ key }) => key);
}
