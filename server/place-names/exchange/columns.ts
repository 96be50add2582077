import { pinyinOrigins, placeNameStatuses, text, type Language, type Text } from '../../../gis-data/catalogue/index.ts';
import type { Cell } from '../../exchange/cells.ts';
import { readBoolean, readChoice, readDate, readNumber, readText, type Reading } from '../../exchange/values.ts';
import { placeGeometry, type PlaceNameBody } from '../contract.ts';
import {
  minorityHelp,
  otherNamesHelp,
  readMinoritySpellings,
  readOtherNames,
  writeMinoritySpellings,
  writeOtherNames,
} from './lists.ts';

/** A record to be written, with the names of its divisions. */
export interface WrittenName {
  id: string;
  body: PlaceNameBody;
  divisionName(id: string | null): string | null;
  divisionCode(id: string | null): string | null;
}

/** One column of a table of place names: what it is called, what may stand in it, how it is read and written. */
export interface NameColumn {
  id: string;
  label: Text;
  aliases: readonly string[];
  help: Text;
  read(cell: Cell): Reading<unknown>;
  write(name: WrittenName, language: Language): string | number | null;
}

/** Longest text that one cell of a workbook holds. */
const MOST_IN_CELL = 32_767;

function readGeometry(cell: Cell): Reading<unknown> {
  const given = readText(cell);
  if (given.state !== 'value') return given;
  try {
    return { ...given, value: placeGeometry.parse(JSON.parse(given.value)) };
  } catch {
    return {
      state: 'wrong',
      code: 'not-a-geometry',
      message: text(
        '不是 GeoJSON 几何(Point、LineString、MultiLineString、Polygon、MultiPolygon)',
        'This is no GeoJSON geometry (Point, LineString, MultiLineString, Polygon, MultiPolygon)',
      ),
    };
  }
}

/** Reads what a text holds; what is empty or unknown stays so. */
const within =
  <T>(read: (content: string) => Reading<T>) =>
  (cell: Cell): Reading<unknown> => {
    const given = readText(cell);
    return given.state === 'value' ? read(given.value) : given;
  };

const plain = (
  id: keyof PlaceNameBody,
  zh: string,
  en: string,
  aliases: readonly string[] = [],
  read: NameColumn['read'] = readText,
  help = text('', ''),
): NameColumn => ({
  id,
  label: text(zh, en),
  aliases,
  help,
  read,
  write: ({ body }) => body[id] as string | null,
});

const choice = (id: 'status', zh: string, en: string, choices: typeof placeNameStatuses): NameColumn => ({
  ...plain(id, zh, en, [], (cell) => readChoice(cell, choices)),
  help: text(choices.map(({ label }) => label.zh).join('、'), choices.map(({ label }) => label.en).join(', ')),
  write: ({ body }, language) => choices.find((each) => each.id === body[id])!.label[language],
});

const dated = (id: keyof PlaceNameBody, zh: string, en: string) => plain(id, zh, en, [], readDate);

const division = (
  id: 'county' | 'township' | 'village',
  zh: string,
  en: string,
  aliases: readonly string[],
): NameColumn => ({
  id,
  label: text(zh, en),
  aliases,
  help: text('名称或行政区划代码', 'Name or division code'),
  read: readText,
  write: ({ body, divisionName }) => divisionName(body[`${id}Id`]),
});

const ordinate = (
  id: 'longitude' | 'latitude',
  zh: string,
  en: string,
  at: 0 | 1,
  aliases: readonly string[],
): NameColumn => ({
  id,
  label: text(zh, en),
  aliases,
  help: text('点状地名填写;坐标系在导入时指定', 'For a point; the coordinate system is stated at import'),
  read: (cell) => readNumber(cell, { integer: false, unit: null }),
  write: ({ body }) => (body.geometry?.type === 'Point' ? body.geometry.coordinates[at] : null),
});

