import { text } from '../../../gis-data/catalogue/index.ts';
import type { ParetoAnswer, ParetoQuestion, SitingPartial } from '../contract.ts';
import { planOf } from '../plan.ts';
import type { LocationProblem, LocationQuestion } from '../problem/problem.ts';
import type { Front, FrontAxis, FrontPoint } from '../solve/pareto.ts';
import type { ThreadOptions } from '../solve/thread.ts';
import { headerOf } from './answer.ts';
import { locationQuestion } from './ask.ts';
import { draftOf, sitesDone } from './draft.ts';
import type { PreparedWhere } from './prepare.ts';
import { measureWalks, SEARCH_SHARE, sitesTold, WALKS_SHARE, type RunTools } from './run.ts';
import { standingKept } from './standing.ts';
import { tablesOf } from './tables.ts';

export interface ParetoTools extends RunTools {
  /** Finds the front in a thread of its own. */
  solvePareto(
    problem: LocationProblem,
    question: LocationQuestion,
    axes: readonly FrontAxis[],
    mostPoints: number,
    options: ThreadOptions<'pareto'>,
  ): Promise<Front>;
}

const axisOf: Record<ParetoQuestion['axes'][number], FrontAxis> = {
  cost: 'price',
  covered: 'covered',
  worstCounty: 'worst',
};

/** Answers with every plan that is not worse than another in what is compared. @throws NetworkError cancelled */
export async function answerPareto(
  prepared: PreparedWhere,
  asked: ParetoQuestion,
  tools: ParetoTools,
): Promise<ParetoAnswer> {
  const problem = tablesOf(prepared, await measureWalks(prepared, tools));
  const question = locationQuestion(prepared, 'max-cover');
  const { timeLimitSeconds, seed, mostPoints, axes } = asked;
  const started = performance.now();
  const found: FrontPoint[] = [];
  const front = await tools.solvePareto(
    problem,
    question,
    axes.map((axis) => axisOf[axis]),
    mostPoints,
    {
      ...{ timeLimitSeconds, seed },
      signal: tools.signal,
      onProgress({ points }) {
        found.push(...points);
        const seconds = (performance.now() - started) / 1000;
        const done = Math.min(1, Math.max(seconds / timeLimitSeconds, found.length / mostPoints));
        tools.progress(
          WALKS_SHARE + (SEARCH_SHARE - WALKS_SHARE) * done,
          text(`已找到 ${found.length} 个方案`, `${found.length} plans found`),
        );
        tools.tell({
          ...{ objective: null, bound: null, seconds },
          sites: sitesTold(prepared, sitesDone(prepared, found.at(-1)!.open)),
          front: found.map(toldPoint),
        });
      },
    },
  );
  tools.signal.throwIfAborted();
  const seconds = (performance.now() - started) / 1000;
  tools.progress(SEARCH_SHARE, text('正在预演各方案', 'Previewing the plans'));
  const answers: ParetoAnswer['points'] = [];
  for (const point of front.points) {
    answers.push(await pointOf(prepared, problem, question, point, tools));
    tools.signal.throwIfAborted();
  }
  const header = headerOf(prepared);
  const conflict = front.conflict ? [{ code: 'conflict', message: front.conflict }] : [];
  return {
    question: 'pareto',
    ...header,
    findings: [...header.findings, ...conflict],
    seconds,
    complete: front.complete,
    axes,
    points: answers,
  };
}

type ToldPoint = NonNullable<SitingPartial['front']>[number];

/** A point in the terms of the question. */
const toldPoint = ({ price, covered, worst }: FrontPoint): ToldPoint => ({ yuan: price, covered, worstCounty: worst });

async function pointOf(
  prepared: PreparedWhere,
  problem: LocationProblem,
  question: LocationQuestion,
  point: FrontPoint,
  tools: ParetoTools,
): Promise<ParetoAnswer['points'][number]> {
  const { sites, demand, snapshot, prices } = prepared;
  const done = sitesDone(prepared, standingKept(prepared, problem, question, point.open));
  const worst = point.worstGroup === null ? undefined : demand.counties[point.worstGroup];
  return {
    yuan: done.reduce((sum, s) => sum + prices!.yuan[s]!, 0),
    covered: point.covered,
    worstCounty: point.worst,
    worstCountyId: worst === undefined ? null : snapshot.divisions.ids[worst]!,
    proven: point.proven,
    candidateIds: done.map((s) => sites[s]!.id),
    plan: await planOf(draftOf(prepared, done, point.served, null), tools),
  };
}
