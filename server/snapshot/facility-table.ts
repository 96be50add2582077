import { facilityFunctionIndex, facilityKindIndex, facilityStatusIndex } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../facilities/contract.ts';
import { compareCodes, NONE, orNaN, UNKNOWN_CODE } from './columns.ts';
import type { DivisionTable } from './division-table.ts';
import { patchColumn, patchList, patchOf, type Column, type Patch } from './patch.ts';

/** Facilities as columns; row order is by id. */
export interface FacilityTable {
  readonly length: number;
  readonly ids: readonly string[];
  readonly indexById: ReadonlyMap<string, number>;
  readonly bodies: readonly FacilityBody[];
  /** Position in `facilityKinds`. */
  readonly kind: Uint8Array;
  /** Position in `facilityStatuses`, or `UNKNOWN_CODE`. */
  readonly status: Uint8Array;
  /** Division rows; `NONE` = unknown or not in the registry on this date. */
  readonly county: Int32Array;
  readonly township: Int32Array;
  readonly village: Int32Array;
  /** Entrance, EPSG:4490 degrees; NaN = not located. */
  readonly longitude: Float64Array;
  readonly latitude: Float64Array;
  /** Bit masks over `facilityFunctions`. A function in neither mask is unknown. */
  readonly functionsYes: Uint32Array;
  readonly functionsNo: Uint32Array;
  /** A numeric or boolean attribute as a column: booleans are 1 and 0; NaN = unknown or not a field of the kind. */
  attribute(fieldId: string): Float64Array;
  /** Rows of the given kinds, in row order. */
  ofKinds(kindIds: readonly string[]): readonly number[];
}

/** A facility table that can give the table after some changes. */
export interface PatchableFacilityTable extends FacilityTable {
  /**
   * The table with some facilities changed: the same as one built from all the bodies that result. Columns in which
   * nothing changes are shared; the new table does not keep the old one alive.
   * @param changes the facility as it becomes, or null where it ends
   * @param divisions the divisions of the new table; their rows must mean what they mean in this one
   */
  patched(changes: ReadonlyMap<string, FacilityBody | null>, divisions: DivisionTable): PatchableFacilityTable;
}

interface ColumnRule<C extends Column> {
  make(length: number): C;
  valueOf(body: FacilityBody, divisions: DivisionTable): number;
}

const rule =
  <C extends Column>(make: (length: number) => C) =>
  (valueOf: ColumnRule<C>['valueOf']): ColumnRule<C> => ({ make, valueOf });
const bytes = rule((length) => new Uint8Array(length));
const rows = rule((length) => new Int32Array(length));
const masks = rule((length) => new Uint32Array(length));
const numbers = rule((length) => new Float64Array(length));

const divisionRow = (divisions: DivisionTable, id: string | null): number =>
  id === null ? NONE : (divisions.indexById.get(id) ?? NONE);

function functionMask(functions: FacilityBody['functions'], wanted: boolean): number {
  let mask = 0;
  for (const [id, offered] of Object.entries(functions)) {
    const bit = facilityFunctionIndex.get(id);
    if (offered === wanted && bit !== undefined) mask |= 1 << bit;
  }
  return mask >>> 0;
}

/** Every column with the one rule that fills it, whether the table is built or patched. */
const columnRules = {
  kind: bytes((b) => facilityKindIndex.get(b.kind) ?? UNKNOWN_CODE),
  status: bytes((b) => (b.status === null ? UNKNOWN_CODE : facilityStatusIndex.get(b.status)!)),
  county: rows((b, divisions) => divisionRow(divisions, b.countyId)),
  township: rows((b, divisions) => divisionRow(divisions, b.townshipId)),
  village: rows((b, divisions) => divisionRow(divisions, b.villageId)),
  longitude: numbers((b) => orNaN(b.entrance?.coordinates[0])),
  latitude: numbers((b) => orNaN(b.entrance?.coordinates[1])),
  functionsYes: masks((b) => functionMask(b.functions, true)),
  functionsNo: masks((b) => functionMask(b.functions, false)),
};

type ColumnName = keyof typeof columnRules;
type Columns = { readonly [Name in ColumnName]: ReturnType<(typeof columnRules)[Name]['make']> };

function columnsBy(columnOf: (name: ColumnName, columnRule: ColumnRule<Column>) => Column): Columns {
  const names = Object.keys(columnRules) as ColumnName[];
  return Object.fromEntries(names.map((name) => [name, columnOf(name, columnRules[name])])) as unknown as Columns;
}

