import { Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import { defaultPoolSize, defaultQueryLimitSeconds, type DatabaseConfig } from './config.ts';
import { createPool, type ConnectionSource } from './connections.ts';
import { startEmbedded, type EmbeddedProcess } from './embedded.ts';
import { DatabaseError } from './error.ts';
import { ownerOf } from './lock.ts';
import { startMaintenance } from './maintenance.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';

/** A database that can be used, its schema being this program's. */
export interface OpenDatabase {
  mode: 'embedded' | 'postgres';
  pool: pg.Pool;
  kysely: Kysely<Schema>;
  /** For reads that may lag behind the writes: the replica when one is configured, else the same as `kysely`. */
  readKysely: Kysely<Schema>;
  /** Process id of the embedded database; undefined for a server or when another process owns it. */
  embeddedProcessId(): number | undefined;
  /** Waits for running queries, checkpoints and stops the embedded database. */
  close(): Promise<void>;
}

const kyselyOf = (pool: pg.Pool): Kysely<Schema> => new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });

const oldestServer = 140_000;
const oldestPostgis = [3, 2] as const;

async function requireSupportedServer(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ version: number; name: string }>`
    SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS name`.execute(
    db,
  );
  const server = rows[0];
  if (server === undefined || server.version < oldestServer) {
    throw new DatabaseError('database-too-old', {
      zh: `需要 PostgreSQL 14 或更新版本,DATABASE_URL 指向的是 ${server?.name}。`,
      en: `PostgreSQL 14 or newer is needed; DATABASE_URL points to ${server?.name}.`,
    });
  }
}

async function requirePostgis(db: Kysely<Schema>): Promise<void> {
  try {
    await sql`CREATE EXTENSION IF NOT EXISTS postgis`.execute(db);
  } catch (error) {
    throw new DatabaseError(
      'postgis-missing',
      {
        zh: 'DATABASE_URL 指向的数据库没有 PostGIS,本账号也无权创建。请安装 PostGIS 3.2 或更新版本,并由管理员执行 CREATE EXTENSION postgis。',
        en: 'The database at DATABASE_URL has no PostGIS and this account cannot create it. Install PostGIS 3.2 or newer and have an administrator run CREATE EXTENSION postgis.',
      },
      { cause: error },
    );
  }
  const { rows } = await sql<{ version: string }>`SELECT postgis_lib_version() AS version`.execute(db);
  const [major = 0, minor = 0] = (rows[0]?.version ?? '').split('.').map(Number);
  if (major > oldestPostgis[0] || (major === oldestPostgis[0] && minor >= oldestPostgis[1])) return;
  throw new DatabaseError('database-too-old', {
    zh: `需要 PostGIS 3.2 或更新版本,现为 ${rows[0]?.version}。`,
    en: `PostGIS 3.2 or newer is needed; this is ${rows[0]?.version}.`,
  });
}

function unreachable(url: string, error: unknown): DatabaseError {
  const place = URL.canParse(url) ? new URL(url).host || new URL(url).pathname : 'DATABASE_URL';
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseError(
    'database-unreachable',
    { zh: `无法连接数据库 ${place}:${reason}`, en: `Cannot connect to the database ${place}: ${reason}` },
    { cause: error },
  );
}

function serverSource(url: string, config: Required<Pick<DatabaseConfig, 'queryLimitSeconds' | 'poolSize'>>) {
  return {
    target: {
      connectionString: url,
      statement_timeout: config.queryLimitSeconds * 1_000,
      idle_in_transaction_session_timeout: config.queryLimitSeconds * 1_000,
      application_name: 'yizhangtu',
    },
    ready: async () => undefined,
    whyItBroke: async () => null,
    ...config,
  } satisfies ConnectionSource;
}

