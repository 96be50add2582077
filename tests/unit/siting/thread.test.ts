import { describe, expect, it, vi } from 'vitest';
import { FREE, plainQuestion } from '../../../server/siting/problem/problem.ts';
import { Mip } from '../../../server/siting/solve/mip.ts';
import { runStoppable } from '../../../server/siting/solve/stoppable-thread.ts';
import { solveInThread } from '../../../server/siting/solve/thread.ts';
import { remains } from '../../../server/siting/solve/thread-best.ts';
import { problemOf } from '../../support/location-problems.ts';

/** Longest that a cancelled thread may take: a second, and what a loaded machine adds. */
const SOON_MS = 5000;

const deafThread = new URL('../../fixtures/siting/deaf-thread.ts', import.meta.url);

/** A programme whose proof takes minutes: market split (Cornuéjols and Dawande, 1998), whose plans are all far from its bound. */
function marketSplit(): Mip {
  const mip = new Mip('minimise');
  const columns = Array.from({ length: 40 }, () => mip.binary(0));
  for (let row = 0; row < 5; row++) {
    const values = columns.map((_, i) => (((i + 1) * 7919 * (row + 3)) ^ (row * 104_729)) % 100);
    const half = Math.floor(values.reduce((sum, value) => sum + value, 0) / 2);
    const [over, under] = [mip.continuous(1), mip.continuous(1)];
    mip.row(half, half, [...columns, over, under], [...values, -1, 1]);
  }
  return mip;
}

it('stops a search in its middle with the best plan that it has found', async () => {
  const controller = new AbortController();
  let cancelledAt = 0;
  const told = vi.fn(({ objective }: { objective: number | null }) => {
    if (objective === null || cancelledAt > 0) return;
    cancelledAt = performance.now();
    controller.abort();
  });
  const result = await solveInThread(
    'mip',
    { mip: marketSplit() },
    { timeLimitSeconds: 300, seed: 1, signal: controller.signal, onProgress: told },
  );
  expect(performance.now() - cancelledAt).toBeLessThan(SOON_MS);
  expect(told).toHaveBeenCalled();
  expect(result.status).toBe('feasible');
  expect(result.objective).toBeGreaterThanOrEqual(result.bound!);
  expect(result.values).toHaveLength(50);
});

it('answers with the best plan at its time limit', async () => {
  let hasPlan = false;
  const started = performance.now();
  const result = await solveInThread(
    'mip',
    { mip: marketSplit() },
    { timeLimitSeconds: 4, seed: 1, onProgress: ({ values }) => void (hasPlan ||= values !== null) },
  );
  expect(performance.now() - started).toBeGreaterThan(3900);
  // On a machine that is too busy to start a thread in time there is no plan yet.
  expect(result.status).toBe(hasPlan ? 'feasible' : 'unknown');
});

it('ends a thread that does not stop, with what it told last', async () => {
  const controller = new AbortController();
  const told: number[] = [];
  const ended = runStoppable<number, string>({
    module: deafThread,
    data: { told: 7 },
    timeLimitSeconds: 300,
    signal: controller.signal,
    onProgress(progress) {
      told.push(progress);
      controller.abort();
    },
    remains: () => `the best of ${told.join()}`,
  });
  expect(await ended).toBe('the best of 7');
});

it('ends a thread that is far beyond its time limit', async () => {
  const started = performance.now();
  const ended = runStoppable<number, string>({
    module: deafThread,
    data: { told: null },
    timeLimitSeconds: 0.1,
    onProgress: () => {},
    remains: () => 'nothing',
  });
  expect(await ended).toBe('nothing');
  expect(performance.now() - started).toBeGreaterThan(100);
});

it('rejects, and ends the thread, when whoever listens throws', async () => {
  const ended = runStoppable<number, string>({
    module: deafThread,
    data: { told: 7 },
    timeLimitSeconds: 300,
    onProgress() {
      throw new Error('cannot tell');
    },
    remains: () => 'nothing',
  });
  await expect(ended).rejects.toThrow('cannot tell');
});

it('does not begin what is cancelled already', async () => {
  const result = await solveInThread(
    'mip',
    { mip: marketSplit() },
    { timeLimitSeconds: 300, seed: 1, signal: AbortSignal.abort() },
  );
  expect(result).toEqual({ status: 'unknown', objective: null, bound: null, values: null, nodes: 0 });
});

