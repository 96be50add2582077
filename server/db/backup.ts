import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, gzipSync } from 'node:zlib';
import type pg from 'pg';
import { listTables, type Table } from './catalog.ts';
import { DatabaseError } from './error.ts';
import { schemaVersion } from './migrate.ts';
import type { OpenDatabase } from './open.ts';
import { serverIdentitySetting } from './server-identity.ts';

const format = 'yizhangtu-backup';
const formatVersion = 1;
/** Rows held in memory at a time; one may carry a boundary of some hundred kilobytes. */
const pageRows = 200;
/** Characters of rows handed to one INSERT, and rows with `bytea` fetched at a time: chunks of pictures are large. */
const pageCharacters = 8 * 2 ** 20;
const binaryPageRows = 32;
/** Tables that the migrations fill, so that they have rows in a new database too. */
const filledByMigrations: ReadonlySet<string> = new Set(['registry_head']);

/** Every value as PostgreSQL writes it as text, which it reads back exactly: geometry as EWKB hex, moments in UTC. */
type Row = (string | null)[];

interface BackupTable {
  name: string;
  columns: string[];
  rows: number;
  /** Of the table's lines, line ends included. */
  sha256: string;
}

/** First line of a backup; the rows of each table follow in this order, one JSON array a line. */
export interface BackupManifest {
  format: typeof format;
  formatVersion: number;
  /** Newest migration of the schema that the rows fit. */
  schema: string;
  createdAt: string;
  tables: BackupTable[];
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const broken = (file: string, zh: string, en: string, cause?: unknown): DatabaseError =>
  new DatabaseError(
    'backup-broken',
    {
      zh: `备份文件 ${file} 不能使用:${zh}。数据库没有改动。`,
      en: `The backup ${file} cannot be used: ${en}. The database is unchanged.`,
    },
    { cause },
  );

async function inTransaction<T>(pool: pg.Pool, begin: string, use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let unusable = true;
  try {
    await client.query(begin);
    const result = await use(client);
    await client.query('COMMIT');
    unusable = false;
    return result;
  } catch (error) {
    unusable = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(unusable);
  }
}

async function* readRows(client: pg.PoolClient, table: Table): AsyncGenerator<Row> {
  const columns = table.columns.map(({ name }) => `${quote(name)}::text`).join(', ');
  const fetched = table.columns.some(({ type }) => type === 'bytea') ? binaryPageRows : pageRows;
  await client.query(`DECLARE backup_rows NO SCROLL CURSOR FOR SELECT ${columns} FROM ${quote(table.name)}`);
  for (;;) {
    const { rows } = await client.query<Row>({ text: `FETCH ${fetched} FROM backup_rows`, rowMode: 'array' });
    yield* rows;
    if (rows.length < fetched) break;
  }
  await client.query('CLOSE backup_rows');
}

/** Writes the lines of all tables and notes each table's count and checksum in `finished`. */
async function* tableLines(client: pg.PoolClient, tables: Table[], finished: BackupTable[]): AsyncGenerator<string> {
  for (const table of tables) {
    const hash = createHash('sha256');
    let rows = 0;
    for await (const row of readRows(client, table)) {
      const line = `${JSON.stringify(row)}\n`;
      hash.update(line);
      rows += 1;
      yield line;
    }
    finished.push({
      name: table.name,
      columns: table.columns.map(({ name }) => name),
      rows,
      sha256: hash.digest('hex'),
    });
  }
}

/**
 * Writes every application table into one gzip file, as of one moment. The file holds password hashes and so is readable
 * by this user only; it appears whole or not at all.
 *
 * @returns the first line of the file, which says what is in it
 */
export async function backup(db: OpenDatabase, file: string): Promise<BackupManifest> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  const rowsFile = `${temporary}.rows`;
  try {
    const tables: BackupTable[] = [];
    const createdAt = new Date().toISOString();
    await inTransaction(db.pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) =>
      pipeline(
        Readable.from(tableLines(client, await listTables(client), tables)),
        createGzip(),
        createWriteStream(rowsFile, { mode: 0o600 }),
      ),
    );
    const manifest: BackupManifest = { format, formatVersion, schema: schemaVersion(), createdAt, tables };
    // Two gzip files one after the other are one gzip file, so the counts may come first though they are known last.
    await writeFile(temporary, gzipSync(`${JSON.stringify(manifest)}\n`), { mode: 0o600 });
    await pipeline(createReadStream(rowsFile), createWriteStream(temporary, { flags: 'a' }));
    await rename(temporary, file);
    return manifest;
  } finally {
    await rm(temporary, { force: true });
    await rm(rowsFile, { force: true });
  }
}

