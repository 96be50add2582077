import { createHash } from 'node:crypto';
import { facilityFunctionIndex, facilityStatusIndex } from '../../gis-data/catalogue/index.ts';
import type { BoundaryLineBody, BoundaryMarkerBody } from '../boundary/contract.ts';
import type { DivisionBody, DivisionEventBody } from '../divisions/contract.ts';
import type { FacilityBody } from '../facilities/contract.ts';
import type { PlaceNameSignBody } from '../place-name-signs/contract.ts';
import type { PlaceNameBody } from '../place-names/contract.ts';
import type { Effect, RecordTypeName } from '../registry/contract.ts';
import type { ReservedWordBody } from '../reserved-words/contract.ts';
import type { StatisticBody } from '../statistics/contract.ts';
import { UNKNOWN_CODE } from './columns.ts';
import { buildDivisions, type DivisionTable } from './division-table.ts';
import { buildFacilities, type FacilityTable, type PatchableFacilityTable } from './facility-table.ts';
import { recordsOf } from './records-view.ts';
import { buildStatistics, type StatisticTable } from './statistic-table.ts';

export { NONE, UNKNOWN_CODE } from './columns.ts';
export type { DivisionTable, FacilityTable, StatisticTable };

/** Three-valued answer. */
export type Truth = 'yes' | 'no' | 'unknown';

export interface RecordBodies {
  division: ReadonlyMap<string, DivisionBody>;
  divisionEvent: ReadonlyMap<string, DivisionEventBody>;
  facility: ReadonlyMap<string, FacilityBody>;
  statistic: ReadonlyMap<string, StatisticBody>;
  boundaryLine: ReadonlyMap<string, BoundaryLineBody>;
  boundaryMarker: ReadonlyMap<string, BoundaryMarkerBody>;
  placeName: ReadonlyMap<string, PlaceNameBody>;
  placeNameSign: ReadonlyMap<string, PlaceNameSignBody>;
  reservedWord: ReadonlyMap<string, ReservedWordBody>;
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
  /** Where an overlay comes from, so that an analysis of it can start from one of its base; null for any other. */
  readonly origin: Origin | null;
  /** The snapshot as it would be after the effects; tables and columns that no effect touches are shared. */
  with(effects: readonly Effect[]): Snapshot;
}

/**
 * How an overlay differs from the snapshot that was built from records. An overlay of an overlay has that same base and
 * one effect for each record: the overlays in between are let go, so that a chain of edits holds no more than its sum.
 */
export interface Origin {
  /** Not itself an overlay. */
  readonly base: Snapshot;
  /** At most one for each record, from its body in the base (`before`) to its body in the overlay (`after`). */
  readonly effects: readonly Effect[];
}

/**
 * Builds a snapshot from record bodies.
 * @param seq registry sequence number the bodies were read at
 * @param asOf ISO date on which the bodies hold
 */
export function buildSnapshot(seq: number, asOf: string, records: RecordBodies): Snapshot {
  const divisions = buildDivisions(records.division);
  return snapshotOf({
    id: `${seq}@${asOf}`,
    seq,
    asOf,
    divisions,
    facilities: buildFacilities(records.facility, divisions),
    statistics: buildStatistics(records.statistic, divisions),
    records,
    origin: null,
  });
}

interface Tables {
  readonly divisions: DivisionTable;
  readonly facilities: PatchableFacilityTable;
  readonly statistics: StatisticTable;
  readonly records: RecordBodies;
}
type Parts = Tables & Pick<Snapshot, 'id' | 'seq' | 'asOf' | 'origin'>;

function snapshotOf(parts: Parts): Snapshot {
  const { id, seq, asOf, divisions, facilities, statistics, records, origin } = parts;
  const snapshot: Snapshot = {
    id,
    seq,
    asOf,
    divisions,
    facilities,
    statistics,
    divisionEvents: records.divisionEvent,
    records,
    origin,
    with(effects) {
      const present = effects.filter((e) => e.op !== 'unchanged' && e.effectiveFrom <= asOf);
      if (present.length === 0) return snapshot;
      return snapshotOf({
        id: overlayId(seq, asOf, id, present),
        seq,
        asOf,
        ...tablesAfter(parts, changesOf(present)),
        origin: originAfter(snapshot, present),
      });
    },
  };
  return snapshot;
}

