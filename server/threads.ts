import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** File of the built program that a source file with a thread or process of its own becomes. */
export const builtName = (path: string): string => `${path.replaceAll('/', '-').replace(/\.ts$/, '')}.js`;

/** Names the folder of a build whose threads and processes the sources start, as tests do: it spares the loader in each. */
export const builtFolderVariable = 'YZT_PROGRAM_BUILD';

/** In the built program (scripts/program-build.ts) this module's address is in the folder of the build. */
function findBuiltFolder(): URL | null {
  if (!import.meta.url.endsWith('/server/threads.ts')) return new URL('./', import.meta.url);
  const given = process.env[builtFolderVariable];
  return given === undefined ? null : pathToFileURL(`${given}/`);
}
const builtFolder = findBuiltFolder();
const threadStart = new URL('./thread-start.mjs', import.meta.url);

/** @param module address of the source file, `new URL('./x.ts', import.meta.url)` */
function builtModule(module: URL, folder: URL): URL {
  const path = /\/((?:server|scripts)\/[^?#]+)$/.exec(module.href)?.[1];
  if (path === undefined) throw new Error(`${module.href} is no file of the program`);
  return new URL(builtName(path), folder);
}

/**
 * Starts a thread that runs a module of ours; `workerData` is what it is given. In the built program it is a file of the build,
 * else the source with the TypeScript loader, which threads do not inherit.
 * @param module address of the source file, `new URL('./x.ts', import.meta.url)`; the build must know it as an entry
 */
export function startThread(module: URL, workerData: object, options: WorkerOptions = {}): Worker {
  // Without the parent's options, which may name a loader that only works in a main thread.
  const own = { ...options, execArgv: [] };
  if (builtFolder) return new Worker(builtModule(module, builtFolder), { ...own, workerData });
  return new Worker(threadStart, { ...own, workerData: { ...workerData, module: module.href } });
}

/** Starts a process that runs a module of ours, as `startThread` does a thread. */
export function startProcess(module: URL, args: readonly string[], options: ForkOptions): ChildProcess {
  if (builtFolder) return fork(fileURLToPath(builtModule(module, builtFolder)), args, { ...options, execArgv: [] });
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return fork(fileURLToPath(module), args, { ...options, execArgv: ['--import', loader] });
}
