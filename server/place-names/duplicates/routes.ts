import { z } from 'zod';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { commitResult, previewShape } from '../../registry/contract.ts';
import type { Registry } from '../../registry/registry.ts';
import {
  distinction,
  distinctionById,
  distinctionList,
  duplicateList,
  duplicatesQuery,
  newDistinction,
  placeNameMerge,
} from './contract.ts';
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
    endpoint({
      method: 'get',
      path: `${path}/distinctions`,
      tag,
      summary: 'Pairs that look like duplicates and were found to be of two places, with who, when and why',
      access: 'viewer',
      response: distinctionList,
      handler: () => duplicates.distinctions(),
    }),
    endpoint({
      method: 'post',
      path: `${path}/distinctions`,
      tag,
      summary: 'Record that two place names are of two places: the pair leaves the list of likely duplicates',
      access: 'editor',
      body: newDistinction,
      response: distinction,
      status: 201,
      handler: ({ actor, body }) => duplicates.distinguish(actor, body),
    }),
    endpoint({
      method: 'delete',
      path: `${path}/distinctions/{id}`,
      tag,
      summary: 'Take such a finding back: the pair is listed again; who did it stays in the audit',
      access: 'editor',
      params: distinctionById,
      response: distinction,
      handler: ({ actor, params }) => duplicates.takeBack(actor, params.id),
    }),
  ];
}
