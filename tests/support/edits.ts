import fc from 'fast-check';
import {
  divisionTypes,
  facilityFunctions,
  facilityStatuses,
  type FacilityKindId,
} from '../../gis-data/catalogue/index.ts';
import type { Effect, RecordTypeName } from '../../server/registry/contract.ts';
import type { Snapshot } from '../../server/snapshot/snapshot.ts';

/** An effect by hand: what a record becomes; `after` null ends it. Fields that nothing here reads are left plain. */
export function effectOn(snapshot: Snapshot, type: RecordTypeName, id: string, after: object | null): Effect {
  const before = (snapshot.records[type].get(id) ?? null) as Effect['before'];
  return {
    type,
    id,
    op: before === null ? 'create' : after === null ? 'delete' : 'update',
    label: id,
    version: 1,
    effectiveFrom: snapshot.asOf,
    before,
    after: after as Effect['after'],
    changedFields: [],
    row: null,
  };
}

/** One edit by whoever makes it: which record, and what its body becomes from what it is (undefined: it is not there). */
export interface Edit {
  type: RecordTypeName;
  id: string;
  apply(body: object | undefined): object | null;
}

/** Applies edits in one step each to what the ones before have made. */
export function effectsOf(snapshot: Snapshot, edits: readonly Edit[]): Effect[] {
  const effects: Effect[] = [];
  let now = snapshot;
  for (const { type, id, apply } of edits) {
    const effect = effectOn(now, type, id, apply(now.records[type].get(id)));
    effects.push(effect);
    now = now.with([effect]);
  }
  return effects;
}

/** What must be known to edit a registry at random. Ids may name records that do not exist: those edits create them. */
export interface EditRoom {
  facilityIds: readonly string[];
  kinds: readonly FacilityKindId[];
  /** Ids that a facility may name as county, township or village, of the registry or not. */
  countyIds: readonly string[];
  townshipIds: readonly string[];
  villageIds: readonly string[];
  divisionIds: readonly string[];
  statisticIds: readonly string[];
}

const blank = {
  level: null,
  sourceCrs: null,
  accuracyM: null,
  statusSince: null,
  asOfDate: null,
  sourceDocument: null,
};

const pick = <T>(values: readonly T[]) => fc.constantFrom(...values);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

/** A facility's fields with every kind of gap. */
export function facilityFields(room: EditRoom): fc.Arbitrary<object> {
  return fc.record({
    code: orNull(pick(['K1', 'K2', 'K3'])),
    name: pick(['甲', '乙', '丙']),
    kind: pick(room.kinds),
    countyId: pick(room.countyIds),
    townshipId: orNull(pick(room.townshipIds)),
    villageId: fc.option(pick(room.villageIds), { nil: null, freq: 1 }),
    entrance: orNull(
      fc.record({
        type: fc.constant('Point' as const),
        coordinates: fc.tuple(
          fc.double({ min: 116, max: 119, noNaN: true }),
          fc.double({ min: 40, max: 42, noNaN: true }),
        ),
      }),
    ),
    status: orNull(pick(facilityStatuses.map((s) => s.id))),
    statusSince: orNull(pick(['2000-01-01', '2040-01-01'])),
    functions: fc.dictionary(pick(facilityFunctions.map((f) => f.id)), pick([true, false, null])),
    attributes: fc.record(
      {
        beds: fc.integer({ min: 50, max: 99 }),
        nursingBeds: fc.nat(50),
        floorAreaM2: fc.double({ min: 0, max: 900, noNaN: true }),
        plotsTotal: fc.nat(9),
        plotsUsed: fc.nat(9),
        publicBenefit: fc.boolean(),
        serviceScope: pick(['urban', 'rural']),
        hostFacilityCode: pick(['K1', 'K2', 'K3']),
        alsoServes: pick(['0001', '0002、0003', '9999']),
      },
      { requiredKeys: [] },
    ),
    demo: fc.boolean(),
  });
}

/** A random edit of one facility: made, ended, or changed in one field or in all. */
export function facilityEdit(room: EditRoom): fc.Arbitrary<Edit> {
  return fc
    .record({
      id: pick(room.facilityIds),
      fields: facilityFields(room),
      only: orNull(
        pick(['code', 'name', 'kind', 'townshipId', 'entrance', 'status', 'statusSince', 'functions', 'attributes']),
      ),
      ends: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    })
    .map(({ id, fields, only, ends }): Edit => ({
      type: 'facility',
      id,
      apply: (body) => {
        if (ends) return null;
        if (!body || only === null) return { ...blank, ...fields };
        return { ...body, [only]: (fields as Record<string, unknown>)[only] };
      },
    }));
}

/** A random edit of a division: its counts, its parent, its end, or a new one. */
export function divisionEdit(room: EditRoom): fc.Arbitrary<Edit> {
  return fc
    .record({
      id: pick(room.divisionIds),
      type: pick(divisionTypes),
      parentId: orNull(pick(room.divisionIds)),
      code: pick(['130801', '130802', '1308']),
      counts: fc.record({ population: orNull(fc.nat(9000)), households: orNull(fc.nat(3000)) }),
      what: pick(['counts', 'parent', 'all', 'end'] as const),
    })
    .map(({ id, type, parentId, code, counts, what }): Edit => ({
      type: 'division',
      id,
      apply: (body) => {
        if (what === 'end') return null;
        if (body && what === 'counts') return { ...body, ...counts };
        if (body && what === 'parent') return { ...body, parentId };
        return {
          code,
          name: id,
          level: type.level,
          type: type.id,
          parentId,
          boundary: null,
          centre: null,
          population60: null,
          population80: null,
          countsAsOf: null,
          countsQuality: null,
          sourceDocument: null,
          demo: false,
          ...counts,
        };
      },
    }));
}

/** A random edit of a statistic of indicators 1 and 6. */
export function statisticEdit(room: EditRoom): fc.Arbitrary<Edit> {
  return fc
    .record({
      id: pick(room.statisticIds),
      after: orNull(
        fc.record({
          indicatorId: pick(['1', '6']),
          divisionId: pick(room.divisionIds),
          periodEnd: pick(['2022-12-31', '2023-12-31', '2030-12-31']),
          numerator: orNull(fc.nat(50)),
          denominator: orNull(fc.integer({ min: 50, max: 90 })),
          value: orNull(fc.double({ min: 0, max: 1, noNaN: true })),
          sourceDocument: fc.constant('年报'),
          statedOn: fc.constant(null),
          demo: fc.boolean(),
        }),
      ),
    })
    .map(({ id, after }): Edit => ({ type: 'statistic', id, apply: () => after }));
}
