import { z } from 'zod';
import { coordinateSystems, storageCrs } from '../../../gis-data/catalogue/index.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { sendFile } from '../../http/send-file.ts';
import { isoDate, recordId } from '../../registry/contract.ts';
import type { BoundaryDocuments } from './service.ts';

const byId = z.object({ id: recordId });
const cardQuery = z.object({ format: z.enum(['docx', 'pdf']).default('pdf'), asOf: isoDate.optional() });
const tableQuery = z.object({
  lineId: recordId.optional(),
  crs: z
    .enum(coordinateSystems.map(({ id }) => id) as [string, ...string[]])
    .default(storageCrs)
    .describe('Coordinate system in which positions are written'),
  asOf: isoDate.optional(),
});

/** Time for a book of a thousand cards. */
const TIMEOUT_SECONDS = 180;

/** Documents of boundaries over HTTP. Positions are as the asking person may see them, and each document says so. */
export function boundaryDocumentRoutes(documents: BoundaryDocuments): Endpoint[] {
  const common = { method: 'get', response: 'raw', timeoutSeconds: TIMEOUT_SECONDS } as const;
  return [
    endpoint({
      ...common,
      path: '/api/v1/boundary-markers/{id}/card',
      tag: 'boundaries',
      summary: 'The register card of a marker (DOCX or PDF)',
      access: 'public',
      params: byId,
      query: cardQuery,
      handler: async ({ params, query, response, ...asking }) => {
        const { bytes, name } = await documents.card(asking, params.id, query);
        sendFile(response, bytes, name, query.format);
      },
    }),
    endpoint({
      ...common,
      path: '/api/v1/boundary-lines/{id}/cards',
      tag: 'boundaries',
      summary: 'The register cards of all markers of a line as one book (DOCX or PDF)',
      access: 'public',
      params: byId,
      query: cardQuery,
      handler: async ({ params, query, response, ...asking }) => {
        const { bytes, name } = await documents.book(asking, params.id, query);
        sendFile(response, bytes, name, query.format);
      },
    }),
    endpoint({
      ...common,
      path: '/api/v1/boundary-lines/table.xlsx',
      tag: 'boundaries',
      summary: 'Lines and markers as tables in the order of the exchange formats (XLSX)',
      access: 'public',
      query: tableQuery,
      handler: async ({ query, response, ...asking }) => {
        const { bytes, name } = await documents.tables(asking, query);
        sendFile(response, bytes, name, 'xlsx');
      },
    }),
    endpoint({
      ...common,
      path: '/api/v1/inspection-cases/{id}/report',
      tag: 'inspections',
      summary: 'The report of a joint inspection with the annex of its file (DOCX)',
      access: 'viewer',
      params: z.object({ id: z.string().min(1).max(64) }),
      handler: async ({ params, response, ...asking }) => {
        const { bytes, name } = await documents.report(asking, params.id);
        sendFile(response, bytes, name, 'docx');
      },
    }),
  ];
}
