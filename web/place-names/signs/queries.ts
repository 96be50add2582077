import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PlaceNameSignDetail, PlaceNameSignList } from '../../../server/place-name-signs/contract.ts';
import type { CommitResult, Preview } from '../../../server/registry/contract.ts';
import { api } from '../../api/client.ts';
import { registryKey } from '../../api/queries.ts';
import { newIdempotencyKey } from '../../changes/idempotency.ts';
import type { SourcePosition } from '../../facilities/form-values.ts';
import type { EndValues } from '../EndButton.tsx';
import type { RecordWrite } from '../RecordDrawer.tsx';
import type { SignView } from './sign-view.ts';

const path = '/api/v1/place-name-signs';
const pathOf = (id: string) => `${path}/${encodeURIComponent(id)}`;

/** Most signs that the list and the map show. */
export const mostSigns = 500;

export function useSigns({ countyId, defect, q }: SignView, asOf: string | null) {
  const query = { divisionId: countyId, defect, q: q || null, asOf, limit: mostSigns };
  return useQuery({
    queryKey: [registryKey, path, query],
    queryFn: ({ signal }) => api<PlaceNameSignList>(path, { query, signal }),
    placeholderData: keepPreviousData,
  });
}

export function useSign(id: string | null, asOf: string | null) {
  return useQuery({
    queryKey: [registryKey, path, id, asOf],
    queryFn: ({ signal }) => api<PlaceNameSignDetail>(pathOf(id!), { query: { asOf }, signal }),
    enabled: id !== null,
  });
}

/** What saving a form would send. */
export interface SignWrite extends RecordWrite {
  /** Left out where the place stays; null removes it. */
  position?: SourcePosition | null;
}

/** The record that is changed, with the version that the change was made against; null makes a new one. */
export type SignTarget = { id: string; version: number } | null;

export const previewSign = (target: SignTarget, write: SignWrite) =>
  api<Preview>(`${target ? pathOf(target.id) : path}/preview`, {
    method: 'POST',
    body: write,
    ifMatch: target?.version,
  });

export const saveSign = (target: SignTarget, write: SignWrite) =>
  target
    ? api<CommitResult>(pathOf(target.id), { method: 'PATCH', body: write, ifMatch: target.version })
    : api<CommitResult>(path, { method: 'POST', body: write, idempotencyKey: newIdempotencyKey() });

export const endSign = (id: string, version: number, values: EndValues) =>
  api<CommitResult>(pathOf(id), { method: 'DELETE', body: values, ifMatch: version });
