import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import type { SolveOptions } from '../solution.ts';
import { addShareRows, coverProgramme, type CoverProgramme } from './cover-programme.ts';
import type { Coverage } from './coverage.ts';
import type { SiteLimits } from './limits.ts';
import { reducedCoverage, solveProgramme, startOf } from './max-cover.ts';
import type { CoverPlan, TellCover } from './set-cover.ts';
import { worstShare } from './value.ts';

/**
 * The highest share covered in the group that is worst off, and of such plans the one that covers most. The bound is of the
 * share; the plan counts as proven when both searches ended.
 */
export async function solveFairCover(
  problem: LocationProblem,
  question: LocationQuestion,
  allLimits: SiteLimits,
  options: SolveOptions,
  tell: TellCover,
): Promise<CoverPlan> {
  const { coverage, limits } = reducedCoverage(problem, question, allLimits, true);
  const shares = coverProgramme(coverage, limits, 0);
  const share = addWorstShare(shares, coverage);
  if (question.leastShare !== null) addShareRows(shares, coverage, question.leastShare);
  const start = startOf(shares, coverage, limits, options);
  const shareWith = (opened: readonly number[]) => worstShare(problem, question, [...limits.fixed, ...opened]);
  if (start) start[share] = shareWith(shares.sitesOf(start));
  const fairest = await solveProgramme(shares, start, false, options, tell);
  if (fairest.status !== 'optimal' || !fairest.opened) return fairest;

  const reached = shareWith(fairest.opened);
  const most = coverProgramme(coverage, limits, 1);
  addShareRows(most, coverage, Math.max(reached, question.leastShare ?? 0));
  const bound = fairest.bound === null ? reached : Math.max(fairest.bound, reached);
  const plan = await solveProgramme(most, most.valuesOf(fairest.opened), coverage.isWhole, options, (_, opened) =>
    tell(bound, opened),
  );
  return { status: plan.opened ? plan.status : 'feasible', opened: plan.opened ?? fairest.opened, bound };
}

/** The column of the worst share, 0…1, which is all that counts. */
function addWorstShare({ mip, counted }: CoverProgramme, coverage: Coverage): number {
  const share = mip.continuous(1, 0, 1);
  counted.forEach((counts, group) => {
    const weight = coverage.groupWeight[group]!;
    if (weight > 0)
      mip.row(-coverage.groupCovered[group]!, Infinity, [...counts.keys(), share], [...counts.values(), -weight]);
  });
  return share;
}
