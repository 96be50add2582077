import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { FREE, OPEN, SHUT, type LocationProblem, type LocationQuestion } from '../problem/problem.ts';
import type { LocationSolver, SolveOptions } from './solution.ts';

/** A limit that a plan is asked to keep, and that could be given up. */
export interface ConflictPart {
  readonly id: string;
  readonly text: Text;
}

/**
 * Limits that cannot hold together, of which any one given up leaves something that can be done: a deletion filter (Chinneck
 * and Dravnieks 1991) leaves out each in turn, and for good while there still is no plan.
 *
 * @param parts limits that together allow no plan, in the order in which they are given up
 * @param isFeasible whether some plan keeps these limits; null when that could not be told in time, and then the part stays
 */
export async function irreducibleConflict<Part extends ConflictPart>(
  parts: readonly Part[],
  isFeasible: (kept: readonly Part[]) => Promise<boolean | null>,
): Promise<Part[]> {
  let kept = [...parts];
  for (const part of parts) {
    const others = kept.filter((other) => other !== part);
    if ((await isFeasible(others)) === false) kept = others;
  }
  return kept;
}

/** A conflict in words. */
export function conflictInWords(parts: readonly ConflictPart[]): Text {
  const list = (language: 'zh' | 'en', comma: string) => parts.map((part) => part.text[language]).join(comma);
  if (parts.length === 1) return text(`不能满足:${list('zh', '')}`, `Cannot hold: ${list('en', '')}`);
  return text(`不能同时满足:${list('zh', ';')}`, `Cannot hold together: ${list('en', '; ')}`);
}

/** A limit of a location question, and what problem and question are without it. */
interface LocationLimit extends ConflictPart {
  readonly isAsked: boolean;
  readonly givenUp: (problem: LocationProblem, question: LocationQuestion) => [LocationProblem, LocationQuestion];
}

/** What a location question asks a plan to keep, in the order in which it is given up: what is fixed first, people last. */
function limitsOf(problem: LocationProblem, question: LocationQuestion): LocationLimit[] {
  const { sites } = problem;
  const count = (state: number) => sites.state.reduce((sum, of) => sum + (of === state ? 1 : 0), 0);
  const { p, budget, leastShare, leastSites, capacitated, objective } = question;
  const freed = (state: number) => (from: LocationProblem, asked: LocationQuestion) => {
    const freedSites = { ...from.sites, state: from.sites.state.map((of) => (of === state ? FREE : of)) };
    return [{ ...from, sites: freedSites }, asked] as [LocationProblem, LocationQuestion];
  };
  const asking =
    (change: Partial<LocationQuestion>): LocationLimit['givenUp'] =>
    (from, asked) => [from, { ...asked, ...change }];
  const all: LocationLimit[] = [
    {
      id: 'shut',
      text: text(`不得开设的 ${count(SHUT)} 处选址`, `${count(SHUT)} sites that must stay shut`),
      isAsked: count(SHUT) > 0,
      givenUp: freed(SHUT),
    },
    {
      id: 'fixed',
      text: text(`必须开设的 ${count(OPEN)} 处选址`, `${count(OPEN)} sites that must be open`),
      isAsked: count(OPEN) > 0,
      givenUp: freed(OPEN),
    },
    {
      id: 'places',
      text: text('同一地点至多开设一处', 'At most one open site at each place'),
      isAsked: sites.place !== null,
      givenUp: (from, asked) => [{ ...from, sites: { ...from.sites, place: null } }, asked],
    },
    {
      id: 'p',
      text: text(`最多开设 ${p} 处`, `At most ${p} open sites`),
      isAsked: p !== null,
      givenUp: asking({ p: null }),
    },
    {
      id: 'budget',
      text: text(`预算 ${budget}`, `A budget of ${budget}`),
      isAsked: budget !== null && sites.price !== null,
      givenUp: asking({ budget: null }),
    },
    {
      id: 'leastSites',
      text: text(`每组至少开设 ${leastSites} 处`, `At least ${leastSites} open sites in each group`),
      isAsked: leastSites !== null,
      givenUp: asking({ leastSites: null }),
    },
    {
      id: 'capacity',
      text: text('各处选址的容量', 'What each site can serve'),
      isAsked: capacitated !== 'no',
      givenUp: asking({ capacitated: 'no' }),
    },
    {
      id: 'leastShare',
      text: text(
        `每组至少覆盖 ${inPercent(leastShare)}`,
        `At least ${inPercent(leastShare)} of each group's weight covered`,
      ),
      isAsked: leastShare !== null,
      givenUp: asking({ leastShare: null }),
    },
    {
      id: 'everyone',
      text: objective === 'set-cover' ? text('覆盖所有人', 'Everyone covered') : text('服务所有人', 'Everyone served'),
      isAsked: !coverSome(objective),
      givenUp: asking({ objective: 'max-cover' }),
    },
  ];
  return all.filter(({ isAsked }) => isAsked);
}

const coverSome = (objective: string) => objective === 'max-cover' || objective === 'fair-cover';
const inPercent = (share: number | null) => `${Number(((share ?? 0) * 100).toFixed(4))}%`;

/** Seconds that a conflict may be looked for whatever time is left: without it an answer would say nothing. */
const LEAST_SECONDS = 2;

/**
 * Which limits of a question that no plan fulfils cannot hold together.
 * @param solve solver that tells of a problem and question with fewer limits whether there is a plan
 */
export async function conflictOfLimits(
  solve: (...asked: Parameters<LocationSolver>) => Promise<Pick<Awaited<ReturnType<LocationSolver>>, 'status'>>,
  problem: LocationProblem,
  question: LocationQuestion,
  options: SolveOptions,
): Promise<Text> {
  const limits = limitsOf(problem, question);
  const deadline = Math.max(options.deadline, performance.now() + LEAST_SECONDS * 1000);
  const parts = await irreducibleConflict(limits, async (kept) => {
    let asked: [LocationProblem, LocationQuestion] = [problem, question];
    for (const limit of limits) if (!kept.includes(limit)) asked = limit.givenUp(...asked);
    return hasPlan(solve, asked, { ...options, deadline });
  });
  return conflictInWords(parts);
}

/** Whether there is any plan: the search ends with the first. */
async function hasPlan(
  solve: Parameters<typeof conflictOfLimits>[0],
  [problem, question]: [LocationProblem, LocationQuestion],
  { deadline, seed, stopped }: SolveOptions,
): Promise<boolean | null> {
  if (performance.now() > deadline || stopped?.()) return null;
  let isFound = false;
  const { status } = await solve(problem, question, {
    deadline,
    seed,
    onProgress: ({ open }) => (isFound ||= open !== null),
    stopped: () => isFound || (stopped?.() ?? false),
  });
  return status === 'unknown' ? (isFound ? true : null) : status !== 'infeasible';
}
