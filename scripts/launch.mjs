import { register } from 'tsx/esm/api';

/**
 * Runs an entry of the built program in this process, which is built before when it is missing or old. The TypeScript
 * loader is taken out again before: it would double what the program's own start costs. Places in the errors' stacks are
 * those of the build, unless `--enable-source-maps` asks for the sources': reading the maps costs at every start.
 * @param {'server/main.ts' | 'scripts/commands/cli.ts'} entry
 * @param {{ withWeb?: boolean }} [options] `withWeb`: the web app too
 */
export async function launch(entry, { withWeb = false } = {}) {
  const withMaps = `${process.env.NODE_OPTIONS ?? ''} ${process.execArgv.join(' ')}`.includes('--enable-source-maps');
  const unregister = register();
  const { builtEntry } = await import('./program-build.ts');
  const web = withWeb ? import('./web-build.ts').then(({ ensureWebBuild }) => ensureWebBuild()) : null;
  const [address] = await Promise.all([builtEntry(entry), web]);
  await unregister();
  process.setSourceMapsEnabled(withMaps);
  await import(address);
}
