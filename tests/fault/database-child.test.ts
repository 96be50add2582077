import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sql } from 'kysely';
import { openDatabase, type OpenDatabase } from '../../server/db/open.ts';
import { isAlive, kill, nextMessage, startChild } from '../support/child.ts';
import {
  createTestFolder,
  describeWithoutServer,
  createTestPlace,
  testDatabases,
  type TestPlace,
} from '../support/database.ts';

interface Answer {
  open: boolean;
  code?: string;
  message?: string;
  embeddedProcessId?: number;
}

const patient = { timeout: 60_000, interval: 100 };
const limit = 3;
/** Runs for minutes without ever returning to the client. */
const endless = 'SELECT count(*) FROM generate_series(1, 100000000000)';

describe('the process of the embedded database', () => {
  let place: TestPlace;
  let database: OpenDatabase;
  beforeAll(async () => {
    place = await createTestFolder();
    database = await openDatabase({ ...place.config, role: 'server', queryLimitSeconds: limit });
    await database.pool.query("INSERT INTO setting VALUES ('kept', '{}')");
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });
  const readKeys = async (): Promise<unknown> =>
    (await database.pool.query<{ key: string }>('SELECT key FROM setting')).rows.map(({ key }) => key);

  test('refuses a second server and says which process uses the folder', async () => {
    const second = startChild('database-holder.ts', [place.config.dataDir]);
    const answer = await nextMessage<Answer>(second);
    await kill(second);
    expect(answer).toMatchObject({ open: false, code: 'folder-in-use' });
    expect(answer.message).toContain(`process ${process.pid} (server`);
  });

  test('lets a command line use the database of the running server', async () => {
    const attached = await openDatabase({ ...place.config, role: 'command line', attach: true });
    await attached.pool.query("INSERT INTO setting VALUES ('attached', '{}')");
    await attached.close();
    expect(await readKeys()).toEqual(['kept', 'attached']);
    await database.pool.query("DELETE FROM setting WHERE key = 'attached'");
  });

  test('is started again when it is killed, and keeps what was committed', async () => {
    const before = database.embeddedProcessId();
    const client = await database.pool.connect();
    await client.query('BEGIN');
    await client.query("INSERT INTO setting VALUES ('uncommitted', '{}')");
    process.kill(before ?? 0, 'SIGKILL');
    await expect(client.query('COMMIT')).rejects.toMatchObject({ code: 'database-restarted' });
    client.release(true);
    expect(await readKeys()).toEqual(['kept']);
    expect(database.embeddedProcessId()).not.toBe(before);
  });

  test('ignores the signals that a terminal sends to the whole group', async () => {
    const processId = database.embeddedProcessId() ?? 0;
    process.kill(processId, 'SIGINT');
    process.kill(processId, 'SIGTERM');
    expect(await readKeys()).toEqual(['kept']);
    expect(database.embeddedProcessId()).toBe(processId);
  });

  test('is started again for a client that keeps everyone waiting in an open transaction', async () => {
    const idle = await database.pool.connect();
    await idle.query('BEGIN');
    await expect(database.pool.query('SELECT 1')).rejects.toMatchObject({ code: 'query-too-long' });
    idle.release(true);
    expect(await readKeys()).toEqual(['kept']);
  });
});

describe('the end of the server', () => {
  let place: TestPlace;
  afterEach(() => place.remove());

  test('by SIGKILL takes the database process along, and the folder can be opened again', async () => {
    place = await createTestFolder();
    const server = startChild('database-holder.ts', [place.config.dataDir]);
    const { embeddedProcessId = 0 } = await nextMessage<Answer>(server);
    expect(isAlive(embeddedProcessId)).toBe(true);
    await kill(server);
    await vi.waitFor(() => expect(isAlive(embeddedProcessId)).toBe(false), patient);
    const database = await openDatabase(place.config);
    expect((await database.pool.query('SELECT seq FROM registry_head')).rows).toEqual([{ seq: 0 }]);
    const next = database.embeddedProcessId() ?? 0;
    await database.close();
    expect(isAlive(next)).toBe(false);
  });

  test('works in a folder with a path longer than a socket name may be', async () => {
    place = await createTestFolder();
    const dataDir = join(place.config.dataDir, '民政'.repeat(20));
    await mkdir(dataDir);
    const database = await openDatabase({ dataDir });
    const attached = await openDatabase({ dataDir, attach: true });
    expect((await attached.pool.query('SELECT seq FROM registry_head')).rows).toEqual([{ seq: 0 }]);
    await attached.close();
    await database.close();
  });
});

describe.each(testDatabases)('a query past its limit on %s', (kind) => {
  let place: TestPlace;
  let database: OpenDatabase;
  beforeAll(async () => {
    place = await createTestPlace(kind);
    database = await openDatabase({ ...place.config, queryLimitSeconds: limit });
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  test('ends with a clear error, alone and in a transaction, and the database is usable afterwards', async () => {
    await expect(database.pool.query(endless)).rejects.toMatchObject({ code: 'query-too-long' });
    const { kysely } = database;
    const transaction = kysely.transaction().execute(async (tx) => {
      await sql`INSERT INTO setting VALUES ('unfinished', '{}')`.execute(tx);
      await sql.raw(endless).execute(tx);
    });
    await expect(transaction).rejects.toMatchObject({ code: 'query-too-long' });
    expect(await kysely.selectFrom('setting').select('key').execute()).toEqual([]);
  });
});

if (!testDatabases.includes('postgres')) describeWithoutServer('a query past its limit');
