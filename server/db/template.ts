import { createHash } from 'node:crypto';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exists, placeFolder } from './place-folder.ts';
import { openPGlite } from './pglite.ts';
import { postgisRuntime } from './postgis-runtime.ts';

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
/** What is made once from the installed packages. */
export const cacheFolder = join(projectFolder, 'node_modules', '.cache', 'yizhangtu');
/**
 * The engine writes all of its shared memory at each start: 128 MB, which is what it asks for, take 0.6 s of CPU more than
 * this, and the files of the data folder are in the system's cache anyway.
 */
const sharedBuffers = '32MB';
const enginePackages = ['@electric-sql/pglite', '@electric-sql/pglite-postgis'];

async function packageVersion(name: string): Promise<string> {
  const description = await readFile(join(projectFolder, 'node_modules', name, 'package.json'), 'utf8');
  return `${name}@${(JSON.parse(description) as { version: string }).version}`;
}

/** A data folder made by one version of the engine must not be opened by another, so the versions are its name. */
async function templateFolder(): Promise<string> {
  const versions = await Promise.all(enginePackages.map(packageVersion));
  const key = createHash('sha256')
    .update([...versions, sharedBuffers].join(' '))
    .digest('hex')
    .slice(0, 16);
  return join(cacheFolder, `database-${key}`);
}

/**
 * The prepared data folder (an empty database with PostGIS created), built when it is not there yet: creating it takes
 * 10 to 17 s, copying it well under one.
 *
 * @returns its path
 */
export async function ensureTemplate(): Promise<string> {
  const target = await templateFolder();
  await postgisRuntime(cacheFolder);
  await placeFolder(target, async (temporary) => {
    const database = await openPGlite(temporary);
    const settings = `ALTER SYSTEM SET shared_buffers = '${sharedBuffers}'`;
    for (const statement of ['CREATE EXTENSION postgis', settings, 'VACUUM ANALYZE', 'CHECKPOINT'])
      await database.exec(statement);
    await database.close();
  });
  return target;
}

/** Fills a new data folder from the prepared one; an existing one stays as it is. */
export async function ensureDataFolder(folder: string): Promise<void> {
  if (await exists(folder)) return;
  const template = await ensureTemplate();
  await placeFolder(folder, (temporary) => cp(template, temporary, { recursive: true }));
}
