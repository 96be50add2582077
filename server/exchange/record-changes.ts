import { isDeepStrictEqual } from 'node:util';
import type { MultiLineString, Position } from 'geojson';
import type { z } from 'zod';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { blankLine, blankMarker, boundaryLineBody, boundaryMarkerBody } from '../boundary/contract.ts';
import { publicLine, publicMarker } from '../boundary/public-form.ts';
import { divisionBody } from '../divisions/contract.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { SheetRow } from './cells.ts';
import type { ImportRow, RowReason } from './contract.ts';
import type { ChangeContext, RowOutcome } from './facility-changes.ts';
import { placeFinder, type PlaceFinder } from './places.ts';
import { importColumns, templateColumns } from './record-columns.ts';
import { CellReading, isExample, isSamePlace, readColumn, storedPosition } from './row-reader.ts';

type RecordType = 'division' | 'boundaryMarker' | 'boundaryLine';
type Body = Record<string, unknown>;

/** What one register needs to be imported, beyond its columns. */
interface Register {
  type: RecordType;
  shape: z.ZodType;
  /** Id of the registered record that a row means; `null`: none, a new one. `undefined`: said why in the reasons. */
  match(row: RecordReading, context: RecordContext): string | null | undefined;
  /** What a new record has before the row's own values; `null`: said why in the reasons. */
  blank(row: RecordReading, context: RecordContext): Body | null;
}

interface RecordContext extends ChangeContext {
  places: PlaceFinder;
  /** Ids by the code or number that identifies a record. */
  keys: { division: Keys; boundaryMarker: Keys; boundaryLine: Keys };
}

type Keys = ReadonlyMap<string, string | typeof several>;

/** Stands where a key is that of more than one registered record. */
const several = Symbol('several');

function keysOf<B>(records: ReadonlyMap<string, B>, keyOf: (body: B) => string): Keys {
  const keys = new Map<string, string | typeof several>();
  for (const [id, body] of records) keys.set(keyOf(body), keys.has(keyOf(body)) ? several : id);
  return keys;
}

/** Columns that identify a record or its place and are no fields of it. */
const notFields = new Set(['county', 'township', 'village', 'x', 'y', 'lines', 'side1', 'side2']);

/** A row's values by column: absent = not stated, `null` = stated as unknown. */
class RecordReading extends CellReading {
  readonly values = new Map<string, unknown>();

  read(kind: string): this {
    this.takeCellIssues();
    for (const column of importColumns(kind)) {
      if (!this.layout.positions.has(column.id) || ['id', 'x', 'y'].includes(column.id)) continue;
      const value = this.value(column.id, readColumn(this.cellOf(column), column));
      if (value !== undefined) this.values.set(column.id, value);
    }
    return this;
  }

  /** How the file calls a field; its own name where the file does not have it. */
  headingOf(field: string): string {
    return this.heading(field) ?? field;
  }

  refuse(field: string | null, code: string, message: Text, severity: RowReason['severity'] = 'block'): undefined {
    this.reasons.push({ severity, field, column: this.heading(field), code, message });
    return undefined;
  }

  refuseSeveral(field: string, key: string): undefined {
    return this.refuse(
      field,
      'ambiguous-key',
      text(
        `登记中有多条记录的编号是 ${key},请先更正登记`,
        `Several registered records have ${key}; correct the register first`,
      ),
    );
  }

  written(id: string): string | null {
    const value = this.values.get(id);
    return typeof value === 'string' ? value.normalize('NFKC') : null;
  }
}

