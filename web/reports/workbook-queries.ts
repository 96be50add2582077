import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Language } from '../../gis-data/catalogue/index.ts';
import type { InstallationKey, WorkbookCheck } from '../../server/reports/contract.ts';
import { api, send } from '../api/client.ts';

/** What a workbook is asked for; null stands for today and for the whole city. */
export interface WorkbookChoice {
  asOf: string | null;
  county: string | null;
  lang: Language;
}

/** Has a workbook made; gives it with the name that the server proposes. */
export async function fetchWorkbook(
  choice: WorkbookChoice,
  signal: AbortSignal,
): Promise<{ content: Blob; name: string }> {
  const response = await send('/api/v1/reports/workbook', { query: { ...choice }, signal });
  const named = /filename\*=UTF-8''(\S+)/u.exec(response.headers.get('Content-Disposition') ?? '');
  return { content: await response.blob(), name: named ? decodeURIComponent(named[1]!) : 'workbook.xlsx' };
}

export function checkWorkbook(file: File, signal: AbortSignal): Promise<WorkbookCheck> {
  const body = new FormData();
  body.append('file', file, file.name);
  return api<WorkbookCheck>('/api/v1/reports/verify', { method: 'POST', body, signal });
}

export function useInstallationKey(): UseQueryResult<InstallationKey> {
  return useQuery({
    queryKey: ['installation-key'],
    queryFn: ({ signal }) => api<InstallationKey>('/api/v1/installation/key', { signal }),
    staleTime: Infinity,
  });
}
