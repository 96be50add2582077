import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { changeSetInput, changeSetStatus, changeSetSummary, commitResult, isoDate, previewShape } from './contract.ts';
import type { Registry } from './registry.ts';

const byId = z.object({ id: z.string().min(1).max(64) });
const previewQuery = z.object({ asOf: isoDate.optional() });

/** Change sets over HTTP: draft, preview, commit, undo, discard, and reading them. */
export function registryRoutes({ registry }: { registry: Registry }): Endpoint[] {
  const tag = 'change sets';
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/change-sets/preview',
      tag,
      summary: 'What a change set would do; stores nothing',
      access: 'editor',
      query: previewQuery,
      body: changeSetInput,
      bodyLimit: '50mb',
      response: previewShape,
      idempotent: false,
      handler: ({ actor, body, query }) => registry.preview(actor, body, query.asOf),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/change-sets',
      tag,
      summary: 'Store a change set as a draft',
      access: 'editor',
      body: changeSetInput,
      bodyLimit: '50mb',
      response: changeSetSummary,
      status: 201,
      handler: ({ actor, body }) => registry.draft(actor, body),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/change-sets',
      tag,
      summary: 'Change sets, newest first',
      access: 'viewer',
      query: z.object({
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: z.string().max(200).optional(),
        status: changeSetStatus.optional(),
      }),
      response: z.object({ items: z.array(changeSetSummary), nextCursor: z.string().nullable() }),
      handler: ({ query }) => registry.changeSets(query),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/change-sets/awaiting',
      tag,
      summary: "Drafts of another side that wait for the word of the reader's side, newest first",
      access: 'editor',
      response: z.object({ items: z.array(changeSetSummary) }),
      handler: async ({ actor }) => ({ items: await registry.awaiting(actor) }),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/change-sets/{id}',
      tag,
      summary: 'One change set with its changes',
      access: 'viewer',
      params: byId,
      response: changeSetSummary.extend({ changes: z.array(z.record(z.string(), z.unknown())) }),
      handler: ({ actor, params }) => registry.changeSetFor(actor, params.id),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/change-sets/{id}/preview',
      tag,
      summary: 'What a draft would do now',
      access: 'editor',
      params: byId,
      query: previewQuery,
      response: previewShape,
      idempotent: false,
      handler: ({ actor, params, query }) => registry.previewDraft(actor, params.id, query.asOf),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/change-sets/{id}/commit',
      tag,
      summary: 'Commit a draft in one transaction',
      access: 'editor',
      params: byId,
      response: commitResult,
      handler: ({ actor, params }) => registry.commit(actor, params.id),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/change-sets/{id}/undo',
      tag,
      summary: 'Commit the inverse of a committed change set',
      access: 'editor',
      params: byId,
      body: z.object({ reason: z.string().trim().min(1).max(2000) }).strict(),
      response: commitResult,
      handler: ({ actor, params, body }) => registry.undo(actor, params.id, body.reason),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/change-sets/{id}/undo/preview',
      tag,
      summary: 'What an undo would do',
      access: 'editor',
      params: byId,
      response: previewShape,
      idempotent: false,
      handler: ({ actor, params }) => registry.previewUndo(actor, params.id),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/change-sets/{id}/discard',
      tag,
      summary: 'Discard a draft',
      access: 'editor',
      params: byId,
      response: changeSetSummary,
      handler: ({ actor, params }) => registry.discard(actor, params.id),
    }),
  ];
}
