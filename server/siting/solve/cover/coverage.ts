import { OPEN, type LocationProblem, type LocationQuestion } from '../../problem/problem.ts';
import type { SiteLimits } from './limits.ts';

/** Sites that cover equally well, and what is earned by being covered at least so well rather than one level less. */
export interface CoverLevel {
  readonly sites: readonly number[];
  readonly weight: number;
  /** What of it counts to the share of its group that is covered; differs from `weight` only where backup is asked. */
  readonly counted: number;
}

/** Demand that free sites can cover, all in the same way: the best level with an open site and all below it are earned. */
export interface CoverRow {
  /** Best first, each with at least one site; a single one unless coverage fades. */
  readonly levels: readonly CoverLevel[];
  /** Earned by a second open site. */
  readonly second: number;
  /** Group of the demand; −1 where groups do not matter. */
  readonly group: number;
}

/** A covering problem as far as free sites decide it. */
export interface Coverage {
  readonly rows: readonly CoverRow[];
  /** What fixed sites earn. */
  readonly earned: number;
  /** By group: what of it fixed sites cover, and what it weighs. */
  readonly groupCovered: Float64Array;
  readonly groupWeight: Float64Array;
  /** Demand with weight that neither a fixed nor a free site covers. */
  readonly uncoverable: readonly number[];
  /** Whether all weights, and so all that can be earned, are whole. */
  readonly isWhole: boolean;
}

/** To what degree (0…1) a cost counts as covered. @throws Error where the question gives no radius */
export function coverDegree(question: LocationQuestion): (cost: number) => number {
  if (question.gradual) {
    const { full, none } = question.gradual;
    return (cost) => (cost <= full ? 1 : cost >= none ? 0 : (none - cost) / (none - full));
  }
  const { radius } = question;
  if (radius === null) throw new Error('A question about coverage needs a radius');
  return (cost) => (cost <= radius ? 1 : 0);
}

/**
 * The covering problem of a question. Demand that the same sites cover in the same way is joined into one row.
 * @param byGroup whether rows of different groups stay apart
 */
export function coverageOf(
  problem: LocationProblem,
  question: LocationQuestion,
  limits: SiteLimits,
  byGroup: boolean,
): Coverage {
  const { weight, group } = problem.demand;
  const groupCovered = new Float64Array(problem.groups.length);
  const groupWeight = new Float64Array(problem.groups.length);
  const joined = new Map<string, CoverRow>();
  const uncoverable: number[] = [];
  let earned = 0;
  let isWhole = question.gradual === null && (question.backup ?? 0) % 1 === 0;
  const reach = reachOf(problem, question, limits);
  for (let demand = 0; demand < weight.length; demand++) {
    const heavy = weight[demand]!;
    if (heavy === 0) continue;
    isWhole &&= Number.isInteger(heavy);
    const inGroup = group?.[demand] ?? -1;
    if (inGroup >= 0) groupWeight[inGroup]! += heavy;
    const reached = reach(demand);
    if (reached.fixedDegree === 0 && reached.levels.length === 0) uncoverable.push(demand);
    const row = rowOf(reached, heavy, question.backup ?? 0, byGroup ? inGroup : -1);
    earned += row.earned;
    if (inGroup >= 0) groupCovered[inGroup]! += heavy * reached.fixedDegree;
    if (row.levels.length > 0) join(joined, row);
  }
  return { rows: [...joined.values()], earned, groupCovered, groupWeight, uncoverable, isWhole };
}

interface Reach {
  /** Degree to which fixed sites cover, and how many of them do. */
  fixedDegree: number;
  fixedCount: number;
  /** Free sites that cover better (any that cover, where a second one counts), best first. */
  levels: { degree: number; sites: number[] }[];
}

function reachOf(problem: LocationProblem, question: LocationQuestion, limits: SiteLimits): (demand: number) => Reach {
  const { rowStart, site, cost } = problem.costs;
  const degreeOf = coverDegree(question);
  const isFree = new Uint8Array(problem.sites.state.length);
  for (const free of limits.free) isFree[free] = 1;
  return (demand) => {
    const found: Reach = { fixedDegree: 0, fixedCount: 0, levels: [] };
    for (let pair = rowStart[demand]!; pair < rowStart[demand + 1]!; pair++) {
      const degree = degreeOf(cost[pair]!);
      if (degree === 0) break;
      const at = site[pair]!;
      if (problem.sites.state[at] === OPEN) {
        found.fixedDegree ||= degree;
        found.fixedCount++;
      } else if (isFree[at] && (found.fixedDegree === 0 || question.backup !== null)) {
        const last = found.levels.at(-1);
        if (last && last.degree === degree) last.sites.push(at);
        else found.levels.push({ degree, sites: [at] });
      }
    }
    // A fixed site further on in the row may cover as well as free ones before it.
    if (question.backup === null) found.levels = found.levels.filter(({ degree }) => degree > found.fixedDegree);
    for (const { sites } of found.levels) sites.sort((a, b) => a - b);
    return found;
  };
}

function rowOf(
  { fixedDegree, fixedCount, levels }: Reach,
  weight: number,
  backup: number,
  group: number,
): CoverRow & { earned: number } {
  if (backup > 0) {
    const sites = levels[0]?.sites ?? [];
    if (fixedCount > 1 || sites.length === 0) {
      const earned = fixedCount > 1 ? weight : fixedCount * weight * (1 - backup);
      return { levels: [], second: 0, group, earned };
    }
    if (fixedCount === 1) {
      const levels = [{ sites, weight: weight * backup, counted: 0 }];
      return { levels, second: 0, group, earned: weight * (1 - backup) };
    }
    const second = sites.length > 1 ? weight * backup : 0;
    return { levels: [{ sites, weight: weight * (1 - backup), counted: weight }], second, group, earned: 0 };
  }
  const steps = levels.map(({ degree, sites }, i) => {
    const step = weight * (degree - Math.max(fixedDegree, levels[i + 1]?.degree ?? 0));
    return { sites, weight: step, counted: step };
  });
  return { levels: steps, second: 0, group, earned: weight * fixedDegree };
}

function join(rows: Map<string, CoverRow>, { levels, second, group }: CoverRow): void {
  const isCounted = levels[0]!.counted > 0;
  const key = `${group}|${second > 0}|${isCounted}|${levels.map(({ sites }) => sites.join()).join('|')}`;
  const same = rows.get(key);
  const sum = same
    ? levels.map((level, i) => ({
        sites: level.sites,
        weight: level.weight + same.levels[i]!.weight,
        counted: level.counted + same.levels[i]!.counted,
      }))
    : levels;
  rows.set(key, { levels: sum, second: second + (same?.second ?? 0), group });
}