function attributeValue({ attributes }: FacilityBody, fieldId: string): number {
  const value = attributes[fieldId];
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : Number.NaN;
}

const attributeRule = (fieldId: string): ColumnRule<Float64Array> => numbers((body) => attributeValue(body, fieldId));

function filled<C extends Column>(
  { make, valueOf }: ColumnRule<C>,
  bodies: readonly FacilityBody[],
  divisions: DivisionTable,
): C {
  const column = make(bodies.length);
  bodies.forEach((body, row) => {
    column[row] = valueOf(body, divisions);
  });
  return column;
}

/** Tables that hold the same facilities share these; both are made when they are first asked for. */
interface Lookups {
  indexById(): ReadonlyMap<string, number>;
  byKind(): ReadonlyMap<string, readonly number[]>;
}

function onDemand<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

const indexOf = (ids: readonly string[]): Lookups['indexById'] =>
  onDemand(() => new Map(ids.map((id, row) => [id, row])));

const rowsByKind = (bodies: readonly FacilityBody[]): Lookups['byKind'] =>
  onDemand(() => {
    const byKind = new Map<string, number[]>();
    bodies.forEach((body, row) => {
      const ofKind = byKind.get(body.kind);
      if (ofKind) ofKind.push(row);
      else byKind.set(body.kind, [row]);
    });
    return byKind;
  });

interface Parts {
  ids: readonly string[];
  bodies: readonly FacilityBody[];
  columns: Columns;
  lookups: Lookups;
  /** Columns of attributes that have been asked for, by field. */
  attributes: Map<string, Float64Array>;
}

function tableOf(parts: Parts): PatchableFacilityTable {
  const { ids, bodies, columns, lookups, attributes } = parts;
  const table: PatchableFacilityTable = {
    length: ids.length,
    ids,
    get indexById() {
      return lookups.indexById();
    },
    bodies,
    ...columns,
    attribute(fieldId) {
      let column = attributes.get(fieldId);
      if (!column) {
        column = Float64Array.from(bodies, (body) => attributeValue(body, fieldId));
        attributes.set(fieldId, column);
      }
      return column;
    },
    ofKinds(kindIds) {
      const byKind = lookups.byKind();
      if (kindIds.length === 1) return byKind.get(kindIds[0]!) ?? [];
      return kindIds.flatMap((id) => byKind.get(id) ?? []).sort((a, b) => a - b);
    },
    patched: (changes, divisions) =>
      changes.size === 0 ? table : tableOf(partsAfter(parts, patchOf(ids, changes), divisions)),
  };
  return table;
}

function partsAfter(before: Parts, patch: Patch<FacilityBody>, divisions: DivisionTable): Parts {
  const patched = <C extends Column>(column: C, columnRule: ColumnRule<C>): C => {
    const values = patch.entries.map(({ body }) => columnRule.valueOf(body, divisions));
    return patchColumn(column, columnRule.make, patch, values);
  };
  const ids = patch.sameRows ? before.ids : patchList(before.ids, patch, ({ id }) => id);
  const bodies = patchList(before.bodies, patch, ({ body }) => body);
  const sameKinds = patch.sameRows && patch.entries.every(({ row, body }) => before.bodies[row]!.kind === body.kind);
  return {
    ids,
    bodies,
    columns: columnsBy((name, columnRule) => patched(before.columns[name], columnRule)),
    lookups: {
      indexById: patch.sameRows ? before.lookups.indexById : indexOf(ids),
      byKind: sameKinds ? before.lookups.byKind : rowsByKind(bodies),
    },
    attributes: new Map(
      [...before.attributes].map(([fieldId, column]) => [fieldId, patched(column, attributeRule(fieldId))]),
    ),
  };
}

/** Puts the facilities into columns. */
export function buildFacilities(
  records: ReadonlyMap<string, FacilityBody>,
  divisions: DivisionTable,
): PatchableFacilityTable {
  const entries = [...records].sort(([a], [b]) => compareCodes(a, b));
  const ids = entries.map(([id]) => id);
  const bodies = entries.map(([, body]) => body);
  return tableOf({
    ids,
    bodies,
    columns: columnsBy((_, columnRule) => filled(columnRule, bodies, divisions)),
    lookups: { indexById: indexOf(ids), byKind: rowsByKind(bodies) },
    attributes: new Map(),
  });
}
