import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../../server/coverage/coverage.ts';
import { accessibilityOf, kindsWithAmount } from '../../../server/coverage/second-layers/accessibility.ts';
import { networkOf } from '../../support/networks.ts';
import { anyWorld } from '../../support/coverage-worlds.ts';
import { snapshotOf, type HandFacility } from '../../support/snapshots.ts';

const at = (longitude: number) => ({
  type: 'Point' as const,
  coordinates: [longitude, 41] as [number, number],
});

/** A road with a node every 100 m (by its weights); villages at nodes 0, 5 and 30, and one far from any way. */
function valley(facilities: HandFacility[]) {
  const nodes = Array.from({ length: 31 }, (_, i) => [118 + i * 0.0012, 41] as const);
  const network = networkOf(
    nodes,
    nodes.slice(1).map((_, i) => ({ from: i, to: i + 1, there: 100_000, back: 100_000 })),
  );
  const snapshot = snapshotOf({
    divisions: [
      { id: 'c1', type: 'county' },
      { id: 't1', type: 'town', parent: 'c1' },
      { id: 'v1', type: 'village', parent: 't1', centre: at(nodes[0]![0]), population60: 100 },
      { id: 'v2', type: 'village', parent: 't1', centre: at(nodes[5]![0]), population60: 300 },
      { id: 'v3', type: 'village', parent: 't1', centre: at(nodes[30]![0]), population60: 50 },
      { id: 'v4', type: 'village', parent: 't1', centre: at(119), population60: 70 },
    ],
    facilities,
  });
  const question = {
    facilityKinds: ['homeCareCentre', 'dayCareStation'],
    functions: [],
    minutes: 15,
    speedMps: 0.8,
    snapLimitM: 200,
  };
  return coverageOf(snapshot, network, question);
}

const home = (id: string, node: number, more: Partial<HandFacility> = {}): HandFacility => ({
  id,
  kind: 'homeCareCentre',
  township: 't1',
  entrance: at(118 + node * 0.0012),
  attributes: { beds: 20 },
  ...more,
});

describe('accessibility over the network', () => {
  it('gives beds per 1,000 aged 60+ within the walk of the asked time', async () => {
    const { points, townships, gini, weights } = await accessibilityOf(valley([home('f1', 2)]), '2sfca', 'beds');
    // v1 (200 m) and v2 (300 m) share 20 beds among 400; v3 is 2,800 m away; v4 is off the network.
    expect(points.map((p) => [p.divisionId, p.score === null ? null : Math.round(p.score * 1e6) / 1e6])).toEqual([
      ['v1', 50],
      ['v2', 50],
      ['v3', 0],
      ['v4', null],
    ]);
    expect(townships).toEqual([expect.objectContaining({ divisionId: 't1', population60: 450 })]);
    expect(townships[0]!.score).toBeCloseTo((50 * 400) / 450, 9);
    expect(gini).toBeCloseTo(50 / 450, 9);
    expect(weights).toEqual([{ minutes: 15, weight: 1 }]);
  });

  it('lists what it does not count, and marks the points that might have more', async () => {
    const facilities = [
      home('f1', 2),
      home('f2', 4, { attributes: {} }),
      home('f3', 29, { status: null }),
      home('f4', 3, { entrance: null }),
      home('f5', 3, { kind: 'dayCareStation', attributes: {} }),
      home('f6', 3, { status: 'closed' }),
    ];
    const answer = await accessibilityOf(valley(facilities), '2sfca', 'beds');
    expect(answer.facilitiesWithoutCapacity).toEqual(['f2']);
    expect(answer.facilitiesUncertain.sort()).toEqual(['f3', 'f4']);
    expect(answer.points.map((p) => p.open)).toEqual([true, true, true, false]);
    expect(answer.points[0]!.score).toBeCloseTo(50, 9);
  });

  it('knows which kinds have an amount in a field', () => {
    expect(kindsWithAmount(['homeCareCentre', 'dayCareStation'], 'beds')).toEqual(['homeCareCentre']);
    expect(kindsWithAmount(['homeCareCentre', 'dayCareStation'], 'capacity')).toHaveLength(2);
    expect(kindsWithAmount(['homeCareCentre'], 'operator')).toEqual([]);
  });

  it('scores above nothing exactly the points that a facility with beds surely covers', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, fc.constantFrom('2sfca' as const, 'e2sfca' as const), async (world, method) => {
        const beds = new Map(
          [...world.snapshot.records.facility].map(([id, body]) => [id, { ...body, attributes: { capacity: 10 } }]),
        );
        const snapshot = snapshotOf({
          divisions: [...world.snapshot.records.division].map(([id, { parentId, ...d }]) => ({
            id,
            parent: parentId ?? undefined,
            ...d,
            // Everybody counts, so that a facility in reach has somebody to share with.
            population60: d.level === 'village' ? Math.max(1, d.population60 ?? 1) : d.population60,
          })),
          facilities: [...beds].map(([id, { townshipId, countyId, ...f }]) => ({
            id,
            ...f,
            ...(townshipId === null ? { county: countyId } : { township: townshipId }),
          })),
        });
        const coverage = coverageOf(snapshot, world.network, world.question);
        const { points } = await accessibilityOf(coverage, method, 'capacity');
        points.forEach(({ score }, p) => {
          expect(score === null).toBe(coverage.points.snaps[p] === null);
          if (score !== null) expect(score > 0).toBe(coverage.measures.sure.cost[p]! <= coverage.limits.asked);
        });
      }),
      { numRuns: 150 },
    );
  });
});
