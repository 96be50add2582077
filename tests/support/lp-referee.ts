import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { OPEN, SHUT, type LocationProblem, type LocationQuestion } from '../../server/siting/problem/problem.ts';
import { Mip } from '../../server/siting/solve/mip.ts';

const run = promisify(execFile);

const isThere = await run('cbc', ['-quit']).then(
  () => true,
  () => false,
);

/** A suite that needs the second solver: named and skipped without it; in continuous integration that is a failure. */
export function describeWithReferee(name: string, define: () => void): void {
  const reason = `${name}: CBC (coinor-cbc) is not installed`;
  if (isThere) describe(name, define);
  else if (process.env.CI === 'true') test(reason, () => expect.unreachable(reason));
  else test.skip(reason, () => undefined);
}

const TERMS_A_LINE = 6;

/** A programme in CPLEX LP format. It always minimises: what is to be maximised has its signs turned; without the offset. */
export function lpText(mip: Mip): string {
  const sign = mip.sense === 'minimise' ? 1 : -1;
  const sum = (columns: readonly number[], values: readonly number[]) => {
    const terms = columns.map((column, i) => `${values[i]! < 0 ? '-' : '+'} ${Math.abs(values[i]!)} x${column}`);
    const lines: string[] = [];
    for (let i = 0; i < terms.length; i += TERMS_A_LINE) lines.push(terms.slice(i, i + TERMS_A_LINE).join(' '));
    return lines.length > 0 ? lines.join('\n  ') : '0 x0';
  };
  const rows: string[] = [];
  for (let row = 0; row < mip.rows; row++) {
    const [from, to] = [mip.rowStart[row]!, mip.rowStart[row + 1]!];
    const left = sum(mip.column.slice(from, to), mip.value.slice(from, to));
    if (mip.rowLower[row]! > -Infinity) rows.push(`l${row}: ${left} >= ${mip.rowLower[row]}`);
    if (mip.rowUpper[row]! < Infinity) rows.push(`u${row}: ${left} <= ${mip.rowUpper[row]}`);
  }
  const columns = [...mip.cost.keys()];
  const bounds = columns.map((column) => {
    const upper = mip.upper[column]!;
    return upper < Infinity ? `${mip.lower[column]} <= x${column} <= ${upper}` : `x${column} >= ${mip.lower[column]}`;
  });
  return [
    'Minimize',
    `obj: ${sum(
      columns,
      mip.cost.map((cost) => cost * sign),
    )}`,
    'Subject To',
    ...rows,
    'Bounds',
    ...bounds,
    'Generals',
    ...columns.filter((column) => mip.integer[column]).map((column) => `x${column}`),
    'End',
    '',
  ].join('\n');
}

