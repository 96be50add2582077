import ExcelJS from 'exceljs';
import { cellText, type Cell, type Column, type Sheet } from './cells.ts';

const colours = { heading: 'FFD9E2EC', read: 'FFEAF3FB' } as const;
const fill = (argb: string): ExcelJS.Fill => ({ type: 'pattern', pattern: 'solid', fgColor: { argb } });

/**
 * Writes sheets as an XLSX file, with results of formulas, so that a viewer that does not recalculate shows figures.
 * Texts are written as texts whatever they begin with: only a formula of the sheet is a formula of the file.
 */
export async function writeXlsx(sheets: readonly Sheet[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  // Spreadsheet programs then compute all formulas when they open the file.
  workbook.calcProperties.fullCalcOnLoad = true;
  for (const sheet of sheets) addSheet(workbook, sheet);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function addSheet(workbook: ExcelJS.Workbook, sheet: Sheet): void {
  const { headerRow } = sheet;
  const worksheet = workbook.addWorksheet(sheet.name, {
    views: headerRow === null ? [] : [{ state: 'frozen', ySplit: headerRow }],
  });
  worksheet.columns = sheet.columns.map((column) => ({ width: column.width, style: styleOf(column) }));
  sheet.rows.forEach((cells, i) => {
    const row = worksheet.addRow(cells.map(valueOf));
    const lines = linesOf(cells, sheet, i + 1);
    if (lines > 1) row.height = Math.min(MOST_HEIGHT, lines * LINE_HEIGHT);
  });
  for (const { row, column, format } of sheet.cellFormats ?? []) worksheet.getCell(row, column + 1).numFmt = format;
  styleTop(worksheet, sheet);
}

/** Points; the format's limit is 409. */
const LINE_HEIGHT = 15;
const MOST_HEIGHT = 405;

/** Lines that a row's wrapped cells need: programs do not all find the height of a row by themselves. */
function linesOf(cells: readonly Cell[], { columns, headerRow }: Sheet, row: number): number {
  if (headerRow !== null && row < headerRow) return 1;
  const lines = cells.map((cell, i) => {
    const column = columns[i];
    if (typeof cell !== 'string' || !column || (row !== headerRow && !column.wrap)) return 1;
    return cell.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / column.width)), 0);
  });
  return Math.max(1, ...lines);
}

/** Width in characters; Chinese ones take two. */
const widthOf = (line: string): number => [...line].reduce((sum, c) => sum + (c > '\u2e7f' ? 2 : 1), 0);

function styleOf({ format, align, wrap, read }: Column): Partial<ExcelJS.Style> {
  return {
    ...(format === undefined ? {} : { numFmt: format }),
    ...(read ? { fill: fill(colours.read) } : {}),
    alignment: { vertical: 'top', wrapText: wrap === true, ...(align && { horizontal: align }) },
  };
}

function styleTop(worksheet: ExcelJS.Worksheet, { headerRow, columns }: Sheet): void {
  for (let row = 1; row < (headerRow ?? 2); row++) {
    worksheet.getRow(row).eachCell((cell) => {
      cell.style = { font: row === 1 ? { bold: true, size: 14 } : { italic: true } };
    });
  }
  if (headerRow === null) return;
  worksheet.getRow(headerRow).eachCell((cell) => {
    cell.style = {
      font: { bold: true },
      fill: fill(colours.heading),
      alignment: { vertical: 'middle', wrapText: true },
    };
  });
  worksheet.autoFilter = {
    from: { row: headerRow, column: 1 },
    to: { row: Math.max(headerRow, worksheet.rowCount), column: columns.length },
  };
}

function valueOf(cell: Cell): ExcelJS.CellValue {
  if (cell === null || typeof cell === 'number') return cell;
  if (typeof cell === 'string') return escaped(cellText(cell));
  const { formula, result } = cell;
  return { formula, result: typeof result === 'string' ? escaped(result) : (result ?? undefined) };
}

/** In the format `_x0041_` is the letter A, so an underscore that would begin such an escape is itself escaped. */
const escaped = (text: string): string => text.replace(/_(?=x[0-9A-Fa-f]{4}_)/gu, '_x005F_');
