import { Mip, solveMip } from '../mip.ts';
import type { SolveOptions, SolveStatus } from '../solution.ts';
import { addLimitRows, keepsLimits, withOpened, type SiteLimits } from './limits.ts';
import { lagrangianBound, type CoverBound } from './set-cover-bound.ts';
import { coverMatrix, type CoverMatrix } from './set-cover-matrix.ts';
import { independentParts, reduceSetCover, type SetCover } from './set-cover-reduce.ts';
import { searchSetCover } from './set-cover-search.ts';

/** A choice of free sites. */
export interface CoverPlan {
  readonly status: SolveStatus;
  /** Free sites that the plan opens; null without a plan. */
  readonly opened: readonly number[] | null;
  /** Bound of the objective as far as free sites make it; null when nothing is known. */
  readonly bound: number | null;
}

/** What is told meanwhile: the cost of the opened sites, and its bound. */
export type TellCover = (bound: number, opened: readonly number[]) => void;

const SEARCH_STEPS_A_SITE = 200;
const BOUND_ITERATIONS = 1500;
/** Below this distance from a whole number a bound is that number. */
const ROUNDING = 1e-6;

/**
 * Fewest free sites, or the cheapest by `addedPrice`, that cover every row: reduction, then each independent part by local
 * search and a Lagrangian bound, and HiGHS where those do not meet.
 */
export async function solveSetCover(
  cover: SetCover,
  isPriced: boolean,
  options: SolveOptions,
  tell: TellCover,
): Promise<CoverPlan> {
  const costOf = (site: number) => (isPriced ? cover.limits.addedPrice[site]! : 1);
  const costOfAll = (sites: readonly number[]) => sites.reduce((sum, site) => sum + costOf(site), 0);
  const isWhole = cover.limits.free.every((site) => Number.isInteger(costOf(site)));
  const isLinked = areLinked(cover.limits, isPriced);
  const gains = isPriced && !isLinked ? cover.limits.free.filter((site) => costOf(site) < 0) : [];
  const reduced = reduceSetCover({
    rows: cover.rows.filter((sites) => !sites.some((site) => gains.includes(site))),
    limits: withOpened(cover.limits, gains),
  });
  if (!reduced) return { status: 'infeasible', opened: null, bound: null };
  const before = new Set(cover.limits.fixed);
  const chosen = reduced.limits.fixed.filter((site) => !before.has(site));
  const tellAll: TellCover = (bound, opened) => tell(bound + costOfAll(chosen), [...chosen, ...opened]);
  const task = { ...reduced, costOf, isWhole, options };
  const found = isLinked ? await solveWhole(task, tellAll) : await solveParts(task, tellAll);
  const bound = found.bound === null ? null : found.bound + costOfAll(chosen);
  if (!found.opened) return { ...found, bound };
  const opened = [...chosen, ...found.opened].sort((a, b) => a - b);
  if (keepsLimits(cover.limits, opened)) return { status: found.status, opened, bound };
  // Only p or the budget is left to be broken here, by the fewest sites or the cheapest.
  const isExcluded =
    found.status === 'optimal' || bound! > (isPriced ? cover.limits.budget : cover.limits.most) + ROUNDING;
  return { status: isExcluded ? 'infeasible' : 'unknown', opened: null, bound: isExcluded ? null : bound };
}

/** Whether limits bind sites that share no row, other than the one on what is minimised. */
function areLinked(limits: SiteLimits, isPriced: boolean): boolean {
  return limits.exclusive.length > 0 || limits.quotas.length > 0 || (isPriced && limits.most < limits.free.length);
}

interface Task extends SetCover {
  readonly costOf: (site: number) => number;
  readonly isWhole: boolean;
  readonly options: SolveOptions;
}

interface Part {
  readonly matrix: CoverMatrix;
  /** Columns of the best cover. */
  best: readonly number[];
  upper: number;
  bound: number;
  readonly relaxed: CoverBound;
}

async function solveParts(task: Task, tell: TellCover): Promise<CoverPlan> {
  const parts = independentParts(task.rows).map((rows) => firstCover(rows, task));
  const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0);
  const opened = () => parts.flatMap(({ matrix, best }) => best.map((column) => matrix.site[column]!));
  tell(
    sum(({ bound }) => bound),
    opened(),
  );
  for (const part of parts.sort((a, b) => a.matrix.rows - b.matrix.rows)) {
    if (isProven(part) || isStopped(task.options)) continue;
    await provePart(part, task, () =>
      tell(
        sum(({ bound }) => bound),
        opened(),
      ),
    );
  }
  const status = parts.every(isProven) ? 'optimal' : 'feasible';
  return { status, opened: opened(), bound: sum(({ bound }) => bound) };
}

const isProven = ({ upper, bound }: Part) => upper - bound <= ROUNDING * Math.max(1, upper);

const isStopped = ({ stopped, deadline }: SolveOptions) => performance.now() > deadline || (stopped?.() ?? false);

