import { createHash } from 'node:crypto';
import { facilityKinds, text, type Text } from '../../gis-data/catalogue/index.ts';
import { problems, type ProblemItem } from '../registry/problem.ts';
import { findKind } from './columns.ts';
import {
  recordKinds,
  type FileNote,
  type ImportOptions,
  type ImportRow,
  type ImportUpload,
  type SavedMapping,
  type SheetPreview,
  type TargetColumn,
} from './contract.ts';
import type { Cell } from './cells.ts';
import { guessMapping, type Table } from './headings.ts';
import { importColumns, isRecordKind } from './record-columns.ts';
import type { TableFile } from './read-table.ts';
import type { RowLayout } from './row-layout.ts';
import { termsOf, unknownTerm } from './terms.ts';

/** Key of the mixed register among kinds: rows state their own kind. */
export const mixed = 'mixed';

const allKinds = [...facilityKinds, ...recordKinds];
const kindKeys: readonly (string | null)[] = [...allKinds.map((k) => k.id), null];
const sampleRows = 5;

/** Below this a guess is shown but not used unless a person confirms it. */
const sureScore = 0.6;

const shown = (cell: Cell): string | null =>
  cell === null ? null : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);

/** What the upload of a file tells about it. */
export function describeFile(
  file: TableFile,
  fileName: string,
  mappings: readonly SavedMapping[],
): Omit<ImportUpload, 'import'> {
  return {
    format: file.format,
    encoding: file.encoding,
    sheets: file.sheets.map(describeSheet),
    suggestedKind: suggestedKind([fileName, ...file.sheets.map((s) => s.name)]),
    saved: fittingMappings(file, mappings),
    targets: Object.fromEntries(kindKeys.map((kind) => [kind ?? mixed, importColumns(kind).map(targetOf)])),
  };
}

/** Saved mappings all whose columns a sheet has, those made with the very same headings first. */
function fittingMappings(file: TableFile, mappings: readonly SavedMapping[]): ImportUpload['saved'] {
  const fitting = file.sheets.flatMap(({ name, columns }) => {
    const headings = new Set(columns);
    return mappings.flatMap((mapping) => {
      const used = Object.values(mapping.options.mapping ?? {}).filter((heading) => heading !== null);
      if (used.length === 0 || !used.every((heading) => headings.has(heading))) return [];
      const sameHeadings =
        mapping.headings.length === headings.size && mapping.headings.every((heading) => headings.has(heading));
      return [{ sheet: name, sameHeadings, mapping }];
    });
  });
  return fitting.sort((a, b) => Number(b.sameHeadings) - Number(a.sameHeadings));
}

function targetOf({ id, label, unit, help, type, required }: TargetColumn): TargetColumn {
  return { id, label, unit, help, type, required };
}

function describeSheet(table: Table): SheetPreview {
  const { name, hidden, headerRow, columns, rows } = table;
  return {
    name,
    hidden,
    headerRow,
    columns,
    rowCount: rows.length,
    sample: rows.slice(0, sampleRows).map(({ row, cells }) => ({ row, cells: cells.map(shown) })),
    guesses: Object.fromEntries(kindKeys.map((kind) => [kind ?? mixed, guessMapping(columns, kind)])),
    notes: notesOf(table),
    layer: table.layer ? { crs: table.layer.crs, zoneTwin: table.layer.zoneTwin, shapes: table.layer.shapes } : null,
  };
}

/** A note where a person states another system than the file does, as maps of GCJ-02 in KML and GeoJSON need it. */
export function overriddenCrsNotes(table: Table, sourceCrs: string | null): FileNote[] {
  const stated = crsOfTable(table);
  if (stated === null || sourceCrs === null || stated === sourceCrs) return [];
  return [
    {
      sheet: table.name,
      code: 'crs-overridden',
      message: text(
        `文件写明坐标系为 ${stated},本次按所选的 ${sourceCrs} 读取`,
        `The file states ${stated}; it was read as ${sourceCrs}, as chosen`,
      ),
    },
  ];
}

export const notesOf = (table: Table): FileNote[] =>
  table.notes.map(({ sheet, row, code, message }) => ({ sheet, row, code, message }));

/** Label of a kind of import. */
export const kindLabel = (id: string): Text => allKinds.find((kind) => kind.id === id)!.label;

