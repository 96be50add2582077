import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { commitResult, historyEntry, isoDate, previewShape, recordId } from '../registry/contract.ts';
import type { Registry } from '../registry/registry.ts';
import {
  placeNameSignDetail,
  placeNameSignList,
  placeNameSignQuery,
  signCreate,
  signDelete,
  signUpdate,
} from './contract.ts';
import type { PlaceNameSignService } from './service.ts';

const byId = z.object({ id: recordId });
const path = '/api/v1/place-name-signs';
const tag = 'place names';

/** Signs of place names over HTTP. Writes are change sets of one change. */
export function placeNameSignRoutes({
  registry,
  signs,
}: {
  registry: Pick<Registry, 'apply' | 'preview'>;
  signs: PlaceNameSignService;
}): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: 'Signs of place names on a date, with what is wrong with each',
      access: 'public',
      query: placeNameSignQuery,
      response: placeNameSignList,
      handler: ({ query }) => signs.list(query),
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}`,
      tag,
      summary: 'One sign on a date',
      access: 'public',
      params: byId,
      query: z.object({ asOf: isoDate.optional() }),
      response: placeNameSignDetail,
      handler: ({ params, query }) => signs.detail(params.id, query.asOf),
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}/history`,
      tag,
      summary: 'What held when, and when that was recorded',
      access: 'public',
      params: byId,
      response: z.object({ items: z.array(historyEntry) }),
      handler: async ({ actor, params }) => ({ items: await signs.history(actor, params.id) }),
    }),
    endpoint({
      method: 'post',
      path,
      tag,
      summary: 'Register a sign',
      access: 'editor',
      body: signCreate,
      response: commitResult,
      status: 201,
      handler: ({ actor, body }) => registry.apply(actor, signs.creation(body)),
    }),
    endpoint({
      method: 'post',
      path: `${path}/preview`,
      tag,
      summary: 'What registering a sign would do',
      access: 'editor',
      body: signCreate,
      response: previewShape,
      idempotent: false,
      handler: ({ actor, body }) => registry.preview(actor, signs.creation(body)),
    }),
    endpoint({
      method: 'patch',
      path: `${path}/{id}`,
      tag,
      summary: 'Change a sign; If-Match carries the row version',
      access: 'editor',
      params: byId,
      body: signUpdate,
      response: commitResult,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.apply(actor, await signs.update(params.id, ifMatch, body)),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/preview`,
      tag,
      summary: 'What a change to a sign would do; If-Match carries the row version',
      access: 'editor',
      params: byId,
      body: signUpdate.extend({ reason: z.string().max(2000).default('') }),
      response: previewShape,
      idempotent: false,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.preview(actor, await signs.update(params.id, ifMatch, body)),
    }),
    endpoint({
      method: 'delete',
      path: `${path}/{id}`,
      tag,
      summary: 'End a sign; its past stays. If-Match carries the row version',
      access: 'editor',
      params: byId,
      body: signDelete,
      response: commitResult,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.apply(actor, await signs.deletion(params.id, ifMatch, body)),
    }),
  ];
}
