import { readFile } from 'node:fs/promises';
import { text, type Language, type Text } from '../../../gis-data/catalogue/index.ts';
import type { RawFile, RawSheet } from '../../exchange/cells.ts';
import { tableOf, type Table } from '../../exchange/headings.ts';
import { defaultReadLimits } from '../../exchange/limits.ts';
import { readFileRaw } from '../../exchange/read-table.ts';
import { problems } from '../../registry/problem.ts';
import { placeNameBody, type PlaceNameBody } from '../contract.ts';
import { columnOfHeading, nameColumns } from './columns.ts';
import type { NameRowReason, NamesImport } from './contract.ts';

/** What a row or feature states. A field that is absent stays as it is; null makes it unknown. */
export interface StatedName {
  row: number;
  /** Columns or properties by their id, as read. */
  values: ReadonlyMap<string, unknown>;
  reasons: NameRowReason[];
  /** Headings of the columns, for reasons; of one that the file does not have, as the template has it. */
  headingOf(id: string): string;
}

export interface NamesFile {
  format: NamesImport['format'];
  sheet: string | null;
  names: StatedName[];
  notes: { code: string; message: Text }[];
}

/** Names that one import may bring; more are brought in parts. */
const MOST_ROWS = 20_000;
/** Rows at the top of a sheet among which the headings are looked for. */
const HEADER_ROWS = 10;

/**
 * Reads place names from a table (XLSX, CSV) or a GeoJSON collection; what the bytes say decides, not the file's name.
 * @throws Problem unsupported without headings, invalid for merged ones, tooLarge for too many rows
 */
