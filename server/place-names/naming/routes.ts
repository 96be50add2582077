import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { batchCheck, nameBatch, nameCheck, nameToCheck, sheetCheck } from './contract.ts';
import type { NamingService } from './service.ts';

const tag = 'place names';

/** The naming rules over HTTP. */
export function namingRoutes(naming: NamingService): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/place-names/check',
      tag,
      summary: 'What the naming rules of a day say about a name beside the register, and alternatives that pass',
      access: 'public',
      body: nameToCheck,
      response: nameCheck,
      idempotent: false,
      handler: ({ body }) => naming.check(body),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/place-names/check-batch',
      tag,
      summary: 'The same for up to 10,000 names, beside the register and each other; `row:N` is the N-th of the batch',
      access: 'viewer',
      body: nameBatch,
      response: batchCheck,
      idempotent: false,
      bodyLimit: '16mb',
      handler: ({ body: { names, suggest }, signal }) => naming.checkAll(names, { suggest, signal }),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/place-names/check-sheet',
      tag,
      summary:
        'The same for the names of a spreadsheet (XLSX or CSV) under the headings 名称, 类别, 县, 乡镇, 申请日期, 层数 …',
      access: 'viewer',
      upload: 'multipart',
      response: sheetCheck,
      idempotent: false,
      timeoutSeconds: 120,
      handler: ({ request, signal }) =>
        naming.checkSheet({ path: request.file!.path, name: request.file!.originalname }, { suggest: false, signal }),
    }),
  ];
}
