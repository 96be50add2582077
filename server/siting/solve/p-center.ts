import { text } from '../../../gis-data/catalogue/index.ts';
import { OPEN, SHUT, type LocationProblem, type LocationQuestion } from '../problem/problem.ts';
import { serveNearest } from './measure.ts';
import { medianCore } from './p-median/core.ts';
import { MedianPlan } from './p-median/interchange.ts';
import { reachAll, ReachDecision, type Reached } from './reach/reach-all.ts';
import type { LocationSolution, LocationSolver } from './solution.ts';

/**
 * Uncapacitated p-center with at most p open sites, exact (after Minieka 1970): the least of the costs that occur within which
 * p sites reach everyone. A bisection by what is quick leaves some levels open, between those that bounds exclude and those with
 * a plan; of these the highest is decided first, since to exclude it excludes all. Limits other than p and the states of sites
 * are not looked at. Demand of weight 0 is served at any cost.
 */
export const solvePCenter: LocationSolver = async (problem, question, options) => {
  const stopped = () => performance.now() > options.deadline || (options.stopped?.() ?? false);
  const reach = new ReachWithin(problem, question.p);
  const questionAt = (most: number) => ({
    ...reach.within(most),
    deadline: options.deadline,
    seed: options.seed,
    stopped,
  });
  const decisionAt = (most: number) => new ReachDecision(questionAt(most));

  const first = greedyPlan(problem, question.p, stopped) ?? (await reachAll(questionAt(Infinity)));
  if (!first) return noPlan(first === null ? 'infeasible' : 'unknown');
  let plan = first;
  let objective = largestCost(problem, question, plan);
  const levels = reach.levelsBelow(objective);
  let [low, high] = [0, levels.length];
  const tell = () => options.onProgress?.({ objective, bound: levels[low] ?? objective, open: plan });
  const take = (level: number, reached: Reached) => {
    if (reached) {
      plan = reached;
      objective = largestCost(problem, question, plan);
      high = firstFrom(levels, objective);
    } else if (reached === null) {
      low = level + 1;
    }
    tell();
  };
  tell();
  let undecided: { level: number; decision: ReachDecision } | null = null;
  for (let from = low; from < high && !stopped();) {
    const level = (from + high) >> 1;
    const decision = decisionAt(levels[level]!);
    const reached = decision.quickly();
    if (reached === undefined) undecided = { level, decision };
    if (!reached) from = level + 1;
    take(level, reached);
  }
  for (const isLast of [false, true]) {
    let given = levels.length;
    for (let stride = 1; low < Math.min(high, given) && !stopped();) {
      // Below a level that is given up for now, bounds still come from the middle.
      const level = given < high ? (low + given) >> 1 : Math.max(low, high - stride);
      const decision = undecided?.level === level ? undecided.decision : decisionAt(levels[level]!);
      const found = isLast ? undefined : decision.searchLong();
      const reached = found ?? (await decision.prove(isLast));
      if (reached === undefined) given = level;
      else if (reached === null) stride = 1;
      else if (!found) stride *= 2;
      take(level, reached);
    }
  }
  const bound = low < high ? levels[low]! : objective;
  const served = serveNearest(problem, question, plan);
  const serving = new Set(served.map(({ site }) => site));
  return {
    status: bound >= objective ? 'optimal' : 'feasible',
    objective,
    bound,
    open: plan.filter((site) => serving.has(site) || problem.sites.state[site] === OPEN),
    served,
    conflict: null,
  };
};

/** The plan that makes the sum of costs small; null when it does not serve everyone. */
function greedyPlan(problem: LocationProblem, p: number | null, stopped: () => boolean): number[] | null {
  const core = medianCore(problem, p);
  if (core.fixed.reduce((sum, fixed) => sum + fixed, 0) > core.p) return null;
  const plan = new MedianPlan(core);
  plan.fill(stopped);
  return plan.servesAll ? plan.sites().map((j) => core.siteOf[j]!) : null;
}

/** The sites that reach each demand within a cost. */
class ReachWithin {
  private readonly fixed: number[];
  private readonly p: number;

  constructor(
    private readonly problem: LocationProblem,
    p: number | null,
  ) {
    const { state } = problem.sites;
    this.fixed = [...state.keys()].filter((site) => state[site] === OPEN);
    this.p = p ?? state.length;
  }

  within(most: number) {
    const { demand, sites, costs } = this.problem;
    const rows = demand.ids.map((_, d) => {
      const limit = demand.weight[d]! > 0 ? most : Infinity;
      const row: number[] = [];
      for (let k = costs.rowStart[d]!; k < costs.rowStart[d + 1]! && costs.cost[k]! <= limit; k++) {
        if (sites.state[costs.site[k]!] !== SHUT) row.push(costs.site[k]!);
      }
      return row;
    });
    return { sites: sites.ids.length, fixed: this.fixed, rows, p: this.p };
  }

  /** Costs that occur, ascending, from the least that reaches everyone by any site to below a cost. */
  levelsBelow(most: number): Float64Array {
    const { demand, sites, costs } = this.problem;
    const levels: number[] = [];
    let least = 0;
    for (let d = 0; d < demand.ids.length; d++) {
      if (demand.weight[d] === 0) continue;
      let isNearest = true;
      for (let k = costs.rowStart[d]!; k < costs.rowStart[d + 1]!; k++) {
        if (sites.state[costs.site[k]!] === SHUT) continue;
        if (isNearest) least = Math.max(least, costs.cost[k]!);
        isNearest = false;
        if (costs.cost[k]! >= most) break;
        levels.push(costs.cost[k]!);
      }
    }
    const sorted = Float64Array.from(levels).sort();
    return sorted.filter((cost, i) => cost >= least && cost !== sorted[i - 1]);
  }
}

/** Position of the first level that is at least this cost. */
function firstFrom(levels: Float64Array, cost: number): number {
  let [low, high] = [0, levels.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (levels[middle]! < cost) low = middle + 1;
    else high = middle;
  }
  return low;
}

function largestCost(problem: LocationProblem, question: LocationQuestion, open: readonly number[]): number {
  let most = 0;
  for (const { demand, cost } of serveNearest(problem, question, open)) {
    if (problem.demand.weight[demand]! > 0 && cost > most) most = cost;
  }
  return most;
}

const noPlan = (status: 'infeasible' | 'unknown'): LocationSolution => ({
  status,
  objective: null,
  bound: null,
  open: [],
  served: [],
  conflict:
    status === 'infeasible'
      ? text('开设这么多处地点,不能让每个人都得到服务', 'So many sites cannot serve everyone')
      : null,
});
