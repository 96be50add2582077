/**
 * Process of the embedded database: holds the lock of the data folder, runs the database in a thread, and stays
 * responsive while a query blocks that thread. It goes when its parent tells it to or is gone.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { DatabaseError } from './error.ts';
import type { EmbeddedOptions, EngineOptions, FromEmbedded, FromEngine } from './embedded-messages.ts';
import { lockFolder } from './lock.ts';
import { startThread } from '../threads.ts';
import { databaseSocketName, makeSocketFolder } from './socket-path.ts';

const watchMs = 250;
const stopLimitMs = 5_000;

const options = JSON.parse(process.argv[2] ?? '{}') as EmbeddedOptions;
const startedAt = new Date().toISOString();
const parentId = process.ppid;
const busySince = new BigInt64Array(new SharedArrayBuffer(8));
let answering = false;
let engine: Worker | null = null;
let stopping = false;

// A terminal sends these to the whole group; the parent drains first and then says when to stop.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

/** SIGKILL, because an ordinary exit waits for a thread that a query may be blocking. */
const dieNow = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

function tellAndDie(message: FromEmbedded): void {
  if (process.connected) process.send?.(message, dieNow);
  else dieNow();
}

function stop(): void {
  if (stopping) return;
  stopping = true;
  answering = false;
  setTimeout(dieNow, stopLimitMs);
  if (engine === null) dieNow();
  engine?.postMessage('stop');
}

function watchQueries(): void {
  setInterval(() => {
    const since = Number(Atomics.load(busySince, 0));
    if (since > 0 && Date.now() - since > options.queryLimitSeconds * 1_000) tellAndDie({ type: 'query-too-long' });
  }, watchMs);
}

async function run(): Promise<void> {
  const lock = await lockFolder(options.dataDir, () => ({
    processId: parentId,
    role: options.role,
    startedAt,
    socketFolder: answering ? options.socketFolder : null,
  }));
  await makeSocketFolder(options.socketFolder);
  const data: EngineOptions = {
    databaseFolder: options.databaseFolder,
    socketPath: join(options.socketFolder, databaseSocketName),
    queryLimitSeconds: options.queryLimitSeconds,
    busySince,
  };
  engine = startThread(new URL('./embedded-engine.ts', import.meta.url), data);
  engine.on('error', (error) => tellAndDie({ type: 'failed', reason: String(error) }));
  engine.on('message', (message: FromEngine) => {
    if (message.type === 'ready') {
      answering = true;
      process.send?.({ type: 'ready' } satisfies FromEmbedded);
      watchQueries();
    } else if (message.type === 'stopped') {
      void rm(options.socketFolder, { recursive: true, force: true })
        .then(() => lock.release())
        .finally(() => process.exit(0));
    } else {
      tellAndDie(message);
    }
  });
}

process.on('disconnect', stop);
process.on('message', stop);
if (!process.connected) dieNow();
run().catch((error: unknown) => {
  if (error instanceof DatabaseError) tellAndDie({ type: 'refused', code: error.code, detail: error.detail });
  else tellAndDie({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
});
