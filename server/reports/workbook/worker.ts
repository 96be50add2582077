import { parentPort, workerData } from 'node:worker_threads';
import { Problem } from '../../registry/problem.ts';
import { readPublicKey } from '../signing/key.ts';
import { checkFile } from './check-file.ts';
import type { WorkAnswer, WorkTask } from './thread.ts';
import { writeXlsx } from './write.ts';

async function answer(task: WorkTask): Promise<WorkAnswer> {
  try {
    if (task.work === 'write') return { ok: true, result: await writeXlsx(task.sheets) };
    const trusted = task.trusted.map((pem) => readPublicKey(pem)!);
    return { ok: true, result: await checkFile(task.path, trusted) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, status, title, detail } = error;
    return { ok: false, problem: { code, status, title, detail } };
  }
}

const { task } = workerData as { task: WorkTask };
parentPort!.postMessage(await answer(task));
