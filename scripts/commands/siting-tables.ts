import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import { decodeText } from '../../server/exchange/csv-reader.ts';
import { eachPlainRow, refusalsOf, type Refusals } from '../../server/exchange/plain-table.ts';
import { Problem, problems, type ProblemItem } from '../../server/registry/problem.ts';
import type { QuestionFault } from '../../server/siting/problem/fault.ts';
import { readOrlib } from '../../server/siting/problem/orlib.ts';
import type { LocationProblem } from '../../server/siting/problem/problem.ts';
import { createLocationTables, type DemandRow, type SiteRow } from '../../server/siting/problem/tables.ts';

/** A location problem with the places in files that its rows come from. */
export interface ReadProblem {
  problem: LocationProblem;
  /** What a problem document says of where a fault is. */
  placeOf(fault: QuestionFault): Pick<ProblemItem, 'file' | 'row' | 'field' | 'path'>;
  /** How many sites the file asks for, where it does. */
  p: number | null;
}

export interface TableFiles {
  costs: string;
  demand: string;
  sites: string;
}

const id = { type: 'text' } as const;
const name = { type: 'text', optional: true } as const;
const amount = { type: 'number', least: 0 } as const;
const optionalAmount = { ...amount, optional: true } as const;

const columns = {
  demand: { id, weight: amount, group: name },
  sites: {
    id,
    capacity: optionalAmount,
    fixed: { type: 'number', least: 0, most: 1, integer: true, optional: true },
    price: optionalAmount,
    place: name,
    group: name,
  },
  costs: { demand_id: id, site_id: id, cost: amount },
} as const;

/**
 * Reads a location problem from three CSV tables: DEMAND `id,weight[,group]`, SITES `id[,capacity][,fixed][,price][,place][,group]`
 * and COSTS `demand_id,site_id,cost`. A pair that COSTS lacks is out of reach.
 * @param capacitated whether capacities count, so that each site needs one
 * @throws Problem that names file, row and field of all errors in all three tables, up to 100 of each
 */
export async function readLocationTables(paths: TableFiles, capacitated: boolean): Promise<ReadProblem> {
  const refusals = {
    demand: refusalsOf(path.basename(paths.demand)),
    sites: refusalsOf(path.basename(paths.sites)),
    costs: refusalsOf(path.basename(paths.costs)),
  };
  const unread: ProblemItem[] = [];
  const demand: DemandRow[] = [];
  const sites: SiteRow[] = [];
  const demandColumns = await readOrNote(unread, () =>
    eachPlainRow(paths.demand, columns.demand, refusals.demand, (row) => demand.push(row)),
  );
  const siteColumns = await readOrNote(unread, () =>
    eachPlainRow(paths.sites, columns.sites, refusals.sites, (row) => sites.push(row)),
  );
  const tables = createLocationTables(
    { demand: refusals.demand.file, sites: refusals.sites.file, costs: refusals.costs.file },
    { capacity: siteColumns?.has('capacity') === true, price: siteColumns?.has('price') === true, capacitated },
    ({ table, row, field, code, message }) => {
      if (table !== 'orlib') refusals[table].add(row, field, code, message);
    },
  );
  demand.forEach(tables.addDemand);
  sites.forEach(tables.addSite);
  // Where a table could not be read, every id of it would look unknown.
  const bothRead = demandColumns !== null && siteColumns !== null;
  await readOrNote(unread, () =>
    eachPlainRow(paths.costs, columns.costs, refusals.costs, (row) => {
      if (bothRead) tables.addCost({ row: row.row, demandId: row.demand_id, siteId: row.site_id, cost: row.cost });
    }),
  );
  const problem = bothRead ? tables.finish() : null;
  refuseAll(unread, Object.values(refusals));
  const rows = { demand, sites };
  return {
    problem: problem!,
    placeOf: ({ at, field }) =>
      at ? { file: refusals[at.table].file, row: rows[at.table][at.position]!.row, field } : placeWithout(field),
    p: null,
  };
}

/**
 * Reads a p-median problem of the OR-Library.
 * @throws Problem that names file, row and field of each error
 */
export async function readOrlibFile(filePath: string): Promise<ReadProblem> {
  const file = path.basename(filePath);
  const bytes = await readFile(filePath).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const message = text(`无法读取文件:${reason}`, `The file cannot be read: ${reason}`);
    throw problems.invalid([{ file, code: 'unreadable', message }], badTables);
  });
  const read = readOrlib(decodeText(bytes).content);
  if ('faults' in read) {
    const items = read.faults.map(({ row, field, code, message }) => ({ file, row, field, code, message }));
    throw problems.invalid(items, badTables);
  }
  return {
    problem: read.problem,
    placeOf: ({ at, field }) =>
      at ? { file, field: `${field} ${read.problem[at.table].ids[at.position]}` } : placeWithout(field),
    p: read.p,
  };
}

/** Reads a table; what makes it unreadable as a whole is noted, so that the other tables are read all the same. */
async function readOrNote<T>(items: ProblemItem[], read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    items.push(...error.errors);
    return null;
  }
}

function refuseAll(unread: readonly ProblemItem[], refusals: readonly Refusals[]): void {
  const byRow = (a: ProblemItem, b: ProblemItem) => (a.row ?? 0) - (b.row ?? 0);
  const items = [...unread, ...refusals.flatMap((of) => [...of.items].sort(byRow))];
  const count = unread.length + refusals.reduce((sum, of) => sum + of.count, 0);
  if (count > 0) throw problems.invalid(items, count > items.length ? manyErrors(count, items.length) : badTables);
}

const badTables: Text = text('输入表有错误,见各项说明', 'The tables have errors; see each item');
const manyErrors = (count: number, listed: number) =>
  text(
    `输入表有 ${count} 处错误,列出其中 ${listed} 处(每个文件最多 100 处)`,
    `The tables have ${count} errors; ${listed} are listed (100 of a file at most)`,
  );

/** An option of the command line, for a field of the question; `capacity` and the like are columns. */
function placeWithout(field: string): Pick<ProblemItem, 'path' | 'field'> {
  if (['capacity', 'group', 'place'].includes(field)) return { field };
  return { path: `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` };
}
