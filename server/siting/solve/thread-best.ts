import { measure, serveNearest } from './measure.ts';
import type { Mip } from './mip.ts';
import type { TaskKind, ThreadTasks } from './thread-task.ts';

/** What remains of a thread that had to be ended: the best of what it told. */
interface Remains<Kind extends TaskKind> {
  /** What is known once something more was told. */
  join(known: ThreadTasks[Kind]['progress'], told: ThreadTasks[Kind]['progress']): ThreadTasks[Kind]['progress'];
  /** The answer, from what is known; null: nothing was told. */
  answer(input: ThreadTasks[Kind]['input'], known: ThreadTasks[Kind]['progress'] | null): ThreadTasks[Kind]['result'];
}

/** Plans are measured again: what a thread told of them may be older than the plan. */
export const remains: { readonly [Kind in TaskKind]: Remains<Kind> } = {
  location: {
    join: (known, told) => ({
      objective: told.objective ?? known.objective,
      bound: told.bound ?? known.bound,
      ...(told.open ? { open: told.open, served: told.served } : { open: known.open, served: known.served }),
    }),
    answer({ problem, question }, known) {
      const open = known?.open ?? null;
      const served =
        known?.served ?? (open && question.capacitated === 'no' ? serveNearest(problem, question, open) : null);
      const plan =
        open && served ? { status: 'feasible' as const, objective: measure(problem, question, open, served) } : null;
      return {
        status: plan?.status ?? 'unknown',
        objective: plan?.objective ?? null,
        bound: known?.bound ?? null,
        open: plan ? open! : [],
        served: plan ? served! : [],
        conflict: null,
      };
    },
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
