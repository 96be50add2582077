import type { LocationProblem, LocationQuestion } from '../problem/problem.ts';
import type { Mip, MipProgress, MipResult } from './mip.ts';
import type { Front, FrontAxis, FrontPoint } from './pareto.ts';
import type { Phase, PhasedSolution } from './phases.ts';
import type { LocationSolution, SolveProgress } from './solution.ts';
import type { StoppableThreadData } from './stoppable-thread.ts';

/** What a solver's thread can be given to do: what it is given, what it tells meanwhile, and what it answers. */
export interface ThreadTasks {
  location: {
    input: { problem: LocationProblem; question: LocationQuestion };
    progress: SolveProgress;
    result: LocationSolution;
  };
  phases: {
    input: { problem: LocationProblem; question: LocationQuestion; phases: readonly Phase[] };
    progress: SolveProgress;
    result: PhasedSolution;
  };
  pareto: {
    input: {
      problem: LocationProblem;
      question: LocationQuestion;
      axes: readonly FrontAxis[];
      mostPoints: number;
    };
    /** Points found since it was last told. */
    progress: { points: readonly FrontPoint[] };
    result: Front;
  };
  mip: {
    input: { mip: Mip; relativeGap?: number; absoluteGap?: number; start?: ArrayLike<number> };
    progress: MipProgress;
    result: MipResult;
  };
}
export type TaskKind = keyof ThreadTasks;

/** What a solver's thread is started with. */
export interface SolveThreadData<Kind extends TaskKind = TaskKind> extends StoppableThreadData {
  kind: Kind;
  input: ThreadTasks[Kind]['input'];
  seed: number;
}
