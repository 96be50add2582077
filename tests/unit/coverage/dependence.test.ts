import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COVERED, verdictWithin } from '../../../server/coverage/measures.ts';
import { coverageOf, type Coverage } from '../../../server/coverage/coverage.ts';
import { dependenceOf } from '../../../server/coverage/second-layers/dependence.ts';
import { anyWorld } from '../../support/coverage-worlds.ts';

/** Worlds in which people walk far and every function counts, so that much depends on single facilities. */
const farWalkers = anyWorld.map(({ question, ...world }) => ({
  ...world,
  question: { ...question, minutes: 30, speedMps: 1.4, functions: [], snapLimitM: 200 },
}));

const coveredIds = ({ points, measures, limits, snapshot }: Coverage) =>
  Array.from(points.rows)
    .map((row, p) => (verdictWithin(points, measures, p, limits.asked) === COVERED ? snapshot.divisions.ids[row]! : ''))
    .filter((id) => id !== '');

describe('dependence on one facility', () => {
  it('equals closing each facility and computing everything again', async () => {
    let dependent = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyWorld, farWalkers), async ({ network, snapshot, question }) => {
        const coverage = coverageOf(snapshot, network, question);
        const before = coveredIds(coverage);
        const rows = await dependenceOf(coverage);
        const sure = [...coverage.sites.values()].filter((site) => site.serves === 'yes');
        expect(rows.map((row) => row.facilityId).sort()).toEqual(sure.map((site) => site.facilityId).sort());
        for (const row of rows) {
          const body = snapshot.records.facility.get(row.facilityId)!;
          const closing = {
            op: 'delete' as const,
            type: 'facility' as const,
            id: row.facilityId,
            label: body.name,
            version: 1,
            effectiveFrom: snapshot.asOf,
            before: body,
            after: null,
            changedFields: [],
            row: null,
          };
          const after = new Set(coveredIds(coverageOf(snapshot.with([closing]), network, question)));
          const lost = before.filter((id) => !after.has(id));
          expect([...row.pointIds].sort()).toEqual(lost.sort());
          const people = lost.map((id) => snapshot.records.division.get(id)!);
          expect(row.loses60).toBe(people.reduce((sum, d) => sum + (d.population60 ?? 0), 0));
          expect(row.loses80).toBe(people.reduce((sum, d) => sum + (d.population80 ?? 0), 0));
          dependent += lost.length;
        }
      }),
      { numRuns: 600 },
    );
    // Else the property would hold of nothing.
    expect(dependent).toBeGreaterThan(20);
  });

  it('puts the facility with the most people to lose first', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async ({ network, snapshot, question }) => {
        const rows = await dependenceOf(coverageOf(snapshot, network, question));
        const losses = rows.map((row) => row.loses60);
        expect(losses).toEqual([...losses].sort((a, b) => b - a));
      }),
      { numRuns: 50 },
    );
  });
});
