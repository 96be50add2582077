import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankFacility } from '../../server/facilities/contract.ts';
import { facilityRecordType } from '../../server/facilities/store.ts';
import { effectOf, normalised, type CurrentRecord } from '../../server/registry/apply.ts';
import type { Change } from '../../server/registry/contract.ts';
import type { Body } from '../../server/registry/record-type.ts';
import { joinChanges, type KeptChange } from '../../server/scenarios/changes.ts';
import { rebase, type RebaseChoice, type Standing } from '../../server/scenarios/rebase.ts';
import { facilityFields } from '../support/edits.ts';

const room = {
  facilityIds: ['f'],
  kinds: ['regionalCentre', 'publicCemetery'] as const,
  countyIds: ['c1', 'c2'],
  townshipIds: ['t1', 't2'],
  villageIds: ['v1'],
  divisionIds: ['c1'],
  statisticIds: ['s1'],
};

// As they come out of the database: plain objects.
const wholeFields = facilityFields(room).map((fields) => JSON.parse(JSON.stringify(fields)) as Body);

/** A patch: some fields of a facility, and some entries of its functions and attributes, unknown ones among them. */
const patch: fc.Arbitrary<Body> = fc
  .record({
    fields: wholeFields,
    kept: fc.subarray(['code', 'name', 'townshipId', 'entrance', 'status', 'functions', 'attributes']),
    forgotten: fc.subarray(['beds', 'nursingBeds', 'plotsTotal']),
  })
  .map(({ fields, kept, forgotten }) => {
    const chosen: Body = Object.fromEntries(kept.map((field) => [field, fields[field]]));
    if (forgotten.length === 0 || !kept.includes('attributes')) return chosen;
    const nulls = Object.fromEntries(forgotten.map((id) => [id, null]));
    return { ...chosen, attributes: { ...(chosen.attributes as Body), ...nulls } };
  });

const body = wholeFields.map((fields) => normalised(facilityRecordType, { ...blankFacility, ...fields }));

const kept = (op: KeptChange['op'], fields: Body | undefined, baseVersion?: number): KeptChange => ({
  type: 'facility',
  op,
  id: 'f',
  ...(fields === undefined ? {} : { fields }),
  ...(baseVersion === undefined ? {} : { baseVersion }),
});

/** What a change makes of a body, by the registry's own rule. */
function applied(change: KeptChange, current: Body | null): Body | null {
  const whole: Change = {
    type: change.type,
    id: change.id,
    op: change.op,
    baseVersion: change.baseVersion ?? null,
    effectiveFrom: '2026-01-01',
    fields: change.op === 'create' ? normalised(facilityRecordType, change.fields!) : (change.fields ?? {}),
    sourceRow: null,
  };
  const record: CurrentRecord | null = current && { version: 1, validFrom: '2020-01-01', body: current };
  const outcome = effectOf(facilityRecordType, whole, record);
  if ('errors' in outcome) throw new Error(JSON.stringify(outcome.errors));
  return outcome.effect.after;
}

