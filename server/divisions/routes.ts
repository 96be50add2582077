import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import {
  commitResult,
  isoDate,
  previewShape,
  recordId,
  type Actor,
  type ChangeInput,
  type ChangeSetInput,
  type Finding,
} from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { joinChanges, type KeptChange } from '../scenarios/changes.ts';
import { scenarioDetail, type ScenarioChange } from '../scenarios/contract.ts';
import type { ScenarioService } from '../scenarios/service.ts';
import { refuseAbsent } from './absence.ts';
import { planAdjustments } from './adjustment.ts';
import {
  adjustmentsPlan,
  adjustmentsQuestion,
  divisionAdjustment,
  divisionDetail,
  divisionList,
  type AdjustmentsPlan,
  type DivisionAdjustment,
  type DivisionItem,
} from './contract.ts';

const level = z.enum(['city', 'county', 'township', 'village']);

/** Divisions over HTTP: the tree, their areas, their lineage, and adjustments as change sets. */
export function divisionRoutes({
  registry,
  snapshots,
  scenarios,
}: {
  registry: Registry;
  snapshots: SnapshotService;
  scenarios: Pick<ScenarioService, 'get' | 'add'>;
}): Endpoint[] {
  const tag = 'divisions';

  /** Versions that the changes are made against; what a plan itself makes has none. */
  async function withVersions<C extends Pick<ChangeInput, 'type' | 'op' | 'id'>>(changes: readonly C[]) {
    const known = changes.flatMap(({ type, op, id }) => (op === 'create' || id === undefined ? [] : [{ type, id }]));
    const versions = await registry.currentVersions(known);
    return changes.map((change) => {
      const baseVersion = versions.get(`${change.type}/${change.id}`);
      return change.op === 'create' || baseVersion === undefined ? change : { ...change, baseVersion };
    });
  }

  async function planOne(adjustment: DivisionAdjustment): Promise<{ set: ChangeSetInput; findings: Finding[] }> {
    const snapshot = await snapshots.at(adjustment.effectiveDate);
    await refuseAbsent(registry, snapshot, [adjustment]);
    const { changes, findings } = planAdjustments(snapshot, [adjustment], randomUUID);
    const set = {
      title: `行政区划调整:${adjustment.document}`.slice(0, 200),
      reason: adjustment.reason,
      origin: 'form' as const,
      effectiveFrom: adjustment.effectiveDate,
      changes: await withVersions(changes),
    };
    return { set, findings };
  }

  type OnScenario = z.output<typeof adjustmentsQuestion>;

  const adjustmentSet = ({ adjustments }: OnScenario, changes: readonly ScenarioChange[]) => ({
    title: '行政区划调整',
    effectiveFrom: adjustments[0]!.effectiveDate,
    changes: [...changes],
  });

  async function plannedOn(actor: Actor, question: OnScenario) {
    const { adjustments, changes: present } = question;
    const { effectiveDate } = adjustments[0]!;
    const { after } =
      present.length === 0
        ? { after: await snapshots.at(effectiveDate) }
        : await registry.proposed(actor, adjustmentSet(question, present), effectiveDate);
    await refuseAbsent(registry, after, adjustments);
    const { changes, findings } = planAdjustments(after, adjustments, randomUUID);
    const added = await withVersions(changes.map(({ effectiveFrom: _, sourceRow: __, ...change }) => change));
    return { after, added, findings };
  }

  async function planOnScenario(actor: Actor, question: OnScenario): Promise<AdjustmentsPlan> {
    const { after, added, findings } = await plannedOn(actor, question);
    const together = joinChanges(question.changes as KeptChange[], added as KeptChange[]);
    const { effects: _, ...preview } = await registry.preview(actor, adjustmentSet(question, together));
    return { snapshot: after.id, asOf: after.asOf, changes: added, findings, preview };
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
      handler: async ({ actor, body }) => {
        const { set, findings } = await planOne(body);
        const preview = await registry.preview(actor, set);
        return { ...preview, findings: [...preview.findings, ...findings] };
      },
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
      handler: async ({ actor, body }) => registry.apply(actor, (await planOne(body)).set),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/divisions/adjustments/plan',
      tag,
      summary: 'Adjustments of divisions as the changes of a scenario, with what they do to every indicator',
      access: 'editor',
      body: adjustmentsQuestion,
      bodyLimit: '32mb',
      response: adjustmentsPlan,
      idempotent: false,
      handler: ({ actor, body }) => planOnScenario(actor, body),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/scenarios/{id}/adjustments',
      tag,
      summary:
        'Plan adjustments on a scenario and add them to it, with what there is to say; If-Match carries the version',
      access: 'editor',
      params: z.object({ id: z.string().min(1).max(64) }),
      body: adjustmentsQuestion.omit({ changes: true }),
      response: scenarioDetail,
      handler: async ({ actor, params, body, ifMatch }) => {
        if (ifMatch === null) throw problems.versionRequired();
        const { changes } = await scenarios.get(actor, params.id);
        const { added, findings } = await plannedOn(actor, { ...body, changes });
        return scenarios.add(actor, params.id, ifMatch, added, findings);
      },
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
