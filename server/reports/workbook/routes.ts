import type { Response } from 'express';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { installationKeyShape, workbookCheck, workbookQuery } from '../contract.ts';
import type { WorkbookFile, WorkbookService } from './service.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The proving workbook and its check: public, because it shows what the public indicators show. */
export function workbookRoutes(workbooks: WorkbookService): Endpoint[] {
  const tag = 'reports';
  const access = 'public';
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/reports/workbook',
      tag,
      summary: 'Every indicator as formulas over signed evidence (XLSX), for the city or one county',
      access,
      query: workbookQuery,
      response: 'raw',
      timeoutSeconds: 120,
      handler: async ({ query, language, response }) => send(response, await workbooks.make({ ...query, language })),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/reports/verify',
      tag,
      summary: 'Whether a proving workbook is as it was signed, and where it was altered',
      access,
      upload: 'multipart',
      response: workbookCheck,
      idempotent: false,
      timeoutSeconds: 120,
      handler: ({ request }) => workbooks.check(request.file!.path),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/installation/key',
      tag,
      summary: "The installation's public key, which signs its workbooks",
      access,
      response: installationKeyShape,
      handler: () => workbooks.publicKey(),
    }),
  ];
}

function send(response: Response, { bytes, name }: WorkbookFile): void {
  response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.xlsx`)}`);
  response.setHeader('Cache-Control', 'private, no-cache');
  response.type(XLSX).send(bytes);
}