export async function readNames(file: { path: string; name: string }): Promise<NamesFile> {
  const bytes = await readFile(file.path);
  const isJson = /^\s*\{/u.test(
    bytes
      .subarray(0, 64)
      .toString('utf8')
      .replace(/^\ufeff/u, ''),
  );
  const read = isJson ? readFeatures(bytes, file.name) : readSheet(await readFileRaw(file, defaultReadLimits));
  if (read.names.length === 0) throw problems.unsupported(text('文件中没有数据行', 'The file has no rows of data'));
  if (read.names.length > MOST_ROWS) {
    throw problems.tooLarge(
      text(
        `文件有 ${read.names.length} 行,超过上限 ${MOST_ROWS} 行,请拆分后再导入`,
        `The file has ${read.names.length} rows, above the limit of ${MOST_ROWS}; split it`,
      ),
    );
  }
  return read;
}

function headedTable(sheet: RawSheet, format: RawFile['format']): Table | null {
  const header = sheet.rows.slice(0, HEADER_ROWS).find(({ cells }) => {
    const known = new Set(cells.map((cell) => columnOfHeading(cell)?.id));
    return known.has('standardName') && known.size > 1;
  });
  return header ? tableOf(sheet, format, header.row) : null;
}

function readSheet(file: RawFile): NamesFile {
  const table = file.sheets
    .filter(({ hidden }) => !hidden)
    .map((sheet) => headedTable(sheet, file.format))
    .find((each) => each !== null);
  if (!table) {
    throw problems.unsupported(
      text(
        '没有找到带“标准名称”的表头,请下载导入模板',
        'No row of headings with “Standard name” was found; download the import template',
      ),
    );
  }
  const merged = table.notes.filter(({ code }) => code === 'merged-header');
  if (merged.length > 0) throw problems.invalid(merged);
  const columns = table.columns.map((heading) => columnOfHeading(heading));
  const twice = columns.findIndex((column, at) => column !== undefined && columns.indexOf(column) < at);
  if (twice >= 0) {
    throw problems.invalid([
      {
        sheet: table.name,
        row: table.headerRow,
        field: table.columns[twice],
        code: 'column-twice',
        message: text(
          `“${table.columns[twice]}”与“${table.columns[columns.indexOf(columns[twice])]}”是同一列,请删去一列`,
          `“${table.columns[twice]}” and “${table.columns[columns.indexOf(columns[twice])]}” are the same column; remove one`,
        ),
      },
    ]);
  }
  const headings = new Map(columns.flatMap((column, at) => (column ? [[column.id, table.columns[at]!]] : [])));
  const ignored = table.columns.filter((_, at) => columns[at] === undefined);
  const language = languageOf(table.columns);
  const headingOf = (id: string) =>
    headings.get(id) ?? nameColumns.find((each) => each.id === id)?.label[language] ?? id;
  return {
    format: file.format,
    sheet: file.format === 'csv' ? null : table.name,
    notes: ignored.length === 0 ? [] : [ignoredNote(ignored)],
    names: table.rows.map(({ row, cells, issues }) => {
      const reasons: NameRowReason[] = issues
        .filter(({ column }) => column === null || columns[column] !== undefined)
        .map(({ column, severity, code, message }) => ({
          severity,
          field: column === null ? null : table.columns[column]!,
          code,
          message,
        }));
      const values = new Map<string, unknown>();
      columns.forEach((column, at) => {
        const reading = column?.read(cells[at] ?? null);
        if (reading === undefined || reading.state === 'empty') return;
        const field = table.columns[at]!;
        if (reading.state === 'wrong') {
          reasons.push({ severity: 'block', field, code: reading.code, message: reading.message });
        } else if (reading.state === 'unknown') values.set(column!.id, null);
        else {
          values.set(column!.id, reading.value);
          reasons.push(...reading.remarks.map((remark) => ({ ...remark, field })));
        }
      });
      return { row, values, reasons, headingOf };
    }),
  };
}

/** The language of a template's headings; Chinese where they are neither's. */
const languageOf = (headings: readonly string[]): Language =>
  nameColumns.some(({ label }) => headings.includes(label.en)) ? 'en' : 'zh';

const ignoredNote = (names: readonly string[]) => ({
  code: 'columns-ignored',
  message: text(`未导入的列:${names.join('、')}`, `Not imported: ${names.join(', ')}`),
});

const bodyFields = new Set(Object.keys(placeNameBody.shape));
/** Properties of an exported feature that only tell a reader what the ids mean. */
const alsoKnown = new Set(['id', 'county', 'township', 'village', 'version']);

interface Feature {
  type?: unknown;
  id?: unknown;
  geometry?: unknown;
  properties?: Record<string, unknown> | null;
}

/** Features whose properties are the fields of a record; divisions by id or by name. */
function readFeatures(bytes: Buffer, name: string): NamesFile {
  const broken = text(
    '不是有效的 GeoJSON 要素集合(FeatureCollection)',
    'The file is no valid GeoJSON FeatureCollection',
  );
  let features: Feature[];
  try {
    const parsed = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/u, '')) as { type?: unknown; features?: unknown };
    if (parsed.type !== 'FeatureCollection' || !Array.isArray(parsed.features)) throw new Error('no collection');
    features = parsed.features as Feature[];
  } catch {
    throw problems.invalid([{ file: name, code: 'not-geojson', message: broken }]);
  }
  const ignored = new Set<string>();
  const names = features.map((feature, at): StatedName => {
    const values = new Map<string, unknown>();
    if (typeof feature?.id === 'string') values.set('id', feature.id);
    if (feature?.geometry !== undefined) values.set('geometry', feature.geometry);
    for (const [key, value] of Object.entries(feature?.properties ?? {})) {
      if (key === 'demo' || !(bodyFields.has(key) || alsoKnown.has(key))) ignored.add(key);
      else values.set(key, value);
    }
    const headingOf = (id: string) => (!values.has(id) && values.has(`${id}Id`) ? `${id}Id` : id);
    return { row: at + 1, values, reasons: [], headingOf };
  });
  return { format: 'geojson', sheet: null, names, notes: ignored.size === 0 ? [] : [ignoredNote([...ignored])] };
}

/** Fields of a record that a row states as they are; the rest is worked out (`changes.ts`). */
export const plainFields: readonly (keyof PlaceNameBody)[] = [
  'standardName',
  'minoritySpellings',
  'category',
  'namedOn',
  'origin',
  'meaning',
  'history',
  'otherNames',
  'status',
  'approvingDocument',
  'approvedOn',
  'heritage',
  'photos',
  'asOfDate',
  'sourceDocument',
  'mergedIntoId',
];
