import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AdjustmentsQuestion } from '../../server/divisions/contract.ts';
import type {
  AdoptionResult,
  CostRate,
  RebaseChoices,
  RebaseReport,
  ScenarioChange,
  ScenarioComparison,
  ScenarioCost,
  ScenarioDetail,
  ScenarioInput,
  ScenarioPatch,
  ScenarioSummary,
} from '../../server/scenarios/contract.ts';
import type { Preview } from '../../server/registry/contract.ts';
import { api } from '../api/client.ts';
import { registryKey, type AreaLevel } from '../api/queries.ts';
import { newIdempotencyKey } from '../changes/idempotency.ts';

const collection = '/api/v1/scenarios';
const rates = '/api/v1/cost-rates';
const pathOf = (id: string) => `${collection}/${encodeURIComponent(id)}`;

/** First parts of the keys of all that scenarios say; they depend on the registry too. */
const scenariosKey = [registryKey, collection] as const;
const ratesKey = [registryKey, rates] as const;

const detailQuery = (id: string) => ({
  queryKey: [...scenariosKey, id],
  queryFn: ({ signal }: { signal: AbortSignal }) => api<ScenarioDetail>(pathOf(id), { signal }),
});

/** Own and shared scenarios; asks nothing for who may not see them. */
export const useScenarios = (enabled = true) =>
  useQuery({
    queryKey: scenariosKey,
    queryFn: ({ signal }) => api<{ items: ScenarioSummary[] }>(collection, { signal }),
    enabled,
  });

export const useScenario = (id: string, enabled = true) => useQuery({ ...detailQuery(id), enabled });

/** Several scenarios with their changes; those that could not be had are left out. */
export const useScenarioDetails = (ids: readonly string[]): readonly ScenarioDetail[] =>
  useQueries({
    queries: ids.map(detailQuery),
    combine: (answers) => answers.flatMap(({ data }) => data ?? []),
  });

/** What a scenario would do on its day; a changed version is another question. */
export const useScenarioPreview = (id: string, version: number | undefined) =>
  useQuery({
    queryKey: [...scenariosKey, id, 'preview', version],
    queryFn: ({ signal }) => api<Preview>(`${pathOf(id)}/preview`, { method: 'POST', signal }),
    enabled: version !== undefined,
    placeholderData: (previous, query) => (query?.queryKey[2] === id ? previous : undefined),
    retry: false,
  });

export const useScenarioCost = (id: string, version: number | undefined) =>
  useQuery({
    queryKey: [...scenariosKey, id, 'cost', version],
    queryFn: ({ signal }) => api<ScenarioCost>(`${pathOf(id)}/cost`, { signal }),
    enabled: version !== undefined,
    retry: false,
  });

/** What bringing a scenario up to the registry would meet. */
export const useRebaseCheck = (id: string, version: number) =>
  useQuery({
    queryKey: [...scenariosKey, id, 'rebase', version],
    queryFn: ({ signal }) => api<RebaseReport>(`${pathOf(id)}/rebase/check`, { method: 'POST', signal }),
    retry: false,
    gcTime: 0,
  });

export interface Comparison {
  ids: readonly string[];
  indicatorId: string | null;
  level: AreaLevel;
}

/** Up to four scenarios beside the registry as it stands. */
export const useComparison = ({ ids, indicatorId, level }: Comparison) =>
  useQuery({
    queryKey: [...scenariosKey, 'compare', ids, indicatorId, level],
    queryFn: ({ signal }) =>
      api<ScenarioComparison>(`${collection}/compare`, {
        method: 'POST',
        body: { ids, level, ...(indicatorId === null ? {} : { indicatorId }) },
        signal,
      }),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const createScenario = (input: ScenarioInput) =>
  api<ScenarioDetail>(collection, { method: 'POST', body: input, idempotencyKey: newIdempotencyKey() });

export const forkScenario = ({ id, name }: { id: string; name: string }) =>
  api<ScenarioDetail>(`${pathOf(id)}/fork`, {
    method: 'POST',
    body: { name },
    idempotencyKey: newIdempotencyKey(),
  });

export const patchScenario = ({ id, version, patch }: { id: string; version: number; patch: ScenarioPatch }) =>
  api<ScenarioDetail>(pathOf(id), { method: 'PATCH', body: patch, ifMatch: version });

export const addChanges = ({ id, changes }: { id: string; changes: readonly ScenarioChange[] }) =>
  api<ScenarioDetail>(`${pathOf(id)}/changes`, {
    method: 'POST',
    body: { changes },
    idempotencyKey: newIdempotencyKey(),
  });

/** Plans adjustments of divisions on the scenario's state and adds them, with what there is to say of them. */
export const addAdjustments = ({
  id,
  version,
  adjustments,
}: { id: string; version: number } & Pick<AdjustmentsQuestion, 'adjustments'>) =>
  api<ScenarioDetail>(`${pathOf(id)}/adjustments`, {
    method: 'POST',
    body: { adjustments },
    ifMatch: version,
    idempotencyKey: newIdempotencyKey(),
  });

export const removeChange = ({ id, type, recordId }: { id: string; type: string; recordId: string }) =>
  api<ScenarioDetail>(`${pathOf(id)}/changes/${encodeURIComponent(type)}/${encodeURIComponent(recordId)}`, {
    method: 'DELETE',
  });

export const rebaseScenario = ({ id, ...body }: { id: string } & Required<RebaseChoices>) =>
  api<ScenarioDetail>(`${pathOf(id)}/rebase`, {
    method: 'POST',
    body,
    idempotencyKey: newIdempotencyKey(),
  });

export const adoptScenario = (id: string) =>
  api<AdoptionResult>(`${pathOf(id)}/adopt`, { method: 'POST', idempotencyKey: newIdempotencyKey() });

/** Runs a write to a scenario or a rate, then has all that scenarios say asked again. */
export function useScenarioWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => client.invalidateQueries({ queryKey: scenariosKey }),
  });
}

export const useCostRates = () =>
  useQuery({
    queryKey: ratesKey,
    queryFn: ({ signal }) => api<{ items: CostRate[] }>(rates, { signal }),
  });

export type CostRateBody = Pick<CostRate, 'action' | 'facilityKind' | 'functionId' | 'per' | 'yuan' | 'source'>;

/** Stores a new rate, or another body of one. */
export const saveRate = ({ rate, body }: { rate: CostRate | null; body: CostRateBody }) =>
  rate === null
    ? api<CostRate>(rates, { method: 'POST', body, idempotencyKey: newIdempotencyKey() })
    : api<CostRate>(`${rates}/${encodeURIComponent(rate.id)}`, { method: 'PUT', body, ifMatch: rate.version });

export const removeRate = ({ id, version }: CostRate) =>
  api<void>(`${rates}/${encodeURIComponent(id)}`, { method: 'DELETE', ifMatch: version });

/** Runs a write to the rates; what plans cost is then another. */
export function useRateWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ratesKey });
      await client.invalidateQueries({ queryKey: scenariosKey });
    },
  });
}
