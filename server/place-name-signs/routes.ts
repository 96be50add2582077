import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { recordEndpoints } from '../http/record-endpoints.ts';
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
    ...recordEndpoints({
      path,
      tag,
      summaries: {
        detail: 'One sign on a date',
        create: 'Register a sign',
        created: 'What registering a sign would do',
        update: 'Change a sign; If-Match carries the row version',
        updated: 'What a change to a sign would do; If-Match carries the row version',
        end: 'End a sign; its past stays. If-Match carries the row version',
      },
      shapes: { create: signCreate, update: signUpdate, delete: signDelete, detail: placeNameSignDetail },
      registry,
      service: signs,
    }),
  ];
}
