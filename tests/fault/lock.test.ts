import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder, ownerOf } from '../../server/db/lock.ts';
import { kill, nextMessage, startChild } from '../support/child.ts';

interface Answer {
  owns: boolean;
  message?: string;
}

const rounds = 20;
const racersPerRound = 2;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const describeMe = (role: string) => () => ({
  processId: process.pid,
  role,
  startedAt: '2025-01-01T00:00:00Z',
  socketFolder: '/nowhere',
});

async function startRacers(place: string): Promise<ChildProcess[]> {
  const racers = Array.from({ length: racersPerRound }, () => startChild('lock-holder.ts', [place]));
  await Promise.all(racers.map((racer) => nextMessage(racer)));
  return racers;
}

async function race(racers: ChildProcess[]): Promise<Answer[]> {
  const answers = racers.map((racer) => nextMessage<Answer>(racer));
  for (const racer of racers) racer.send('go');
  return Promise.all(answers);
}

test('of two that race for a folder exactly one wins, each time after the last winner was killed', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const racers = await startRacers(folder);
    const answers = await race(racers);
    const winner = racers[answers.findIndex(({ owns }) => owns)];
    expect(answers.filter(({ owns }) => owns)).toHaveLength(1);
    expect(answers.find(({ owns }) => !owns)?.message).toContain(`process ${winner?.pid}`);
    await Promise.all(racers.map(kill));
  }
  expect((await readdir(folder)).filter((name) => name.startsWith('claim-'))).toEqual([]);
});

test('the owner says who it is, and nobody is the owner after it let go', async () => {
  expect(await ownerOf(folder)).toBeNull();
  const lock = await lockFolder(folder, describeMe('server'));
  expect(await ownerOf(folder)).toEqual(describeMe('server')());
  await expect(lockFolder(folder, describeMe('second'))).rejects.toMatchObject({ code: 'folder-in-use' });
  await lock.release();
  expect(await ownerOf(folder)).toBeNull();
  await (await lockFolder(folder, describeMe('third'))).release();
});

test('a folder with a path longer than a socket name may be is locked as well', async () => {
  const deep = join(folder, 'a'.repeat(100), 'b'.repeat(100));
  await mkdir(deep, { recursive: true });
  const lock = await lockFolder(deep, describeMe('server'));
  await expect(lockFolder(deep, describeMe('second'))).rejects.toMatchObject({ code: 'folder-in-use' });
  expect(await ownerOf(deep)).toMatchObject({ role: 'server' });
  await lock.release();
  expect(await ownerOf(deep)).toBeNull();
});
