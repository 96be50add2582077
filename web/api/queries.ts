import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { FeatureCollection, MultiPolygon, Point, Polygon } from 'geojson';
import type { DivisionBody, DivisionDetail, DivisionList } from '../../server/divisions/contract.ts';
import type { FacilityDetail } from '../../server/facilities/contract.ts';
import type { AreaFigures, EvidenceReport, IndicatorReport, Trend } from '../../server/indicators/contract.ts';
import type { Actor } from '../../server/registry/contract.ts';
import { api } from './client.ts';

export interface Session {
  user: {
    id: string;
    username: string;
    name: string;
    role: Exclude<Actor['role'], 'system'>;
    countyScope: string[] | null;
  } | null;
  demo: boolean;
  asOfDefault: string;
}

/** A background map that the operator configured. */
export interface Basemap {
  kind: 'xyz' | 'pmtiles';
  url: string;
  attribution: string;
  /** 审图号: number under which the map was approved for publication. */
  approvalNumber: string | null;
}

export type AreaLevel = 'county' | 'township';

export interface DivisionProperties {
  id: string;
  code: string;
  name: string;
  type: DivisionBody['type'];
  parentId: string | null;
  centre: Point | [number, number] | null;
  demo: boolean;
}
export type DivisionCollection = FeatureCollection<Polygon | MultiPolygon, DivisionProperties>;

export interface FacilityPointProperties {
  id: string;
  name: string;
  kind: string;
  status: string | null;
  countyId: string;
  townshipId: string | null;
  functions: Record<string, boolean | null>;
  demo: boolean;
}
export type FacilityPointCollection = FeatureCollection<Point, FacilityPointProperties>;

export type { DivisionItem } from '../../server/divisions/contract.ts';
export type DivisionRecord = DivisionDetail;
export type FacilityRecord = FacilityDetail;

/** First part of every query key that depends on registered records; invalidate it after a commit. */
export const registryKey = 'registry';

type AsOf = string | null;

function useRegistry<T>(
  path: string,
  query: Record<string, string | number | null | undefined>,
  enabled = true,
): UseQueryResult<T> {
  return useQuery({
    queryKey: [registryKey, path, query],
    queryFn: ({ signal }) => api<T>(path, { query, signal }),
    enabled,
  });
}

export const sessionKey = ['session'] as const;

export function useSession(): UseQueryResult<Session> {
  return useQuery({ queryKey: sessionKey, queryFn: ({ signal }) => api<Session>('/api/v1/session', { signal }) });
}

export function useBasemap(): UseQueryResult<{ basemap: Basemap | null }> {
  return useQuery({
    queryKey: ['config'],
    queryFn: ({ signal }) => api<{ basemap: Basemap | null }>('/api/v1/config', { signal }),
    staleTime: Infinity,
  });
}

export const useIndicators = (asOf: AsOf) => useRegistry<IndicatorReport>('/api/v1/indicators', { asOf });

export const useEvidence = (indicatorId: string, asOf: AsOf) =>
  useRegistry<EvidenceReport>(`/api/v1/indicators/${encodeURIComponent(indicatorId)}/evidence`, { asOf });

export const useAreas = (indicatorId: string | null, level: AreaLevel, asOf: AsOf) =>
  useRegistry<AreaFigures>(
    `/api/v1/indicators/${encodeURIComponent(indicatorId ?? '')}/areas`,
    { level, asOf },
    indicatorId !== null,
  );

export const useTrend = (dates: readonly string[]) =>
  useRegistry<Trend>('/api/v1/indicators/trend', { dates: dates.join(',') }, dates.length > 0);

export const useDivisionGeometry = (level: AreaLevel, asOf: AsOf) =>
  useRegistry<DivisionCollection>('/api/v1/divisions/geometry', { level, asOf });

export const useDivisions = (level: DivisionBody['level'], asOf: AsOf) =>
  useRegistry<DivisionList>('/api/v1/divisions', { level, asOf });

export const useDivision = (id: string, asOf: AsOf) =>
  useRegistry<DivisionRecord>(`/api/v1/divisions/${encodeURIComponent(id)}`, { asOf });

export const useFacilityPoints = (asOf: AsOf) =>
  useRegistry<FacilityPointCollection>('/api/v1/facilities/points', { asOf });

export const useFacility = (id: string, asOf: AsOf) =>
  useRegistry<FacilityRecord>(`/api/v1/facilities/${encodeURIComponent(id)}`, { asOf });
