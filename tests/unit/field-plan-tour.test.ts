import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../server/random.ts';
import { partIntoDays, type DayRules } from '../../server/boundary/field-plan/days.ts';
import { tourLowerBound } from '../../server/boundary/field-plan/lower-bound.ts';
import type { TourEnds } from '../../server/boundary/field-plan/costs.ts';
import { shortestTour } from '../../server/boundary/field-plan/tour.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Walking seconds between random places; uphill is slower, so the directions differ unless `level`. */
function terrain(seed: number, count: number, level: boolean): number[][] {
  const random = randomStream(seed, 'terrain');
  const places = upTo(count).map(() => [random.integer(0, 5000), random.integer(0, 5000), random.integer(0, 600)]);
  return places.map(([x, y, z]) =>
    places.map(([toX, toY, toZ]) => Math.hypot(toX! - x!, toY! - y!) + (level ? 0 : 4 * Math.max(0, toZ! - z!))),
  );
}

function along(costs: readonly (readonly number[])[], order: readonly number[], { start, end }: TourEnds): number {
  const way = [...(start === null ? [] : [start]), ...order, ...(end === null ? [] : [end])];
  return way.slice(1).reduce((sum, to, i) => sum + costs[way[i]!]![to]!, 0);
}

/** Least cost by recursion over all orders, leaving off those that are no better than the best known. */
function leastByTrying(costs: number[][], stops: readonly number[], ends: TourEnds): number {
  let least = Infinity;
  const visit = (at: number | null, cost: number, left: readonly number[]) => {
    if (cost >= least) return;
    if (left.length === 0) {
      least = Math.min(least, cost + (ends.end === null || at === null ? 0 : costs[at]![ends.end]!));
    }
    for (const next of left) {
      visit(
        next,
        cost + (at === null ? 0 : costs[at]![next]!),
        left.filter((other) => other !== next),
      );
    }
  };
  visit(ends.start, 0, stops);
  return least;
}

const endsOf = (which: string): TourEnds => ({
  start: which === 'free' || which === 'end' ? null : 0,
  end: which === 'round' ? 0 : which === 'end' || which === 'both' ? 1 : null,
});
const kinds = ['free', 'start', 'end', 'both', 'round'] as const;

