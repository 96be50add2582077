import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The shortest limit of the systems we run on is macOS with 104 bytes including the closing zero. */
const longestSocketPathBytes = 103;

/** The name libpq and `pg` look for in a folder given as host. */
export const databaseSocketName = '.s.PGSQL.5432';

const fits = (path: string): boolean => Buffer.byteLength(path) <= longestSocketPathBytes;

/** Folder of the embedded database's socket: in the data folder, or in the system's for temporary files when too long. */
export function socketFolderOf(dataDir: string): string {
  const inside = join(resolve(dataDir), 'run');
  if (fits(join(inside, databaseSocketName))) return inside;
  const key = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16);
  return join(tmpdir(), `yzt-${key}`);
}

/** Makes the socket's folder, for this user alone: the embedded database asks for no password. */
export async function makeSocketFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${folder} belongs to someone else`);
  await chmod(folder, 0o700);
  await rm(join(folder, databaseSocketName), { force: true });
}

/**
 * Runs `use` with a path of `folder` short enough to hold sockets with names up to `longestName`: the folder itself, or
 * a symbolic link to it that lives as long as `use` runs (a socket stays reachable by its real place afterwards).
 */
export async function withShortPath<T>(
  folder: string,
  longestName: string,
  use: (shortFolder: string) => Promise<T>,
): Promise<T> {
  const whole = resolve(folder);
  if (fits(join(whole, longestName))) return use(whole);
  const aliasFolder = await mkdtemp(join(tmpdir(), 'yzt-'));
  try {
    const alias = join(aliasFolder, 'd');
    await symlink(whole, alias);
    return await use(alias);
  } finally {
    await rm(aliasFolder, { recursive: true, force: true });
  }
}
