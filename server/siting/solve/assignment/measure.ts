import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import { planPrice } from '../site-limits.ts';
import type { Served } from '../solution.ts';
import { coverDegree } from './pairs.ts';

/** Weight of each group. */
export function groupWeights({ demand, groups }: LocationProblem): Float64Array {
  const weights = new Float64Array(groups.length);
  demand.group?.forEach((group, d) => {
    if (group >= 0) weights[group]! += demand.weight[d]!;
  });
  return weights;
}

/** Covered weight, in all and by group. */
export function coveredWeight(
  problem: LocationProblem,
  question: LocationQuestion,
  served: readonly Served[],
): { total: number; byGroup: Float64Array } {
  const { weight, group } = problem.demand;
  const byGroup = new Float64Array(problem.groups.length);
  let total = 0;
  for (const { demand, cost, share } of served) {
    const covered = weight[demand]! * share * coverDegree(question, cost);
    total += covered;
    const of = group?.[demand] ?? -1;
    if (of >= 0) byGroup[of]! += covered;
  }
  return { total, byGroup };
}

/** Share covered in the group that is worst off; null where no group has weight. */
export function worstShare(problem: LocationProblem, byGroup: Float64Array): number | null {
  const weights = groupWeights(problem);
  const shares = [...weights.keys()].filter((g) => weights[g]! > 0).map((g) => byGroup[g]! / weights[g]!);
  return shares.length === 0 ? null : Math.min(...shares);
}

/** What a plan is worth by the question's objective, from who is served by whom. */
export function measurePlan(
  problem: LocationProblem,
  question: LocationQuestion,
  open: readonly number[],
  served: readonly Served[],
): number {
  const { weight } = problem.demand;
  switch (question.objective) {
    case 'p-median':
      return served.reduce((sum, { demand, cost, share }) => sum + weight[demand]! * cost * share, 0);
    case 'p-center':
      return served.reduce((most, { demand, cost }) => (weight[demand]! > 0 ? Math.max(most, cost) : most), 0);
    case 'set-cover':
      return problem.sites.price ? planPrice(problem, open) : open.length;
    case 'fair-cover':
      return worstShare(problem, coveredWeight(problem, question, served).byGroup) ?? 1;
    case 'max-cover':
      return coveredWeight(problem, question, served).total - backupMissed(problem, question, open, served);
  }
}

/** Weight that covered demand does not earn for want of a second open site within the radius. */
function backupMissed(
  { demand, costs }: LocationProblem,
  { backup, radius }: LocationQuestion,
  open: readonly number[],
  served: readonly Served[],
): number {
  if (backup === null || radius === null) return 0;
  const isOpen = new Set(open);
  let missed = 0;
  for (const { demand: d, share } of served) {
    let within = 0;
    for (let i = costs.rowStart[d]!; i < costs.rowStart[d + 1]! && costs.cost[i]! <= radius; i++)
      if (isOpen.has(costs.site[i]!)) within++;
    if (within < 2) missed += backup * demand.weight[d]! * share;
  }
  return missed;
}
