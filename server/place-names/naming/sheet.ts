import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import {
  featureFacts,
  nameKindLabels,
  nameKinds,
  type FeatureFact,
  type NameKind,
} from '../../../gis-data/naming/index.ts';
import type { Cell, RawFile, RawSheet } from '../../exchange/cells.ts';
import { tableOf, type Table } from '../../exchange/headings.ts';
import { problems, type ProblemItem } from '../../registry/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { MOST_IN_BATCH, nameToCheck, type NameToCheck } from './contract.ts';

/** A name of a spreadsheet and where it stands. */
export interface SheetName {
  sheet: string;
  row: number;
  name: NameToCheck;
}

type TextColumn =
  'text' | 'kind' | 'county' | 'township' | 'builtUpArea' | 'locality' | 'date' | 'genericTerm' | 'pinyin';
type Column = TextColumn | FeatureFact;

/** Headings by which a column is known, without spaces and what stands in brackets. */
const headings: Readonly<Record<Column, readonly string[]>> = {
  text: ['名称', '地名', '拟用名称', '拟命名名称', '标准名称', 'name'],
  kind: ['类别', '地名类别', 'kind'],
  county: ['县', '县区', '所在县', '县级政区', 'county'],
  township: ['乡', '乡镇', '乡镇街道', '街道', 'township'],
  builtUpArea: ['建成区', 'built-uparea'],
  locality: ['所在地', '所在地地名', 'locality'],
  date: ['申请日期', '日期', 'date'],
  genericTerm: ['通名', 'genericterm'],
  pinyin: ['拼音', '读音', 'pinyin'],
  floors: ['层数', 'floors'],
  siteAreaM2: ['占地面积', 'sitearea'],
  floorAreaM2: ['总建筑面积', '建筑面积', 'floorarea'],
  openShare: ['露天场地占比', 'openshare'],
  greenShare: ['绿地率', 'greenshare'],
  roadWidthM: ['路宽', 'roadwidth'],
  hillside: ['依山而建', 'hillside'],
};
const columns = Object.keys(headings) as Column[];

const plain = (heading: Cell): string =>
  String(heading ?? '')
    .normalize('NFKC')
    .replace(/\([^()]*\)/gu, '')
    .replace(/\s+/gu, '')
    .toLowerCase();

const columnOf = (heading: Cell): Column | null =>
  columns.find((column) => headings[column].includes(plain(heading))) ?? null;

/** Words by which bureaus call the kinds, beside their labels. */
const otherWords: Readonly<Partial<Record<NameKind, string>>> = {
  countyOrHigher: '县 市 区 县级政区',
  township: '乡镇 乡镇街道',
  village: '村 行政村 村委会 居委会 社区',
  road: '道路 街路 街 路 巷',
  estate: '小区 居民区',
  building: '大楼 建筑物',
  naturalFeature: '山 河 湖',
  park: '公园',
  facility: '设施 桥梁 车站 水库',
  other: '其他',
};

/** Kinds by their id, their label, the parts of the label, and other words. */
const kindOfWord: ReadonlyMap<string, NameKind> = new Map(
  nameKinds.flatMap((kind) => {
    const label = nameKindLabels[kind].zh;
    const words = [kind, label, ...label.split('、'), ...(otherWords[kind]?.split(' ') ?? [])];
    return words.map((word) => [plain(word), kind] as const);
  }),
);

/** Rows at the top of a sheet among which the headings are looked for. */
const HEADER_ROWS = 10;

function headedTable(sheet: RawSheet, format: RawFile['format']): Table | null {
  const header = sheet.rows.slice(0, HEADER_ROWS).find(({ cells }) => {
    const known = new Set(cells.map(columnOf));
    return known.has('text') && known.has('kind');
  });
  return header ? tableOf(sheet, format, header.row) : null;
}

/**
 * The names of a spreadsheet (XLSX or CSV): a row for each, under headings of which 名称 and 类别 must be there. Counties
 * and townships are given by name or code.
 *
 * @throws Problem that names sheet, row and field of each error, up to 100
 */
export function namesOfSheet(file: RawFile, snapshot: Pick<Snapshot, 'records'>): SheetName[] {
  const tables = file.sheets.flatMap((sheet) => headedTable(sheet, file.format) ?? []);
  if (tables.length === 0) {
    throw problems.unsupported(
      text('没有找到带“名称”和“类别”的表头', 'No row of headings with “名称” (name) and “类别” (kind) was found'),
    );
  }
  const faults: ProblemItem[] = [];
  const names = tables.flatMap((table) => namesOfTable(table, snapshot, faults));
  if (faults.length > 0) throw problems.invalid(faults.slice(0, 100));
  if (names.length === 0) throw problems.unsupported(text('文件中没有数据行', 'The file has no rows of data'));
  if (names.length > MOST_IN_BATCH) {
    throw problems.tooLarge(
      text(
        `文件有 ${names.length} 个名称,超过上限 ${MOST_IN_BATCH},请拆分`,
        `The file has ${names.length} names, above the limit of ${MOST_IN_BATCH}; split it`,
      ),
    );
  }
  return names;
}

