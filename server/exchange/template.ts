import type ExcelJS from 'exceljs';
import Papa from 'papaparse';
import { coordinateSystems, facilityKind, text, type Language, type Text } from '../../gis-data/catalogue/index.ts';
import { newWorkbook } from '../spreadsheet.ts';
import { columnHeading, fieldsLeftOut, type FacilityColumn } from './columns.ts';
import { columnLetters } from './cells.ts';
import { isRecordKind, templateColumns } from './record-columns.ts';
import { exampleMarks } from './row-reader.ts';

/** Rows of the template that get dropdowns. */
const preparedRows = 5000;

const sheetNames = {
  data: text('填报', 'Register'),
  guide: text('填写说明', 'How to fill in'),
  lists: text('选项', 'Choices'),
};

const yesNo = [text('是', 'Yes'), text('否', 'No'), text('未知', 'Unknown')];

/** What a column takes, for the guide and its dropdown. */
function choicesOf(column: FacilityColumn): readonly Text[] {
  if (column.type === 'boolean') return yesNo;
  if (column.type === 'choice' || column.type === 'list') return column.choices.map((c) => c.label);
  return [];
}

/** One made-up row, recognisable by its first column or its name; importing a template skips it. */
function exampleRow(columns: readonly FacilityColumn[], kindId: string, language: Language): string[] {
  const mark = exampleMarks[language];
  const kind = isRecordKind(kindId) ? null : facilityKind(kindId).label[language];
  const example: Record<string, string> = {
    ...(kind === null ? recordExamples : { name: `${mark}${kind}`, kind }),
    county: '双桥区',
    x: '117.9392',
    y: '40.9763',
    accuracyM: '10',
    statusSince: '2024-05-01',
    asOfDate: '2024-12-31',
  };
  const values = columns.map((c) => example[c.id] ?? exampleValue(c, language));
  return kind === null ? [`${mark}${values[0]}`, ...values.slice(1)] : values;
}

/** What the registers that are no facilities have in their example rows, by column. */
const recordExamples: Readonly<Record<string, string>> = {
  code: '130802130803',
  number: '130802130803001',
  lines: '130802130803',
  township: '上板城镇',
  side1: '双桥区',
  side2: '双滦区',
  population: '5000',
  population60: '1200',
  population80: '150',
  households: '1800',
  heightM: '352.4',
  sigmaM: '0.05',
  statedLengthKm: '12.6',
  lastInspectionYear: '2023',
};

function exampleValue(column: FacilityColumn, language: Language): string {
  if (column.type === 'boolean' || column.type === 'choice') return choicesOf(column)[0]![language];
  if (column.type === 'date') return '2024-05-01';
  if (column.field && (column.type === 'integer' || column.type === 'number')) return String(column.field.min ?? 0);
  return '';
}

/**
 * The template for a kind's register (a kind of facility or another register): its columns, and nothing that the import would not read.
 * @returns the bytes of a CSV file, UTF-8 with byte order mark
 */
export function csvTemplate(kindId: string, language: Language): Buffer {
  const columns = templateColumns(kindId);
  const rows = [columns.map((c) => columnHeading(c, language)), exampleRow(columns, kindId, language)];
  return Buffer.from(`\ufeff${Papa.unparse(rows)}\r\n`, 'utf8');
}

/**
 * The template for a kind's register as a workbook: headings with dropdowns, a marked example row, and a second sheet
 * that says what each column means.
 */
