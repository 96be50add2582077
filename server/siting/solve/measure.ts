import type { LocationProblem, LocationQuestion } from '../problem/problem.ts';
import type { Served } from './solution.ts';

/** Share of one's weight that counts at a cost: 1 within the radius, or fading. Every cost counts where neither is asked. */
export function countedShare({ radius, gradual }: Pick<LocationQuestion, 'radius' | 'gradual'>, cost: number): number {
  if (gradual) return Math.min(1, Math.max(0, (gradual.none - cost) / (gradual.none - gradual.full)));
  return radius === null || cost <= radius ? 1 : 0;
}

/** Everyone served by the open site that is nearest, within the radius of a cover objective; capacities do not count. */
export function serveNearest(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): Served[] {
  const { rowStart, site, cost } = problem.costs;
  const isOpen = openFlags(problem, open);
  const everyone = question.objective === 'p-median' || question.objective === 'p-center';
  const served: Served[] = [];
  for (let demand = 0; demand < problem.demand.ids.length; demand++) {
    for (let at = rowStart[demand]!; at < rowStart[demand + 1]!; at++) {
      if (!everyone && countedShare(question, cost[at]!) === 0) break;
      if (isOpen[site[at]!] === 0) continue;
      served.push({ demand, site: site[at]!, cost: cost[at]!, share: 1 });
      break;
    }
  }
  return served;
}

/**
 * Value of a plan in the terms of the question's objective, computed from nothing but the plan. Solvers have measures of their
 * own: this one shares nothing with them, so that it can check what they say.
 */
export function measure(
  problem: LocationProblem,
  question: LocationQuestion,
  open: readonly number[],
  served: readonly Served[],
): number {
  const { weight } = problem.demand;
  switch (question.objective) {
    case 'p-median':
      return served.reduce((sum, one) => sum + weight[one.demand]! * one.share * one.cost, 0);
    case 'p-center':
      return served.reduce(
        (most, one) => (weight[one.demand]! > 0 && one.share > 0 ? Math.max(most, one.cost) : most),
        0,
      );
    case 'set-cover':
      return problem.sites.price ? priceOf(problem, open) : open.length;
    case 'fair-cover':
      return Math.min(1, ...coveredShares(problem, question, served).filter((share) => share !== null));
    case 'max-cover': {
      const backup = question.backup ?? 0;
      const hasSecond = backup > 0 ? coveredTwice(problem, question, open) : null;
      return served.reduce((sum, one) => {
        const earned = hasSecond?.[one.demand] === 0 ? 1 - backup : 1;
        return sum + weight[one.demand]! * one.share * countedShare(question, one.cost) * earned;
      }, 0);
    }
  }
}

/** What a plan costs: its open sites to have open, all others to have shut; 0 without prices. */
export function priceOf({ sites }: LocationProblem, open: readonly number[]): number {
  if (!sites.price) return 0;
  const isOpen = new Set(open);
  return sites.ids.reduce((sum, _, site) => sum + sites.price![isOpen.has(site) ? 'open' : 'shut'][site]!, 0);
}

/** Share of each group's weight that is covered, as the question counts it; null for a group without weight. */
export function coveredShares(
  { demand, groups }: LocationProblem,
  question: LocationQuestion,
  served: readonly Served[],
): (number | null)[] {
  const all = new Float64Array(groups.length);
  const covered = new Float64Array(groups.length);
  demand.group?.forEach((group, i) => {
    if (group !== -1) all[group]! += demand.weight[i]!;
  });
  for (const one of served) {
    const group = demand.group?.[one.demand] ?? -1;
    if (group !== -1) covered[group]! += demand.weight[one.demand]! * one.share * countedShare(question, one.cost);
  }
  return Array.from(all, (weight, group) => (weight === 0 ? null : covered[group]! / weight));
}

/** By demand: 1 where there are two open sites within the radius. */
function coveredTwice(
  { demand, costs, sites }: LocationProblem,
  { radius }: LocationQuestion,
  open: readonly number[],
): Uint8Array {
  const isOpen = openFlags({ sites }, open);
  return Uint8Array.from(demand.ids, (_, d) => {
    let within = 0;
    for (let at = costs.rowStart[d]!; at < costs.rowStart[d + 1]! && costs.cost[at]! <= radius!; at++)
      within += isOpen[costs.site[at]!]!;
    return within >= 2 ? 1 : 0;
  });
}

function openFlags({ sites }: Pick<LocationProblem, 'sites'>, open: readonly number[]): Uint8Array {
  const isOpen = new Uint8Array(sites.ids.length);
  for (const site of open) isOpen[site] = 1;
  return isOpen;
}
