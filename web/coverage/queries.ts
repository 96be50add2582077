import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type {
  AccessibilityReport,
  CoverageQuery,
  CoverageReport,
  DependenceReport,
  FacilityEdit,
  IsochroneReport,
  RouteReport,
  SensitivityReport,
  WhatIfReport,
} from '../../server/coverage/contract.ts';
import type { JobStarted } from '../../server/jobs/contract.ts';
import type { NetworkList } from '../../server/network/contract.ts';
import { api } from '../api/client.ts';
import { registryKey } from '../api/queries.ts';

const collection = '/api/v1/coverage';

/** The coverage question with its date, as the server takes it; the empty date is today. */
export type Question = Omit<CoverageQuery, 'asOf'> & { asOf: string | null };

const bodyOf = ({ asOf, ...rest }: Question) => (asOf === null ? rest : { ...rest, asOf });

function useAnalysis<T>(path: string, question: Question, extra: Record<string, unknown> = {}): UseQueryResult<T> {
  return useQuery({
    queryKey: [registryKey, path, question, extra],
    queryFn: ({ signal }) => api<T>(path, { method: 'POST', body: { ...bodyOf(question), ...extra }, signal }),
    placeholderData: keepPreviousData,
  });
}

export const useNetworks = () =>
  useQuery({
    queryKey: ['networks'],
    queryFn: ({ signal }) => api<NetworkList>('/api/v1/networks', { signal }),
  });

/** Who is served, with every population point and facility. */
export const useCoverage = (question: Question) => useAnalysis<CoverageReport>(collection, question);

export const useDependence = (question: Question) =>
  useAnalysis<DependenceReport>(`${collection}/dependence`, question);

export const useSensitivity = (question: Question) =>
  useAnalysis<SensitivityReport>(`${collection}/sensitivity`, question);

export const useAccessibility = (question: Question, method: AccessibilityReport['method']) =>
  useAnalysis<AccessibilityReport>(`${collection}/accessibility`, question, { method });

/** What edits would change; stores nothing. */
export const askWhatIf = (question: Question, edits: readonly FacilityEdit[], signal: AbortSignal) =>
  api<WhatIfReport>(`${collection}/what-if`, { method: 'POST', body: { ...bodyOf(question), edits }, signal });

interface Walk {
  speedMps: number;
  snapLimitM: number;
  network: string;
}

/** Bands of walking time round a place. */
export const askIsochrones = (
  [longitude, latitude]: readonly [number, number],
  walk: Walk,
  minutes: readonly number[],
  signal: AbortSignal,
) =>
  api<IsochroneReport>(`${collection}/isochrones`, {
    query: { longitude, latitude, ...walk, minutes: minutes.join(',') },
    signal,
  });

/** The walk from a population point to a facility; `null` while either is not chosen. */
export function useRoute(ends: { from: readonly [number, number]; to: readonly [number, number] } | null, walk: Walk) {
  const query = ends && {
    fromLongitude: ends.from[0],
    fromLatitude: ends.from[1],
    toLongitude: ends.to[0],
    toLatitude: ends.to[1],
    ...walk,
  };
  return useQuery({
    queryKey: [`${collection}/route`, query],
    queryFn: ({ signal }) => api<RouteReport>(`${collection}/route`, { query: query!, signal }),
    enabled: query !== null,
  });
}

export const startMonteCarlo = (question: Question, options: { draws: number; seed: number; worst: number }) =>
  api<JobStarted>(`${collection}/monte-carlo`, { method: 'POST', body: { ...bodyOf(question), ...options } });
