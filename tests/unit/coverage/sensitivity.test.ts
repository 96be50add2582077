import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areasOf } from '../../../server/coverage/report.ts';
import { coverageOf } from '../../../server/coverage/coverage.ts';
import { sensitivityOf, verdictOf } from '../../../server/coverage/second-layers/sensitivity.ts';
import { anyWorld, type World } from '../../support/coverage-worlds.ts';
import { networkOf } from '../../support/networks.ts';
import { snapshotOf } from '../../support/snapshots.ts';

const sensitivityIn = ({ network, snapshot, question }: World, share: number) =>
  sensitivityOf(snapshot, network, question, share, (asked) => coverageOf(snapshot, network, asked));

describe('sensitivity', () => {
  it('shows in each column what coverage answers at those minutes and that speed', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const { network, snapshot, question } = world;
        const { columns, total, townships } = sensitivityIn(world, 0.5);
        columns.forEach(({ minutes, speedMps }, column) => {
          const areas = areasOf(coverageOf(snapshot, network, { ...question, minutes, speedMps }));
          expect(total[column]).toEqual(areas.total.population60);
          expect(townships.map((t) => t.values[column])).toEqual(areas.townships.map((t) => t.population60.value));
        });
      }),
      { numRuns: 100 },
    );
  });

  it('asks for the minutes and a third less and more at three speeds', () => {
    const world = straightRoad(500);
    const { columns } = sensitivityIn(world, 0.5);
    const grid = [10, 15, 20].flatMap((minutes) => [0.6, 0.8, 1].map((speedMps) => ({ minutes, speedMps })));
    expect(columns).toEqual(grid);
  });

  it('flips a township whose people live between the shortest and the longest walk', () => {
    // 10 min at 0.6 m/s: 360 m; 15 min at 0.8 m/s: 720 m; 20 min at 1 m/s: 1200 m.
    const flipping = sensitivityIn(straightRoad(720), 0.5).townships[0]!;
    expect(flipping.flips).toBe(true);
    expect(flipping.verdicts).toEqual(['no', 'no', 'no', 'no', 'yes', 'yes', 'yes', 'yes', 'yes']);
    expect(sensitivityIn(straightRoad(360), 0.5).townships[0]!.flips).toBe(false);
    expect(sensitivityIn(straightRoad(1201), 0.5).townships[0]!.flips).toBe(false);
  });

  it('gives no verdict that the unknowns could turn', () => {
    const figure = {
      covered: 40,
      uncovered: 30,
      unknown: 30,
      pointsWithoutCount: 0,
      value: 0.4,
      lower: 0.4,
      upper: 0.7,
    };
    expect(verdictOf(figure, 0.4)).toBe('yes');
    expect(verdictOf(figure, 0.5)).toBe('unknown');
    expect(verdictOf(figure, 0.71)).toBe('no');
    expect(verdictOf({ ...figure, pointsWithoutCount: 1 }, 0.4)).toBe('unknown');
    expect(verdictOf({ ...figure, value: null, lower: null, upper: null }, 0.4)).toBe('unknown');
  });
});

/** One village, one day-care station, and a road of so many metres between them. */
function straightRoad(metres: number): World {
  const nodes = [
    [118, 41],
    [118.01, 41],
  ] as const;
  const at = ([longitude, latitude]: readonly [number, number]) => ({
    type: 'Point' as const,
    coordinates: [longitude, latitude] as [number, number],
  });
  return {
    network: networkOf(nodes, [{ from: 0, to: 1, there: metres * 1000, back: metres * 1000 }]),
    snapshot: snapshotOf({
      divisions: [
        { id: 'c1', type: 'county' },
        { id: 't1', type: 'town', parent: 'c1' },
        { id: 'v1', type: 'village', parent: 't1', centre: at(nodes[0]), population60: 100 },
      ],
      facilities: [{ id: 'f1', kind: 'dayCareStation', township: 't1', entrance: at(nodes[1]) }],
    }),
    question: { facilityKinds: ['dayCareStation'], functions: [], minutes: 15, speedMps: 0.8, snapLimitM: 200 },
  };
}
