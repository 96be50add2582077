import { isAnonymous } from '../http/account-service.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { jobStarted } from '../jobs/contract.ts';
import { callerOf, type Jobs } from '../jobs/jobs.ts';
import { sitingRequest } from './contract.ts';
import type { SitingService } from './service.ts';

/** Time to open a network and find what a question is about; the search itself is a job's. */
const TIMEOUT_SECONDS = 60;

/** Siting over HTTP: a job whose result is the answer. It stores nothing, but a search keeps a core busy: for editors. */
export function sitingRoutes({ siting, jobs }: { siting: SitingService; jobs: Jobs }): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/siting',
      tag: 'siting',
      summary: 'Where next, the front of best plans, or the shortest path to targets; a job',
      access: 'editor',
      status: 202,
      body: sitingRequest,
      bodyLimit: '5mb',
      response: jobStarted,
      idempotent: false,
      timeoutSeconds: TIMEOUT_SECONDS,
      handler: async ({ body, actor }) => {
        // What cannot be answered is refused now and not by the job.
        const work = await siting.prepared(actor, body);
        return { jobId: jobs.start(`siting.${body.question}`, callerOf(actor, isAnonymous(actor)), work).id };
      },
    }),
  ];
}
