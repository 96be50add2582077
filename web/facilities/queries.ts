import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FacilityBody, FacilityDetail, FacilityList, FacilityQuery } from '../../server/facilities/contract.ts';
import type {
  ChangeInput,
  ChangeSetInput,
  CommitResult,
  HistoryEntry,
  Preview,
} from '../../server/registry/contract.ts';
import { api, ProblemError } from '../api/client.ts';
import { registryKey, useSession, type DivisionItem } from '../api/queries.ts';
import { newIdempotencyKey } from '../changes/idempotency.ts';
import type { SourcePosition } from './form-values.ts';

/** Filters and order of the facility list, as the server takes them. */
export type FacilityFilter = Partial<Record<Exclude<keyof FacilityQuery, 'limit' | 'cursor' | 'asOf'>, string>>;

const collection = '/api/v1/facilities';
const pathOf = (id: string) => `${collection}/${encodeURIComponent(id)}`;

/** One page of the facilities that match; `cursor` is where the page before ended. */
export function useFacilityPage(filter: FacilityFilter, asOf: string | null, limit: number, cursor: string | null) {
  const query = { ...filter, asOf, limit, cursor };
  return useQuery({
    queryKey: [registryKey, collection, query],
    queryFn: ({ signal }) => api<FacilityList>(collection, { query, signal }),
    placeholderData: keepPreviousData,
  });
}

export function useFacilityDetail(id: string, asOf: string | null) {
  return useQuery({
    queryKey: [registryKey, pathOf(id), { asOf }],
    queryFn: ({ signal }) => api<FacilityDetail>(pathOf(id), { query: { asOf }, signal }),
  });
}

/** A record as it stands now, with the version that a change is made against. */
export interface CurrentFacility {
  id: string;
  version: number;
  body: FacilityBody;
}

/** A record past any cache; `null` when it has ended or never was. */
export async function fetchCurrent(id: string): Promise<CurrentFacility | null> {
  try {
    const { version, body } = await api<FacilityDetail>(pathOf(id));
    return version === null ? null : { id, version, body };
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return null;
    throw error;
  }
}

export function useFacilityHistory(id: string) {
  const path = `${pathOf(id)}/history`;
  return useQuery({
    queryKey: [registryKey, path],
    queryFn: ({ signal }) => api<{ items: HistoryEntry[] }>(path, { signal }),
  });
}

/** Divisions of a level below a parent; asks nothing while there is no parent. */
export function useChildDivisions(level: 'township' | 'village', parentId: string | null | undefined) {
  const query = { level, parentId };
  return useQuery({
    queryKey: [registryKey, '/api/v1/divisions', query],
    queryFn: ({ signal }) => api<{ items: DivisionItem[] }>('/api/v1/divisions', { query, signal }),
    enabled: Boolean(parentId),
    placeholderData: keepPreviousData,
  });
}

/** What saving the form would send. */
export interface FacilityWrite {
  /** `null` for a new facility. */
  target: { id: string; version: number } | null;
  name: string;
  fields: Record<string, unknown>;
  position: SourcePosition | null;
  effectiveFrom: string;
  reason: string;
}

const writeBody = ({ fields, position, effectiveFrom, reason }: FacilityWrite) => ({
  fields,
  effectiveFrom,
  reason,
  ...(position ? { position } : {}),
});

/** Stores a new facility or a change to one, in one transaction. */
export const saveFacility = (write: FacilityWrite) =>
  write.target
    ? api<CommitResult>(pathOf(write.target.id), {
        method: 'PATCH',
        body: writeBody(write),
        ifMatch: write.target.version,
      })
    : api<CommitResult>(collection, {
        method: 'POST',
        body: writeBody(write),
        idempotencyKey: newIdempotencyKey(),
      });

/** What saving would do; stores nothing. */
export const previewWrite = (write: FacilityWrite) =>
  api<Preview>(`${write.target ? pathOf(write.target.id) : collection}/preview`, {
    method: 'POST',
    body: writeBody(write),
    ifMatch: write.target?.version,
  });

export interface FacilityEnd {
  id: string;
  version: number;
  effectiveFrom: string;
  reason: string;
}

/** Ends a facility on a day; its past stays. */
export const endFacility = ({ id, version, effectiveFrom, reason }: FacilityEnd) =>
  api<CommitResult>(pathOf(id), { method: 'DELETE', ifMatch: version, body: { effectiveFrom, reason } });

/** What changes would do; stores nothing. */
export const previewChanges = (title: string, effectiveFrom: string, reason: string, changes: ChangeInput[]) =>
  api<Preview>('/api/v1/change-sets/preview', {
    method: 'POST',
    body: { title, reason, origin: 'form', effectiveFrom, changes } satisfies ChangeSetInput,
  });

/** Runs a write and, when it is done, has everything that depends on registered records asked again. */
export function useRegistryWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => client.invalidateQueries({ queryKey: [registryKey] }),
  });
}

/** What the signed-in person may do; the server decides, this only hides what it would refuse. */
export function usePermissions() {
  const user = useSession().data?.user ?? null;
  const mayWrite = user !== null && user.role !== 'viewer';
  return {
    mayWrite,
    mayEdit: (body: Pick<FacilityBody, 'countyId'>) =>
      mayWrite && (user.countyScope === null || user.countyScope.includes(body.countyId)),
    countyScope: user?.countyScope ?? null,
  };
}
