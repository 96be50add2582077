import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { IndicatorDefinition, Target } from '../../../gis-data/catalogue/index.ts';
import type { EvidenceRow } from '../../../server/indicators/contract.ts';
import { evidenceRowOf } from '../../../server/indicators/evidence.ts';
import { figureOf, type Amounts } from '../../../server/indicators/figure.ts';
import { earliestEnd } from '../../../server/worklists/settlement.ts';

const unit = {
  unitType: 'facility' as const,
  unitId: 'u',
  unitCode: null,
  unitName: 'u',
  countyId: null,
  countyName: null,
  townshipId: null,
  townshipName: null,
};

function rowOf(lower: Amounts, upper: Amounts, optional: boolean): EvidenceRow {
  return evidenceRowOf(unit, { verdict: 'unknown', reason: { zh: '', en: '' }, lower, upper, optional, demo: false });
}

const nothing: Amounts = { numerator: 0, denominator: 0 };
const value = ({ numerator, denominator }: Amounts, { value: target }: Target) => numerator - target * denominator;

/** Every way to settle exactly `count` of the rows for one side, by the figure's own verdict. */
function someSubsetDecides(
  rows: readonly EvidenceRow[],
  count: number,
  kind: IndicatorDefinition['unit'],
  target: Target,
  side: 'met' | 'unmet',
): boolean {
  for (let mask = 0; mask < 1 << rows.length; mask++) {
    const chosen = rows.map((_, i) => ((mask >> i) & 1) === 1);
    if (chosen.filter(Boolean).length !== count) continue;
    const settled = rows.map((row, i) => (chosen[i] ? settledFor(row, side, target) : row));
    if (figureOf(settled, kind, target).verdict === side) return true;
  }
  return false;
}

/** The row with the answer that is best or worst for the target. */
function settledFor(row: EvidenceRow, side: 'met' | 'unmet', target: Target): EvidenceRow {
  const answers = [row.lower, row.upper, ...(row.optional ? [nothing] : [])];
  answers.sort((a, b) => value(a, target) - value(b, target));
  const answer = side === 'met' ? answers.at(-1)! : answers[0]!;
  return rowOf(answer, answer, false);
}

const share = fc
  .record({ beds: fc.integer({ min: 1, max: 9 }), low: fc.nat(9), high: fc.nat(9), optional: fc.boolean() })
  .map(({ beds, low, high, optional }) => {
    const [least, most] = [Math.min(low, high, beds), Math.min(Math.max(low, high), beds)];
    return rowOf({ numerator: least, denominator: beds }, { numerator: most, denominator: beds }, optional);
  });
const certain = rowOf({ numerator: 5, denominator: 10 }, { numerator: 5, denominator: 10 }, false);

it('agrees with trying every subset of the open units, for shares', () => {
  fc.assert(
    fc.property(
      fc.array(share, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('atLeast' as const, 'moreThan' as const),
      fc.constantFrom(0.25, 0.5, 0.6),
      (open, comparison, limit) => {
        agreesWithSubsets([certain, ...open], 'ratio', { comparison, value: limit });
      },
    ),
    { numRuns: 150 },
  );
});

it('agrees with trying every subset of the open units, for counts', () => {
  const one: Amounts = { numerator: 1, denominator: 0 };
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(rowOf(nothing, one, false), rowOf(one, one, false)), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 6 }),
      (rows, limit) => {
        agreesWithSubsets(rows, 'count', { comparison: 'atLeast', value: limit });
      },
    ),
    { numRuns: 100 },
  );
});

function agreesWithSubsets(rows: readonly EvidenceRow[], kind: IndicatorDefinition['unit'], target: Target): void {
  const end = earliestEnd(rows, kind, target);
  for (const side of ['met', 'unmet'] as const) {
    const counts = Array.from({ length: rows.length + 1 }, (_, count) => count);
    const fewest = counts.find((count) => someSubsetDecides(rows, count, kind, target, side)) ?? null;
    expect([side, end[side]]).toEqual([side, fewest]);
  }
}
