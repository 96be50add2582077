import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backup, restore } from '../../server/db/backup.ts';
import type { OpenDatabase } from '../../server/db/open.ts';
import {
  createTestDatabase,
  describeWithoutServer,
  testDatabases,
  type DatabaseKind,
  type TestDatabase,
} from '../support/database.ts';

const name = 'backup';
const settings = 450;
const square = 'SRID=4490;MULTIPOLYGON(((117.1 40.1, 117.3 40.1, 117.3 40.4, 117.1 40.1)))';

/** More rows than one page, a geometry, references within a table and between tables, awkward text and unknowns. */
async function fill({ pool }: OpenDatabase): Promise<void> {
  await pool.query(
    `INSERT INTO setting SELECT 'key ' || n, jsonb_build_object('n', n, 'text', E'引号"\\\\ 换行\\n{a,b}', 'none', null)
     FROM generate_series(1, ${settings}) AS n`,
  );
  await pool.query(
    `INSERT INTO division (id, version, valid_from, seq, code, name, level, type, parent_id, boundary, population, demo)
     VALUES ('d2', 1, '2020-02-29', 7, '130803', '双滦区', 'county', '市辖区', 'd1', $1, NULL, true),
            ('d1', 2, '2019-01-01', 5, '1308', '承德市', 'prefecture', '地级市', NULL, NULL, 3354444, true)`,
    [square],
  );
  await pool.query(
    `INSERT INTO audit (at, actor_id, actor_name, source, action)
     SELECT '2025-03-01T08:00:00.123456+08', 'u1', '张三', 'web', 'commit' FROM generate_series(1, 3)`,
  );
  await pool.query("UPDATE registry_head SET seq = 7, committed_at = '2025-03-01T00:00:00Z'");
}

async function empty({ pool }: OpenDatabase): Promise<void> {
  await pool.query('TRUNCATE setting, division, audit CASCADE');
  await pool.query('UPDATE registry_head SET seq = 0');
}

const contents = async ({ pool }: OpenDatabase): Promise<unknown> => {
  const tables = ['setting', 'division', 'audit', 'registry_head'];
  const rows = await Promise.all(tables.map((table) => pool.query(`SELECT * FROM ${table} ORDER BY 1`)));
  return rows.map((result) => result.rows as unknown);
};

describe(name, () => {
  const opened = new Map<DatabaseKind, TestDatabase>();
  const files = new Map<DatabaseKind, string>();
  let folder: string;
  let expected: unknown;

  const databaseOf = (kind: DatabaseKind): OpenDatabase => {
    const made = opened.get(kind);
    if (made === undefined) throw new Error(`${kind} is not open`);
    return made.database;
  };
  const fileOf = (kind: DatabaseKind): string => files.get(kind) ?? '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yzt-backup-'));
    for (const kind of testDatabases) {
      opened.set(kind, await createTestDatabase(kind));
      await fill(databaseOf(kind));
      files.set(kind, join(folder, `${kind}.gz`));
    }
  });
  afterAll(async () => {
    for (const made of opened.values()) await made.drop();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(testDatabases)('of %s says what is in it and is private', async (kind) => {
    expected ??= await contents(databaseOf(kind));
    const manifest = await backup(databaseOf(kind), fileOf(kind));
    const counts = Object.fromEntries(manifest.tables.map((table) => [table.name, table.rows]));
    expect(counts).toMatchObject({ setting: settings, division: 2, audit: 3, registry_head: 1, facility: 0, user: 0 });
    expect(Object.keys(counts)).not.toContain('spatial_ref_sys');
    expect((await stat(fileOf(kind))).mode & 0o777).toBe(0o600);
    expect(await contents(databaseOf(kind))).toEqual(expected);
  });

  test.each(testDatabases)('refuses to restore over rows of %s', async (kind) => {
    await expect(restore(databaseOf(kind), fileOf(kind))).rejects.toMatchObject({ code: 'database-not-empty' });
    expect(await contents(databaseOf(kind))).toEqual(expected);
  });

  const pairs = testDatabases.flatMap((source) => testDatabases.map((target) => ({ source, target })));
  test.each(pairs)('of $source restores into an emptied $target', async ({ source, target }) => {
    await empty(databaseOf(target));
    await restore(databaseOf(target), fileOf(source));
    expect(await contents(databaseOf(target))).toEqual(expected);
  });

  test.each(testDatabases)('replaces the rows of %s and goes on numbering', async (kind) => {
    const { pool } = databaseOf(kind);
    await pool.query("UPDATE division SET name = 'changed'");
    await pool.query("INSERT INTO audit (actor_id, actor_name, source, action) VALUES ('u2', '李四', 'web', 'undo')");
    await restore(databaseOf(kind), fileOf(kind), { replace: true });
    expect(await contents(databaseOf(kind))).toEqual(expected);
    const insert =
      "INSERT INTO audit (actor_id, actor_name, source, action) VALUES ('u2', '李四', 'web', 'undo') RETURNING id";
    const last = (await pool.query('SELECT max(id) AS id FROM audit')).rows[0].id as number;
    expect((await pool.query(insert)).rows[0].id).toBe(last + 1);
    await pool.query('DELETE FROM audit WHERE id > $1', [last]);
  });

  const damages: [string, (whole: Buffer) => Buffer][] = [
    ['cut in half', (whole) => whole.subarray(0, whole.length / 2)],
    ['cut by its last byte', (whole) => whole.subarray(0, -1)],
    ['with a changed value', (whole) => gzipSync(gunzipSync(whole).toString().replace('双滦区', '双桥区'))],
    [
      'with a row missing',
      (whole) =>
        gzipSync(
          gunzipSync(whole)
            .toString()
            .replace(/\n[^\n]*双滦区[^\n]*/, ''),
        ),
    ],
    ['with lines after its end', (whole) => gzipSync(`${gunzipSync(whole).toString()}["stray"]\n`)],
    [
      'of another schema',
      (whole) =>
        gzipSync(
          gunzipSync(whole)
            .toString()
            .replace(/"schema":"/, '"schema":"0'),
        ),
    ],
    ['that is no gzip file', () => Buffer.from('PK\u0003\u0004')],
    ['that is empty', () => Buffer.alloc(0)],
  ];
  test.each(damages)('%s leaves everything as it was', async (_, damage) => {
    const [kind = 'embedded'] = testDatabases;
    const damaged = join(folder, 'damaged.gz');
    await writeFile(damaged, damage(await readFile(fileOf(kind))));
    await expect(restore(databaseOf(kind), damaged, { replace: true })).rejects.toMatchObject({
      code: 'backup-broken',
    });
    expect(await contents(databaseOf(kind))).toEqual(expected);
  });
});

if (!testDatabases.includes('postgres')) describeWithoutServer(name);
