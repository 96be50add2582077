import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageQuery, coverageReport, type CoverageQuestion } from '../../../server/coverage/contract.ts';
import { coverageOf } from '../../../server/coverage/coverage.ts';
import { questionOf } from '../../../server/coverage/question.ts';
import { reportOf } from '../../../server/coverage/report.ts';
import { segmentMetres, type Network } from '../../../server/network/graph.ts';
import { arrivingSeeds, leavingSeeds, sameSegmentCost } from '../../../server/network/search.ts';
import { snapTo } from '../../../server/network/snap.ts';
import type { Snapshot } from '../../../server/snapshot/snapshot.ts';
import { anyWorld } from '../../support/coverage-worlds.ts';
import { networkOf, textbookDijkstra } from '../../support/networks.ts';
import { snapshotOf, type HandDivision, type HandFacility } from '../../support/snapshots.ts';

/** Seconds from each village to the nearest facility that surely serves, each walk searched by itself from the person. */
function walksByTextbook(network: Network, snapshot: Snapshot, question: CoverageQuestion): (number | null)[] {
  const { divisions, facilities } = snapshot;
  const sure = facilities.bodies.filter(
    (f) =>
      f.status === 'operating' &&
      question.facilityKinds.includes(f.kind) &&
      question.functions.every((id) => f.functions[id] === true),
  );
  return divisions.ofLevel('village').map((row) => {
    const from = snapTo(network, divisions.longitude[row]!, divisions.latitude[row]!, question.snapLimitM);
    if (!from) return null;
    const costs = textbookDijkstra(network.forward, leavingSeeds(from));
    const walks = sure.flatMap(({ entrance }) => {
      const to = entrance && snapTo(network, ...entrance.coordinates, question.snapLimitM);
      if (!to) return [];
      const along = Math.min(
        sameSegmentCost(from, to),
        ...arrivingSeeds(to).map((seed) => costs[seed.node]! + seed.cost),
      );
      return [Math.round(from.snapMetres * 1000) + along + Math.round(to.snapMetres * 1000)];
    });
    const millimetres = Math.min(Infinity, ...walks);
    return millimetres > 4_000_000_000 ? null : millimetres / (question.speedMps * 1000);
  });
}