/** A bound of whole costs is whole. */
const raised = (bound: number, isWhole: boolean) => (isWhole ? Math.ceil(bound - ROUNDING) : bound);

function firstCover(rows: readonly (readonly number[])[], { costOf, isWhole, options }: Task): Part {
  const matrix = coverMatrix(rows, costOf);
  const stopped = () => isStopped(options);
  const search = (steps: number, enough: number) =>
    searchSetCover(matrix, { seed: options.seed, steps, enough, stopped });
  const costOfAll = (columns: readonly number[]) => columns.reduce((sum, column) => sum + matrix.cost[column]!, 0);
  const greedy = search(0, 0);
  const relaxed = lagrangianBound(matrix, { upper: costOfAll(greedy), iterations: BOUND_ITERATIONS, stopped });
  const bound = raised(relaxed.bound, isWhole);
  const best = search(SEARCH_STEPS_A_SITE * matrix.columns, bound);
  return { matrix, best, upper: costOfAll(best), bound, relaxed };
}

/** Proves the best cover of a part, or finds a better one, with HiGHS. */
async function provePart(part: Part, { isWhole, options }: Task, tell: () => void): Promise<void> {
  const { matrix, relaxed } = part;
  const mip = new Mip('minimise');
  // A column whose reduced cost lifts the relaxation above the best cover is in none that is as good.
  const slack = part.upper - relaxed.bound + ROUNDING * Math.max(1, part.upper);
  for (let c = 0; c < matrix.columns; c++) mip.binary(matrix.cost[c]!, 0, relaxed.reducedCost[c]! > slack ? 0 : 1);
  for (let r = 0; r < matrix.rows; r++) {
    const columns = matrix.column.subarray(matrix.rowStart[r]!, matrix.rowStart[r + 1]!);
    mip.row(1, Infinity, columns, 1);
  }
  const start = new Float64Array(matrix.columns);
  for (const column of part.best) start[column] = 1;
  const take = (values: Float64Array | null, objective: number | null, bound: number | null) => {
    if (values && objective !== null && objective < part.upper - ROUNDING) {
      part.best = [...values.keys()].filter((column) => values[column]! > 0.5);
      part.upper = part.best.reduce((sum, column) => sum + matrix.cost[column]!, 0);
    }
    if (bound !== null) part.bound = Math.min(part.upper, Math.max(part.bound, raised(bound, isWhole)));
  };
  const result = await solveMip(mip, {
    deadline: options.deadline,
    seed: options.seed,
    start,
    ...(isWhole ? { absoluteGap: JUST_BELOW_ONE } : {}),
    ...(options.stopped ? { stopped: options.stopped } : {}),
    onProgress: ({ values, objective, bound }) => {
      take(values, objective, bound);
      tell();
    },
  });
  take(result.values, result.objective, result.bound);
  // Within the solver's tolerance the best cover is the bound.
  if (result.status === 'optimal') part.bound = part.upper;
}

/** Whole objectives that differ by less than this are equal. */
export const JUST_BELOW_ONE = 0.999;

/** The whole set cover as one programme, where limits bind its parts together. */
async function solveWhole(task: Task, tell: TellCover): Promise<CoverPlan> {
  const { rows, limits, costOf, isWhole, options } = task;
  const mip = new Mip('minimise');
  const columnOf = new Map(limits.free.map((site) => [site, mip.binary(costOf(site))]));
  for (const sites of rows) {
    mip.row(
      1,
      Infinity,
      sites.map((site) => columnOf.get(site)!),
      1,
    );
  }
  addLimitRows(mip, limits, columnOf);
  const sitesOf = (values: Float64Array) => limits.free.filter((site) => values[columnOf.get(site)!]! > 0.5);
  const first = firstCover(rows, { ...task, costOf: (site) => Math.max(0, costOf(site)) });
  const opened = first.best.map((column) => first.matrix.site[column]!);
  const hasStart = keepsLimits(limits, opened);
  const start = new Float64Array(mip.columns);
  for (const site of opened) start[columnOf.get(site)!] = 1;
  const result = await solveMip(mip, {
    deadline: options.deadline,
    seed: options.seed,
    ...(hasStart ? { start } : {}),
    ...(isWhole ? { absoluteGap: JUST_BELOW_ONE } : {}),
    ...(options.stopped ? { stopped: options.stopped } : {}),
    onProgress: ({ values, bound }) => {
      if (values && bound !== null) tell(raised(bound, isWhole), sitesOf(values));
    },
  });
  const saved = limits.free.reduce((sum, site) => sum + Math.min(0, costOf(site)), 0);
  const bound = raised(result.bound ?? first.bound + saved, isWhole);
  if (result.status === 'infeasible') return { status: 'infeasible', opened: null, bound: null };
  if (result.values) return { status: result.status, opened: sitesOf(result.values), bound };
  return hasStart ? { status: 'feasible', opened, bound } : { status: 'unknown', opened: null, bound };
}
