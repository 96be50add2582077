import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { rawBody } from '../http/raw-body.ts';
import { sendFile } from '../http/send-file.ts';
import { isoDate } from '../registry/contract.ts';
import { calendarFeed } from './feed.ts';
import {
  checkProposal,
  enteredRegister,
  enterRegister,
  namingCaseFile,
  namingCaseList,
  namingCaseQuery,
  namingFormId,
  newCaseEntry,
  openNamingCase,
  proposalCheck,
  storedFile,
} from './contract.ts';
import type { NamingCaseFiles } from './files.ts';
import type { NamingForms } from './forms/service.ts';
import type { NamingCaseService } from './service.ts';

const byId = z.object({ id: z.uuid() });

export interface NamingCaseParts {
  cases: NamingCaseService;
  files: NamingCaseFiles;
  forms: NamingForms;
}

/** Applications for place names over HTTP: the cases, their files, what is due, and what a case changes in the register. */
export function namingCaseRoutes({ cases, files, forms }: NamingCaseParts): Endpoint[] {
  const tag = 'naming cases';
  const path = '/api/v1/naming-cases';
  return [
    endpoint({
      method: 'get',
      path,
      tag,
      summary: 'Applications for place names with what is due, the soonest first',
      access: 'viewer',
      query: namingCaseQuery,
      response: namingCaseList,
      handler: ({ query }) => cases.list(query),
    }),
    endpoint({
      method: 'post',
      path,
      tag,
      summary: 'Open a case; its key is its id, so that opening it twice opens it once',
      access: 'editor',
      body: openNamingCase,
      response: namingCaseFile,
      status: 201,
      handler: ({ actor, body }) => cases.open(actor, body),
    }),
    endpoint({
      method: 'get',
      path: `${path}/deadlines.ics`,
      tag,
      summary: 'Deadlines of the open cases as an iCalendar feed',
      access: 'viewer',
      query: namingCaseQuery.pick({ countyId: true }),
      response: 'raw',
      async handler({ query, language, response }) {
        const every = await cases.every(query.countyId);
        response.type('text/calendar; charset=utf-8').send(calendarFeed(every, language, new Date()));
      },
    }),
    endpoint({
      method: 'post',
      path: `${path}/check`,
      tag,
      summary: 'What the naming rules of the day say of a proposal; stores nothing',
      access: 'editor',
      body: checkProposal,
      response: proposalCheck,
      idempotent: false,
      handler: async ({ body }) => ({ check: await cases.check(body) }),
    }),
    ...documentRoutes(files, forms, path),
    endpoint({
      method: 'get',
      path: `${path}/{id}`,
      tag,
      summary: 'A case with its file',
      access: 'viewer',
      params: byId,
      query: z.object({ asOf: isoDate.optional() }),
      response: namingCaseFile,
      handler: ({ params, query }) => cases.get(params.id, query.asOf),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/entries`,
      tag,
      summary: 'Append an entry: a document, a step done, a return, a refusal, a withdrawal, a note',
      access: 'editor',
      params: byId,
      body: newCaseEntry,
      response: namingCaseFile,
      // The entry's own key does it, for longer than requests are remembered.
      idempotent: false,
      handler: ({ actor, params, body }) => cases.append(actor, params.id, body),
    }),
    endpoint({
      method: 'post',
      path: `${path}/{id}/register`,
      tag,
      summary: 'What the approved name changes in the register; with `commit`, commit it and end the case',
      access: 'approver',
      params: byId,
      body: enterRegister,
      response: enteredRegister,
      handler: ({ actor, params, body }) => cases.enterRegister(actor, params.id, body.commit),
    }),
  ];
}

/** Files that were given, and forms to be printed. */
function documentRoutes(files: NamingCaseFiles, forms: NamingForms, path: string): Endpoint[] {
  const tag = 'naming cases';
  return [
    endpoint({
      method: 'post',
      path: `${path}/{id}/files`,
      tag,
      summary: 'Store a file (PDF, DOCX, JPEG, PNG, WebP); a document of the case names it by its SHA-256 then',
      access: 'editor',
      params: byId,
      response: storedFile,
      status: 201,
      idempotent: false,
      timeoutSeconds: 120,
      handler: ({ actor, params, request, response }) =>
        files.add(actor, params.id, Number(request.get('Content-Length')), (limit) =>
          rawBody(request, response, limit),
        ),
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}/files/{sha256}`,
      tag,
      summary: 'A file that a document of the case names',
      access: 'viewer',
      params: byId.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
      response: 'raw',
      async handler({ params, response }) {
        const { mime, content, name } = await files.get(params.id, params.sha256);
        response
          .set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
          .set('Cache-Control', 'private, max-age=31536000, immutable')
          .type(mime)
          .send(content);
      },
    }),
    endpoint({
      method: 'get',
      path: `${path}/{id}/forms/{form}.docx`,
      tag,
      summary: 'A printed form of the case as it stands (DOCX); what is not known stays blank',
      access: 'viewer',
      params: byId.extend({ form: namingFormId }),
      response: 'raw',
      async handler({ params, language, response }) {
        const { bytes, name } = await forms.make(params.id, params.form, language);
        sendFile(response, bytes, name, 'docx');
      },
    }),
  ];
}
