import type { JobStarted } from '../../server/jobs/contract.ts';
import type { DocumentRequest } from '../../server/reports/contract.ts';
import { api } from '../api/client.ts';

/** Starts the job that makes a report. */
export const startDocument = (request: DocumentRequest) =>
  api<JobStarted>('/api/v1/reports', { method: 'POST', body: request });
