import type { Text } from '../../../gis-data/catalogue/index.ts';
import { FREE, OPEN, type LocationProblem, type LocationQuestion } from '../problem/problem.ts';
import { explainConflict } from './assignment/explain.ts';
import { addCoverColumns } from './assignment/cover-columns.ts';
import { limitShares, type Coverage } from './assignment/coverage.ts';
import { findAny } from './assignment/feasible.ts';
import { measurePlan } from './assignment/measure.ts';
import { planOf, type Plan } from './assignment/model.ts';
import { usablePairs, type Pairs } from './assignment/pairs.ts';
import { provenBy } from './assignment/proof.ts';
import { Progress } from './assignment/progress.ts';
import { searchPlan } from './assignment/search.ts';
import { nearestOpen, type Service } from './assignment/service.ts';
import { addServing } from './assignment/serving.ts';
import { isWorthWhole } from './assignment/whole.ts';
import { Mip, solveMip } from './mip.ts';
import { addSites, limitSites } from './site-limits.ts';
import type { Served, SolveOptions, SolveStatus } from './solution.ts';

/** How many sites may be opened in a year. */
export interface Phase {
  readonly year: number;
  readonly count: number;
}

/** What stands at the end of a year. */
export interface PhaseState {
  readonly year: number;
  /** Positions of the sites opened in this year, and of all that are open, ascending. */
  readonly opened: readonly number[];
  readonly open: readonly number[];
  readonly objective: number;
  readonly served: readonly Served[];
}

export interface PhasedSolution {
  readonly status: SolveStatus;
  /** Sum of the years' objectives. */
  readonly objective: number | null;
  readonly bound: number | null;
  readonly years: readonly PhaseState[];
  readonly conflict: Text | null;
}

/**
 * What to open first: sites for each year, what is open staying open, so that the sum over the years of what is covered
 * (`max-cover`) or of what everyone's way costs (`p-median`) is best; the multi-period maximal covering location problem
 * (Schilling 1980), exact. Sites fixed open stand from the start and are not counted. p, budget, places and the limits on
 * groups hold for the last year.
 *
 * @param phases in the order of their years
 * @throws RangeError when the objective has no sum over years, or without a phase
 */
export async function solvePhases(
  problem: LocationProblem,
  question: LocationQuestion,
  phases: readonly Phase[],
  options: SolveOptions,
): Promise<PhasedSolution> {
  if (question.objective !== 'max-cover' && question.objective !== 'p-median')
    throw new RangeError(`${question.objective}: years add up only for max-cover and p-median`);
  if (phases.length === 0) throw new RangeError('phases: at least one year is needed');
  const isLeast = question.objective === 'p-median';
  const pairs = usablePairs(problem, question);
  const stopped = () => performance.now() > options.deadline || options.stopped?.() === true;
  const grain = isWorthWhole(problem, question, pairs) ? 1 : 0;
  const worthOf = (plans: readonly Plan[]) =>
    plans.reduce((sum, { open, served }) => sum + measurePlan(problem, question, open, served), 0);
  const progress = new Progress(options);
  const model = phasedModel(problem, question, phases, pairs);
  const first = searchYears(problem, question, phases, pairs, { seed: options.seed, stopped });
  if (first) progress.tell({ objective: worthOf(first), bound: null, open: first.at(-1)!.open });
  const result = await solveMip(model.mip, {
    deadline: options.deadline,
    seed: options.seed,
    ...(grain > 0 ? { absoluteGap: grain - 1e-6 } : {}),
    ...(first ? { start: model.valuesOf(first) } : {}),
    ...(options.stopped ? { stopped: options.stopped } : {}),
    onProgress: ({ objective, bound, values }) =>
      progress.tell({ objective, bound, open: values ? model.plansOf(values).at(-1)!.open : null }),
  });
  const found = result.values ? model.plansOf(result.values) : null;
  const isFirstBetter =
    first && (!found || (isLeast ? worthOf(first) < worthOf(found) : worthOf(first) > worthOf(found)));
  const best = isFirstBetter ? first : found;
  if (!best) {
    const isImpossible = result.status === 'infeasible';
    const conflict = isImpossible ? await explainYears(problem, question, phases, pairs, options) : null;
    return {
      status: isImpossible ? 'infeasible' : 'unknown',
      objective: null,
      bound: result.bound,
      years: [],
      conflict,
    };
  }
  return conclude(problem, question, phases, best, result.bound, grain);
}

function conclude(
  problem: LocationProblem,
  question: LocationQuestion,
  phases: readonly Phase[],
  plans: readonly Plan[],
  told: number | null,
  grain: number,
): PhasedSolution {
  const years = phases.map(({ year }, t) => {
    const { open, served } = plans[t]!;
    const opened = open.filter((site) => problem.sites.state[site] !== OPEN && !plans[t - 1]?.open.includes(site));
    return { year, opened, open, objective: measurePlan(problem, question, open, served), served };
  });
  const objective = years.reduce((sum, year) => sum + year.objective, 0);
  const sense = question.objective === 'p-median' ? 'minimise' : 'maximise';
  return { ...provenBy(objective, told, sense, grain), objective, years, conflict: null };
}

