import { z } from 'zod';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { commitResult, previewShape } from '../../registry/contract.ts';
import type { Registry } from '../../registry/registry.ts';
import { duplicateList, duplicatesQuery, placeNameMerge } from './contract.ts';
import type { DuplicateService } from './service.ts';

const tag = 'place names';
const path = '/api/v1/place-names/duplicates';

/** Review of likely duplicates. */
export function duplicateRoutes(
  duplicates: DuplicateService,
  registry: Pick<Registry, 'apply' | 'preview'>,
): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: 'Pairs of records that are likely to be of one place, with distance and reason',
      access: 'public',
      query: duplicatesQuery,
      response: duplicateList,
      handler: ({ query }) => duplicates.list(query),
    }),
    endpoint({
      method: 'post',
      path: `${path}/preview`,
      tag,
      summary: 'What merging two records would do',
      access: 'editor',
      body: placeNameMerge.extend({ reason: z.string().max(2000).default('') }),
      response: previewShape,
      idempotent: false,
      handler: async ({ actor, body }) => registry.preview(actor, await duplicates.mergeOf(body)),
    }),
    endpoint({
      method: 'post',
      path: `${path}/merge`,
      tag,
      summary: 'Merge a record into another of the same place: all names are kept, the merged one points to the other',
      access: 'editor',
      body: placeNameMerge,
      response: commitResult,
      handler: async ({ actor, body }) => registry.apply(actor, await duplicates.mergeOf(body)),
    }),
  ];
}
