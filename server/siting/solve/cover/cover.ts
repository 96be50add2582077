import { text, type Text } from '../../../../gis-data/catalogue/index.ts';
import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import { conflictOfLimits } from '../conflict.ts';
import type { LocationSolver, SolveOptions, SolveProgress, SolveStatus } from '../solution.ts';
import { coverageOf } from './coverage.ts';
import { solveFairCover } from './fair-cover.ts';
import { siteLimits, type SiteLimits } from './limits.ts';
import { solveMaxCover } from './max-cover.ts';
import { solveSetCover, type CoverPlan, type TellCover } from './set-cover.ts';
import { coverValue, coveredBy } from './value.ts';

/**
 * Covering without capacities, to a proven optimum: most weight covered (Church and ReVelle 1974), fewest or cheapest sites that
 * cover everyone (Toregas and others 1971), and the fairest cover; with every limit that a location question can have.
 *
 * Demand without weight need not be covered. `fair-cover` counts groups that have weight.
 * @throws Error where the question gives no radius
 */
export const solveCover: LocationSolver = async (problem, asked, options) => {
  const question = withoutForeignTerms(asked);
  const plan = await coverPlan(problem, question, options);
  if (plan.status === 'infeasible') {
    const conflict =
      uncoverableInWords(problem, question) ?? (await conflictOfLimits(coverPlan, problem, question, options));
    return { status: plan.status, objective: null, bound: null, open: [], served: [], conflict };
  }
  const { open, bound } = plan;
  if (!open) return { status: plan.status, objective: null, bound, open: [], served: [], conflict: null };
  const objective = coverValue(problem, question, open);
  return {
    status: plan.status,
    objective,
    bound: bound === null ? null : beyond(question, objective, bound),
    open,
    served: coveredBy(problem, question, open),
    conflict: null,
  };
};

/** Fading and second covers are of `max-cover` only; nothing is earned by a second one of share 0. */
const withoutForeignTerms = (question: LocationQuestion): LocationQuestion =>
  question.objective === 'max-cover'
    ? { ...question, backup: question.backup === 0 ? null : question.backup }
    : { ...question, backup: null, gradual: null };

/** A bound is never within the plan by rounding. */
const beyond = ({ objective }: LocationQuestion, value: number, bound: number) =>
  objective === 'set-cover' ? Math.min(value, bound) : Math.max(value, bound);

interface OpenPlan {
  readonly status: SolveStatus;
  /** All open sites, ascending; null without a plan. */
  readonly open: readonly number[] | null;
  readonly bound: number | null;
}

async function coverPlan(
  problem: LocationProblem,
  question: LocationQuestion,
  options: SolveOptions,
): Promise<OpenPlan> {
  const limits = siteLimits(problem, question);
  if (limits.isImpossible || limits.most < 0) return { status: 'infeasible', open: null, bound: null };
  const isSetCover = question.objective === 'set-cover';
  // Only a set cover leaves out what fixed sites add to the objective.
  const base = !isSetCover ? 0 : problem.sites.price ? limits.basePrice : limits.fixed.length;
  const withFixed = (opened: readonly number[]) => [...limits.fixed, ...opened].sort((a, b) => a - b);
  const tell = tellAtTimes(options.onProgress, (bound, opened) => {
    const open = withFixed(opened);
    const objective = coverValue(problem, question, open);
    return { objective, bound: beyond(question, objective, bound + base), open };
  });
  const found = await planFor(problem, question, limits, options, tell);
  const bound = found.bound === null ? null : found.bound + base;
  return { status: found.status, open: found.opened && withFixed(found.opened), bound };
}

async function planFor(
  problem: LocationProblem,
  question: LocationQuestion,
  limits: SiteLimits,
  options: SolveOptions,
  tell: TellCover,
): Promise<CoverPlan> {
  if (question.objective === 'max-cover') return solveMaxCover(problem, question, limits, options, tell);
  if (question.objective === 'fair-cover') return solveFairCover(problem, question, limits, options, tell);
  const { rows, uncoverable } = coverageOf(problem, question, limits, false);
  if (uncoverable.length > 0) return { status: 'infeasible', opened: null, bound: null };
  const sites = rows.map(({ levels }) => levels[0]!.sites);
  return solveSetCover({ rows: sites, limits }, problem.sites.price !== null, options, tell);
}

/** Milliseconds between two reports. */
const REPORT_EVERY = 300;

/** Reports the first news at once, and later ones not too often. */
function tellAtTimes(
  report: SolveOptions['onProgress'],
  progressOf: (...told: Parameters<TellCover>) => SolveProgress,
): TellCover {
  let last = -Infinity;
  return (bound, opened) => {
    if (!report || performance.now() - last < REPORT_EVERY) return;
    last = performance.now();
    report(progressOf(bound, opened));
  };
}

const MOST_NAMED = 5;

/** Names the demand that no allowed site covers, where everyone is to be covered. */
function uncoverableInWords(problem: LocationProblem, question: LocationQuestion): Text | null {
  if (question.objective !== 'set-cover') return null;
  const { uncoverable } = coverageOf(problem, question, siteLimits(problem, question), false);
  if (uncoverable.length === 0) return null;
  const named = uncoverable.slice(0, MOST_NAMED).map((demand) => problem.demand.ids[demand]!);
  const isAll = uncoverable.length === named.length;
  return text(
    `半径 ${question.radius} 内没有可用选址的需求点:${named.join('、')}${isAll ? '' : ` 等 ${uncoverable.length} 个`}`,
    `No allowed site is within the radius ${question.radius} of demand ${named.join(', ')}${isAll ? '' : ` and ${uncoverable.length - named.length} more`}`,
  );
}
