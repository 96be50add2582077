/** Builds the web app when its sources are newer than the last build. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exists, placeFolder } from '../server/db/place-folder.ts';

const projectFolder = fileURLToPath(new URL('..', import.meta.url));
const webFolder = join(projectFolder, 'dist', 'web');
const webSources = [
  'web',
  'gis-data/catalogue',
  'server',
  'scripts/web-build.ts',
  'scripts/field-worker.ts',
  'vite.config.ts',
  'package-lock.json',
];
const isWebSource = (path: string): boolean => !path.startsWith('server') || path.endsWith('contract.ts');

async function newestChangeMs(path: string): Promise<number> {
  const found = await stat(join(projectFolder, path)).catch(() => null);
  if (found === null) return 0;
  if (!found.isDirectory()) return isWebSource(path) ? found.mtimeMs : 0;
  const names = await readdir(join(projectFolder, path));
  return Math.max(0, ...(await Promise.all(names.map((name) => newestChangeMs(join(path, name))))));
}

async function isWebBuildFresh(): Promise<boolean> {
  const built = await stat(join(webFolder, 'index.html')).catch(() => null);
  if (built === null) return false;
  return built.mtimeMs >= Math.max(...(await Promise.all(webSources.map(newestChangeMs))));
}

/** A test run's `NODE_ENV` would bundle React's development build, which is several times slower, for whoever comes next. */
async function inProduction(work: () => Promise<unknown>): Promise<void> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/**
 * Builds the web app into `dist/web` when its sources are newer. Two that build at the same time do not disturb each
 * other or a server that is reading the old files.
 */
export async function ensureWebBuild(): Promise<void> {
  if (!(await exists(join(projectFolder, 'web', 'index.html'))) || (await isWebBuildFresh())) return;
  const { build } = await import('vite');
  await placeFolder(
    webFolder,
    async (temporary) => {
      await inProduction(() =>
        build({
          configFile: join(projectFolder, 'vite.config.ts'),
          root: join(projectFolder, 'web'),
          logLevel: 'warn',
          build: { outDir: temporary },
        }),
      );
    },
    { replace: true },
  );
}
