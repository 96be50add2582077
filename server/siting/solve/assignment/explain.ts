import type { Text } from '../../../../gis-data/catalogue/index.ts';
import type { LocationProblem, LocationQuestion } from '../../problem/problem.ts';
import { conflictOfLimits } from '../conflict.ts';
import type { SolveOptions } from '../solution.ts';
import { findAny } from './feasible.ts';
import { usablePairs } from './pairs.ts';

/** Which limits of a question cannot hold together, told by whether any plan keeps some of them. */
export function explainConflict(
  problem: LocationProblem,
  question: LocationQuestion,
  options: SolveOptions,
): Promise<Text> {
  const isAnyKept = (fewer: LocationProblem, asked: LocationQuestion, soon: SolveOptions) => {
    // Where it is given up that everyone is served, the question becomes one of coverage, of any distance.
    const hasRadius = asked.radius !== null || asked.gradual !== null;
    const reaching = asked.objective === 'max-cover' && !hasRadius ? { ...asked, radius: Infinity } : asked;
    return findAny(fewer, reaching, usablePairs(fewer, reaching), soon);
  };
  return conflictOfLimits(isAnyKept, problem, question, options);
}
