import { expect, it } from 'vitest';
import { Mip, solveMip } from '../../../server/siting/solve/mip.ts';

const soon = () => performance.now() + 20_000;

/** A knapsack whose proof takes a while: many things of nearly the same worth. */
function knapsack(items: number): Mip {
  const mip = new Mip('maximise');
  const weights = Array.from({ length: items }, (_, i) => 1000 + ((i * 7919) % 997));
  const columns = weights.map((weight, i) => mip.binary(weight + ((i * 31) % 7)));
  const capacity = Math.floor(weights.reduce((sum, weight) => sum + weight, 0) / 2);
  for (let row = 0; row < 4; row++) {
    const turned = weights.map((_, i) => weights[(i * (row + 1) + row) % items]!);
    mip.row(-Infinity, capacity, columns, turned);
  }
  return mip;
}

it('solves a programme to its proven optimum', async () => {
  const mip = new Mip('maximise');
  const chairs = mip.binary(30);
  const tables = mip.binary(50);
  mip.row(-Infinity, 1, [chairs, tables], 1);
  mip.offset = 5;
  const result = await solveMip(mip, { deadline: soon(), seed: 1 });
  expect(result).toMatchObject({ status: 'optimal', objective: 55, bound: 55 });
  expect([...result.values!]).toEqual([0, 1]);
});

it('says that nothing can hold', async () => {
  const mip = new Mip('minimise');
  const one = mip.binary(1);
  mip.row(2, Infinity, [one], 1);
  expect(await solveMip(mip, { deadline: soon(), seed: 1 })).toMatchObject({ status: 'infeasible', values: null });
});

it('starts from a given plan, and stops with the best when it is told to', async () => {
  const mip = knapsack(120);
  const start = new Float64Array(mip.columns);
  start[0] = 1;
  let asked = 0;
  const told: (number | null)[] = [];
  const result = await solveMip(mip, {
    deadline: soon(),
    seed: 1,
    start,
    stopped: () => ++asked > 3,
    onProgress: ({ objective }) => told.push(objective),
  });
  expect(result.status).toBe('feasible');
  expect(result.objective).toBeGreaterThanOrEqual(mip.cost[0]!);
  expect(result.bound).toBeGreaterThanOrEqual(result.objective!);
});

it('stops at its deadline', async () => {
  const began = performance.now();
  const result = await solveMip(knapsack(400), { deadline: began + 700, seed: 1, relativeGap: 0 });
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(['feasible', 'optimal']).toContain(result.status);
});

it('gives the same answer for the same seed', async () => {
  const solve = async () => [...(await solveMip(knapsack(14), { deadline: soon(), seed: 7 })).values!];
  expect(await solve()).toEqual(await solve());
});

it('tells how the bound moves between two plans', async () => {
  const bounds: number[] = [];
  await solveMip(knapsack(120), {
    deadline: soon(),
    seed: 1,
    tellEveryMs: 0,
    onProgress: ({ values, bound }) => void (values === null && bound !== null && bounds.push(bound)),
    stopped: () => bounds.length >= 2,
  });
  expect(bounds).toHaveLength(2);
  expect(bounds[1]).toBeLessThan(bounds[0]!);
});
