import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import { solveMip } from '../mip.ts';
import type { LocationSolution, LocationSolver, SolveOptions } from '../solution.ts';
import { solveCenter } from './center.ts';
import { explainConflict } from './explain.ts';
import { measurePlan } from './measure.ts';
import { assignmentModel, planOf, type Plan } from './model.ts';
import { usablePairs } from './pairs.ts';
import { Progress, toldOf } from './progress.ts';
import { provenBy } from './proof.ts';
import { reduceByBound } from './reduce.ts';
import { searchPlan } from './search.ts';
import { isWorthWhole } from './whole.ts';

/**
 * Answers any question, with capacities or without and with every limit, by the general assignment programme: who is served
 * by whom. It is exact, and slower than the solvers made for questions without capacities.
 * @throws RangeError when the question needs a radius and has none
 */
export const solveAssignment: LocationSolver = async (problem, question, options) => {
  if (question.objective === 'p-center') return solveCenter(problem, question, options);
  if (question.objective === 'fair-cover') return solveFairly(problem, question, options);
  return solveOnce(problem, question, options, null);
};

/** The highest worst share, then the most weight among the plans that have it. */
const solveFairly: LocationSolver = async (problem, question, options) => {
  const fairest = await solveOnce(problem, question, options, null);
  if (fairest.status !== 'optimal') return fairest;
  const held: LocationQuestion = { ...question, objective: 'max-cover', leastShare: fairest.objective };
  const silent = { ...options, onProgress: undefined };
  const fullest = await solveOnce(problem, held, silent, { open: fairest.open, served: fairest.served });
  if (fullest.status === 'infeasible' || fullest.status === 'unknown') return { ...fairest, status: 'feasible' };
  const objective = measurePlan(problem, question, fullest.open, fullest.served);
  return { ...fullest, objective, bound: Math.max(objective, fairest.bound!) };
};

/** @param known a plan to begin with; null: one is searched for */
async function solveOnce(
  problem: LocationProblem,
  question: LocationQuestion,
  options: SolveOptions,
  known: Plan | null,
): Promise<LocationSolution> {
  const { seed, deadline } = options;
  const all = usablePairs(problem, question);
  const stopped = () => performance.now() > deadline || options.stopped?.() === true;
  const worthOf = (plan: Plan) => measurePlan(problem, question, plan.open, plan.served);
  const grain = isWorthWhole(problem, question, all) ? 1 : 0;
  const progress = new Progress(options);
  const first = known ?? searchPlan(problem, question, all, { seed, stopped });
  if (first) progress.tell({ objective: worthOf(first), bound: null, ...toldOf(question, first) });

  const isLeast = question.objective === 'p-median';
  const isBounded = isLeast || (question.objective === 'max-cover' && question.backup === null);
  const sign = isLeast ? 1 : -1;
  const lessIsBetter = (plan: Plan) => sign * worthOf(plan);
  const reduced = isBounded
    ? await reduceByBound(problem, question, all, first, { ...options, grain, isOver: stopped, worthOf: lessIsBetter })
    : { problem, pairs: all, plan: first, bound: null };
  const provenBefore = reduced.bound === null ? null : sign * reduced.bound;
  if (reduced.plan)
    progress.tell({ objective: worthOf(reduced.plan), bound: provenBefore, ...toldOf(question, reduced.plan) });

  const model = assignmentModel(reduced.problem, question, reduced.pairs);
  const nearestIn = question.capacitated === 'no' ? all : reduced.pairs;
  const result = await solveMip(model.mip, {
    deadline,
    seed,
    ...(grain > 0 ? { absoluteGap: grain - 1e-6 } : {}),
    ...(reduced.plan ? { start: model.valuesOf(reduced.plan) } : {}),
    ...(options.stopped ? { stopped: options.stopped } : {}),
    onProgress: ({ objective, bound, values }) =>
      progress.tell({
        objective,
        bound: tightest(model.mip.sense, [bound, provenBefore]),
        ...toldOf(question, values && planOf(model, nearestIn, values)),
      }),
  });
  const best = better(model.mip.sense, worthOf, [
    reduced.plan,
    result.values ? planOf(model, nearestIn, result.values) : null,
  ]);
  if (!best && result.status === 'infeasible')
    return { ...nothing, conflict: await explainConflict(problem, question, options) };
  if (!best) return { ...nothing, status: 'unknown', bound: tightest(model.mip.sense, [result.bound, provenBefore]) };
  const told = tightest(model.mip.sense, [result.bound, provenBefore]);
  const objective = worthOf(best);
  return { ...provenBy(objective, told, model.mip.sense, grain), objective, ...best, conflict: null };
}

const nothing: LocationSolution = {
  status: 'infeasible',
  objective: null,
  bound: null,
  open: [],
  served: [],
  conflict: null,
};

type Sense = 'minimise' | 'maximise';

function better(sense: Sense, worthOf: (plan: Plan) => number, plans: readonly (Plan | null)[]): Plan | null {
  const factor = sense === 'minimise' ? 1 : -1;
  const known = plans.filter((plan) => plan !== null).map((plan) => ({ plan, worth: factor * worthOf(plan) }));
  return known.reduce((best, one) => (one.worth < best.worth ? one : best), known[0] ?? { plan: null, worth: 0 }).plan;
}

function tightest(sense: Sense, bounds: readonly (number | null)[]): number | null {
  const known = bounds.filter((bound) => bound !== null);
  if (known.length === 0) return null;
  return sense === 'minimise' ? Math.max(...known) : Math.min(...known);
}
