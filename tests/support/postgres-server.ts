import { execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const debianVersions = '/usr/lib/postgresql';

/** Folder with `initdb` and `pg_ctl`, of the newest version installed; null when PostgreSQL is not installed. */
export async function findPostgres(): Promise<string | null> {
  const versions = await readdir(debianVersions).catch(() => []);
  const newest = versions
    .map(Number)
    .filter(Number.isFinite)
    .sort((a, b) => b - a)[0];
  if (newest !== undefined) return join(debianVersions, String(newest), 'bin');
  return run('pg_config', ['--bindir']).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

interface User {
  uid: number;
  gid: number;
}

async function idOf(user: string, what: '-u' | '-g'): Promise<number> {
  return Number((await run('id', [what, user])).stdout);
}

/** PostgreSQL refuses to run as root, so root hands it to the user that its package made. */
async function serverUser(): Promise<User | null> {
  if (process.getuid?.() !== 0) return null;
  return { uid: await idOf('postgres', '-u'), gid: await idOf('postgres', '-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Runs a program to its end without a pipe, which a server it leaves behind would keep open. */
function runDetached(file: string, args: string[], user: User | null, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...user, cwd: folder, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${file} ${args.join(' ')} ended with ${code}`)),
    );
  });
}

export interface PostgresServer {
  /** Connection of its superuser. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL server of our own in a temporary folder, on 127.0.0.1 and a free port; its data do not survive a
 * crash of the machine and are removed when it stops.
 *
 * @throws Error when PostgreSQL is not installed or does not start
 */
export async function startPostgres(): Promise<PostgresServer> {
  const binaries = await findPostgres();
  if (binaries === null) throw new Error('PostgreSQL is not installed');
  const user = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'yzt-postgres-'));
  const data = join(folder, 'data');
  const control = join(binaries, 'pg_ctl');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    if (user !== null) await chown(folder, user.uid, user.gid);
    await runDetached(
      join(binaries, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      user,
      folder,
    );
    const port = await freePort();
    const settings = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200`;
    await runDetached(control, ['-D', data, '-l', join(folder, 'log'), '-o', settings, '-w', 'start'], user, folder);
    const stop = async (): Promise<void> => {
      await runDetached(control, ['-D', data, '-m', 'immediate', '-w', 'stop'], user, folder);
      await remove();
    };
    return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
