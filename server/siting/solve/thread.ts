import { runStoppable } from './stoppable-thread.ts';
import { remains } from './thread-best.ts';
import type { TaskKind, ThreadTasks } from './thread-task.ts';

export interface ThreadOptions<Kind extends TaskKind> {
  /** Then the best found is the answer. Counts from the call, the start of the thread within. */
  timeLimitSeconds: number;
  seed: number;
  /** Called a few times a second at most. */
  onProgress?: (progress: ThreadTasks[Kind]['progress']) => void;
  /** Stops within a second, with the best found. */
  signal?: AbortSignal;
}

const threadModule = new URL('./thread-worker.ts', import.meta.url);

/**
 * Solves in a thread of its own, so that this one goes on. Arrays in shared memory (`costRowsOf`) are read without a copy.
 *
 * A thread that does not stop when it is told to is ended: then the best plan that it told of is the answer, as `feasible`,
 * or `unknown` where it told of none. Cancelling does not reject: whoever cancels knows.
 *
 * @throws Error what the thread threw, with its message
 * @example
 * const solution = await solveInThread('location', { problem, question }, { timeLimitSeconds: 60, seed: 1, signal });
 */
export function solveInThread<Kind extends TaskKind>(
  kind: Kind,
  input: ThreadTasks[Kind]['input'],
  { timeLimitSeconds, seed, onProgress, signal }: ThreadOptions<Kind>,
): Promise<ThreadTasks[Kind]['result']> {
  let known: ThreadTasks[Kind]['progress'] | null = null;
  return runStoppable<ThreadTasks[Kind]['progress'], ThreadTasks[Kind]['result']>({
    module: threadModule,
    data: { kind, input, seed },
    timeLimitSeconds,
    signal,
    onProgress(told) {
      known = known ? remains[kind].join(known, told) : told;
      onProgress?.(told);
    },
    remains: () => remains[kind].answer(input, known),
  });
}
