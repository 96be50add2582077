import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const unless =
  (...codes: string[]) =>
  (error: NodeJS.ErrnoException): void => {
    if (!codes.includes(error.code ?? '')) throw error;
  };

/**
 * Makes the folder `target` appear whole: `build` fills a temporary folder beside it, which is then renamed. Of two that
 * do it at the same time one wins and both go on. An existing `target` stays unless `replace` is set.
 */
export async function placeFolder(
  target: string,
  build: (temporary: string) => Promise<void>,
  { replace = false } = {},
): Promise<void> {
  if (!replace && (await exists(target))) return;
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${randomUUID()}.tmp`;
  const old = `${temporary}.old`;
  try {
    await build(temporary);
    if (replace) await rename(target, old).catch(unless('ENOENT'));
    await rename(temporary, target).catch(unless('ENOTEMPTY', 'EEXIST'));
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}
