import type { KeyObject } from 'node:crypto';
import { Problem } from '../../registry/problem.ts';
import type { WorkbookCheck } from '../contract.ts';
import { readWorkbook } from './read.ts';
import { checkWorkbook, damagedCheck } from './verify.ts';

/**
 * Checks a file in the calling thread; files that nobody has looked at go through `checkInThread`. A file that cannot be
 * read is an answer of the check, not a failure of it.
 * @throws Problem too-large beyond the limits
 */
export async function checkFile(path: string, trusted: readonly KeyObject[]): Promise<WorkbookCheck> {
  try {
    return checkWorkbook(await readWorkbook(path), trusted);
  } catch (error) {
    if (error instanceof Problem && error.code === 'unsupported-media') return damagedCheck(error.detail);
    throw error;
  }
}
