import { createHash } from 'node:crypto';
import {
  divisionLevels,
  divisionTypes,
  facilityFunctionIndex,
  facilityKindIndex,
  facilityStatusIndex,
  type DivisionLevel,
} from '../../gis-data/catalogue/index.ts';
import type { DivisionBody, DivisionEventBody } from '../divisions/contract.ts';
import type { FacilityBody } from '../facilities/contract.ts';
import type { Effect, RecordTypeName } from '../registry/contract.ts';
import type { StatisticBody } from '../statistics/contract.ts';

/** In an index or code column: no such row, or unknown. Never a valid position. */
export const NONE = -1;
/** In `kind` and `status` columns: unknown. */
export const UNKNOWN_CODE = 255;

/** Three-valued answer. */
export type Truth = 'yes' | 'no' | 'unknown';

export interface RecordBodies {
  division: ReadonlyMap<string, DivisionBody>;
  divisionEvent: ReadonlyMap<string, DivisionEventBody>;
  facility: ReadonlyMap<string, FacilityBody>;
  statistic: ReadonlyMap<string, StatisticBody>;
}

/** Divisions as columns; row order is by code, so that equal registries give equal tables. */
export interface DivisionTable {
  readonly length: number;
  readonly ids: readonly string[];
  readonly indexById: ReadonlyMap<string, number>;
  readonly bodies: readonly DivisionBody[];
  /** Position in `divisionLevels`. */
  readonly level: Uint8Array;
  /** Position in `divisionTypes`. */
  readonly type: Uint8Array;
  /** Row of the parent, of the county and of the township that the division is or lies in; `NONE` above them. */
  readonly parent: Int32Array;
  readonly county: Int32Array;
  readonly township: Int32Array;
  /** Counts of people and households; NaN = unknown. */
  readonly population: Float64Array;
  readonly population60: Float64Array;
  readonly population80: Float64Array;
  readonly households: Float64Array;
  /** Centre, EPSG:4490 degrees; NaN = unknown. */
  readonly longitude: Float64Array;
  readonly latitude: Float64Array;
  /** Rows of one level, in row order. */
  ofLevel(level: DivisionLevel): readonly number[];
}

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

export interface StatisticTable {
  readonly length: number;
  readonly ids: readonly string[];
  readonly bodies: readonly StatisticBody[];
  /** Row of the division, or `NONE`. */
  readonly division: Int32Array;
}

/**
 * An immutable picture of the registry at one sequence number and one as-of date. Analysis reads snapshots and nothing
 * else, so that every result names the data it came from and can be computed again.
 */
