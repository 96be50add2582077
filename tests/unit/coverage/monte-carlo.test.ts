import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COVERED, verdictWithin } from '../../../server/coverage/measures.ts';
import { coverageOf } from '../../../server/coverage/coverage.ts';
import { drawSharesInThread } from '../../../server/coverage/second-layers/monte-carlo-thread.ts';
import {
  drawInputOf,
  drawShares,
  monteCarloReportOf,
  rankingOf,
  type DrawInput,
  type DrawnShares,
} from '../../../server/coverage/second-layers/monte-carlo.ts';
import { anyWorld } from '../../support/coverage-worlds.ts';
import { networkOf } from '../../support/networks.ts';
import { snapshotOf } from '../../support/snapshots.ts';

const still = (input: DrawInput): DrawInput => ({
  ...input,
  points: { ...input.points, sigmaM: input.points.sigmaM.map(() => 0), sigmaLog: input.points.sigmaLog.map(() => 0) },
  sites: { ...input.sites, sigmaM: input.sites.sigmaM.map(() => 0) },
});

/** Two townships on a road with a node every 100 m: at 300 m and at 700 m from the one day-care station. */
function twoTownships() {
  const degreesPer100m = 100 / (111_195.08 * Math.cos((41 * Math.PI) / 180));
  const nodes = Array.from({ length: 41 }, (_, i) => [118 + i * degreesPer100m, 41] as const);
  const network = networkOf(
    nodes,
    nodes.slice(1).map((_, i) => ({ from: i, to: i + 1, there: 100_000, back: 100_000 })),
  );
  const at = (node: number) => ({
    type: 'Point' as const,
    coordinates: [nodes[node]![0], 41] as [number, number],
  });
  const snapshot = snapshotOf({
    divisions: [
      { id: 'c1', type: 'county' },
      { id: 't1', type: 'town', parent: 'c1' },
      { id: 't2', type: 'town', parent: 'c1' },
      { id: 't3', type: 'town', parent: 'c1' },
      { id: 'v1', type: 'village', parent: 't1', centre: at(17), population60: 100, countsQuality: 'census' },
      { id: 'v2', type: 'village', parent: 't2', centre: at(13), population60: 100 },
      { id: 'v3', type: 'village', parent: 't2', centre: at(40), population60: null },
      { id: 'v4', type: 'village', parent: 't3', centre: null, population60: 60 },
    ],
    facilities: [{ id: 'f1', kind: 'dayCareStation', township: 't1', entrance: at(20), accuracyM: 10 }],
  });
  const question = { facilityKinds: ['dayCareStation'], functions: [], minutes: 15, speedMps: 0.8, snapLimitM: 200 };
  return coverageOf(snapshot, network, question);
}