/** The kind whose label or alias is the longest found in one of the names. */
function suggestedKind(names: readonly string[]): string | null {
  let best = { id: null as string | null, length: 0 };
  for (const kind of allKinds) {
    const labels: readonly string[] = [kind.label.zh, ...('aliases' in kind ? kind.aliases : [])];
    for (const label of labels) {
      if (label.length > best.length && names.some((n) => n.includes(label)))
        best = { id: kind.id, length: label.length };
    }
  }
  return best.id;
}

const optionProblem = (path: string, code: string, zh: string, en: string): ProblemItem => ({
  path,
  code,
  message: text(zh, en),
});

/**
 * The kind meant by an id, a label or an alias.
 * @throws Problem when the catalogue has no such kind
 */
export function kindNamed(name: string): string {
  const id = findKind(name);
  if (id !== null) return id;
  const labels = allKinds.map((k) => `${k.label.zh}(${k.id})`).join('、');
  throw problems.invalid([
    optionProblem(
      'kind',
      'unknown-kind',
      `没有“${name}”这一类型。可选:${labels}`,
      `There is no kind "${name}". Choose from: ${labels}`,
    ),
  ]);
}

/**
 * The sheet named in the options, or the first visible one with data.
 * @throws Problem when there is none
 */
export function chosenSheet(file: TableFile, name: string | undefined): Table {
  const filled = file.sheets.filter((s) => s.rows.length > 0);
  const sheet =
    name === undefined ? (filled.find((s) => !s.hidden) ?? filled[0]) : file.sheets.find((s) => s.name === name);
  if (sheet) return sheet;
  const names = file.sheets.map((s) => s.name).join('、');
  throw problems.invalid([
    optionProblem(
      'sheet',
      'unknown-sheet',
      `没有工作表“${name}”。文件中有:${names}`,
      `There is no sheet "${name}". The file has: ${names}`,
    ),
  ]);
}

/** The guesses that are sure enough to be used without a person. */
export function sureMapping(table: Table, kind: string | null): Record<string, string> {
  const guesses = Object.entries(guessMapping(table.columns, kind)).filter(([, g]) => g.score >= sureScore);
  return Object.fromEntries(guesses.map(([target, guess]) => [target, guess.column]));
}

/**
 * How the rows of a table are to be read.
 * @throws Problem that names every option that does not fit
 */
export function layoutOf(
  table: Table,
  options: ImportOptions,
): { layout: RowLayout; mapping: Record<string, string>; sourceCrs: string | null } {
  const wanted = options.mapping ?? sureMapping(table, options.kind);
  const mapping = Object.fromEntries(Object.entries(wanted).filter((e): e is [string, string] => e[1] !== null));
  const sourceCrs = options.sourceCrs ?? crsOfTable(table);
  const errors = [
    ...mappingErrors(mapping, table, { ...options, sourceCrs }),
    ...vocabularyErrors(options),
    ...decisionErrors(table, options.decisions),
  ];
  if (errors.length > 0) throw problems.invalid(errors);
  const positions = new Map(
    Object.entries(mapping).map(([target, heading]) => [target, table.columns.indexOf(heading)]),
  );
  const { kind, emptyMeansUnknown, vocabulary } = options;
  const layout = { kind, sourceCrs, emptyMeansUnknown, vocabulary, positions, headings: table.columns };
  return { layout, mapping, sourceCrs };
}

function vocabularyErrors({ kind, vocabulary }: ImportOptions): ProblemItem[] {
  const columns = new Map(importColumns(kind).map((c) => [c.id, c]));
  return Object.entries(vocabulary).flatMap(([target, terms]) => {
    const column = columns.get(target);
    const known = new Set([unknownTerm, ...(column ? termsOf(column) : []).map(({ id }) => id)]);
    const wrong = Object.entries(terms).filter(([, term]) => !known.has(term));
    return wrong.map(([value, term]) =>
      optionProblem(
        `vocabulary.${target}`,
        'unknown-term',
        `“${value}”对应的“${term}”不是“${column?.label.zh ?? target}”的用语`,
        `"${term}", for "${value}", is no term of "${column?.label.en ?? target}"`,
      ),
    );
  });
}

