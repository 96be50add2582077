import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfig, type Config } from './config.ts';
import { openDatabase } from './db/open.ts';
import { Problem, problemText } from './registry/problem.ts';

/** Time that running requests get to finish after SIGTERM, milliseconds. */
const drainMs = 5000;

/**
 * How long an idle connection is kept, milliseconds: longer than proxies do, and than anything keeps this thread busy.
 * With Node's five seconds, a request that came while a report was made could meet a connection whose time was over, and
 * was answered with a reset.
 */
const keepAliveMs = 75_000;

/** Starts the program: configuration → database → rooms → http. Nothing else starts anything. */
async function start(config: Config): Promise<void> {
  const { dataDir, databaseUrl, databaseReadUrl: readUrl } = config;
  // The embedded database takes seconds to open in its own process; the program's modules load meanwhile.
  const [database, { createProgram }] = await Promise.all([
    openDatabase({ dataDir, databaseUrl, readUrl, role: 'server' }),
    import('./program.ts'),
  ]);
  const { app, administrator, close } = await createProgram(config, database);
  const server = createServer({ keepAliveTimeout: keepAliveMs }, app);
  await listen(server, config);
  if (administrator?.generatedPassword) {
    const { user, generatedPassword } = administrator;
    process.stdout.write(`Administrator "${user.username}", password: ${generatedPassword} (shown once)\n`);
  }
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`Listening on http://${config.host}:${port}\n`);
  stopOnSignal(server, close, () => database.close());
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/** Drains and closes on SIGTERM or SIGINT, and exits 0; a second signal does not hurry a running checkpoint. */
function stopOnSignal(server: Server, closeProgram: () => void, closeDatabase: () => Promise<void>): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const closed = new Promise((resolve) => server.close(resolve));
    closeProgram();
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
