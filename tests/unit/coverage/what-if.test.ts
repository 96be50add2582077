import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demonstrationNetwork, demonstrationSnapshot } from '../../../scripts/bench/demonstration.ts';
import { randomStream } from '../../../server/random.ts';
import type { FacilityEdit } from '../../../server/coverage/contract.ts';
import { coverageOf, openCoverage, type Coverage } from '../../../server/coverage/coverage.ts';
import { tryEdits } from '../../../server/coverage/edits.ts';
import { questionOf } from '../../../server/coverage/question.ts';
import { areasOf, differenceOf, facilitiesOf, pointOf } from '../../../server/coverage/report.ts';
import type { PointGeometry } from '../../../server/divisions/contract.ts';
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

  it('equals the one computed anew on the demonstration city, for facilities moved, closed, added and changed', async () => {
    const snapshot = demonstrationSnapshot('2025-12-31');
    const network = await demonstrationNetwork();
    const question = questionOf({ functions: ['dayCare'], minutes: 20 });
    const live = openCoverage(snapshot, network, question);
    const random = randomStream(7, 'what-if');
    const eligible = snapshot.facilities.ofKinds(question.facilityKinds);
    const anyFacilityRow = () => random.pick(eligible);
    const near = (row: number): PointGeometry => ({
      type: 'Point',
      coordinates: [
        known(snapshot.facilities.longitude[row]!, 117.95) + (random.next() - 0.5) / 20,
        known(snapshot.facilities.latitude[row]!, 40.95) + (random.next() - 0.5) / 20,
      ],
    });
    const idOf = (row: number) => snapshot.facilities.ids[row]!;
    const makers: ((i: number) => FacilityEdit)[] = [
      () => ((row) => ({ op: 'move', facilityId: idOf(row), to: near(row) }))(anyFacilityRow()),
      () => ({ op: 'close', facilityId: idOf(anyFacilityRow()) }),
      (i) => ({ op: 'add', id: `f1308${i}`, kind: 'dayCareStation', at: near(anyFacilityRow()) }),
      () => ({ op: 'reclassify', facilityId: idOf(anyFacilityRow()), status: null }),
      () => ({ op: 'reclassify', facilityId: idOf(anyFacilityRow()), functions: { dayCare: null } }),
    ];
    const county = { countyId: snapshot.divisions.ids[snapshot.divisions.ofLevel('county')[0]!]!, townshipId: null };
    let changedPoints = 0;
    for (let trial = 0; trial < 8; trial++) {
      const edits = Array.from({ length: 1 + (trial % 4) }, (_, i) => random.pick(makers)(trial * 10 + i));
      const { effects, errors } = tryEdits(snapshot, edits, question, () => county);
      expect(errors).toEqual([]);
      const overlay = snapshot.with(effects);
      const after = live.after(overlay);
      changedPoints += differenceOf(live.coverage, after).points.length;
      expect(isDeepStrictEqual(told(after), told(coverageOf(overlay, network, question)))).toBe(true);
    }
    expect(changedPoints).toBeGreaterThan(0);
  }, 120_000);
});

const known = (value: number, otherwise: number) => (Number.isNaN(value) ? otherwise : value);
