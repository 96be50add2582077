import type { Command } from 'commander';
import { text } from '../../gis-data/catalogue/index.ts';
import { evenCatchment, gaussianCatchment, twoStep, type Score } from '../../server/coverage/second-layers/two-step.ts';
import { readPlainTable, refusalsOf, uniqueById } from '../../server/exchange/plain-table.ts';

/** What the command line lends to its commands. */
export interface CommandTools {
  print(result: unknown, lines: () => readonly string[]): void;
  /** An error that ends the program with the code of bad usage. */
  usage(message: string): Error;
}

interface TwoStepOptions {
  supply: string;
  demand: string;
  costs: string;
  threshold: string;
  enhanced?: boolean;
}

/** `access 2sfca`: accessibility from three tables. Opens no database. */
export function addAccessCommands(program: Command, { print, usage }: CommandTools): void {
  program
    .command('access')
    .description('accessibility of services')
    .command('2sfca')
    .description(
      'two-step floating catchment area; the score is capacity per unit of demand weight (beds per person), and a pair that is missing in COSTS is out of reach',
    )
    .requiredOption('--supply <file>', 'CSV id,capacity')
    .requiredOption('--demand <file>', 'CSV id,weight')
    .requiredOption('--costs <file>', 'CSV demand_id,site_id,cost')
    .requiredOption('--threshold <cost>', "largest cost within reach, in the costs' unit")
    .option('--enhanced', 'E2SFCA: weights 1, 0.68 and 0.22 on thirds of the threshold (Luo & Qi 2009)')
    .action(async (options: TwoStepOptions) => {
      const threshold = Number(options.threshold);
      if (options.threshold.trim() === '' || !Number.isFinite(threshold) || threshold <= 0)
        throw usage(`--threshold must be a number above 0, not "${options.threshold}"`);
      const scores = await scoresOf(options, threshold);
      print(scores, () => scores.map(({ id, score }) => `${id}\t${score}`));
    });
}

async function scoresOf(options: TwoStepOptions, threshold: number): Promise<Score[]> {
  const amount = { type: 'number', least: 0 } as const;
  const supply = await readPlainTable(options.supply, { id: { type: 'text' }, capacity: amount });
  const demand = await readPlainTable(options.demand, { id: { type: 'text' }, weight: amount });
  const costs = await readPlainTable(options.costs, {
    demand_id: { type: 'text' },
    site_id: { type: 'text' },
    cost: amount,
  });
  const sites = uniqueById(supply);
  const people = uniqueById(demand);
  const refusals = refusalsOf(costs.file);
  const rowOfPair = new Map<string, number>();
  for (const { row, demand_id: demandId, site_id: siteId } of costs.rows) {
    if (!people.has(demandId)) refusals.add(row, 'demand_id', 'unknown-id', unknownId(demandId, demand.file));
    if (!sites.has(siteId)) refusals.add(row, 'site_id', 'unknown-id', unknownId(siteId, supply.file));
    const pair = JSON.stringify([demandId, siteId]);
    const earlier = rowOfPair.get(pair);
    if (earlier === undefined) rowOfPair.set(pair, row);
    else
      refusals.add(
        row,
        'site_id',
        'duplicate-pair',
        text(
          `${demandId} 到 ${siteId} 的成本已在第 ${earlier} 行,请删去一行`,
          `The cost from ${demandId} to ${siteId} is also in row ${earlier}; remove one of them`,
        ),
      );
  }
  refusals.check();
  return twoStep({
    supply: supply.rows,
    demand: demand.rows,
    costs: costs.rows.map((row) => ({ demandId: row.demand_id, siteId: row.site_id, cost: row.cost })),
    threshold,
    catchment: options.enhanced ? gaussianCatchment : evenCatchment,
  });
}

const unknownId = (id: string, file: string) =>
  text(`${file} 中没有编号 ${id};请在其中补上,或删去此行`, `${file} has no id ${id}; add it there or remove this row`);
