import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf, openCoverage, type Coverage } from '../../../server/coverage/coverage.ts';
import { areasOf, differenceOf, facilitiesOf, pointOf } from '../../../server/coverage/report.ts';
import { anyEdit, anyWorld, effectsOn } from '../../support/coverage-worlds.ts';

/** Everything that a coverage says, free of how it came about. */
function told(coverage: Coverage) {
  return {
    ...areasOf(coverage),
    points: Array.from({ length: coverage.points.length }, (_, p) => pointOf(coverage, p)),
    facilities: facilitiesOf(coverage),
  };
}

describe('a coverage brought up to date', () => {
  it('equals the one computed anew, whatever the edits, and the base stays as it was', () => {
    fc.assert(
      fc.property(
        anyWorld,
        fc.array(fc.array(anyEdit, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 2 }),
        ({ network, snapshot, question }, trials) => {
          const live = openCoverage(snapshot, network, question);
          const before = told(live.coverage);
          for (const edits of trials) {
            const overlay = snapshot.with(effectsOn(snapshot, edits));
            expect(told(live.after(overlay))).toEqual(told(coverageOf(overlay, network, question)));
          }
          expect(told(live.coverage)).toEqual(before);
          expect(told(live.after(snapshot.with([])))).toEqual(before);
        },
      ),
      { numRuns: 250 },
    );
  });

  it('reports exactly the points and areas that differ', () => {
    fc.assert(
      fc.property(anyWorld, fc.array(anyEdit, { minLength: 1, maxLength: 4 }), (world, edits) => {
        const { network, snapshot, question } = world;
        const live = openCoverage(snapshot, network, question);
        const overlay = snapshot.with(effectsOn(snapshot, edits));
        const shown = differenceOf(live.coverage, live.after(overlay));
        const anew = differenceOf(live.coverage, coverageOf(overlay, network, question));
        const sorted = (d: typeof shown) => ({ ...d, areas: d.areas.map((a) => a.after.divisionId).sort() });
        expect(sorted(shown)).toEqual(sorted(anew));
        const was = told(live.coverage);
        const is = told(coverageOf(overlay, network, question));
        const differing = [...was.counties, ...was.townships].filter((area, i) => {
          const after = [...is.counties, ...is.townships][i];
          return JSON.stringify(area) !== JSON.stringify(after);
        });
        expect(shown.areas.map((a) => a.before.divisionId).sort()).toEqual(differing.map((a) => a.divisionId).sort());
      }),
      { numRuns: 200 },
    );
  });
});
