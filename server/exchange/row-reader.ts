import { text, type Text } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../facilities/contract.ts';
import type { Cell, SheetRow } from './cells.ts';
import { facilityColumns, type FacilityColumn } from './columns.ts';
import type { RowReason } from './contract.ts';
import { coordinateSystem, toStorage, type Position } from './crs.ts';
import type { RowLayout } from './row-layout.ts';
import { inTerms } from './terms.ts';
import {
  readBoolean,
  readChoice,
  readChoices,
  readCoordinate,
  readDate,
  readNumber,
  readText,
  type Reading,
} from './values.ts';

/**
 * What a row states. A field that is absent is not stated and stays as it is; `null` states that it is unknown. Divisions
 * are still as written.
 */
export interface StatedFacility {
  /** Of a record, of whichever register. */
  id: string | null;
  code?: string | null;
  name?: string;
  kind?: string;
  county?: string;
  township?: string | null;
  village?: string | null;
  position?: { given: Position; stored: [number, number] } | null;
  accuracyM?: number | null;
  status?: string | null;
  statusSince?: string | null;
  asOfDate?: string | null;
  sourceDocument?: string | null;
  functions: FacilityBody['functions'];
  attributes: Record<string, unknown>;
}

export interface ReadRow {
  row: number;
  stated: StatedFacility;
  reasons: RowReason[];
  /** The row is a template's example. */
  example: boolean;
}

/** Starts the name in a template's example row, in each language. */
export const exampleMarks: Text = text('【示例】', '[Example]');

/** Whether a cell marks its row as a template's example. */
export const isExample = (cell: Cell): boolean =>
  typeof cell === 'string' && Object.values(exampleMarks).some((mark) => cell.startsWith(mark));

/** Reads rows of one layout. */
export function rowReader(layout: RowLayout): (row: SheetRow) => ReadRow {
  const columns = facilityColumns(layout.kind).filter((c) => layout.positions.has(c.id));
  return (row) => new RowReading(row, layout, columns).read();
}

/** Cells of one row by target column, and what there is to say about them. */
export class CellReading {
  readonly reasons: RowReason[] = [];

  constructor(
    protected readonly row: SheetRow,
    readonly layout: RowLayout,
  ) {}

  protected cell(target: string): Cell {
    const position = this.layout.positions.get(target);
    return position === undefined ? null : (this.row.cells[position] ?? null);
  }

  /** The id that the row states; other programs' numbers are none. */
  recordId(): string | null {
    const cell = this.cell('id');
    return typeof cell === 'string' ? cell : null;
  }

  /** A column's cell, in the register's terms where the column is a coded one. */
  protected cellOf(column: FacilityColumn): Cell {
    return inTerms(this.cell(column.id), column, this.layout.vocabulary);
  }

  /** The reader's remarks on cells that this import uses. */
  protected takeCellIssues(): void {
    const targets = new Map([...this.layout.positions].map(([target, position]) => [position, target]));
    for (const { column, severity, code, message } of this.row.issues) {
      if (column !== null && !targets.has(column)) continue;
      const field = column === null ? null : targets.get(column)!;
      this.reasons.push({ severity, field, column: this.heading(field), code, message });
    }
  }

  protected heading(target: string | null): string | null {
    const position = target === null ? undefined : this.layout.positions.get(target);
    return position === undefined ? null : (this.layout.headings[position] ?? null);
  }

  protected reason(field: string, severity: RowReason['severity'], code: string, message: Text): void {
    this.reasons.push({ severity, field, column: this.heading(field), code, message });
  }

  /**
   * The value that a reading states: `undefined` for nothing, `null` for unknown. Remarks and errors become reasons.
   */
  protected value<T>(field: string, reading: Reading<T>): T | null | undefined {
    switch (reading.state) {
      case 'empty':
        return this.layout.emptyMeansUnknown ? null : undefined;
      case 'unknown':
        return null;
      case 'wrong':
        this.reason(field, 'block', reading.code, reading.message);
        return undefined;
      case 'value':
        for (const remark of reading.remarks) this.reason(field, remark.severity, remark.code, remark.message);
        return reading.value;
    }
  }

  /** The position that the row states: `undefined` for none, `null` for an unknown one. */
  position(): StatedFacility['position'] {
    const { positions, sourceCrs } = this.layout;
    if (!positions.has('x') || sourceCrs === null) return undefined;
    const inDegrees = coordinateSystem(sourceCrs).units === 'degrees';
    const readings = { x: readCoordinate(this.cell('x'), inDegrees), y: readCoordinate(this.cell('y'), inDegrees) };
    const x = this.value('x', readings.x);
    const y = this.value('y', readings.y);
    if (typeof x === 'number' && typeof y === 'number') {
      return { given: [x, y], stored: storedPosition([x, y], sourceCrs) };
    }
    if (readings.x.state !== 'wrong' && readings.y.state !== 'wrong') {
      if (typeof x === 'number' || typeof y === 'number') {
        const missing = typeof x === 'number' ? 'y' : 'x';
        this.reason(
          missing,
          'block',
          'incomplete-position',
          text('坐标只填了一半', 'Only half of the position is given'),
        );
      } else if (x === null && y === null) return null;
    }
    return undefined;
  }
}

