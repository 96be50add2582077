import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Language, NamingForm } from '../../../gis-data/catalogue/index.ts';
import type {
  CaseEntryContent,
  CheckProposal,
  EnteredRegister,
  NamingCaseFile,
  namingCaseList,
  OpenNamingCase,
  proposalCheck,
  StoredFile,
} from '../../../server/naming-cases/contract.ts';
import { api, withQuery } from '../../api/client.ts';
import { registryKey } from '../../api/queries.ts';
import { newEntryKey } from '../../boundary/inspections/case-file.ts';
import { newIdempotencyKey } from '../../changes/idempotency.ts';
import type { CasesView } from './cases-view.ts';

const collection = '/api/v1/naming-cases';
const pathOf = (id: string) => `${collection}/${encodeURIComponent(id)}`;

/** First part of every query key that depends on cases. */
const namingCasesKey = 'naming-cases';

export type NamingCaseList = z.infer<typeof namingCaseList>;

type CaseQuery = Partial<Omit<CasesView, 'opening'>> & {
  asOf?: string | null;
  placeNameId?: string;
  limit?: number;
  cursor?: string | null;
};

/** Cases as they are told to whoever is signed in; the ones before stay while others are on their way. */
export function useNamingCases(query: CaseQuery) {
  return useQuery({
    queryKey: [namingCasesKey, 'list', query],
    queryFn: ({ signal }) => api<NamingCaseList>(collection, { query, signal }),
    placeholderData: keepPreviousData,
  });
}

export function useNamingCase(id: string, asOf: string | null) {
  return useQuery({
    queryKey: [namingCasesKey, 'case', id, asOf],
    queryFn: ({ signal }) => api<NamingCaseFile>(pathOf(id), { query: { asOf }, signal }),
  });
}

/** What the naming rules say of a proposal as it is written; asks nothing while it is incomplete. */
export function useProposalCheck(input: CheckProposal | null) {
  return useQuery({
    queryKey: [registryKey, collection, 'check', input],
    queryFn: ({ signal }) =>
      api<z.infer<typeof proposalCheck>>(`${collection}/check`, { method: 'POST', body: input, signal }),
    enabled: input !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** What an approved case changes in the register; stores nothing. Not asked again once the case has ended by it. */
export function useRegisterPreview(id: string, entries: number) {
  return useQuery({
    queryKey: ['naming-case-register', id, entries],
    queryFn: () => api<EnteredRegister>(`${pathOf(id)}/register`, { method: 'POST', body: {} }),
    retry: false,
  });
}

export const deadlinesUrl = (language: Language): string =>
  withQuery(`${collection}/deadlines.ics`, { lang: language });
export const formUrl = (id: string, form: NamingForm, language: Language): string =>
  withQuery(`${pathOf(id)}/forms/${form}.docx`, { lang: language });
export const fileUrl = (id: string, sha256: string): string => `${pathOf(id)}/files/${sha256}`;

export const uploadFile = (id: string, file: File) =>
  api<StoredFile>(`${pathOf(id)}/files`, { method: 'POST', body: file });

/** Runs a write and has everything about cases asked again. */
function useCaseWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => client.invalidateQueries({ queryKey: [namingCasesKey] }),
  });
}

/** Appends to the file of a case. */
export const useAppend = (id: string) =>
  useCaseWrite((content: CaseEntryContent) =>
    api<NamingCaseFile>(`${pathOf(id)}/entries`, { method: 'POST', body: { key: newEntryKey(), content } }),
  );

export const useOpenCase = () =>
  useCaseWrite((body: OpenNamingCase) =>
    api<NamingCaseFile>(collection, { method: 'POST', body, idempotencyKey: body.key }),
  );

/** Commits what an approved case changes, and ends the case. */
export function useEnterRegister(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      api<EnteredRegister>(`${pathOf(id)}/register`, {
        method: 'POST',
        body: { commit: true },
        idempotencyKey: newIdempotencyKey(),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [registryKey] });
      await client.invalidateQueries({ queryKey: [namingCasesKey] });
    },
  });
}
