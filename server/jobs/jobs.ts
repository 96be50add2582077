import { randomUUID } from 'node:crypto';
import { text, type Text } from '../../gis-data/catalogue/index.ts';
import type { Actor } from '../registry/contract.ts';
import { Problem, problems } from '../registry/problem.ts';
import type { JobEvent, JobView } from './contract.ts';

/** What running work is given. */
export interface JobContext {
  /** @param fraction done, 0…1 */
  progress(fraction: number, message?: Text): void;
  /** Tells what is known so far, in place of what was told before; goes out with the job's next event. */
  tell(partial: unknown): void;
  /** Aborts when the job is cancelled; work should end within a second. */
  signal: AbortSignal;
}

export type JobWork = (context: JobContext) => Promise<unknown>;

export interface JobLimits {
  /** Jobs running at a time; the others wait their turn. */
  running: number;
  /** Jobs waiting, over all callers. */
  queued: number;
  /** Jobs of one caller that are not over: of an account, or of an address that is not signed in. */
  perCaller: number;
  /** Finished jobs kept for their results, and for how long. */
  kept: number;
  keptMs: number;
}

export const defaultJobLimits: JobLimits = { running: 2, queued: 50, perCaller: 4, kept: 100, keptMs: 3_600_000 };

export interface JobsOptions {
  limits?: JobLimits;
  /** The problem that an error stands for; null for what nobody foresaw. */
  problemOf?(error: unknown): Problem | null;
}

/** Long work within this process, with progress and cancellation. Jobs do not outlive the process. */
export interface Jobs {
  /**
   * Queues work.
   * @param caller for whom; counted by `callerOf`
   * @throws Problem too-many-requests, unavailable
   */
  start(kind: string, caller: string, work: JobWork): { id: string };
  /** @throws Problem not-found, also for a job whose time is over */
  get(id: string): JobView;
  /** Cancels what is not over, and returns at once; the work ends within moments. @throws Problem not-found */
  cancel(id: string): JobView;
  /** Tells of every change of a job until the returned function is called. */
  subscribe(listener: (job: JobEvent, caller: string) => void): () => void;
  /** Has errors that nobody foresaw told to a log; the job itself only says that there was one. */
  onUnexpected(report: (error: unknown, job: JobEvent) => void): void;
  /** Aborts when the runner closes. */
  readonly closing: AbortSignal;
  /** Cancels everything and takes nothing more. */
  close(): void;
}

/** For whom a job runs: an account, or the address of someone who has not signed in. */
export const callerOf = (actor: Actor, anonymous: boolean): string =>
  anonymous ? `address ${actor.from}` : `account ${actor.id}`;

interface Job {
  view: JobView;
  caller: string;
  work: JobWork;
  controller: AbortController;
}

/**
 * @example
 * const jobs = createJobs();
 * const { id } = jobs.start('count', 'account 7', async ({ progress }) => { progress(0.5); return 42; });
 * jobs.get(id).status; // 'running'
 */
