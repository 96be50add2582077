import { startThread } from '../../threads.ts';

/** What a thread is given beside its own data. */
export interface StoppableThreadData {
  /** Milliseconds since 1970 at which to stop with the best found; every thread's own clock begins when it starts. */
  endsAt: number;
  /** Shared; 1 once the thread is to stop with the best found. */
  stop: Int32Array;
}

/** What a thread sends: how far it is, as often as it likes, and its result once. */
export type ThreadMessage<Progress, Result> = { progress: Progress } | { result: Result };

export interface StoppableThread<Progress, Result> {
  /** Source file that the thread runs (see `startThread`); its `workerData` is `data` and `StoppableThreadData`. */
  module: URL;
  data: object;
  timeLimitSeconds: number;
  signal?: AbortSignal;
  onProgress(progress: Progress): void;
  /** The answer of a thread that had to be ended, from what it told. */
  remains(): Result;
}

/** How long a thread that was told to stop may take to answer before it is ended, ms. */
const STOP_WITHIN_MS = 700;
/** How far past its time limit a thread may be before it is ended, ms. */
const OVERSHOOT_MS = 2000;

/**
 * Runs a module in a thread that stops within a second of being told to: by itself, or it is ended. The thread and its memory are
 * gone when the promise settles.
 * @throws Error what the thread, `onProgress` or `remains` threw, or that the thread ended without a result
 */
export async function runStoppable<Progress, Result>(thread: StoppableThread<Progress, Result>): Promise<Result> {
  const { module, data, timeLimitSeconds, signal, onProgress, remains } = thread;
  if (signal?.aborted) return remains();
  const common: StoppableThreadData = {
    endsAt: performance.timeOrigin + performance.now() + timeLimitSeconds * 1000,
    stop: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
  const worker = startThread(module, { ...data, ...common });
  const timers: NodeJS.Timeout[] = [];
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      /** What is thrown in a timer or a listener would end the process. */
      const orReject = (work: () => void) => {
        try {
          work();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const endIn = (ms: number) => timers.push(setTimeout(() => orReject(() => resolve(remains())), ms));
      endIn(timeLimitSeconds * 1000 + OVERSHOOT_MS);
      onAbort = () => {
        Atomics.store(common.stop, 0, 1);
        endIn(STOP_WITHIN_MS);
      };
      signal?.addEventListener('abort', onAbort);
      worker.on('message', (message: ThreadMessage<Progress, Result>) => {
        if ('result' in message) resolve(message.result);
        else orReject(() => onProgress(message.progress));
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
