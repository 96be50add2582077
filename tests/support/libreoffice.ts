import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const run = promisify(execFile);

const isThere = await run('soffice', ['--version']).then(
  () => true,
  () => false,
);

/** LibreOffice that computes every formula anew when it opens a file (0: always), whatever results the file holds. */
const recalculateAlways = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`;

export interface LibreOffice {
  /**
   * Opens files of different names, computes their formulas anew and saves them in another format.
   * @param format extension: `xlsx`, `pdf` …
   * @returns the new files, in a folder that `remove` removes
   */
  convert(files: readonly string[], format: string): Promise<string[]>;
  /** Removes every file made. */
  remove(): Promise<void>;
}

/** LibreOffice without a window, with a profile of its own. */
export async function openLibreOffice(): Promise<LibreOffice> {
  const folder = await mkdtemp(path.join(tmpdir(), 'yzt-libreoffice-'));
  const profile = path.join(folder, 'profile');
  await mkdir(path.join(profile, 'user'), { recursive: true });
  await writeFile(path.join(profile, 'user/registrymodifications.xcu'), recalculateAlways);
  let made = 0;
  return {
    async convert(files, format) {
      const output = path.join(folder, String(++made));
      const settings = `-env:UserInstallation=${pathToFileURL(profile).href}`;
      await run('soffice', [settings, '--headless', '--convert-to', format, '--outdir', output, ...files]);
      return files.map((file) => path.join(output, `${path.basename(file, path.extname(file))}.${format}`));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A suite that needs LibreOffice: named and skipped without it; in continuous integration that is a failure. */
export function describeWithLibreOffice(name: string, define: () => void): void {
  const reason = `${name}: LibreOffice (soffice) is not installed`;
  if (isThere) describe(name, define);
  else if (process.env.CI === 'true') test(reason, () => expect.unreachable(reason));
  else test.skip(reason, () => undefined);
}
