import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** Where the identity is kept among the settings. */
export const serverIdentitySetting = 'server.identity';

/**
 * Identity of what this database holds: made once, and made anew after a backup was restored, so that whoever was told
 * that something is stored can notice and ask again.
 */
export async function serverIdentity(db: Kysely<Schema> | Transaction<Schema>): Promise<string> {
  const known = await storedIdentity(db);
  if (known !== null) return known;
  await sql`
    INSERT INTO setting (key, value) VALUES (${serverIdentitySetting}, ${JSON.stringify({ id: randomUUID() })}::jsonb)
    ON CONFLICT (key) DO NOTHING`.execute(db);
  return (await storedIdentity(db))!;
}

/** Makes the identity anew: what was stored last may be missing. */
export async function renewServerIdentity(db: Kysely<Schema>): Promise<void> {
  await db.deleteFrom('setting').where('key', '=', serverIdentitySetting).execute();
}

async function storedIdentity(db: Kysely<Schema> | Transaction<Schema>): Promise<string | null> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', serverIdentitySetting)
    .executeTakeFirst();
  return row ? String(row.value.id) : null;
}