const registers: Record<string, Register> = {
  divisionCounts: {
    type: 'division',
    shape: divisionBody,
    match(row, { keys, places }) {
      const code = row.written('code');
      if (code !== null) {
        const found = keys.division.get(code);
        if (found === several) return row.refuseSeveral('code', code);
        if (found !== undefined) return found;
        return row.refuse(
          'code',
          'unknown-division',
          text(`没有代码为 ${code} 的区划`, `There is no division with code ${code}`),
        );
      }
      let within: string | null = null;
      for (const level of ['county', 'township', 'village'] as const) {
        const written = row.written(level);
        if (written === null) continue;
        const reading = places.find(level, written, within);
        if (reading.found === null) return row.refuse(level, reading.code, reading.message);
        for (const { severity, code: c, message } of reading.remarks) row.refuse(level, c, message, severity);
        within = reading.found;
      }
      return (
        within ?? row.refuse('code', 'required', text('缺少区划代码或名称', 'The division’s code or name is missing'))
      );
    },
    blank: () => null,
  },
  boundaryMarker: {
    type: 'boundaryMarker',
    shape: boundaryMarkerBody,
    match: (row, { keys }) => byKey(row, 'number', keys.boundaryMarker),
    blank(row, { snapshot, keys }) {
      const codes = (row.written('lines') ?? '').split(/[、,;\s]+/u).filter(Boolean);
      if (codes.length === 0) {
        row.refuse('lines', 'required', text('新界桩缺少界线代码', 'A new marker needs the codes of its lines'));
        return null;
      }
      const lineIds = codes.flatMap((code) => {
        const id = keys.boundaryLine.get(code);
        return typeof id === 'string' ? id : [];
      });
      const missing = codes.filter((code) => !keys.boundaryLine.has(code));
      const doubtful = codes.find((code) => keys.boundaryLine.get(code) === several);
      if (doubtful !== undefined) {
        row.refuseSeveral('lines', doubtful);
        return null;
      }
      if (missing.length > 0) {
        const list = missing.join(', ');
        row.refuse(
          'lines',
          'unknown-line',
          text(`没有代码为 ${list} 的界线,请先导入界线`, `There is no line with code ${list}; import the lines first`),
        );
        return null;
      }
      const sides = lineIds.flatMap((id) => snapshot.records.boundaryLine.get(id)!.sides);
      const distinct = sides.filter((side, i) => sides.findIndex((s) => s.name === side.name) === i).slice(0, 3);
      return {
        ...blankMarker,
        lineIds,
        sides: distinct.map((side) => ({ ...side, countyId: null, townshipId: null, villageId: null })),
      };
    },
  },
  boundaryLine: {
    type: 'boundaryLine',
    shape: boundaryLineBody,
    match: (row, { keys }) => byKey(row, 'code', keys.boundaryLine),
    blank(row, { snapshot, keys, places }) {
      const sides = ['side1', 'side2'].map((id) => {
        const written = row.written(id);
        if (written === null) {
          row.refuse(id, 'required', text('新界线缺少一方', 'A new line needs both sides'));
          return null;
        }
        const byCode = keys.division.get(written);
        if (typeof byCode === 'string')
          return { divisionId: byCode, name: snapshot.records.division.get(byCode)!.name };
        const reading = places.find('county', written, null);
        // A side beyond the study area is known by its name alone.
        return { divisionId: reading.found, name: reading.found === null ? written : places.nameOf(reading.found) };
      });
      return sides.includes(null) ? null : { ...blankLine, sides };
    },
  },
};

function byKey(row: RecordReading, field: string, keys: Keys): string | null | undefined {
  const key = row.written(field);
  if (key === null) return row.refuse(field, 'required', text('缺少编号', 'The number or code is missing'));
  const id = keys.get(key) ?? null;
  return id === several ? row.refuseSeveral(field, key) : id;
}

/** Rows of a register that is no register of facilities as changes, each with its reasons; a bad row never affects a good one. */
export function recordChanges(rows: readonly SheetRow[], kind: string, context: ChangeContext): RowOutcome[] {
  const register = registers[kind]!;
  const { division, boundaryMarker, boundaryLine } = context.snapshot.records;
  const working: RecordContext = {
    ...context,
    places: placeFinder(context.snapshot),
    keys: {
      division: keysOf(division, ({ code }) => code),
      boundaryMarker: keysOf(boundaryMarker, ({ number }) => number),
      boundaryLine: keysOf(boundaryLine, ({ code }) => code),
    },
  };
  const taken = new Map<string, number>();
  const marked = context.layout.positions.get(templateColumns(kind)[0]!.id);
  return rows.map((row) => {
    const first = marked === undefined ? null : (row.cells[marked] ?? null);
    if (isExample(first)) return exampleOutcome(row.row, String(first));
    const reading = new RecordReading(row, context.layout).read(kind);
    const id = registeredId(reading, register, working) ?? register.match(reading, working);
    const key = id ?? reading.written('number') ?? reading.written('code');
    const earlier = key === null ? undefined : taken.get(key);
    if (earlier !== undefined) {
      reading.refuse(null, 'duplicate-row', text(`与第 ${earlier} 行重复`, `Duplicates row ${earlier}`));
    } else if (key !== null) taken.set(key, row.row);
    return outcomeOf(reading, row, register, id, working);
  });
}

function registeredId(row: RecordReading, { type }: Register, { snapshot }: RecordContext): string | null {
  const id = row.recordId();
  return id !== null && snapshot.records[type].has(id) ? id : null;
}

const exampleOutcome = (row: number, label: string): RowOutcome => ({
  result: {
    row,
    status: 'skipped',
    facilityId: null,
    label,
    reasons: [],
    changedFields: [],
    changes: [],
    match: null,
  },
  change: null,
});

/** Types of record whose rows a new kind of import may write, for the versions that updates are based on. */
export const recordTypeOf = (kind: string): RecordType => registers[kind]!.type;

