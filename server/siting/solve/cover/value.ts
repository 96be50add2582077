import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import { planPrice } from '../site-limits.ts';
import type { Served } from '../solution.ts';
import { coverDegree } from './coverage.ts';

/** Whom open sites cover: each once, by the nearest of them, in the order of demand. */
export function coveredBy(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): Served[] {
  const { rowStart, site, cost } = problem.costs;
  const degreeOf = coverDegree(question);
  const isOpen = openFlags(problem, open);
  const served: Served[] = [];
  for (let demand = 0; demand < problem.demand.weight.length; demand++)
    for (let pair = rowStart[demand]!; pair < rowStart[demand + 1]! && degreeOf(cost[pair]!) > 0; pair++) {
      if (!isOpen[site[pair]!]) continue;
      served.push({ demand, site: site[pair]!, cost: cost[pair]!, share: 1 });
      break;
    }
  return served;
}

/** What a plan is worth by the question's objective, computed anew from its sites alone. */
export function coverValue(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): number {
  switch (question.objective) {
    case 'set-cover':
      return problem.sites.price ? planPrice(problem, open) : open.length;
    case 'fair-cover':
      return worstShare(problem, question, open);
    default:
      return coveredWeight(problem, question, open);
  }
}

function coveredWeight(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): number {
  const { weight } = problem.demand;
  const backup = question.backup ?? 0;
  const degreeOf = coverDegree(question);
  const first = coveredBy(problem, question, open).reduce(
    (sum, { demand, cost }) => sum + weight[demand]! * degreeOf(cost) * (1 - backup),
    0,
  );
  if (backup === 0) return first;
  const twice = coverCounts(problem, question, open);
  return weight.reduce((sum, heavy, demand) => sum + (twice[demand]! > 1 ? heavy * backup : 0), first);
}

/** How many open sites cover each demand. */
function coverCounts(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): Uint32Array {
  const { rowStart, site, cost } = problem.costs;
  const degreeOf = coverDegree(question);
  const isOpen = openFlags(problem, open);
  return Uint32Array.from(problem.demand.weight, (_, demand) => {
    let count = 0;
    for (let pair = rowStart[demand]!; pair < rowStart[demand + 1]!; pair++)
      if (isOpen[site[pair]!] && degreeOf(cost[pair]!) > 0) count++;
    return count;
  });
}

function openFlags({ sites }: LocationProblem, open: readonly number[]): Uint8Array {
  const isOpen = new Uint8Array(sites.ids.length);
  for (const site of open) isOpen[site] = 1;
  return isOpen;
}

/** Share of its weight that is covered in the group that is worst off; 1 where no group has weight. */
export function worstShare(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): number {
  const { weight, group } = problem.demand;
  const covered = new Float64Array(problem.groups.length);
  const total = new Float64Array(problem.groups.length);
  weight.forEach((heavy, demand) => {
    const g = group?.[demand] ?? -1;
    if (g >= 0) total[g]! += heavy;
  });
  const degreeOf = coverDegree(question);
  for (const { demand, cost } of coveredBy(problem, question, open)) {
    const g = group?.[demand] ?? -1;
    if (g >= 0) covered[g]! += weight[demand]! * degreeOf(cost);
  }
  let worst = 1;
  for (let g = 0; g < total.length; g++) if (total[g]! > 0) worst = Math.min(worst, covered[g]! / total[g]!);
  return worst;
}
