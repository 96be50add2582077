import type { Workbook } from 'exceljs';
import Papa from 'papaparse';

/** An empty workbook. The library is read when one is asked for: it is a fifth of what a start of the program would read. */
export async function newWorkbook(): Promise<Workbook> {
  const { default: ExcelJS } = await import('exceljs');
  return new ExcelJS.Workbook();
}

/** Cells as CSV lines; what a spreadsheet would take for a formula is made text. */
export const csvLines = (rows: readonly (readonly unknown[])[]): string =>
  rows.length === 0 ? '' : `${Papa.unparse(rows as unknown[][], { escapeFormulae: true })}\r\n`;

/** The same as a file: UTF-8 with byte order mark, without which spreadsheets misread Chinese. */
export const csvFile = (rows: readonly (readonly unknown[])[]): Buffer =>
  Buffer.from(`\ufeff${csvLines(rows)}`, 'utf8');
