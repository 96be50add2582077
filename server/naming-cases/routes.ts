import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { isoDate } from '../registry/contract.ts';
import { calendarFeed } from './feed.ts';
import {
  enteredRegister,
  enterRegister,
  namingCaseFile,
  namingCaseList,
  namingCaseQuery,
  newCaseEntry,
  openNamingCase,
} from './contract.ts';
import type { NamingCaseService } from './service.ts';

const byId = z.object({ id: z.uuid() });

/** Applications for place names over HTTP: the cases, their files, what is due, and what a case changes in the register. */
export function namingCaseRoutes(cases: NamingCaseService): Endpoint[] {
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
        const { items } = await cases.list(query);
        response.type('text/calendar; charset=utf-8').send(calendarFeed(items, language, new Date()));
      },
    }),
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
