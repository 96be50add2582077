import { useQuery } from '@tanstack/react-query';
import type {
  Distinction,
  DistinctionList,
  DuplicateList,
  NewDistinction,
  PlaceNameMerge,
} from '../../../server/place-names/duplicates/contract.ts';
import type { CommitResult, Preview } from '../../../server/registry/contract.ts';
import { api } from '../../api/client.ts';
import { registryKey } from '../../api/queries.ts';
import { newIdempotencyKey } from '../../changes/idempotency.ts';

const path = '/api/v1/place-names/duplicates';

export function useDuplicates() {
  return useQuery({
    queryKey: [registryKey, path],
    queryFn: ({ signal }) => api<DuplicateList>(path, { query: { limit: 100 }, signal }),
  });
}

/** Pairs found to be of two places; told to whoever is signed in. */
export function useDistinctions() {
  return useQuery({
    queryKey: [registryKey, path, 'distinctions'],
    queryFn: ({ signal }) => api<DistinctionList>(`${path}/distinctions`, { signal }),
  });
}

export const distinguish = (pair: NewDistinction) =>
  api<Distinction>(`${path}/distinctions`, { method: 'POST', body: pair, idempotencyKey: newIdempotencyKey() });

export const takeBack = (id: string) => api<Distinction>(`${path}/distinctions/${id}`, { method: 'DELETE' });

/** What a merge would do; stores nothing. */
export function useMergePreview(merge: Omit<PlaceNameMerge, 'reason'>) {
  return useQuery({
    queryKey: [registryKey, path, 'preview', merge],
    queryFn: ({ signal }) => api<Preview>(`${path}/preview`, { method: 'POST', body: merge, signal }),
  });
}

export const mergeNames = (merge: PlaceNameMerge) =>
  api<CommitResult>(`${path}/merge`, { method: 'POST', body: merge, idempotencyKey: newIdempotencyKey() });
