import type { LocationProblem, LocationQuestion } from '../problem/problem.ts';
import type { Mip, MipProgress, MipResult } from './mip.ts';
import type { LocationSolution, SolveProgress } from './solution.ts';

/** What a solver's thread can be given to do: what it is given, what it tells meanwhile, and what it answers. */
export interface ThreadTasks {
  location: {
    input: { problem: LocationProblem; question: LocationQuestion };
    progress: SolveProgress;
    result: LocationSolution;
  };
  mip: {
    input: { mip: Mip; relativeGap?: number; absoluteGap?: number; start?: ArrayLike<number> };
    progress: MipProgress;
    result: MipResult;
  };
}
export type TaskKind = keyof ThreadTasks;

/** What a thread is started with. */
export interface SolveThreadData<Kind extends TaskKind = TaskKind> {
  kind: Kind;
  input: ThreadTasks[Kind]['input'];
  /** Milliseconds since 1970 at which to stop with the best found; every thread's own clock begins when it starts. */
  endsAt: number;
  seed: number;
  /** Shared; 1 once the thread is to stop with the best found. */
  stop: Int32Array;
}

/** What a thread sends. */
export type SolveThreadMessage<Kind extends TaskKind = TaskKind> =
  { progress: ThreadTasks[Kind]['progress'] } | { result: ThreadTasks[Kind]['result'] };
