import { OPEN, SHUT, type LocationProblem, type LocationQuestion } from '../problem/problem.ts';
import { countedShare, coveredShares, measure, priceOf } from './measure.ts';
import type { LocationSolution, Served } from './solution.ts';

/** Relative difference that rounding may make. */
const TOLERANCE = 1e-6;

const above = (value: number, limit: number) => value - limit > TOLERANCE * Math.max(1, Math.abs(limit));
const differ = (a: number, b: number) => above(a, b) || above(b, a);

/**
 * Checks an answer against the problem, with nothing taken from the solver: that the open sites may be open and keep every
 * limit, that everyone is served as the question says, by costs that the tables have and within the capacities, that the
 * objective is what the plan gives, and that the bound lies on the right side of it.
 *
 * @throws Error that says what does not hold, which is the solver's fault
 */
export function verifySolution(problem: LocationProblem, question: LocationQuestion, solution: LocationSolution): void {
  const { status, objective, bound, open, served } = solution;
  if (status === 'infeasible' || status === 'unknown') {
    if (objective !== null || open.length > 0 || served.length > 0)
      throw wrong(`a plan comes with the status ${status}`);
    return;
  }
  if (objective === null) throw wrong(`the status is ${status}, and there is no objective`);
  checkOpen(problem, question, open);
  checkServed(problem, question, open, served);
  checkGroups(problem, question, open, served);
  const measured = measure(problem, question, open, served);
  if (differ(objective, measured)) throw wrong(`the objective is told as ${objective} and measures ${measured}`);
  if (bound === null) {
    if (status === 'optimal') throw wrong('the plan is told as optimal without a bound');
    return;
  }
  const maximised = question.objective === 'max-cover' || question.objective === 'fair-cover';
  if (maximised ? above(objective, bound) : above(bound, objective))
    throw wrong(`the objective ${objective} is better than its bound ${bound}`);
  if (status === 'optimal' && differ(objective, bound))
    throw wrong(`the plan is told as optimal at ${objective}, with the bound ${bound}`);
}

function checkOpen(problem: LocationProblem, { p, budget }: LocationQuestion, open: readonly number[]): void {
  const { ids, state, place } = problem.sites;
  const isOpen = new Set(open);
  open.forEach((site, i) => {
    if (!(site in ids)) throw wrong(`site ${site} is open, of ${ids.length}`);
    if (i > 0 && open[i - 1]! >= site) throw wrong('the open sites are not in ascending order');
    if (state[site] === SHUT) throw wrong(`site ${ids[site]} is open, which must be shut`);
  });
  const closed = state.findIndex((of, site) => of === OPEN && !isOpen.has(site));
  if (closed !== -1) throw wrong(`site ${ids[closed]} is shut, which must be open`);
  if (p !== null && open.length > p) throw wrong(`${open.length} sites are open, of at most ${p}`);
  const price = priceOf(problem, open);
  if (budget !== null && above(price, budget)) throw wrong(`the plan costs ${price}, of at most ${budget}`);
  const taken = new Set<number>();
  for (const site of open) {
    const at = place?.[site] ?? -1;
    if (at === -1) continue;
    if (taken.has(at)) throw wrong(`site ${ids[site]} is open at a place with another open site`);
    taken.add(at);
  }
}

function checkServed(
  problem: LocationProblem,
  question: LocationQuestion,
  open: readonly number[],
  served: readonly Served[],
): void {
  const { ids, weight } = problem.demand;
  const { objective, capacitated } = question;
  const isOpen = new Set(open);
  const shares = new Float64Array(ids.length);
  const load = new Float64Array(problem.sites.ids.length);
  for (const { demand, site, cost, share } of served) {
    const name = `${ids[demand]} by ${problem.sites.ids[site]}`;
    if (!isOpen.has(site)) throw wrong(`${name} is served, which is not open`);
    if (costOf(problem, demand, site) !== cost) throw wrong(`${name} is served at a cost that is not in the table`);
    if (!(share > 0) || above(share, 1)) throw wrong(`${name} is served with the share ${share}`);
    if (capacitated !== 'split' && share !== 1) throw wrong(`${name} is served in part`);
    if (isCover(objective) && countedShare(question, cost) === 0) throw wrong(`${name} is served out of reach`);
    shares[demand]! += share;
    load[site]! += weight[demand]! * share;
  }
  shares.forEach((share, demand) => {
    const mustBeServed = !isCover(objective) || (objective === 'set-cover' && weight[demand]! > 0);
    if (above(share, 1)) throw wrong(`${ids[demand]} is served ${share} times`);
    if (mustBeServed && above(1, share)) throw wrong(`${ids[demand]} is served only to ${share}`);
  });
  if (capacitated === 'no') return;
  load.forEach((sum, site) => {
    const capacity = problem.sites.capacity?.[site] ?? Infinity;
    if (above(sum, capacity)) throw wrong(`${problem.sites.ids[site]} serves ${sum}, of at most ${capacity}`);
  });
}

const isCover = (objective: LocationQuestion['objective']) => objective.endsWith('-cover');

function checkGroups(
  problem: LocationProblem,
  question: LocationQuestion,
  open: readonly number[],
  served: readonly Served[],
): void {
  const { leastShare, leastSites } = question;
  if (leastShare !== null) {
    coveredShares(problem, question, served).forEach((share, group) => {
      if (share !== null && above(leastShare, share))
        throw wrong(`${share} of ${problem.groups[group]} is covered, of at least ${leastShare}`);
    });
  }
  if (leastSites === null) return;
  problem.groups.forEach((name, group) => {
    const count = open.filter((site) => problem.sites.group?.[site] === group).length;
    if (count < leastSites) throw wrong(`${count} sites are open in ${name}, of at least ${leastSites}`);
  });
}

function costOf({ costs }: LocationProblem, demand: number, site: number): number | undefined {
  for (let at = costs.rowStart[demand]!; at < costs.rowStart[demand + 1]!; at++)
    if (costs.site[at] === site) return costs.cost[at];
  return undefined;
}

const wrong = (what: string) => new Error(`The solver's answer does not hold: ${what}`);
