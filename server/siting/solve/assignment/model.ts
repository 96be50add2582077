import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import { Mip } from '../mip.ts';
import { addSites, limitSites, netPrices } from '../site-limits.ts';
import type { Served } from '../solution.ts';
import { addWorstShare, limitShares, worstOfCoverage } from './coverage.ts';
import { servesEveryone, type Pairs } from './pairs.ts';
import { servedIn, type Service } from './service.ts';
import { addServing } from './serving.ts';

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
  const { service, coverage, fill } = addServing(mip, problem, question, pairs, sites);
  if (question.leastShare !== null) limitShares(problem, question.leastShare, mip, coverage);
  if (servesEveryone(question)) limitCapacity(problem, question, mip, sites);
  if (question.objective === 'set-cover') addPrices(problem, mip, sites);
  const worst = question.objective === 'fair-cover' ? addWorstShare(problem, mip, coverage) : null;
  if (worst !== null) mip.cost[worst] = 1;
  return {
    mip,
    sites,
    service,
    valuesOf({ open, served }) {
      const values = new Float64Array(mip.columns);
      for (const site of open) values[sites[site]!] = 1;
      fill(served, values);
      if (worst !== null) values[worst] = worstOfCoverage(problem, coverage, values);
      return values;
    },
  };
}

/** The price of a plan as the objective, or the number of its sites where there are no prices. */
function addPrices(problem: LocationProblem, mip: Mip, sites: Int32Array): void {
  const { base, net } = netPrices(problem);
  sites.forEach((column, site) => (mip.cost[column] = problem.sites.price ? net[site]! : 1));
  mip.offset = base;
}

/** Open sites must have room for everyone: implied by the rest, but it shows how many are needed at least. */
function limitCapacity(problem: LocationProblem, question: LocationQuestion, mip: Mip, sites: Int32Array): void {
  const { capacity } = problem.sites;
  if (question.capacitated === 'no' || !capacity || capacity.includes(Infinity)) return;
  const asked = problem.demand.weight.reduce((sum, weight) => sum + weight, 0);
  mip.row(asked, Infinity, sites, capacity);
}

/** The plan that values of all columns stand for. */
export function planOf(model: Pick<AssignmentModel, 'sites' | 'service'>, all: Pairs, values: ArrayLike<number>): Plan {
  const isOpen = Uint8Array.from(model.sites, (column) => (values[column]! > 0.5 ? 1 : 0));
  const open = [...isOpen.keys()].filter((site) => isOpen[site]);
  return { open, served: servedIn(model.service, all, values, isOpen) };
}
