/**
 * How long the whole demonstration city's proving workbook takes: gathering, laying out and signing, writing, reading and
 * checking. Beside it, in the same run, the same cells written as plain values: what formulas, formats and the signature
 * cost on top.
 *
 *     npx tsx scripts/bench/workbook.ts
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ExcelJS from 'exceljs';
import { defaultRuleParameters } from '../../gis-data/catalogue/index.ts';
import { assess } from '../../server/indicators/index.ts';
import { newPrivateKey, signingKeyOf } from '../../server/reports/signing/key.ts';
import type { Cell, Sheet } from '../../server/reports/workbook/cells.ts';
import { checkFile } from '../../server/reports/workbook/check-file.ts';
import { workbookContent } from '../../server/reports/workbook/content.ts';
import { workbookSheets } from '../../server/reports/workbook/workbook.ts';
import { writeXlsx } from '../../server/reports/workbook/write.ts';
import { demonstrationNetwork, demonstrationSnapshot } from './demonstration.ts';
import { median, timed } from './times.ts';

const rounds = 5;

const snapshot = demonstrationSnapshot('2025-12-31');
const network = await demonstrationNetwork();
const assessment = assess(snapshot, defaultRuleParameters, network);
const assessed = await timed(() => assessment.report);
const key = signingKeyOf(newPrivateKey(), new Date().toISOString());

function signedSheets(): Sheet[] {
  const generatedAt = new Date().toISOString();
  const content = workbookContent({ snapshot, assessment, network, countyCode: null, language: 'zh', generatedAt });
  return workbookSheets(content, key, 'zh');
}

/** What the program shows in a cell, without how it came about. */
const shown = (cell: Cell) => (cell !== null && typeof cell === 'object' ? cell.result : cell);

async function plainXlsx(sheets: readonly Sheet[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  for (const { name, rows } of sheets) {
    const worksheet = workbook.addWorksheet(name);
    for (const row of rows) worksheet.addRow(row.map(shown));
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

const times = { sheets: [] as number[], write: [] as number[], plain: [] as number[], check: [] as number[] };
const folder = await mkdtemp(path.join(tmpdir(), 'yzt-bench-workbook-'));
try {
  for (let round = 0; round <= rounds; round++) {
    const sheets = await timed(signedSheets);
    const written = await timed(() => writeXlsx(sheets.result));
    const plain = await timed(() => plainXlsx(sheets.result));
    const file = path.join(folder, 'city.xlsx');
    await writeFile(file, written.result);
    const check = await timed(() => checkFile(file, [key.publicKey]));
    if (check.result.state !== 'valid') throw new Error(`The workbook is not valid: ${check.result.message.en}`);
    if (round === 0) {
      const cells = sheets.result.reduce((sum, { rows }) => sum + rows.reduce((n, row) => n + row.length, 0), 0);
      console.log(
        `${sheets.result.length} sheets, ${cells} cells, ${written.result.length} bytes (the first round warms up)`,
      );
      continue;
    }
    times.sheets.push(sheets.ms);
    times.write.push(written.ms);
    times.plain.push(plain.ms);
    times.check.push(check.ms);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

const shownMs = (values: readonly number[]) => median(values).toFixed(0);
console.log(`milliseconds, median of ${rounds}; indicators assessed once in ${assessed.ms.toFixed(0)}`);
console.log(
  `laid out and signed ${shownMs(times.sheets)}   written ${shownMs(times.write)}   read and checked ${shownMs(times.check)}`,
);
console.log(`the same cells as plain values ${shownMs(times.plain)}`);
const ratio = (median(times.sheets) + median(times.write)) / median(times.plain);
console.log(`workbook ÷ plain values ${ratio.toFixed(2)}`);
