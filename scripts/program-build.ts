/** Builds the server and the command line into a few JavaScript files, which load in a fraction of the time of their sources. */
import { createHash } from 'node:crypto';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';
import { exists, placeFolder } from '../server/db/place-folder.ts';
import { cacheFolder } from '../server/db/template.ts';
import { builtName } from '../server/threads.ts';

const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** Sources that are started: by a command, as a process, or as a thread. */
const entries = [
  'server/main.ts',
  'scripts/commands/cli.ts',
  'server/boundary/documents/worker.ts',
  'server/db/embedded-process.ts',
  'server/db/embedded-engine.ts',
  'server/coverage/second-layers/monte-carlo-worker.ts',
  'server/demonstration/network-worker.ts',
  'server/exchange/read-worker.ts',
  'server/network/matrix-worker.ts',
  'server/reports/workbook/worker.ts',
  'server/siting/solve/thread-worker.ts',
] as const;

const sources = ['server', 'gis-data', 'scripts', 'package-lock.json'];
/** Packages of hundreds of small files; the others are loaded from where they are installed. */
const bundledPackages = [
  /^kysely($|\/)/,
  /^zod($|\/)/,
  /^jose($|\/)/,
  /^(@?better-auth|@better-fetch|@noble|@turf)($|\/)/,
];
/** A build that has not been used by its makers for so long is removed, ms. */
const KEEP_MS = 7 * 24 * 3600 * 1000;

/** Every source file with its size and time of change, in one order. */
async function sourceStates(path: string): Promise<string[]> {
  const found = await stat(join(projectFolder, path));
  if (!found.isDirectory()) return /\.(ts|json)$/.test(path) ? [`${path} ${found.size} ${found.mtimeMs}`] : [];
  const names = (await readdir(join(projectFolder, path))).sort();
  return (await Promise.all(names.map((name) => sourceStates(join(path, name))))).flat();
}

/** Modules keep the address of their source, from which they find files beside them; `threads.ts` alone has that of the build. */
const sourceAddresses: Plugin = {
  name: 'source-addresses',
  transform(code, id) {
    const path = relative(projectFolder, id);
    const isOwn = /^(server|scripts|gis-data)\//.test(path) && path !== 'server/threads.ts';
    if (!isOwn || !code.includes('import.meta.url')) return null;
    return { code: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)), map: null };
  },
};

async function build(folder: string): Promise<void> {
  const vite = await import('vite');
  await vite.build({
    configFile: false,
    root: projectFolder,
    logLevel: 'warn',
    publicDir: false,
    plugins: [sourceAddresses],
    ssr: { noExternal: bundledPackages },
    build: {
      ssr: true,
      outDir: folder,
      target: 'node20',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(
          entries.map((entry) => [builtName(entry).replace(/\.js$/, ''), join(projectFolder, entry)]),
        ),
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
      },
    },
  });
  // Says that they are modules, which Node would else find out by compiling each of them.
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
}

async function removeOld(current: string): Promise<void> {
  const names = await readdir(cacheFolder).catch(() => []);
  for (const name of names) {
    const folder = join(cacheFolder, name);
    if (!name.startsWith('program-') || folder === current) continue;
    const found = await stat(folder).catch(() => null);
    if (found && Date.now() - found.mtimeMs > KEEP_MS) await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Builds the program when its sources have changed. Builds of other states stay for a while, since a program that runs loads
 * parts of its own later.
 * @returns the folder of the build
 */
export async function ensureProgramBuild(): Promise<string> {
  const states = (await Promise.all(sources.map(sourceStates))).flat().join('\n');
  const folder = join(cacheFolder, `program-${createHash('sha256').update(states).digest('hex').slice(0, 16)}`);
  if (!(await exists(folder))) {
    await placeFolder(folder, build);
    await removeOld(folder);
  }
  return folder;
}

/** @returns the address of a built entry, to be imported */
export async function builtEntry(entry: (typeof entries)[number]): Promise<string> {
  return pathToFileURL(join(await ensureProgramBuild(), builtName(entry))).href;
}
