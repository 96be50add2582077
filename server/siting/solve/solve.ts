import { checkQuestion } from '../problem/check.ts';
import { checkTables } from '../problem/check-tables.ts';
import type { LocationProblem, LocationQuestion } from '../problem/problem.ts';
import type { LocationSolution, LocationSolver } from './solution.ts';
import { verifySolution } from './verify.ts';

/**
 * Answers any question on a location problem with the solver that is made for it, and checks the answer independently.
 *
 * @returns for a question that nothing can fulfil: `infeasible`, with the reasons in `conflict`
 * @throws Error when the tables or the question make no sense (`checkQuestion` says so beforehand, in the planner's words), or
 *   when the solver's answer does not hold
 * @example
 * const question = { ...plainQuestion('p-median'), p: 5 };
 * const { open, objective, bound } = await solveLocation(problem, question, { deadline: performance.now() + 60_000, seed: 1 });
 */
export const solveLocation: LocationSolver = async (problem, question, options) => {
  checkTables(problem);
  const faults = checkQuestion(problem, question);
  const invalid = faults.find(({ kind }) => kind === 'invalid');
  if (invalid) throw new Error(`${invalid.field}: ${invalid.message.en}`);
  if (faults.length > 0) return impossible(faults[0]!.message);
  const solve = await solverFor(problem, question);
  const solution = await solve(problem, question, options);
  verifySolution(problem, question, solution);
  return solution;
};

const impossible = (conflict: LocationSolution['conflict']): LocationSolution => ({
  status: 'infeasible',
  objective: null,
  bound: null,
  open: [],
  served: [],
  conflict,
});

/** Loads only the solver that is needed: a thread is started for each question. */
async function solverFor(problem: LocationProblem, question: LocationQuestion): Promise<LocationSolver> {
  if (question.capacitated === 'no') {
    if (question.objective.endsWith('-cover')) return (await import('./cover/cover.ts')).solveCover;
    if (limitedByCountOnly(problem, question)) {
      return question.objective === 'p-median'
        ? (await import('./p-median/p-median.ts')).solvePMedian
        : (await import('./p-center.ts')).solvePCenter;
    }
  }
  return (await import('./assignment/assignment.ts')).solveAssignment;
}

const limitedByCountOnly = ({ sites }: LocationProblem, { p, budget, leastShare, leastSites }: LocationQuestion) =>
  p !== null && budget === null && leastShare === null && leastSites === null && sites.place === null;