export async function xlsxTemplate(kindId: string, language: Language): Promise<Buffer> {
  const columns = templateColumns(kindId);
  const workbook = await newWorkbook();
  const data = workbook.addWorksheet(sheetNames.data[language], { views: [{ state: 'frozen', ySplit: 1 }] });
  data.addRow(columns.map((c) => columnHeading(c, language)));
  data.addRow(exampleRow(columns, kindId, language));
  styleData(data, columns);
  addGuide(workbook, columns, kindId, language);
  addDropdowns(workbook, data, columns, language);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function styleData(sheet: ExcelJS.Worksheet, columns: readonly FacilityColumn[]): void {
  sheet.getRow(1).font = { bold: true };
  sheet.getRow(2).font = { italic: true, color: { argb: 'FF808080' } };
  columns.forEach((column, i) => {
    const target = sheet.getColumn(i + 1);
    target.width = Math.max(12, column.label.zh.length * 2.4);
    // Codes and dates must not be turned into numbers by the spreadsheet.
    if (column.type === 'text' || column.type === 'date') target.numFmt = '@';
  });
}

const typeLabels: Record<FacilityColumn['type'], Text> = {
  text: text('文字', 'Text'),
  integer: text('整数', 'Whole number'),
  number: text('数字', 'Number'),
  boolean: text('是/否', 'Yes/No'),
  date: text('日期,如 2024-05-01', 'Date, e.g. 2024-05-01'),
  choice: text('单选', 'One choice'),
  list: text('多选,用顿号分隔', 'Several choices, separated by commas'),
};

function addGuide(
  workbook: ExcelJS.Workbook,
  columns: readonly FacilityColumn[],
  kindId: string,
  language: Language,
): void {
  const sheet = workbook.addWorksheet(sheetNames.guide[language]);
  const say = (zh: string, en: string) => text(zh, en)[language];
  const separator = say('、', ', ');
  sheet.addRow([
    say('列', 'Column'),
    say('必填', 'Required'),
    say('内容', 'Content'),
    say('单位', 'Unit'),
    say('可选值', 'Choices'),
    say('说明', 'Meaning'),
  ]);
  sheet.getRow(1).font = { bold: true };
  for (const column of columns) {
    sheet.addRow([
      columnHeading(column, language),
      column.required ? say('是', 'Yes') : '',
      typeLabels[column.type][language],
      column.unit?.[language] ?? '',
      choicesOf(column)
        .map((c) => c[language])
        .join(separator),
      column.help[language],
    ]);
  }
  sheet.addRow([]);
  sheet.addRow([say('不清楚的内容请留空,不要填 0 或“否”。', 'Leave empty what is not known; do not enter 0 or "no".')]);
  sheet.addRow([say('第 2 行是示例,导入时自动跳过。', 'Row 2 is an example; the import skips it.')]);
  sheet.addRow([
    say('坐标系在导入时选择,可用:', 'The coordinate system is chosen at import: ') +
      coordinateSystems.map((c) => `${c.label[language]}(${c.id})`).join(separator),
  ]);
  if (kindId === 'boundaryLine') {
    sheet.addRow([
      say(
        '界线的走向一格写不下:请导入带界线代码的线图层(Shapefile、GeoPackage、GeoJSON 等)。',
        'The course of a line does not fit a cell: import a layer of lines with their codes (Shapefile, GeoPackage, GeoJSON, …).',
      ),
    ]);
  }
  const leftOut = isRecordKind(kindId) ? [] : fieldsLeftOut(kindId).map((f) => f.label[language]);
  if (leftOut.length > 0) {
    sheet.addRow([
      say(
        `以下内容一格写不下,请导入后在表单中填写:${leftOut.join('、')}`,
        `Entered in the form after the import, since one cell cannot hold them: ${leftOut.join(', ')}`,
      ),
    ]);
  }
  [26, 8, 22, 10, 60, 60].forEach((width, i) => (sheet.getColumn(i + 1).width = width));
}

/** exceljs can validate a whole range, but its types only know single cells. */
interface RangeValidations {
  dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
}

/** Dropdowns point to a hidden sheet: a list written into the rule itself may not exceed 255 characters. */
function addDropdowns(
  workbook: ExcelJS.Workbook,
  data: ExcelJS.Worksheet,
  columns: readonly FacilityColumn[],
  language: Language,
): void {
  const lists = workbook.addWorksheet(sheetNames.lists[language], { state: 'veryHidden' });
  let listColumn = 0;
  columns.forEach((column, i) => {
    if (column.type !== 'choice' && column.type !== 'boolean') return;
    const labels = choicesOf(column).map((c) => c[language]);
    lists.getColumn(listColumn + 1).values = labels;
    const from = columnLetters(listColumn++);
    const range = `'${sheetNames.lists[language]}'!$${from}$1:$${from}$${labels.length}`;
    const letters = columnLetters(i);
    (data as unknown as RangeValidations).dataValidations.add(`${letters}2:${letters}${preparedRows}`, {
      type: 'list',
      allowBlank: true,
      formulae: [range],
      showErrorMessage: true,
      errorStyle: 'warning',
    });
  });
}
