import { text, type Choice, type Text } from '../../gis-data/catalogue/index.ts';
import type { Cell } from './cells.ts';
import { findChoice } from './columns.ts';

/** What a cell says: nothing, "not known", a value (perhaps with a remark), or something that cannot be read. */
export type Reading<T> =
  | { state: 'empty' }
  | { state: 'unknown' }
  | { state: 'value'; value: T; remarks: Remark[] }
  | { state: 'wrong'; code: string; message: Text };

/** A remark on how a value was read: `warn` where a person should look. */
export interface Remark {
  severity: 'warn' | 'note';
  code: string;
  message: Text;
}

const empty: Reading<never> = { state: 'empty' };
const unknown: Reading<never> = { state: 'unknown' };
const value = <T>(v: T, ...remarks: Remark[]): Reading<T> => ({ state: 'value', value: v, remarks });
const wrong = (code: string, zh: string, en: string): Reading<never> => ({
  state: 'wrong',
  code,
  message: text(zh, en),
});
const note = (code: string, zh: string, en: string): Remark => ({ severity: 'note', code, message: text(zh, en) });

/** Words that state that a value is not known; a dash or a slash only fills an empty cell. */
const unknownWords = new Set([
  '未知',
  '不详',
  '未认定',
  '不清楚',
  '待定',
  '待核实',
  '待认定',
  '未统计',
  'unknown',
  'n/a',
  'na',
]);
const fillers = /^[-—–―_/\\.。*]+$/u;

function blank(cell: Cell): Reading<never> | null {
  if (cell === null) return empty;
  if (typeof cell !== 'string') return null;
  if (cell === '' || fillers.test(cell)) return empty;
  return unknownWords.has(cell.toLowerCase()) ? unknown : null;
}

const shown = (cell: Cell) => (cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell));

/** Largest number that a spreadsheet keeps to the last digit. */
const exactDigits = 1e15;

/** Reads text; a number is written out as it is. Long numbers are refused: the spreadsheet has already rounded them. */
export function readText(cell: Cell): Reading<string> {
  const nothing = blank(cell);
  if (nothing) return nothing;
  if (typeof cell === 'number' && Math.abs(cell) >= exactDigits) {
    return wrong(
      'precision-lost',
      `${cell} 超过 15 位,按数字存储时末位已丢失,请将该列设为文本后重新填写`,
      `${cell} has more than 15 digits; stored as a number its last ones are lost. Make the column text and enter it again`,
    );
  }
  return value(shown(cell));
}

const yes = new Set(['是', '有', '√', '✓', '✔', '1', 'y', 'yes', 'true', '具备', '已通过', '合格', '对']);
const no = new Set([
  '否',
  '无',
  '×',
  'x',
  '✗',
  '✘',
  '0',
  'n',
  'no',
  'false',
  '不具备',
  '没有',
  '未通过',
  '不合格',
  '错',
]);

/** Reads yes or no. */
export function readBoolean(cell: Cell): Reading<boolean> {
  const nothing = blank(cell);
  if (nothing) return nothing;
  if (typeof cell === 'boolean') return value(cell);
  const word = shown(cell).normalize('NFKC').toLowerCase();
  if (yes.has(word)) return value(true);
  if (no.has(word)) return value(false);
  return wrong('not-a-boolean', `“${shown(cell)}”不是“是”或“否”`, `"${shown(cell)}" is neither yes nor no`);
}

/** Reads one of the catalogue's choices by id, label or alias. */
export function readChoice(cell: Cell, choices: readonly Choice[]): Reading<string> {
  const nothing = blank(cell);
  if (nothing) return nothing;
  const found = findChoice(choices, shown(cell));
  if (found) return value(found.id);
  const labels = choices.map((c) => c.label);
  return wrong(
    'not-a-choice',
    `“${shown(cell)}”不在可选范围内:${labels.map((l) => l.zh).join('、')}`,
    `"${shown(cell)}" is none of: ${labels.map((l) => l.en).join(', ')}`,
  );
}

