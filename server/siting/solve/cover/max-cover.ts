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
  const reduced = reducedCoverage(problem, question, allLimits, byGroup);
  const programmeOf = (coverage: Coverage, limits: SiteLimits) => {
    const programme = coverProgramme(coverage, limits, 1);
    if (question.leastShare !== null) addShareRows(programme, coverage, question.leastShare);
    return programme;
  };
  const first = programmeOf(reduced.coverage, reduced.limits);
  const { isWhole } = reduced.coverage;
  const start = startOf(first, reduced.coverage, reduced.limits, options);
  if (!start || reduced.coverage.rows.some(({ second }) => second > 0))
    return solveProgramme(first, start, isWhole, options, tell);

  const opened = first.sitesOf(start);
  const earned = earnedBy(first, start);
  const { coverage, limits, forced, bound } = narrowed(reduced, earned, options);
  tell(bound, opened);
  if (bound <= earned) return { status: 'optimal', opened, bound: earned };
  const left = coverageOf(problem, question, limits, byGroup);
  const programme = programmeOf({ ...left, isWhole: coverage.isWhole }, limits);
  for (const site of forced) programme.mip.lower[programme.columnOf.get(site)!] = 1;
  const plan = await solveProgramme(programme, programme.valuesOf(opened), isWhole, options, (found, sites) =>
    tell(Math.min(found, bound), sites),
  );
  return { ...plan, bound: Math.min(bound, plan.bound ?? bound) };
}

/**
 * The choices that are left once sites are fixed by the Lagrangian bound and a known plan: out where no plan with the site is so
 * good, and in (`forced`) where none without it is. The known plan stays among them.
 */
function narrowed(
  { coverage, limits }: { coverage: Coverage; limits: SiteLimits },
  known: number,
  { deadline, stopped }: SolveOptions,
): { coverage: Coverage; limits: SiteLimits; forced: readonly number[]; bound: number } {
  const isStopped = () => performance.now() > deadline || (stopped?.() ?? false);
  const { bound, withSite, withoutSite } = maxCoverBound(coverage.rows, limits, known - coverage.earned, isStopped);
  const total = (ofRows: number) => lowered(ofRows + coverage.earned, coverage.isWhole);
  const isWorse = (ofRows: number) => total(ofRows) < known - ROUNDING * Math.max(1, known);
  return {
    coverage,
    limits: withFree(
      limits,
      limits.free.filter((site) => !isWorse(withSite.get(site)!)),
    ),
    forced: limits.free.filter((site) => isWorse(withoutSite.get(site)!)),
    bound: Math.max(known, total(bound)),
  };
}

/** Relative difference that the order of a sum may make. */
const ROUNDING = 1e-9;

/** A bound of whole weights is whole. */
const lowered = (bound: number, isWhole: boolean) => (isWhole ? Math.floor(bound + 1e-6) : bound);

function earnedBy({ mip }: CoverProgramme, values: Float64Array): number {
  return mip.cost.reduce((sum, cost, column) => sum + cost * values[column]!, mip.offset);
}

/** A plan to start from; null where no plan that keeps the limits on sites is at hand. */
export function startOf(
  programme: CoverProgramme,
  coverage: Coverage,
  limits: SiteLimits,
  { deadline, stopped }: SolveOptions,
): Float64Array | null {
  const isStopped = () => performance.now() > deadline || (stopped?.() ?? false);
  const opened = interchange(coverage.rows, limits, isStopped);
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
