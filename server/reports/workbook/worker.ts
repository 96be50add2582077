import { parentPort, workerData } from 'node:worker_threads';
import { Problem } from '../../registry/problem.ts';
import type { WorkbookCheck } from '../contract.ts';
import { readPublicKey } from '../signing/key.ts';
import { readWorkbook } from './read.ts';
import type { WorkAnswer, WorkTask } from './thread.ts';
import { checkWorkbook, damagedCheck } from './verify.ts';
import { writeXlsx } from './write.ts';

async function answer(task: WorkTask): Promise<WorkAnswer> {
  try {
    if (task.work === 'write') return { ok: true, result: await writeXlsx(task.sheets) };
    return { ok: true, result: await checked(task.path, task.trusted) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, status, title, detail } = error;
    return { ok: false, problem: { code, status, title, detail } };
  }
}

async function checked(path: string, trusted: readonly string[]): Promise<WorkbookCheck> {
  const keys = trusted.map((pem) => readPublicKey(pem)!);
  try {
    return checkWorkbook(await readWorkbook(path), keys);
  } catch (error) {
    // What cannot be read is an answer of the check, not a failure of it; a file beyond the limits is refused.
    if (error instanceof Problem && error.code === 'unsupported-media') return damagedCheck(error.detail);
    throw error;
  }
}

const { task } = workerData as { task: WorkTask };
parentPort!.postMessage(await answer(task));
