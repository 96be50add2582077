import { text, type Text } from '../../gis-data/catalogue/index.ts';
import type { Problem } from '../registry/problem.ts';
import type { ReadLimits } from './limits.ts';
import { refuse } from './readers/layer.ts';
import { inspectZip } from './readers/zip.ts';

/**
 * Looks through a ZIP before a spreadsheet reader may open it (see `inspectZip`).
 * @throws Problem when the file is damaged, encrypted, too large inflated, or no XLSX
 */
export async function guardXlsx(path: string, limits: ReadLimits): Promise<void> {
  const zip = await inspectZip(path, limits);
  zip.close();
  if (!isWorkbook(zip.names)) throw otherZip(zip.names);
}

export const isWorkbook = (names: readonly string[]): boolean => names.includes('xl/workbook.xml');

/** The refusal of a ZIP that nothing here reads. */
export function otherZip(names: readonly string[]): Problem {
  const has = (start: string) => names.some((n) => n.startsWith(start));
  let what: Text = text(' ZIP 压缩包', 'a ZIP archive');
  if (has('word/')) what = text(' Word 文档(.docx)', 'a Word document (.docx)');
  else if (has('ppt/')) what = text('演示文稿(.pptx)', 'a presentation (.pptx)');
  else if (has('xl/workbook.bin')) what = text('二进制工作簿(.xlsb)', 'a binary workbook (.xlsb)');
  else if (names.includes('content.xml')) what = text(' OpenDocument 文档(.ods)', 'an OpenDocument file (.ods)');
  return refuse(
    `文件看起来是${what.zh},不是 .xlsx 工作簿。请另存为 .xlsx 后再导入`,
    `The file looks like ${what.en}, not an .xlsx workbook. Save it as .xlsx and import that`,
  );
}
