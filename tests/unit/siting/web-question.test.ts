import { beforeAll, describe, expect, it } from 'vitest';
import { sitingRequest } from '../../../server/siting/contract.ts';
import type { CoveragePoint } from '../../../server/coverage/contract.ts';
import { toggled } from '../../../web/siting/demands.ts';
import { nearestPoint, worstColor, worstRange, type FrontPoint } from '../../../web/siting/front/front-plot.ts';
import {
  fitsAddress,
  positionsOfAddress,
  positionsToAddress,
  readPositions,
  writePositions,
  type Position,
} from '../../../web/siting/geometry-text.ts';
import {
  missing,
  mostNew,
  paretoBody,
  pointId,
  questionMark,
  whereBody,
  withPoint,
} from '../../../web/siting/question.ts';
import { changedPoints, pointsUnder, serviceLines, serviceOf } from '../../../web/siting/shown-plan.ts';
import { readAsk, readSitingView, writeSitingView, type Ask } from '../../../web/siting/siting-view.ts';

/** As much of a window's store as is used here. */
function store(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as unknown as Storage;
}

beforeAll(() => {
  (globalThis as { window?: unknown }).window = { sessionStorage: store() };
});

const ask = (patch: Partial<Ask> = {}): Ask => ({ ...readAsk(new URLSearchParams()), ...patch });

const square: readonly Position[] = [
  [117.9, 40.9],
  [118, 40.9],
  [118, 41],
];

describe('the siting question in the address', () => {
  it('comes back as it was written, and leaves the parameters of other pages', () => {
    const asked: Partial<Ask> = {
      goal: 'fair-cover',
      kind: 'nursingHome',
      functions: [],
      people: '80',
      minutes: 20,
      speedMps: 0.6,
      network: 'chengde-walk',
      from: 'area',
      area: square,
      existing: 'closable',
      count: null,
      budgetYuan: 12_500_000,
      leastCountyShare: 0.25,
      gradual: { fullMinutes: 7.5, noneMinutes: 20 },
      phases: [
        { year: 2027, count: 2 },
        { year: 2028, count: 3 },
      ],
      pinned: ['a', 'b-1'],
      forbidden: ['c'],
      splitDemand: true,
    };
    const run = { jobId: 'job-1', question: 'k3f9' };
    const search = writeSitingView('?lang=en&m=9/41/118', { ...asked, where: run, tab: 'front', frontPoint: 3 });
    const params = new URLSearchParams(search);
    expect(params.get('lang')).toBe('en');
    expect(readSitingView(params)).toEqual({ tab: 'front', ask: ask(asked), where: run, front: null, frontPoint: 3 });
    // What has its default again leaves the address.
    expect(writeSitingView(search, { ...ask(), where: null, tab: null, frontPoint: null })).toBe('?lang=en&m=9/41/118');
  });

  it('reads what is malformed as the default', () => {
    const params = new URLSearchParams(
      'goal=nonsense&minutes=-3&count=abc&within=1,2_x,y_500,3&pin=a,%20b&run=../etc&point=-1&seconds=0',
    );
    const view = readSitingView(params);
    expect(view.ask).toEqual(ask({ area: [[1, 2]], pinned: ['a'] }));
    expect(view).toMatchObject({ where: null, frontPoint: null });
  });

  it('holds positions as text, and those that are too many in the window only', () => {
    expect(readPositions(writePositions(square))).toEqual(square);
    const many = Array.from({ length: 400 }, (_, i): Position => [117 + i / 1000, 40 + i / 1000]);
    expect([fitsAddress(square), fitsAddress(many)]).toEqual([true, false]);
    const own = store();
    const text = positionsToAddress(many, own);
    expect(text.length).toBeLessThan(20);
    expect(positionsOfAddress(text, own)).toEqual(many);
    expect(positionsOfAddress(text, store())).toEqual([]);
  });
});

