import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvidenceRow, Verdict } from '../../server/indicators/contract.ts';
import { bothVerdicts, extremeQuotient, figureOf, reaches, type Amounts } from '../../server/indicators/figure.ts';

const atLeast = (value: number) => ({ comparison: 'atLeast' as const, value });
const moreThan = (value: number) => ({ comparison: 'moreThan' as const, value });
const of = (numerator: number, denominator: number): Amounts => ({ numerator, denominator });

function row(verdict: EvidenceRow['verdict'], part: Partial<EvidenceRow> = {}): EvidenceRow {
  return {
    unitType: 'township',
    unitId: 'u',
    unitCode: null,
    unitName: 'u',
    countyId: null,
    countyName: null,
    townshipId: null,
    townshipName: null,
    verdict,
    reason: { zh: '', en: '' },
    numerator: verdict === 'yes' ? 1 : 0,
    denominator: 1,
    lower: of(verdict === 'yes' ? 1 : 0, 1),
    upper: of(verdict === 'no' ? 0 : 1, 1),
    optional: false,
    readings: [],
    headline: true,
    records: [],
    demo: false,
    ...part,
  };
}

describe('reaching a target', () => {
  it('compares without rounding', () => {
    expect(reaches(of(131, 217), atLeast(0.6))).toBe(true); // 131 > 130.2
    expect(reaches(of(130, 217), atLeast(0.6))).toBe(false);
    expect(reaches(of(3, 5), atLeast(0.6))).toBe(true); // 3/5 is 0.6 exactly
    expect(reaches(of(122, 203), atLeast(0.6))).toBe(true); // 121.8
    expect(reaches(of(121, 203), atLeast(0.6))).toBe(false);
    expect(reaches(of(55, 100), atLeast(0.55))).toBe(true);
    expect(reaches(of(0.1 + 0.2, 0.01), moreThan(30))).toBe(false); // 0.3 over 0.01 is exactly 30 …
    expect((0.1 + 0.2) / 0.01).toBeGreaterThan(30); // … and more in floats
    expect(reaches(of(0.3001, 0.01), moreThan(30))).toBe(true);
  });

  it('agrees with whole-number arithmetic for every share and every per-mille target', () => {
    const parts = fc.record({ n: fc.nat(5000), d: fc.integer({ min: 1, max: 5000 }), perMille: fc.nat(1000) });
    fc.assert(
      fc.property(parts, ({ n, d, perMille }) => {
        expect(reaches(of(n, d), atLeast(perMille / 1000))).toBe(n * 1000 >= perMille * d);
        expect(reaches(of(n, d), moreThan(perMille / 1000))).toBe(n * 1000 > perMille * d);
      }),
    );
  });
});

describe('verdicts together', () => {
  it('are a Kleene conjunction', () => {
    const rank: Verdict[] = ['unmet', 'insufficient', 'met'];
    for (const a of rank) {
      for (const b of rank) {
        expect(bothVerdicts(a, b)).toBe(rank[Math.min(rank.indexOf(a), rank.indexOf(b))]);
      }
    }
  });
});

describe('a figure', () => {
  it('has nulls and no verdict where nothing is counted', () => {
    expect(figureOf([], 'ratio', atLeast(0.5))).toEqual({
      numerator: 0,
      denominator: 0,
      value: null,
      lower: null,
      upper: null,
      target: atLeast(0.5),
      verdict: 'insufficient',
    });
  });

  it('takes its verdict from the range and not from the value', () => {
    // 2 yes, 1 unknown, 1 no of 4: 50% confirmed, 50–75%.
    const rows = [row('yes'), row('yes'), row('unknown'), row('no')];
    expect(figureOf(rows, 'ratio', atLeast(0.5))).toMatchObject({
      value: 0.5,
      lower: 0.5,
      upper: 0.75,
      verdict: 'met',
    });
    expect(figureOf(rows, 'ratio', atLeast(0.6)).verdict).toBe('insufficient');
    expect(figureOf(rows, 'ratio', atLeast(0.8)).verdict).toBe('unmet');
    expect(figureOf(rows, 'ratio', null).verdict).toBe('insufficient');
  });

  it('does not divide a count', () => {
    const site = (verdict: EvidenceRow['verdict']) =>
      row(verdict, {
        denominator: 0,
        lower: of(verdict === 'yes' ? 1 : 0, 0),
        upper: of(verdict === 'no' ? 0 : 1, 0),
      });
    const rows = [site('yes'), site('unknown'), site('no')];
    expect(figureOf(rows, 'count', atLeast(2))).toMatchObject({
      value: 1,
      lower: 1,
      upper: 2,
      verdict: 'insufficient',
    });
    expect(figureOf(rows, 'count', atLeast(2), true)).toMatchObject({ lower: 1, upper: null, verdict: 'insufficient' });
    expect(figureOf(rows, 'count', atLeast(1), true).verdict).toBe('met');
  });

  it('takes or leaves an optional unit, whichever is more extreme', () => {
    // Certain 1/2; optional 0/2 and 2/2. Lowest 1/4 (with the first), highest 3/4 (with the second).
    const optional = (n: number) =>
      row('unknown', { optional: true, numerator: 0, denominator: 0, lower: of(n, 2), upper: of(n, 2) });
    const rows = [row('yes'), row('no'), optional(0), optional(2)];
    expect(figureOf(rows, 'ratio', atLeast(0.5))).toMatchObject({ value: 0.5, lower: 0.25, upper: 0.75 });
  });
});

describe('the most extreme quotient', () => {
  const amounts = fc.integer({ min: 1, max: 20 }).chain((d) => fc.nat(d).map((n) => of(n, d)));

  it('is the extreme over all subsets', () => {
    const cases = fc.record({
      certain: fc.oneof(amounts, fc.constant(of(0, 0))),
      optional: fc.array(amounts, { maxLength: 7 }),
    });
    fc.assert(
      fc.property(cases, ({ certain, optional }) => {
        const quotients: number[] = [];
        for (let chosen = 0; chosen < 1 << optional.length; chosen++) {
          const picked = optional.filter((_, i) => (chosen >> i) & 1);
          const n = picked.reduce((sum, o) => sum + o.numerator, certain.numerator);
          const d = picked.reduce((sum, o) => sum + o.denominator, certain.denominator);
          if (d > 0) quotients.push(n / d);
        }
        fc.pre(quotients.length > 0);
        const lowest = extremeQuotient('lower', certain, optional);
        const highest = extremeQuotient('upper', certain, optional);
        expect(lowest.numerator / lowest.denominator).toBeCloseTo(Math.min(...quotients), 12);
        expect(highest.numerator / highest.denominator).toBeCloseTo(Math.max(...quotients), 12);
      }),
    );
  });
});
