import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import type { LocationSolution, LocationSolver, SolveOptions } from '../solution.ts';
import { explainConflict } from './explain.ts';
import { findAny } from './feasible.ts';
import { measurePlan } from './measure.ts';
import type { Plan } from './model.ts';
import { filterPairs, usablePairs, type Pairs } from './pairs.ts';
import { Progress, toldOf } from './progress.ts';
import { searchPlan } from './search.ts';

/**
 * The p-center with capacities and every limit, exact: binary search over the distinct costs, each step a programme that
 * asks whether everyone can be served within that cost. Costs below the largest that someone must bear anyway are not tried.
 */
export const solveCenter: LocationSolver = async (problem, question, options) => {
  const all = usablePairs(problem, question);
  const stopped = () => performance.now() > options.deadline || options.stopped?.() === true;
  const progress = new Progress(options);
  const worthOf = (plan: Plan) => measurePlan(problem, question, plan.open, plan.served);
  const levels = costLevels(problem, all);
  let best = searchPlan(problem, question, all, { seed: options.seed, stopped });
  let low = 0;
  let high = best ? levels.indexOf(worthOf(best)) : levels.length - 1;
  const tell = () =>
    progress.tell({ objective: best && worthOf(best), bound: levels[low] ?? 0, ...toldOf(question, best) });
  while (!best || low < high) {
    tell();
    // Without a plan the largest cost is tried first: if that is too little, nothing is enough.
    const tried = best ? Math.floor((low + high) / 2) : levels.length - 1;
    const { status, plan } = await serveWithin(problem, question, all, levels[tried] ?? 0, options);
    if (plan) {
      best = plan;
      high = Math.max(low, levels.indexOf(worthOf(plan)));
    } else if (status !== 'infeasible') return conclude(best, worthOf, levels[low] ?? 0, false);
    else if (!best)
      return { ...conclude(null, worthOf, 0, true), conflict: await explainConflict(problem, question, options) };
    else low = tried + 1;
  }
  return conclude(best, worthOf, levels[low] ?? 0, true);
};

function conclude(
  plan: Plan | null,
  worthOf: (plan: Plan) => number,
  bound: number,
  isDone: boolean,
): LocationSolution {
  if (!plan) {
    const status = isDone ? 'infeasible' : 'unknown';
    return { status, objective: null, bound: isDone ? null : bound, open: [], served: [], conflict: null };
  }
  const objective = worthOf(plan);
  return {
    status: isDone ? 'optimal' : 'feasible',
    objective,
    bound: Math.min(bound, objective),
    ...plan,
    conflict: null,
  };
}

/** Costs that the largest can be, ascending: those of demand with weight, from the least that all must bear on. */
function costLevels({ demand }: LocationProblem, pairs: Pairs): number[] {
  let least = 0;
  const costs = new Set<number>();
  for (let d = 0; d < demand.weight.length; d++) {
    if (demand.weight[d] === 0 || pairs.rowStart[d] === pairs.rowStart[d + 1]) continue;
    least = Math.max(least, pairs.cost[pairs.rowStart[d]!]!);
    for (let i = pairs.rowStart[d]!; i < pairs.rowStart[d + 1]!; i++) costs.add(pairs.cost[i]!);
  }
  return costs.size === 0 ? [0] : [...costs].filter((cost) => cost >= least).sort((a, b) => a - b);
}

/** A plan in which everyone with weight is served within a cost, if there is one. */
function serveWithin(
  problem: LocationProblem,
  question: LocationQuestion,
  all: Pairs,
  most: number,
  options: SolveOptions,
): ReturnType<typeof findAny> {
  const pairs = filterPairs(all, (i, demand) => problem.demand.weight[demand] === 0 || all.cost[i]! <= most);
  return findAny(problem, question, pairs, options);
}
