import { Worker } from 'node:worker_threads';
import { remains } from './thread-best.ts';
import type { SolveThreadData, SolveThreadMessage, TaskKind, ThreadTasks } from './thread-task.ts';

export interface ThreadOptions<Kind extends TaskKind> {
  /** Then the best found is the answer. Counts from the call, the start of the thread within. */
  timeLimitSeconds: number;
  seed: number;
  /** Called a few times a second at most. */
  onProgress?: (progress: ThreadTasks[Kind]['progress']) => void;
  /** Stops within a second, with the best found. */
  signal?: AbortSignal;
}

/** How long a thread that was told to stop may take to answer before it is ended, ms. */
const STOP_WITHIN_MS = 800;
/** How far past its time limit a thread may be before it is ended, ms. */
const OVERSHOOT_MS = 2000;

const threadStart = new URL('../../thread-start.mjs', import.meta.url);
const threadModule = new URL('./thread-worker.ts', import.meta.url).href;

/**
 * Solves in a thread of its own, so that this one goes on; the thread and its memory are gone when the promise settles. Arrays in
 * shared memory (`costRowsOf`) are read without a copy.
 *
 * A thread that does not stop when it is told to is ended: then the best plan that it told of is the answer, as `feasible`,
 * or `unknown` where it told of none. Cancelling does not reject: whoever cancels knows.
 *
 * @throws Error what the thread threw, with its message
 * @example
 * const solution = await solveInThread('location', { problem, question }, { timeLimitSeconds: 60, seed: 1, signal });
 */
export async function solveInThread<Kind extends TaskKind>(
  kind: Kind,
  input: ThreadTasks[Kind]['input'],
  { timeLimitSeconds, seed, onProgress, signal }: ThreadOptions<Kind>,
): Promise<ThreadTasks[Kind]['result']> {
  let best: ThreadTasks[Kind]['progress'] | null = null;
  const bestFound = () => remains[kind].answer(input, best);
  if (signal?.aborted) return bestFound();
  const data: SolveThreadData<Kind> = {
    kind,
    input,
    endsAt: performance.timeOrigin + performance.now() + timeLimitSeconds * 1000,
    seed,
    stop: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
  // Without the parent's options, which may name a loader that only works in a main thread.
  const worker = new Worker(threadStart, { workerData: { ...data, module: threadModule }, execArgv: [] });
  const timers: NodeJS.Timeout[] = [];
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<ThreadTasks[Kind]['result']>((resolve, reject) => {
      const endIn = (ms: number) => timers.push(setTimeout(() => resolve(bestFound()), ms));
      endIn(timeLimitSeconds * 1000 + OVERSHOOT_MS);
      onAbort = () => {
        Atomics.store(data.stop, 0, 1);
        endIn(STOP_WITHIN_MS);
      };
      signal?.addEventListener('abort', onAbort);
      worker.on('message', (message: SolveThreadMessage<Kind>) => {
        if ('result' in message) resolve(message.result);
        else {
          best = best ? remains[kind].join(best, message.progress) : message.progress;
          onProgress?.(message.progress);
        }
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`The solver's thread ended with code ${code} and no answer`)));
    });
  } finally {
    timers.forEach(clearTimeout);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
