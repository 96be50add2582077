import { sql, type Kysely, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { PhotoState } from './contract.ts';

type Db = Kysely<Schema> | Transaction<Schema>;

/** `bytes` and `mime` are null until it is stored whole. */
export interface StoredPhoto {
  sha256: string;
  bytes: number | null;
  mime: string | null;
}

/** What a file is; a size in pixels only pictures have. */
export interface FileKind {
  mime: string;
  width: number | null;
  height: number | null;
}

export interface WholeFile {
  sha256: string;
  bytes: number;
  mime: string;
}

/** Makes the row of a picture, or notes that it is still being sent. */
export async function touch(db: Db, sha256: string, uploadedBy: string, at: Date): Promise<void> {
  await db
    .insertInto('field_photo')
    .values({
      sha256,
      uploaded_by: uploadedBy,
      touched_at: at.toISOString(),
      bytes: null,
      mime: null,
      width: null,
      height: null,
    })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ touched_at: at.toISOString() }))
    .execute();
}

export async function photoRow(db: Db, sha256: string, lock = false): Promise<StoredPhoto | undefined> {
  const query = db.selectFrom('field_photo').select(['sha256', 'bytes', 'mime']).where('sha256', '=', sha256);
  return (lock ? query.forUpdate() : query).executeTakeFirst();
}

export async function photoState(db: Db, sha256: string): Promise<PhotoState> {
  const photo = await photoRow(db, sha256);
  const chunks = photo ? await chunkSizes(db, sha256) : new Map<number, number>();
  return { sha256, bytes: photo?.bytes ?? null, complete: typeof photo?.bytes === 'number', have: [...chunks.keys()] };
}

/** Bytes of each stored chunk, in the order of the picture. */
export async function chunkSizes(db: Db, sha256: string): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('field_photo_chunk')
    .select(['position', sql<number>`octet_length(content)`.as('bytes')])
    .where('sha256', '=', sha256)
    .orderBy('position')
    .execute();
  return new Map(rows.map(({ position, bytes }) => [position, bytes]));
}

export async function writeChunk(db: Db, sha256: string, position: number, content: Buffer): Promise<void> {
  await db
    .insertInto('field_photo_chunk')
    .values({ sha256, position, content })
    .onConflict((conflict) => conflict.columns(['sha256', 'position']).doUpdateSet({ content }))
    .execute();
}

export async function contentOf(db: Db, sha256: string): Promise<Buffer> {
  const rows = await db
    .selectFrom('field_photo_chunk')
    .select('content')
    .where('sha256', '=', sha256)
    .orderBy('position')
    .execute();
  return Buffer.concat(rows.map(({ content }) => content));
}

export async function markComplete(
  db: Db,
  sha256: string,
  what: FileKind & { bytes: number },
  at: Date,
): Promise<void> {
  await db
    .updateTable('field_photo')
    .set({ ...what, completed_at: at.toISOString() })
    .where('sha256', '=', sha256)
    .execute();
}

export async function removePhoto(db: Db, sha256: string): Promise<void> {
  await db.deleteFrom('field_photo').where('sha256', '=', sha256).execute();
}

/** Removes pictures that were begun and not gone on with since. */
export async function removeUnfinished(db: Db, untouchedSince: Date): Promise<void> {
  await db
    .deleteFrom('field_photo')
    .where('completed_at', 'is', null)
    .where('touched_at', '<', untouchedSince.toISOString())
    .execute();
}

export async function storedAmong(db: Db, hashes: readonly string[]): Promise<Map<string, number>> {
  if (hashes.length === 0) return new Map();
  const rows = await db
    .selectFrom('field_photo')
    .select(['sha256', 'bytes'])
    .where('sha256', 'in', [...hashes])
    .where('completed_at', 'is not', null)
    .execute();
  return new Map(rows.map(({ sha256, bytes }) => [sha256, bytes!]));
}
