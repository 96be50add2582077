import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseConfig } from '../../server/db/config.ts';
import { openDatabase, type OpenDatabase } from '../../server/db/open.ts';

export type DatabaseKind = 'embedded' | 'postgres';

const serverUrl = process.env.YZT_TEST_DATABASE_URL;

/** The databases that can be tested on this machine. */
export const testDatabases: readonly DatabaseKind[] = serverUrl === undefined ? ['embedded'] : ['embedded', 'postgres'];

/** A place for one empty database, not opened yet. */
export interface TestPlace {
  config: DatabaseConfig;
  remove(): Promise<void>;
}

/** A new empty folder for an embedded database. */
export async function createTestFolder(): Promise<TestPlace> {
  const dataDir = await mkdtemp(join(tmpdir(), 'yzt-test-'));
  return { config: { dataDir, role: 'test' }, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A new empty database on the server that `YZT_TEST_DATABASE_URL` names. */
async function createServerDatabase(): Promise<TestPlace> {
  if (serverUrl === undefined) throw new Error('YZT_TEST_DATABASE_URL is not set');
  const name = `yzt_test_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    config: { dataDir: '', databaseUrl: url.href },
    remove: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** A new empty place for a database of this kind. */
export const createTestPlace = (kind: DatabaseKind): Promise<TestPlace> =>
  kind === 'embedded' ? createTestFolder() : createServerDatabase();

export interface TestDatabase {
  kind: DatabaseKind;
  config: DatabaseConfig;
  database: OpenDatabase;
  /** Closes and removes it. */
  drop(): Promise<void>;
}

/** A new database with this program's schema and nothing in it. */
export async function createTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  const place = await createTestPlace(kind);
  try {
    const database = await openDatabase(place.config);
    const drop = async (): Promise<void> => {
      await database.close();
      await place.remove();
    };
    return { kind, config: place.config, database, drop };
  } catch (error) {
    await place.remove();
    throw error;
  }
}

/** Names a suite that has no PostgreSQL server to run on; in continuous integration that is a failure. */
export function describeWithoutServer(name: string): void {
  const reason = `${name} [postgres]: YZT_TEST_DATABASE_URL is not set`;
  if (process.env.CI === 'true') test(reason, () => expect.unreachable(reason));
  else test.skip(reason, () => undefined);
}

/**
 * The same suite on both databases, one new database for each.
 *
 * @example
 * describeEachDatabase('registry', (open) => {
 *   test('starts at 0', async () => {
 *     const { kysely } = open();
 *   });
 * });
 *
 * @param define registers the tests; `open` gives the open database inside hooks and tests
 */
export function describeEachDatabase(
  name: string,
  define: (open: () => OpenDatabase, kind: DatabaseKind) => void,
): void {
  for (const kind of testDatabases) {
    describe(`${name} [${kind}]`, () => {
      let made: TestDatabase | undefined;
      beforeAll(async () => {
        made = await createTestDatabase(kind);
      });
      afterAll(() => made?.drop());
      define(() => {
        if (made === undefined) throw new Error('The database is open only inside hooks and tests');
        return made.database;
      }, kind);
    });
  }
  if (!testDatabases.includes('postgres')) describeWithoutServer(name);
}
