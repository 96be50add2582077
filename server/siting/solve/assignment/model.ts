import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import { Mip } from '../mip.ts';
import { addSites, limitSites, netPrices } from '../site-limits.ts';
import { addWorstShare, coverageOf, limitShares, worstOfCoverage, type Coverage } from './coverage.ts';
import { demandOfPairs, addService, servedIn, type Service } from './service.ts';
import type { Served } from '../solution.ts';
import { servesEveryone, type Pairs } from './pairs.ts';

/** A plan as a solver sees it. */
export interface Plan {
  readonly open: readonly number[];
  readonly served: readonly Served[];
}

/** A question as a programme. */
export interface AssignmentModel {
  readonly mip: Mip;
  /** Column of each site. */
  readonly sites: Int32Array;
  readonly service: Service;
  readonly coverage: Coverage;
  /** Column of the worst share, of `fair-cover`. */
  readonly worst: number | null;
  /** Values of all columns for a plan, to start a search from. */
  valuesOf(plan: Plan): Float64Array;
}

/**
 * The general assignment programme of a question (all objectives but `p-center`, which has no sum): binary sites, who is
 * served by whom, and every limit of the question.
 * @param pairs those that a plan may use
 */
export function assignmentModel(problem: LocationProblem, question: LocationQuestion, pairs: Pairs): AssignmentModel {
  const isLeast = question.objective === 'p-median' || question.objective === 'set-cover';
  const mip = new Mip(isLeast ? 'minimise' : 'maximise');
  const sites = addSites(problem, mip);
  limitSites(problem, question, mip, sites);
  const service = addService(mip, problem, question, pairs, sites);
  const coverage = coverageOf(problem, service);
  if (question.leastShare !== null) limitShares(problem, question.leastShare, mip, coverage);
  if (servesEveryone(question)) limitCapacity(problem, question, mip, sites);
  const second = question.backup === null ? [] : addSecond(mip, problem, question, service, sites);
  const worst = question.objective === 'fair-cover' ? addWorstShare(problem, mip, coverage) : null;
  if (worst !== null) mip.cost[worst] = 1;
  setObjective(mip, problem, question, sites, service);
  return {
    mip,
    sites,
    service,
    coverage,
    worst,
    valuesOf: (plan) => valuesOfPlan({ mip, sites, service, coverage, worst, second }, problem, plan),
  };
}

function setObjective(
  mip: Mip,
  problem: LocationProblem,
  question: LocationQuestion,
  sites: Int32Array,
  { pairs, columns }: Service,
): void {
  const { weight } = problem.demand;
  const { base, net } = netPrices(problem);
  const demandOf = demandOfPairs(pairs);
  if (question.objective === 'set-cover') {
    sites.forEach((column, site) => (mip.cost[column] = problem.sites.price ? net[site]! : 1));
    mip.offset = base;
  }
  if (question.objective !== 'p-median' && question.objective !== 'max-cover') return;
  const isCost = question.objective === 'p-median';
  columns.forEach((column, i) => {
    if (column < 0) return;
    const earned = pairs.degree[i]! * (1 - (question.backup ?? 0));
    mip.cost[column] = weight[demandOf[i]!]! * (isCost ? pairs.cost[i]! : earned);
  });
}

/** Open sites must have room for everyone: implied by the rest, but it shows how many are needed at least. */
function limitCapacity(problem: LocationProblem, question: LocationQuestion, mip: Mip, sites: Int32Array): void {
  const { capacity } = problem.sites;
  if (question.capacitated === 'no' || !capacity || capacity.includes(Infinity)) return;
  const asked = problem.demand.weight.reduce((sum, weight) => sum + weight, 0);
  mip.row(asked, Infinity, sites, capacity);
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

type Columns = Pick<AssignmentModel, 'mip' | 'sites' | 'service' | 'coverage' | 'worst'> & { second: Second[] };

function valuesOfPlan(model: Columns, problem: LocationProblem, plan: Plan): Float64Array {
  const { mip, sites, service, coverage, worst, second } = model;
  const values = new Float64Array(mip.columns);
  for (const site of plan.open) values[sites[site]!] = 1;
  const shares = new Float64Array(problem.demand.weight.length);
  for (const { demand, site, share } of plan.served) {
    shares[demand]! += share;
    const { rowStart, site: siteOf } = service.pairs;
    for (let i = rowStart[demand]!; i < rowStart[demand + 1]!; i++)
      if (siteOf[i] === site && service.columns[i]! >= 0) values[service.columns[i]!] = share;
  }
  for (const { demand, isOpen, part, sites: within } of second) {
    values[isOpen] = within.filter((site) => values[sites[site]!] === 1).length > 1 ? 1 : 0;
    values[part] = values[isOpen] * shares[demand]!;
  }
  if (worst !== null) values[worst] = worstOfCoverage(problem, coverage, values);
  return values;
}

/** The plan that values of all columns stand for. */
export function planOf(model: Pick<AssignmentModel, 'sites' | 'service'>, all: Pairs, values: ArrayLike<number>): Plan {
  const isOpen = Uint8Array.from(model.sites, (column) => (values[column]! > 0.5 ? 1 : 0));
  const open = [...isOpen.keys()].filter((site) => isOpen[site]);
  return { open, served: servedIn(model.service, all, values, isOpen) };
}
