import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccessCommands } from '../../../scripts/commands/access.ts';
import { gaussianCatchment, twoStep, type TwoStepInput } from '../../../server/coverage/second-layers/two-step.ts';
import { Problem } from '../../../server/registry/problem.ts';
import { runYzt } from '../../support/yzt.ts';

/** Two homes, three villages; `far` reaches the second home only. Worked by hand in the assertions. */
const example: TwoStepInput = {
  supply: [
    { id: 'home-1', capacity: 30 },
    { id: 'home-2', capacity: 12 },
  ],
  demand: [
    { id: 'near', weight: 100 },
    { id: 'middle', weight: 50 },
    { id: 'far', weight: 10 },
  ],
  costs: [
    { demandId: 'near', siteId: 'home-1', cost: 300 },
    { demandId: 'middle', siteId: 'home-1', cost: 900 },
    { demandId: 'middle', siteId: 'home-2', cost: 600 },
    { demandId: 'far', siteId: 'home-2', cost: 0 },
    { demandId: 'far', siteId: 'home-1', cost: 900.001 },
  ],
  threshold: 900,
};

const scores = (input: TwoStepInput) => Object.fromEntries(twoStep(input).map(({ id, score }) => [id, score]));

describe('2SFCA', () => {
  it('shares each supply out among the demand in reach, and adds up per demand', () => {
    // home-1: 30 / 150 = 0.2; home-2: 12 / 60 = 0.2.
    const found = scores(example);
    expect(found.near).toBeCloseTo(0.2, 12);
    expect(found.middle).toBeCloseTo(0.4, 12);
    expect(found.far).toBeCloseTo(0.2, 12);
  });

  it('weighs the thirds of the threshold in E2SFCA, edges included', () => {
    // home-1: 30 / (100 × 1 + 50 × 0.22) = 30 / 111; home-2: 12 / (50 × 0.68 + 10 × 1) = 12 / 44.
    const found = scores({ ...example, catchment: gaussianCatchment });
    expect(found.near).toBeCloseTo(30 / 111, 12);
    expect(found.middle).toBeCloseTo((30 / 111) * 0.22 + (12 / 44) * 0.68, 12);
    expect(found.far).toBeCloseTo(12 / 44, 12);
  });

  it('takes a missing pair as out of reach and never as no distance', () => {
    expect(scores({ ...example, costs: [] })).toEqual({ near: 0, middle: 0, far: 0 });
  });

  it('lets a supply that nobody reaches, or only places without people, serve nobody', () => {
    const empty = example.demand.map((demand) => ({ ...demand, weight: 0 }));
    expect(scores({ ...example, demand: empty })).toEqual({ near: 0, middle: 0, far: 0 });
  });

  it('gives out exactly the capacity that has demand in reach (2SFCA keeps the total)', () => {
    const input = fc
      .record({
        capacities: fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 6 }),
        weights: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 12 }),
        seeds: fc.array(fc.option(fc.integer({ min: 0, max: 2000 })), { minLength: 72, maxLength: 72 }),
        enhanced: fc.boolean(),
      })
      .map(({ capacities, weights, seeds, enhanced }): TwoStepInput => ({
        supply: capacities.map((capacity, i) => ({ id: `s${i}`, capacity })),
        demand: weights.map((weight, i) => ({ id: `d${i}`, weight })),
        costs: capacities.flatMap((_, s) =>
          weights.flatMap((_, d) => {
            const cost = seeds[s * 12 + d];
            return cost === null ? [] : [{ demandId: `d${d}`, siteId: `s${s}`, cost: cost! }];
          }),
        ),
        threshold: 1000,
        ...(enhanced ? { catchment: gaussianCatchment } : {}),
      }));
    fc.assert(
      fc.property(input, (tables) => {
        const weightOf = new Map(tables.demand.map((d) => [d.id, d.weight]));
        const given = twoStep(tables).reduce((sum, { id, score }) => sum + score * weightOf.get(id)!, 0);
        const reached = tables.supply.filter((s) =>
          tables.costs.some((c) => c.siteId === s.id && c.cost <= 1000 && weightOf.get(c.demandId)! > 0),
        );
        expect(given).toBeCloseTo(
          reached.reduce((sum, s) => sum + s.capacity, 0),
          6,
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe('yzt access 2sfca', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'yzt-access-'));
    await Promise.all([
      file('supply.csv', 'id,capacity\nhome-1,30\nhome-2,12\n'),
      file('demand.csv', '\ufeffname,id,weight\n东,near,100\n中,middle,50\n西,far,10\n'),
      file(
        'costs.csv',
        'demand_id,site_id,cost\nnear,home-1,300\nmiddle,home-1,900\nmiddle,home-2,600\nfar,home-2,0\n',
      ),
    ]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const file = (name: string, content: string) => writeFile(path.join(folder, name), content);

  type Tables = { supply?: string; demand?: string; costs?: string };

  /** Arguments of the command with some of the three tables replaced. */
  function args(tables: Tables, more: readonly string[]): string[] {
    const names = ['supply', 'demand', 'costs'] as const;
    const files = names.flatMap((name) => [`--${name}`, path.join(folder, tables[name] ?? `${name}.csv`)]);
    return ['access', '2sfca', ...files, ...more];
  }

  /** Runs the command in this process; answers what it printed. */
  async function run(tables: Tables = {}, more: readonly string[] = ['--threshold', '900']): Promise<unknown> {
    let printed: unknown;
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
    addAccessCommands(program, { print: (result) => (printed = result), usage: (message) => new RangeError(message) });
    await program.parseAsync(args(tables, more), { from: 'user' });
    return printed;
  }

  it('prints one JSON list of scores in the order of the demand table', async () => {
    const options = { dataDir: path.join(folder, 'no-data') };
    const { code, stdout, stderr } = await runYzt(['--json', ...args({}, ['--threshold', '900'])], options);
    expect(code, stderr).toBe(0);
    const printed = JSON.parse(stdout) as { id: string; score: number }[];
    expect(printed.map(({ id }) => id)).toEqual(['near', 'middle', 'far']);
    [0.2, 0.4, 0.2].forEach((score, i) => expect(printed[i]!.score).toBeCloseTo(score, 12));
    expect(existsSync(path.join(folder, 'no-data'))).toBe(false);
  });

  it('weighs by bands when asked for the enhanced method', async () => {
    const [near] = (await run({}, ['--threshold', '900', '--enhanced'])) as { score: number }[];
    expect(near!.score).toBeCloseTo(30 / 111, 12);
  });

  it.each([
    ['a missing column', { demand: 'id,people\nnear,1\n' }, 'demand', 1, 'weight', 'missing-column'],
    ['a repeated id', { supply: 'id,capacity\nhome-1,1\nhome-1,2\n' }, 'supply', 3, 'id', 'duplicate-id'],
    ['a negative weight', { demand: 'id,weight\nnear,-1\n' }, 'demand', 2, 'weight', 'out-of-range'],
    ['NaN', { costs: 'demand_id,site_id,cost\nnear,home-1,NaN\n' }, 'costs', 2, 'cost', 'not-a-number'],
    ['an empty cost', { costs: 'demand_id,site_id,cost\nnear,home-1,\n' }, 'costs', 2, 'cost', 'empty'],
    ['an id of no demand', { costs: 'demand_id,site_id,cost\nx,home-1,3\n' }, 'costs', 2, 'demand_id', 'unknown-id'],
    [
      'a pair given twice',
      { costs: 'demand_id,site_id,cost\nnear,home-1,3\nfar,home-1,3\nnear,home-1,9\n' },
      'costs',
      4,
      'site_id',
      'duplicate-pair',
    ],
  ] as const)('refuses %s, naming file, row and field', async (_, tables, table, row, field, code) => {
    const name = `bad-${code}.csv`;
    await file(name, Object.values(tables)[0]!);
    const refusal: unknown = await run({ [table]: name }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Problem);
    expect((refusal as Problem).errors).toEqual([expect.objectContaining({ file: name, row, field, code })]);
  });

  it('refuses a table that is not there, and tells a threshold of nothing from a refusal', async () => {
    await expect(run({ costs: 'nowhere.csv' })).rejects.toThrow(Problem);
    for (const threshold of ['0', 'NaN', '-5', '']) {
      await expect(run({}, ['--threshold', threshold])).rejects.toThrow(RangeError);
    }
    await expect(run({}, [])).rejects.toThrow(CommanderError);
  });
});
