import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import type { Mip } from '../mip.ts';
import type { Served } from '../solution.ts';
import { coverageOf, type Coverage } from './coverage.ts';
import type { Pairs } from './pairs.ts';
import { addService, demandOfPairs, type Service } from './service.ts';

/** Who is served by whom in a programme, with what that is worth. */
export interface Serving {
  readonly service: Service;
  readonly coverage: Coverage;
  /** Writes what a plan serves into the values of all columns; the sites are written already. */
  fill(served: readonly Served[], values: Float64Array): void;
}

/**
 * Adds to a programme who is served by whom, and to its objective what that costs (`p-median`) or earns (`max-cover`); other
 * objectives get nothing.
 * @param sites columns of the sites
 */
export function addServing(
  mip: Mip,
  problem: LocationProblem,
  question: LocationQuestion,
  pairs: Pairs,
  sites: Int32Array,
): Serving {
  const service = addService(mip, problem, question, pairs, sites);
  const second = question.backup === null ? [] : addSecond(mip, problem, question, service, sites);
  addWorth(mip, problem, question, service);
  return {
    service,
    coverage: coverageOf(problem, service),
    fill: (served, values) => fillServed(service, second, sites, served, values),
  };
}

function addWorth(
  mip: Mip,
  { demand }: LocationProblem,
  question: LocationQuestion,
  { pairs, columns }: Service,
): void {
  if (question.objective !== 'p-median' && question.objective !== 'max-cover') return;
  const isCost = question.objective === 'p-median';
  const demandOf = demandOfPairs(pairs);
  columns.forEach((column, i) => {
    if (column < 0) return;
    const earned = pairs.degree[i]! * (1 - (question.backup ?? 0));
    mip.cost[column] = demand.weight[demandOf[i]!]! * (isCost ? pairs.cost[i]! : earned);
  });
}

/** What each demand earns by a second open site within the radius (`backup`), beside being served. */
interface Second {
  readonly demand: number;
  /** Whether a second site is open, and the part that counts. */
  readonly isOpen: number;
  readonly part: number;
  readonly sites: readonly number[];
}

function addSecond(
  mip: Mip,
  { demand, costs }: LocationProblem,
  { backup, radius }: LocationQuestion,
  { pairs, columns }: Service,
  sites: Int32Array,
): Second[] {
  const list: Second[] = [];
  demand.weight.forEach((weight, d) => {
    const served = Array.from(columns.subarray(pairs.rowStart[d], pairs.rowStart[d + 1]));
    if (weight === 0 || served.length === 0) return;
    const within: number[] = [];
    for (let i = costs.rowStart[d]!; i < costs.rowStart[d + 1]! && costs.cost[i]! <= radius!; i++)
      within.push(costs.site[i]!);
    const isOpen = mip.binary(0);
    const part = mip.continuous(weight * backup!, 0, 1);
    mip.row(0, Infinity, [...within.map((site) => sites[site]!), isOpen], [...within.map(() => 1), -2]);
    mip.row(-Infinity, 0, [part, isOpen], [1, -1]);
    mip.row(-Infinity, 0, [part, ...served], [1, ...served.map(() => -1)]);
    list.push({ demand: d, isOpen, part, sites: within });
  });
  return list;
}

function fillServed(
  { pairs, columns, choice }: Service,
  second: readonly Second[],
  sites: Int32Array,
  served: readonly Served[],
  values: Float64Array,
): void {
  const shares = new Float64Array(choice.length);
  for (const { demand, site, share } of served) {
    shares[demand]! += share;
    for (let i = pairs.rowStart[demand]!; i < pairs.rowStart[demand + 1]!; i++)
      if (pairs.site[i] === site && columns[i]! >= 0) values[columns[i]!] = share;
  }
  for (const { demand, isOpen, part, sites: within } of second) {
    values[isOpen] = within.filter((site) => values[sites[site]!] === 1).length > 1 ? 1 : 0;
    values[part] = values[isOpen] * shares[demand]!;
  }
}
