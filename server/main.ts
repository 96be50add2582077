import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createAccounts } from './accounts/accounts.ts';
import { composeEndpoints, composeRooms } from './compose.ts';
import { readConfig, type Config } from './config.ts';
import { applyCatalogueConstraints } from './db/catalogue-constraints.ts';
import { openDatabase } from './db/open.ts';
import { loadDemonstration } from './demonstration/load.ts';
import { createApp } from './http/app.ts';
import { idempotencyStore } from './http/idempotency-store.ts';
import { Problem, problemText } from './registry/problem.ts';

/** Time that running requests get to finish after SIGTERM, milliseconds. */
const drainMs = 5000;

const webRoot = fileURLToPath(new URL('../dist/web/', import.meta.url));

/** Starts the program: configuration → database → rooms → http. Nothing else starts anything. */
async function start(config: Config): Promise<void> {
  const logger = pino({ level: config.logLevel });
  const database = await openDatabase({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    readUrl: config.databaseReadUrl,
    role: 'server',
  });
  const db = database.kysely;
  await applyCatalogueConstraints(db);
  const accounts = await createAccounts({ kysely: db, secret: config.authSecret, publicUrl: config.publicUrl });
  const administrator = await accounts.users.ensureAdministrator({ password: config.adminPassword });
  const rooms = composeRooms(db, config.dataDir);
  if (config.demo && (await loadDemonstration(rooms.registry))) logger.info('demonstration data loaded (演示数据)');

  const app = createApp({
    endpoints: composeEndpoints(rooms, db, accounts.users, config),
    accounts,
    idempotency: idempotencyStore(db),
    health: { ready: () => whyNotReady(() => rooms.registry.head()) },
    registrySeq: () => rooms.snapshots.lastSeq(),
    logger,
    config: {
      publicUrl: config.publicUrl,
      trustProxy: config.trustProxy,
      basemapOrigin: config.basemap ? new URL(config.basemap.url).origin : undefined,
    },
    webRoot,
  });
  await rooms.snapshots.at();

  const server = createServer(app);
  await listen(server, config);
  if (administrator?.generatedPassword) {
    const { user, generatedPassword } = administrator;
    process.stdout.write(`Administrator "${user.username}", password: ${generatedPassword} (shown once)\n`);
  }
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`Listening on http://${config.host}:${port}\n`);
  stopOnSignal(server, () => database.close());
}

async function whyNotReady(headSeq: () => Promise<number>): Promise<string | null> {
  try {
    await headSeq();
    return null;
  } catch (error) {
    return `database: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/** Drains and closes on SIGTERM or SIGINT, and exits 0; a second signal does not hurry a running checkpoint. */
function stopOnSignal(server: Server, closeDatabase: () => Promise<void>): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), drainMs).unref();
    await closed;
    await closeDatabase();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

try {
  await start(readConfig(process.env));
} catch (error) {
  process.stderr.write(
    `${error instanceof Problem ? problemText(error, 'zh') : error instanceof Error ? error.message : String(error)}\n`,
  );
  if (process.env.LOG_LEVEL === 'debug') process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
  process.exit(1);
}
