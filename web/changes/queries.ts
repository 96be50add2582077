import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Change, ChangeSetSummary, CommitResult, Preview } from '../../server/registry/contract.ts';
import { api } from '../api/client.ts';
import { registryKey } from '../api/queries.ts';
import { newIdempotencyKey } from './idempotency.ts';

const collection = '/api/v1/change-sets';
const pathOf = (id: string) => `${collection}/${encodeURIComponent(id)}`;

export type ChangeSetDetail = ChangeSetSummary & { changes: Change[] };

/** Change sets, newest first, page by page. */
export function useChangeSets(status: ChangeSetSummary['status'] | null) {
  return useInfiniteQuery({
    queryKey: [registryKey, collection, status],
    queryFn: ({ pageParam, signal }) =>
      api<{ items: ChangeSetSummary[]; nextCursor: string | null }>(collection, {
        query: { status, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Drafts that wait for the reader's side; asked only for those who may answer. */
export function useAwaiting(mayAnswer: boolean) {
  return useQuery({
    queryKey: [registryKey, collection, 'awaiting'],
    queryFn: ({ signal }) => api<{ items: ChangeSetSummary[] }>(`${collection}/awaiting`, { signal }),
    enabled: mayAnswer,
  });
}

export function useChangeSet(id: string) {
  return useQuery({
    queryKey: [registryKey, collection, id],
    queryFn: ({ signal }) => api<ChangeSetDetail>(pathOf(id), { signal }),
  });
}

/** What undoing would do, or why it is refused; asks nothing once it is done. */
export function useUndoPreview(id: string, done: boolean) {
  return useQuery({
    queryKey: [registryKey, collection, id, 'undo'],
    queryFn: () => api<Preview>(`${pathOf(id)}/undo/preview`, { method: 'POST' }),
    enabled: !done,
    retry: false,
  });
}

/** What committing a draft would do now. */
export function useDraftPreview(id: string) {
  return useQuery({
    queryKey: [registryKey, collection, id, 'preview'],
    queryFn: () => api<Preview>(`${pathOf(id)}/preview`, { method: 'POST' }),
    retry: false,
  });
}

export const undoChangeSet = ({ id, reason }: { id: string; reason: string }) =>
  api<CommitResult>(`${pathOf(id)}/undo`, { method: 'POST', body: { reason }, idempotencyKey: newIdempotencyKey() });

export const commitChangeSet = (id: string) =>
  api<CommitResult>(`${pathOf(id)}/commit`, { method: 'POST', idempotencyKey: newIdempotencyKey() });

export const discardChangeSet = (id: string) => api<ChangeSetSummary>(`${pathOf(id)}/discard`, { method: 'POST' });
