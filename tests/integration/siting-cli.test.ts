import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SitingSolveAnswer } from '../../scripts/commands/siting-answer.ts';
import { addSitingCommands } from '../../scripts/commands/siting.ts';
import { randomStream } from '../../server/random.ts';
import { Problem } from '../../server/registry/problem.ts';
import { runYzt } from '../support/yzt.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'yzt-siting-cli-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

/** Two villages in the west and one in the east; x lies between those of the west. */
const good = {
  demand: lines('id,weight,group', '甲,30,西', '乙,10,西', '丙,5,东'),
  sites: lines('id,capacity,fixed,price,place,group', 'x,40,0,3,,西', 'y,40,0,9,,西', 'z,5,0,2,,东'),
  costs: lines('demand_id,site_id,cost', '甲,x,4', '乙,x,2', '甲,y,0', '乙,y,9', '丙,z,1', '丙,x,30'),
};
type Tables = { [Table in keyof typeof good]: string | Buffer };

async function tableOptions(tables: Partial<Tables> = {}): Promise<string[]> {
  const options: string[] = [];
  for (const [name, content] of Object.entries({ ...good, ...tables }))
    options.push(`--${name}`, await fileOf(`${name}.csv`, content));
  return options;
}

/** Bad usage, as the command line tells it apart. */
class Usage extends Error {}

/** Runs the command in this process, which spares the start of one. */
async function answerOf(...args: string[]): Promise<SitingSolveAnswer & { exitCode: number; text: string }> {
  let answer: SitingSolveAnswer | undefined;
  let shown = '';
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  const print = (result: unknown, textOf: () => readonly string[]) => {
    shown = textOf().join('\n');
    answer = JSON.parse(JSON.stringify(result)) as SitingSolveAnswer;
  };
  addSitingCommands(program, { print, usage: (message) => new Usage(message) }, { done: 0, refused: 1 });
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const exitCode = process.exitCode;
  try {
    await program.parseAsync(['node', 'yzt', 'siting', 'solve', ...args]);
    return { ...answer!, exitCode: Number(process.exitCode), text: shown };
  } finally {
    process.exitCode = exitCode;
    stderr.mockRestore();
  }
}

/** Where a command that is refused says that something is wrong. */
async function refusalOf(...args: string[]): Promise<string[]> {
  const error = await answerOf(...args).then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Problem);
  return (error as Problem).errors.map(({ file, row, field, path, code }) =>
    [file, row, field, path, code].filter((part) => part !== undefined && part !== '').join(' '),
  );
}

const yzt = (args: readonly string[], interruptAt?: Promise<void>) =>
  runYzt(args, { dataDir: join(folder, 'no-data'), interruptAt });