/** Entries of a list in one cell. */
export const listParts = (cell: string): string[] =>
  cell
    .normalize('NFKC')
    .split(/[、,;|\n]+/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Reads a list of choices separated by commas, semicolons, slashes, spaces or Chinese enumeration marks. */
export function readChoices(cell: Cell, choices: readonly Choice[]): Reading<string[]> {
  const nothing = blank(cell);
  if (nothing) return nothing;
  const found: string[] = [];
  for (const part of listParts(shown(cell))) {
    const reading = readChoice(part, choices);
    if (reading.state === 'wrong') return reading;
    if (reading.state === 'value') found.push(reading.value);
  }
  return value(found);
}

const genericUnits = [
  '个',
  '张',
  '人',
  '名',
  '位',
  '床',
  '㎡',
  'm2',
  'm²',
  '平米',
  '平方米',
  '平方',
  '米',
  'm',
  '年',
  '穴',
  '格',
  '户',
  '星',
  '星级',
];
const numberPattern = /^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(.*)$/u;

export interface NumberRule {
  integer: boolean;
  unit: Text | null;
  min?: number;
  max?: number;
}

/** Reads a number, with thousands separators and a unit behind it, and checks its bounds. */
export function readNumber(cell: Cell, rule: NumberRule): Reading<number> {
  const nothing = blank(cell);
  if (nothing) return nothing;
  const remarks: Remark[] = [];
  let number: number;
  if (typeof cell === 'number') number = cell;
  else {
    const written = typeof cell === 'string' ? cell.normalize('NFKC').trim() : '';
    const match = numberPattern.exec(written);
    if (!match || !isUnit(match[2]!, rule.unit)) {
      return wrong('not-a-number', `“${shown(cell)}”不是数字`, `"${shown(cell)}" is not a number`);
    }
    number = Number(match[1]!.replaceAll(',', ''));
    if (match[2] !== '' || match[1]!.includes(',')) {
      remarks.push(note('number-read', `“${shown(cell)}”按 ${number} 读取`, `"${shown(cell)}" was read as ${number}`));
    }
  }
  const bounds = boundsError(number, rule);
  return bounds ?? value(number, ...remarks);
}

function isUnit(written: string, unit: Text | null): boolean {
  if (written === '') return true;
  const plain = (s: string) => s.normalize('NFKC').toLowerCase();
  const accepted = [...genericUnits, ...(unit ? [unit.zh, unit.en] : [])].map(plain);
  return accepted.includes(plain(written));
}

function boundsError(number: number, { integer, min = -Infinity, max = Infinity }: NumberRule): Reading<never> | null {
  if (!Number.isFinite(number)) return wrong('not-a-number', '不是有限的数字', 'is not a finite number');
  if (integer && !Number.isInteger(number)) {
    return wrong('not-an-integer', `${number} 应为整数`, `${number} must be a whole number`);
  }
  if (number < 0 && min >= 0) return wrong('negative', `${number} 不能为负数`, `${number} must not be negative`);
  if (number < min || number > max) {
    return wrong(
      'out-of-range',
      `${number} 应在 ${min} 至 ${max} 之间`,
      `${number} must lie between ${min} and ${max}`,
    );
  }
  return null;
}

const degreesMinutesSeconds =
  /^[NESW东西南北]?\s*(\d{1,3})\s*[°度]\s*(\d{1,2}(?:\.\d+)?)\s*(?:['′’分]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:["″”秒]|''|′′)?)?)?\s*[NESW]?$/iu;

/** Reads a coordinate: a plain number, or degrees, minutes and seconds with their signs where the system has degrees. */
export function readCoordinate(cell: Cell, inDegrees: boolean): Reading<number> {
  if (typeof cell === 'string' && inDegrees) {
    const match = degreesMinutesSeconds.exec(cell.normalize('NFKC').trim());
    if (match) return fromDegreesMinutesSeconds(cell, match);
    const signed = /^(?:[NE东北]经?纬?\s*)?(\d+(?:\.\d+)?)\s*[°度]?\s*[NE]?$/iu.exec(cell.normalize('NFKC').trim());
    if (signed) return value(Number(signed[1]));
  }
  const reading = readNumber(cell, { integer: false, unit: null });
  return reading.state === 'wrong'
    ? wrong('not-a-coordinate', `“${shown(cell)}”不是坐标数值`, `"${shown(cell)}" is not a coordinate`)
    : reading;
}

function fromDegreesMinutesSeconds(cell: string, [, degrees, minutes, seconds]: RegExpExecArray): Reading<number> {
  const [m, s] = [Number(minutes), Number(seconds ?? 0)];
  if (m >= 60 || s >= 60) {
    return wrong('not-a-coordinate', `“${cell}”的分或秒不小于 60`, `"${cell}" has minutes or seconds of 60 or more`);
  }
  const decimal = Number((Number(degrees) + m / 60 + s / 3600).toFixed(8));
  return value(
    decimal,
    note('coordinate-read', `“${cell}”按度分秒换算为 ${decimal}`, `"${cell}" was converted to ${decimal} degrees`),
  );
}

const earliestDate = '1900-01-01';

/** First and last serial number that Excel dates of the years 1954 to 2099 have. */
const excelSerials = { from: 20_000, to: 73_050 } as const;

/**
 * Reads a calendar date: a date cell, an Excel serial number, `2024-05-01`, `2024/5/1`, `2024.5.1`, `20240501`,
 * `2024年5月1日`; of `2024.5` or `2024年` the first day is taken, with a warning.
 */
export function readDate(cell: Cell): Reading<string> {
  const nothing = blank(cell);
  if (nothing) return nothing;
  const parts = dateParts(cell);
  if (!parts) return wrong('not-a-date', `“${shown(cell)}”不是日期`, `"${shown(cell)}" is not a date`);
  const { iso, remarks } = parts;
  if (!isCalendarDate(iso)) {
    return wrong('not-a-date', `“${shown(cell)}”不是日历上的日期`, `"${shown(cell)}" is not in the calendar`);
  }
  if (iso < earliestDate) {
    return wrong('date-too-early', `日期 ${iso} 早于 1900 年`, `The date ${iso} is before 1900`);
  }
  return value(iso, ...remarks);
}

function dateParts(cell: Cell): { iso: string; remarks: Remark[] } | null {
  if (cell instanceof Date) return { iso: cell.toISOString().slice(0, 10), remarks: [] };
  if (typeof cell === 'number' && Number.isInteger(cell) && cell >= excelSerials.from && cell <= excelSerials.to) {
    const iso = new Date(Date.UTC(1899, 11, 30) + cell * 86_400_000).toISOString().slice(0, 10);
    const remark = note(
      'excel-serial',
      `数字 ${cell} 按 Excel 日期读作 ${iso}`,
      `${cell} was read as the Excel date ${iso}`,
    );
    return { iso, remarks: [remark] };
  }
  const written = shown(cell).normalize('NFKC').trim();
  const match =
    /^(\d{4})(\d{2})(\d{2})$/u.exec(written) ??
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(?:(\d{1,2})\s*日?)?)?(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?$/u.exec(
      written,
    ) ??
    /^(\d{4})\s*年?$/u.exec(written);
  if (!match) return null;
  const [, year, month, day] = match;
  const iso = `${year}-${(month ?? '1').padStart(2, '0')}-${(day ?? '1').padStart(2, '0')}`;
  if (day !== undefined) return { iso, remarks: [] };
  const remark: Remark = {
    severity: 'warn',
    code: 'date-incomplete',
    message: text(`“${written}”没有写明日,按 ${iso} 处理`, `"${written}" names no day and was taken as ${iso}`),
  };
  return { iso, remarks: [remark] };
}

function isCalendarDate(iso: string): boolean {
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
}
