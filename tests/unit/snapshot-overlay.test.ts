import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divisionLevels, facilityKinds } from '../../gis-data/catalogue/index.ts';
import { buildSnapshot, type Snapshot } from '../../server/snapshot/snapshot.ts';
import {
  divisionEdit,
  effectOn,
  effectsOf,
  facilityEdit,
  statisticEdit,
  type Edit,
  type EditRoom,
} from '../support/edits.ts';
import { snapshotOf, type HandMade } from '../support/snapshots.ts';

const hand: HandMade = {
  divisions: [
    { id: 'city', type: 'prefectureCity', code: '1308' },
    { id: 'c1', type: 'county', parent: 'city' },
    { id: 't1', type: 'town', parent: 'c1' },
    { id: 't2', type: 'town', parent: 'c1' },
    { id: 'v1', type: 'village', parent: 't1' },
  ],
  facilities: ['f1', 'f3', 'f5', 'f7'].map((id) => ({
    id,
    kind: 'serviceWindow',
    township: 't1',
    attributes: { floorAreaM2: 10 },
  })),
  statistics: [{ id: 's1', indicatorId: '1', divisionId: 'c1', periodEnd: '2023-12-31', value: 0.5 }],
};

const room: EditRoom = {
  facilityIds: ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8'],
  kinds: facilityKinds.map((k) => k.id),
  countyIds: ['c1', 'nowhere'],
  townshipIds: ['t1', 't2'],
  villageIds: ['v1'],
  divisionIds: ['city', 'c1', 't1', 't2', 't3', 'v1'],
  statisticIds: ['s1', 's2'],
};

const attributeFields = ['beds', 'floorAreaM2', 'publicBenefit', 'serviceScope'];

/** Everything that a snapshot answers about its records. */
function contentOf({ divisions, facilities, statistics, records, ...snapshot }: Snapshot) {
  const { ofLevel, ...divisionColumns } = divisions;
  const { attribute, ofKinds, ...facilityColumns } = facilities;
  delete (facilityColumns as { patched?: unknown }).patched;
  const kinds = facilityKinds.map((k) => k.id);
  return {
    seq: snapshot.seq,
    asOf: snapshot.asOf,
    divisions: { ...divisionColumns, byLevel: divisionLevels.map((l) => ofLevel(l.id)) },
    facilities: {
      ...facilityColumns,
      byKind: [...kinds.map((id) => [id]), kinds].map((ids) => ofKinds(ids)),
      attributes: attributeFields.map((id) => attribute(id)),
    },
    statistics,
    records: {
      division: new Map(records.division),
      divisionEvent: new Map(records.divisionEvent),
      facility: new Map(records.facility),
      statistic: new Map(records.statistic),
      boundaryLine: new Map(records.boundaryLine),
      boundaryMarker: new Map(records.boundaryMarker),
      placeName: new Map(records.placeName),
    },
  };
}

/** The records after some edits, kept apart from the program's own overlays. */
function rebuilt(base: Snapshot, edits: readonly Edit[]): Snapshot {
  const records = Object.fromEntries(
    Object.entries(base.records).map(([type, bodies]) => [type, new Map<string, object>(bodies)]),
  );
  for (const { type, id, apply } of edits) {
    const body = apply(records[type]!.get(id));
    if (body === null) records[type]!.delete(id);
    else records[type]!.set(id, body);
  }
  return buildSnapshot(base.seq, base.asOf, records as unknown as Snapshot['records']);
}

/** Asks for what is made on demand, so that an overlay starts from a base that has it. */
const warm = (snapshot: Snapshot) => void contentOf(snapshot);

const anyEdit = fc.oneof(
  { weight: 6, arbitrary: facilityEdit(room) },
  { weight: 1, arbitrary: divisionEdit(room) },
  { weight: 1, arbitrary: statisticEdit(room) },
);

