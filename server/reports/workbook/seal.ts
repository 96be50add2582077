import { createHash } from 'node:crypto';
import { columnLetters } from '../../exchange/cells.ts';
import type { WorkbookFacts } from '../contract.ts';
import { cellsDigest, gridOf, type Grid, type Sheet, type Value } from './cells.ts';

/** What is signed of one sheet. */
export interface SheetSeal {
  name: string;
  /** SHA-256 over the digests of all rows in order, base64: no cell can change without it. */
  digest: string;
  /** First `MARK_BYTES` of the digest of every row and of every column, base64, one after the other: they tell where. */
  rowMarks: string;
  columnMarks: string;
}

/** The text that is signed, as JSON. */
export interface Manifest {
  format: 'yizhangtu-workbook';
  version: 1;
  facts: WorkbookFacts;
  /** The signer's public key, SPKI in DER form, base64. */
  publicKey: string;
  sheets: SheetSeal[];
  /** Results of formulas as first written: what a viewer that does not recalculate shows. */
  results: { sheet: string; values: [address: string, value: Value][] }[];
}

/** Six bytes are eight characters of base64, without padding. */
const MARK_BYTES = 6;
const MARK_CHARACTERS = 8;

export function sealOf(name: string, grid: Grid): SheetSeal {
  const rowDigests = grid.map(cellsDigest);
  return {
    name,
    digest: createHash('sha256').update(Buffer.concat(rowDigests)).digest('base64'),
    rowMarks: rowDigests.map(markOf).join(''),
    columnMarks: columnsOf(grid)
      .map((column) => markOf(cellsDigest(column)))
      .join(''),
  };
}

const markOf = (digest: Buffer): string => digest.subarray(0, MARK_BYTES).toString('base64');

function columnsOf(grid: Grid): string[][] {
  const width = grid.reduce((most, row) => Math.max(most, row.length), 0);
  return Array.from({ length: width }, (_, column) => grid.map((row) => row[column] ?? ''));
}

/** The marks in a seal's text. */
export const marksIn = (marks: string): string[] => marks.match(new RegExp(`.{${MARK_CHARACTERS}}`, 'gu')) ?? [];

/** The manifest of some sheets. Of `shown` the results of formulas are kept too. */
export function manifestOf(
  facts: WorkbookFacts,
  publicKey: string,
  sheets: readonly Sheet[],
  shown: readonly Sheet[],
): Manifest {
  return {
    format: 'yizhangtu-workbook',
    version: 1,
    facts,
    publicKey,
    sheets: sheets.map(({ name, rows }) => sealOf(name, gridOf(rows))),
    results: shown.map((sheet) => ({ sheet: sheet.name, values: resultsOf(sheet) })),
  };
}

function resultsOf({ rows }: Sheet): [string, Value][] {
  return rows.flatMap((row, i) =>
    row.flatMap((cell, column): [string, Value][] =>
      cell !== null && typeof cell === 'object' && !cell.oneOfSeveral
        ? [[`${columnLetters(column)}${i + 1}`, cell.result]]
        : [],
    ),
  );
}

/** JSON in ASCII, so that no program can normalise or cut a character of what is signed. */
export const manifestText = (manifest: Manifest): string =>
  JSON.stringify(manifest).replace(/[\u0080-\uffff]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
