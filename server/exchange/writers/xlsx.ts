import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { problems } from '../../registry/problem.ts';
import { statements, type FeatureSource } from './source.ts';
import { rowsOf } from './table.ts';

/** Limits of a sheet (ECMA-376; Excel specifications and limits). */
const mostRows = 1_048_576;
const mostCharacters = 32_767;

const about = text('说明', 'About');
const noShapes = text(
  '线和面的几何不在表格中,请用 GeoPackage 导出',
  'Lines and areas are not in the sheet: export a GeoPackage',
);
const cutCells = (count: number): Text =>
  text(
    `${count} 个单元格的内容超过 ${mostCharacters} 字,已截短`,
    `${count} cells were cut to the ${mostCharacters} characters that a cell holds`,
  );

/**
 * Features as a sheet, row by row, and a second sheet that says what they are. Text stays text: a cell that begins with = is no
 * formula.
 * @throws Problem where there are more features than a sheet has rows
 */
export async function writeXlsx(source: FeatureSource, path: string): Promise<void> {
  // Read when it is needed: it is a fifth of what a start of the program would read.
  const { stream } = (await import('exceljs')).default;
  const { language, facts, columns } = source;
  const workbook = new stream.xlsx.WorkbookWriter({ filename: path, useStyles: true, useSharedStrings: false });
  const sheet = workbook.addWorksheet(facts.title[language], { views: [{ state: 'frozen', ySplit: 1 }] });
  const { headings, cells } = rowsOf(source, false);
  // As text: a spreadsheet rounds codes of 20 digits and reads dates as it likes.
  sheet.columns = headings.map((_, i) => ({
    width: 14,
    style: { numFmt: ['string', 'date', 'json'].includes(columns[i]?.type ?? 'number') ? '@' : 'General' },
  }));
  sheet.addRow(headings).commit();
  let [rows, cut] = [1, 0];
  const fitted = (cell: string | number | boolean | null) => {
    if (typeof cell !== 'string' || cell.length <= mostCharacters) return cell;
    cut++;
    return `${cell.slice(0, mostCharacters - 1)}…`;
  };
  for await (const batch of source.batches()) {
    rows += batch.length;
    if (rows > mostRows) throw tooMany();
    for (const feature of batch) sheet.addRow(cells(feature).map(fitted)).commit();
  }
  sheet.commit();
  const guide = workbook.addWorksheet(about[language]);
  guide.columns = [{ width: 24 }, { width: 80 }];
  for (const statement of statements(source)) guide.addRow(statement).commit();
  if (source.shape !== 'point') guide.addRow([noShapes[language]]).commit();
  if (cut > 0) guide.addRow([cutCells(cut)[language]]).commit();
  guide.commit();
  await workbook.commit();
}

const tooMany = () =>
  problems.tooLarge(
    text(
      `超过工作表的 ${mostRows} 行,请用 CSV 或 GeoPackage 导出`,
      `There are more features than the ${mostRows} rows of a sheet: export a CSV or a GeoPackage`,
    ),
  );