describe('joined changes', () => {
  test('do what the changes do one after the other', () => {
    fc.assert(
      fc.property(
        fc.option(body, { nil: null }),
        wholeFields,
        fc.array(patch, { maxLength: 5 }),
        fc.boolean(),
        fc.nat(6),
        (start, made, patches, ends, split) => {
          const list = [
            ...(start === null ? [kept('create', { ...blankFacility, ...made })] : []),
            ...patches.map((fields) => kept('update', fields, start === null ? undefined : 1)),
            ...(ends ? [kept('delete', undefined, start === null ? undefined : 1)] : []),
          ];
          const oneByOne = list.reduce((now, change) => applied(change, now), start);
          const joined = joinChanges(joinChanges([], list.slice(0, split)), list.slice(split));
          expect(joined.length).toBeLessThanOrEqual(1);
          expect(joined.reduce((now, change) => applied(change, now), start)).toEqual(oneByOne);
          if (start === null && ends) expect(joined).toEqual([]);
        },
      ),
    );
  });

  test('keep the version that the first was made against, and other records as they are', () => {
    const other: KeptChange = { type: 'division', op: 'update', id: 'f', baseVersion: 7, fields: { name: '镇' } };
    const list = [kept('update', { name: '甲' }, 3), other, kept('update', { code: 'K' }, 5)];
    expect(joinChanges([], list)).toEqual([kept('update', { name: '甲', code: 'K' }, 3), other]);
    expect(joinChanges(list.slice(0, 2), [kept('delete', undefined, 5)])[0]).toEqual(kept('delete', undefined, 3));
  });

  test('are refused, each at its place, where the scenario has the record already or ends it', () => {
    const join = () =>
      joinChanges(
        [kept('delete', undefined, 1), { ...kept('create', {}), id: 'g' }],
        [{ ...kept('update', {}), id: 'g' }, kept('update', {}), { ...kept('create', {}), id: 'g' }],
      );
    expect(join).toThrow(
      expect.objectContaining({
        status: 409,
        errors: [
          expect.objectContaining({ path: 'changes.1', code: 'ended-here' }),
          expect.objectContaining({ path: 'changes.2', code: 'exists' }),
        ],
      }),
    );
  });
});

const noNewId = () => {
  throw new Error('no record is made again here');
};

function standing(base: Body | null, now: Body | null, nowVersion = 2): Standing {
  return {
    current: new Map(now ? [['facility/f', { version: nowVersion, validFrom: '2020-01-01', body: now }]] : []),
    based: new Map(base ? [['facility/f', base]] : []),
    known: new Set(base || now ? ['facility/f'] : []),
  };
}