function decisionErrors(table: Table, decisions: ImportOptions['decisions']): ProblemItem[] {
  const rows = new Set(table.rows.map(({ row }) => String(row)));
  const missing = Object.keys(decisions).filter((row) => !rows.has(row));
  return missing.map((row) =>
    optionProblem(
      `decisions.${row}`,
      'unknown-row',
      `工作表“${table.name}”没有第 ${row} 行数据`,
      `Sheet "${table.name}" has no data in row ${row}`,
    ),
  );
}

/** The system that the file itself states, or that its eastings show. */
export const crsOfTable = ({ layer }: Table): string | null => layer?.zoneTwin ?? layer?.crs?.id ?? null;

function mappingErrors(mapping: Record<string, string>, table: Table, options: ImportOptions): ProblemItem[] {
  const errors: ProblemItem[] = [];
  const targets = new Set(importColumns(options.kind).map((c) => c.id));
  for (const [target, heading] of Object.entries(mapping)) {
    const path = `mapping.${target}`;
    if (!targets.has(target)) {
      errors.push(
        optionProblem(path, 'unknown-target', `没有目标列“${target}”`, `There is no target column "${target}"`),
      );
    }
    if (!table.columns.includes(heading)) {
      errors.push(
        optionProblem(
          path,
          'unknown-column',
          `表头中没有“${heading}”(第 ${table.headerRow} 行)`,
          `Row ${table.headerRow} has no heading "${heading}"`,
        ),
      );
    }
  }
  if (isRecordKind(options.kind)) errors.push(...keyErrors(mapping, options.kind));
  else if (!['name', 'code', 'id'].some((target) => target in mapping)) {
    errors.push(
      optionProblem(
        'mapping.name',
        'required',
        '必须指定设施名称或设施编号列',
        'Map the name or the code of the facility',
      ),
    );
  }
  if (options.kind === null && !['kind', 'code', 'id'].some((target) => target in mapping)) {
    errors.push(
      optionProblem(
        'kind',
        'required',
        '请选定设施类型,或指定设施类型列',
        'Choose a kind, or map the column that states it',
      ),
    );
  }
  if ('x' in mapping !== 'y' in mapping) {
    errors.push(
      optionProblem(
        'mapping.x',
        'incomplete-position',
        '经度和纬度两列必须同时指定',
        'Map both coordinates or neither',
      ),
    );
  }
  if ('x' in mapping && options.sourceCrs === null) {
    errors.push(
      optionProblem(
        'sourceCrs',
        'required',
        '文件含坐标,必须指定其坐标系',
        'The file has coordinates: state their coordinate system',
      ),
    );
  }
  return errors;
}

/** Columns one of which says which record a row means. */
const keyColumns = {
  divisionCounts: ['code', 'village', 'township', 'county', 'id'],
  boundaryMarker: ['number', 'id'],
  boundaryLine: ['code', 'id'],
} as const;

function keyErrors(mapping: Record<string, string>, kind: keyof typeof keyColumns): ProblemItem[] {
  const keys: readonly string[] = keyColumns[kind];
  if (keys.some((key) => key in mapping)) return [];
  const labels = importColumns(kind).filter((c) => keys.includes(c.id));
  return [
    optionProblem(
      `mapping.${keys[0]}`,
      'required',
      `必须指定以下列之一:${labels.map((c) => c.label.zh).join('、')}`,
      `Map one of these columns: ${labels.map((c) => c.label.en).join(', ')}`,
    ),
  ];
}

/** Digest of what a row does; equal digests mean the same change to the same version. */
export function digestOf(change: unknown): string {
  return createHash('sha256').update(JSON.stringify(change)).digest('hex').slice(0, 16);
}

/** Share of rows refused for their position from which the whole file is suspected. */
const suspiciousShare = 0.5;

/** A note when so many positions are refused that the stated coordinate system itself is in doubt. */
export function positionNotes(rows: readonly ImportRow[], sourceCrs: string | null): FileNote[] {
  const refused = rows.filter((r) => r.reasons.some((x) => x.field === 'x' && x.severity === 'block'));
  if (sourceCrs === null || refused.length < 2 || refused.length < rows.length * suspiciousShare) return [];
  return [
    {
      code: 'crs-in-doubt',
      message: text(
        `${refused.length} 行因坐标被拒绝,所选坐标系 ${sourceCrs} 可能不对,请看各行的原因`,
        `${refused.length} rows were refused for their position: the stated system ${sourceCrs} may be wrong; see the reasons of the rows`,
      ),
    },
  ];
}
