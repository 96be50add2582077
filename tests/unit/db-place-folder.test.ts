import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeFolder } from '../../server/db/place-folder.ts';

let folder: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-place-'));
  target = join(folder, 'made');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const buildWith = (words: string) => async (temporary: string) => {
  await mkdir(temporary);
  await writeFile(join(temporary, 'words'), words);
};
const words = (): Promise<string> => readFile(join(target, 'words'), 'utf8');

test('of many that place a folder at once one wins and nothing else is left', async () => {
  const candidates = Array.from({ length: 8 }, (_, number) => `candidate ${number}`);
  await Promise.all(candidates.map((candidate) => placeFolder(target, buildWith(candidate))));
  expect(candidates).toContain(await words());
  expect(await readdir(folder)).toEqual(['made']);
});

test('an existing folder stays, unless it is to be replaced', async () => {
  await placeFolder(target, buildWith('first'));
  await placeFolder(target, buildWith('second'));
  expect(await words()).toBe('first');
  await placeFolder(target, buildWith('third'), { replace: true });
  expect(await words()).toBe('third');
  expect(await readdir(folder)).toEqual(['made']);
});

test('a build that fails is heard of and leaves everything as it was', async () => {
  const failing = async (temporary: string): Promise<void> => {
    await buildWith('half')(temporary);
    throw new Error('disk full');
  };
  await expect(placeFolder(target, failing)).rejects.toThrow('disk full');
  expect(await readdir(folder)).toEqual([]);
  await placeFolder(target, buildWith('first'));
  await expect(placeFolder(target, failing, { replace: true })).rejects.toThrow('disk full');
  expect(await words()).toBe('first');
});
