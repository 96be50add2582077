import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { SitingPartial, SitingRequest } from '../../server/siting/contract.ts';
import { cancelJob, isOver, useJob, type Job } from '../api/jobs.ts';
import { ProblemError } from '../api/client.ts';
import { questionMark } from './question.ts';
import { startSiting } from './queries.ts';
import type { Run } from './siting-view.ts';

const nothingYet: readonly SitingPartial[] = [];

const storePrefix = 'siting-question-';

/** Keeps a question in this window, so that its answer is read by what was asked and not by what the form says since. */
function keepQuestion(body: SitingRequest): string {
  const mark = questionMark(body);
  window.sessionStorage.setItem(storePrefix + mark, JSON.stringify(body));
  return mark;
}

/** The question that a run answers; null where another window asked it. */
export function keptQuestion(run: Run | null): SitingRequest | null {
  const text = run && window.sessionStorage.getItem(storePrefix + run.question);
  return text ? (JSON.parse(text) as SitingRequest) : null;
}

/** What a job has told of its search, in the order of time; kept when the job no longer tells it. */
function useTold(job: Job<unknown> | undefined, jobId: string | null): readonly SitingPartial[] {
  const [told, setTold] = useState<{ jobId: string | null; partials: readonly SitingPartial[] }>({
    jobId: null,
    partials: nothingYet,
  });
  const partial = job?.partial as SitingPartial | null | undefined;
  useEffect(() => {
    if (!partial) return;
    setTold((before) => {
      const earlier = before.jobId === jobId ? before.partials : nothingYet;
      const last = earlier.at(-1);
      return last && last.seconds >= partial.seconds ? before : { jobId, partials: [...earlier, partial] };
    });
  }, [partial, jobId]);
  return told.jobId === jobId ? told.partials : nothingYet;
}

/**
 * Solves a question as a job: starts it, follows it, stops it. The job's id stands in the address, so that a reload does
 * not lose the answer.
 * @param run the job of the address, whose result is an `Answer`
 */
export function useSolve<Answer>(run: Run | null, setRun: (run: Run | null) => void) {
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: startSiting,
    onSuccess: ({ jobId }, body: SitingRequest) => setRun({ jobId, question: keepQuestion(body) }),
  });
  const stop = useMutation({
    mutationFn: cancelJob,
    onSettled: (_, __, jobId) => client.invalidateQueries({ queryKey: ['jobs', jobId] }),
  });
  const jobId = run?.jobId ?? null;
  const job = useJob<Answer>(jobId);
  const told = useTold(job.data, jobId);
  return {
    start: start.mutate,
    stop: () => jobId !== null && stop.mutate(jobId),
    /** Whether a question is being solved. */
    running: start.isPending || (job.data !== undefined && !isOver(job.data.status)),
    stopping: stop.isPending,
    /** Why it could not be started. */
    refused: start.error,
    job: job.data,
    /** Whether the server no longer keeps the job that the address names. */
    gone: job.error instanceof ProblemError && job.error.status === 404,
    lost: job.error,
    told,
    answer: job.data?.result ?? null,
  };
}

export type Solving<Answer> = ReturnType<typeof useSolve<Answer>>;
