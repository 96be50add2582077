import { FREE, OPEN, SHUT, type LocationProblem, type LocationQuestion } from '../../problem/problem.ts';
import { lagrangianBound } from './lagrangian.ts';
import type { Plan } from './model.ts';
import { filterPairs, type Pairs } from './pairs.ts';
import { searchPlan } from './search.ts';

/** Pairs looked at in all steps of the multipliers: some seconds' work at most. */
const EFFORT = 6e8;
const FEWEST_STEPS = 60;
const MOST_STEPS = 600;

/** A p-median that is left when what no better plan can hold has been taken out. */
export interface ReducedMedian {
  readonly problem: LocationProblem;
  readonly pairs: Pairs;
  /** Best plan known, and what it costs; null: none. */
  readonly plan: Plan | null;
  /** No plan costs less. */
  readonly bound: number;
}

/**
 * Fixes sites open or shut and leaves out pairs by their reduced costs in a Lagrangian bound: whatever brings the bound
 * above the best plan known is in no better plan. That plan itself stays.
 * @param worthOf what a plan costs
 * @param grain distance between what two plans can cost, where that is known: 1 when all costs are whole; otherwise 0
 */
export function reduceMedian(
  problem: LocationProblem,
  question: LocationQuestion,
  pairs: Pairs,
  plan: Plan | null,
  {
    seed,
    grain,
    stopped,
    worthOf,
  }: { seed: number; grain: number; stopped: () => boolean; worthOf: (plan: Plan) => number },
): ReducedMedian {
  const target = plan ? worthOf(plan) : null;
  const iterations = Math.min(MOST_STEPS, Math.max(FEWEST_STEPS, Math.floor(EFFORT / Math.max(1, pairs.site.length))));
  const proof = lagrangianBound(problem, question, pairs, { target, iterations, stopped });
  const found = searchPlan(problem, question, pairs, { seed, first: proof.wanted, stopped });
  const best = found && (!plan || worthOf(found) < worthOf(plan)) ? found : plan;
  if (!best) return { problem, pairs, plan: null, bound: proof.bound };

  const worth = worthOf(best);
  const cut = worth - grain + 1e-6 * Math.max(grain, Math.min(1, worth));
  const isOpen = new Set(best.open);
  const state = problem.sites.state.map((of, site) => {
    if (of !== FREE) return of;
    if (isOpen.has(site)) return proof.withoutSite[site]! > cut ? OPEN : FREE;
    return proof.withSite[site]! > cut ? SHUT : FREE;
  });
  const used = new Set(best.served.map(({ demand, site }) => demand * state.length + site));
  const isWhole = question.capacitated !== 'split';
  const kept = filterPairs(pairs, (i, demand, site) => {
    if (state[site] === SHUT) return false;
    if (!isWhole || problem.demand.weight[demand] === 0) return true;
    return proof.withPair[i]! <= cut || used.has(demand * state.length + site);
  });
  return {
    problem: { ...problem, sites: { ...problem.sites, state } },
    pairs: kept,
    plan: best,
    bound: Math.min(proof.bound, worth),
  };
}
