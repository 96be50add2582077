import { SHUT, type LocationProblem, type LocationQuestion } from '../problem/problem.ts';
import { measure, serveNearest } from '../solve/measure.ts';
import type { LocationSolution } from '../solve/solution.ts';
import type { PreparedWhere } from './prepare.ts';

/**
 * The open sites of a plan with those that it would close for nothing: a solver leaves a facility shut where it brings no
 * more people. Where the question is for the fewest facilities, closing is what was asked.
 */
export function standingKept(
  { sites }: Pick<PreparedWhere, 'sites'>,
  problem: LocationProblem,
  question: LocationQuestion,
  open: readonly number[],
): readonly number[] {
  if (question.objective === 'set-cover') return open;
  const isOpen = new Set(open);
  const room = question.p === null ? Infinity : question.p - open.length;
  const shut = sites.flatMap(({ action }, s) =>
    action === 'close' && !isOpen.has(s) && problem.sites.state[s] !== SHUT ? [s] : [],
  );
  return [...open, ...shut.slice(0, room)].sort((a, b) => a - b);
}

/** The same for a solution, measured again. */
export function withStandingKept(
  prepared: Pick<PreparedWhere, 'sites'>,
  problem: LocationProblem,
  question: LocationQuestion,
  solution: LocationSolution,
): LocationSolution {
  if (solution.objective === null) return solution;
  const open = standingKept(prepared, problem, question, solution.open);
  if (open.length === solution.open.length) return solution;
  const served = question.capacitated === 'no' ? serveNearest(problem, question, open) : solution.served;
  return { ...solution, open, served, objective: measure(problem, question, open, served) };
}
