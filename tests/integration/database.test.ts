import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { DatabaseError } from '../../server/db/error.ts';
import { schemaVersion } from '../../server/db/migrate.ts';
import { openDatabase, type OpenDatabase } from '../../server/db/open.ts';
import { createTestFolder, describeEachDatabase, type TestPlace } from '../support/database.ts';

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

describeEachDatabase('an open database', (open, kind) => {
  test('has the schema of this program', async () => {
    const { rows } = await open().pool.query('SELECT max(name) AS newest FROM kysely_migration');
    expect(rows[0].newest).toBe(schemaVersion());
    expect(open().mode).toBe(kind);
  });

  test('has PostGIS', async () => {
    const { rows } = await open().pool.query("SELECT ST_Area('POLYGON((0 0, 2 0, 2 3, 0 3, 0 0))'::geometry) AS area");
    expect(rows[0].area).toBe(6);
  });

  test('reads dates as dates, moments as ISO text and bigint as numbers', async () => {
    const { rows } = await open().pool.query(
      "SELECT '2025-03-01'::date AS day, '2025-03-01T08:00:00.123456+08'::timestamptz AS moment, 5000000000::bigint AS count",
    );
    expect(rows[0]).toEqual({ day: '2025-03-01', moment: '2025-03-01T00:00:00.123456Z', count: 5_000_000_000 });
  });

  // Parameters this large arrive in several pieces, between which other connections' messages come in.
  test('gives every one of many simultaneous large queries its own answer', async () => {
    const questions = Array.from({ length: 60 }, (_, number) => number);
    const answers = await Promise.all(
      questions.map((number) =>
        open()
          .pool.query(`SELECT length($1::text) + ${number} AS answer`, ['y'.repeat(number * 10_000)])
          .then(({ rows }) => rows[0].answer as number),
      ),
    );
    expect(answers).toEqual(questions.map((number) => number * 10_000 + number));
  });

  test('gives simultaneous failing and succeeding queries their own answers', async () => {
    const divisors = Array.from({ length: 100 }, (_, number) => number % 3);
    const answers = await Promise.all(
      divisors.map((divisor) =>
        open()
          .pool.query('SELECT 6 / $1::int AS quotient', [divisor])
          .then(({ rows }) => rows[0].quotient as number)
          .catch((error: { code: string }) => error.code),
      ),
    );
    expect(answers).toEqual(divisors.map((divisor) => (divisor === 0 ? '22012' : 6 / divisor)));
  });

  test('gives one connection the right answers after each kind of error', async () => {
    const client = await open().pool.connect();
    try {
      // An answer that came one query late would be some other number, or empty.
      for (let round = 1; round <= 20; round++) {
        await expect(client.query('SELECT 1 / $1::int', [0])).rejects.toThrow('division by zero');
        expect((await client.query('SELECT $1::int AS n', [round])).rows).toEqual([{ n: round }]);
        await expect(client.query('SELECT no_such_column, $1::int', [1])).rejects.toThrow('no_such_column');
        expect((await client.query('SELECT $1::int AS n', [-round])).rows).toEqual([{ n: -round }]);
      }
    } finally {
      client.release();
    }
  });

  test('keeps simultaneous transactions apart', async () => {
    const { kysely } = open();
    await sql`CREATE TABLE tally (number int)`.execute(kysely);
    const transactions = Array.from({ length: 12 }, (_, number) => number);
    const outcomes = await Promise.allSettled(
      transactions.map((number) =>
        kysely.transaction().execute(async (tx) => {
          await sql`INSERT INTO tally VALUES (${number})`.execute(tx);
          await sql`SELECT count(*) FROM tally`.execute(tx);
          if (number % 2 === 1) throw new Error('changed my mind');
        }),
      ),
    );
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
      transactions.map((number) => number % 2 === 0),
    );
    const { rows } = await sql<{ number: number }>`SELECT number FROM tally`.execute(kysely);
    expect(sum(rows.map(({ number }) => number))).toBe(2 + 4 + 6 + 8 + 10);
    await sql`DROP TABLE tally`.execute(kysely);
  });

  test('rolls back for a client that leaves in the middle of a transaction', async () => {
    const { pool } = open();
    await pool.query('CREATE TABLE note (words text)');
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query("INSERT INTO note VALUES ('unfinished')");
    client.release(true);
    expect((await pool.query('SELECT * FROM note')).rows).toEqual([]);
    await pool.query('DROP TABLE note');
  });
});

describe('an existing embedded database', () => {
  let place: TestPlace;
  let database: OpenDatabase | undefined;
  afterEach(async () => {
    await database?.close();
    database = undefined;
    await place.remove();
  });

  test('keeps its rows, and is refused when a newer program made its schema', async () => {
    place = await createTestFolder();
    database = await openDatabase(place.config);
    await database.pool.query("INSERT INTO setting VALUES ('colour', '{}')");
    await database.close();

    database = await openDatabase(place.config);
    expect((await database.pool.query('SELECT key FROM setting')).rows).toEqual([{ key: 'colour' }]);
    await database.pool.query("INSERT INTO kysely_migration VALUES ('9999_from_the_future', '2099-01-01')");
    await database.close();
    database = undefined;

    const refusal = await openDatabase(place.config).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DatabaseError);
    expect(refusal).toMatchObject({ code: 'schema-newer', message: expect.stringContaining('9999_from_the_future') });
  }, 180_000);
});
