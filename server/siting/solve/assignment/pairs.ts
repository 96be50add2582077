import { SHUT, type LocationProblem, type LocationQuestion } from '../../problem/problem.ts';

/** The pairs of demand and site that a plan may use, row by row of demand as in `CostRows`. */
export interface Pairs {
  readonly rowStart: Uint32Array;
  readonly site: Uint32Array;
  readonly cost: Float64Array;
  /** To what degree (0…1) demand that is served so counts as covered. */
  readonly degree: Float64Array;
}

/** Whether everyone must be served, within a radius or not; otherwise as many as can be. */
export const servesEveryone = ({ objective }: LocationQuestion): boolean =>
  objective === 'p-median' || objective === 'p-center' || objective === 'set-cover';

/** Whether a question counts who is covered, so that no one is served from further away. */
export const isCover = ({ objective }: LocationQuestion): boolean =>
  objective === 'max-cover' || objective === 'set-cover' || objective === 'fair-cover';

/** To what degree (0…1) a cost counts as covered; 0 where the question has no radius. */
export function coverDegree({ radius, gradual }: LocationQuestion, cost: number): number {
  if (gradual) {
    if (cost <= gradual.full) return 1;
    return cost >= gradual.none ? 0 : (gradual.none - cost) / (gradual.none - gradual.full);
  }
  return radius !== null && cost <= radius ? 1 : 0;
}

/** Most weight that a site can serve under the question. */
export const capacityOf = ({ sites }: LocationProblem, { capacitated }: LocationQuestion, site: number): number =>
  capacitated === 'no' ? Infinity : (sites.capacity?.[site] ?? Infinity);

/**
 * The pairs that can be part of any plan: not of shut sites, of cover objectives only those that cover, and where demand is
 * served whole none whose weight is beyond the site's capacity.
 * @throws RangeError when the question needs a radius and has none
 */
export function usablePairs(problem: LocationProblem, question: LocationQuestion): Pairs {
  const needsRadius = isCover(question) || question.leastShare !== null;
  if (needsRadius && question.radius === null && question.gradual === null)
    throw new RangeError(`${question.objective}: a radius is needed to tell who is covered`);
  const { costs, demand, sites } = problem;
  return filterPairs(
    { ...costs, degree: Float64Array.from(costs.cost, (cost) => coverDegree(question, cost)) },
    (i, d, site) => {
      if (sites.state[site] === SHUT) return false;
      if (isCover(question) && coverDegree(question, costs.cost[i]!) === 0) return false;
      return question.capacitated !== 'single' || demand.weight[d]! <= capacityOf(problem, question, site);
    },
  );
}

/** Those of some pairs that are kept, told by position, demand and site. */
export function filterPairs(pairs: Pairs, keep: (pair: number, demand: number, site: number) => boolean): Pairs {
  const rowStart = new Uint32Array(pairs.rowStart.length);
  const kept: number[] = [];
  for (let d = 0; d + 1 < pairs.rowStart.length; d++) {
    for (let i = pairs.rowStart[d]!; i < pairs.rowStart[d + 1]!; i++) if (keep(i, d, pairs.site[i]!)) kept.push(i);
    rowStart[d + 1] = kept.length;
  }
  return {
    rowStart,
    site: Uint32Array.from(kept, (i) => pairs.site[i]!),
    cost: Float64Array.from(kept, (i) => pairs.cost[i]!),
    degree: Float64Array.from(kept, (i) => pairs.degree[i]!),
  };
}
