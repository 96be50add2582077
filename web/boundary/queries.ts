import { useQueries, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  BoundaryLineBody,
  boundaryLineDetail,
  boundaryLineList,
  BoundaryMarkerBody,
  BoundaryMarkerItem,
  boundaryMarkerList,
  GeometryFinding,
  storedPosition,
} from '../../server/boundary/contract.ts';
import type { ChangeInput, CommitResult, HistoryEntry, Preview } from '../../server/registry/contract.ts';
import { api, ProblemError } from '../api/client.ts';
import { registryKey } from '../api/queries.ts';
import { newIdempotencyKey } from '../changes/idempotency.ts';
import type { SourcePosition } from '../facilities/form-values.ts';
import type { RecordWrite } from './register/form-values.ts';

export type LineList = z.infer<typeof boundaryLineList>;
export type LineDetail = z.infer<typeof boundaryLineDetail>;
type MarkerPage = z.infer<typeof boundaryMarkerList>;

const lines = '/api/v1/boundary-lines';
const markers = '/api/v1/boundary-markers';
const pathOf = (collection: string, id: string) => `${collection}/${encodeURIComponent(id)}`;

export function useLines(asOf: string | null) {
  return useQuery({
    queryKey: [registryKey, lines, { asOf }],
    queryFn: ({ signal }) => api<LineList>(lines, { query: { asOf }, signal }),
  });
}

const lineQuery = (id: string, asOf: string | null) => ({
  queryKey: [registryKey, pathOf(lines, id), { asOf }],
  queryFn: ({ signal }: { signal: AbortSignal }) => api<LineDetail>(pathOf(lines, id), { query: { asOf }, signal }),
  enabled: id !== '',
});

/** One line; asks nothing for an empty id. */
export function useLine(id: string, asOf: string | null) {
  return useQuery(lineQuery(id, asOf));
}

/** Lines with their geometry, as far as they have come. */
export function useLineDetails(ids: readonly string[], asOf: string | null): readonly LineDetail[] {
  return useQueries({
    queries: ids.map((id) => lineQuery(id, asOf)),
    combine: (answers) => answers.flatMap(({ data }) => (data ? [data] : [])),
  });
}

/** Most markers that the server gives at once. */
const pageSize = 5000;