describe('an overlay', () => {
  it('is the snapshot built from the records that result, after one step, step by step, and with lookups warm or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(facilityEdit(room), anyEdit), fc.boolean()), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (steps, warmBase) => {
          const base = snapshotOf(hand);
          if (warmBase) warm(base);
          const edits = steps.map(([edit]) => edit);
          const wanted = contentOf(rebuilt(base, edits));

          expect(contentOf(base.with(effectsOf(base, edits)))).toEqual(wanted);
          const inSteps = steps.reduce((now, [edit, warmed]) => {
            if (warmed) warm(now);
            return now.with(effectsOf(now, [edit]));
          }, base);
          expect(contentOf(inSteps)).toEqual(wanted);
          // The base is as it was.
          expect(contentOf(base)).toEqual(contentOf(snapshotOf(hand)));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('names its base and one net effect for each record that leads from there to itself', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 10 }), (edits) => {
        const base = snapshotOf(hand);
        const overlay = edits.reduce((now, edit) => now.with(effectsOf(now, [edit])), base);
        if (!overlay.origin) {
          expect(contentOf(overlay)).toEqual(contentOf(base));
          return;
        }
        const { effects } = overlay.origin;
        expect(overlay.origin.base).toBe(base);
        expect(base.origin).toBeNull();
        expect(new Set(effects.map((e) => `${e.type} ${e.id}`)).size).toBe(effects.length);
        for (const { type, id, op, before, after } of effects) {
          expect(before).toBe(base.records[type].get(id) ?? null);
          expect(after).toBe(overlay.records[type].get(id) ?? null);
          expect(op).toBe(before === null ? 'create' : after === null ? 'delete' : 'update');
        }
        expect(contentOf(base.with(effects))).toEqual(contentOf(overlay));
      }),
      { numRuns: 200 },
    );
  });

  it('shares what does not change', () => {
    const base = snapshotOf(hand);
    const moved = { ...base.records.facility.get('f3')!, entrance: { type: 'Point', coordinates: [117.5, 41] } };
    const overlay = base.with([effectOn(base, 'facility', 'f3', moved)]);
    expect([...overlay.facilities.longitude]).toEqual([NaN, 117.5, NaN, NaN]);
    expect(overlay.facilities.status).toBe(base.facilities.status);
    expect(overlay.facilities.ids).toBe(base.facilities.ids);
    expect(overlay.divisions).toBe(base.divisions);
    expect(overlay.statistics).toBe(base.statistics);

    const counted = { ...base.records.division.get('t1')!, population60: 12 };
    const recount = base.with([effectOn(base, 'division', 't1', counted)]);
    expect(recount.divisions.population60[recount.divisions.indexById.get('t1')!]).toBe(12);
    expect(recount.facilities).toBe(base.facilities);
  });

  it('is the snapshot itself where no effect holds on its date', () => {
    const base = snapshotOf(hand);
    const end = effectOn(base, 'facility', 'f1', null);
    expect(base.with([])).toBe(base);
    expect(base.with([{ ...end, op: 'unchanged' }])).toBe(base);
    expect(base.with([{ ...end, effectiveFrom: '2099-01-01' }])).toBe(base);
  });

  it('has an id of its content', () => {
    const base = snapshotOf(hand);
    const ended = (id: string) => base.with([effectOn(base, 'facility', id, null)]).id;
    expect(ended('f1')).toMatch(/^1@2024-12-31\+[0-9a-f]{12}$/);
    expect(ended('f1')).toBe(ended('f1'));
    expect(ended('f1')).not.toBe(ended('f3'));
  });

  it('reads records back as a map', () => {
    const base = snapshotOf(hand);
    const { facility } = base.with([effectOn(base, 'facility', 'f3', null)]).records;
    const plain = new Map(facility);
    expect([...plain.keys()]).toEqual(['f1', 'f5', 'f7']);
    expect(facility.size).toBe(3);
    expect([facility.has('f1'), facility.has('f3')]).toEqual([true, false]);
    expect(facility.get('f3')).toBeUndefined();
    expect([...facility.keys()]).toEqual([...plain.keys()]);
    expect([...facility.values()]).toEqual([...plain.values()]);
    expect([...facility.entries()]).toEqual([...plain.entries()]);
    const visited = new Map<string, unknown>();
    facility.forEach((body, id) => visited.set(id, body));
    expect(visited).toEqual(plain);
  });
});
