import { z, type ZodObject, type ZodType } from 'zod';
import {
  commitResult,
  historyEntry,
  isoDate,
  previewShape,
  recordId,
  type Actor,
  type ChangeSetInput,
  type HistoryEntry,
} from '../registry/contract.ts';
import type { Registry } from '../registry/registry.ts';
import { endpoint, type Endpoint } from './endpoint.ts';

/** What a room tells of its records, so that one of them is read and written over HTTP as in every room. */
export interface RecordRoom<
  Create extends ZodType,
  Update extends ZodObject,
  Delete extends ZodType,
  Detail extends ZodType,
> {
  path: string;
  tag: string;
  /** What the endpoints do, for the OpenAPI document. */
  summaries: { detail: string; create: string; created: string; update: string; updated: string; end: string };
  shapes: { create: Create; update: Update; delete: Delete; detail: Detail };
  registry: Pick<Registry, 'apply' | 'preview'>;
  service: {
    detail(id: string, asOf: string | undefined): Promise<z.output<Detail>>;
    history(actor: Actor, id: string): Promise<HistoryEntry[]>;
    creation(input: z.output<Create>): ChangeSetInput;
    update(id: string, ifMatch: number | null, input: z.output<Update>): Promise<ChangeSetInput>;
    deletion(id: string, ifMatch: number | null, input: z.output<Delete>): Promise<ChangeSetInput>;
  };
}

/** One record with its history, and its writes with their previews: change sets of one change. */
export function recordEndpoints<
  Create extends ZodType,
  Update extends ZodObject,
  Delete extends ZodType,
  Detail extends ZodType,
>(room: RecordRoom<Create, Update, Delete, Detail>): Endpoint[] {
  const { path, tag, summaries, shapes, registry, service } = room;
  const byId = z.object({ id: recordId });
  return [
    endpoint({
      method: 'get',
      path: `${path}/{id}`,
      tag,
      summary: summaries.detail,
      access: 'public',
      params: byId,
      query: z.object({ asOf: isoDate.optional() }),
      response: shapes.detail,
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
      summary: summaries.create,
      access: 'editor',
      body: shapes.create as ZodType,
      response: commitResult,
      status: 201,
      handler: ({ actor, body }) => registry.apply(actor, service.creation(body as z.output<Create>)),
    }),
    endpoint({
      method: 'post',
      path: `${path}/preview`,
      tag,
      summary: summaries.created,
      access: 'editor',
      body: shapes.create as ZodType,
      response: previewShape,
      idempotent: false,
      handler: ({ actor, body }) => registry.preview(actor, service.creation(body as z.output<Create>)),
    }),
    endpoint({
      method: 'patch',
      path: `${path}/{id}`,
      tag,
      summary: summaries.update,
      access: 'editor',
      params: byId,
      body: shapes.update as ZodObject,
      response: commitResult,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.apply(actor, await service.update(params.id, ifMatch, body as z.output<Update>)),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/preview`,
      tag,
      summary: summaries.updated,
      access: 'editor',
      params: byId,
      body: shapes.update.extend({ reason: z.string().max(2000).default('') }) as ZodObject,
      response: previewShape,
      idempotent: false,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.preview(actor, await service.update(params.id, ifMatch, body as z.output<Update>)),
    }),
    endpoint({
      method: 'delete',
      path: `${path}/{id}`,
      tag,
      summary: summaries.end,
      access: 'editor',
      params: byId,
      body: shapes.delete as ZodType,
      response: commitResult,
      handler: async ({ actor, params, body, ifMatch }) =>
        registry.apply(actor, await service.deletion(params.id, ifMatch, body as z.output<Delete>)),
    }),
  ];
}