export function createJobs({ limits = defaultJobLimits, problemOf }: JobsOptions = {}): Jobs {
  const jobs = new Map<string, Job>();
  const waiting: Job[] = [];
  let running = 0;
  let reportUnexpected: (error: unknown, job: JobEvent) => void = () => {};
  const listeners = new Set<(job: JobEvent, caller: string) => void>();
  const closing = new AbortController();

  const isOver = ({ view }: Job) => view.finishedAt !== null;

  function change(job: Job, changes: Partial<JobView>): void {
    if (isOver(job)) return;
    job.view = { ...job.view, ...changes };
    for (const listener of listeners) listener(eventOf(job.view), job.caller);
  }

  function finish(job: Job, changes: Pick<JobView, 'status'> & Partial<JobView>): void {
    change(job, { ...changes, partial: null, finishedAt: new Date().toISOString() });
  }

  function runNext(): void {
    while (running < limits.running) {
      const job = waiting.shift();
      if (!job) return;
      running++;
      void run(job).finally(() => {
        running--;
        runNext();
      });
    }
  }

  async function run(job: Job): Promise<void> {
    change(job, { status: 'running', startedAt: new Date().toISOString() });
    try {
      const result = await job.work({
        progress: (fraction, message) =>
          change(job, { progress: Math.min(1, Math.max(0, fraction)), message: message ?? job.view.message }),
        tell: (partial) => change(job, { partial }),
        signal: job.controller.signal,
      });
      finish(job, { status: 'done', progress: 1, result: result ?? null });
    } catch (error) {
      const problem = problemIn(error);
      if (!isOver(job) && problem === null) reportUnexpected(error, eventOf(job.view));
      finish(job, { status: 'failed', problem: problemView(problem ?? unexpected()) });
    }
  }

  const problemIn = (error: unknown) => (error instanceof Problem ? error : (problemOf?.(error) ?? null));

  function cancel(job: Job, why: Text): void {
    const at = waiting.indexOf(job);
    if (at !== -1) waiting.splice(at, 1);
    finish(job, {
      status: 'cancelled',
      problem: { code: 'cancelled', title: text('已取消', 'Cancelled'), detail: why },
    });
    job.controller.abort();
  }

  function forget(): void {
    const over = [...jobs.values()].filter(isOver);
    const surplus = over.length - limits.kept;
    const oldest = Date.now() - limits.keptMs;
    over
      .sort((a, b) => Date.parse(a.view.finishedAt!) - Date.parse(b.view.finishedAt!))
      .filter(({ view }, i) => i < surplus || Date.parse(view.finishedAt!) < oldest)
      .forEach(({ view }) => jobs.delete(view.id));
  }

  function find(id: string): Job {
    forget();
    const job = jobs.get(id);
    if (!job) throw problems.notFound(text('这项任务,或其结果已过期', 'job, or its result has expired'));
    return job;
  }

  return {
    start(kind, caller, work) {
      forget();
      if (closing.signal.aborted) throw problems.unavailable(text('服务正在停止', 'The server is stopping'));
      const unfinished = [...jobs.values()].filter((job) => !isOver(job));
      if (unfinished.filter((job) => job.caller === caller).length >= limits.perCaller)
        throw problems.tooManyRequests();
      if (waiting.length >= limits.queued) {
        throw problems.unavailable(
          text('等待的任务过多,请稍后再试', 'Too many jobs are waiting already; try again later'),
        );
      }
      const job: Job = { view: newView(kind), caller, work, controller: new AbortController() };
      jobs.set(job.view.id, job);
      waiting.push(job);
      change(job, {});
      runNext();
      return { id: job.view.id };
    },
    get: (id) => find(id).view,
    cancel(id) {
      const job = find(id);
      if (!isOver(job)) cancel(job, text('应请求取消', 'Cancelled on request'));
      return job.view;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onUnexpected(report) {
      reportUnexpected = report;
    },
    closing: closing.signal,
    close() {
      for (const job of jobs.values()) {
        if (!isOver(job)) cancel(job, text('服务停止', 'The server stopped'));
      }
      listeners.clear();
      closing.abort();
    },
  };
}

/** Ids are unguessable (122 random bits): whoever knows one may read the result, as with an address that was shared. */
const newView = (kind: string): JobView => ({
  id: randomUUID(),
  kind,
  status: 'queued',
  progress: 0,
  message: null,
  partial: null,
  result: null,
  problem: null,
  startedAt: null,
  finishedAt: null,
});

export function eventOf({ result: _result, ...event }: JobView): JobEvent {
  return event;
}

const problemView = ({ code, title, detail }: Problem) => ({ code, title, detail });

const unexpected = () =>
  new Problem(
    'unexpected',
    500,
    text('服务器内部错误', 'Unexpected error'),
    text(
      '任务因意外错误而失败,请把任务编号告知管理员',
      'The job failed unexpectedly; give its id to the administrator',
    ),
  );