describe('shortest tour', () => {
  it('is the shortest of all orders for few stops, whatever its ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(...kinds),
        (seed, count, kind) => {
          const costs = terrain(seed, count + 2, false);
          const stops = upTo(count).map((i) => i + 2);
          const ends = endsOf(kind);
          const tour = shortestTour(costs, stops, ends);
          expect([...tour.order].sort((a, b) => a - b)).toEqual(stops);
          expect(tour.cost).toBeCloseTo(along(costs, tour.order, ends), 6);
          expect(tour.cost).toBeCloseTo(leastByTrying(costs, stops, ends), 6);
          expect(tour).toMatchObject({ proven: true, lowerBound: tour.cost });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('proves twelve stops', () => {
    const costs = terrain(3, 14, false);
    expect(
      shortestTour(
        costs,
        upTo(12).map((i) => i + 2),
        endsOf('both'),
      ).proven,
    ).toBe(true);
  });

  it.each(kinds)('beyond, stays near the bound and never below it (%s)', (kind) => {
    const costs = terrain(11, 18, true);
    const stops = upTo(16).map((i) => i + 2);
    const tour = shortestTour(costs, stops, endsOf(kind));
    expect([...tour.order].sort((a, b) => a - b)).toEqual(stops);
    expect(tour.cost).toBeCloseTo(along(costs, tour.order, endsOf(kind)), 6);
    expect(tour.lowerBound).toBeLessThanOrEqual(tour.cost);
    // On instances of this size the search finds the optimum, and the bound itself stays up to 3.3% below it.
    expect(tour.cost / tour.lowerBound).toBeLessThan(1.05);
    if (kind === 'both') expect(shortestTour(costs, stops, endsOf(kind))).toEqual(tour);
  });

  it('finds a known optimum beyond twelve stops, whose bound proves it', () => {
    // Markers along a line, numbered at random: from one end to the other is the shortest, whatever is between.
    const metres = randomStream(5, 'line').shuffled(upTo(20).map((i) => i * 400));
    const costs = metres.map((from) => metres.map((to) => Math.abs(to - from)));
    const tour = shortestTour(costs, upTo(20), endsOf('free'));
    expect(tour.cost).toBe(19 * 400);
    expect(tour.proven).toBe(true);
    expect(tour.order.map((stop) => metres[stop]! / 400)).toSatisfy(
      (order: number[]) => order[0] === 0 || order[0] === 19,
    );
  });

  it('has bounds that no tour goes below', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 6 }),
        fc.constantFrom(...kinds),
        fc.boolean(),
        (seed, count, kind, level) => {
          const costs = terrain(seed, count + 2, level);
          const stops = upTo(count).map((i) => i + 2);
          const least = leastByTrying(costs, stops, endsOf(kind));
          const bound = tourLowerBound(costs, stops, endsOf(kind), least);
          expect(bound).toBeLessThanOrEqual(least + 1e-6);
          expect(bound).toBeGreaterThan(level ? 0.8 * least : 0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has nothing to visit between two ends', () => {
    expect(
      shortestTour(
        [
          [0, 7],
          [9, 0],
        ],
        [],
        { start: 0, end: 1 },
      ),
    ).toEqual({
      order: [],
      cost: 7,
      lowerBound: 7,
      proven: true,
    });
  });
});

describe('days of a plan', () => {
  /** Points 0, 1, 2 … an hour's walk apart on a line. */
  const line = (count: number) => upTo(count).map((from) => upTo(count).map((to) => 3600 * Math.abs(to - from)));
  const rules = (hours: number, nights: number[] = []): DayRules => ({
    mostSecondsPerDay: hours * 3600,
    staySeconds: () => 1800,
    nights,
  });

  it('goes on in the morning from the last marker', () => {
    // Each visit half an hour and each leg an hour: three visits make 3.5 h; from the last one, two more make 3 h.
    const days = partIntoDays(line(7), upTo(7), rules(3.5));
    expect(days.map(({ visits }) => visits)).toHaveLength(3);
    expect(days.flatMap(({ visits }) => visits)).toEqual(upTo(7));
    expect(
      days.every(({ walkSeconds, staySeconds, tooLong }) => !tooLong && walkSeconds + staySeconds <= 3.5 * 3600),
    ).toBe(true);
    expect(days.map(({ from, night }) => [from, night])).toEqual([
      [null, null],
      [days[0]!.visits.at(-1), null],
      [days[1]!.visits.at(-1), null],
    ]);
    expect(days.reduce((sum, { walkSeconds }) => sum + walkSeconds, 0)).toBe(6 * 3600);
  });

  it('goes to a place for the night and comes back from it', () => {
    // A camp beside point 2, half an hour from it and farther from the others.
    const costs = line(6).map((row, from) => [...row, 1800 + 3600 * Math.abs(from - 2)]);
    costs.push([...upTo(6).map((to) => 1800 + 3600 * Math.abs(to - 2)), 0]);
    const days = partIntoDays(costs, upTo(6), rules(5, [6]));
    expect(days[0]).toMatchObject({ visits: [0, 1, 2], night: 6, walkSeconds: 2.5 * 3600 });
    expect(days.at(-1)!.night).toBeNull();
    for (const day of days) expect(day.tooLong).toBe(day.walkSeconds + day.staySeconds > 5 * 3600);
    expect(days.filter(({ tooLong, visits }) => tooLong && visits.length > 1)).toEqual([]);
  });

  it('says of a visit that no day is long enough for it', () => {
    const far = [
      [0, 40_000],
      [40_000, 0],
    ];
    const days = partIntoDays(far, [0, 1], rules(8));
    expect(days.map(({ visits, tooLong }) => ({ visits, tooLong }))).toEqual([
      { visits: [0], tooLong: false },
      { visits: [1], tooLong: true },
    ]);
    expect(partIntoDays(far, [], rules(8))).toEqual([]);
  });

  it('needs as few days as counting shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 2, max: 9 }), (count, hours) => {
        const days = partIntoDays(line(count), upTo(count), rules(hours));
        // The first visit takes half an hour, each further one an hour and a half.
        const firstDay = 1 + Math.floor((hours - 0.5) / 1.5);
        const laterDays = Math.floor(hours / 1.5);
        expect(days).toHaveLength(1 + Math.ceil(Math.max(0, count - firstDay) / laterDays));
      }),
      { numRuns: 30 },
    );
  });
});