export interface Snapshot {
  /** `seq@asOf`, with a content hash appended for an overlay. */
  readonly id: string;
  readonly seq: number;
  readonly asOf: string;
  readonly divisions: DivisionTable;
  readonly facilities: FacilityTable;
  readonly statistics: StatisticTable;
  readonly divisionEvents: ReadonlyMap<string, DivisionEventBody>;
  readonly records: RecordBodies;
  /** The snapshot as it would be after the effects; tables that no effect touches are shared. */
  with(effects: readonly Effect[]): Snapshot;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const orNaN = (value: number | null | undefined) => value ?? Number.NaN;
const levelIndex = new Map(divisionLevels.map((l, i) => [l.id, i]));
const typeIndex = new Map<string, number>(divisionTypes.map((t, i) => [t.id, i]));

function buildDivisions(records: ReadonlyMap<string, DivisionBody>): DivisionTable {
  const entries = [...records].sort(([idA, a], [idB, b]) => compare(a.code, b.code) || compare(idA, idB));
  const length = entries.length;
  const ids = entries.map(([id]) => id);
  const bodies = entries.map(([, body]) => body);
  const indexById = new Map(ids.map((id, i) => [id, i]));
  const column = (pick: (body: DivisionBody) => number | null | undefined) =>
    Float64Array.from(bodies, (body) => orNaN(pick(body)));
  const level = Uint8Array.from(bodies, (b) => levelIndex.get(b.level)!);
  const parent = Int32Array.from(bodies, (b) => (b.parentId === null ? NONE : (indexById.get(b.parentId) ?? NONE)));

  const ancestorAt = (row: number, wanted: number): number => {
    // A division has at most as many ancestors as there are levels, so a broken parent chain cannot loop.
    for (let at = row, steps = 0; at !== NONE && steps <= divisionLevels.length; at = parent[at]!, steps++) {
      if (level[at] === wanted) return at;
    }
    return NONE;
  };
  const countyLevel = levelIndex.get('county')!;
  const townshipLevel = levelIndex.get('township')!;
  const byLevel = new Map<string, number[]>(divisionLevels.map((l) => [l.id, []]));
  bodies.forEach((b, i) => byLevel.get(b.level)!.push(i));

  return {
    length,
    ids,
    indexById,
    bodies,
    level,
    type: Uint8Array.from(bodies, (b) => typeIndex.get(b.type)!),
    parent,
    county: Int32Array.from(bodies, (_, i) => ancestorAt(i, countyLevel)),
    township: Int32Array.from(bodies, (_, i) => ancestorAt(i, townshipLevel)),
    population: column((b) => b.population),
    population60: column((b) => b.population60),
    population80: column((b) => b.population80),
    households: column((b) => b.households),
    longitude: column((b) => b.centre?.coordinates[0]),
    latitude: column((b) => b.centre?.coordinates[1]),
    ofLevel: (wanted) => byLevel.get(wanted)!,
  };
}

function functionMask(functions: FacilityBody['functions'], wanted: boolean): number {
  let mask = 0;
  for (const [id, offered] of Object.entries(functions)) {
    const bit = facilityFunctionIndex.get(id);
    if (offered === wanted && bit !== undefined) mask |= 1 << bit;
  }
  return mask >>> 0;
}

function buildFacilities(records: ReadonlyMap<string, FacilityBody>, divisions: DivisionTable): FacilityTable {
  const entries = [...records].sort(([a], [b]) => compare(a, b));
  const ids = entries.map(([id]) => id);
  const bodies = entries.map(([, body]) => body);
  const divisionRow = (id: string | null) => (id === null ? NONE : (divisions.indexById.get(id) ?? NONE));
  const attributeColumns = new Map<string, Float64Array>();
  const byKind = new Map<string, number[]>();
  bodies.forEach((b, i) => {
    const rows = byKind.get(b.kind);
    if (rows) rows.push(i);
    else byKind.set(b.kind, [i]);
  });

  return {
    length: entries.length,
    ids,
    indexById: new Map(ids.map((id, i) => [id, i])),
    bodies,
    kind: Uint8Array.from(bodies, (b) => facilityKindIndex.get(b.kind) ?? UNKNOWN_CODE),
    status: Uint8Array.from(bodies, (b) => (b.status === null ? UNKNOWN_CODE : facilityStatusIndex.get(b.status)!)),
    county: Int32Array.from(bodies, (b) => divisionRow(b.countyId)),
    township: Int32Array.from(bodies, (b) => divisionRow(b.townshipId)),
    village: Int32Array.from(bodies, (b) => divisionRow(b.villageId)),
    longitude: Float64Array.from(bodies, (b) => orNaN(b.entrance?.coordinates[0])),
    latitude: Float64Array.from(bodies, (b) => orNaN(b.entrance?.coordinates[1])),
    functionsYes: Uint32Array.from(bodies, (b) => functionMask(b.functions, true)),
    functionsNo: Uint32Array.from(bodies, (b) => functionMask(b.functions, false)),
    attribute(fieldId) {
      let column = attributeColumns.get(fieldId);
      if (!column) {
        column = Float64Array.from(bodies, (b) => {
          const value = b.attributes[fieldId];
          if (typeof value === 'boolean') return value ? 1 : 0;
          return typeof value === 'number' ? value : Number.NaN;
        });
        attributeColumns.set(fieldId, column);
      }
      return column;
    },
    ofKinds(kindIds) {
      if (kindIds.length === 1) return byKind.get(kindIds[0]!) ?? [];
      return kindIds.flatMap((id) => byKind.get(id) ?? []).sort((a, b) => a - b);
    },
  };
}

function buildStatistics(records: ReadonlyMap<string, StatisticBody>, divisions: DivisionTable): StatisticTable {
  const entries = [...records].sort(([a], [b]) => compare(a, b));
  const bodies = entries.map(([, body]) => body);
  return {
    length: entries.length,
    ids: entries.map(([id]) => id),
    bodies,
    division: Int32Array.from(bodies, (b) => divisions.indexById.get(b.divisionId) ?? NONE),
  };
}

/**
 * Builds a snapshot from record bodies.
 * @param seq registry sequence number the bodies were read at
 * @param asOf ISO date on which the bodies hold
 */
export function buildSnapshot(seq: number, asOf: string, records: RecordBodies): Snapshot {
  return assemble(`${seq}@${asOf}`, seq, asOf, records, null);
}

function assemble(id: string, seq: number, asOf: string, records: RecordBodies, base: Snapshot | null): Snapshot {
  const sameDivisions = base !== null && base.records.division === records.division;
  const divisions = sameDivisions ? base.divisions : buildDivisions(records.division);
  const facilities =
    sameDivisions && base.records.facility === records.facility
      ? base.facilities
      : buildFacilities(records.facility, divisions);
  const statistics =
    sameDivisions && base.records.statistic === records.statistic
      ? base.statistics
      : buildStatistics(records.statistic, divisions);

  const snapshot: Snapshot = {
    id,
    seq,
    asOf,
    divisions,
    facilities,
    statistics,
    divisionEvents: records.divisionEvent,
    records,
    with(effects) {
      const present = effects.filter((e) => e.op !== 'unchanged' && e.effectiveFrom <= asOf);
      if (present.length === 0) return snapshot;
      return assemble(overlayId(seq, asOf, id, present), seq, asOf, applyEffects(records, present), snapshot);
    },
  };
  return snapshot;
}

function applyEffects(records: RecordBodies, effects: readonly Effect[]): RecordBodies {
  const next = { ...records };
  const touched = new Set<RecordTypeName>(effects.map((e) => e.type));
  for (const type of touched) {
    const bodies = new Map<string, unknown>(records[type]);
    for (const effect of effects) {
      if (effect.type !== type) continue;
      if (effect.after === null) bodies.delete(effect.id);
      else bodies.set(effect.id, effect.after);
    }
    (next as Record<RecordTypeName, ReadonlyMap<string, unknown>>)[type] = bodies;
  }
  return next;
}

function overlayId(seq: number, asOf: string, baseId: string, effects: readonly Effect[]): string {
  const hash = createHash('sha256').update(baseId);
  for (const e of effects) hash.update(`\n${e.type} ${e.id} ${JSON.stringify(e.after)}`);
  return `${seq}@${asOf}+${hash.digest('hex').slice(0, 12)}`;
}

const operatingCode = facilityStatusIndex.get('operating')!;

/** Whether a facility operates on the snapshot's date. An unknown status stays unknown. */
export function isOperating(snapshot: Snapshot, facilityRow: number): Truth {
  const status = snapshot.facilities.status[facilityRow]!;
  if (status === UNKNOWN_CODE) return 'unknown';
  if (status !== operatingCode) return 'no';
  const since = snapshot.facilities.bodies[facilityRow]!.statusSince;
  return since !== null && since > snapshot.asOf ? 'no' : 'yes';
}

/** Whether a facility offers all of the functions; one unknown function among offered ones makes it unknown. */
export function offersAll(snapshot: Snapshot, facilityRow: number, functionIds: readonly string[]): Truth {
  let mask = 0;
  for (const id of functionIds) mask |= 1 << facilityFunctionIndex.get(id)!;
  mask >>>= 0;
  if ((snapshot.facilities.functionsNo[facilityRow]! & mask) !== 0) return 'no';
  return (snapshot.facilities.functionsYes[facilityRow]! & mask) >>> 0 === mask ? 'yes' : 'unknown';
}

/** Kleene conjunction: no beats unknown, unknown beats yes. */
export function allOf(...truths: readonly Truth[]): Truth {
  if (truths.includes('no')) return 'no';
  return truths.includes('unknown') ? 'unknown' : 'yes';
}

/** Kleene disjunction: yes beats unknown, unknown beats no. No terms: no. */
export function anyOf(truths: Iterable<Truth>): Truth {
  let result: Truth = 'no';
  for (const truth of truths) {
    if (truth === 'yes') return 'yes';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}