function namesOfTable(table: Table, snapshot: Pick<Snapshot, 'records'>, faults: ProblemItem[]): SheetName[] {
  const at = new Map(table.columns.map((heading, position) => [columnOf(heading), position]));
  return table.rows.flatMap(({ row, cells, issues }) => {
    const before = faults.length;
    const field = (column: Column) => table.columns[at.get(column)!] ?? headings[column][0]!;
    const say = (column: Column, code: string, message: Text) =>
      faults.push({ sheet: table.name, row, field: field(column), code, message });
    const cell = (column: Column): Cell => (at.has(column) ? (cells[at.get(column)!] ?? null) : null);
    const words = (column: Column): string | null => {
      const value = cell(column);
      if (value instanceof Date) return value.toISOString().slice(0, 10);
      return value === null ? null : String(value).trim() || null;
    };
    for (const { severity, column, code, message } of issues) {
      if (severity === 'block') {
        faults.push({
          sheet: table.name,
          row,
          field: column === null ? undefined : table.columns[column],
          code,
          message,
        });
      }
    }

    const name = words('text');
    if (name === null) say('text', 'required', text('没有名称', 'There is no name'));
    const kind = kindOfWord.get(plain(words('kind')));
    if (kind === undefined) {
      const choices = nameKinds.map((one) => nameKindLabels[one]);
      say(
        'kind',
        'unknown-kind',
        text(
          `类别“${words('kind') ?? ''}”不在其中:${choices.map(({ zh }) => zh).join(';')}`,
          `The kind “${words('kind') ?? ''}” is none of: ${choices.map(({ en }) => en).join('; ')}`,
        ),
      );
    }
    const countyId = divisionBy(snapshot, 'county', words('county'), null);
    if (countyId === undefined) say('county', 'no-such-division', noDivision(words('county')));
    const townshipId = divisionBy(snapshot, 'township', words('township'), countyId ?? null);
    if (townshipId === undefined) say('township', 'no-such-division', noDivision(words('township')));
    const facts: Partial<Record<FeatureFact, number | null>> = {};
    for (const fact of featureFacts) {
      facts[fact] = numberIn(words(fact));
      if (Number.isNaN(facts[fact]))
        say(fact, 'no-number', text(`“${words(fact)}”不是数`, `“${words(fact)}” is no number`));
    }
    if (faults.length > before) return [];
    const checked = nameToCheck.safeParse({
      text: name,
      kind,
      countyId,
      townshipId,
      builtUpArea: words('builtUpArea'),
      locality: words('locality'),
      date: words('date') ?? undefined,
      genericTerm: words('genericTerm'),
      pinyin: words('pinyin'),
      facts,
    });
    if (checked.success) return [{ sheet: table.name, row, name: checked.data }];
    for (const { path, message } of checked.error.issues) {
      const column = columns.find((one) => path.includes(one)) ?? 'text';
      say(column, 'invalid', text(message, message));
    }
    return [];
  });
}

const noDivision = (word: string | null): Text =>
  text(`没有区划“${word}”,或不止一个;请填代码`, `There is no division “${word}”, or more than one; state its code`);

/** A division by its code or name; null where none is stated, undefined where it is not one. */
function divisionBy(
  { records }: Pick<Snapshot, 'records'>,
  level: 'county' | 'township',
  word: string | null,
  countyId: string | null,
): string | null | undefined {
  if (word === null) return null;
  const found = [...records.division].filter(
    ([, body]) =>
      body.level === level &&
      (body.code === word || body.name === word) &&
      (countyId === null || body.parentId === countyId),
  );
  return found.length === 1 ? found[0]![0] : undefined;
}

const yesAndNo: Readonly<Record<string, number>> = { 是: 1, 否: 0, yes: 1, no: 0 };

/** A number, a share in per cent, or yes and no; null where nothing is stated, NaN where it is none of these. */
function numberIn(word: string | null): number | null {
  if (word === null) return null;
  const known = yesAndNo[word.toLowerCase()];
  if (known !== undefined) return known;
  return word.endsWith('%') ? Number(word.slice(0, -1)) / 100 : Number(word);
}
