import type { Text } from '../../../gis-data/catalogue/index.ts';
import type { LocationProblem, LocationQuestion } from '../problem/problem.ts';

/** Whether the answer is proven best (within the tolerance of 1e-6), is one that holds, or there can be none. */
export type SolveStatus = 'optimal' | 'feasible' | 'infeasible' | 'unknown';

/** Someone served, and by whom. */
export interface Served {
  /** Positions in the problem's tables. */
  demand: number;
  site: number;
  cost: number;
  /** Part of the demand that this site serves, 0…1; 1 unless demand may be split. */
  share: number;
}

export interface LocationSolution {
  readonly status: SolveStatus;
  /** Value of the plan, recomputed from its sites; null without one. */
  readonly objective: number | null;
  /** No plan can be better than this; null when nothing is known. */
  readonly bound: number | null;
  /** Positions of the open sites, ascending. */
  readonly open: readonly number[];
  /** By demand, then site; who is not served is absent. */
  readonly served: readonly Served[];
  /** Which limits cannot hold together, where there is no plan. */
  readonly conflict: Text | null;
}

/** How far a search is: told as often as something changes, at most a few times a second. */
export interface SolveProgress {
  objective: number | null;
  bound: number | null;
  /** Positions of the open sites of the best plan so far. */
  open: readonly number[] | null;
  /** Who is served by whom in it, where capacities keep that from following from the sites. */
  served?: readonly Served[];
}

export interface SolveOptions {
  /** `performance.now()` at which to stop with the best found. */
  readonly deadline: number;
  /** Decides every choice that is left to chance. */
  readonly seed: number;
  readonly onProgress?: (progress: SolveProgress) => void;
  /** Whether to stop at once with the best found; asked at least ten times a second. */
  readonly stopped?: () => boolean;
}

/** Solves one question; the dispatcher chooses which solver answers it. */
export type LocationSolver = (
  problem: LocationProblem,
  question: LocationQuestion,
  options: SolveOptions,
) => Promise<LocationSolution>;

/** Distance between a plan and its bound, relative to the plan; 0 when both are 0, null when one is unknown. */
export function gapOf(objective: number | null, bound: number | null): number | null {
  if (objective === null || bound === null) return null;
  const distance = Math.abs(objective - bound);
  return distance === 0 ? 0 : distance / Math.max(Math.abs(objective), Number.EPSILON);
}
