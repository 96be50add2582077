import { Migrator, type Kysely } from 'kysely';
import { DatabaseError } from './error.ts';
import { migrations } from './migrations/index.ts';
import type { Schema } from './schema.ts';

/** The name of the newest migration this program knows, which is the version of its schema. */
export const schemaVersion = (): string => Object.keys(migrations).sort().at(-1) ?? '';

async function refuseNewerSchema(migrator: Migrator, db: Kysely<Schema>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return;
  const applied = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  const known = new Set((await migrator.getMigrations()).map((migration) => migration.name));
  const unknown = applied.map((row) => row.name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new DatabaseError('schema-newer', {
    zh: `数据库由更新版本的程序建立(未知的结构变更:${unknown.join('、')})。请使用更新的程序版本打开。`,
    en: `The database was made by a newer version of this program (unknown migrations: ${unknown.join(', ')}). Open it with that version.`,
  });
}

/**
 * Brings the schema up to this program's version, forward only, all in one transaction.
 *
 * @throws DatabaseError `schema-newer` when the database knows migrations that this program does not, `migration-failed`
 *   when one failed; the schema is then as it was
 */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  await refuseNewerSchema(migrator, db);
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? '';
  const reason = error instanceof Error ? error.message : String(error);
  throw new DatabaseError(
    'migration-failed',
    { zh: `数据库结构变更 ${failed} 失败:${reason}`, en: `Migration ${failed} failed: ${reason}` },
    { cause: error },
  );
}
