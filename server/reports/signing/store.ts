import type { Kysely } from 'kysely';
import type { Schema } from '../../db/schema.ts';
import { newPrivateKey, signingKeyOf, type SigningKey } from './key.ts';

const settingKey = 'reports.signing-key';

/**
 * The installation's signing key: made once, the same for every process on the database. It stays in the database and in
 * its backups, which are kept as private as the password hashes in them: a restored installation must still recognise
 * the workbooks that were handed in before. Nothing else reads it, and only its public half is ever sent.
 */
export async function installationKey(db: Kysely<Schema>): Promise<SigningKey> {
  const known = await storedKey(db);
  if (known) return known;
  await db
    .insertInto('setting')
    .values({
      key: settingKey,
      value: JSON.stringify({ pkcs8: newPrivateKey(), createdAt: new Date().toISOString() }),
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  return (await storedKey(db))!;
}

/** The installation's key where one was made; null before the first workbook. */
export async function storedKey(db: Kysely<Schema>): Promise<SigningKey | null> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', settingKey).executeTakeFirst();
  return row ? signingKeyOf(String(row.value.pkcs8), String(row.value.createdAt)) : null;
}
