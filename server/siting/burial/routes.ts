import { isAnonymous } from '../../http/account-service.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { jobStarted } from '../../jobs/contract.ts';
import { callerOf, type Jobs } from '../../jobs/jobs.ts';
import { burialAt, burialAtQuery, burialQuestion } from '../contract.ts';
import type { BurialService } from './service.ts';

/** Burial siting over HTTP. Public, as coverage is: nothing is stored. */
export function burialRoutes(burial: BurialService, jobs: Jobs): Endpoint[] {
  const path = '/api/v1/siting/burial';
  const common = { tag: 'siting', access: 'public' } as const;
  return [
    endpoint({
      ...common,
      method: 'post',
      path,
      summary: 'Where people may be buried by law, and which parcels bring most: a job',
      body: burialQuestion,
      response: jobStarted,
      status: 202,
      idempotent: false,
      handler: async ({ actor, body }) => {
        const caller = callerOf(actor, isAnonymous(actor));
        return { jobId: jobs.start('siting-burial', caller, (run) => burial.answer(body, run)).id };
      },
    }),
    endpoint({
      ...common,
      method: 'get',
      path: `${path}/at`,
      summary: 'Whether anybody may be buried at a place, and by which clauses not',
      query: burialAtQuery,
      response: burialAt,
      handler: ({ query }) => burial.at([query.longitude, query.latitude], query.asOf),
    }),
  ];
}
