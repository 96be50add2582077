import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Papa from 'papaparse';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { problems, type Problem, type ProblemItem } from '../registry/problem.ts';
import { decodeText } from './csv-reader.ts';

/** A column of a plain table: text, never empty unless `empty` allows it, or a number within bounds. */
export type PlainColumn =
  | { type: 'text'; empty?: true; optional?: true }
  | { type: 'number'; least?: number; most?: number; integer?: boolean; optional?: boolean };

type ValueOf<C extends PlainColumn> = C extends { type: 'text' }
  ? string
  : C extends { optional: true }
    ? number | null
    : number;
export type PlainRow<Columns extends Record<string, PlainColumn>> = {
  [Name in keyof Columns]: ValueOf<Columns[Name]>;
} & {
  /** Row in the file, from 1 with the headings. */
  readonly row: number;
};

/** Rows that are refused, collected until there are too many to be of use. */
export interface Refusals {
  readonly file: string;
  add(row: number, field: string, code: string, message: Text): void;
  /** The first 100 of them, and how many there are. */
  readonly items: readonly ProblemItem[];
  readonly count: number;
  /** @throws Problem `invalid` naming file, row and field of each, when there are any */
  check(): void;
}

const mostRefusals = 100;

export function refusalsOf(file: string): Refusals {
  const items: ProblemItem[] = [];
  let count = 0;
  return {
    file,
    items,
    get count() {
      return count;
    },
    add(row, field, code, message) {
      count++;
      if (items.length < mostRefusals) items.push({ file, row, field, code, message });
    },
    check() {
      if (count > 0) throw badTable(file, items, count);
    },
  };
}

function badTable(file: string, items: readonly ProblemItem[], count = items.length): Problem {
  const detail =
    count > items.length
      ? text(
          `${file} 中有 ${count} 处错误,列出前 ${items.length} 处`,
          `${file} has ${count} errors; the first ${items.length} are listed`,
        )
      : text(`${file} 中有错误,见各项说明`, `${file} has errors; see each item`);
  return problems.invalid(items, detail);
}

/**
 * Reads a CSV table of ids and numbers with known headings (UTF-8 or GB18030), as the analysis commands take them. Further
 * columns are ignored; an optional column may be missing, and an empty cell in it is null, or the empty text.
 * @returns rows in file order, values checked
 * @throws Problem that names file, row and field of up to 100 errors, or that says why the file cannot be read
 * @example
 * const { rows } = await readPlainTable('demand.csv', { id: { type: 'text' }, weight: { type: 'number', least: 0 } });
 * rows[0]; // { row: 2, id: 'v1', weight: 120 }
 */
export async function readPlainTable<const Columns extends Record<string, PlainColumn>>(
  filePath: string,
  columns: Columns,
): Promise<{ file: string; rows: PlainRow<Columns>[] }> {
  const refusals = refusalsOf(path.basename(filePath));
  const rows: PlainRow<Columns>[] = [];
  await eachPlainRow(filePath, columns, refusals, (row) => rows.push(row));
  refusals.check();
  return { file: refusals.file, rows };
}

/**
 * The same row by row, for whoever keeps no list of them, or goes on past errors to find others. Rows with errors are handed
 * over too, with NaN for what is no number.
 * @returns names of the columns that are there
 * @throws Problem when the file cannot be read or lacks a column; errors in rows go to `refusals` instead
 */
export async function eachPlainRow<const Columns extends Record<string, PlainColumn>>(
  filePath: string,
  columns: Columns,
  refusals: Refusals,
  onRow: (row: PlainRow<Columns>) => void,
): Promise<ReadonlySet<keyof Columns>> {
  const { file } = refusals;
  const { content } = decodeText(await contentOf(filePath, file));
  let fields: Field[] | null = null;
  let row = 0;
  // Row by row: a cost table may have millions of them, and the parser's own list would hold every cell as text.
  Papa.parse<string[]>(content, {
    skipEmptyLines: false,
    delimiter: ',',
    step({ data, errors }) {
      row++;
      if (data.every((cell) => cell.trim() === '')) return;
      if (fields === null) {
        fields = fieldsOf(file, data, columns);
        return;
      }
      const broken = errors.find((error) => error.type === 'Quotes');
      if (broken) refusals.add(row, '', 'quotes', text('引号不成对', 'Quotes do not match'));
      else onRow(readRow(data, row, fields, refusals) as PlainRow<Columns>);
    },
  });
  const read = fields as Field[] | null; // assigned in the callback, which the compiler does not see
  if (read === null) throw badTable(file, [{ file, code: 'empty-file', message: headingsText(columns) }]);
  return new Set(read.filter(({ position }) => position !== -1).map(({ name }) => name));
}

