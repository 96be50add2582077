import { createHash } from 'node:crypto';
import { columnLetters } from '../../exchange/cells.ts';

export type Value = string | number | null;

/** A formula in the file's own English form, without `=`, and the result it has when the file is made. */
export interface Formula {
  formula: string;
  result: Value;
  /** Whether other results are as right as this one, so that the signature does not hold it. */
  oneOfSeveral?: boolean;
}

export type Cell = Value | Formula;

export interface Column {
  /** Width in characters. */
  width: number;
  /** Excel number format. */
  format?: string;
  /** Default: texts to the left, numbers to the right. */
  align?: 'left' | 'center';
  /** Whether its text may take several lines. */
  wrap?: boolean;
  /** Whether formulas of other sheets read it; shown by colour. */
  read?: boolean;
}

/** One sheet as data: what is written, and what is signed. */
export interface Sheet {
  name: string;
  columns: readonly Column[];
  /** From row 1, column A. */
  rows: readonly (readonly Cell[])[];
  /** Number formats of single cells, before those of their columns; columns from 0, rows from 1. */
  cellFormats?: readonly { column: number; row: number; format: string }[];
  /** Row of the headings, from 1, which stays in view; null where there is none. */
  headerRow: number | null;
}

/** The sheet as canonical cells, without empty cells at the ends of rows and empty rows at its end. */
export type Grid = readonly (readonly string[])[];

/** Longest text of a cell, below the format's limit of 32,767 characters. */
const MOST_CHARACTERS = 32_000;

/**
 * Text as every spreadsheet program gives it back: without the characters that XML cannot hold, lines ended by line
 * feeds, and no longer than a cell may be.
 */
export function cellText(text: string): string {
  const clean = text
    .replace(/\r\n?/gu, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff\p{Surrogate}]/gu, '');
  if (clean.length <= MOST_CHARACTERS) return clean;
  return `${clean.slice(0, MOST_CHARACTERS).replace(/\p{Surrogate}$/u, '')}…`;
}

/**
 * A cell in the form that is signed. Kept by any program that saves the file anew: numbers to the 15 significant digits
 * that spreadsheets promise, formulas without regard to spacing, case and needless quotes; results of formulas, number
 * formats and styles are left out. Text and numbers stay apart, so `1` and `"1"` differ, and no text is a formula.
 */
export function canonicalCell(cell: Cell): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'string') return `s:${cellText(cell)}`;
  if (typeof cell === 'number') return `n:${Number(cell.toPrecision(15)) + 0}`;
  return `f:${canonicalFormula(cell.formula)}`;
}

/** Texts in double quotes, sheet names in single quotes, and everything between them. */
const formulaParts = /"(?:[^"]|"")*"|'(?:[^']|'')*'|[^"']+/gu;

/** A formula without its spelling: `sum( 'A b'!$B$2 )` and `SUM('A B'!$B$2)` are one. Texts keep their case. */
export function canonicalFormula(formula: string): string {
  const parts = formula.replace(/^\s*=/u, '').match(formulaParts) ?? [];
  return parts
    .map((part) => {
      if (part.startsWith('"')) return part;
      if (part.startsWith("'")) return part.slice(1, -1).replaceAll("''", "'").toUpperCase();
      return part
        .replace(/\s+/gu, '')
        .toUpperCase()
        .replace(/_XL(?:FN|WS)\./gu, '');
    })
    .join('');
}

/** Canonical cells of a sheet. */
export function gridOf(rows: readonly (readonly Cell[])[]): Grid {
  const grid = rows.map((row) => withoutEmptyEnd(row.map(canonicalCell), (cell) => cell === ''));
  return withoutEmptyEnd(grid, (row) => row.length === 0);
}

function withoutEmptyEnd<T>(items: T[], isEmpty: (item: T) => boolean): T[] {
  let { length } = items;
  while (length > 0 && isEmpty(items[length - 1]!)) length--;
  return items.slice(0, length);
}

/** SHA-256 of some canonical cells: of a row from column A, or of a column from row 1. */
export function cellsDigest(cells: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(cells)).digest();
}

/** Absolute reference to a cell or a range of the same sheet; columns from 0, rows from 1. */
export const cellAt = (column: number, row: number): string => `$${columnLetters(column)}$${row}`;
export const rangeOf = (column: number, from: number, to: number): string =>
  `${cellAt(column, from)}:${cellAt(column, to)}`;

/** A reference from another sheet. */
export const on = (sheet: string, reference: string): string => `'${sheet}'!${reference}`;

/** A text within a formula. */
export const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
