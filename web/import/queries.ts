import { useQuery } from '@tanstack/react-query';
import type { Language } from '../../gis-data/catalogue/index.ts';
import type {
  DryRunResult,
  ImportCommit,
  ImportJob,
  ImportOptionsInput,
  ImportUpload,
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

/** Commits the given rows, or all that are not rejected. */
export const commitImport = ({ id, rows }: { id: string; rows: number[] | null }) =>
  api<ImportCommit>(`${pathOf(id)}/commit`, {
    method: 'POST',
    body: rows === null ? {} : { rows },
    idempotencyKey: newIdempotencyKey(),
  });

export const discardImport = (id: string) => api<ImportJob>(pathOf(id), { method: 'DELETE' });

/** Address of the last dry run's report, one line for each reason of each row. */
export const reportAddress = (id: string, lang: Language) => withQuery(`${pathOf(id)}/report`, { format: 'csv', lang });

export const templateAddress = (kind: string, format: 'xlsx' | 'csv', lang: Language) =>
  withQuery(`${collection}/template`, { kind, format, lang });
