import { measure, serveNearest } from './measure.ts';
import type { Mip } from './mip.ts';
import type { SolveProgress } from './solution.ts';
import type { TaskKind, ThreadTasks } from './thread-task.ts';
import { verifySolution } from './verify.ts';

/** What remains of a thread that had to be ended: the best of what it told. */
interface Remains<Kind extends TaskKind> {
  /** What is known once something more was told. */
  join(known: ThreadTasks[Kind]['progress'], told: ThreadTasks[Kind]['progress']): ThreadTasks[Kind]['progress'];
  /** The answer, from what is known; null: nothing was told. */
  answer(input: ThreadTasks[Kind]['input'], known: ThreadTasks[Kind]['progress'] | null): ThreadTasks[Kind]['result'];
}

const joinProgress = (known: SolveProgress, told: SolveProgress): SolveProgress => ({
  objective: told.objective ?? known.objective,
  bound: told.bound ?? known.bound,
  ...(told.open ? { open: told.open, served: told.served } : { open: known.open, served: known.served }),
});

/** Plans are measured and checked again: what a thread told of their worth may be older than the plan. */
export const remains: { readonly [Kind in TaskKind]: Remains<Kind> } = {
  location: {
    join: joinProgress,
    answer({ problem, question }, known) {
      const nothing = { open: [], served: [], conflict: null, bound: known?.bound ?? null };
      const open = known?.open;
      const served = known?.served ?? (open && question.capacitated === 'no' && serveNearest(problem, question, open));
      if (!open || !served) return { ...nothing, status: 'unknown', objective: null };
      const objective = measure(problem, question, open, served);
      const solution = { ...nothing, status: 'feasible' as const, objective, open, served };
      verifySolution(problem, question, solution);
      return solution;
    },
  },
  phases: {
    join: joinProgress,
    // The sites of the last year do not tell those of the others.
    answer: (_, known) => ({
      status: 'unknown',
      objective: null,
      bound: known?.bound ?? null,
      years: [],
      conflict: null,
    }),
  },
  pareto: {
    join: (known, told) => ({ points: [...known.points, ...told.points] }),
    answer: (_, known) => ({
      complete: false,
      points: (known?.points ?? []).toSorted((a, b) => a.price - b.price || a.covered - b.covered),
      conflict: null,
    }),
  },
  mip: {
    join: (known, told) => ({
      objective: told.objective ?? known.objective,
      bound: told.bound ?? known.bound,
      values: told.values ?? known.values,
    }),
    answer({ mip }, known) {
      const values = known?.values ?? null;
      return {
        status: values ? 'feasible' : 'unknown',
        objective: values ? valueOf(mip, values) : null,
        bound: known?.bound ?? null,
        values,
        nodes: 0,
      };
    },
  },
};

const valueOf = (mip: Mip, values: Float64Array) =>
  values.reduce((sum, value, column) => sum + value * mip.cost[column]!, mip.offset);
