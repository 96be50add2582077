import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from '../../gis-data/catalogue/index.ts';
import { Problem, problems, type ProblemItem } from '../registry/problem.ts';
import type { RawFile } from './cells.ts';
import { tableOf, type Table } from './headings.ts';
import { defaultReadLimits, type ReadLimits } from './limits.ts';
import { startThread } from '../threads.ts';

/** A file as read, one table per sheet or layer. */
export interface TableFile extends Omit<RawFile, 'sheets'> {
  sheets: Table[];
}

/** What the reading thread sends back. */
export type ReadAnswer =
  | { ok: true; file: RawFile }
  | { ok: false; problem: Pick<Problem, 'code' | 'status' | 'title' | 'detail'> & { errors: readonly ProblemItem[] } };

const threadModule = new URL('./read-worker.ts', import.meta.url);

/**
 * Reads a file of any format, told by its bytes, in a thread with limited memory and time, so that a hostile file
 * costs its own import and nothing else.
 *
 * @param headerRow row of the headings in every sheet, from 1; found by the headings known to the catalogue when absent
 * @throws Problem that says what is wrong with the file
 * @example
 * const { sheets } = await readTable({ path: 'register.xlsx', name: '台账.xlsx' });
 * sheets[0].columns; // ['设施名称', '县(市、区)', …]
 */
export async function readTable(
  file: { path: string; name: string },
  options: { headerRow?: number; limits?: ReadLimits } = {},
): Promise<TableFile> {
  const limits = options.limits ?? defaultReadLimits;
  return tablesOf(await readFileRaw(file, limits), limits, options.headerRow);
}

/**
 * The first half of `readTable`: rows as read, headings not yet looked for.
 * @throws Problem that says what is wrong with the file
 */
export async function readFileRaw(file: { path: string; name: string }, limits: ReadLimits): Promise<RawFile> {
  const answer = await readInThread(file.path, limits);
  if (answer.ok) return answer.file;
  const { code, status, title, detail, errors } = answer.problem;
  const items = errors.length > 0 ? errors : [{ file: file.name, code, message: detail }];
  throw new Problem(code, status, title, detail, items);
}

/**
 * The second half of `readTable`: every sheet divided into headings and data.
 * @throws Problem when there are no rows of data, or too many
 */
export function tablesOf(file: RawFile, limits: ReadLimits, headerRow?: number): TableFile {
  const sheets = file.sheets.map((sheet) => tableOf(sheet, file.format, headerRow));
  if (sheets.every((s) => s.rows.length === 0)) {
    throw problems.unsupported(text('文件中没有数据行', 'The file has no rows of data'));
  }
  for (const sheet of sheets) {
    if (sheet.rows.length > limits.rows) {
      throw problems.tooLarge(
        text(
          `工作表“${sheet.name}”有 ${sheet.rows.length} 行,超过上限 ${limits.rows} 行,请拆分后再导入`,
          `Sheet "${sheet.name}" has ${sheet.rows.length} rows, above the limit of ${limits.rows}; split it and import the parts`,
        ),
      );
    }
  }
  return { ...file, sheets };
}

async function readInThread(path: string, limits: ReadLimits): Promise<ReadAnswer> {
  const limited = { resourceLimits: { maxOldGenerationSizeMb: limits.heapMB }, stdout: false, stderr: false };
  const folder = await mkdtemp(join(tmpdir(), 'yzt-read-'));
  const worker = startThread(threadModule, { path, limits, folder }, limited);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ReadAnswer>((resolve, reject) => {
      timer = setTimeout(() => reject(tooCostly(`${limits.seconds} s`)), limits.seconds * 1000);
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooCostly(`${limits.heapMB} MB`) : error);
      });
      worker.once('exit', (code) => reject(new Error(`The reading thread ended with code ${code} and no answer`)));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
    await rm(folder, { recursive: true, force: true });
  }
}

function tooCostly(limit: string): Problem {
  return problems.tooLarge(
    text(
      `读取文件超出限额(${limit})。请删去多余的格式和工作表,或拆分后再导入`,
      `Reading the file took more than its limit (${limit}). Remove surplus formatting and sheets, or split it`,
    ),
  );
}
