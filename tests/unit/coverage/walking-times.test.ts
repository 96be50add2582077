import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../../server/coverage/coverage.ts';
import { equityOf } from '../../../server/coverage/second-layers/equity-report.ts';
import { gini } from '../../../server/coverage/second-layers/equity.ts';
import { accessibilityOf } from '../../../server/coverage/second-layers/accessibility.ts';
import { distributionOf } from '../../../server/coverage/second-layers/walking-times.ts';
import { reportOf } from '../../../server/coverage/report.ts';
import { anyWorld } from '../../support/coverage-worlds.ts';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the distribution of walking times', () => {
  it('holds everybody once: in a bin, not reached, or unknown', () => {
    fc.assert(
      fc.property(anyWorld, ({ network, snapshot, question }) => {
        const coverage = coverageOf(snapshot, network, question);
        const { points, counties, total } = reportOf(coverage, true, null);
        const { areas } = distributionOf(coverage);
        expect(areas.map((area) => area.divisionId)).toEqual([
          total.divisionId,
          ...counties.map((county) => county.divisionId),
        ]);
        for (const area of areas) {
          const own = points.filter((p) => area.level === 'city' || p.countyId === area.divisionId);
          const all = sum(area.known60) + sum(area.atMost60) + area.notReached60 + area.perhapsReached60;
          expect(all + area.unknown60).toBe(sum(own.map((p) => p.population60 ?? 0)));
          expect(area.pointsWithoutCount).toBe(own.filter((p) => p.population60 === null).length);
          const offNetwork = own.filter((p) => ['not-located', 'off-network', 'outside-network'].includes(p.reason));
          expect(area.unknown60).toBe(sum(offNetwork.map((p) => p.population60 ?? 0)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('agrees with coverage: whoever is covered within a bin’s end lies in the bins up to it', () => {
    fc.assert(
      fc.property(anyWorld, fc.constantFrom(5, 15, 60), ({ network, snapshot, question }, minutes) => {
        const coverage = coverageOf(snapshot, network, { ...question, minutes });
        const { bins, areas } = distributionOf(coverage);
        const { total } = reportOf(coverage, false, null);
        const upTo = bins.findIndex((bin) => bin.toMinutes === minutes) + 1;
        const within = sum(areas[0]!.known60.slice(0, upTo)) + sum(areas[0]!.atMost60.slice(0, upTo));
        expect(within).toBe(total.population60.covered);
      }),
      { numRuns: 60 },
    );
  });

  it('calls a time known only where no facility that may serve could be nearer', () => {
    fc.assert(
      fc.property(anyWorld, ({ network, snapshot, question }) => {
        const coverage = coverageOf(snapshot, network, question);
        const { known60, notReached60 } = distributionOf(coverage).areas[0]!;
        const certain = [...coverage.sites.values()].every((site) => site.serves === 'yes' && site.snap !== null);
        const { atMost60, perhapsReached60 } = distributionOf(coverage).areas[0]!;
        if (certain) expect(sum(atMost60) + perhapsReached60).toBe(0);
        const noneSure = [...coverage.sites.values()].every((site) => site.serves === 'unknown');
        if (noneSure) expect(sum(known60) + sum(atMost60)).toBe(0);
        if (coverage.sites.size === 0) expect(perhapsReached60 + sum(known60)).toBe(0);
        expect(notReached60).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 100 },
    );
  });
});

describe('equity', () => {
  it('is the Gini coefficient of the scores of those on the network, weighted by people aged 60+', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyWorld,
        fc.constantFrom('2sfca' as const, 'e2sfca' as const),
        async ({ network, snapshot, question }, measure) => {
          const coverage = coverageOf(snapshot, network, question);
          const { areas } = await equityOf(coverage, measure, 'beds');
          const access = await accessibilityOf(coverage, measure, 'beds');
          const { points } = reportOf(coverage, true, null);
          expect(areas[0]!.gini).toBe(access.gini);
          const offNetwork = points.filter((_, p) => access.points[p]!.score === null);
          expect(areas[0]!.pointsUnknown).toBe(offNetwork.length);
          expect(areas[0]!.unknown60).toBe(sum(offNetwork.map((p) => p.population60 ?? 0)));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('of minutes leaves out who reaches nothing, and says how many they are', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async ({ network, snapshot, question }) => {
        const coverage = coverageOf(snapshot, network, question);
        const { points } = reportOf(coverage, true, null);
        const [city] = (await equityOf(coverage, 'minutes', 'beds')).areas;
        const [times] = distributionOf(coverage).areas;
        expect(city!.notReached60).toBe(times!.notReached60 + times!.perhapsReached60);
        expect(city!.population60).toBe(sum(times!.known60) + sum(times!.atMost60));
        const reached = points.filter((p) => p.reason === 'reached' && p.population60 !== null);
        const everybodyReached = reached.length === points.length;
        if (everybodyReached)
          expect(city!.gini).toBe(gini(reached.map((p) => ({ amount: p.seconds! / 60, people: p.population60! }))));
      }),
      { numRuns: 60 },
    );
  });
});
