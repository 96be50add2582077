import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { isoDate } from '../registry/contract.ts';
import {
  appendAnswer,
  caseFile,
  caseList,
  caseQuery,
  chainVerdict,
  inspectionBoard,
  newEntry,
  openCase,
  registerChanges,
  registerChangesInput,
} from './contract.ts';
import type { InspectionService } from './service.ts';

const byId = z.object({ id: z.string().min(1).max(64) });

/** Joint inspections over HTTP: the cases, their files, the board of lines, and what a case changes in the register. */
export function inspectionRoutes(inspection: InspectionService): Endpoint[] {
  const tag = 'inspections';
  const path = '/api/v1/inspection-cases';
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: 'Cases of joint inspections, by line, step and whether they are overdue',
      access: 'viewer',
      query: caseQuery,
      response: caseList,
      handler: ({ actor, query }) => inspection.list(actor, query),
    }),
    endpoint({
      method: 'post',
      path,
      tag,
      summary: 'Open a case for a line; its key is its id, so that opening it twice opens it once',
      access: 'editor',
      body: openCase,
      response: caseFile,
      status: 201,
      handler: ({ actor, body }) => inspection.open(actor, body),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/inspection-board',
      tag,
      summary: 'Lines by when they are due for a joint inspection (every five years)',
      access: 'viewer',
      query: z.object({ asOf: isoDate.optional() }),
      response: inspectionBoard,
      handler: ({ actor, query }) => inspection.board(actor, query.asOf),
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}`,
      tag,
      summary: 'A case with its file; positions and hashes as the asking person may see them',
      access: 'viewer',
      params: byId,
      response: caseFile,
      handler: ({ actor, params }) => inspection.get(actor, params.id),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/entries`,
      tag,
      summary: 'Append an entry; the same key with the same content is stored once',
      access: 'editor',
      params: byId,
      body: newEntry,
      response: appendAnswer,
      // The entry's own key does it, for longer than requests are remembered.
      idempotent: false,
      handler: async ({ actor, params, body }) => {
        const appended = await inspection.append(actor, params.id, body);
        return { ...appended, case: await inspection.summary(actor, params.id) };
      },
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}/verify`,
      tag,
      summary: 'Whether the file of a case is as it was written; names the first entry that is not',
      access: 'viewer',
      params: byId,
      response: chainVerdict,
      handler: ({ actor, params }) => inspection.verify(actor, params.id),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/register-changes`,
      tag,
      summary: 'What the records that both sides signed change in the register; with `commit`, commit it',
      access: 'editor',
      params: byId,
      body: registerChangesInput,
      response: registerChanges,
      handler: ({ actor, params, body }) => inspection.registerChanges(actor, params.id, body),
    }),
  ];
}