describe('the command line as a process', () => {
  it('prints one document with the best plan and its proof', async () => {
    const tables = await tableOptions();
    const { code, stdout, stderr } = await yzt([
      '--json',
      'siting',
      'solve',
      '--objective',
      'p-median',
      ...tables,
      '--p',
      '2',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answer = JSON.parse(stdout) as SitingSolveAnswer;
    // x and z: 30·4 + 10·2 + 5·1 = 145; y and z: 0 + 90 + 5 = 95; y and x: 0 + 20 + 150 = 170.
    expect(answer).toMatchObject({ status: 'optimal', objective: 95, bound: 95, gap: 0, sites: ['y', 'z'] });
    expect(answer.assignment).toEqual([
      { demand_id: '甲', site_id: 'y', cost: 0 },
      { demand_id: '乙', site_id: 'y', cost: 9 },
      { demand_id: '丙', site_id: 'z', cost: 1 },
    ]);
    expect(answer.seconds).toBeGreaterThan(0);
  });

  it('says what is wrong with a table, on both streams, and exits 1', async () => {
    const tables = await tableOptions({ costs: `${good.costs}甲,z,NaN\n` });
    const { code, stdout, stderr } = await yzt([
      '--json',
      'siting',
      'solve',
      '--objective',
      'p-median',
      ...tables,
      '--p',
      '2',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('costs.csv 第8行 cost');
    expect(JSON.parse(stdout)).toMatchObject({ error: { errors: [{ file: 'costs.csv', row: 8, field: 'cost' }] } });
  });

  it('stops on Ctrl-C with the best plan found', async () => {
    const random = randomStream(1, 'hard');
    const [demands, sites] = [300, 60];
    const rows = Array.from({ length: demands }, (_, d) =>
      Array.from({ length: sites }, (_, s) => `d${d},s${s},${random.integer(1, 1000)}`),
    );
    const tables = await tableOptions({
      demand: lines('id,weight', ...rows.map((_, d) => `d${d},${random.integer(5, 35)}`)),
      sites: lines('id,capacity', ...Array.from({ length: sites }, (_, s) => `s${s},${random.integer(250, 350)}`)),
      costs: lines('demand_id,site_id,cost', ...rows.flat()),
    });
    const args = ['--objective', 'p-median', ...tables, '--p', '22', '--capacitated', '--time-limit', '500'];
    const solving = new Promise<void>((resolve) => setTimeout(resolve, 10_000));
    const started = performance.now();
    const { code, stdout } = await yzt(['--json', 'siting', 'solve', ...args], solving);
    expect(performance.now() - started).toBeLessThan(50_000);
    const answer = JSON.parse(stdout) as SitingSolveAnswer;
    expect(['feasible', 'unknown']).toContain(answer.status);
    expect(code).toBe(answer.status === 'feasible' ? 0 : 1);
  });
});

describe('questions', () => {
  it('reads tables with a byte order mark, CRLF, or in GB18030, and writes who is served by whom', async () => {
    const output = join(folder, 'assignment.csv');
    const tables = await tableOptions({
      demand: iconv.encode(good.demand, 'gb18030'),
      sites: `\ufeff${good.sites}`,
      costs: iconv.encode(good.costs.replaceAll('\n', '\r\n'), 'gb18030'),
    });
    const asked = ['--objective', 'p-median', '--capacitated', 'split', '--p', '3', '-o', output];
    const answer = await answerOf(...asked, ...tables);
    // Alone: y serves 甲, x serves 乙, z serves 丙; 0 + 20 + 5, and all capacities suffice.
    expect(answer).toMatchObject({ status: 'optimal', objective: 25, exitCode: 0 });
    expect(answer.text).toContain('最优,已证明');
    expect(await readFile(output, 'utf8')).toBe(
      lines('demand_id,site_id,cost,share', '甲,y,0,1', '乙,x,2,1', '丙,z,1,1'),
    );
  });

  it('keeps a fixed site, a budget and capacities, and tells what none of them allows', async () => {
    const tables = await tableOptions({ sites: good.sites.replace('y,40,0', 'y,40,1').replace('z,5', 'z,4') });
    const fixed = await answerOf('--objective', 'set-cover', '--radius', '4', ...tables);
    expect(fixed).toMatchObject({ status: 'optimal', objective: 14, sites: ['x', 'y', 'z'] });
    const tight = await answerOf('--objective', 'set-cover', '--radius', '4', '--budget', '13', ...tables);
    expect(tight).toMatchObject({ status: 'infeasible', objective: null, sites: [], assignment: [], exitCode: 1 });
    expect(tight.conflict!.zh).not.toBe('');
  });

  it('reads an OR-Library file, its p with it', async () => {
    const orlib = await fileOf('pmed.txt', '5 5 2\n1 2 3\n2 3 4\n3 4 9\n4 5 1\n1 2 2\n');
    // Two parts: 1–2–3 about 2 (2 + 4) and 4–5 (1).
    expect(await answerOf('--objective', 'p-median', '--orlib', orlib)).toMatchObject({
      status: 'optimal',
      objective: 7,
      gap: 0,
    });
    expect(await refusalOf('--objective', 'p-median', '--orlib', orlib, '--p', '6')).toEqual(['--p too-many']);
    expect(await refusalOf('--objective', 'p-median', '--orlib', await fileOf('bad.txt', '5 5 2\n1 9 3\n'))).toEqual([
      'bad.txt 1 edges other-count',
      'bad.txt 2 to no-such-vertex',
    ]);
  });
});

describe('bad input', () => {
  const median = ['--objective', 'p-median', '--p', '2'];

  it.each<[string, Partial<Tables>, string[], string[]]>([
    ['p larger than the sites', {}, ['--objective', 'p-median', '--p', '4'], ['--p too-many']],
    ['negative costs', { costs: good.costs.replace('甲,x,4', '甲,x,-4') }, median, ['costs.csv 2 cost out-of-range']],
    ['missing costs', { costs: good.costs.replace('甲,x,4', '甲,x,') }, median, ['costs.csv 2 cost empty']],
    ['NaN', { costs: good.costs.replace('甲,x,4', '甲,x,NaN') }, median, ['costs.csv 2 cost not-a-number']],
    ['infinite', { costs: good.costs.replace('甲,x,4', '甲,x,1e999') }, median, ['costs.csv 2 cost not-a-number']],
    ['a weight that is missing', { demand: good.demand.replace('30', '') }, median, ['demand.csv 2 weight empty']],
    ['a negative weight', { demand: good.demand.replace('30', '-1') }, median, ['demand.csv 2 weight out-of-range']],
    ['a duplicate demand', { demand: `${good.demand}甲,1,\n` }, median, ['demand.csv 5 id duplicate-id']],
    ['a duplicate site', { sites: `${good.sites}x,1,0,1,,\n` }, median, ['sites.csv 5 id duplicate-id']],
    ['a duplicate pair', { costs: `${good.costs}甲,x,4\n` }, median, ['costs.csv 8 site_id duplicate-pair']],
    ['an unknown id', { costs: `${good.costs}丁,x,4\n` }, median, ['costs.csv 8 demand_id unknown-id']],
    [
      'an empty candidate set',
      { sites: 'id\n', costs: 'demand_id,site_id,cost\n' },
      median,
      ['sites.csv 1 id empty-table'],
    ],
    [
      'no demand',
      { demand: 'id,weight\n', costs: 'demand_id,site_id,cost\n' },
      median,
      ['demand.csv 1 id empty-table'],
    ],
    ['an empty file', { costs: '' }, median, ['costs.csv empty-file']],
    ['a missing column', { demand: lines('id,people', '甲,3') }, median, ['demand.csv 1 weight missing-column']],
    [
      'a fixed that is neither 0 nor 1',
      { sites: good.sites.replace('x,40,0', 'x,40,2') },
      median,
      ['sites.csv 2 fixed out-of-range'],
    ],
    ['a missing price', { sites: good.sites.replace('0,3', '0,') }, median, ['sites.csv 2 price empty']],
    [
      'a missing capacity that counts',
      { sites: good.sites.replace('x,40', 'x,') },
      [...median, '--capacitated'],
      ['sites.csv 2 capacity empty'],
    ],
    [
      'no capacities where they count',
      { sites: lines('id', 'x', 'y', 'z') },
      [...median, '--capacitated'],
      ['--capacitated missing-column'],
    ],
    [
      'no prices for a budget',
      { sites: lines('id', 'x', 'y', 'z') },
      [...median, '--budget', '5'],
      ['--budget missing-column'],
    ],
    [
      'errors in all three tables at once',
      {
        demand: `${good.demand}甲,x,\n`,
        sites: good.sites.replace('y,40', 'y,no'),
        costs: `${good.costs}丁,x,\n丙,w,4\n`,
      },
      median,
      [
        'demand.csv 5 weight not-a-number',
        'demand.csv 5 id duplicate-id',
        'sites.csv 3 capacity not-a-number',
        'costs.csv 8 cost empty',
        'costs.csv 8 demand_id unknown-id',
        'costs.csv 9 site_id unknown-id',
      ],
    ],
  ])('%s', async (_, tables, asked, faults) => {
    expect(await refusalOf(...asked, ...(await tableOptions(tables)))).toEqual(faults);
  });

  it('lists 100 errors of a file, and says how many there are', async () => {
    const rows = Array.from({ length: 250 }, (_, i) => `甲,w${i},1`);
    const tables = await tableOptions({ costs: lines('demand_id,site_id,cost', ...rows) });
    expect(await refusalOf(...median, ...tables)).toHaveLength(100);
    await expect(answerOf(...median, ...tables)).rejects.toThrow('250 errors; 100 are listed');
  });

  it('names a file that is not there, and goes on to the others', async () => {
    const tables = await tableOptions({ sites: good.sites.replace('x,40', 'x,-1') });
    tables[tables.indexOf('--demand') + 1] = join(folder, 'nowhere.csv');
    expect(await refusalOf(...median, ...tables)).toEqual([
      'nowhere.csv unreadable',
      'sites.csv 2 capacity out-of-range',
    ]);
  });

  it.each<[string, Partial<Tables>, string[], string]>([
    [
      'unreachable demand',
      { costs: good.costs.replace('丙,z,1\n', '').replace('丙,x,30\n', '') },
      median,
      'demand.csv 4 id unreachable',
    ],
    ['infeasible capacity', {}, ['--objective', 'p-median', '--p', '1', '--capacitated'], 'capacity too-small'],
    [
      'more fixed than p',
      { sites: good.sites.replaceAll('40,0', '40,1') },
      ['--objective', 'p-median', '--p', '1'],
      '--p below-fixed',
    ],
  ])('%s makes it infeasible', async (_, tables, asked, fault) => {
    const answer = await answerOf(...asked, ...(await tableOptions(tables)));
    expect(answer).toMatchObject({ status: 'infeasible', objective: null, assignment: [], exitCode: 1 });
    expect(
      answer.errors!.map(({ file, row, field, path, code }) =>
        [file, row, field, path, code].filter((part) => part !== undefined).join(' '),
      ),
    ).toEqual([fault]);
  });
});

describe('bad usage', () => {
  it.each([
    [['--objective', 'p-median', '--p', 'two']],
    [['--objective', 'p-median', '--p', '1.5']],
    [['--objective', 'p-median']],
    [['--objective', 'max-cover', '--p', '1']],
    [['--objective', 'max-cover', '--p', '1', '--gradual', '5']],
    [['--objective', 'max-cover', '--p', '1', '--gradual', '5,3']],
    [['--objective', 'p-median', '--p', '1', '--capacitated', 'some']],
    [['--objective', 'p-median', '--p', '1', '--time-limit', '0']],
    [['--objective', 'p-median', '--p', '1', '--seed', '0.5']],
    [['--objective', 'p-median', '--p', '1', '--orlib', 'pmed1.txt']],
  ])('%j', async (asked) => {
    await expect(answerOf(...asked, ...(await tableOptions()))).rejects.toThrow(Usage);
  });

  it('asks for the tables, and for an objective that there is', async () => {
    await expect(answerOf('--objective', 'p-median', '--p', '1')).rejects.toThrow(Usage);
    await expect(answerOf('--objective', 'nearest', '--p', '1')).rejects.toThrow(CommanderError);
  });
});