describe('draws of the uncertain inputs', () => {
  it('without any uncertainty give the covered shares of what is known', () => {
    fc.assert(
      fc.property(anyWorld, ({ network, snapshot, question }) => {
        const coverage = coverageOf(snapshot, network, question);
        const sites = [...coverage.sites.values()];
        // Facilities that surely serve where they are: the others are drawn on purpose.
        fc.pre(sites.every((site) => site.serves === 'yes' && site.snap !== null));
        const { share, width } = drawShares(network, still(drawInputOf(coverage, { draws: 1, seed: 1 })));
        const { points, measures, limits, layout } = coverage;
        const expected = [null, ...layout.townships.map((area) => layout.rows[area]!)].map((township) => {
          const known = points.snaps.flatMap((snap, p) =>
            snap && !Number.isNaN(points.population60[p]!) && (township === null || points.township[p] === township)
              ? [p]
              : [],
          );
          const people = (of: number[]) => of.reduce((sum, p) => sum + points.population60[p]!, 0);
          return (
            people(known.filter((p) => verdictWithin(points, measures, p, limits.asked) === COVERED)) / people(known)
          );
        });
        expect(Array.from(share.subarray(0, width))).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('are the same bytes for the same seed, in this thread and in another, and others for another seed', async () => {
    const coverage = twoTownships();
    const input = drawInputOf(coverage, { draws: 40, seed: 7 });
    const here = drawShares(coverage.network, input);
    const told: number[] = [];
    const there = await drawSharesInThread(coverage.network, input, { onProgress: (done) => told.push(done) });
    expect(there).toEqual(here);
    expect(told).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(drawShares(coverage.network, { ...input, seed: 8 }).share).not.toEqual(here.share);
    // Draws are streams of their own: more of them leave the first as they were.
    const more = drawShares(coverage.network, { ...input, draws: 45 });
    expect(more.share.subarray(0, here.share.length)).toEqual(here.share);
  });

  it('spread with the stated and assumed accuracies', () => {
    const coverage = twoTownships();
    const shares = drawShares(coverage.network, drawInputOf(coverage, { draws: 400, seed: 1 }));
    const report = monteCarloReportOf(coverage, { seed: 1 }, shares, 1);
    const [first, second] = report.townships;
    // The village at 700 m of at most 720 m is out of reach in many draws, the one at 300 m in hardly any.
    expect([first!.divisionId, second!.divisionId]).toEqual(['t2', 't1']);
    expect(first!.share).toEqual({ p5: 0, median: expect.any(Number), p95: 1 });
    expect(second!.share.p5).toBe(1);
    expect(first!.worstShare + second!.worstShare).toBeCloseTo(1, 9);
    expect(first!.worstShare).toBeGreaterThan(second!.worstShare);
    expect(report.notRanked).toEqual(['t3']);
    expect(first).toMatchObject({ drawn60: 100, leftOut60: 0 });
  });

  it('let an uncertain facility serve in about half of the draws', () => {
    const { snapshot, network, question } = twoTownships();
    const uncertain = coverageOf(
      snapshotOf({
        divisions: [...snapshot.records.division].map(([id, { parentId, ...d }]) => ({
          id,
          parent: parentId ?? undefined,
          ...d,
        })),
        facilities: [
          {
            id: 'f1',
            kind: 'dayCareStation',
            township: 't1',
            status: null,
            entrance: snapshot.records.facility.get('f1')!.entrance,
          },
        ],
      }),
      network,
      question,
    );
    const draws = 400;
    const { share, width } = drawShares(network, still(drawInputOf(uncertain, { draws, seed: 1 })));
    const covered = Array.from({ length: draws }, (_, draw) => share[draw * width + 1]!);
    expect(new Set(covered)).toEqual(new Set([0, 1]));
    // Five standard deviations of a fair coin.
    const half = covered.filter((s) => s === 1).length / draws;
    expect(Math.abs(half - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(draws));
  });

  it('put a facility without a position at a point of its township', () => {
    const { snapshot, network, question } = twoTownships();
    const unlocated = coverageOf(
      snapshotOf({
        divisions: [...snapshot.records.division].map(([id, { parentId, ...d }]) => ({
          id,
          parent: parentId ?? undefined,
          ...d,
        })),
        facilities: [{ id: 'f1', kind: 'dayCareStation', township: 't1' }],
      }),
      network,
      question,
    );
    const { share, width } = drawShares(network, still(drawInputOf(unlocated, { draws: 20, seed: 1 })));
    // t1 has one point, and t2's lies 400 m from it.
    for (let draw = 0; draw < 20; draw++)
      expect(Array.from(share.subarray(draw * width, draw * width + 3))).toEqual([1, 1, 1]);
  });

  it('stop in the middle when cancelled, and do not begin when cancelled before', async () => {
    const coverage = twoTownships();
    const input = drawInputOf(coverage, { draws: 1_000_000, seed: 1 });
    const controller = new AbortController();
    let abortedAt = Number.NaN;
    const drawing = drawSharesInThread(coverage.network, input, {
      signal: controller.signal,
      onProgress: () => {
        abortedAt ||= Date.now();
        controller.abort();
      },
    });
    await expect(drawing).rejects.toMatchObject({ code: 'cancelled' });
    expect(abortedAt).not.toBeNaN();
    await expect(drawSharesInThread(coverage.network, input, { signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('ranks over draws', () => {
  const drawn = (rows: number[][]): DrawnShares => ({
    draws: rows.length,
    width: rows[0]!.length,
    share: Float64Array.from(rows.flat()),
  });

  it('begin with the lowest share, and say how often a township is among the worst', () => {
    const { townships } = rankingOf(
      drawn([
        [0, 0.1, 0.5, 0.9],
        [0, 0.6, 0.5, 0.9],
      ]),
      1,
    );
    expect(townships.map((t) => t!.worstShare)).toEqual([0.5, 0.5, 0]);
    expect(townships.map((t) => t!.rank.median)).toEqual([1.5, 1.5, 3]);
  });

  it('share tied ranks out evenly', () => {
    const { townships } = rankingOf(drawn([[0, 0, 0, 0, 0.9]]), 2);
    expect(townships.map((t) => t!.rank.median)).toEqual([2, 2, 2, 4]);
    townships.slice(0, 3).forEach((t) => expect(t!.worstShare).toBeCloseTo(2 / 3, 12));
    expect(townships[3]!.worstShare).toBe(0);
  });

  it('leave out a township without people, and keep the number of the worst whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 7, maxLength: 7 }), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 1, max: 6 }),
        (rows, worst) => {
          const { townships } = rankingOf(drawn(rows.map((row) => [...row.map((v) => v / 4), Number.NaN])), worst);
          expect(townships.at(-1)).toBeNull();
          const sum = townships.reduce((total, t) => total + (t?.worstShare ?? 0), 0);
          expect(sum).toBeCloseTo(Math.min(worst, 6), 9);
        },
      ),
    );
  });
});
