import { useQuery } from '@tanstack/react-query';
import type { Language } from '../../gis-data/catalogue/index.ts';
import type {
  DryRunResult,
  ImportCommit,
  ImportJob,
  ImportOptionsInput,
  ImportUpload,
  RowDecisions,
  SavedMapping,
} from '../../server/exchange/contract.ts';
import { api, withQuery } from '../api/client.ts';
import { registryKey } from '../api/queries.ts';
import { newIdempotencyKey } from '../changes/idempotency.ts';

const collection = '/api/v1/imports';
const pathOf = (id: string) => `${collection}/${encodeURIComponent(id)}`;

export function useImports() {
  return useQuery({
    queryKey: [registryKey, collection],
    queryFn: ({ signal }) => api<{ items: ImportJob[] }>(collection, { signal }),
  });
}

export function uploadFile(file: File, signal: AbortSignal): Promise<ImportUpload> {
  const body = new FormData();
  body.append('file', file, file.name);
  return api<ImportUpload>(collection, { method: 'POST', body, signal });
}

export const dryRun = (id: string, body: ImportOptionsInput, signal: AbortSignal) =>
  api<DryRunResult>(`${pathOf(id)}/dry-run`, { method: 'POST', body, signal });

/** A job that was left after its dry run: what its file holds, and the dry run with the decisions taken since. */
export function useCheckedImport({ id, times }: { id: string | null; times: number }) {
  return useQuery({
    // Not among what writes to the registry make stale: what is on the screen must not change under the hands.
    queryKey: [collection, id, 'checked', times],
    enabled: id !== null,
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const [upload, result] = await Promise.all([
        api<ImportUpload>(`${pathOf(id!)}/file`, { signal }),
        api<DryRunResult>(`${pathOf(id!)}/dry-run`, { signal }),
      ]);
      return { upload, result };
    },
  });
}

/** Keeps decisions of rows for the next dry run. */
export const decideRows = ({ id, decisions }: { id: string; decisions: RowDecisions }) =>
  api<{ decisions: RowDecisions }>(`${pathOf(id)}/decisions`, { method: 'PATCH', body: { decisions } });

/** Commits the given rows, or all that are neither rejected nor undecided. */
export const commitImport = ({ id, rows }: { id: string; rows: number[] | null }) =>
  api<ImportCommit>(`${pathOf(id)}/commit`, {
    method: 'POST',
    body: rows === null ? {} : { rows },
    idempotencyKey: newIdempotencyKey(),
  });

export const discardImport = (id: string) => api<ImportJob>(pathOf(id), { method: 'DELETE' });

const mappings = '/api/v1/import-mappings';
const mappingPath = (id: string) => `${mappings}/${encodeURIComponent(id)}`;

export function useSavedMappings() {
  return useQuery({
    queryKey: [registryKey, mappings],
    queryFn: ({ signal }) => api<{ items: SavedMapping[] }>(mappings, { signal }),
  });
}

export const saveMapping = (body: { name: string; importId: string; replace: boolean }) =>
  api<SavedMapping>(mappings, { method: 'POST', body, idempotencyKey: newIdempotencyKey() });

export const renameMapping = ({ id, name }: { id: string; name: string }) =>
  api<SavedMapping>(mappingPath(id), { method: 'PATCH', body: { name } });

export const deleteMapping = (id: string) => api<SavedMapping>(mappingPath(id), { method: 'DELETE' });

/** Address of the last dry run's report, one line for each reason of each row. */
export const reportAddress = (id: string, lang: Language) => withQuery(`${pathOf(id)}/report`, { format: 'csv', lang });

export const templateAddress = (kind: string, format: 'xlsx' | 'csv', lang: Language) =>
  withQuery(`${collection}/template`, { kind, format, lang });
