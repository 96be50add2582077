import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { DistributionReport, EquityReport } from '../../server/coverage/contract.ts';
import type { AreaTrend, BoardReport } from '../../server/indicators/contract.ts';
import type { StatisticSeriesList } from '../../server/statistics/contract.ts';
import { api } from '../api/client.ts';
import { registryKey, type AreaLevel } from '../api/queries.ts';

type AsOf = string | null;

function useReading<T>(path: string, query: Record<string, string | null>, enabled = true): UseQueryResult<T> {
  return useQuery({
    queryKey: [registryKey, path, query],
    queryFn: ({ signal }) => api<T>(path, { query, signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** Every indicator's figure for every area of a level. */
export const useBoard = (level: AreaLevel, asOf: AsOf) =>
  useReading<BoardReport>('/api/v1/indicators/board', { level, asOf });

/** An indicator's figures for the areas of a level at several dates. */
export const useAreaTrend = (indicatorId: string, level: AreaLevel, dates: readonly string[], enabled: boolean) =>
  useReading<AreaTrend>(
    `/api/v1/indicators/${encodeURIComponent(indicatorId)}/areas/trend`,
    { level, dates: dates.join(',') },
    enabled && dates.length > 0,
  );

/** The city's entered figures of an indicator, by period. */
export const useEnteredPeriods = (indicatorId: string, divisionId: string, asOf: AsOf, enabled: boolean) =>
  useReading<StatisticSeriesList>('/api/v1/statistics', { indicatorId, divisionId, asOf }, enabled);

function useCareCircle<T>(path: string, asOf: AsOf, extra: Record<string, unknown> = {}): UseQueryResult<T> {
  const body = { ...extra, ...(asOf === null ? {} : { asOf }) };
  return useQuery({
    queryKey: [registryKey, path, body],
    queryFn: ({ signal }) => api<T>(path, { method: 'POST', body, signal }),
    placeholderData: keepPreviousData,
  });
}

/** Walking times of people aged 60+ to the care circle's facilities. */
export const useDistribution = (asOf: AsOf) => useCareCircle<DistributionReport>('/api/v1/coverage/distribution', asOf);

/** How evenly access to the care circle's facilities is spread. */
export const useEquity = (measure: EquityReport['measure'], asOf: AsOf) =>
  useCareCircle<EquityReport>('/api/v1/coverage/equity', asOf, { measure });
