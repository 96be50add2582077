import { useQuery } from '@tanstack/react-query';
import type { JobView } from '../../server/jobs/contract.ts';
import { api } from './client.ts';

/** A job whose result is known by what was asked. */
export type Job<Result> = Omit<JobView, 'result'> & { result: Result | null };

const jobPath = (id: string) => `/api/v1/jobs/${encodeURIComponent(id)}`;

export const cancelJob = (id: string) => api<unknown>(jobPath(id), { method: 'DELETE' });

const pollMilliseconds = 400;
export const isOver = (status: JobView['status']) => status !== 'queued' && status !== 'running';

/** A job's progress and, at its end, its result; asks until it is over. */
export function useJob<Result>(id: string | null) {
  return useQuery({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => api<Job<Result>>(jobPath(id!), { signal }),
    enabled: id !== null,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data && isOver(state.data.status) ? false : pollMilliseconds),
  });
}
