import {
  indicatorDefinition,
  text,
  worklistDefinition,
  type Language,
  type Text,
  type WorklistDefinition,
} from '../../gis-data/catalogue/index.ts';
import { csvFile, newWorkbook } from '../spreadsheet.ts';
import type { WorklistItem } from './contract.ts';

/** A list to be written, with the circumstances that every row repeats. */
export interface ListToWrite {
  definition: WorklistDefinition;
  snapshotId: string;
  asOf: string;
  items: readonly WorklistItem[];
  /** Whether who does what is written. */
  withAssignments: boolean;
}

type Cell = string | number | null;

interface Column {
  heading: Text;
  value(item: WorklistItem, language: Language): Cell;
  width: number;
}

const stateWords = { certain: text('已确定', 'Certain'), unknown: text('待查明', 'To be found out') };
const demoMark = text('演示数据', 'Demonstration data');

function columnsOf({ definition, snapshotId, asOf, withAssignments }: ListToWrite): Column[] {
  const { label, unit } = definition.rank;
  const assignment: Column[] = [
    { heading: text('负责人', 'Assignee'), width: 14, value: (item) => item.assignment?.assigneeName ?? null },
    { heading: text('期限', 'Due'), width: 12, value: (item) => item.assignment?.dueOn ?? null },
    { heading: text('备注', 'Note'), width: 24, value: (item) => item.assignment?.note ?? null },
  ];
  return [
    { heading: text('县(市、区)', 'County'), width: 18, value: (item) => item.countyName },
    { heading: text('乡镇(街道)', 'Township'), width: 16, value: (item) => item.townshipName },
    { heading: text('对象', 'Subject'), width: 34, value: (item) => item.subject.label },
    { heading: text('记录标识', 'Record id'), width: 20, value: (item) => item.subject.id },
    { heading: text('情况', 'State'), width: 10, value: (item, language) => stateWords[item.state][language] },
    {
      heading: text('字段', 'Fields'),
      width: 18,
      value: (item, language) =>
        item.fields.map((field) => field.label[language]).join(language === 'zh' ? '、' : ', '),
    },
    { heading: text('原因', 'Reason'), width: 60, value: (item, language) => item.reason[language] },
    { heading: text('要做什么', 'What to do'), width: 48, value: (item, language) => item.action[language] },
    {
      heading: text(`${label.zh}(${unit.zh})`, `${label.en} (${unit.en})`),
      width: 12,
      value: (item) => item.rank,
    },
    {
      heading: text('等待的指标', 'Indicators that wait'),
      width: 24,
      value: (item, language) =>
        item.indicatorIds.map((id) => indicatorDefinition(id).name[language]).join(language === 'zh' ? '、' : ', '),
    },
    { heading: text('依据', 'Clause'), width: 40, value: (item, language) => item.clause?.[language] ?? null },
    ...(withAssignments ? assignment : []),
    { heading: text('数据日期', 'As of'), width: 12, value: () => asOf },
    { heading: text('快照', 'Snapshot'), width: 18, value: () => snapshotId },
    {
      heading: text('演示', 'Demonstration'),
      width: 12,
      value: (item, language) => (item.demo ? demoMark[language] : null),
    },
  ];
}

const cells = (columns: readonly Column[], item: WorklistItem, language: Language): Cell[] =>
  columns.map((column) => column.value(item, language));

/** The list as CSV: UTF-8 with byte order mark; texts that a spreadsheet would run as a formula are escaped. */
export function worklistCsv(list: ListToWrite, language: Language): Buffer {
  const columns = columnsOf(list);
  const fields = columns.map((column) => column.heading[language]);
  const data = list.items.map((item) => cells(columns, item, language));
  return csvFile([fields, ...data]);
}

/** The list as a workbook of one sheet, with its circumstances above the headings. */
export async function worklistXlsx(list: ListToWrite, language: Language): Promise<Buffer> {
  const columns = columnsOf(list);
  const workbook = await newWorkbook();
  const sheet = workbook.addWorksheet(list.definition.label[language].slice(0, 31), {
    views: [{ state: 'frozen', ySplit: 4 }],
  });
  sheet.addRow([list.definition.label[language]]).font = { bold: true, size: 14 };
  sheet.addRow([circumstances(list, language)]);
  sheet.addRow([list.items.some(({ demo }) => demo) ? demoMark[language] : '']).font = { color: { argb: 'FFB45309' } };
  sheet.addRow(columns.map((column) => column.heading[language])).font = { bold: true };
  for (const item of list.items)
    sheet.addRow(cells(columns, item, language)).alignment = { vertical: 'top', wrapText: true };
  columns.forEach(({ width }, i) => (sheet.getColumn(i + 1).width = width));
  sheet.autoFilter = { from: { row: 4, column: 1 }, to: { row: 4, column: columns.length } };
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function circumstances({ asOf, snapshotId, items }: ListToWrite, language: Language): string {
  const words = text(
    `数据日期 ${asOf};快照 ${snapshotId};共 ${items.length} 项`,
    `As of ${asOf}; snapshot ${snapshotId}; ${items.length} items`,
  );
  return words[language];
}

/** Name of the file, without ending. */
export const exportName = (list: ListToWrite, language: Language): string =>
  `${worklistDefinition(list.definition.id).label[language]}-${list.asOf}`;