/**
 * Why no phasing holds: the limits of the last year cannot be kept by then, or else what has to hold from the first year on.
 * The answer to the question of a single year is looked for, as the words are about limits and not about years.
 */
async function explainYears(
  problem: LocationProblem,
  question: LocationQuestion,
  phases: readonly Phase[],
  pairs: Pairs,
  options: SolveOptions,
): Promise<Text> {
  const openBy = (years: number) => phases.slice(0, years).reduce((sum, { count }) => sum + count, fixedSites(problem));
  const last = { ...question, p: Math.min(question.p ?? Infinity, openBy(phases.length)) };
  const { status } = await findAny(problem, last, pairs, options);
  const first = { ...question, p: openBy(1), budget: null, leastShare: null, leastSites: null };
  return explainConflict(problem, status === 'infeasible' ? last : first, options);
}

const fixedSites = ({ sites }: LocationProblem) => sites.state.reduce((sum, of) => sum + (of === OPEN ? 1 : 0), 0);

interface PhasedModel {
  readonly mip: Mip;
  plansOf(values: ArrayLike<number>): Plan[];
  valuesOf(plans: readonly Plan[]): Float64Array;
}

/** One programme of sites and service for each year, tied by what is open staying open. */
function phasedModel(
  problem: LocationProblem,
  question: LocationQuestion,
  phases: readonly Phase[],
  pairs: Pairs,
): PhasedModel {
  const mip = new Mip(question.objective === 'p-median' ? 'minimise' : 'maximise');
  const free = [...problem.sites.state.keys()].filter((site) => problem.sites.state[site] === FREE);
  const years = phases.map(() => {
    const sites = addSites(problem, mip);
    return { sites, serving: addYear(mip, problem, question, pairs, sites) };
  });
  years.forEach(({ sites }, t) => {
    const before = years[t - 1]?.sites;
    const now = free.map((site) => sites[site]!);
    const then = before ? free.map((site) => before[site]!) : [];
    then.forEach((column, k) => mip.row(-Infinity, 0, [column, now[k]!], [1, -1]));
    mip.row(-Infinity, phases[t]!.count, [...now, ...then], [...now.map(() => 1), ...then.map(() => -1)]);
  });
  const last = years.at(-1)!;
  limitSites(problem, question, mip, last.sites);
  if (question.leastShare !== null) limitShares(problem, question.leastShare, mip, last.serving.coverage);
  return {
    mip,
    plansOf: (values) =>
      years.map(({ sites, serving: { service } }) => {
        if (service && question.capacitated !== 'no') return planOf({ sites, service }, pairs, values);
        const isOpen = Uint8Array.from(sites, (column) => values[column]!);
        const open = [...isOpen.keys()].filter((site) => isOpen[site]);
        return { open, served: serveNearest(problem, pairs, isOpen) };
      }),
    valuesOf(plans) {
      const values = new Float64Array(mip.columns);
      years.forEach(({ sites, serving }, t) => {
        for (const site of plans[t]!.open) values[sites[site]!] = 1;
        serving.fill(plans[t]!.served, values);
      });
      return values;
    },
  };
}

const serveNearest = (problem: LocationProblem, pairs: Pairs, isOpen: Uint8Array) =>
  [...problem.demand.ids.keys()].flatMap((demand) => nearestOpen(pairs, demand, isOpen));

interface YearServing {
  /** Null where it is enough to know who is covered. */
  readonly service: Service | null;
  readonly coverage: Coverage;
  fill(served: readonly Served[], values: Float64Array): void;
}

function addYear(
  mip: Mip,
  problem: LocationProblem,
  question: LocationQuestion,
  pairs: Pairs,
  sites: Int32Array,
): YearServing {
  const isPlainCover =
    question.objective === 'max-cover' &&
    question.capacitated === 'no' &&
    question.gradual === null &&
    question.backup === null;
  if (!isPlainCover) return addServing(mip, problem, question, pairs, sites);
  const { coverage, fill } = addCoverColumns(mip, problem, pairs, sites);
  coverage.column.forEach((column, k) => (mip.cost[column] = coverage.amount[k]!));
  return { service: null, coverage, fill };
}

/** Years filled one after the other, each with what is best for it. */
function searchYears(
  problem: LocationProblem,
  question: LocationQuestion,
  phases: readonly Phase[],
  pairs: Pairs,
  options: { seed: number; stopped: () => boolean },
): Plan[] | null {
  const plans: Plan[] = [];
  const state = problem.sites.state.slice();
  for (const [t, { count }] of phases.entries()) {
    const before = state.reduce((sum, of) => sum + (of === OPEN ? 1 : 0), 0);
    const isLast = t === phases.length - 1;
    const limits = isLast ? {} : { leastShare: null, leastSites: null };
    const p = Math.min(question.p ?? Infinity, before + count);
    const now = { ...problem, sites: { ...problem.sites, state: state.slice() } };
    const plan = searchPlan(now, { ...question, ...limits, p }, pairs, options);
    if (!plan) return null;
    plans.push(plan);
    for (const site of plan.open) state[site] = OPEN;
  }
  return plans;
}
