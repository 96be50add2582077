import { stat } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import { text } from '../../../gis-data/catalogue/index.ts';
import { guardXlsx } from '../../exchange/xlsx-guard.ts';
import { defaultReadLimits, type ReadLimits } from '../../exchange/limits.ts';
import { problems } from '../../registry/problem.ts';
import type { Cell, Value } from './cells.ts';

const MB = 1024 * 1024;

/** A whole city's workbook takes about 1 MB, inflated 10 MB. */
export const workbookLimits: ReadLimits = { ...defaultReadLimits, fileBytes: 20 * MB, inflatedBytes: 150 * MB };

/** A sheet as read, from row 1, column A. */
export interface ReadSheet {
  name: string;
  rows: Cell[][];
}

/**
 * Reads the sheets of a workbook with their formulas.
 * @throws Problem unsupported-media when the file is damaged or no XLSX, too-large beyond the limits
 */
export async function readWorkbook(path: string, limits = workbookLimits): Promise<ReadSheet[]> {
  const { size } = await stat(path);
  if (size > limits.fileBytes) {
    const megabytes = limits.fileBytes / MB;
    throw problems.tooLarge(text(`文件超过 ${megabytes} MB`, `The file is larger than ${megabytes} MB`));
  }
  await guardXlsx(path, limits);
  const workbook = new ExcelJS.Workbook();
  try {
    // exceljs's types narrow `Buffer` to its own; the value is the same.
    await workbook.xlsx.load((await readFile(path)) as unknown as ExcelJS.Buffer, {
      ignoreNodes: ['dataValidations', 'conditionalFormatting', 'drawing', 'picture', 'extLst'],
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw problems.unsupported(
      text(`工作簿内容无法读取(${reason})`, `The content of the workbook cannot be read (${reason})`),
    );
  }
  return workbook.worksheets.map(readSheet);
}

function readSheet(worksheet: ExcelJS.Worksheet): ReadSheet {
  const rows: Cell[][] = [];
  worksheet.eachRow({ includeEmpty: false }, (row, number) => {
    while (rows.length < number) rows.push([]);
    const cells = rows[number - 1]!;
    row.eachCell({ includeEmpty: false }, (cell, column) => {
      while (cells.length < column) cells.push(null);
      cells[column - 1] = cellOf(cell);
    });
  });
  return { name: worksheet.name, rows };
}

function cellOf(cell: ExcelJS.Cell): Cell {
  // The other cells of a merged area repeat the value of the first one.
  if (cell.type === ExcelJS.ValueType.Merge) return null;
  if (cell.type !== ExcelJS.ValueType.Formula) return valueOf(cell.value);
  return { formula: cell.formula, result: valueOf(cell.result as ExcelJS.CellValue) };
}

function valueOf(value: ExcelJS.CellValue | undefined): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  // A number that was given the format of a date is still the number that it was.
  if (value instanceof Date) return serialOf(value);
  if ('error' in value) return value.error;
  if ('richText' in value) return value.richText.map((part) => part.text).join('');
  if ('hyperlink' in value) return String(value.text);
  return JSON.stringify(value);
}

const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets' serial numbers, as exceljs counts it. */
const EPOCH_MS = Date.UTC(1899, 11, 30);
const serialOf = (date: Date): number => (date.getTime() - EPOCH_MS) / DAY_MS;
