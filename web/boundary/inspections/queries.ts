import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  AppendAnswer,
  CaseFile,
  caseList,
  ChainVerdict,
  EntryContent,
  InspectionBoard,
  NewEntry,
  openCase,
  RegisterChanges,
} from '../../../server/inspection/contract.ts';
import { api } from '../../api/client.ts';
import { registryKey } from '../../api/queries.ts';
import { newEntryKey } from './case-file.ts';

const collection = '/api/v1/inspection-cases';
const pathOf = (id: string) => `${collection}/${encodeURIComponent(id)}`;

/** First part of every query key that depends on cases. */
const casesKey = 'inspection-cases';

/** Cases as they are told to whoever is signed in. */
export function useCases(asOf: string | null) {
  return useQuery({
    queryKey: [casesKey, 'list', asOf],
    queryFn: ({ signal }) => api<z.infer<typeof caseList>>(collection, { query: { asOf }, signal }),
  });
}

export function useBoard(asOf: string | null) {
  return useQuery({
    queryKey: [casesKey, 'board', asOf],
    queryFn: ({ signal }) => api<InspectionBoard>('/api/v1/inspection-board', { query: { asOf }, signal }),
  });
}

export function useCase(id: string) {
  return useQuery({
    queryKey: [casesKey, 'case', id],
    queryFn: ({ signal }) => api<CaseFile>(pathOf(id), { signal }),
  });
}

/** What the agreed records of a case change in the register, with the movement test of each; stores nothing. */
export function useRegisterChanges(id: string, entries: number) {
  return useQuery({
    queryKey: [casesKey, 'register', id, entries],
    queryFn: () => api<RegisterChanges>(`${pathOf(id)}/register-changes`, { method: 'POST', body: {} }),
    retry: false,
  });
}

export const verifyCase = (id: string) => api<ChainVerdict>(`${pathOf(id)}/verify`);

export const reportUrl = (id: string): string => `${pathOf(id)}/report`;

/** A new entry with its own key; the device's time is told with the offset of its zone. */
export function entryWith(content: EntryContent, key = newEntryKey(), now = new Date()): NewEntry {
  return { key, deviceTime: withOffset(now), content };
}

/** An instant with this machine's offset: `2026-11-30T18:05:00+08:00`. */
export function withOffset(instant: Date): string {
  const minutes = -instant.getTimezoneOffset();
  const local = new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const part = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const [sign, size] = [minutes < 0 ? '-' : '+', Math.abs(minutes)];
  return `${local}${sign}${part(size / 60)}:${part(size % 60)}`;
}

const appendEntry = ({ caseId, entry }: { caseId: string; entry: NewEntry }) =>
  api<AppendAnswer>(`${pathOf(caseId)}/entries`, { method: 'POST', body: entry });

const openNewCase = (body: z.input<typeof openCase>) =>
  api<{ id: string }>(collection, { method: 'POST', body, idempotencyKey: body.key });

/** Runs a write and has everything about cases asked again. */
function useCaseWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => client.invalidateQueries({ queryKey: [casesKey] }),
  });
}

/** Appends to the file of a case. */
export const useAppend = () => useCaseWrite(appendEntry);

/** Commits what the agreed records change in the register. */
export function useCommitRegisterChanges() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api<RegisterChanges>(`${pathOf(id)}/register-changes`, {
        method: 'POST',
        body: { commit: true },
        idempotencyKey: newEntryKey(),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [registryKey] });
      await client.invalidateQueries({ queryKey: [casesKey] });
    },
  });
}

export const useOpenCase = () => useCaseWrite(openNewCase);