class RowReading extends CellReading {
  private readonly stated: StatedFacility = { id: this.recordId(), functions: {}, attributes: {} };

  constructor(
    row: SheetRow,
    layout: RowLayout,
    private readonly columns: readonly FacilityColumn[],
  ) {
    super(row, layout);
  }

  read(): ReadRow {
    const { row, stated, reasons } = this;
    const name = this.cell('name');
    const example = isExample(name);
    if (!example) {
      this.takeCellIssues();
      for (const column of this.columns) this.takeColumn(column);
      const position = this.position();
      if (position !== undefined) stated.position = position;
      this.takeFunctionList();
    } else stated.name = String(name);
    return { row: row.row, stated, reasons, example };
  }

  private takeColumn(column: FacilityColumn): void {
    const { stated } = this;
    const cell = this.cellOf(column);
    if (column.id.startsWith('function.')) {
      const offered = this.value(column.id, readBoolean(cell));
      if (offered !== undefined) stated.functions[column.id.slice('function.'.length)] = offered;
      return;
    }
    if (column.field) {
      const attribute = this.value<unknown>(column.id, readColumn(cell, column));
      if (attribute !== undefined) stated.attributes[column.field.id] = attribute;
      return;
    }
    this.takeCommon(column, cell);
  }

  private takeCommon(column: FacilityColumn, cell: Cell): void {
    const { stated } = this;
    const known = <T>(value: T | null | undefined): T | undefined => value ?? undefined;
    switch (column.id) {
      case 'name':
        stated.name = known(this.value('name', readText(cell)));
        break;
      case 'county':
        stated.county = known(this.value('county', readText(cell)));
        break;
      case 'kind':
        stated.kind = known(this.value('kind', readChoice(cell, column.choices)));
        break;
      case 'code': {
        const code = this.value('code', readText(cell));
        stated.code = typeof code === 'string' ? code.normalize('NFKC') : code;
        break;
      }
      case 'township':
      case 'village':
      case 'sourceDocument':
        stated[column.id] = this.value(column.id, readText(cell));
        break;
      case 'status':
        stated.status = this.value('status', readChoice(cell, column.choices));
        break;
      case 'statusSince':
      case 'asOfDate':
        stated[column.id] = this.value(column.id, readDate(cell));
        break;
      case 'accuracyM':
        stated.accuracyM = this.value(
          'accuracyM',
          readNumber(cell, { integer: false, unit: column.unit, min: Number.MIN_VALUE, max: 100_000 }),
        );
        break;
    }
  }

  private takeFunctionList(): void {
    const column = this.columns.find((c) => c.id === 'functions');
    if (!column) return;
    const listed = this.value('functions', readChoices(this.cellOf(column), column.choices));
    for (const id of listed ?? []) {
      if (this.stated.functions[id] === false) {
        const label = column.choices.find((c) => c.id === id)!.label;
        const message = text(
          `功能列中列有“${label.zh}”,其单独一列却填“否”`,
          `"${label.en}" is in the list of functions, but its own column says no`,
        );
        this.reason('functions', 'block', 'contradiction', message);
      } else this.stated.functions[id] = true;
    }
  }
}

/** Degrees to seven decimals, about a centimetre: what conversion can give at best. */
const roundDegrees = (degrees: number) => Number(degrees.toFixed(7));

/** A position of a file as the register keeps it. */
export function storedPosition(given: readonly [number, number], crs: string): [number, number] {
  const [longitude, latitude] = toStorage(given, crs);
  return [roundDegrees(longitude), roundDegrees(latitude)];
}

/** About a centimetre. */
const samePlaceDegrees = 1.5e-7;

/** Whether two stored positions are one place: converted from another system, it differs in the last digit. */
export const isSamePlace = (a: readonly number[], b: readonly number[]): boolean =>
  Math.abs(a[0]! - b[0]!) < samePlaceDegrees && Math.abs(a[1]! - b[1]!) < samePlaceDegrees;

/** Reads a cell as its column's type asks. */
export function readColumn(cell: Cell, column: FacilityColumn): Reading<unknown> {
  const { field } = column;
  switch (column.type) {
    case 'integer':
    case 'number':
      return readNumber(cell, {
        integer: column.type === 'integer',
        unit: column.unit,
        min: field?.min,
        max: field?.max,
      });
    case 'boolean':
      return readBoolean(cell);
    case 'date':
      return readDate(cell);
    case 'choice':
      return readChoice(cell, column.choices);
    default:
      return readText(cell);
  }
}
