import { readFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { text } from '../../gis-data/catalogue/index.ts';
import { problems } from '../registry/problem.ts';
import { cleanText, issue, type RawFile, type RawSheet, type SheetRow } from './cells.ts';
import { startsWithUtf16Mark } from './file-type.ts';
import type { ReadLimits } from './limits.ts';

/**
 * Decodes text by evidence: a byte order mark, then strict UTF-8, then GB18030 (of which GB2312 and GBK are parts).
 */
export function decodeText(bytes: Buffer): { content: string; encoding: string } {
  if (startsWithUtf16Mark(bytes)) return { content: iconv.decode(bytes, 'utf16'), encoding: 'UTF-16' };
  try {
    const content = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return { content, encoding: marked ? 'UTF-8 (BOM)' : 'UTF-8' };
  } catch {
    return { content: iconv.decode(bytes, 'gb18030'), encoding: 'GB18030' };
  }
}

/**
 * Reads a CSV file as one sheet.
 * @throws Problem when it has more rows or columns than the limits allow
 */
export async function readCsv(path: string, limits: ReadLimits): Promise<RawFile> {
  const { sheet, ...how } = sheetOfCsv(await readFile(path), limits);
  return { format: 'csv', ...how, sheets: [sheet] };
}

/** The same for a CSV that is part of another file. */
export function sheetOfCsv(
  bytes: Buffer,
  limits: ReadLimits,
): { sheet: RawSheet; encoding: string; delimiter: string } {
  const { content, encoding } = decodeText(bytes);
  // An empty last line would count as a row of one column when the delimiter is guessed.
  const parsed = Papa.parse<string[]>(content.replace(/[\r\n]+$/u, ''), {
    skipEmptyLines: false,
    delimitersToGuess: [',', '\t', ';', '|', '\uff0c'], // the last is the full-width comma
  });
  const tooWide = parsed.data.some((fields) => fields.length > limits.columns);
  if (parsed.data.length > limits.rows + 100 || tooWide) {
    throw problems.tooLarge(
      text(
        `文件超过 ${limits.rows} 行或 ${limits.columns} 列,请拆分后再导入`,
        `The file has more than ${limits.rows} rows or ${limits.columns} columns; split it and import the parts`,
      ),
    );
  }
  const rows = parsed.data.map(readFields).filter((r) => r.cells.some((c) => c !== null) || r.issues.length > 0);
  markQuoteErrors(rows, parsed.errors);
  const sheet: RawSheet = { name: 'CSV', hidden: false, rows, merges: [], notes: [] };
  return { sheet, encoding, delimiter: parsed.meta.delimiter };
}

function readFields(fields: readonly string[], index: number): SheetRow {
  const row: SheetRow = { row: index + 1, cells: [], issues: [] };
  fields.forEach((field, column) => {
    // An apostrophe before what a spreadsheet would take for a formula only says that it is text.
    const { value, issues } = cleanText(field.replace(/^'(?=[=+\-@\t\r])/u, ''), column);
    row.cells.push(value);
    row.issues.push(...issues);
  });
  return row;
}

function markQuoteErrors(rows: readonly SheetRow[], errors: readonly Papa.ParseError[]): void {
  const byRow = new Map(rows.map((r) => [r.row, r]));
  for (const error of errors) {
    if (error.type !== 'Quotes' || error.row === undefined) continue;
    byRow
      .get(error.row + 1)
      ?.issues.push(
        issue(
          null,
          'block',
          'quotes',
          '引号不成对或位置不对,该行及其后的内容可能串行',
          'Quotes do not match; this row may have swallowed the ones after it',
        ),
      );
  }
}
