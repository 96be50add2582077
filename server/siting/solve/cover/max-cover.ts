import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import { solveMip, type MipOptions, type MipResult } from '../mip.ts';
import type { SolveOptions } from '../solution.ts';
import { addShareRows, coverProgramme, type CoverProgramme } from './cover-programme.ts';
import { coverageOf, type Coverage } from './coverage.ts';
import { dominatedSites } from './dominance.ts';
import { interchange } from './interchange.ts';
import { keepsLimits, withFree, type SiteLimits } from './limits.ts';
import { maxCoverBound } from './max-cover-bound.ts';
import { JUST_BELOW_ONE, type CoverPlan, type TellCover } from './set-cover.ts';

/** The covering problem of a question without the sites that no best plan needs. */
export function reducedCoverage(
  problem: LocationProblem,
  question: LocationQuestion,
  allLimits: SiteLimits,
  byGroup: boolean,
): { coverage: Coverage; limits: SiteLimits } {
  let limits = allLimits;
  for (;;) {
    const coverage = coverageOf(problem, question, limits, byGroup);
    const dropped = new Set(dominatedSites(coverage.rows, limits));
    if (dropped.size === 0) return { coverage, limits };
    limits = withFree(
      limits,
      limits.free.filter((site) => !dropped.has(site)),
    );
  }
}

/** Most weight covered, with fading or a second cover where the question asks for it. The bound includes what fixed sites earn. */
export async function solveMaxCover(
  problem: LocationProblem,
  question: LocationQuestion,
  allLimits: SiteLimits,
  options: SolveOptions,
  tell: TellCover,
): Promise<CoverPlan> {
  const byGroup = question.leastShare !== null;
  const { coverage, limits } = reducedCoverage(problem, question, allLimits, byGroup);
  const { isWhole } = coverage;
  const programmeOf = (rows: Coverage, sites: SiteLimits) => {
    const programme = coverProgramme(rows, sites, 1);
    if (question.leastShare !== null) addShareRows(programme, coverage, question.leastShare);
    return programme;
  };
  const first = programmeOf(coverage, limits);
  const start = startOf(first, coverage, limits, options);
  if (!start || coverage.rows.some(({ second }) => second > 0))
    return solveProgramme(first, start, isWhole, options, tell);

  const relaxed = maxCoverBound(coverage.rows, limits, earnedBy(first, start) - coverage.earned, stopper(options));
  const other = startOf(first, coverage, limits, options, relaxed.opened);
  const best = other && earnedBy(first, other) > earnedBy(first, start) ? other : start;
  const [opened, earned] = [first.sitesOf(best), earnedBy(first, best)];
  const bound = Math.max(earned, lowered(relaxed.bound + coverage.earned, isWhole));
  tell(bound, opened);
  if (bound <= earned) return { status: 'optimal', opened, bound };

  // Out go sites with which no plan is so good, in those without which none is; the known plan stays possible.
  const isWorse = (ofRows: number) =>
    lowered(ofRows + coverage.earned, isWhole) < earned - ROUNDING * Math.max(1, earned);
  const left = withFree(
    limits,
    limits.free.filter((site) => !isWorse(relaxed.withSite.get(site)!)),
  );
  const programme = programmeOf(coverageOf(problem, question, left, byGroup), left);
  for (const site of left.free)
    if (isWorse(relaxed.withoutSite.get(site)!)) programme.mip.lower[programme.columnOf.get(site)!] = 1;
  const plan = await solveProgramme(programme, programme.valuesOf(opened), isWhole, options, (found, sites) =>
    tell(Math.min(found, bound), sites),
  );
  return { ...plan, bound: Math.min(bound, plan.bound ?? bound) };
}

/** Relative difference that the order of a sum may make. */
const ROUNDING = 1e-9;

/** A bound of whole weights is whole. */
const lowered = (bound: number, isWhole: boolean) => (isWhole ? Math.floor(bound + 1e-6) : bound);

function earnedBy({ mip }: CoverProgramme, values: Float64Array): number {
  return mip.cost.reduce((sum, cost, column) => sum + cost * values[column]!, mip.offset);
}

const stopper =
  ({ deadline, stopped }: SolveOptions) =>
  () =>
    performance.now() > deadline || (stopped?.() ?? false);

/**
 * A plan to start from; null where no plan that keeps the limits on sites is at hand.
 * @param from sites that the search begins with
 */
export function startOf(
  programme: CoverProgramme,
  coverage: Coverage,
  limits: SiteLimits,
  options: SolveOptions,
  from: readonly number[] = [],
): Float64Array | null {
  const search = { seed: options.seed, stopped: stopper(options), start: from };
  const opened = interchange(coverage.rows, limits, search);
  const values = programme.valuesOf(opened);
  return keepsLimits(limits, opened) && keepsRows(programme, values) ? values : null;
}

function keepsRows({ mip }: CoverProgramme, values: Float64Array): boolean {
  for (let row = 0; row < mip.rows; row++) {
    let sum = 0;
    for (let i = mip.rowStart[row]!; i < mip.rowStart[row + 1]!; i++) sum += mip.value[i]! * values[mip.column[i]!]!;
    const tolerance = 1e-9 * Math.max(1, Math.abs(sum));
    if (sum < mip.rowLower[row]! - tolerance || sum > mip.rowUpper[row]! + tolerance) return false;
  }
  return true;
}

/** Solves a programme that maximises whole or other weights, from a start where there is one. */
export async function solveProgramme(
  programme: CoverProgramme,
  start: Float64Array | null,
  isWhole: boolean,
  options: SolveOptions,
  tell: TellCover,
): Promise<CoverPlan> {
  let best = start;
  const result = await solveMip(programme.mip, {
    ...mipOptions(options, isWhole),
    ...(start ? { start } : {}),
    onProgress: ({ values, bound }) => {
      best = values ?? best;
      if (best && bound !== null) tell(lowered(bound, isWhole), programme.sitesOf(best));
    },
  });
  return planOf(programme, result, start, isWhole);
}

function planOf(
  programme: CoverProgramme,
  { status, values, bound }: MipResult,
  start: Float64Array | null,
  isWhole: boolean,
): CoverPlan {
  if (status === 'infeasible') return { status, opened: null, bound: null };
  const known = values ?? start;
  return {
    status: known && status === 'unknown' ? 'feasible' : status,
    opened: known && programme.sitesOf(known),
    bound: lowered(bound ?? mostEarned(programme), isWhole),
  };
}

/** What all columns together earn, more than which no plan can. */
const mostEarned = ({ mip }: CoverProgramme) =>
  mip.cost.reduce((sum, cost, column) => sum + cost * mip.upper[column]!, mip.offset);

/** What HiGHS is told of the search; a distance below 1 proves a whole objective. */
function mipOptions({ deadline, seed, stopped }: SolveOptions, isWhole: boolean): MipOptions {
  return { deadline, seed, ...(isWhole ? { absoluteGap: JUST_BELOW_ONE } : {}), ...(stopped ? { stopped } : {}) };
}