function outcomeOf(
  reading: RecordReading,
  row: SheetRow,
  register: Register,
  id: string | null | undefined,
  context: RecordContext,
): RowOutcome {
  const before = id ? bodyOf(context.snapshot, register.type, id) : null;
  const base = before ?? (id === null ? register.blank(reading, context) : null);
  const label = String(
    before?.name ?? before?.number ?? reading.values.get('name') ?? reading.values.get('number') ?? '',
  );
  const result = (status: ImportRow['status'], changes: ImportRow['changes'] = []): ImportRow => ({
    row: row.row,
    status,
    facilityId: null,
    label,
    reasons: reading.reasons,
    changedFields: changes.map((c) => c.field),
    changes,
    match: null,
  });
  const body = base === null ? null : { ...base, ...fieldsOf(reading, row, register, before) };
  if (body !== null) checkShape(reading, register, body);
  if (body === null || reading.reasons.some((r) => r.severity === 'block')) {
    return { result: result('rejected'), change: null };
  }
  if (before === null) {
    const change = { type: register.type, op: 'create' as const, fields: body, sourceRow: row.row };
    return { result: result('added'), change };
  }
  const changes = Object.keys(body).flatMap((field) => {
    const [then, now] = [before[field], (body as Body)[field]];
    const shown = (value: unknown) => shownInReport[register.type]({ [field]: value })[field];
    return isDeepStrictEqual(then, now) ? [] : [{ field, before: shown(then), after: shown(now) }];
  });
  if (changes.length === 0) return { result: result('unchanged'), change: null };
  const change = {
    type: register.type,
    op: 'update' as const,
    id: id!,
    baseVersion: context.versions.get(id!),
    fields: Object.fromEntries(changes.map(({ field }) => [field, (body as Body)[field]])),
    sourceRow: row.row,
  };
  return { result: result('changed', changes), change };
}

/** Reports are read by editors of other counties too, so that they hold no more than everybody may see. */
const shownInReport: Record<RecordType, (body: Body) => Body> = {
  division: (body) => body,
  boundaryMarker: publicMarker,
  boundaryLine: publicLine,
};

const bodyOf = (snapshot: Snapshot, type: RecordType, id: string): Body | null =>
  (snapshot.records[type].get(id) as Body | undefined) ?? null;

function fieldsOf(reading: RecordReading, row: SheetRow, { type }: Register, before: Body | null): Body {
  const fields: Body = {};
  for (const [id, value] of reading.values) {
    // A division keeps its own code; the row's only says which one is meant.
    if (!notFields.has(id) && !(type === 'division' && id === 'code')) fields[id] = value;
  }
  const { sourceCrs } = reading.layout;
  if (type === 'boundaryMarker') {
    const position = reading.position();
    const known = (before?.position as { coordinates: number[] } | null | undefined)?.coordinates;
    if (position === null) Object.assign(fields, { position: null, sourceCrs: null });
    else if (position && !(known && isSamePlace(known, position.stored))) {
      Object.assign(fields, { position: { type: 'Point', coordinates: position.stored }, sourceCrs });
    }
  } else if (type === 'boundaryLine' && row.shape) {
    const lines =
      row.shape.type === 'LineString'
        ? [row.shape.coordinates]
        : row.shape.type === 'MultiLineString'
          ? row.shape.coordinates
          : null;
    if (lines === null) {
      reading.refuse(
        null,
        'not-a-line',
        text(`几何是 ${row.shape.type},应为线`, `The geometry is a ${row.shape.type}; it must be a line`),
      );
    } else if (sourceCrs === null) {
      reading.refuse(null, 'crs-required', text('请指定坐标系', 'State the coordinate system'));
    } else {
      const coordinates = lines.map((line) => line.map(stored(sourceCrs)));
      const known = (before?.geometry as MultiLineString | null | undefined)?.coordinates;
      if (!known || !isSameCourse(known, coordinates)) fields.geometry = { type: 'MultiLineString', coordinates };
    }
  }
  return fields;
}

/** Whether lines of a file are those registered, vertex by vertex; a file without heights says nothing of them. */
const isSameCourse = (known: readonly Position[][], read: readonly Position[][]): boolean =>
  known.length === read.length &&
  known.every(
    (line, i) =>
      line.length === read[i]!.length &&
      line.every((position, j) => {
        const other = read[i]![j]!;
        return isSamePlace(position, other) && (other[2] === undefined || other[2] === position[2]);
      }),
  );

const stored = (crs: string) => (position: Position) => [
  ...storedPosition([position[0]!, position[1]!], crs),
  ...position.slice(2, 3),
];

function checkShape(reading: RecordReading, { shape }: Register, body: Body): void {
  const parsed = shape.safeParse(body);
  if (parsed.success) return;
  for (const { path, code, message } of parsed.error.issues) {
    const field = String(path[0] ?? '');
    if (reading.reasons.some((r) => r.severity === 'block' && r.field === field)) continue;
    const heading = reading.headingOf(field);
    reading.refuse(
      field,
      code,
      text(`“${heading}”的内容不符合要求`, `The content of "${heading}" does not fit: ${message}`),
    );
  }
}