async function allMarkers(asOf: string | null, signal: AbortSignal): Promise<BoundaryMarkerItem[]> {
  const items: BoundaryMarkerItem[] = [];
  for (let cursor: string | null = null; ;) {
    const page: MarkerPage = await api<MarkerPage>(markers, { query: { asOf, limit: pageSize, cursor }, signal });
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

/** All markers: the map shows them together, and the table filters them without asking again. */
export function useMarkers(asOf: string | null) {
  return useQuery({
    queryKey: [registryKey, markers, { asOf }],
    queryFn: ({ signal }) => allMarkers(asOf, signal),
  });
}

export function useBoundaryHistory(type: 'line' | 'marker', id: string) {
  const path = `${pathOf(type === 'line' ? lines : markers, id)}/history`;
  return useQuery({
    queryKey: [registryKey, path],
    queryFn: ({ signal }) => api<{ items: HistoryEntry[] }>(path, { signal }),
  });
}

export interface FindingList {
  asOf: string;
  items: GeometryFinding[];
}

export function useFindings(asOf: string | null) {
  return useQuery({
    queryKey: [registryKey, '/api/v1/boundary-findings', { asOf }],
    queryFn: ({ signal }) => api<FindingList>('/api/v1/boundary-findings', { query: { asOf }, signal }),
  });
}

/** Addresses of documents that the server writes. */
export const downloads = {
  card: (markerId: string, format: 'docx' | 'pdf') => `${pathOf(markers, markerId)}/card?format=${format}`,
  cards: (lineId: string, format: 'docx' | 'pdf') => `${pathOf(lines, lineId)}/cards?format=${format}`,
  /** Lines and markers, a sheet each. */
  tables: `${lines}/table.xlsx`,
} as const;

export const photoUrl = (sha256: string): string => `/api/v1/field-photos/${sha256}/content`;

export type BoundaryRecord =
  { type: 'boundaryLine'; body: BoundaryLineBody } | { type: 'boundaryMarker'; body: BoundaryMarkerBody };

/** What saving a form would send, and against which version; `target` null makes a new record. */
export interface RecordSave {
  type: BoundaryRecord['type'];
  target: { id: string; version: number } | null;
  write: RecordWrite;
}

const collectionOf = (type: BoundaryRecord['type']) => (type === 'boundaryLine' ? lines : markers);

/** What saving would do; stores nothing. */
export const previewRecord = ({ type, target, write }: RecordSave) =>
  api<Preview>(`${target ? pathOf(collectionOf(type), target.id) : collectionOf(type)}/preview`, {
    method: 'POST',
    body: write,
    ifMatch: target?.version,
  });

/** Stores a new record or a change to one, in one transaction. */
export const saveRecord = ({ type, target, write }: RecordSave) =>
  target
    ? api<CommitResult>(pathOf(collectionOf(type), target.id), {
        method: 'PATCH',
        body: write,
        ifMatch: target.version,
      })
    : api<CommitResult>(collectionOf(type), {
        method: 'POST',
        body: write,
        idempotencyKey: newIdempotencyKey(),
      });

/** Stores a change as a draft, which an account of the other side commits. */
export const proposeChange = ({ title, reason, change }: { title: string; reason: string; change: ChangeInput }) =>
  api<{ id: string }>('/api/v1/change-sets', {
    method: 'POST',
    body: { title: title.slice(0, 200), reason, changes: [change] },
    idempotencyKey: newIdempotencyKey(),
  });

/** A position in EPSG:4490, turned into it by the server. */
export const storedPositionOf = (given: SourcePosition) =>
  api<z.infer<typeof storedPosition>>('/api/v1/boundary-positions', { method: 'POST', body: given });

/** What a form would save, as a change of a change set. */
export async function changeOf({ type, target, write }: RecordSave): Promise<ChangeInput> {
  const { position, effectiveFrom } = write;
  const place =
    position === undefined
      ? {}
      : position === null
        ? { position: null, sourceCrs: null, sigmaM: null }
        : await storedPositionOf(position);
  const fields = { ...write.fields, ...place };
  return target
    ? { type, op: 'update', id: target.id, baseVersion: target.version, effectiveFrom, fields }
    : { type, op: 'create', effectiveFrom, fields };
}

/** Ends a record on a day; its past stays. */
export const endRecord = ({
  type,
  id,
  version,
  effectiveFrom,
  reason,
}: {
  type: BoundaryRecord['type'];
  id: string;
  version: number;
  effectiveFrom: string;
  reason: string;
}) =>
  api<CommitResult>(pathOf(collectionOf(type), id), {
    method: 'DELETE',
    ifMatch: version,
    body: { effectiveFrom, reason },
  });

/** A record past any cache; null when it has ended or never was. */
export async function fetchRecord(
  type: BoundaryRecord['type'],
  id: string,
): Promise<{ id: string; version: number; body: Record<string, unknown> } | null> {
  try {
    const detail = await api<Record<string, unknown> & { version: number | null }>(pathOf(collectionOf(type), id));
    const { version } = detail;
    return version === null ? null : { id, version, body: bodyWithin(type, detail) };
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return null;
    throw error;
  }
}

/** What answers say of a record beside its body. */
const toldBeside: Record<BoundaryRecord['type'], readonly string[]> = {
  boundaryLine: [
    'id',
    'version',
    'asOf',
    'precision',
    'computedLengthKm',
    'markerCount',
    'markersByState',
    'nextInspectionDue',
  ],
  boundaryMarker: ['id', 'version', 'asOf', 'precision'],
};

/** The body of a record within an answer about it. */
export function bodyWithin(type: BoundaryRecord['type'], answer: Record<string, unknown>): Record<string, unknown> {
  const beside = new Set(toldBeside[type]);
  return Object.fromEntries(Object.entries(answer).filter(([key]) => !beside.has(key)));
}
