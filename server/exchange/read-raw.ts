import { readFile, stat } from 'node:fs/promises';
import { text } from '../../gis-data/catalogue/index.ts';
import { problems } from '../registry/problem.ts';
import type { RawFile } from './cells.ts';
import { readCsv } from './csv-reader.ts';
import { fileType } from './file-type.ts';
import type { ReadLimits } from './limits.ts';
import { guardXlsx } from './xlsx-guard.ts';

/**
 * Reads a spreadsheet of either format in the calling thread. Untrusted files go through `readTable`, which calls this
 * in a thread of its own.
 * @throws Problem when the file is not what it should be or exceeds the limits
 */
export async function readRaw(path: string, limits: ReadLimits): Promise<RawFile> {
  const { size } = await stat(path);
  if (size > limits.fileBytes) {
    const megabytes = Math.round(limits.fileBytes / 1024 / 1024);
    throw problems.tooLarge(text(`文件超过 ${megabytes} MB`, `The file is larger than ${megabytes} MB`));
  }
  const type = fileType(await readFile(path));
  if (type === 'text') return readCsv(path, limits);
  if (type !== 'zip') throw type;
  await guardXlsx(path, limits);
  // Loaded here because the library takes longer to load than most CSV files to read.
  const { readXlsx } = await import('./xlsx-reader.ts');
  return { format: 'xlsx', encoding: null, delimiter: null, sheets: await readXlsx(path, limits) };
}
