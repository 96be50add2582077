import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { WhereAnswer, WhereQuestion } from '../contract.ts';
import { SHUT, type LocationProblem, type LocationQuestion } from '../problem/problem.ts';
import type { Phase, PhasedSolution } from '../solve/phases.ts';
import type { LocationSolution, SolveProgress } from '../solve/solution.ts';
import type { ThreadOptions } from '../solve/thread.ts';
import { noPlan, whereAnswerOf, type Outcome } from './answer.ts';
import { locationQuestion } from './ask.ts';
import { sitesDone } from './draft.ts';
import type { PreparedWhere } from './prepare.ts';
import { someOf } from './refusal.ts';
import { measureWalks, SEARCH_SHARE, sitesTold, WALKS_SHARE, type RunTools } from './run.ts';
import { withStandingKept } from './standing.ts';
import { tablesOf } from './tables.ts';

/** Solvers in threads of their own. */
export interface WhereTools extends RunTools {
  solve(
    problem: LocationProblem,
    question: LocationQuestion,
    options: ThreadOptions<'location'>,
  ): Promise<LocationSolution>;
  solvePhases(
    problem: LocationProblem,
    question: LocationQuestion,
    phases: readonly Phase[],
    options: ThreadOptions<'phases'>,
  ): Promise<PhasedSolution>;
}

/** Answers where the next facilities should go. @throws NetworkError cancelled */
export async function answerWhere(
  prepared: PreparedWhere,
  asked: WhereQuestion,
  tools: WhereTools,
): Promise<WhereAnswer> {
  const problem = tablesOf(prepared, await measureWalks(prepared, tools));
  const question = locationQuestion(prepared, asked.objective, asked);
  const unreached =
    asked.objective.startsWith('p-') || asked.objective === 'set-cover' ? unreachedBy(prepared, problem) : null;
  const started = performance.now();
  const outcome = unreached ? noPlan(unreached) : await solved(prepared, problem, question, asked, tools);
  const seconds = (performance.now() - started) / 1000;
  tools.progress(SEARCH_SHARE, text('正在预演方案', 'Previewing the plan'));
  return whereAnswerOf(prepared, outcome, seconds, tools);
}

async function solved(
  prepared: PreparedWhere,
  problem: LocationProblem,
  question: LocationQuestion,
  { timeLimitSeconds, seed, phases }: WhereQuestion,
  tools: WhereTools,
): Promise<Outcome> {
  const fixed = fixedPart(prepared, question);
  const options = {
    timeLimitSeconds,
    seed,
    signal: tools.signal,
    onProgress: follow(prepared, timeLimitSeconds, fixed, tools),
  };
  const outcome = phases
    ? byYears(await tools.solvePhases(problem, question, phases, options))
    : { ...withStandingKept(prepared, problem, question, await tools.solve(problem, question, options)), yearOf: null };
  tools.signal.throwIfAborted();
  return {
    ...outcome,
    objective: less(outcome.objective, fixed),
    bound: less(outcome.bound, fixed),
    conflict: outcome.conflict && inPlannersWords(prepared, question, outcome.conflict),
  };
}

/** What a conflict of tables is about: solvers count what stands among the open sites, and call counties groups. */
function inPlannersWords({ sites }: PreparedWhere, { p }: LocationQuestion, conflict: Text): Text {
  const standing = sites.filter(({ action }) => action === null || action === 'close').length;
  const more =
    p === null ? text('', '') : text(`,新增至多 ${p - standing} 处`, `, and at most ${p - standing} may be added`);
  return text(
    `${conflict.zh}(选址中现有设施 ${standing} 处${more.zh};“组”即县、市、区)`,
    `${conflict.en} (of the sites ${standing} stand already${more.en}; a group is a county)`,
  );
}

const less = (value: number | null, fixed: number) => (value === null ? null : value - fixed);

/** Tells how far a search is, in the terms of the answer. */
function follow(prepared: PreparedWhere, timeLimitSeconds: number, fixed: number, { progress, tell }: WhereTools) {
  const started = performance.now();
  return ({ objective, bound, open }: SolveProgress): void => {
    const seconds = (performance.now() - started) / 1000;
    const share = WALKS_SHARE + (SEARCH_SHARE - WALKS_SHARE) * Math.min(1, seconds / timeLimitSeconds);
    progress(share, text('正在求解', 'Searching'));
    tell({
      objective: less(objective, fixed),
      bound: less(bound, fixed),
      seconds,
      sites: open && sitesTold(prepared, sitesDone(prepared, open)),
    });
  };
}

/** The last year's plan, with the year in which each of its sites is opened. */
function byYears({ status, objective, bound, years, conflict }: PhasedSolution): Outcome {
  const last = years.at(-1);
  const yearOfSite = new Map(years.flatMap(({ year, opened }) => opened.map((site) => [site, year] as const)));
  return {
    ...{ status, objective, bound, conflict },
    open: last?.open ?? [],
    served: last?.served ?? [],
    yearOf: (site) => yearOfSite.get(site) ?? null,
  };
}

/** What stands and stays counts among the open sites of a set cover, but is no facility that a plan adds. */
function fixedPart({ sites }: PreparedWhere, { objective, budget }: LocationQuestion): number {
  return objective === 'set-cover' && budget === null ? sites.filter(({ action }) => action === null).length : 0;
}

/** People whom no site can serve, where everyone must be; null when there are none. */
function unreachedBy({ snapshot, demand }: PreparedWhere, { costs, sites }: LocationProblem): Text | null {
  const names = demand.modelled.flatMap((p, d) => {
    const reached = costs.site.subarray(costs.rowStart[d], costs.rowStart[d + 1]);
    if (reached.some((s) => sites.state[s] !== SHUT)) return [];
    return [snapshot.divisions.bodies[demand.points.rows[p]!]!.name];
  });
  if (names.length === 0) return null;
  const some = someOf(names);
  return text(
    `要求所有人都得到服务,但以下人口点够不到任何候选位置或现有设施:${some.zh}。请增加候选位置、放宽时间、缩小人口范围,或改问“覆盖最多”`,
    `Everyone must be served, but no candidate or existing facility is within reach of ${some.en}: add candidates, allow more minutes, ask about fewer counties, or ask for the most people covered`,
  );
}
