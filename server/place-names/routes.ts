import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { recordEndpoints } from '../http/record-endpoints.ts';
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
    ...recordEndpoints({
      path,
      tag,
      summaries: {
        detail: 'One place name on a date, with the names it had',
        create: 'Register a place name; the register allots its code',
        created: 'What registering a place name would do',
        update: 'Change a place name; If-Match carries the row version',
        updated: 'What a change to a place name would do; If-Match carries the row version',
        end: 'End a place name; its past stays. If-Match carries the row version',
      },
      shapes: { create: placeNameCreate, update: placeNameUpdate, delete: placeNameDelete, detail: placeNameDetail },
      registry,
      service,
    }),
  ];
}
