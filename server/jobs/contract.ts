import { z } from 'zod';
import { textShape } from '../registry/contract.ts';

export const jobStatuses = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

/** Why a job failed or was cancelled. */
export const jobProblem = z.object({
  code: z.string(),
  title: textShape,
  detail: textShape,
});

/** A piece of work that takes longer than a request should. */
export const jobView = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.enum(jobStatuses),
  progress: z.number().min(0).max(1),
  message: textShape.nullable().describe('What it is doing'),
  partial: z.unknown().describe('What is known so far, where the work tells of it; null otherwise and once it is over'),
  result: z.unknown().describe('Answer of the request that started it, once done; null before'),
  problem: jobProblem.nullable().describe('Why it failed or was cancelled'),
  startedAt: z.string().nullable().describe('When it began to run; null while it waits'),
  finishedAt: z.string().nullable(),
});
export type JobView = z.infer<typeof jobView>;

/** What a request answers that started a job. */
export const jobStarted = z.object({ jobId: z.string() });
export type JobStarted = z.infer<typeof jobStarted>;

/** A job as the event stream tells of it: without its result, which is fetched once done. */
export const jobEvent = jobView.omit({ result: true });
export type JobEvent = z.infer<typeof jobEvent>;

/** The registry's newest sequence number, as the event stream tells it. */
export const registryEvent = z.object({ seq: z.number() });
export type RegistryEvent = z.infer<typeof registryEvent>;

export const eventsQuery = z.object({
  jobs: z
    .string()
    .regex(/^[\w-]{1,64}(,[\w-]{1,64}){0,19}$/)
    .optional()
    .describe('Ids of jobs to tell of, separated by commas; those of the signed-in caller are told of anyway'),
});
