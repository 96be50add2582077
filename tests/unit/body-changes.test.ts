import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedFields, differences, reapply, sameValue } from '../../web/facilities/body-changes.ts';

const base = {
  name: '甲',
  status: 'operating',
  code: null,
  functions: { dayCare: true, meals: false },
  attributes: { beds: 30, cremators: [{ serial: '1' }] },
};

describe('differences between two versions of a record', () => {
  it('lists functions and attributes one by one', () => {
    const after = { ...base, functions: { dayCare: true, meals: true }, attributes: { ...base.attributes, beds: 31 } };
    expect(differences(base, after)).toEqual([
      { path: 'functions.meals', before: false, after: true },
      { path: 'attributes.beds', before: 30, after: 31 },
    ]);
  });

  it('takes absent, empty and null for the same unknown, but no for something else', () => {
    expect(differences(base, { ...base, code: '', functions: { ...base.functions, homeVisits: null } })).toEqual([]);
    expect(sameValue(null, false)).toBe(false);
    expect(sameValue(undefined, 0)).toBe(false);
  });

  it('tells a list that is empty from one that was never recorded', () => {
    expect(sameValue([], null)).toBe(false);
  });

  it('lists every known field of a record that is new', () => {
    expect(differences(null, base).map((d) => d.path)).toEqual([
      'name',
      'status',
      'functions.dayCare',
      'functions.meals',
      'attributes.beds',
      'attributes.cremators',
    ]);
  });
});

describe('fields of an update', () => {
  it('holds only the entries that change; unknown is null', () => {
    const wanted = {
      ...base,
      functions: { dayCare: null, meals: false },
      attributes: { ...base.attributes, beds: null },
    };
    expect(changedFields(base, wanted)).toEqual({ functions: { dayCare: null }, attributes: { beds: null } });
  });

  it('leaves out what the form does not ask for', () => {
    expect(changedFields(base, { name: '乙' })).toEqual({ name: '乙' });
  });

  it('makes entries unknown that another kind does not have', () => {
    expect(changedFields(base, { attributes: { capacity: 5 } })).toEqual({
      attributes: { beds: null, cremators: null, capacity: 5 },
    });
  });
});

describe('reapplying edits to a record that someone else changed', () => {
  const value = fc.constantFrom<unknown>(null, true, false, 1, 2, '甲');
  const body = fc.record({
    name: fc.constantFrom('甲', '乙', '丙'),
    status: fc.constantFrom(null, 'operating', 'closed'),
    functions: fc.record({ dayCare: value, meals: value }),
    attributes: fc.record({ beds: value, capacity: value }),
  });

  it('keeps every edit of the user and every other field of theirs', () => {
    fc.assert(
      fc.property(body, body, body, (from, wanted, current) => {
        const mine = new Set(differences(from, wanted).map((d) => d.path));
        const result = reapply(from, wanted, current);
        const againstMine = differences(result, wanted).map((d) => d.path);
        const againstTheirs = differences(result, current).map((d) => d.path);
        expect(againstMine.filter((path) => mine.has(path))).toEqual([]);
        expect(againstTheirs.filter((path) => !mine.has(path))).toEqual([]);
      }),
    );
  });
});