/** Every smallest part of some bodies by name, worked out apart from the code under test. */
function partsOf(...bodies: Body[]): Map<string, (body: Body) => unknown> {
  const parts = new Map<string, (body: Body) => unknown>();
  for (const one of bodies) {
    for (const field of Object.keys(one)) {
      if (field !== 'functions' && field !== 'attributes') parts.set(field, (b) => b[field] ?? null);
      else
        for (const entry of Object.keys(one[field] as Body))
          parts.set(`${field}.${entry}`, (b) => (b[field] as Body)[entry] ?? null);
    }
  }
  return parts;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

describe('a rebase', () => {
  test('leaves changes alone whose records nobody else changed', () => {
    fc.assert(
      fc.property(body, patch, fc.constantFrom('update', 'delete'), (base, fields, op) => {
        const changes = [kept(op as 'update', op === 'update' ? fields : undefined, 1)];
        const rebased = rebase(changes, standing(base, base, 1), {}, noNewId);
        expect(rebased).toEqual({ changes, conflicts: [], carried: 1, alreadyMade: 0 });
      }),
    );
    const made = [kept('create', { name: '新' })];
    expect(rebase(made, standing(null, null), {}, noNewId).changes).toEqual(made);
  });

  test('loses no field of mine, overwrites none of theirs without a choice, and asks for nothing else', () => {
    let asked = 0;
    fc.assert(
      fc.property(body, patch, patch, fc.infiniteStream(fc.boolean()), (base, mine, theirs, coin) => {
        const change = kept('update', mine, 1);
        const wanted = applied(change, base)!;
        const now = applied(kept('update', theirs, 1), base)!;
        const open = rebase([change], standing(base, now), {}, noNewId);
        const parts = partsOf(base, wanted, now);
        const bothChanged = [...parts].filter(
          ([, of]) => !same(of(wanted), of(now)) && !same(of(wanted), of(base)) && !same(of(now), of(base)),
        );
        expect(open.conflicts.map(({ field }) => field).sort()).toEqual(bothChanged.map(([name]) => name).sort());
        if (open.conflicts.length > 0) expect(open.changes).toEqual([change]);
        asked += open.conflicts.length;

        const choices = Object.fromEntries(
          open.conflicts.map(({ key }): [string, RebaseChoice] => [key, coin.next().value ? 'mine' : 'theirs']),
        );
        const { changes } = rebase([change], standing(base, now), choices, noNewId);
        expect(changes.every(({ baseVersion }) => baseVersion === 2)).toBe(true);
        const result = changes.reduce<Body | null>((body, next) => applied(next, body), now)!;
        for (const [name, of] of parts) {
          const choice = choices[`facility/f/${name}`];
          const isMine =
            choice === undefined ? !same(of(wanted), of(base)) && same(of(now), of(base)) : choice === 'mine';
          expect([name, of(result)]).toEqual([name, of(isMine ? wanted : now)]);
        }
      }),
    );
    expect(asked).toBeGreaterThan(0);
  });

  test('asks before it ends a record that was changed since, and finds one that has ended done', () => {
    const [base, now] = [{ name: '甲' }, { name: '乙' }];
    const ending = [kept('delete', undefined, 1)];
    const open = rebase(ending, standing(base, now), {}, noNewId);
    expect(open).toMatchObject({ changes: ending, carried: 0, alreadyMade: 0 });
    expect(open.conflicts).toEqual([
      { key: 'facility/f', type: 'facility', id: 'f', field: null, kind: 'changed', base, theirs: now, mine: null },
    ]);
    const choose = (choice: RebaseChoice) => rebase(ending, standing(base, now), { 'facility/f': choice }, noNewId);
    expect(choose('mine').changes).toEqual([kept('delete', undefined, 2)]);
    expect(choose('theirs').changes).toEqual([]);
    expect(rebase(ending, standing(base, null), {}, noNewId)).toMatchObject({ changes: [], alreadyMade: 1 });
    // Changed and changed back: nothing stands in the way.
    expect(rebase(ending, standing(base, base), {}, noNewId)).toMatchObject({ conflicts: [], carried: 1 });
  });

  test('makes an ended record again under a new name where it is wanted, and others refer to that', () => {
    const base = { name: '旧镇', level: 'township', demo: false };
    const changes: KeptChange[] = [
      { type: 'division', op: 'update', id: 'f', baseVersion: 1, fields: { name: '新镇' } },
      { type: 'facility', op: 'create', id: 'g', fields: { townshipId: 'f', name: '中心' } },
    ];
    const ended: Standing = {
      current: new Map(),
      based: new Map([['division/f', base]]),
      known: new Set(['division/f']),
    };
    const open = rebase(changes, ended, {}, noNewId);
    expect(open.changes).toEqual(changes);
    expect(open.conflicts).toMatchObject([
      { key: 'division/f', kind: 'ended', base, theirs: null, mine: { name: '新镇' } },
    ]);
    const mine = rebase(changes, ended, { 'division/f': 'mine' }, () => 'f2');
    expect(mine.changes).toEqual([
      { type: 'division', op: 'create', id: 'f2', fields: { ...base, name: '新镇' } },
      { type: 'facility', op: 'create', id: 'g', fields: { townshipId: 'f2', name: '中心' } },
    ]);
    expect(rebase(changes, ended, { 'division/f': 'theirs' }, noNewId).changes).toEqual([changes[1]]);
  });

  test('takes a record that both made as one, and asks where they differ', () => {
    const now = { name: '登记之名', code: 'K1', attributes: { beds: 40 } };
    const made = kept('create', { name: '方案之名', attributes: { beds: 40, nursingBeds: 9 } });
    const open = rebase([made], standing(null, now), {}, noNewId);
    expect(open.conflicts.map(({ field }) => field)).toEqual(['name']);
    const mine = rebase([made], standing(null, now), { 'facility/f/name': 'mine' }, noNewId);
    expect(mine.changes).toEqual([kept('update', { name: '方案之名', attributes: { nursingBeds: 9 } }, 2)]);
    expect(rebase([kept('create', now)], standing(null, now), {}, noNewId)).toMatchObject({
      changes: [],
      alreadyMade: 1,
    });
  });
});