async function* unzippedLines(file: string): AsyncGenerator<string> {
  const unzipped = createGunzip();
  const feeding = pipeline(createReadStream(file), unzipped).catch((error: unknown) =>
    unzipped.destroy(error as Error),
  );
  unzipped.setEncoding('utf8');
  let rest = '';
  for await (const chunk of unzipped as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  await feeding;
  if (rest !== '') yield rest;
}

function readManifest(file: string, line: string | undefined): BackupManifest {
  let manifest: Partial<BackupManifest>;
  try {
    manifest = JSON.parse(line ?? '') as Partial<BackupManifest>;
  } catch (error) {
    throw broken(file, '不是本系统的备份', 'it is not a backup of this program', error);
  }
  if (manifest.format !== format || manifest.formatVersion !== formatVersion || !Array.isArray(manifest.tables)) {
    throw broken(file, '不是本系统可读的备份', 'it is not a backup that this program reads');
  }
  if (manifest.schema !== schemaVersion()) {
    throw broken(
      file,
      `其数据结构为 ${manifest.schema},本程序为 ${schemaVersion()},请用制作它的程序版本恢复`,
      `its schema is ${manifest.schema} and this program's is ${schemaVersion()}; restore it with the version that made it`,
    );
  }
  return manifest as BackupManifest;
}

interface Contents {
  manifest: BackupManifest;
  /** Pages of rows in the order of the file; ends with an error unless every count and checksum is right. */
  pages: AsyncGenerator<{ table: BackupTable; rows: Row[] }>;
}

async function* checkedPages(file: string, manifest: BackupManifest, lines: AsyncGenerator<string>): Contents['pages'] {
  for (const table of manifest.tables) {
    const hash: Hash = createHash('sha256');
    let rows: Row[] = [];
    let characters = 0;
    for (let read = 0; read < table.rows; read += 1) {
      const { value: line, done } = await lines.next();
      if (done === true) throw broken(file, `表 ${table.name} 不完整`, `table ${table.name} is cut short`);
      hash.update(`${line}\n`);
      rows.push(JSON.parse(line) as Row);
      characters += line.length;
      if (rows.length === pageRows || characters >= pageCharacters) {
        yield { table, rows };
        rows = [];
        characters = 0;
      }
    }
    if (hash.digest('hex') !== table.sha256) {
      throw broken(file, `表 ${table.name} 的校验值不符`, `the checksum of table ${table.name} is wrong`);
    }
    if (rows.length > 0) yield { table, rows };
  }
  if ((await lines.next()).done !== true) throw broken(file, '末尾有多余内容', 'there is something after its end');
}

/** Runs `use` on the contents of a backup; whatever cannot be read becomes a `backup-broken` error. */
async function withContents(file: string, use: (contents: Contents) => Promise<void>): Promise<BackupManifest> {
  const lines = unzippedLines(file);
  try {
    const first = await lines.next();
    const manifest = readManifest(file, first.done === true ? undefined : first.value);
    await use({ manifest, pages: checkedPages(file, manifest, lines) });
    return manifest;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    const unreadable = error instanceof SyntaxError || code.startsWith('Z_') || code.startsWith('ERR_');
    if (!unreadable) throw error;
    throw broken(file, '文件损坏或不完整', 'the file is damaged or cut short', error);
  } finally {
    await lines.return(undefined);
  }
}

async function verify(file: string): Promise<BackupManifest> {
  return withContents(file, async ({ pages }) => {
    for await (const page of pages) void page;
  });
}

async function refuseFilled(client: pg.PoolClient, tables: Table[]): Promise<void> {
  for (const { name } of tables) {
    if (filledByMigrations.has(name)) continue;
    const { rows } = await client.query(`SELECT EXISTS (SELECT FROM ${quote(name)}) AS filled`);
    if (rows[0].filled === true) {
      throw new DatabaseError('database-not-empty', {
        zh: `数据库不是空的(表 ${name} 有数据)。恢复会替换全部数据,请明确要求替换。`,
        en: `The database is not empty (table ${name} has rows). Restoring replaces everything; ask for the replacement explicitly.`,
      });
    }
  }
}

async function insertPage(client: pg.PoolClient, table: Table, columnNames: string[], rows: Row[]): Promise<void> {
  const columns = columnNames.map(quote).join(', ');
  const types = new Map(table.columns.map(({ name, type }) => [name, type]));
  const values = columnNames.map((name) => `${quote(name)}::${types.get(name)}`).join(', ');
  const arrays = columnNames.map((_, position) => `$${position + 1}::text[]`).join(', ');
  await client.query(
    `INSERT INTO ${quote(table.name)} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM unnest(${arrays}) AS given (${columns})`,
    columnNames.map((_, position) => rows.map((row) => row[position])),
  );
}

/** Numbers given out from now on follow the highest one restored. */
async function continueSequences(client: pg.PoolClient, tables: Table[]): Promise<void> {
  for (const table of tables) {
    for (const { name, sequence } of table.columns) {
      if (sequence === null) continue;
      const column = quote(name);
      await client.query(
        `SELECT setval($1::regclass, coalesce(max(${column}), 1), max(${column}) IS NOT NULL) FROM ${quote(table.name)}`,
        [sequence],
      );
    }
  }
}

function matchTables(file: string, manifest: BackupManifest, tables: Table[]): Map<string, Table> {
  const byName = new Map(tables.map((table) => [table.name, table]));
  for (const { name, columns } of manifest.tables) {
    const known = new Set(byName.get(name)?.columns.map((column) => column.name));
    const strange = columns.find((column) => !known.has(column));
    if (!byName.has(name) || strange !== undefined) {
      const what = strange === undefined ? name : `${name}.${strange}`;
      throw broken(file, `数据库中没有 ${what}`, `the database has no ${what}`);
    }
  }
  return byName;
}

/**
 * Puts the rows of a backup in place of everything in the database, in one transaction, after its checksums were found
 * right. A backup of either kind of database restores into either.
 *
 * @throws DatabaseError `database-not-empty` unless `replace` is set or the database is new; `backup-broken` when the file
 *   is damaged, cut short, or of another schema. The database is then as it was.
 */
export async function restore(db: OpenDatabase, file: string, { replace = false } = {}): Promise<BackupManifest> {
  await verify(file);
  return inTransaction(db.pool, 'BEGIN', async (client) => {
    const tables = await listTables(client);
    if (!replace) await refuseFilled(client, tables);
    return withContents(file, async ({ manifest, pages }) => {
      const byName = matchTables(file, manifest, tables);
      await client.query('SET CONSTRAINTS ALL DEFERRED');
      await client.query(`TRUNCATE ${tables.map(({ name }) => quote(name)).join(', ')} RESTART IDENTITY`);
      for await (const { table, rows } of pages) {
        const target = byName.get(table.name);
        if (target !== undefined) await insertPage(client, target, table.columns, rows);
      }
      await continueSequences(client, tables);
      // Not the database that the backup was made of: what was stored since is missing here.
      await client.query('DELETE FROM setting WHERE key = $1', [serverIdentitySetting]);
    });
  });
}
