import { text } from '../../../gis-data/catalogue/index.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { sendFile } from '../../http/send-file.ts';
import { namesExportQuery, namesImport, namesImportQuery, namesTemplateQuery } from './contract.ts';
import type { NamesExchange } from './service.ts';

const tag = 'place names';
const path = '/api/v1/place-names';

/** Place names to and from files. */
export function namesExchangeRoutes(exchange: NamesExchange): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: `${path}/export`,
      tag,
      summary: 'Place names with all their fields as CSV, XLSX or GeoJSON',
      access: 'public',
      query: namesExportQuery,
      response: 'raw',
      timeoutSeconds: 120,
      handler: async ({ query, language, response }) => {
        const used = query.lang ?? language;
        sendFile(response, await exchange.export(query, used), text('地名', 'place-names')[used], query.format);
      },
    }),
    endpoint({
      method: 'get',
      path: `${path}/import-template`,
      tag,
      summary: 'Empty table of place names; the workbook says what may stand in each column',
      access: 'public',
      query: namesTemplateQuery,
      response: 'raw',
      handler: async ({ query: { format, lang }, language, response }) => {
        const used = lang ?? language;
        const name = text('地名导入模板', 'place-names-template')[used];
        sendFile(response, await exchange.template(format, used), name, format);
      },
    }),
    endpoint({
      method: 'post',
      path: `${path}/import`,
      tag,
      summary: 'What an XLSX, CSV or GeoJSON file of place names would do, row by row; a draft holds the good rows',
      access: 'editor',
      upload: 'multipart',
      query: namesImportQuery,
      response: namesImport,
      timeoutSeconds: 300,
      handler: ({ actor, query, request }) =>
        exchange.import(actor, { path: request.file!.path, name: request.file!.originalname }, query),
    }),
  ];
}
