import { z } from 'zod';
import { exclusionKinds, type ExclusionKindId } from '../../../gis-data/catalogue/index.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { isoDate, recordId } from '../../registry/contract.ts';
import { problems } from '../../registry/problem.ts';
import {
  exclusionRule,
  exclusionRuleList,
  exclusionRulePatch,
  landFeatureQuery,
  landFeatures,
  landLayer,
  landLayerInput,
  landLayerList,
} from '../contract.ts';
import type { LandService } from './service.ts';

const byId = z.object({ id: recordId });
const byKindAndDay = z.object({
  kind: z.enum(exclusionKinds.map(({ id }) => id) as [ExclusionKindId, ...ExclusionKindId[]]),
  effectiveFrom: isoDate,
});

/** A version that a write must state. @throws Problem invalid */
function required(ifMatch: number | null): number {
  if (ifMatch === null) throw problems.versionRequired();
  return ifMatch;
}

/** Layers of land over HTTP, and the rules by which they close land to burial. */
export function landRoutes(land: LandService): Endpoint[] {
  const tag = 'land';
  const path = '/api/v1/land-layers';
  const bodyLimit = '50mb';
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: 'Layers of land: what is closed to burial, and parcels to build on',
      access: 'public',
      response: landLayerList,
      handler: async () => ({ items: await land.list() }),
    }),
    endpoint({
      method: 'post',
      path,
      tag,
      summary: 'Add a layer with its features (GeoJSON)',
      access: 'editor',
      body: landLayerInput,
      bodyLimit,
      response: landLayer,
      status: 201,
      handler: ({ actor, body }) => land.create(actor, body),
    }),
    endpoint({
      method: 'put',
      path: `${path}/{id}`,
      tag,
      summary: 'Replace a layer with all its features, in one transaction; If-Match carries the row version',
      access: 'editor',
      params: byId,
      body: landLayerInput,
      bodyLimit,
      response: landLayer,
      handler: ({ actor, params, body, ifMatch }) => land.replace(actor, params.id, required(ifMatch), body),
    }),
    endpoint({
      method: 'delete',
      path: `${path}/{id}`,
      tag,
      summary: 'Remove a layer with its features; If-Match carries the row version',
      access: 'editor',
      params: byId,
      response: landLayer,
      handler: ({ actor, params, ifMatch }) => land.remove(actor, params.id, required(ifMatch)),
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}/features`,
      tag,
      summary: 'Features of a layer, all or within a box, as GeoJSON',
      access: 'public',
      params: byId,
      query: landFeatureQuery,
      response: landFeatures,
      handler: ({ params, query }) =>
        land.features(params.id, { bbox: query.bbox?.split(',').map(Number), limit: query.limit }),
    }),
    ...ruleEndpoints(land),
  ];
}

function ruleEndpoints(land: LandService): Endpoint[] {
  const tag = 'land';
  const path = '/api/v1/exclusion-rules';
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: 'By which rule each kind of land is closed to burial, from which day on',
      access: 'public',
      query: z.object({ asOf: isoDate.optional() }),
      response: exclusionRuleList,
      handler: ({ query }) => land.rules(query.asOf),
    }),
    endpoint({
      method: 'patch',
      path: `${path}/{kind}/{effectiveFrom}`,
      tag,
      summary: 'Set what holds for a kind of land from a day on; If-Match carries the version, 0 where none is entered',
      access: 'administrator',
      params: byKindAndDay,
      body: exclusionRulePatch,
      response: exclusionRule,
      handler: ({ actor, params, body, ifMatch }) =>
        land.setRule(actor, params.kind, params.effectiveFrom, required(ifMatch), body),
    }),
    endpoint({
      method: 'delete',
      path: `${path}/{kind}/{effectiveFrom}`,
      tag,
      summary: 'Take an entered rule back; If-Match carries the version',
      access: 'administrator',
      params: byKindAndDay,
      response: exclusionRule,
      handler: ({ actor, params, ifMatch }) =>
        land.removeRule(actor, params.kind, params.effectiveFrom, required(ifMatch)),
    }),
  ];
}