async function contentOf(filePath: string, file: string): Promise<Buffer> {
  try {
    return await readFile(filePath);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = text(`无法读取文件:${reason}`, `The file cannot be read: ${reason}`);
    throw badTable(file, [{ file, code: 'unreadable', message }]);
  }
}

interface Field {
  name: string;
  column: PlainColumn;
  /** Position in the file's rows; -1 = an optional column that is missing. */
  position: number;
}

function fieldsOf(file: string, headings: readonly string[], columns: Record<string, PlainColumn>): Field[] {
  const names = headings.map((heading) => heading.trim());
  const items: ProblemItem[] = [];
  const fields = Object.entries(columns).map(([name, column]): Field => {
    const position = names.indexOf(name);
    if (position === -1 && !column.optional) {
      const message = text(
        `缺少列 ${name};文件的列为 ${names.join('、')}`,
        `Column ${name} is missing; the file has ${names.join(', ')}`,
      );
      items.push({ file, row: 1, field: name, code: 'missing-column', message });
    }
    if (names.lastIndexOf(name) !== position) {
      const message = text(`列 ${name} 出现不止一次`, `Column ${name} appears more than once`);
      items.push({ file, row: 1, field: name, code: 'duplicate-column', message });
    }
    return { name, column, position };
  });
  if (items.length > 0) throw badTable(file, items);
  return fields;
}

function headingsText(columns: Record<string, PlainColumn>): Text {
  const names = Object.keys(columns).join(',');
  return text(`文件是空的;第一行应为列名 ${names}`, `The file is empty; its first row must be the headings ${names}`);
}

function readRow(cells: readonly string[], row: number, fields: readonly Field[], refusals: Refusals) {
  const values: Record<string, string | number | null> = { row };
  for (const { name, column, position } of fields) {
    const cell = position === -1 ? '' : (cells[position] ?? '').trim();
    values[name] = column.type === 'text' ? cell : numberOf(cell);
    const wrong =
      column.type === 'text' ? wrongText(cell, column) : wrongNumber(cell, values[name] as number | null, column);
    if (wrong) refusals.add(row, name, wrong.code, wrong.message);
  }
  return values;
}

/** A decimal number; null for an empty cell, NaN for anything else (`Number` would take "0x1F" and " "). */
function numberOf(cell: string): number | null {
  if (cell === '') return null;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell) ? Number(cell) : Number.NaN;
}

type Wrong = { code: string; message: Text } | null;

function wrongText(cell: string, { empty, optional }: PlainColumn & { type: 'text' }): Wrong {
  return cell === '' && !empty && !optional ? { code: 'empty', message: text('不能为空', 'Must not be empty') } : null;
}

function wrongNumber(cell: string, value: number | null, column: PlainColumn & { type: 'number' }): Wrong {
  if (value === null) {
    return column.optional
      ? null
      : { code: 'empty', message: text('缺少数值,请填写', 'A number is missing; fill it in') };
  }
  if (!Number.isFinite(value) || (column.integer && !Number.isInteger(value))) {
    const kind = column.integer ? text('整数', 'a whole number') : text('数值', 'a number');
    return { code: 'not-a-number', message: text(`“${cell}”不是${kind.zh}`, `“${cell}” is not ${kind.en}`) };
  }
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = column;
  if (value >= least && value <= most) return null;
  const bounds =
    most === Number.POSITIVE_INFINITY
      ? text(`不小于 ${least}`, `at least ${least}`)
      : text(`在 ${least} 与 ${most} 之间`, `between ${least} and ${most}`);
  return { code: 'out-of-range', message: text(`${cell} 应${bounds.zh}`, `${cell} must be ${bounds.en}`) };
}

/**
 * Rows of a table by their id.
 * @throws Problem naming each row whose id an earlier one has
 */
export function uniqueById<Row extends { id: string; row: number }>({
  file,
  rows,
}: {
  file: string;
  rows: readonly Row[];
}): ReadonlyMap<string, Row> {
  const refusals = refusalsOf(file);
  const byId = new Map<string, Row>();
  for (const row of rows) {
    const earlier = byId.get(row.id);
    if (earlier === undefined) byId.set(row.id, row);
    else
      refusals.add(
        row.row,
        'id',
        'duplicate-id',
        text(
          `编号 ${row.id} 与第 ${earlier.row} 行重复,请删去一行`,
          `Id ${row.id} is also in row ${earlier.row}; remove one of them`,
        ),
      );
  }
  refusals.check();
  return byId;
}
