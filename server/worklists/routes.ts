import { z } from 'zod';
import { text, worklistDefinition } from '../../gis-data/catalogue/index.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { sendFile } from '../http/send-file.ts';
import { isoDate } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import {
  assigneeList,
  assignmentInput,
  assignmentShape,
  exportQuery,
  worklistId,
  worklistOverview,
  worklistPage,
  worklistQuery,
} from './contract.ts';
import { exportName, worklistCsv, worklistXlsx, type ListToWrite } from './export.ts';
import type { WorklistService } from './service.ts';

const listParams = z.object({ list: worklistId });
const itemParams = z.object({ list: worklistId, key: z.string().min(1).max(200) });

/** Worklists: the lists are public like the register they follow from; who does what is for those who sign in. */
export function worklistRoutes(service: WorklistService): Endpoint[] {
  const tag = 'worklists';
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/worklists',
      tag,
      summary: 'The lists, with how much is left on each',
      access: 'public',
      query: z.object({ asOf: isoDate.optional() }),
      response: worklistOverview,
      handler: ({ actor, query }) => service.overview(actor, query.asOf),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/worklists/assignees',
      tag,
      summary: 'Users whom an item can be assigned to',
      access: 'editor',
      response: assigneeList,
      handler: async () => ({ items: await service.assignees() }),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/worklists/{list}',
      tag,
      summary: 'Items of a list: the record, the reason, what to do, and who does it',
      access: 'public',
      params: listParams,
      query: worklistQuery,
      response: worklistPage,
      handler: ({ actor, params, query }) => service.page(actor, params.list, query),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/worklists/{list}/export',
      tag,
      summary: 'All items that fit the filter, as CSV or XLSX',
      access: 'public',
      params: listParams,
      query: exportQuery,
      response: 'raw',
      handler: async ({ actor, params, query: { format, ...filter }, language, response }) => {
        const { snapshot, items, signedIn } = await service.full(actor, params.list, filter);
        const list: ListToWrite = {
          definition: worklistDefinition(params.list),
          snapshotId: snapshot.id,
          asOf: snapshot.asOf,
          items,
          withAssignments: signedIn,
        };
        const bytes = format === 'csv' ? worklistCsv(list, language) : await worklistXlsx(list, language);
        sendFile(response, bytes, exportName(list, language), format);
      },
    }),
    endpoint({
      method: 'put',
      path: '/api/v1/worklists/{list}/items/{key}',
      tag,
      summary: 'Say who does an item and by when; If-Match carries the version, 0 where nothing was said yet',
      access: 'editor',
      params: itemParams,
      body: assignmentInput,
      response: assignmentShape,
      handler: ({ actor, params, body, ifMatch }) => {
        if (ifMatch === null) throw versionRequired();
        return service.assign(actor, params.list, params.key, body, ifMatch);
      },
    }),
  ];
}

const versionRequired = () =>
  problems.invalid([
    {
      path: 'If-Match',
      code: 'required',
      message: text(
        '请在 If-Match 中注明所依据的版本;尚无分派时为 0',
        'State in If-Match the version you worked from; 0 where nothing was said yet',
      ),
    },
  ]);
