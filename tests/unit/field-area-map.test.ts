import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaMapOf, drawnAreaOf, statesByConcern } from '../../web/field/store/area-map.ts';
import type { MarkerSight } from '../../web/field/store/sights.ts';

const lineOf = (course: [number, number][], demo = false) => ({
  ...{ id: 'line', level: 'county' as const, demo },
  geometry: { type: 'MultiLineString' as const, coordinates: [course] },
});
const markerOf = (id: string, place: [number, number] | null, state: string | null = 'intact') =>
  ({ id, number: id, state, demo: false, position: place && { type: 'Point', coordinates: place } }) as MarkerSight;

/** East along a parallel, so many points in one degree. */
const along = (points: number): [number, number][] => Array.from({ length: points }, (_, i) => [117 + i / points, 41]);

test('a small area is drawn whole, with unknown states as such, and what has no place is left out', () => {
  const lines = [lineOf(along(10)), { ...lineOf([]), geometry: null }];
  const markers = [markerOf('a', [117.5, 41.25], null), markerOf('b', null)];
  expect(areaMapOf(lines, markers)).toEqual({ overview: null, bounds: [117, 41, 117.9, 41.25], demo: false });
  const drawn = drawnAreaOf(lines, markers);
  expect(drawn.lines.features).toHaveLength(1);
  expect(drawn.markers.features.map(({ properties }) => properties)).toEqual([
    { id: 'a', number: 'a', shown: 'unknown' },
  ]);
  expect(areaMapOf([], [])).toEqual({ overview: null, bounds: null, demo: false });
  expect(areaMapOf([lineOf(along(2), true)], []).demo).toBe(true);
});

test('an overview keeps the ends of lines, a point within a spot of each, and in each spot the state that matters most', () => {
  const anyState = fc.constantFrom<string | null>(...statesByConcern.filter((state) => state !== 'unknown'), null);
  fc.assert(
    fc.property(fc.array(anyState, { minLength: 2001, maxLength: 2300 }), (states) => {
      const course = along(states.length);
      const markers = states.map((state, i) => markerOf(String(i), course[i]!, state));
      const { overview, bounds } = areaMapOf([lineOf(course)], markers);
      const spot = (bounds![2] - bounds![0]) / 200;
      const [rough] = overview!.lines.features[0]!.geometry.coordinates as [number, number][][];
      expect([rough![0], rough!.at(-1)]).toEqual([course[0], course.at(-1)]);
      rough!.slice(1).forEach(([east], i) => expect(east - rough![i]![0]).toBeLessThan(spot * 2));
      const shown = overview!.markers.features.map(({ properties }) => properties!.shown as string);
      expect(shown.length).toBeLessThanOrEqual(201);
      const most = Math.max(
        ...states.map((state) => (statesByConcern as readonly string[]).indexOf(state ?? 'unknown')),
      );
      expect(shown).toContain(statesByConcern[most]);
      // Every marker has one in its spot that matters as much or more.
      for (const [i, state] of states.entries()) {
        const column = Math.floor(course[i]![0] / spot);
        const there = overview!.markers.features.find(
          ({ geometry }) => Math.floor(geometry.coordinates[0]! / spot) === column,
        )!;
        const rank = (each: string) => (statesByConcern as readonly string[]).indexOf(each);
        expect(rank(there.properties!.shown as string)).toBeGreaterThanOrEqual(rank(state ?? 'unknown'));
      }
    }),
    { numRuns: 10 },
  );
});