it('passes on what the thread throws', async () => {
  const problem = problemOf({ weights: [1], states: [0], costs: [[3]] });
  const question = { ...plainQuestion('p-median'), p: 2 };
  const options = { timeLimitSeconds: 60, seed: 1 };
  await expect(solveInThread('location', { problem, question }, options)).rejects.toThrow(/only 1 sites may be open/);
});

describe('years and fronts', () => {
  const problem = problemOf({
    weights: [6, 3, 2],
    states: [FREE, FREE],
    open: [4, 3],
    costs: [
      [1, 9],
      [9, 1],
      [9, 1],
    ],
  });
  const question = { ...plainQuestion('max-cover'), radius: 1 };
  const options = { timeLimitSeconds: 60, seed: 1 };

  it('builds what covers most first', async () => {
    const phases = [
      { year: 2026, count: 1 },
      { year: 2027, count: 1 },
    ];
    const solution = await solveInThread('phases', { problem, question, phases }, options);
    expect(solution).toMatchObject({ status: 'optimal', objective: 17, bound: 17 });
    expect(solution.years.map(({ open }) => open)).toEqual([[0], [0, 1]]);
  });

  it('tells the points of a front as they are found', async () => {
    const told: number[] = [];
    const input = { problem, question, axes: ['price', 'covered'] as const, mostPoints: 10 };
    const front = await solveInThread('pareto', input, {
      ...options,
      onProgress: ({ points }) => void told.push(...points.map(({ price }) => price)),
    });
    expect(front.complete).toBe(true);
    expect(front.points.map(({ price, covered }) => [price, covered])).toEqual([
      [0, 0],
      [3, 5],
      [4, 6],
      [7, 11],
    ]);
    expect(told.toSorted((a, b) => a - b)).toEqual([0, 3, 4, 7]);
  });

  it('keeps the points of a front whose thread had to be ended', () => {
    const { pareto, phases } = remains;
    const point = (price: number) => ({
      price,
      covered: 1,
      worst: null,
      byGroup: new Float64Array(),
      worstGroup: null,
      proven: true,
      open: [],
      served: [],
    });
    const known = pareto.join({ points: [point(7)] }, { points: [point(3)] });
    const input = { problem, question, axes: ['price', 'covered'] as const, mostPoints: 10 };
    expect(pareto.answer(input, known)).toEqual({ complete: false, points: [point(3), point(7)], conflict: null });
    expect(phases.answer({ problem, question, phases: [] }, { objective: 4, bound: 9, open: [0] })).toEqual({
      ...{ status: 'unknown', objective: null, bound: 9, years: [], conflict: null },
    });
  });
});

it('measures again the plan of a thread that had to be ended', () => {
  const problem = problemOf({
    weights: [2, 1],
    states: [0, 0],
    costs: [
      [3, 1],
      [4, null],
    ],
  });
  const question = { ...plainQuestion('p-median'), p: 1 };
  const { location } = remains;
  const early = { objective: 99, bound: 5, open: [0] };
  const known = location.join(early, { objective: null, bound: 8, open: null });
  expect(known).toMatchObject({ objective: 99, bound: 8, open: [0] });
  expect(location.answer({ problem, question }, known)).toEqual({
    status: 'feasible',
    objective: 10,
    bound: 8,
    open: [0],
    served: [
      { demand: 0, site: 0, cost: 3, share: 1 },
      { demand: 1, site: 0, cost: 4, share: 1 },
    ],
    conflict: null,
  });
  expect(() => location.answer({ problem, question }, { ...known, open: [1] })).toThrow('d1 is served only to 0');
  expect(() => location.answer({ problem, question }, { ...known, bound: 11 })).toThrow('better than its bound');
  // With capacities it takes more than the sites to know the plan.
  const asked = { problem, question: { ...question, capacitated: 'single' as const } };
  expect(location.answer(asked, known)).toMatchObject({ status: 'unknown', objective: null, bound: 8, open: [] });
  const served = location.answer({ problem, question }, known).served;
  expect(location.answer(asked, location.join(known, { ...early, served }))).toMatchObject({
    ...{ status: 'feasible', objective: 10, bound: 5, open: [0] },
  });
});
