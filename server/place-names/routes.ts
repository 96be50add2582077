import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { commitResult, historyEntry, isoDate, previewShape, recordId } from '../registry/contract.ts';
import type { Registry } from '../registry/registry.ts';
import {
  pinyinProposal,
  pinyinQuery,
  placeNameCreate,
  placeNameDelete,
  placeNameDetail,
  placeNameHereQuery,
  placeNameHereResult,
  placeNameList,
  placeNameQuery,
  placeNameSearchQuery,
  placeNameSearchResult,
  placeNameUpdate,
} from './contract.ts';
import type { PlaceNameService } from './service.ts';

const byId = z.object({ id: recordId });
const path = '/api/v1/place-names';
const tag = 'place names';

/** Place names over HTTP. Writes are change sets of one change. */
export function placeNameRoutes({
  registry,
  placeNames: service,
}: {
  registry: Pick<Registry, 'apply' | 'preview'>;
  placeNames: PlaceNameService;
}): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: 'Place names on a date, by code',
      access: 'public',
      query: placeNameQuery,
      response: placeNameList,
      handler: ({ query }) => service.list(query),
    }),
    endpoint({
      method: 'get',
      path: `${path}/search`,
      tag,
      summary:
        'Place names by Chinese, pinyin, initials, former name or code, in an area or along a line, with reasons',
      access: 'public',
      query: placeNameSearchQuery,
      response: placeNameSearchResult,
      handler: ({ query }) => service.search(query),
    }),
    endpoint({
      method: 'get',
      path: `${path}/here`,
      tag,
      summary: 'What is here, and what was here on a date',
      access: 'public',
      query: placeNameHereQuery,
      response: placeNameHereResult,
      handler: ({ query }) => service.here(query),
    }),
    endpoint({
      method: 'get',
      path: `${path}/pinyin`,
      tag,
      summary: 'Pinyin of a name by the spelling rules, with the characters that are read in several ways',
      access: 'public',
      query: pinyinQuery,
      response: pinyinProposal,
      handler: ({ query }) => service.proposePinyin(query.name, query.category),
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}`,
      tag,
      summary: 'One place name on a date, with the names it had',
      access: 'public',
      params: byId,
      query: z.object({ asOf: isoDate.optional() }),
      response: placeNameDetail,
      handler: ({ params, query }) => service.detail(params.id, query.asOf),
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}/history`,
      tag,
      summary: 'What held when, and when that was recorded',
      access: 'public',
      params: byId,
      response: z.object({ items: z.array(historyEntry) }),
      handler: async ({ actor, params }) => ({ items: await service.history(actor, params.id) }),
    }),
    endpoint({
      method: 'post',
      path,
      tag,
      summary: 'Register a place name; the register allots its code',
      access: 'editor',
      body: placeNameCreate,
      response: commitResult,
      status: 201,
      handler: ({ actor, body }) => registry.apply(actor, service.creation(body)),
    }),
    endpoint({
      method: 'post',
      path: `${path}/preview`,
      tag,
      summary: 'What registering a place name would do',
      access: 'editor',
      body: placeNameCreate,
      response: previewShape,
      idempotent: false,
      handler: ({ actor, body }) => registry.preview(actor, service.creation(body)),
    }),
    endpoint({
      method: 'patch',
      path: `${path}/{id}`,
      tag,
      summary: 'Change a place name; If-Match carries the row version',
      access: 'editor',
      params: byId,
      body: placeNameUpdate,
      response: commitResult,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.apply(actor, await service.update(params.id, ifMatch, body)),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/preview`,
      tag,
      summary: 'What a change to a place name would do; If-Match carries the row version',
      access: 'editor',
      params: byId,
      body: placeNameUpdate.extend({ reason: z.string().max(2000).default('') }),
      response: previewShape,
      idempotent: false,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.preview(actor, await service.update(params.id, ifMatch, body)),
    }),
    endpoint({
      method: 'delete',
      path: `${path}/{id}`,
      tag,
      summary: 'End a place name; its past stays. If-Match carries the row version',
      access: 'editor',
      params: byId,
      body: placeNameDelete,
      response: commitResult,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.apply(actor, await service.deletion(params.id, ifMatch, body)),
    }),
  ];
}