async function openServer(url: string, readUrl: string | undefined, limits: Limits): Promise<OpenDatabase> {
  const pool = createPool(serverSource(url, limits));
  const readPool = readUrl === undefined ? pool : createPool(serverSource(readUrl, limits));
  const close = once(async () => {
    await pool.end();
    if (readPool !== pool) await readPool.end();
  });
  try {
    for (const [place, one] of new Map([
      [url, pool],
      [readUrl ?? url, readPool],
    ])) {
      await one.query('SELECT 1').catch((error: unknown) => Promise.reject(unreachable(place, error)));
    }
    const kysely = kyselyOf(pool);
    await requireSupportedServer(kysely);
    await requirePostgis(kysely);
    await migrate(kysely);
    return {
      mode: 'postgres',
      pool,
      kysely,
      readKysely: kyselyOf(readPool),
      embeddedProcessId: () => undefined,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Limits = Required<Pick<DatabaseConfig, 'queryLimitSeconds' | 'poolSize'>>;

const socketTarget = (folder: string): pg.ClientConfig => ({
  host: folder,
  port: 5432,
  user: 'postgres',
  database: 'postgres',
  ssl: false,
});

async function useEmbedded(embedded: EmbeddedProcess, limits: Limits): Promise<OpenDatabase> {
  const pool = createPool({
    target: socketTarget(embedded.socketFolder),
    ready: () => embedded.ready(),
    whyItBroke: (since) => embedded.whyItDied(since),
    ...limits,
  });
  const kysely = kyselyOf(pool);
  const maintenance = startMaintenance(pool);
  const close = once(async () => {
    maintenance.stop();
    await pool.end();
    await embedded.stop();
  });
  try {
    await migrate(kysely);
  } catch (error) {
    await close();
    throw error;
  }
  return { mode: 'embedded', pool, kysely, readKysely: kysely, embeddedProcessId: () => embedded.processId(), close };
}

const attachWaitMs = 500;
const attachLimitMs = 30_000;

/** The socket folder of the process that owns `dataDir`, waiting while that one is still opening; null without owner. */
async function socketFolderOfOwner(dataDir: string): Promise<string | null> {
  const giveUpAt = Date.now() + attachLimitMs;
  for (;;) {
    const owner = await ownerOf(dataDir);
    if (owner === null) return null;
    if (owner !== 'silent' && owner.socketFolder !== null) return owner.socketFolder;
    if (Date.now() > giveUpAt) throw notAnswering(dataDir);
    await new Promise((resolve) => setTimeout(resolve, attachWaitMs));
  }
}

const notAnswering = (dataDir: string): DatabaseError =>
  new DatabaseError('database-unreachable', {
    zh: `使用数据目录 ${dataDir} 的进程没有应答。`,
    en: `The process that uses the data folder ${dataDir} does not answer.`,
  });

function attachTo(socketFolder: string, dataDir: string, limits: Limits): OpenDatabase {
  const pool = createPool({
    target: socketTarget(socketFolder),
    ready: async () => undefined,
    whyItBroke: async () => notAnswering(dataDir),
    ...limits,
  });
  const kysely = kyselyOf(pool);
  return {
    mode: 'embedded',
    pool,
    kysely,
    readKysely: kysely,
    embeddedProcessId: () => undefined,
    close: once(() => pool.end()),
  };
}

/** Two who stop the same database wait for the same stop. */
function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= action());
}

/**
 * Opens the database and brings its schema up to this program's.
 *
 * @example
 * const database = await openDatabase({ dataDir: '.data' });
 * await database.kysely.selectFrom('facility').select('id').execute();
 * await database.close();
 *
 * @throws DatabaseError with what is wrong and what to do: `folder-in-use`, `database-unreachable`, `database-too-old`,
 *   `postgis-missing`, `schema-newer`, `migration-failed`
 */
export async function openDatabase(config: DatabaseConfig): Promise<OpenDatabase> {
  const limits: Limits = {
    queryLimitSeconds: config.queryLimitSeconds ?? defaultQueryLimitSeconds,
    poolSize: config.poolSize ?? defaultPoolSize,
  };
  if (config.databaseUrl !== undefined) return openServer(config.databaseUrl, config.readUrl, limits);
  if (config.attach === true) {
    const socketFolder = await socketFolderOfOwner(config.dataDir);
    if (socketFolder !== null) return attachTo(socketFolder, config.dataDir, limits);
  }
  const { queryLimitSeconds } = limits;
  return useEmbedded(await startEmbedded(config.dataDir, { queryLimitSeconds, role: config.role ?? 'server' }), limits);
}
