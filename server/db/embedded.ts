import type { ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { startProcess } from '../threads.ts';
import type { EmbeddedOptions, FromEmbedded } from './embedded-messages.ts';
import { DatabaseError } from './error.ts';
import { socketFolderOf } from './socket-path.ts';
import { ensureDataFolder } from './template.ts';

const program = new URL('./embedded-process.ts', import.meta.url);
const stopLimitMs = 8_000;
/** How long a client whose connection broke waits to learn that the process died, and why. */
const exitNoticeMs = 2_000;

const restarted = (cause?: unknown): DatabaseError =>
  new DatabaseError(
    'database-restarted',
    {
      zh: '数据库进程意外退出,已重新启动;未提交的操作没有生效,请重试。',
      en: 'The database process ended unexpectedly and was restarted; nothing uncommitted took effect. Try again.',
    },
    { cause },
  );

/** The refusal of a query that ran past its limit, the same on both databases. */
export const queryTooLong = (limitSeconds: number, cause?: unknown): DatabaseError =>
  new DatabaseError(
    'query-too-long',
    {
      zh: `数据库查询超过 ${limitSeconds} 秒,已中止;未提交的操作没有生效。`,
      en: `A database query took longer than ${limitSeconds} s and was ended; nothing uncommitted took effect.`,
    },
    { cause },
  );

/** The embedded database's process as its parent sees it. */
export interface EmbeddedProcess {
  socketFolder: string;
  /** Resolves once the database answers; starts it again when it died. */
  ready(): Promise<void>;
  /** Why the process died at or after `since` (`Date.now()`), once that is known; null when it is alive. */
  whyItDied(since: number): Promise<DatabaseError | null>;
  processId(): number | undefined;
  stop(): Promise<void>;
}

interface Running {
  child: ChildProcess;
  ready: Promise<void>;
  /** Settles when the process is gone. */
  gone: Promise<DatabaseError>;
}

function startDatabase(options: EmbeddedOptions): Running {
  const child = startProcess(program, [JSON.stringify(options)], {
    // Standard output belongs to the command line's answer.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  let death = restarted();
  const ready = new Promise<void>((fulfil, reject) => {
    child.on('message', (message: FromEmbedded) => {
      if (message.type === 'ready') {
        fulfil();
      } else if (message.type === 'query-too-long') {
        death = queryTooLong(options.queryLimitSeconds);
      } else if (message.type === 'refused') {
        reject(new DatabaseError(message.code, message.detail));
      } else {
        death = restarted(message.reason);
        reject(new Error(`The embedded database could not start: ${message.reason}`));
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`The embedded database ended before it was ready (${signal ?? code})`)),
    );
  });
  ready.catch(() => undefined);
  const gone = new Promise<DatabaseError>((fulfil) => {
    child.once('exit', () => fulfil(death));
  });
  return { child, ready, gone };
}

/**
 * Starts the database process on `dataDir`, which is made from the prepared folder when it is new.
 *
 * @throws DatabaseError `folder-in-use` when another process owns the folder
 */
export async function startEmbedded(
  dataDir: string,
  settings: { queryLimitSeconds: number; role: string },
): Promise<EmbeddedProcess> {
  const folder = resolve(dataDir);
  const options: EmbeddedOptions = {
    dataDir: folder,
    databaseFolder: join(folder, 'pg'),
    socketFolder: socketFolderOf(folder),
    ...settings,
  };
  await ensureDataFolder(options.databaseFolder);

  let stopped = false;
  let dead = false;
  let lastDeath: { at: number; reason: DatabaseError } | null = null;

  const start = (): Running => {
    const started = startDatabase(options);
    dead = false;
    void started.gone.then((death) => {
      dead = true;
      lastDeath = { at: Date.now(), reason: death };
      // One that never answered would only fail again at once; the next query starts it.
      void started.ready.then(
        () => {
          if (!stopped) running = start();
        },
        () => undefined,
      );
    });
    return started;
  };
  let running = start();

  const embedded: EmbeddedProcess = {
    socketFolder: options.socketFolder,
    ready() {
      if (stopped) return Promise.reject(new Error('The database is closed'));
      if (dead) running = start();
      return running.ready;
    },
    async whyItDied(since) {
      if (lastDeath !== null && lastDeath.at >= since) return lastDeath.reason;
      const wait = new Promise<null>((fulfil) => setTimeout(fulfil, exitNoticeMs, null));
      return Promise.race([running.gone, wait]);
    },
    processId: () => running.child.pid,
    async stop() {
      stopped = true;
      if (dead) return;
      const kill = setTimeout(() => running.child.kill('SIGKILL'), stopLimitMs);
      if (running.child.connected) running.child.send('stop');
      await running.gone;
      clearTimeout(kill);
    },
  };
  await running.ready;
  return embedded;
}
