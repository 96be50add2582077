import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { commitResult, isoDate, previewShape, recordId, type ChangeSetInput } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { planAdjustment } from './adjustment.ts';
import {
  divisionAdjustment,
  divisionDetail,
  divisionList,
  type DivisionAdjustment,
  type DivisionItem,
} from './contract.ts';

const level = z.enum(['city', 'county', 'township', 'village']);

/** Divisions over HTTP: the tree, their areas, their lineage, and adjustments as change sets. */
export function divisionRoutes({
  registry,
  snapshots,
}: {
  registry: Registry;
  snapshots: SnapshotService;
}): Endpoint[] {
  const tag = 'divisions';

  async function changeSetOf(adjustment: DivisionAdjustment): Promise<ChangeSetInput> {
    const snapshot = await snapshots.at(adjustment.effectiveDate);
    const changes = planAdjustment(snapshot, adjustment, randomUUID);
    const versions = await registry.currentVersions(
      changes.filter((c) => c.op !== 'create').map((c) => ({ type: c.type, id: c.id! })),
    );
    return {
      title: `行政区划调整:${adjustment.document}`.slice(0, 200),
      reason: adjustment.reason,
      origin: 'form',
      effectiveFrom: adjustment.effectiveDate,
      changes: changes.map((c) => (c.op === 'create' ? c : { ...c, baseVersion: versions.get(`${c.type}/${c.id}`) })),
    };
  }

  return [
    endpoint({
      method: 'get',
      path: '/api/v1/divisions',
      tag,
      summary: 'Divisions on a date, without their areas',
      access: 'public',
      query: z.object({ asOf: isoDate.optional(), level: level.optional(), parentId: recordId.optional() }),
      response: divisionList,
      handler: async ({ query }) => {
        const snapshot = await snapshots.at(query.asOf);
        return { snapshot: snapshot.id, asOf: snapshot.asOf, items: listDivisions(snapshot, query) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/divisions/geometry',
      tag,
      summary: 'Areas of one level on a date, as GeoJSON',
      access: 'public',
      query: z.object({ asOf: isoDate.optional(), level: z.enum(['county', 'township']) }),
      response: z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) }),
      handler: async ({ query }) => areas(await snapshots.at(query.asOf), query.level),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/divisions/{id}',
      tag,
      summary: 'One division with its lineage',
      access: 'public',
      params: z.object({ id: recordId }),
      query: z.object({ asOf: isoDate.optional() }),
      response: divisionDetail,
      handler: async ({ params, query }) => {
        const snapshot = await snapshots.at(query.asOf);
        const body = snapshot.records.division.get(params.id);
        if (!body) throw problems.notFound({ zh: '这个区划', en: 'division' });
        return {
          id: params.id,
          version: await registry.currentVersion('division', params.id),
          body,
          lineage: await lineage(snapshot, params.id, registry),
        };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/divisions/events/preview',
      tag,
      summary: 'What an adjustment of divisions would do to records and indicators',
      access: 'approver',
      body: divisionAdjustment,
      response: previewShape,
      idempotent: false,
      handler: async ({ actor, body }) => registry.preview(actor, await changeSetOf(body)),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/divisions/events',
      tag,
      summary: 'Establish, abolish, merge, split, rename or transfer divisions in one transaction',
      access: 'approver',
      body: divisionAdjustment,
      response: commitResult,
      status: 201,
      handler: async ({ actor, body }) => registry.apply(actor, await changeSetOf(body)),
    }),
  ];
}

function listDivisions(
  snapshot: Snapshot,
  query: { level?: z.infer<typeof level>; parentId?: string },
): DivisionItem[] {
  const { divisions } = snapshot;
  const rows = query.level ? divisions.ofLevel(query.level) : divisions.ids.map((_, row) => row);
  return rows.flatMap((row) => {
    const { boundary: _, ...body } = divisions.bodies[row]!;
    return query.parentId === undefined || body.parentId === query.parentId
      ? [{ id: divisions.ids[row]!, ...body }]
      : [];
  });
}

function areas(snapshot: Snapshot, wanted: 'county' | 'township') {
  const { divisions } = snapshot;
  return {
    type: 'FeatureCollection' as const,
    features: divisions.ofLevel(wanted).flatMap((row) => {
      const body = divisions.bodies[row]!;
      if (!body.boundary) return [];
      const { code, name, type, parentId, demo } = body;
      const properties = {
        id: divisions.ids[row]!,
        code,
        name,
        type,
        parentId,
        centre: body.centre?.coordinates ?? null,
        demo,
      };
      return [{ type: 'Feature', geometry: body.boundary, properties }];
    }),
  };
}

async function lineage(snapshot: Snapshot, id: string, registry: Registry) {
  const events = [...snapshot.divisionEvents].filter(([, e]) => e.fromIds.includes(id) || e.toIds.includes(id));
  const nameOf = async (divisionId: string) => {
    const now = snapshot.records.division.get(divisionId);
    if (now) return now.name;
    const [newest] = await registry.history('division', divisionId);
    return String(newest?.body?.name ?? divisionId);
  };
  return Promise.all(
    events.map(async ([eventId, e]) => ({
      id: eventId,
      ...e,
      fromNames: await Promise.all(e.fromIds.map(nameOf)),
      toNames: await Promise.all(e.toIds.map(nameOf)),
    })),
  );
}