describe('coverage', () => {
  it('covers exactly those whose walk, searched one by one with textbook Dijkstra, fits into the time', () => {
    fc.assert(
      fc.property(anyWorld, ({ network, snapshot, question }) => {
        const walks = walksByTextbook(network, snapshot, question);
        const { points } = reportOf(coverageOf(snapshot, network, question), true, null);
        points.forEach((point, p) => {
          const seconds = walks[p]!;
          const fits =
            seconds !== null &&
            Math.floor(seconds * question.speedMps * 1000 + 0.5) <= question.minutes * 60 * question.speedMps * 1000;
          expect(point.verdict === 'covered').toBe(fits);
          if (fits || point.reason === 'too-far') expect(point.seconds).toBeCloseTo(seconds!, 6);
          if (point.reason === 'none-reached') expect(seconds).toBeNull();
        });
      }),
      { numRuns: 300 },
    );
  });

  it('counts everybody once in the city, in a county and in a township, and never more than the straight line allows', () => {
    fc.assert(
      fc.property(anyWorld, ({ network, snapshot, question }) => {
        const report = reportOf(coverageOf(snapshot, network, question), true, null);
        expect(coverageReport.safeParse(report).success).toBe(true);
        const known = report.points.filter((p) => p.population60 !== null);
        const people = (verdict: string) =>
          known.filter((p) => p.verdict === verdict).reduce((sum, p) => sum + p.population60!, 0);
        for (const areas of [[report.total], report.counties, report.townships]) {
          const sum = (pick: (a: (typeof areas)[0]) => number) => areas.reduce((total, a) => total + pick(a), 0);
          expect(sum((a) => a.population60.covered)).toBe(people('covered'));
          expect(sum((a) => a.population60.uncovered)).toBe(people('uncovered'));
          expect(sum((a) => a.population60.unknown)).toBe(people('unknown'));
          expect(sum((a) => a.population60.pointsWithoutCount)).toBe(report.points.length - known.length);
        }
        for (const area of [report.total, ...report.counties, ...report.townships]) {
          expect(area.straightLine.covered).toBeGreaterThanOrEqual(area.population60.covered);
          expect(area.straightLine.upper ?? 0).toBeGreaterThanOrEqual(area.population60.upper ?? 0);
          const slowToFast = area.atSpeeds.map((s) => s.population60.covered);
          expect(slowToFast).toEqual([...slowToFast].sort((a, b) => a - b));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('of the asked speed is the one compared at that speed', () => {
    fc.assert(
      fc.property(anyWorld, ({ network, snapshot, question }) => {
        const { total } = reportOf(coverageOf(snapshot, network, { ...question, speedMps: 0.8 }), false, null);
        expect(total.atSpeeds.find((s) => s.speedMps === 0.8)!.population60).toEqual(total.population60);
      }),
      { numRuns: 60 },
    );
  });
});

/** One straight street of 2 km from west to east, with a node every kilometre; an island north of it. */
const street = networkOf(
  [
    [117.9, 40.9],
    [117.9 + 1000 / metresPerDegree(), 40.9],
    [117.9 + 2000 / metresPerDegree(), 40.9],
    [117.9, 40.95],
    [117.91, 40.95],
  ],
  [
    { from: 0, to: 1, there: 1_000_000, back: 1_000_000 },
    { from: 1, to: 2, there: 1_000_000, back: 1_000_000 },
    { from: 3, to: 4, there: 840_000, back: 840_000 },
  ],
);

function metresPerDegree(): number {
  return segmentMetres(117, 40.9, 118, 40.9);
}

/** A position so many metres along the street. */
const at = (metres: number, latitude = 40.9) => ({
  type: 'Point' as const,
  coordinates: [117.9 + metres / metresPerDegree(), latitude] as [number, number],
});

const divisions: HandDivision[] = [
  { id: 'city', type: 'prefectureCity' },
  { id: 'c1', type: 'county', parent: 'city' },
  { id: 'c2', type: 'county', parent: 'city' },
  { id: 't1', type: 'town', parent: 'c1' },
  { id: 't2', type: 'town', parent: 'c1' },
  { id: 't3', type: 'town', parent: 'c2' },
];

function asked(
  villages: readonly (Partial<HandDivision> & { id: string })[],
  facilities: readonly (Omit<HandFacility, 'kind'> & { kind?: HandFacility['kind'] })[],
  query: Parameters<typeof questionOf>[0] = {},
) {
  const snapshot = snapshotOf({
    divisions: [
      ...divisions,
      ...villages.map((v) => ({ type: 'village' as const, parent: 't1', population60: 100, population80: 10, ...v })),
    ],
    facilities: facilities.map((f) => ({ kind: 'dayCareStation' as const, ...f })),
  });
  return reportOf(coverageOf(snapshot, street, questionOf(query)), true, null);
}

const verdictsOf = (report: ReturnType<typeof asked>) => report.points.map((p) => [p.verdict, p.reason]);

describe('a verdict', () => {
  it('measures the whole walk: to the way, along it, to the entrance', () => {
    const north = 40.9 + 100 / 111_195;
    const report = asked(
      [{ id: 'v1', centre: at(200, north) }],
      [{ id: 'f1', township: 't1', entrance: at(800, north) }],
    );
    const [point] = report.points;
    expect(point!.accessMetres).toBeCloseTo(200, 0);
    expect(point!.seconds).toBeCloseTo(800 / 0.8, 0);
    expect(point).toMatchObject({ verdict: 'uncovered', reason: 'too-far' });
  });

  it('turns at the time, exactly', () => {
    const of = (metres: number) =>
      verdictsOf(asked([{ id: 'v1', centre: at(0) }], [{ id: 'f1', township: 't1', entrance: at(metres) }]))[0];
    expect(of(719.9)).toEqual(['covered', 'reached']);
    expect(of(720.1)).toEqual(['uncovered', 'too-far']);
  });

  it('is unknown where the point has no place on the network, and says why', () => {
    const report = asked(
      [
        { id: 'v1', centre: null },
        { id: 'v2', centre: at(500, 40.92) },
        { id: 'v3', centre: at(50_000) },
        { id: 'v4', centre: at(500) },
      ],
      [{ id: 'f1', township: 't1', entrance: at(500) }],
    );
    expect(verdictsOf(report)).toEqual([
      ['unknown', 'not-located'],
      ['unknown', 'off-network'],
      ['unknown', 'outside-network'],
      ['covered', 'reached'],
    ]);
    expect(report.total.population60).toMatchObject({
      covered: 100,
      uncovered: 0,
      unknown: 300,
      lower: 0.25,
      upper: 1,
    });
  });

  it('is uncovered, not unknown, on an island that no facility stands on', () => {
    const report = asked([{ id: 'v1', centre: at(0, 40.95) }], [{ id: 'f1', township: 't1', entrance: at(500) }]);
    expect(verdictsOf(report)).toEqual([['uncovered', 'none-reached']]);
    expect(report.points[0]).toMatchObject({ facilityId: null, seconds: null });
  });

  it('names the nearest facility of people who are not covered, however far it is', () => {
    const report = asked(
      [{ id: 'v1', centre: at(0) }],
      [
        { id: 'f1', township: 't1', entrance: at(1600) },
        { id: 'f2', township: 't1', entrance: at(1900) },
      ],
    );
    expect(report.points[0]).toMatchObject({ verdict: 'uncovered', reason: 'too-far', facilityId: 'f1' });
    expect(report.points[0]!.seconds).toBeCloseTo(2000, 0);
    expect(report.facilities.map((f) => f.points)).toEqual([0, 0]);
  });

  it.each([
    ['an unknown status', { status: null }, {}],
    ['an unknown function', { functions: { meals: null } }, { functions: ['meals'] }],
  ])('is unknown where only a facility of %s is near', (_, facility, query) => {
    const report = asked(
      [{ id: 'v1', centre: at(0) }],
      [{ id: 'f1', township: 't1', entrance: at(100), ...facility }],
      query,
    );
    expect(report.points[0]).toMatchObject({ verdict: 'unknown', reason: 'facility-uncertain', facilityId: 'f1' });
    expect(report.facilities).toMatchObject([{ facilityId: 'f1', eligible: 'unknown', points: 1, population60: 100 }]);
  });

  it.each([
    ['its township', { township: 't1' }, ['unknown', 'uncovered', 'uncovered']],
    ['its county, the township not stated', { county: 'c1' }, ['unknown', 'unknown', 'uncovered']],
    ['anywhere, the county not known', { county: 'gone' }, ['unknown', 'unknown', 'unknown']],
  ])('is unknown where a facility without a place may be near: in %s', (_, where, verdicts) => {
    const report = asked(
      [
        { id: 'v1', centre: at(0), parent: 't1' },
        { id: 'v2', centre: at(0), parent: 't2' },
        { id: 'v3', centre: at(0), parent: 't3' },
      ],
      [{ id: 'f1', entrance: null, ...where }],
    );
    expect(report.points.map((p) => p.verdict)).toEqual(verdicts);
  });

  it('is unknown within the straight line of a facility off the network, in whatever township, and uncovered beyond', () => {
    const offWay = 40.9 + 400 / 111_195;
    const report = asked(
      [
        { id: 'v1', centre: at(0), parent: 't1' },
        { id: 'v2', centre: at(500), parent: 't3' },
        { id: 'v3', centre: at(1900), parent: 't1' },
      ],
      [
        { id: 'f1', township: 't1', entrance: at(100, offWay) },
        { id: 'f2', township: 't2', entrance: at(1100) },
      ],
    );
    expect(verdictsOf(report)).toEqual([
      ['unknown', 'facility-not-placed'],
      ['covered', 'reached'],
      ['uncovered', 'too-far'],
    ]);
    expect(report.points[0]).toMatchObject({ facilityId: 'f1', seconds: null });
    // At 0.6 m/s the straight line of 412 m is still within 15 minutes, so nothing is decided at any speed.
    expect(report.total.atSpeeds.map((s) => s.population60.unknown)).toEqual([100, 100, 100]);
  });

  it.each([
    ['closed', { status: 'closed' as const }],
    ['not open yet', { statusSince: '2025-06-01' }],
    ['of another kind', { kind: 'nursingHome' as const }],
    ['without the function', { functions: { meals: false } }],
  ])('takes no facility that is %s', (_, facility) => {
    const report = asked(
      [{ id: 'v1', centre: at(0) }],
      [{ id: 'f1', township: 't1', entrance: at(100), ...facility }],
      {
        functions: ['meals'],
      },
    );
    expect(verdictsOf(report)).toEqual([['uncovered', 'none-reached']]);
    expect(report.facilities).toEqual([]);
  });

  it('of a point whose people are not counted is given, and its people are in no figure', () => {
    const report = asked(
      [{ id: 'v1', centre: at(0), population60: null }],
      [{ id: 'f1', township: 't1', entrance: at(9) }],
    );
    expect(report.points[0]).toMatchObject({ verdict: 'covered', population60: null });
    expect(report.total.population60).toEqual({
      covered: 0,
      uncovered: 0,
      unknown: 0,
      pointsWithoutCount: 1,
      value: null,
      lower: null,
      upper: null,
    });
  });
});

describe('an area', () => {
  it('sets whether it has a facility beside whether its people reach one', () => {
    const report = asked(
      [
        { id: 'v1', centre: at(0), parent: 't1' },
        { id: 'v2', centre: at(1900), parent: 't2' },
        { id: 'v3', centre: at(50), parent: 't3' },
      ],
      [
        { id: 'f1', township: 't2', entrance: at(100) },
        { id: 'f2', township: 't3', entrance: at(60), status: null },
      ],
    );
    const [t1, t2, t3] = ['t1', 't2', 't3'].map((id) => report.townships.find((t) => t.divisionId === id)!);
    expect(t1).toMatchObject({ administrative: 'no', population60: { covered: 100 } });
    expect(t2).toMatchObject({ administrative: 'yes', population60: { uncovered: 100 } });
    expect(t3).toMatchObject({ administrative: 'unknown', population60: { covered: 100 }, crossCounty60: 100 });
    expect(report.total).toMatchObject({ administrative: 'yes', crossCounty60: 100 });
    expect(report.points.find((p) => p.divisionId === 'v3')!.crossesCounty).toBe(true);
  });

  it('flags those who could walk over the border, and does not know where no border is registered', () => {
    const villages = [
      { id: 'v1', centre: at(100) },
      { id: 'v2', centre: at(1900) },
    ];
    expect(asked(villages, []).total.edge60).toBeNull();
    const [west, south] = at(0, 40.8).coordinates;
    const [east, north] = at(9000, 41).coordinates;
    const border = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ] as [number, number][],
      ],
    };
    const bordered = snapshotOf({
      divisions: [
        ...divisions.map((d) => (d.id === 'city' ? { ...d, boundary: border } : d)),
        ...villages.map((v) => ({ ...v, type: 'village' as const, parent: 't1', population60: 100 })),
      ],
    });
    const report = reportOf(coverageOf(bordered, street, questionOf({})), true, null);
    expect(report.points.map((p) => p.edge)).toEqual([true, false]);
    expect(report.total.edge60).toBe(100);
  });

  it('takes the outer edges of the counties for the border where the city has none', () => {
    const box = (from: number, to: number) => ({
      type: 'Polygon' as const,
      coordinates: [
        [
          at(from, 40.8).coordinates,
          at(to, 40.8).coordinates,
          at(to, 41).coordinates,
          at(from, 41).coordinates,
          at(from, 40.8).coordinates,
        ],
      ],
    });
    const snapshot = snapshotOf({
      divisions: [
        ...divisions.map((d) =>
          d.id === 'c1'
            ? { ...d, boundary: box(-5000, 1000) }
            : d.id === 'c2'
              ? { ...d, boundary: box(1000, 2000) }
              : d,
        ),
        { id: 'v1', type: 'village', parent: 't1', population60: 1, centre: at(990) },
        { id: 'v2', type: 'village', parent: 't3', population60: 1, centre: at(1990) },
      ],
    });
    const report = reportOf(coverageOf(snapshot, street, questionOf({})), true, null);
    expect(report.points.map((p) => p.edge)).toEqual([false, true]);
  });
});

describe('a question', () => {
  it('is the same whatever the order of its parts', () => {
    const one = questionOf({ facilityKinds: ['mutualHelpHome', 'dayCareStation'], functions: ['meals', 'dayCare'] });
    const other = questionOf({ facilityKinds: ['dayCareStation', 'mutualHelpHome'], functions: ['dayCare', 'meals'] });
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  it.each([
    [{ minutes: 10_000 }, 'minutes'],
    [{ minutes: 0 }, 'minutes'],
    [{ speedMps: 0 }, 'speedMps'],
    [{ speedMps: Number.NaN }, 'speedMps'],
    [{ facilityKinds: ['palace'] }, 'facilityKinds'],
    [{ facilityKinds: [] }, 'facilityKinds'],
    [{ network: '../x' }, 'network'],
    [{ asOf: '2025-02-30' }, 'asOf'],
  ])('refuses %j by its field', (query, field) => {
    const parsed = coverageQuery.safeParse(query);
    expect(parsed.error?.issues.map((issue) => issue.path[0])).toEqual([field]);
  });
});
