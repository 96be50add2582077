/** Thread of the database process that runs PostgreSQL; a query blocks this thread and nothing else. */
import { parentPort, workerData } from 'node:worker_threads';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { EngineOptions, FromEngine } from './embedded-messages.ts';
import { withWholeRequests } from './exclusive-messages.ts';
import { openPGlite } from './pglite.ts';
import { postgisRuntime } from './postgis-runtime.ts';
import { cacheFolder } from './template.ts';

/** More than the pool of a server and a few command lines beside it will ever ask for. */
const maxConnections = 100;
const queueCheckMs = 1_000;

const options = workerData as EngineOptions;
const tell = (message: FromEngine): void => parentPort?.postMessage(message);
const setBusySince = (moment: number): void => {
  Atomics.store(options.busySince, 0, BigInt(moment));
};

async function run(): Promise<void> {
  const database = await openPGlite(options.databaseFolder, await postgisRuntime(cacheFolder));
  let lastEndedAt = Date.now();
  const watch = {
    begin: () => setBusySince(Date.now()),
    end: () => {
      lastEndedAt = Date.now();
      setBusySince(0);
    },
  };
  const server = new PGLiteSocketServer({
    db: withWholeRequests(database, watch, (error) => tell({ type: 'failed', reason: String(error) })),
    path: options.socketPath,
    maxConnections,
  });
  await server.start();

  // A client that keeps its transaction open without using it holds everyone up; nobody else would notice that.
  const queueCheck = setInterval(() => {
    const waiting = server.getStats().queuedQueries > 0;
    if (waiting && Date.now() - lastEndedAt > options.queryLimitSeconds * 1_000) tell({ type: 'query-too-long' });
  }, queueCheckMs);

  parentPort?.once('message', () => {
    clearInterval(queueCheck);
    const stop = async (): Promise<void> => {
      await server.stop();
      await database.exec('CHECKPOINT');
      await database.close();
      tell({ type: 'stopped' });
    };
    stop().catch((error: unknown) => tell({ type: 'failed', reason: String(error) }));
  });
  tell({ type: 'ready' });
}

run().catch((error: unknown) => tell({ type: 'failed', reason: String(error) }));