describe('the siting question as the server takes it', () => {
  const accepted = (body: unknown) => sitingRequest.safeParse(body).error?.issues ?? [];

  it('is accepted by the contract for every source of candidates and either tab', () => {
    const points: readonly Position[] = [
      [117.95123, 40.97],
      [118.00001, 41],
    ];
    for (const patch of [
      {},
      { countyIds: ['130803'] },
      { from: 'area', area: square },
      { from: 'points', points },
      { from: 'parcels', layerId: 'layer-1' },
    ] as Partial<Ask>[]) {
      expect(missing(ask(patch), 'where')).toBeNull();
      expect(accepted(whereBody(ask(patch), '2026-01-01'))).toEqual([]);
      expect(accepted(paretoBody(ask(patch), null))).toEqual([]);
    }
  });

  it('closes the drawn ring, and names points by their place', () => {
    const body = whereBody(ask({ from: 'area', area: square }), null);
    const { candidates } = body;
    if (candidates.from !== 'villages') throw new Error('not villages');
    const [ring] = candidates.within!.coordinates as [number, number][][];
    expect(ring).toEqual([...square, square[0]]);
    expect(pointId([117.95123, 40.97])).toBe('p11795123_4097000');
  });

  it('leaves out what its goal has no use for', () => {
    const gradual = { fullMinutes: 5, noneMinutes: 10 };
    const phases = [
      { year: 2027, count: 2 },
      { year: 2028, count: 1 },
    ];
    expect(whereBody(ask({ goal: 'max-cover', gradual, backup: 0.5 }), null)).toMatchObject({ gradual, backup: 0.5 });
    const other = whereBody(ask({ goal: 'p-center', gradual, backup: 0.5, phases }), null);
    expect(other).not.toHaveProperty('gradual');
    expect(other).not.toHaveProperty('backup');
    expect(other).not.toHaveProperty('phases');
    expect(whereBody(ask({ goal: 'set-cover' }), null).limits).toEqual({});
    // The years say how many there are in all.
    expect(mostNew(ask({ phases }))).toBe(3);
    expect(whereBody(ask({ phases }), null)).toMatchObject({ phases, limits: { count: 3 } });
  });

  it('tells questions apart by their marks', () => {
    const mark = (patch: Partial<Ask>) => questionMark(whereBody(ask(patch), null));
    expect(mark({})).toBe(mark({}));
    expect(new Set([mark({}), mark({ minutes: 16 }), mark({ pinned: ['x'] }), mark({ seed: 2 })]).size).toBe(4);
  });

  it('says what is missing', () => {
    expect(missing(ask({ from: 'area', area: square.slice(1) }), 'where')).toBe('area');
    expect(missing(ask({ from: 'points' }), 'where')).toBe('points');
    expect(missing(ask({ from: 'parcels' }), 'where')).toBe('layer');
    const gradual = { fullMinutes: 10, noneMinutes: 10 };
    expect(missing(ask({ gradual }), 'where')).toBe('gradual');
    expect(missing(ask({ gradual }), 'pareto')).toBeNull();
    expect(missing(ask({ pinned: ['a'], forbidden: ['a'] }), 'where')).toBe('both');
  });

  it('takes one candidate at a place', () => {
    const { points } = withPoint([117.951234, 40.97])(ask());
    expect(points).toEqual([[117.95123, 40.97]]);
    expect(withPoint([117.951231, 40.97])({ points })).toEqual({ points });
    expect(withPoint([117.96, 40.97])({ points }).points).toHaveLength(2);
  });

  it('never has a site on both lists', () => {
    expect(toggled({ pinned: ['a'], forbidden: ['b'] }, 'forbidden', 'a')).toEqual({
      pinned: [],
      forbidden: ['b', 'a'],
    });
    expect(toggled({ pinned: ['a'], forbidden: [] }, 'pinned', 'a')).toEqual({ pinned: [], forbidden: [] });
  });
});

const point = (divisionId: string, verdict: CoveragePoint['verdict'], countyId = 'c1') =>
  ({ divisionId, verdict, countyId }) as CoveragePoint;

describe('a plan on the map', () => {
  const points = [point('a', 'covered'), point('b', 'uncovered'), point('c', 'unknown'), point('d', 'uncovered', 'c2')];
  const row = (divisionId: string, facilityId: string, seconds: number) => ({
    ...{ divisionId, facilityId, seconds },
    people: 10,
    share: 1,
  });
  const service = serviceOf([row('b', 'f1', 600), row('d', 'f1', 601)]);

  it('covers whom it serves in time, keeps the unknown unknown, and leaves alone who does not count', () => {
    const verdicts = (counties: string[]) =>
      pointsUnder(points, { actions: [], service }, 10, counties).map(({ verdict }) => verdict);
    expect(verdicts([])).toEqual(['uncovered', 'covered', 'unknown', 'uncovered']);
    expect(verdicts(['c2'])).toEqual(['covered', 'uncovered', 'unknown', 'uncovered']);
  });

  it('marks gains and losses', () => {
    const after = pointsUnder(points, { actions: [], service }, 10, []);
    expect(changedPoints(points, after).map(({ point: { divisionId }, change }) => [divisionId, change])).toEqual([
      ['a', 'loss'],
      ['b', 'gain'],
    ]);
  });

  it('draws lines from a facility to its people and from people to their facility', () => {
    const places: Record<string, Position> = { b: [1, 1], d: [2, 2], f1: [0, 0] };
    const placeOf = (id: string) => places[id] ?? null;
    expect(serviceLines(service, { type: 'facility', id: 'f1' }, placeOf, placeOf)).toHaveLength(2);
    expect(serviceLines(service, { type: 'point', id: 'd' }, placeOf, placeOf)).toEqual([[places.d, places.f1]]);
    expect(serviceLines(service, { type: 'point', id: 'a' }, placeOf, placeOf)).toEqual([]);
  });
});

describe('the front as a plot', () => {
  const at = (yuan: number, covered: number, worstCounty: number | null = null) =>
    ({ yuan, covered, worstCounty }) as FrontPoint;

  it('finds the point nearest to a click, whatever the units of the axes', () => {
    const points = [at(0, 100), at(5_000_000, 180), at(10_000_000, 200)];
    expect(nearestPoint(points, 4_000_000, 190)).toBe(1);
    expect(nearestPoint(points, 9_900_000, 150)).toBe(2);
    expect(nearestPoint([], 0, 0)).toBeNull();
  });

  it('colours by the county that is worst off, and greys what is not told', () => {
    const range = worstRange([at(0, 0, 0.2), at(0, 0, 0.6), at(0, 0)]);
    expect(range).toEqual({ least: 0.2, most: 0.6 });
    expect(worstColor(0.2, range)).not.toBe(worstColor(0.6, range));
    expect(worstColor(null, range)).toBe(worstColor(0.3, worstRange([at(0, 0)])));
  });
});
