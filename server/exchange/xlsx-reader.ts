import { readFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import { text } from '../../gis-data/catalogue/index.ts';
import { problems, type ProblemItem } from '../registry/problem.ts';
import {
  cleanText,
  columnLetters,
  issue,
  type Cell,
  type CellIssue,
  type MergedArea,
  type RawSheet,
  type SheetRow,
} from './cells.ts';
import type { ReadLimits } from './limits.ts';

/** Parts of a sheet that hold no data; some of them make the reader slow on crafted files. */
const ignoredNodes = [
  'dataValidations',
  'conditionalFormatting',
  'hyperlinks',
  'tableParts',
  'picture',
  'drawing',
  'rowBreaks',
  'extLst',
];

/**
 * Reads the sheets of a workbook that `guardXlsx` has let through.
 * @throws Problem when the content is no spreadsheet or exceeds the limits
 */
export async function readXlsx(path: string, limits: ReadLimits): Promise<RawSheet[]> {
  const workbook = new ExcelJS.Workbook();
  const options = { ignoreNodes: ignoredNodes, maxRows: limits.rows + 100, maxCols: limits.columns };
  try {
    // exceljs's types narrow `Buffer` to its own; the value is the same.
    const bytes = (await readFile(path)) as unknown as ExcelJS.Buffer;
    await workbook.xlsx.load(bytes, options as Partial<ExcelJS.XlsxReadOptions>);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (/count .* exceeded/iu.test(reason)) {
      throw problems.tooLarge(
        text(
          `工作表超过 ${limits.rows} 行或 ${limits.columns} 列,请拆分后再导入`,
          `A sheet has more than ${limits.rows} rows or ${limits.columns} columns; split it and import the parts`,
        ),
      );
    }
    throw problems.unsupported(
      text(`工作簿内容无法读取(${reason})`, `The content of the workbook cannot be read (${reason})`),
    );
  }
  return workbook.worksheets.map(readSheet);
}

function readSheet(sheet: ExcelJS.Worksheet): RawSheet {
  const merges = mergedAreas(sheet);
  const hiddenRows: number[] = [];
  const rows: SheetRow[] = [];
  sheet.eachRow({ includeEmpty: false }, (row, number) => {
    const read = readRow(row, number);
    if (read.cells.every((c) => c === null) && read.issues.length === 0) return;
    if (row.hidden) hiddenRows.push(number);
    rows.push(read);
  });
  const hidden = sheet.state !== 'visible';
  return { name: sheet.name, hidden, rows, merges, notes: sheetNotes(sheet.name, hidden, hiddenRows) };
}

function sheetNotes(sheet: string, hidden: boolean, hiddenRows: readonly number[]): ProblemItem[] {
  const notes: ProblemItem[] = [];
  if (hidden) notes.push({ sheet, code: 'hidden-sheet', message: text('该工作表是隐藏的', 'The sheet is hidden') });
  if (hiddenRows.length > 0) {
    const some = hiddenRows.slice(0, 20).join(', ') + (hiddenRows.length > 20 ? ' …' : '');
    notes.push({
      sheet,
      code: 'hidden-rows',
      message: text(
        `有 ${hiddenRows.length} 个隐藏行(第 ${some} 行),同样会被导入`,
        `${hiddenRows.length} rows are hidden (${some}); they are imported like the others`,
      ),
    });
  }
  return notes;
}

function mergedAreas(sheet: ExcelJS.Worksheet): MergedArea[] {
  const ranges = (sheet.model as { merges?: string[] }).merges ?? [];
  return ranges.map((range) => {
    const [from, to = from] = range.split(':') as [string, string?];
    const a = sheet.getCell(from);
    const b = sheet.getCell(to);
    return { top: Number(a.row), left: Number(a.col), bottom: Number(b.row), right: Number(b.col) };
  });
}

function readRow(row: ExcelJS.Row, number: number): SheetRow {
  const cells: Cell[] = [];
  const issues: CellIssue[] = [];
  row.eachCell({ includeEmpty: false }, (cell, position) => {
    const column = position - 1;
    while (cells.length < column) cells.push(null);
    if (cell.type === ExcelJS.ValueType.Merge) {
      cells[column] = null;
      issues.push(
        issue(
          column,
          'warn',
          'merged-cell',
          `${cell.address} 是合并单元格的一部分,值只属于左上角的 ${cell.master.address},此处按空白处理`,
          `${cell.address} is part of a merged cell; the value belongs to ${cell.master.address} alone, so this one counts as empty`,
        ),
      );
      return;
    }
    const read = readCell(cell, column);
    cells[column] = read.value;
    issues.push(...read.issues);
  });
  return { row: number, cells, issues };
}

interface ReadCell {
  value: Cell;
  issues: CellIssue[];
}

function readCell(cell: ExcelJS.Cell, column: number): ReadCell {
  const value = cell.value;
  if (value !== null && typeof value === 'object' && ('formula' in value || 'sharedFormula' in value)) {
    return readFormula(cell, column);
  }
  return readPlain(value, cell.address, column);
}

function readFormula(cell: ExcelJS.Cell, column: number): ReadCell {
  const result = cell.result as ExcelJS.CellValue;
  if (result === null || result === undefined) {
    return {
      value: null,
      issues: [
        issue(
          column,
          'block',
          'formula-without-value',
          `${cell.address} 是公式但没有缓存值,请在 Excel 中重新计算并保存,或粘贴为数值`,
          `${cell.address} is a formula without a cached value; recalculate and save in Excel, or paste as values`,
        ),
      ],
    };
  }
  const read = readPlain(result, cell.address, column);
  read.issues.push(
    issue(
      column,
      'warn',
      'formula-cell',
      `${cell.address} 是公式单元格,取其缓存值`,
      `${cell.address} is a formula; its cached value was taken`,
    ),
  );
  return read;
}

function readPlain(value: ExcelJS.CellValue, address: string, column: number): ReadCell {
  if (value === null || value === undefined) return { value: null, issues: [] };
  if (typeof value === 'number' || typeof value === 'boolean') return { value, issues: [] };
  if (value instanceof Date) {
    if (!Number.isNaN(value.getTime())) return { value, issues: [] };
    return { value: null, issues: [brokenCell(column, address, '无效日期', 'an invalid date')] };
  }
  if (typeof value === 'string') return cleanText(value, column);
  if ('error' in value) return { value: null, issues: [brokenCell(column, address, value.error, value.error)] };
  if ('richText' in value) return cleanText(value.richText.map((part) => part.text).join(''), column);
  if ('hyperlink' in value) return cleanText(String(value.text), column);
  return { value: null, issues: [brokenCell(column, address, '无法识别的内容', 'unknown content')] };
}

function brokenCell(column: number, address: string, zh: string, en: string): CellIssue {
  return issue(
    column,
    'block',
    'error-value',
    `${address} 的值有误:${zh}`,
    `${address} holds ${en} (column ${columnLetters(column)})`,
  );
}
