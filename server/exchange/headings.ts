import { text } from '../../gis-data/catalogue/index.ts';
import type { ProblemItem } from '../registry/problem.ts';
import {
  columnLetters,
  issue,
  type Cell,
  type LayerFacts,
  type MergedArea,
  type RawFile,
  type RawSheet,
  type SheetRow,
} from './cells.ts';
import { recordKinds } from './contract.ts';
import { columnHeading, facilityColumns, type FacilityColumn } from './columns.ts';
import { exportedHeadings, propertyOfTarget } from './exported-names.ts';
import { importColumns } from './record-columns.ts';

/** A sheet divided into headings and rows of data. */
export interface Table {
  name: string;
  hidden: boolean;
  /** Row of the headings in the sheet, from 1; 0 for a layer, and when the sheet is empty. */
  headerRow: number;
  /** Distinct heading of every column; a column without one is called by its letter. */
  columns: string[];
  rows: SheetRow[];
  notes: ProblemItem[];
  layer?: LayerFacts;
}

/** Rows at the top of a sheet among which the headings are looked for. */
const headerSearchRows = 10;

/**
 * A heading reduced to what identifies it: without width, case, spaces, punctuation, and without a trailing remark in
 * brackets (units, "必填").
 */
function reduced(heading: string, keepBrackets: boolean): string {
  let s = heading.normalize('NFKC').toLowerCase();
  if (!keepBrackets) s = s.replace(/\([^()]*\)\s*$/u, '');
  return s.replace(/[\s()[\]【】「」:;,、.。/*_\-—]+/gu, '');
}

const exactNames = (c: FacilityColumn) => [c.label.zh, c.label.en, columnHeading(c, 'zh'), columnHeading(c, 'en')];

interface Names {
  exact: ReadonlySet<string>;
  aliases: ReadonlySet<string>;
  reduced: ReadonlySet<string>;
}

function namesOf(column: FacilityColumn): Names {
  const exact = exactNames(column);
  const reducedNames = [...exact, ...column.aliases].flatMap((n) => [reduced(n, true), reduced(n, false)]);
  return {
    exact: new Set(exact),
    aliases: new Set(column.aliases),
    reduced: new Set(reducedNames.filter((n) => n !== '')),
  };
}

const knownHeadings: ReadonlySet<string> = new Set(
  [facilityColumns(null), ...recordKinds.map(({ id }) => importColumns(id))]
    .flat()
    .flatMap((c) => [...namesOf(c).reduced]),
);

function isKnownHeading(cell: Cell): boolean {
  if (typeof cell !== 'string') return false;
  return knownHeadings.has(reduced(cell, true)) || knownHeadings.has(reduced(cell, false));
}

/** The row among the first ten that holds most headings known to the catalogue; the first row when none holds any. */
function findHeaderRow(rows: readonly SheetRow[]): SheetRow | undefined {
  let best = rows[0];
  let bestMatches = 0;
  for (const row of rows.slice(0, headerSearchRows)) {
    const matches = row.cells.filter(isKnownHeading).length;
    if (matches > bestMatches) {
      best = row;
      bestMatches = matches;
    }
  }
  return best;
}

/**
 * Divides a sheet into headings and data.
 * @param headerRow row of the headings, from 1; found when absent
 */
export function tableOf(sheet: RawSheet, format: RawFile['format'], headerRow?: number): Table {
  const { name, hidden } = sheet;
  const notes = [...sheet.notes];
  const header = headerOf(sheet, headerRow);
  if (!header) return { name, hidden, headerRow: headerRow ?? 0, columns: [], rows: [], notes };

  const below = sheet.rows.filter((row) => row.row > header.row);
  const rows = format === 'csv' ? below.map((row) => withColumnCount(row, header.cells.length)) : below;
  notes.push(...mergedHeaderNotes(sheet, header.row));
  const filled = rows.filter(
    (row) => row.cells.some((c) => c !== null) || (sheet.layer && (row.shape || row.issues.length > 0)),
  );
  const width = Math.max(header.cells.length, ...filled.slice(0, 1000).map((r) => r.cells.length));
  const columns = distinctHeadings(headingsAt(sheet, header), width);
  return { name, hidden, headerRow: header.row, columns, rows: filled, notes, layer: sheet.layer };
}

function headerOf({ rows, layer }: RawSheet, headerRow: number | undefined): SheetRow | undefined {
  if (rows[0]?.row === 0 || layer) return rows[0];
  return headerRow === undefined ? findHeaderRow(rows) : rows.find((row) => row.row === headerRow);
}

/** Heading cells; a cell merged with ones above it takes their value. */
function headingsAt(sheet: RawSheet, header: SheetRow): Cell[] {
  return header.cells.map((cell, column) => {
    if (cell !== null) return cell;
    const area = sheet.merges.find(
      (m) => m.top < header.row && m.bottom >= header.row && m.left === column + 1 && m.right === column + 1,
    );
    return area ? (sheet.rows.find((r) => r.row === area.top)?.cells[column] ?? null) : null;
  });
}

function distinctHeadings(cells: readonly Cell[], width: number): string[] {
  const used = new Map<string, number>();
  return Array.from({ length: width }, (_, i) => {
    const cell = cells[i] ?? null;
    const heading = cell === null ? `列${columnLetters(i)}` : String(cell).replace(/\s*\n\s*/gu, '');
    const times = (used.get(heading) ?? 0) + 1;
    used.set(heading, times);
    return times === 1 ? heading : `${heading} (${times})`;
  });
}

function withColumnCount(row: SheetRow, expected: number): SheetRow {
  const found = row.cells.length;
  const surplus = row.cells.slice(expected).some((c) => c !== null);
  if (found === expected || (found > expected && !surplus)) return row;
  const wrongCount = issue(
    null,
    'block',
    'column-count',
    `该行有 ${found} 列,表头有 ${expected} 列,可能有未加引号的分隔符`,
    `The row has ${found} columns and the heading ${expected}; a separator may lack its quotes`,
  );
  return { ...row, issues: [...row.issues, wrongCount] };
}

function mergedHeaderNotes(sheet: RawSheet, headerRow: number): ProblemItem[] {
  const touching = sheet.merges.filter((m) => m.top <= headerRow && m.bottom >= headerRow && m.right > m.left);
  if (touching.length === 0) return [];
  const areas = touching.map(areaName).join(', ');
  return [
    {
      sheet: sheet.name,
      row: headerRow,
      code: 'merged-header',
      message: text(
        `表头第 ${headerRow} 行有合并单元格(${areas}):只有左上角的列有表头。请核对列的对应关系,或改为每列一个表头`,
        `Heading row ${headerRow} has merged cells (${areas}): only the top left column carries the heading. Check the mapping, or give each column its own heading`,
      ),
    },
  ];
}

const areaName = (m: MergedArea) => `${columnLetters(m.left - 1)}${m.top}:${columnLetters(m.right - 1)}${m.bottom}`;

/** Which source column fills a target column, and how sure the guess is, 0 to 1. */
export interface Guess {
  column: string;
  score: number;
}

/**
 * Guesses which source column fills each target column of a kind. Better matches choose first; a source column is used
 * once.
 * @param kindId `null`: a mixed register
 */
export function guessMapping(columns: readonly string[], kindId: string | null): Record<string, Guess> {
  const candidates: { target: string; column: string; score: number }[] = [];
  const exported = exportedHeadings(kindId);
  const headings = columns.map((column) => ({
    column,
    whole: reduced(column, true),
    stem: reduced(column, false),
    exported: exported.get(column),
  }));
  for (const target of importColumns(kindId)) {
    const names = namesOf(target);
    const property = propertyOfTarget(target.id);
    for (const heading of headings) {
      const score = headingScore(heading, names, property);
      if (score > 0) candidates.push({ target: target.id, column: heading.column, score });
    }
  }
  candidates.sort((a, b) => b.score - a.score);
  const guesses: Record<string, Guess> = {};
  const taken = new Set<string>();
  for (const { target, column, score } of candidates) {
    if (guesses[target] || taken.has(column)) continue;
    guesses[target] = { column, score };
    taken.add(column);
  }
  return guesses;
}

interface Heading {
  column: string;
  whole: string;
  /** Without a trailing remark in brackets. */
  stem: string;
  /** Property for which it stands in our own exports. */
  exported: string | undefined;
}

/** @param property the one that fills the target */
function headingScore({ column, whole, stem, exported }: Heading, names: Names, property: string): number {
  if (names.exact.has(column)) return 1;
  if (names.aliases.has(column) || exported === property) return 0.95;
  if (names.reduced.has(whole) || (stem !== '' && names.reduced.has(stem))) return 0.9;
  let best = 0;
  // It is known what the heading means: likeness to another column says nothing.
  if (exported !== undefined) return best;
  for (const name of names.reduced) best = Math.max(best, containment(whole, name));
  return best;
}

/** Share of the longer text that the shorter one fills when it is part of it, scaled below every other kind of match. */
function containment(a: string, b: string): number {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  if (shorter.length < 2 || !longer.includes(shorter)) return 0;
  return Number(((0.8 * shorter.length) / longer.length).toFixed(2));
}
