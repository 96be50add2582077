import type { NamesImport } from '../../../server/place-names/exchange/contract.ts';
import { api } from '../../api/client.ts';
import { useDivisions } from '../../api/queries.ts';

/** City, counties and townships, the larger first, as far as they have been answered: of these gazetteers are made. */
export function useDivisionChoices(asOf: string | null) {
  const answers = [useDivisions('city', asOf), useDivisions('county', asOf), useDivisions('township', asOf)];
  return answers.flatMap(({ data }) => data?.items ?? []);
}

/** Reads a file; its good rows become a draft. */
export function importNames(file: File, crs: string): Promise<NamesImport> {
  const form = new FormData();
  form.append('file', file);
  return api<NamesImport>('/api/v1/place-names/import', { method: 'POST', query: { crs }, body: form });
}
