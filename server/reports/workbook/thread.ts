import { text } from '../../../gis-data/catalogue/index.ts';
import { Problem, problems } from '../../registry/problem.ts';
import type { WorkbookCheck } from '../contract.ts';
import type { Column, Sheet } from './cells.ts';
import { startThread } from '../../threads.ts';

/** What the thread is asked for: a file from sheets, or the check of a file against trusted keys (PEM). */
export type WorkTask =
  { work: 'write'; sheets: readonly Sheet[] } | { work: 'check'; path: string; trusted: readonly string[] };

export type WorkAnswer =
  | { ok: true; result: Uint8Array | WorkbookCheck }
  | { ok: false; problem: Pick<Problem, 'code' | 'status' | 'title' | 'detail'> };

const threadModule = new URL('./worker.ts', import.meta.url);

/** What a whole city needs with room to spare; a hostile file ends its own check and nothing else. */
const HEAP_MB = 1024;
const SECONDS = 60;

/** Writes sheets as XLSX in a thread of its own, so that other requests are answered meanwhile. */
export async function writeInThread(sheets: readonly Sheet[]): Promise<Buffer> {
  const plain = sheets.map((sheet) => ({ ...sheet, columns: sheet.columns.map(plainColumn) }));
  return Buffer.from((await inThread({ work: 'write', sheets: plain })) as Uint8Array);
}

/** A column without what made its cells, which cannot be sent to a thread. */
const plainColumn = ({ width, format, align, wrap, read }: Column): Column => ({ width, format, align, wrap, read });

/**
 * Checks a file that nobody has looked at in a thread with limited memory and time.
 * @param trusted public keys as PEM
 * @throws Problem too-large when reading the file costs more than a workbook can
 */
export async function checkInThread(path: string, trusted: readonly string[]): Promise<WorkbookCheck> {
  return (await inThread({ work: 'check', path, trusted })) as WorkbookCheck;
}

async function inThread(task: WorkTask): Promise<Uint8Array | WorkbookCheck> {
  const limited = { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB }, stdout: false, stderr: false };
  const worker = startThread(threadModule, { task }, limited);
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<WorkAnswer>((resolve, reject) => {
      timer = setTimeout(() => reject(tooCostly(`${SECONDS} s`)), SECONDS * 1000);
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooCostly(`${HEAP_MB} MB`) : error);
      });
      worker.once('exit', (code) => reject(new Error(`The workbook thread ended with code ${code} and no answer`)));
    });
    if (answer.ok) return answer.result;
    const { code, status, title, detail } = answer.problem;
    throw new Problem(code, status, title, detail);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

const tooCostly = (limit: string): Problem =>
  problems.tooLarge(
    text(`处理工作簿超出限额(${limit})`, `Working on the workbook took more than its limit (${limit})`),
  );
