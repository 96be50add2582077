import type { Workbook } from 'exceljs';

/** An empty workbook. The library is read when one is asked for: it is a fifth of what a start of the program would read. */
export async function newWorkbook(): Promise<Workbook> {
  const { default: ExcelJS } = await import('exceljs');
  return new ExcelJS.Workbook();
}
