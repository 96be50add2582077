import { text } from '../../../../gis-data/catalogue/index.ts';
import { OPEN, type LocationProblem, type LocationQuestion } from '../../problem/problem.ts';
import { serveNearest } from '../measure.ts';
import { reachAll } from '../reach/reach-all.ts';
import type { LocationSolution, LocationSolver, SolveOptions } from '../solution.ts';
import { MedianSearch } from './branch.ts';
import { medianCore, type MedianCore } from './core.ts';
import { MedianPlan } from './interchange.ts';

/** Between two tellings of progress, milliseconds. */
const TELL_EVERY = 250;

/**
 * Uncapacitated p-median with at most p open sites, solved to optimality or to the deadline: greedy and interchange for plans,
 * Lagrangian relaxation for the bound, reduced costs to fix sites, branch and bound for what remains. Limits other than p and
 * the states of sites are not looked at. Sites that would serve nobody are left shut.
 *
 * Costs that are whole (weight × cost) end the search as soon as no better whole number is left.
 */
export const solvePMedian: LocationSolver = async (problem, question, options) => {
  const core = medianCore(problem, question.p);
  const stopped = () => performance.now() > options.deadline || (options.stopped?.() ?? false);
  if (core.fixed.reduce((sum, fixed) => sum + fixed, 0) > core.p) return noPlan('infeasible');
  const plan = new MedianPlan(core);
  plan.fill(stopped);
  plan.interchange(stopped);
  if (!plan.servesAll) {
    const open = await planThatServesAll(core, options, stopped);
    if (!open) return noPlan(open === null ? 'infeasible' : 'unknown');
    plan.set(open);
    plan.interchange(stopped);
  }
  let toldAt = 0;
  const search = new MedianSearch(core, plan, {
    stopped,
    onProgress: (objective, bound, open) => {
      if (!options.onProgress || performance.now() < toldAt + TELL_EVERY) return;
      toldAt = performance.now();
      options.onProgress({ objective, bound, open: open.map((j) => core.siteOf[j]!) });
    },
  });
  const { open, bound } = search.run();
  return solutionOf(
    problem,
    question,
    open.map((j) => core.siteOf[j]!),
    bound,
  );
};

/** Interchange looks for cheap plans and may find none that reaches everyone where few do. */
function planThatServesAll(core: MedianCore, { deadline, seed }: SolveOptions, stopped: () => boolean) {
  const rows = Array.from({ length: core.demands }, (_, i) =>
    core.site.subarray(core.rowStart[i]!, core.rowStart[i + 1]!),
  );
  const fixed = [...core.fixed.keys()].filter((j) => core.fixed[j]);
  return reachAll({ sites: core.sites, fixed, rows, p: core.p, deadline, seed, stopped });
}

function solutionOf(
  problem: LocationProblem,
  question: LocationQuestion,
  sites: readonly number[],
  bound: number,
): LocationSolution {
  const served = serveNearest(problem, question, sites);
  const serving = new Set(served.map(({ site }) => site));
  const open = sites.filter((site) => serving.has(site) || problem.sites.state[site] === OPEN);
  const objective = served.reduce((sum, { demand, cost }) => sum + problem.demand.weight[demand]! * cost, 0);
  const proven = objective - bound <= 1e-6 * objective;
  return {
    status: proven ? 'optimal' : 'feasible',
    objective,
    bound: Math.min(bound, objective),
    open,
    served,
    conflict: null,
  };
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