/** The best objective of a programme by CBC, to optimality; null where nothing is feasible. @throws Error on any other end */
export async function refereeObjective(mip: Mip): Promise<number | null> {
  const folder = await mkdtemp(path.join(tmpdir(), 'yzt-cbc-'));
  try {
    const [problem, solution] = [path.join(folder, 'problem.lp'), path.join(folder, 'solution.txt')];
    await writeFile(problem, lpText(mip));
    await run('cbc', [problem, '-ratioGap', '0', '-allowableGap', '0', '-solve', '-solution', solution]);
    const [status] = (await readFile(solution, 'utf8')).split('\n');
    if (/^(Infeasible|Integer infeasible)/i.test(status!)) return null;
    const optimal = /^Optimal - objective value (\S+)/.exec(status!);
    if (!optimal) throw new Error(`CBC ended with: ${status}`);
    return Number(optimal[1]) * (mip.sense === 'minimise' ? 1 : -1) + mip.offset;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The textbook programme of a location question, by assignment of demand to sites: nothing reduced, joined or aggregated, and
 * no code shared with the solvers. Of `fair-cover` it has the first aim alone.
 */
export function textbookProgramme(problem: LocationProblem, question: LocationQuestion): Mip {
  const { objective, radius, gradual, capacitated } = question;
  const { demand, sites, costs } = problem;
  const isCover = objective.endsWith('-cover');
  const isLeast = objective !== 'max-cover' && objective !== 'fair-cover';
  const mip = new Mip(isLeast ? 'minimise' : 'maximise');
  const price = (site: number) => {
    if (objective !== 'set-cover') return 0;
    return sites.price ? sites.price.open[site]! - sites.price.shut[site]! : 1;
  };
  const open = Array.from(sites.state, (state, site) =>
    mip.binary(price(site), state === OPEN ? 1 : 0, state === SHUT ? 0 : 1),
  );
  const shutPrices = sites.price?.shut.reduce((sum, value) => sum + value, 0) ?? 0;
  if (objective === 'set-cover') mip.offset = shutPrices;
  const worst =
    objective === 'p-center' ? mip.continuous(1) : objective === 'fair-cover' ? mip.continuous(1, 0, 1) : -1;
  const degreeOf = (cost: number) => {
    if (!isCover) return 1;
    if (gradual) return Math.min(1, Math.max(0, (gradual.none - cost) / (gradual.none - gradual.full)));
    return cost <= radius! ? 1 : 0;
  };
  const loads = sites.ids.map(() => ({ columns: [] as number[], weights: [] as number[] }));
  const covered = problem.groups.map(() => ({ columns: [] as number[], weights: [] as number[], total: 0 }));
  for (let d = 0; d < demand.ids.length; d++) {
    const weight = demand.weight[d]!;
    const group = covered[demand.group?.[d] ?? -1];
    if (group) group.total += weight;
    const backup = objective === 'max-cover' ? (question.backup ?? 0) : 0;
    const pairs: { column: number; site: number; cost: number }[] = [];
    for (let i = costs.rowStart[d]!; i < costs.rowStart[d + 1]!; i++) {
      const [site, cost] = [costs.site[i]!, costs.cost[i]!];
      const degree = degreeOf(cost);
      if (degree === 0) continue;
      const earned =
        objective === 'p-median' ? weight * cost : objective === 'max-cover' ? weight * degree * (1 - backup) : 0;
      const column = capacitated === 'split' ? mip.continuous(earned, 0, 1) : mip.binary(earned);
      mip.row(-Infinity, 0, [column, open[site]!], [1, -1]);
      pairs.push({ column, site, cost });
      loads[site]!.columns.push(column);
      loads[site]!.weights.push(weight);
      group?.columns.push(column);
      group?.weights.push(weight * degree);
    }
    const columns = pairs.map(({ column }) => column);
    const mustBeServed = isLeast && weight > 0;
    if (mustBeServed || columns.length > 0) mip.row(mustBeServed ? 1 : -Infinity, 1, columns, 1);
    if (objective === 'p-center' && weight > 0)
      for (const { column, cost } of pairs) mip.row(0, Infinity, [worst, column], [1, -cost]);
    if (backup > 0 && pairs.length > 1) {
      const twice = mip.binary(weight * backup);
      mip.row(0, Infinity, [...pairs.map(({ site }) => open[site]!), twice], [...pairs.map(() => 1), -2]);
    }
  }
  if (capacitated !== 'no')
    loads.forEach(({ columns, weights }, site) => {
      const capacity = sites.capacity?.[site] ?? Infinity;
      if (capacity < Infinity && columns.length > 0)
        mip.row(-Infinity, 0, [...columns, open[site]!], [...weights, -capacity]);
    });
  for (const { columns, weights, total } of covered) {
    if (total === 0) continue;
    if (objective === 'fair-cover') mip.row(0, Infinity, [...columns, worst], [...weights, -total]);
    if (question.leastShare !== null) mip.row(question.leastShare * total - 1e-9, Infinity, columns, weights);
  }
  addSiteLimits(mip, problem, question, open, shutPrices);
  return mip;
}

function addSiteLimits(
  mip: Mip,
  { sites, groups }: LocationProblem,
  question: LocationQuestion,
  open: readonly number[],
  shutPrices: number,
): void {
  const where = (list: Int32Array | null, value: number) => open.filter((_, site) => list?.[site] === value);
  if (question.p !== null) mip.row(-Infinity, question.p, open, 1);
  if (question.budget !== null && sites.price) {
    const added = sites.price.open.map((price, site) => price - sites.price!.shut[site]!);
    mip.row(-Infinity, question.budget - shutPrices, open, added);
  }
  for (const place of new Set(sites.place ?? [])) if (place >= 0) mip.row(-Infinity, 1, where(sites.place, place), 1);
  if (question.leastSites !== null)
    groups.forEach((_, group) => mip.row(question.leastSites!, Infinity, where(sites.group, group), 1));
}
