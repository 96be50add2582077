import fc from 'fast-check';
import type { Geometry } from 'geojson';
import { describe, expect, it } from 'vitest';
import { fits } from '../../server/ogc/cql2/evaluate.ts';
import type { ValueType } from '../../server/ogc/cql2/expression.ts';
import { parseFilter } from '../../server/ogc/cql2/parse.ts';
import { FilterError } from '../../server/ogc/cql2/tokens.ts';

const types: Record<string, ValueType> = {
  name: 'string',
  beds: 'number',
  'attributes.area': 'number',
  open: 'boolean',
  since: 'date',
  until: 'date',
  geometry: 'geometry',
  sides: 'json',
};
const typeOf = (name: string) => (Object.hasOwn(types, name) ? types[name] : undefined);

const record: Record<string, unknown> = {
  name: '滦平县养老中心 A',
  beds: 50,
  'attributes.area': 120.5,
  open: true,
  since: '2024-05-01',
  until: null,
};
const geometry: Geometry = { type: 'Point', coordinates: [117.3, 40.9] };

const test = (filter: string, values = record, place: Geometry | null = geometry) =>
  fits(parseFilter(filter, typeOf), { value: (name) => values[name], geometry: place });

describe('filters in CQL2 text', () => {
  it.each([
    ["name = '滦平县养老中心 A'", true],
    ["name <> '滦平县养老中心 A'", false],
    ['beds > 49 AND beds <= 50', true],
    ['beds + 10 / 2 = 55', true],
    ['(beds + 10) / 2 = 30', true],
    ['-beds < 0', true],
    ['50 = beds', true],
    ['"attributes.area" >= 120.5', true],
    ['attributes.area >= 1.3e2', false],
    ['open', true],
    ['NOT open OR beds = 50', true],
    ['open = FALSE', false],
    ["name LIKE '滦平%A'", true],
    ["name LIKE '滦_县%'", true],
    ["name NOT LIKE '%中心'", true],
    ["CASEI(name) LIKE CASEI('%中心 a')", true],
    ["name LIKE '%\\_%'", false],
    ['beds BETWEEN 40 AND 50', true],
    ['beds NOT BETWEEN 40 AND 50', false],
    ['beds IN (1, 50)', true],
    ['beds NOT IN (1, 2)', true],
    ['until IS NULL', true],
    ['since IS NOT NULL AND geometry IS NOT NULL', true],
    ["since = DATE('2024-05-01')", true],
    ["since < '2024-05-02'", true],
    ["T_AFTER(since, TIMESTAMP('2024-04-30T23:59:59Z'))", true],
    ["T_DURING(since, INTERVAL('2024-01-01', '..'))", true],
    ["T_INTERSECTS(since, INTERVAL('2024-05-01', '2024-05-01'))", true],
    ["T_BEFORE(INTERVAL('..', since), DATE('2024-05-02'))", true],
    ['S_INTERSECTS(geometry, BBOX(117, 40, 118, 41))', true],
    ['S_INTERSECTS(geometry, POINT(117.3 40.9))', true],
    ['S_WITHIN(geometry, POLYGON((117 40, 118 40, 118 41, 117 41, 117 40)))', true],
    ['S_CONTAINS(MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((117 40, 118 40, 118 41, 117 41, 117 40))), geometry)', true],
    ['S_DISJOINT(geometry, LINESTRING(116 40, 117 40))', true],
    ['S_EQUALS(geometry, POINT(117.3 40.9))', true],
    ['S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(0 0), MULTIPOINT((1 1), (117.3 40.9))))', true],
  ])('%s: %s', (filter, expected) => {
    expect(test(filter)).toBe(expected);
  });

  it('takes neither a predicate nor its negation where a value is not known', () => {
    for (const filter of ["until < '2030-01-01'", "until IN ('2030-01-01')", "T_AFTER(until, DATE('2000-01-01'))"]) {
      expect([test(filter), test(`NOT (${filter})`)]).toEqual([false, false]);
    }
    expect(test('S_DISJOINT(geometry, POINT(0 0))', record, null)).toBe(false);
    // What decides without it is decided.
    expect(test("until < '2030-01-01' OR beds = 50")).toBe(true);
    expect(test("NOT (until < '2030-01-01' AND beds = 51)")).toBe(true);
  });

  it.each([
    ['', 1, 'a property or a value'],
    ['beds >', 7, 'a property or a value'],
    ['rooms > 3', 1, 'no queryable property'],
    ["beds > 'x'", 8, 'number'],
    ["since > '2024-02-30'", 9, 'date'],
    ['beds = 50 beds = 1', 11, 'AND, OR or the end'],
    ["name LIKE 'a", 11, 'not understood'],
    ['S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1)))', 24, 'ring'],
    ['S_TOUCHES(geometry, POINT(0 0))', 1, 'no queryable property'],
    ['geometry = 1', 1, 'spatial predicate'],
    ["sides = 'x'", 1, 'cannot be filtered by'],
    [`${'('.repeat(200)}beds = 1`, 102, 'nested'],
  ])('refuses %s at character %i', (filter, position, words) => {
    const error = ((): unknown => {
      try {
        return test(filter);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(FilterError);
    expect((error as FilterError).position).toBe(position);
    expect((error as FilterError).said.en.toLowerCase()).toContain(words.toLowerCase());
  });

  it('answers LIKE as a plain search by regular expression does', () => {
    const letter = fc.constantFrom('a', 'b', '%', '_', '滦');
    fc.assert(
      fc.property(
        fc.string({ unit: letter, maxLength: 8 }),
        fc.string({ unit: letter, maxLength: 8 }),
        (value, pattern) => {
          const plain = new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'su');
          expect(test(`name LIKE '${pattern}'`, { ...record, name: value })).toBe(plain.test(value));
        },
      ),
    );
  });

  it('reads any text or refuses it, and nothing else', () => {
    const word = fc.constantFrom(
      'beds',
      'name',
      'AND',
      'NOT',
      '(',
      ')',
      '=',
      "'a'",
      '1',
      'IN',
      ',',
      'LIKE',
      'POINT',
      '-',
      'BBOX',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        try {
          expect(typeof test(words.join(' '))).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
