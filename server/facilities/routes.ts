import { z } from 'zod';
import { toStorage } from '../exchange/crs.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import {
  commitResult,
  historyEntry,
  isoDate,
  previewShape,
  recordId,
  type Actor,
  type ChangeInput,
  type ChangeSetInput,
} from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import {
  facilityCreate,
  facilityDelete,
  facilityDetail,
  facilityList,
  facilityQuery,
  facilityUpdate,
  type FacilityList,
  type FacilityQuery,
  type FacilityWrite,
} from './contract.ts';
import { listedRows, pageOf } from './listing.ts';

const byId = z.object({ id: recordId });
const asOfQuery = z.object({ asOf: isoDate.optional() });
const geoJson = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) });

const noFacility = () => problems.notFound({ zh: '这个设施', en: 'facility' });

/** Facilities over HTTP. Reads come from the snapshot of the asked day; writes are change sets of one change. */
export function facilityRoutes({
  registry,
  snapshots,
}: {
  registry: Registry;
  snapshots: SnapshotService;
}): Endpoint[] {
  const tag = 'facilities';

  async function write(
    actor: Actor,
    id: string,
    ifMatch: number | null,
    input: FacilityWrite,
  ): Promise<ChangeSetInput> {
    if (ifMatch === null) throw problems.versionRequired();
    const change: ChangeInput = { type: 'facility', op: 'update', id, baseVersion: ifMatch, fields: fieldsOf(input) };
    return changeSet(`修改设施:${await labelOf(id)}`, input, change);
  }

  async function labelOf(id: string): Promise<string> {
    return (await snapshots.at()).records.facility.get(id)?.name ?? id;
  }

  return [
    endpoint({
      method: 'get',
      path: '/api/v1/facilities',
      tag,
      summary: 'Facilities on a date, filtered',
      access: 'public',
      query: facilityQuery,
      response: facilityList,
      handler: async ({ query }) => listFacilities(await snapshots.at(query.asOf), query),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/facilities/points',
      tag,
      summary: 'Located facilities on a date, as GeoJSON',
      access: 'public',
      query: asOfQuery,
      response: geoJson,
      handler: async ({ query }) => facilityPoints(await snapshots.at(query.asOf)),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/facilities/{id}',
      tag,
      summary: 'One facility on a date',
      access: 'public',
      params: byId,
      query: asOfQuery,
      response: facilityDetail,
      handler: async ({ params, query }) => {
        const snapshot = await snapshots.at(query.asOf);
        const body = snapshot.records.facility.get(params.id);
        if (!body) throw noFacility();
        return {
          id: params.id,
          version: await registry.currentVersion('facility', params.id),
          asOf: snapshot.asOf,
          body,
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/facilities/{id}/history',
      tag,
      summary: 'What held when, and when that was recorded',
      access: 'public',
      params: byId,
      response: z.object({ items: z.array(historyEntry) }),
      handler: async ({ params, actor }) => {
        const items = await registry.history('facility', params.id);
        if (items.length === 0) throw noFacility();
        // Who recorded what, and why, is for those who sign in.
        return {
          items: actor.id === 'anonymous' ? items.map((entry) => ({ ...entry, author: '', reason: '' })) : items,
        };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/facilities',
      tag,
      summary: 'Register a facility',
      access: 'editor',
      body: facilityCreate,
      response: commitResult,
      status: 201,
      handler: ({ actor, body }) =>
        registry.apply(
          actor,
          changeSet(`新增设施:${String(body.fields.name ?? '')}`, body, {
            type: 'facility',
            op: 'create',
            fields: fieldsOf(body),
          }),
        ),
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/facilities/{id}',
      tag,
      summary: 'Change a facility; If-Match carries the row version',
      access: 'editor',
      params: byId,
      body: facilityUpdate,
      response: commitResult,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.apply(actor, await write(actor, params.id, ifMatch, body)),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/facilities/{id}/preview',
      tag,
      summary: 'What a change to a facility would do; If-Match carries the row version',
      access: 'editor',
      params: byId,
      body: facilityUpdate.extend({ reason: z.string().max(2000).default('') }),
      response: previewShape,
      idempotent: false,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.preview(actor, await write(actor, params.id, ifMatch, body)),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/facilities/preview',
      tag,
      summary: 'What registering a facility would do',
      access: 'editor',
      body: facilityCreate,
      response: previewShape,
      idempotent: false,
      handler: ({ actor, body }) =>
        registry.preview(
          actor,
          changeSet('新增设施', body, { type: 'facility', op: 'create', fields: fieldsOf(body) }),
        ),
    }),
    endpoint({
      method: 'delete',
      path: '/api/v1/facilities/{id}',
      tag,
      summary: 'End a facility record from a date on; its past stays',
      access: 'editor',
      params: byId,
      body: facilityDelete,
      response: commitResult,
      handler: async ({ actor, params, body, ifMatch }) => {
        if (ifMatch === null) throw problems.versionRequired();
        return registry.apply(actor, {
          ...changeSet(`终止设施记录:${await labelOf(params.id)}`, body, {
            type: 'facility',
            op: 'delete',
            id: params.id,
            baseVersion: ifMatch,
          }),
        });
      },
    }),
  ];
}

function changeSet(
  title: string,
  input: { reason: string; effectiveFrom?: string },
  change: ChangeInput,
): ChangeSetInput {
  return {
    title: title.slice(0, 200),
    reason: input.reason,
    origin: 'form',
    effectiveFrom: input.effectiveFrom,
    changes: [change],
  };
}

/** Fields of the change, with a position given in another system turned into EPSG:4490. */
function fieldsOf(input: {
  fields: Record<string, unknown>;
  position?: FacilityWrite['position'];
}): Record<string, unknown> {
  const { position } = input;
  if (position === undefined) return input.fields;
  if (position === null) return { ...input.fields, entrance: null, sourceCrs: null, accuracyM: null };
  const coordinates = toStorage([position.x, position.y], position.crs);
  return { ...input.fields, entrance: { type: 'Point', coordinates }, sourceCrs: position.crs };
}

function listFacilities(snapshot: Snapshot, query: FacilityQuery): FacilityList {
  const rows = listedRows(snapshot, query);
  const { page, nextCursor } = pageOf(rows, snapshot.facilities, query.limit, query.cursor);
  return {
    snapshot: snapshot.id,
    asOf: snapshot.asOf,
    total: rows.length,
    items: page.map((row) => ({ id: snapshot.facilities.ids[row]!, ...snapshot.facilities.bodies[row]! })),
    nextCursor,
  };
}

function facilityPoints(snapshot: Snapshot) {
  const { bodies, ids } = snapshot.facilities;
  return {
    type: 'FeatureCollection' as const,
    features: bodies.flatMap((body, row) =>
      body.entrance === null
        ? []
        : [
            {
              type: 'Feature',
              geometry: body.entrance,
              properties: {
                id: ids[row]!,
                name: body.name,
                kind: body.kind,
                status: body.status,
                countyId: body.countyId,
                townshipId: body.townshipId,
                functions: body.functions,
                demo: body.demo,
              },
            },
          ],
    ),
  };
}
