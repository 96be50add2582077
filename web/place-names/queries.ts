import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type {
  PinyinProposal,
  PlaceNameDetail,
  PlaceNameHereResult,
  PlaceNameSearchResult,
} from '../../server/place-names/contract.ts';
import type { CommitResult, HistoryEntry, Preview } from '../../server/registry/contract.ts';
import { api } from '../api/client.ts';
import { registryKey } from '../api/queries.ts';
import { newIdempotencyKey } from '../changes/idempotency.ts';
import type { NameWrite } from './form-values.ts';

const path = '/api/v1/place-names';
const pathOf = (id: string) => `${path}/${encodeURIComponent(id)}`;

/** Most names that the list and the map show. */
export const mostShown = 60;

/** What a search asks; null asks nothing. */
export interface Search {
  q: string;
  classId: string | null;
  bbox: readonly number[] | null;
}

export function useSearch(search: Search | null, asOf: string | null) {
  const query = search && {
    q: search.q,
    class: search.classId,
    bbox: search.bbox?.map((degrees) => degrees.toFixed(4)).join(',') ?? null,
    asOf,
    limit: mostShown,
  };
  return useQuery({
    queryKey: [registryKey, path, 'search', query],
    queryFn: ({ signal }) => api<PlaceNameSearchResult>(`${path}/search`, { query: query!, signal }),
    enabled: search !== null,
    placeholderData: keepPreviousData,
  });
}

export function useHere(here: readonly [number, number] | null, asOf: string | null) {
  return useQuery({
    queryKey: [registryKey, path, 'here', here, asOf],
    queryFn: ({ signal }) =>
      api<PlaceNameHereResult>(`${path}/here`, { query: { lon: here![0], lat: here![1], asOf, limit: 20 }, signal }),
    enabled: here !== null,
  });
}

export function usePlaceName(id: string | null, asOf: string | null) {
  return useQuery({
    queryKey: [registryKey, path, id, asOf],
    queryFn: ({ signal }) => api<PlaceNameDetail>(pathOf(id!), { query: { asOf }, signal }),
    enabled: id !== null,
  });
}

export function useNameHistory(id: string) {
  return useQuery({
    queryKey: [registryKey, path, id, 'history'],
    queryFn: ({ signal }) => api<{ items: HistoryEntry[] }>(`${pathOf(id)}/history`, { signal }),
  });
}

export const proposePinyin = (name: string, category: string) =>
  api<PinyinProposal>(`${path}/pinyin`, { query: { name, category } });

/** What saving a form would send, and against which version; `target` null makes a new record. */
export interface NameSave {
  target: { id: string; version: number } | null;
  write: NameWrite;
}

/** What saving would do; stores nothing. */
export const previewName = ({ target, write }: NameSave) =>
  api<Preview>(`${target ? pathOf(target.id) : path}/preview`, {
    method: 'POST',
    body: write,
    ifMatch: target?.version,
  });

/** Stores a new record or a change to one, in one transaction. */
export const saveName = ({ target, write }: NameSave) =>
  target
    ? api<CommitResult>(pathOf(target.id), { method: 'PATCH', body: write, ifMatch: target.version })
    : api<CommitResult>(path, { method: 'POST', body: write, idempotencyKey: newIdempotencyKey() });
