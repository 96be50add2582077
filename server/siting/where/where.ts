import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import type { WhereAnswer, WhereQuestion } from '../contract.ts';
import { SHUT, type LocationProblem, type LocationQuestion } from '../problem/problem.ts';
import { measure, serveNearest } from '../solve/measure.ts';
import type { LocationSolution } from '../solve/solution.ts';
import type { ThreadOptions } from '../solve/thread.ts';
import { noPlan, whereAnswerOf, type Outcome } from './answer.ts';
import { locationQuestion } from './ask.ts';
import { sitesDone } from './draft.ts';
import type { PreparedWhere } from './prepare.ts';
import { someOf } from './refusal.ts';
import { measureWalks, SEARCH_SHARE, sitesTold, WALKS_SHARE, type RunTools } from './run.ts';
import { tablesOf } from './tables.ts';

export interface WhereTools extends RunTools {
  /** Solves in a thread of its own. */
  solve(
    problem: LocationProblem,
    question: LocationQuestion,
    options: ThreadOptions<'location'>,
  ): Promise<LocationSolution>;
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
  { timeLimitSeconds, seed }: WhereQuestion,
  tools: WhereTools,
): Promise<Outcome> {
  const fixed = fixedPart(prepared, question);
  const started = performance.now();
  const solution = await tools.solve(problem, question, {
    timeLimitSeconds,
    seed,
    signal: tools.signal,
    onProgress: ({ objective, bound, open }) => {
      const seconds = (performance.now() - started) / 1000;
      const share = WALKS_SHARE + (SEARCH_SHARE - WALKS_SHARE) * Math.min(1, seconds / timeLimitSeconds);
      tools.progress(share, text('正在求解', 'Searching'));
      tools.tell({
        objective: objective === null ? null : objective - fixed,
        bound: bound === null ? null : bound - fixed,
        seconds,
        sites: open && sitesTold(prepared, sitesDone(prepared, open)),
      });
    },
  });
  tools.signal.throwIfAborted();
  const { objective, bound, ...kept } = withStandingKept(prepared, problem, question, solution);
  return {
    ...kept,
    objective: objective === null ? null : objective - fixed,
    bound: bound === null ? null : bound - fixed,
    yearOf: null,
  };
}

/** What stands and stays counts among the open sites of a set cover, but is no facility that a plan adds. */
function fixedPart({ sites }: PreparedWhere, { objective, budget }: LocationQuestion): number {
  return objective === 'set-cover' && budget === null ? sites.filter(({ action }) => action === null).length : 0;
}

/**
 * Opens again what a plan would close for nothing: a solver leaves a facility shut where it brings no more people. Where the
 * question is for the fewest facilities, closing is what was asked.
 */
function withStandingKept(
  { sites }: PreparedWhere,
  problem: LocationProblem,
  question: LocationQuestion,
  solution: LocationSolution,
): LocationSolution {
  if (solution.objective === null || question.objective === 'set-cover') return solution;
  const isOpen = new Set(solution.open);
  const room = question.p === null ? Infinity : question.p - solution.open.length;
  const shut = sites.flatMap(({ action }, s) =>
    action === 'close' && !isOpen.has(s) && problem.sites.state[s] !== SHUT ? [s] : [],
  );
  const again = shut.slice(0, room);
  if (again.length === 0) return solution;
  const open = [...solution.open, ...again].sort((a, b) => a - b);
  const served = question.capacitated === 'no' ? serveNearest(problem, question, open) : solution.served;
  return { ...solution, open, served, objective: measure(problem, question, open, served) };
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
