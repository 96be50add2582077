import { useQuery } from '@tanstack/react-query';
import type { JobStarted } from '../../../server/jobs/contract.ts';
import type {
  BurialAt,
  ExclusionRule,
  ExclusionRulePatch,
  LandLayer,
  LandLayerInput,
} from '../../../server/siting/contract.ts';
import { api, withQuery } from '../../api/client.ts';
import { newIdempotencyKey } from '../../changes/idempotency.ts';
import type { Position } from '../geometry-text.ts';

const burialPath = '/api/v1/siting/burial';
const rulesPath = '/api/v1/exclusion-rules';
const layersPath = '/api/v1/land-layers';

export const rulesKey = [rulesPath];
export const layersKey = [layersPath];

export const startBurial = (body: object) =>
  api<JobStarted>(burialPath, { method: 'POST', body, idempotencyKey: newIdempotencyKey() });

/** What is known of a place; null asks of none. */
export const useBurialAt = (place: Position | null, asOf: string | null) =>
  useQuery({
    queryKey: [burialPath, 'at', place, asOf],
    queryFn: ({ signal }) =>
      api<BurialAt>(withQuery(`${burialPath}/at`, { longitude: place![0], latitude: place![1], asOf }), { signal }),
    enabled: place !== null,
  });

export const useExclusionRules = (asOf: string | null) =>
  useQuery({
    queryKey: [...rulesKey, asOf],
    queryFn: ({ signal }) => api<{ asOf: string; items: ExclusionRule[] }>(withQuery(rulesPath, { asOf }), { signal }),
  });

export const useLandLayers = () =>
  useQuery({ queryKey: layersKey, queryFn: ({ signal }) => api<{ items: LandLayer[] }>(layersPath, { signal }) });

const rulePath = (kind: string, from: string) => `${rulesPath}/${encodeURIComponent(kind)}/${from}`;

/** @param version of what is entered for that day; 0 where nothing is */
export const setRule = (kind: string, from: string, version: number, patch: ExclusionRulePatch) =>
  api<ExclusionRule>(rulePath(kind, from), {
    method: 'PATCH',
    body: patch,
    ifMatch: version,
    idempotencyKey: newIdempotencyKey(),
  });

export const takeRuleBack = ({ kind, effectiveFrom, version }: ExclusionRule) =>
  api<ExclusionRule>(rulePath(kind, effectiveFrom), {
    method: 'DELETE',
    ifMatch: version,
    idempotencyKey: newIdempotencyKey(),
  });

export const addLayer = (body: LandLayerInput) =>
  api<LandLayer>(layersPath, { method: 'POST', body, idempotencyKey: newIdempotencyKey() });

export const removeLayer = ({ id, version }: LandLayer) =>
  api<LandLayer>(`${layersPath}/${encodeURIComponent(id)}`, {
    method: 'DELETE',
    ifMatch: version,
    idempotencyKey: newIdempotencyKey(),
  });
