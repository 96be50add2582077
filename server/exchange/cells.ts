import { text, type Text } from '../../gis-data/catalogue/index.ts';
import type { Geometry } from 'geojson';
import type { ProblemItem } from '../registry/problem.ts';
import type { FormatId } from './contract.ts';
import type { LayerCrs } from './readers/layer.ts';

/** A cell as read: text is already trimmed; an empty cell is `null`. */
export type Cell = string | number | boolean | Date | null;

/** Something the reader has to say about one cell; `block` rejects the row. */
export interface CellIssue {
  /** Position of the column in the sheet, from 0; `null` = the whole row. */
  column: number | null;
  severity: 'block' | 'warn' | 'note';
  code: string;
  message: Text;
}

export interface SheetRow {
  /** Row in the sheet, from 1. */
  row: number;
  cells: Cell[];
  issues: CellIssue[];
  /** Of a layer's row that is no point: its positions as written in the file. */
  shape?: Geometry;
}

/** What a sheet that was a layer of features says of its positions. */
export interface LayerFacts {
  /** `null`: the file does not say. */
  crs: LayerCrs | null;
  /** The system that the eastings show instead of the stated one: the same projection with or without zone number. */
  zoneTwin: string | null;
  /** Positions of the columns that a point's coordinates fill, from 0. */
  position: { x: number; y: number };
  /** Features by type of geometry; `none` without one. */
  shapes: Record<string, number>;
}

/** One sheet as read, headings and title rows still among its rows. Empty rows are left out. */
export interface RawSheet {
  name: string;
  hidden: boolean;
  rows: SheetRow[];
  /** Merged areas, from 1, inclusive. */
  merges: MergedArea[];
  notes: ProblemItem[];
  /** Set for a layer of features: its first row holds the fields' names and is row 0. */
  layer?: LayerFacts;
}

export interface MergedArea {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface RawFile {
  format: FormatId;
  /** Encoding of text and delimiter of a CSV file; `null` where there is none. */
  encoding: string | null;
  delimiter: string | null;
  sheets: RawSheet[];
}

/** Spreadsheet letters of a column position from 0: A, B, …, Z, AA. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  }
  return letters;
}

const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/gu;
const fullWidthAlphanumerics = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/gu;

/**
 * Text of a cell without invisible characters and surrounding spaces, full-width digits and letters made half-width.
 * Chinese punctuation is left alone: 「(公办)」 in a name is right as it is.
 */
export function cleanText(raw: string, column: number): { value: string | null; issues: CellIssue[] } {
  const issues: CellIssue[] = [];
  const at = columnLetters(column);
  let value = raw;
  if (value.includes('\0')) {
    issues.push(
      issue(
        column,
        'block',
        'nul-byte',
        `${at} 列含有空字节,文件可能已损坏`,
        `Column ${at} holds NUL bytes; the file may be damaged`,
      ),
    );
    value = value.replaceAll('\0', '');
  }
  if (value.includes('\ufffd')) {
    issues.push(
      issue(
        column,
        'block',
        'undecodable',
        `${at} 列有无法解码的字符`,
        `Column ${at} holds characters that cannot be decoded`,
      ),
    );
  }
  const visible = value.replace(invisible, '').trim();
  if (value.trim() !== visible) {
    issues.push(
      issue(
        column,
        'note',
        'invisible-characters',
        `${at} 列的不可见字符已去除`,
        `Invisible characters in column ${at} were removed`,
      ),
    );
  }
  const halfWidth = visible.replace(fullWidthAlphanumerics, (c) => c.normalize('NFKC'));
  if (halfWidth !== visible) {
    issues.push(
      issue(
        column,
        'note',
        'full-width',
        `${at} 列的全角字符已转为半角:${halfWidth}`,
        `Full-width characters in column ${at} were made half-width: ${halfWidth}`,
      ),
    );
  }
  return { value: halfWidth === '' ? null : halfWidth, issues };
}

export function issue(
  column: number | null,
  severity: CellIssue['severity'],
  code: string,
  zh: string,
  en: string,
): CellIssue {
  return { column, severity, code, message: text(zh, en) };
}
