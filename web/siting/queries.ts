import type { JobStarted } from '../../server/jobs/contract.ts';
import type { SitingRequest } from '../../server/siting/contract.ts';
import { api } from '../api/client.ts';
import { newIdempotencyKey } from '../changes/idempotency.ts';

/** Has a siting question solved; the answer is that of the job. */
export const startSiting = (body: SitingRequest) =>
  api<JobStarted>('/api/v1/siting', { method: 'POST', body, idempotencyKey: newIdempotencyKey() });