/** Columns of a table of place names, in the order in which they are written. */
export const nameColumns: readonly NameColumn[] = [
  {
    id: 'id',
    label: text('记录标识', 'Record id'),
    aliases: ['标识', 'id'],
    help: text(
      '导出时带有;修改已有记录时保留,新增留空',
      'As exported; keep it to change a record, empty for a new one',
    ),
    read: readText,
    write: ({ id }) => id,
  },
  plain(
    'code',
    '地名代码',
    'Code',
    ['代码', '编码'],
    readText,
    text('20 位,由系统分配;新增留空', '20 digits, allotted by the register; empty for a new one'),
  ),
  plain('standardName', '标准名称', 'Standard name', ['地名', '名称', 'name']),
  {
    ...plain('pinyin', '专名拼音', 'Pinyin, specific part', ['拼音']),
    id: 'pinyinProper',
    help: text('空着的新地名按规则自动生成', 'Made by rule for a new name without one'),
    write: ({ body }) => body.pinyin?.proper ?? null,
  },
  {
    ...plain('pinyin', '通名拼音', 'Pinyin, generic part'),
    id: 'pinyinGeneric',
    write: ({ body }) => body.pinyin?.generic ?? null,
  },
  {
    ...plain('pinyin', '拼音来源', 'Origin of the pinyin', [], (cell) => readChoice(cell, pinyinOrigins)),
    id: 'pinyinOrigin',
    write: ({ body }, language) => pinyinOrigins.find(({ id }) => id === body.pinyin?.origin)?.label[language] ?? null,
  },
  {
    ...plain('minoritySpellings', '民族语拼写', 'Minority spellings', [], within(readMinoritySpellings), minorityHelp),
    write: ({ body }, language) => writeMinoritySpellings(body.minoritySpellings, language) || null,
  },
  plain(
    'category',
    '类别代码',
    'Category',
    ['类别', '地名类别代码'],
    readText,
    text('GB/T 18521 的 5 位代码', 'Five digits of GB/T 18521'),
  ),
  division('county', '县(市、区)', 'County', ['县', '县区', '县级政区']),
  division('township', '乡镇(街道)', 'Township', ['乡镇', '街道', '乡级政区']),
  division('village', '村(社区)', 'Village or community', ['村', '社区']),
  {
    id: 'namesDivision',
    label: text('指称区划代码', 'Code of the division named'),
    aliases: [],
    help: text('地名本身是区划名称时,该区划的代码', 'Where the name is a division’s own: its code'),
    read: readText,
    write: ({ body, divisionCode }) => divisionCode(body.namesDivisionId),
  },
  ordinate('longitude', '经度', 'Longitude', 0, ['东经', 'x', 'lon']),
  ordinate('latitude', '纬度', 'Latitude', 1, ['北纬', 'y', 'lat']),
  {
    ...plain('geometry', '几何', 'Geometry', ['geometry'], readGeometry),
    help: text(
      '线状、面状地名的 GeoJSON 几何;点状地名可只填经纬度。超过一格容量(32767 字)的不导出,请用 GeoJSON 文件',
      'GeoJSON geometry of a line or area; a point may have longitude and latitude only. One too long for a cell (32,767 characters) is not written: use a GeoJSON file',
    ),
    write: ({ body: { geometry } }) => {
      if (geometry === null || geometry.type === 'Point') return null;
      const written = JSON.stringify(geometry);
      return written.length > MOST_IN_CELL ? null : written;
    },
  },
  dated('namedOn', '命名日期', 'Named on'),
  plain('origin', '地名来历', 'Origin', ['来历']),
  plain('meaning', '地名含义', 'Meaning', ['含义']),
  plain('history', '历史沿革', 'History', ['沿革']),
  {
    ...plain('otherNames', '其他名称', 'Other names', ['曾用名', '别名'], within(readOtherNames), otherNamesHelp),
    write: ({ body }, language) => writeOtherNames(body.otherNames, language) || null,
  },
  choice('status', '使用状况', 'Status', placeNameStatuses),
  plain('approvingDocument', '批准文件', 'Approving document', ['批准文号']),
  dated('approvedOn', '批准日期', 'Approved on'),
  {
    ...plain('heritage', '地名文化遗产', 'Place-name heritage', [], readBoolean),
    help: text('是、否;不清楚的留空', 'Yes or no; empty where not known'),
    write: ({ body: { heritage } }, language) =>
      heritage === null ? null : (heritage ? text('是', 'Yes') : text('否', 'No'))[language],
  },
  {
    ...plain(
      'photos',
      '照片',
      'Photos',
      [],
      within((content) => ({ state: 'value', value: content.split(/[;\uff1b\s]+/u).filter(Boolean), remarks: [] })),
    ),
    help: text('已上传照片的 SHA-256,以“;”分隔', 'SHA-256 of stored pictures, set apart by ";"'),
    write: ({ body }) => body.photos.join(';') || null,
  },
  dated('asOfDate', '数据截止日期', 'As-of date'),
  plain('sourceDocument', '来源文件', 'Source document', ['资料来源']),
  plain(
    'mergedIntoId',
    '并入记录',
    'Merged into',
    [],
    readText,
    text('重复记录并入的记录标识', 'Id of the record into which a duplicate was merged'),
  ),
];

const reduced = (heading: Cell): string =>
  String(heading ?? '')
    .normalize('NFKC')
    .replace(/[\s()、]+/gu, '')
    .toLowerCase();

const columnByHeading: ReadonlyMap<string, NameColumn> = new Map(
  nameColumns.flatMap((column) =>
    [...column.aliases, column.label.zh, column.label.en].map((name) => [reduced(name), column] as const),
  ),
);

/** The column that a heading stands for, if any. */
export const columnOfHeading = (heading: Cell): NameColumn | undefined => columnByHeading.get(reduced(heading));
