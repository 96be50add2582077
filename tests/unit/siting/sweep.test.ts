import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../server/random.ts';
import { coverBySweep } from '../../../server/siting/solve/reach/sweep.ts';

const goOn = { mostExtended: 1e6, stopped: () => false };

/** Rows that list the sites within a distance of a point, or sites at random. */
function rowsOf(seed: number, { rows, sites, radius }: { rows: number; sites: number; radius: number | null }) {
  const random = randomStream(seed, 'rows of a sweep');
  const places = Array.from({ length: sites }, () => [random.next() * 3, random.next()] as const);
  const all = Array.from({ length: rows }, () => {
    const [x, y] = [random.next() * 3, random.next()];
    return [...places.keys()].filter((j) =>
      radius === null ? random.next() < 0.25 : Math.hypot(places[j]![0] - x, places[j]![1] - y) < radius,
    );
  });
  return all.filter((row) => row.length > 0);
}

/** Size of the least cover: branches on the sites of the first row left out. */
function leastCover(rows: readonly (readonly number[])[], most = Infinity): number {
  if (rows.length === 0) return 0;
  if (most === 0) return Infinity;
  let least = most;
  for (const j of rows[0]!)
    least = Math.min(
      least,
      1 +
        leastCover(
          rows.filter((row) => !row.includes(j)),
          least - 1,
        ),
    );
  return least;
}

describe('covering decision by sweeps', () => {
  it('finds a plan where there is one, and excludes it where there is none, whatever the prices', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 1, max: 1e6 }),
          rows: fc.integer({ min: 1, max: 130 }),
          sites: fc.integer({ min: 1, max: 22 }),
          radius: fc.constantFrom(null, 0.3, 0.5, 0.8),
          pricing: fc.constantFrom('none', 'random', 'even'),
        }),
        ({ seed, pricing, ...options }) => {
          const rows = rowsOf(seed, options);
          const random = randomStream(seed, 'prices');
          const price = Float64Array.from(rows, () =>
            pricing === 'none' ? 0 : pricing === 'even' ? 1 / rows.length : random.next() * 0.4,
          );
          const least = leastCover(rows);
          const plan = coverBySweep(rows, options.sites, least, price, goOn)!;
          expect(new Set(plan).size).toBeLessThanOrEqual(least);
          for (const row of rows) expect(row.some((j) => plan.includes(j))).toBe(true);
          if (least > 0) expect(coverBySweep(rows, options.sites, least - 1, price, goOn)).toBeNull();
        },
      ),
      { numRuns: 40, seed: 11 },
    );
  });
});
