import { parentPort, workerData } from 'node:worker_threads';
import { Mip, solveMip } from './mip.ts';
import { solveLocation } from './solve.ts';
import type { ThreadMessage } from './stoppable-thread.ts';
import type { SolveThreadData, TaskKind, ThreadTasks } from './thread-task.ts';

interface RunOptions<Kind extends TaskKind> {
  deadline: number;
  seed: number;
  stopped: () => boolean;
  onProgress: (progress: ThreadTasks[Kind]['progress']) => void;
}

const runners: {
  readonly [Kind in TaskKind]: (
    input: ThreadTasks[Kind]['input'],
    options: RunOptions<Kind>,
  ) => Promise<ThreadTasks[Kind]['result']>;
} = {
  location: ({ problem, question }, options) => solveLocation(problem, question, options),
  // What crosses between threads is data alone: the programme is given its methods back.
  mip: ({ mip, ...settings }, options) => solveMip(Object.assign(new Mip(mip.sense), mip), { ...settings, ...options }),
};

async function run<Kind extends TaskKind>({ kind, input, endsAt, seed, stop }: SolveThreadData<Kind>): Promise<void> {
  const send = (message: ThreadMessage<ThreadTasks[Kind]['progress'], ThreadTasks[Kind]['result']>) =>
    parentPort!.postMessage(message);
  const result = await runners[kind](input, {
    deadline: endsAt - performance.timeOrigin,
    seed,
    stopped: () => Atomics.load(stop, 0) === 1,
    onProgress: (progress) => send({ progress }),
  });
  send({ result });
}

await run(workerData as SolveThreadData);
