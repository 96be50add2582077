import { parentPort, workerData } from 'node:worker_threads';
import type { FrontPoint } from './pareto.ts';
import type { ThreadMessage } from './stoppable-thread.ts';
import type { SolveThreadData, TaskKind, ThreadTasks } from './thread-task.ts';

interface RunOptions<Kind extends TaskKind> {
  deadline: number;
  seed: number;
  stopped: () => boolean;
  onProgress: (progress: ThreadTasks[Kind]['progress']) => void;
}

/** Each loads only what it needs, as a thread is started for each question. */
const runners: {
  readonly [Kind in TaskKind]: (
    input: ThreadTasks[Kind]['input'],
    options: RunOptions<Kind>,
  ) => Promise<ThreadTasks[Kind]['result']>;
} = {
  async location({ problem, question }, options) {
    const { solveLocation } = await import('./solve.ts');
    return solveLocation(problem, question, options);
  },
  async phases({ problem, question, phases }, options) {
    const { solvePhases } = await import('./phases.ts');
    return solvePhases(problem, question, phases, options);
  },
  async pareto({ problem, question, axes, mostPoints }, { onProgress, ...options }) {
    const { solvePareto } = await import('./pareto.ts');
    const onPoint = (point: FrontPoint) => onProgress({ points: [point] });
    return solvePareto(problem, question, axes, { ...options, mostPoints, onPoint });
  },
  async mip({ mip, ...settings }, options) {
    const { Mip, solveMip } = await import('./mip.ts');
    // What crosses between threads is data alone: the programme is given its methods back.
    return solveMip(Object.assign(new Mip(mip.sense), mip), { ...settings, ...options });
  },
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
