/** Builds what a first start would otherwise wait for: the prepared database folder and the web app. */
import { pathToFileURL } from 'node:url';
import { ensureTemplate } from '../server/db/template.ts';
import { ensureProgramBuild } from './program-build.ts';
import { ensureWebBuild } from './web-build.ts';

/** Runs one step; a failure is told and left to `npm start`, which does the same steps and cannot go on without them. */
async function attempt(what: string, step: () => Promise<unknown>): Promise<void> {
  const startedAt = Date.now();
  try {
    await step();
    console.error(`${what}: ready after ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`);
  } catch (error) {
    console.error(`${what}: failed, \`npm start\` will try again`);
    console.error(error);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await attempt('Prepared database', ensureTemplate);
  await attempt('Program', ensureProgramBuild);
  await attempt('Web app', ensureWebBuild);
  // The embedded engine may leave an exit code of its own behind.
  process.exit(0);
}
