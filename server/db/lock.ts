import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseError } from './error.ts';
import { withShortPath } from './socket-path.ts';

/** What the owner of a data folder tells anyone who connects to its lock socket. */
export interface FolderOwner {
  processId: number;
  role: string;
  startedAt: string;
  /** Folder with the database's Unix socket; null while the database is opening or stopping. */
  socketFolder: string | null;
}

export interface FolderLock {
  /** Lets the folder go. The kernel does the same when the process dies in any other way. */
  release(): Promise<void>;
}

/**
 * Node has no file lock, but the kernel closes a listening socket when its process dies, also after SIGKILL. The owner is
 * therefore whoever listens on the highest numbered `owner-N.sock` of the folder. A newcomer may only take number N + 1
 * after N was found dead, and dead sockets never come back, so a living owner cannot be displaced; `link` makes two
 * newcomers with the same number impossible. The highest file is never removed, so numbers are never used twice.
 */
const ownerName = /^owner-(\d+)\.sock$/;
const nameOf = (number: number): string => `owner-${number}.sock`;
const longestName = `claim-${randomUUID()}.sock`;
const answerTimeoutMs = 3_000;

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

async function highestNumber(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).map((name) => Number(ownerName.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

/** Asks whoever listens on a lock socket; null when nobody does, a nameless owner when it does not answer in time. */
function probe(path: string): Promise<FolderOwner | 'silent' | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let connected = false;
    let answer = '';
    const finish = (result: FolderOwner | 'silent'): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(answerTimeoutMs, () => finish('silent'));
    socket.setEncoding('utf8');
    socket.on('connect', () => (connected = true));
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.on('end', () => {
      try {
        finish(JSON.parse(answer) as FolderOwner);
      } catch {
        finish('silent');
      }
    });
    socket.on('error', (error) => {
      if (isCode(error, 'EAGAIN')) finish('silent');
      // Whoever listened went away before it answered; the next look finds it gone.
      else if (connected) resolve(probe(path));
      else if (isCode(error, 'ECONNREFUSED') || isCode(error, 'ENOENT')) resolve(null);
      else reject(error);
    });
  });
}

/** The living owner of a data folder, `silent` when it lives but does not answer, null when nobody owns it. */
export async function ownerOf(folder: string): Promise<FolderOwner | 'silent' | null> {
  const highest = await highestNumber(folder).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return 0;
    throw error;
  });
  if (highest === 0) return null;
  return withShortPath(folder, longestName, (short) => probe(join(short, nameOf(highest))));
}

function folderInUse(folder: string, owner: FolderOwner | 'silent'): DatabaseError {
  const who =
    owner === 'silent'
      ? { zh: '另一个进程', en: 'another process' }
      : {
          zh: `进程 ${owner.processId}(${owner.role},启动于 ${owner.startedAt})`,
          en: `process ${owner.processId} (${owner.role}, started ${owner.startedAt})`,
        };
  return new DatabaseError('folder-in-use', {
    zh: `数据目录 ${folder} 正由${who.zh}使用。请先停止该进程,或用 DATA_DIR 指定另一个目录。`,
    en: `The data folder ${folder} is in use by ${who.en}. Stop that process first, or choose another folder with DATA_DIR.`,
  });
}

const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** Takes the next number for the listening socket `claim`, or throws with the living owner. */
async function takeNumber(folder: string, short: string, claim: string): Promise<number> {
  for (;;) {
    const highest = await highestNumber(folder);
    const owner = highest === 0 ? null : await probe(join(short, nameOf(highest)));
    if (owner !== null) throw folderInUse(folder, owner);
    const mine = highest + 1;
    try {
      await link(join(folder, claim), join(folder, nameOf(mine)));
    } catch (error) {
      if (isCode(error, 'EEXIST')) continue;
      throw error;
    }
    if ((await highestNumber(folder)) === mine) return mine;
    await unlink(join(folder, nameOf(mine)));
  }
}

/** Removes numbers that nobody can mistake for the highest: one predecessor stays for a newcomer still reading the list. */
async function removeOldNumbers(folder: string, mine: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const number = Number(ownerName.exec(name)?.[1] ?? mine);
    if (number < mine - 1) await unlink(join(folder, name)).catch(() => undefined);
  }
}

/**
 * Makes this process the one owner of `folder`.
 *
 * @param describe what to tell processes that ask who the owner is
 * @throws DatabaseError `folder-in-use` when a living process owns it
 */
export async function lockFolder(folder: string, describe: () => FolderOwner): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const answer = (socket: Socket): void => {
    socket.on('error', () => socket.destroy());
    socket.end(JSON.stringify(describe()));
  };
  const server = createServer(answer);
  await withShortPath(folder, longestName, async (short) => {
    const claim = `claim-${randomUUID()}.sock`;
    await listen(server, join(short, claim));
    try {
      const mine = await takeNumber(folder, short, claim);
      await removeOldNumbers(folder, mine);
    } catch (error) {
      await close(server);
      throw error;
    } finally {
      await unlink(join(folder, claim)).catch(() => undefined);
    }
  });
  return { release: () => close(server) };
}
