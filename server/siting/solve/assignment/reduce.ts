import { FREE, OPEN, SHUT, type LocationProblem, type LocationQuestion } from '../../problem/problem.ts';
import { solveMip } from '../mip.ts';
import type { SolveOptions } from '../solution.ts';
import { lagrangianBound, type LagrangianBound } from './lagrangian.ts';
import { assignmentModel, planOf, type Plan } from './model.ts';
import { filterPairs, type Pairs } from './pairs.ts';
import { searchPlan } from './search.ts';

/** Pairs looked at in all steps of the multipliers: some seconds' work at most. */
const EFFORT = 6e8;
const FEWEST_STEPS = 60;
const MOST_STEPS = 2000;

/** What is left of a problem when what no better plan can hold has been taken out. */
export interface ReducedProblem {
  readonly problem: LocationProblem;
  readonly pairs: Pairs;
  /** Best plan known; null: none. */
  readonly plan: Plan | null;
  /** No plan is worth less, in the terms of `worthOf`. */
  readonly bound: number;
}

/** Rounds of bound and better plans, while the plans get better. */
const ROUNDS = 3;
/** Part of the time left that is given to serving demand from given sites as well as can be. */
const POLISH_SHARE = 0.1;

interface ReduceOptions extends SolveOptions {
  /** Distance between what two plans can cost, where that is known: 1 when all costs are whole; otherwise 0. */
  readonly grain: number;
  readonly isOver: () => boolean;
  /** What a plan costs, or minus what it covers. */
  readonly worthOf: (plan: Plan) => number;
}

/**
 * Fixes sites of a p-median or a maximal cover open or shut and leaves out pairs by their reduced costs in a Lagrangian bound: whatever brings the bound
 * above the best plan known is in no better plan. That plan itself stays. Bound and plan help each other: the sites that the
 * bound wants make plans, and a better plan gives the bound a better aim.
 */
export async function reduceByBound(
  problem: LocationProblem,
  question: LocationQuestion,
  pairs: Pairs,
  known: Plan | null,
  options: ReduceOptions,
): Promise<ReducedProblem> {
  const { worthOf, isOver, seed, grain } = options;
  const iterations = Math.min(MOST_STEPS, Math.max(FEWEST_STEPS, Math.floor(EFFORT / Math.max(1, pairs.site.length))));
  let best = known && (await servedBest(problem, question, pairs, known, options));
  let proof: LagrangianBound | null = null;
  for (let round = 0; round < ROUNDS && (!proof || !isOver()); round++) {
    const target = best && worthOf(best);
    const from = proof ? { from: proof.multipliers } : {};
    proof = lagrangianBound(problem, question, pairs, { target, iterations, ...from, stopped: isOver });
    const found = searchPlan(problem, question, pairs, { seed, first: proof.wanted, stopped: isOver });
    const polished = found && (await servedBest(problem, question, pairs, found, options));
    if (!polished || (best && worthOf(polished) >= worthOf(best))) break;
    best = polished;
  }
  return takeOut(problem, question, pairs, best, proof!, grain, worthOf);
}

/** The same open sites, with demand served from them as well as can be found in a short time. */
async function servedBest(
  problem: LocationProblem,
  question: LocationQuestion,
  pairs: Pairs,
  plan: Plan,
  { deadline, seed, stopped, worthOf }: ReduceOptions,
): Promise<Plan> {
  if (question.capacitated === 'no') return plan;
  const isOpen = Uint8Array.from(problem.sites.state, () => 0);
  for (const site of plan.open) isOpen[site] = 1;
  const sites = { ...problem.sites, state: isOpen.map((open) => (open ? OPEN : SHUT)) };
  const left = filterPairs(pairs, (_, __, site) => isOpen[site] === 1);
  const model = assignmentModel({ ...problem, sites }, question, left);
  const now = performance.now();
  const { values } = await solveMip(model.mip, {
    deadline: now + Math.max(0, deadline - now) * POLISH_SHARE,
    seed,
    start: model.valuesOf(plan),
    ...(stopped ? { stopped } : {}),
  });
  const served = values ? planOf(model, left, values) : plan;
  return worthOf(served) < worthOf(plan) ? served : plan;
}

function takeOut(
  problem: LocationProblem,
  question: LocationQuestion,
  pairs: Pairs,
  best: Plan | null,
  proof: LagrangianBound,
  grain: number,
  worthOf: (plan: Plan) => number,
): ReducedProblem {
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
