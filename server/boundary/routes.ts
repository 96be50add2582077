import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { commitResult, historyEntry, isoDate, previewShape, recordId } from '../registry/contract.ts';
import type { Registry } from '../registry/registry.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import {
  boundaryCreate,
  boundaryDelete,
  boundaryLineDetail,
  boundaryLineList,
  boundaryMarkerDetail,
  boundaryMarkerList,
  boundaryMarkerQuery,
  boundaryUpdate,
} from './contract.ts';
import { createBoundaryService, type BoundaryService, type BoundaryType } from './service.ts';

const byId = z.object({ id: recordId });
const asOfQuery = z.object({ asOf: isoDate.optional() });
const history = z.object({ items: z.array(historyEntry) });

/** Boundary lines and markers over HTTP. Reads come from the snapshot of the asked day; writes are change sets of one change. */
export function boundaryRoutes({
  registry,
  snapshots,
}: {
  registry: Registry;
  snapshots: SnapshotService;
}): Endpoint[] {
  const service = createBoundaryService({ registry, snapshots });
  const tag = 'boundaries';
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/boundary-lines',
      tag,
      summary: 'Boundary lines on a date, with their markers counted by state',
      access: 'public',
      query: asOfQuery,
      response: boundaryLineList,
      handler: ({ query }) => service.lines(query.asOf),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/boundary-lines/{id}',
      tag,
      summary: 'One boundary line on a date, with its course as far as the reader may see it',
      access: 'public',
      params: byId,
      query: asOfQuery,
      response: boundaryLineDetail,
      handler: ({ actor, params, query }) => service.line(actor, params.id, query.asOf),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/boundary-markers',
      tag,
      summary: 'Boundary markers on a date, filtered, by number; positions as far as the reader may see them',
      access: 'public',
      query: boundaryMarkerQuery,
      response: boundaryMarkerList,
      handler: ({ actor, query }) => service.markers(actor, query),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/boundary-markers/{id}',
      tag,
      summary: 'One boundary marker on a date; its position as far as the reader may see it',
      access: 'public',
      params: byId,
      query: asOfQuery,
      response: boundaryMarkerDetail,
      handler: ({ actor, params, query }) => service.marker(actor, params.id, query.asOf),
    }),
    ...writes(registry, service, tag, 'boundaryLine', '/api/v1/boundary-lines', 'boundary line'),
    ...writes(registry, service, tag, 'boundaryMarker', '/api/v1/boundary-markers', 'boundary marker'),
  ];
}

/** History, previews and writes, which lines and markers have alike. */
function writes(
  registry: Registry,
  service: BoundaryService,
  tag: string,
  type: BoundaryType,
  path: string,
  noun: string,
): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: `${path}/{id}/history`,
      tag,
      summary: 'What held when, and when that was recorded',
      access: 'public',
      params: byId,
      response: history,
      handler: async ({ actor, params }) => ({ items: await service.history(actor, type, params.id) }),
    }),
    endpoint({
      method: 'post',
      path,
      tag,
      summary: `Register a ${noun}`,
      access: 'editor',
      body: boundaryCreate,
      bodyLimit: '10mb',
      response: commitResult,
      status: 201,
      handler: ({ actor, body }) => registry.apply(actor, service.creation(type, body)),
    }),
    endpoint({
      method: 'post',
      path: `${path}/preview`,
      tag,
      summary: `What registering a ${noun} would do`,
      access: 'editor',
      body: boundaryCreate,
      bodyLimit: '10mb',
      response: previewShape,
      idempotent: false,
      handler: ({ actor, body }) => registry.preview(actor, service.creation(type, body)),
    }),
    endpoint({
      method: 'patch',
      path: `${path}/{id}`,
      tag,
      summary: `Change a ${noun}; If-Match carries the row version`,
      access: 'editor',
      params: byId,
      body: boundaryUpdate,
      bodyLimit: '10mb',
      response: commitResult,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.apply(actor, await service.update(type, params.id, ifMatch, body)),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/preview`,
      tag,
      summary: `What a change to a ${noun} would do; If-Match carries the row version`,
      access: 'editor',
      params: byId,
      body: boundaryUpdate.extend({ reason: z.string().max(2000).default('') }),
      bodyLimit: '10mb',
      response: previewShape,
      idempotent: false,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.preview(actor, await service.update(type, params.id, ifMatch, body)),
    }),
    endpoint({
      method: 'delete',
      path: `${path}/{id}`,
      tag,
      summary: `End a ${noun}; its past stays. If-Match carries the row version`,
      access: 'editor',
      params: byId,
      body: boundaryDelete,
      response: commitResult,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.apply(actor, await service.deletion(type, params.id, ifMatch, body)),
    }),
  ];
}