type BodyOf<Name extends RecordTypeName> = RecordBodies[Name] extends ReadonlyMap<string, infer Body> ? Body : never;
/** Records as they become, or null where they end. */
type Changes = { readonly [Name in RecordTypeName]: ReadonlyMap<string, BodyOf<Name> | null> };

function changesOf(effects: readonly Effect[]): Changes {
  const changes: Record<RecordTypeName, Map<string, unknown>> = {
    division: new Map(),
    divisionEvent: new Map(),
    facility: new Map(),
    statistic: new Map(),
    boundaryLine: new Map(),
    boundaryMarker: new Map(),
    placeName: new Map(),
    placeNameSign: new Map(),
    reservedWord: new Map(),
  };
  for (const { type, id, after } of effects) changes[type].set(id, after);
  return changes as unknown as Changes;
}

function recordsAfter<Body>(
  records: ReadonlyMap<string, Body>,
  changes: ReadonlyMap<string, Body | null>,
): ReadonlyMap<string, Body> {
  if (changes.size === 0) return records;
  const next = new Map(records);
  for (const [id, body] of changes) {
    if (body === null) next.delete(id);
    else next.set(id, body);
  }
  return next;
}

/** Facilities, of which there are many and which are edited most, are patched; the other tables are built again. */
function tablesAfter({ divisions, facilities, statistics, records }: Tables, changes: Changes): Tables {
  const division = recordsAfter(records.division, changes.division);
  const divisionsAfter = division === records.division ? divisions : buildDivisions(division, divisions);
  const sameDivisionRows = divisionsAfter.ids === divisions.ids;

  const statistic = recordsAfter(records.statistic, changes.statistic);
  const sameStatistics = sameDivisionRows && statistic === records.statistic;
  const facilitiesAfter = sameDivisionRows
    ? facilities.patched(changes.facility, divisionsAfter)
    : buildFacilities(recordsAfter(records.facility, changes.facility), divisionsAfter);
  return {
    divisions: divisionsAfter,
    facilities: facilitiesAfter,
    statistics: sameStatistics ? statistics : buildStatistics(statistic, divisionsAfter),
    records: {
      division,
      divisionEvent: recordsAfter(records.divisionEvent, changes.divisionEvent),
      facility: changes.facility.size === 0 ? records.facility : recordsOf(facilitiesAfter),
      statistic,
      boundaryLine: recordsAfter(records.boundaryLine, changes.boundaryLine),
      boundaryMarker: recordsAfter(records.boundaryMarker, changes.boundaryMarker),
      placeName: recordsAfter(records.placeName, changes.placeName),
      placeNameSign: recordsAfter(records.placeNameSign, changes.placeNameSign),
      reservedWord: recordsAfter(records.reservedWord, changes.reservedWord),
    },
  };
}

function originAfter(snapshot: Snapshot, effects: readonly Effect[]): Origin {
  const base = snapshot.origin?.base ?? snapshot;
  const net = new Map<string, Effect>();
  for (const effect of [...(snapshot.origin?.effects ?? []), ...effects]) {
    const key = `${effect.type} ${effect.id}`;
    const before = (base.records[effect.type].get(effect.id) ?? null) as Effect['before'];
    const changedFields = [...new Set([...(net.get(key)?.changedFields ?? []), ...effect.changedFields])];
    if (before === null && effect.after === null) net.delete(key);
    else net.set(key, { ...effect, op: opOf(before, effect.after), before, changedFields });
  }
  return { base, effects: [...net.values()] };
}

function opOf(before: Effect['before'], after: Effect['after']): Effect['op'] {
  if (before === null) return 'create';
  return after === null ? 'delete' : 'update';
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
