import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import type { Pairs } from './pairs.ts';
import { demandOfPairs } from './service.ts';

/**
 * Whether every plan of a question is worth a whole number, so that a bound less than 1 from a plan proves it best: sums of
 * whole numbers. Parts of demand are whole at best when weights and capacities are, as a flow's are, if nothing but
 * capacities binds them.
 */
export function isWorthWhole(problem: LocationProblem, question: LocationQuestion, pairs: Pairs): boolean {
  const { demand, sites } = problem;
  const whole = (values: Iterable<number>) => [...values].every((value) => Number.isSafeInteger(value));
  if (question.objective === 'set-cover') return !sites.price || (whole(sites.price.open) && whole(sites.price.shut));
  if (question.objective === 'fair-cover') return false;
  if (question.capacitated === 'split') {
    const limits = [...(sites.capacity ?? [])].filter((capacity) => capacity < Infinity);
    if (question.leastShare !== null || !whole(limits) || !whole(demand.weight)) return false;
  }
  if (question.objective === 'max-cover')
    return question.gradual === null && (question.backup ?? 0) === 0 && whole(demand.weight);
  if (question.capacitated === 'split') return whole(pairs.cost);
  const demandOf = demandOfPairs(pairs);
  return pairs.cost.every((cost, i) => Number.isSafeInteger(cost * demand.weight[demandOf[i]!]!));
}
