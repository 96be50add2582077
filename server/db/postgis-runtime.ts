import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { postgis } from '@electric-sql/pglite-postgis';
import { placeFolder } from './place-folder.ts';

const blockBytes = 512;
const fileName = 'postgis-runtime.tar.gz';

/** Whether a running database needs a file of the bundle: scripts that create extensions and two unused libraries it does not. */
const isNeeded = (name: string): boolean => !name.endsWith('.sql') && !/postgis_(raster|topology)/.test(name);

/**
 * The entries of a tar archive that a running database needs (POSIX ustar: 512-byte blocks, the size in octal at byte
 * 124, the type at byte 156). Links are left out: all of them lead to scripts.
 */
export function slimArchive(archive: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at + blockBytes <= archive.length && archive[at] !== 0;) {
    const text = (from: number, to: number) => archive.toString('latin1', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 136).trim() || '0', 8);
    const type = text(156, 157);
    const end = at + blockBytes + Math.ceil(size / blockBytes) * blockBytes;
    const isFileOrFolder = type === '' || type === '0' || type === '5';
    if (isFileOrFolder && isNeeded(text(0, 100))) kept.push(archive.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...kept, Buffer.alloc(2 * blockBytes)]);
}

/**
 * PostGIS for a database in which it was created before. The package's archive unpacks to 94 MB at every start, most of
 * it scripts for CREATE and ALTER EXTENSION; this one is made from it once and kept in `cacheFolder`.
 */
export async function postgisRuntime(cacheFolder: string): Promise<typeof postgis> {
  const bundle = new URL('postgis.tar.gz', import.meta.resolve('@electric-sql/pglite-postgis'));
  const version = await readFile(new URL('../package.json', bundle), 'utf8');
  const folder = join(cacheFolder, `postgis-${createHash('sha256').update(version).digest('hex').slice(0, 16)}`);
  await placeFolder(folder, async (temporary) => {
    await mkdir(temporary, { recursive: true });
    const slim = slimArchive(await promisify(gunzip)(await readFile(bundle)));
    await writeFile(join(temporary, fileName), await promisify(gzip)(slim, { level: 1 }));
  });
  const bundlePath = pathToFileURL(join(folder, fileName));
  return { ...postgis, setup: async (...given) => ({ ...(await postgis.setup(...given)), bundlePath }) };
}
