import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gini, giniOfCurve, lorenzCurve, type Holding } from '../../../server/coverage/second-layers/equity.ts';

const anyHolding = fc.record({ amount: fc.integer({ min: 0, max: 5000 }), people: fc.integer({ min: 0, max: 900 }) });
const anyHoldings = fc.array(anyHolding, { minLength: 1, maxLength: 40 });
/** Somebody has something, so that there is a coefficient. */
const anyShared = anyHoldings.filter((rows) => rows.some(({ amount, people }) => amount > 0 && people > 0));

/** Half the mean absolute difference between any two people, over the mean: the definition without a curve. */
function giniByPairs(holdings: readonly Holding[]): number {
  const people = holdings.reduce((sum, h) => sum + h.people, 0);
  const total = holdings.reduce((sum, h) => sum + h.amount * h.people, 0);
  let differences = 0;
  for (const a of holdings)
    for (const b of holdings) differences += a.people * b.people * Math.abs(a.amount - b.amount);
  return differences / (2 * people * total);
}

describe('Gini coefficient', () => {
  it('is 0 where all have the same, (n − 1) / n where one of n has all, null where there is nothing', () => {
    expect(gini([1, 1, 1, 1].map((amount) => ({ amount, people: 5 })))).toBeCloseTo(0, 12);
    expect(gini([0, 0, 0, 8].map((amount) => ({ amount, people: 1 })))).toBeCloseTo(0.75, 12);
    expect(gini([{ amount: 0, people: 3 }])).toBeNull();
    expect(gini([{ amount: 5, people: 0 }])).toBeNull();
    expect(gini([])).toBeNull();
  });

  it('is half the relative mean difference between two people', () => {
    fc.assert(
      fc.property(anyShared, (rows) => {
        expect(gini(rows)).toBeCloseTo(giniByPairs(rows), 9);
      }),
    );
  });

  it('lies from 0 to below 1', () => {
    fc.assert(
      fc.property(anyShared, (rows) => {
        const value = gini(rows)!;
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(1);
      }),
    );
  });

  it('does not depend on the unit, the order or how people are grouped', () => {
    fc.assert(
      fc.property(anyShared, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 2, max: 5 }), (rows, scale, copies) => {
        const value = gini(rows)!;
        expect(gini(rows.map((h) => ({ ...h, amount: h.amount * scale })))).toBeCloseTo(value, 9);
        expect(gini([...rows].reverse())).toBeCloseTo(value, 9);
        expect(gini(Array.from({ length: copies }, () => rows).flat())).toBeCloseTo(value, 9);
        expect(gini(rows.map((h) => ({ ...h, people: h.people * copies })))).toBeCloseTo(value, 9);
      }),
    );
  });

  it('falls when someone who has more gives to someone who has less', () => {
    fc.assert(
      fc.property(anyShared, fc.integer({ min: 2, max: 500 }), (rows, gap) => {
        const pair = (less: number, more: number) =>
          gini([...rows, { amount: less, people: 1 }, { amount: more, people: 1 }])!;
        expect(pair(1, gap)).toBeLessThan(pair(0, gap + 1));
      }),
    );
  });
});

describe('Lorenz curve', () => {
  it('goes from nothing to everything, rises ever more steeply and never above the diagonal', () => {
    fc.assert(
      fc.property(anyShared, (rows) => {
        const curve = lorenzCurve(rows)!;
        expect(curve[0]).toEqual({ people: 0, amount: 0 });
        expect(curve.at(-1)).toEqual({ people: 1, amount: 1 });
        const slopes = curve
          .slice(1)
          .map(({ people, amount }, k) => (amount - curve[k]!.amount) / (people - curve[k]!.people));
        slopes.slice(1).forEach((slope, k) => expect(slope).toBeGreaterThan(slopes[k]! - 1e-9));
        for (const { people, amount } of curve) expect(amount).toBeLessThanOrEqual(people + 1e-12);
        expect(giniOfCurve(curve)).toBeCloseTo(gini(rows)!, 12);
      }),
    );
  });

  it('has one corner for each amount that people have', () => {
    expect(lorenzCurve([0, 0, 3, 3].map((amount) => ({ amount, people: 10 })))).toEqual([
      { people: 0, amount: 0 },
      { people: 0.5, amount: 0 },
      { people: 1, amount: 1 },
    ]);
  });
});
