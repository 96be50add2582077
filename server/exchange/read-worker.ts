import { parentPort, workerData } from 'node:worker_threads';
import { Problem } from '../registry/problem.ts';
import type { ReadLimits } from './limits.ts';
import { readRaw } from './read-raw.ts';
import type { ReadAnswer } from './read-table.ts';

const { path, limits, folder } = workerData as { path: string; limits: ReadLimits; folder: string };

async function answer(): Promise<ReadAnswer> {
  try {
    return { ok: true, file: await readRaw(path, limits, folder) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, status, title, detail, errors } = error;
    return { ok: false, problem: { code, status, title, detail, errors } };
  }
}

parentPort!.postMessage(await answer());
