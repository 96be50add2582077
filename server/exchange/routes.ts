import { z } from 'zod';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { sendFile, sendStoredFile } from '../http/send-file.ts';
import { kindLabel } from './check-file.ts';
import {
  decisionsAnswer,
  decisionsRequest,
  dryRunResult,
  importCommit,
  importCommitRequest,
  importJob,
  importList,
  importOptions,
  importParams,
  importUpload,
  exportQuery,
  renameMappingRequest,
  reportQuery,
  savedMapping,
  savedMappings,
  saveMappingRequest,
  templateQuery,
} from './contract.ts';
import type { ExportService } from './export.ts';
import { rowReportCsv } from './row-report.ts';
import type { ImportService } from './service.ts';
import { csvTemplate, xlsxTemplate } from './template.ts';

const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) });

/** Templates, imports from upload to commit, and layers as files. */
export function exchangeRoutes({ imports, exports }: { imports: ImportService; exports: ExportService }): Endpoint[] {
  const tag = 'imports';
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/export',
      tag: 'exports',
      summary: 'A layer as a file, as the reader may see it; Chinese headings, or names where the language is English',
      access: 'public',
      query: exportQuery,
      response: 'raw',
      timeoutSeconds: 120,
      handler: ({ actor, query, language, response, signal }) =>
        exports.withFile(
          actor,
          query,
          language,
          ({ path, name, ending }) => sendStoredFile(response, path, name, ending, signal),
          signal,
        ),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/imports/template',
      tag,
      summary: "Empty register of a kind of facility or another register, with the catalogue's columns",
      access: 'public',
      query: templateQuery,
      response: 'raw',
      handler: async ({ query: { kind, format, lang }, language, response }) => {
        const used = lang ?? language;
        const bytes = format === 'csv' ? csvTemplate(kind, used) : await xlsxTemplate(kind, used);
        sendFile(response, bytes, kindLabel(kind)[used], format);
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/imports',
      tag,
      summary: 'Imports, newest first',
      access: 'editor',
      query: listQuery,
      response: importList,
      handler: async ({ query }) => ({ items: await imports.imports(query.limit) }),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/imports',
      tag,
      summary: 'Upload a file of any readable format; answers with its sheets or layers, columns and guessed mappings',
      access: 'editor',
      upload: 'multipart',
      response: importUpload,
      status: 201,
      timeoutSeconds: 120,
      handler: ({ actor, request }) => imports.createImport(actor, request.file!, request.file!.originalname),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/import-mappings',
      tag,
      summary: 'Saved ways to read the files of a source, by name',
      access: 'editor',
      response: savedMappings,
      handler: async () => ({ items: await imports.mappings() }),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/import-mappings',
      tag,
      summary: "Save under a name how an import's last dry run read its file",
      access: 'editor',
      body: saveMappingRequest,
      response: savedMapping,
      status: 201,
      handler: ({ actor, body }) => imports.saveMapping(actor, body),
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/import-mappings/{id}',
      tag,
      summary: 'Give a saved mapping another name',
      access: 'editor',
      params: importParams,
      body: renameMappingRequest,
      response: savedMapping,
      idempotent: false,
      handler: ({ actor, params, body }) => imports.renameMapping(actor, params.id, body.name),
    }),
    endpoint({
      method: 'delete',
      path: '/api/v1/import-mappings/{id}',
      tag,
      summary: 'Delete a saved mapping',
      access: 'editor',
      params: importParams,
      response: savedMapping,
      handler: ({ actor, params }) => imports.deleteMapping(actor, params.id),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/imports/{id}',
      tag,
      summary: 'One import',
      access: 'editor',
      params: importParams,
      response: importJob,
      handler: ({ params }) => imports.importById(params.id),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/imports/{id}/file',
      tag,
      summary: 'What the upload told of the file, to go on with an import that was not committed',
      access: 'editor',
      params: importParams,
      response: importUpload,
      timeoutSeconds: 120,
      handler: ({ actor, params }) => imports.describe(actor, params.id),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/imports/{id}/dry-run',
      tag,
      summary: 'The last dry run; its options have the decisions taken since',
      access: 'editor',
      params: importParams,
      response: dryRunResult,
      handler: ({ params }) => imports.report(params.id),
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/imports/{id}/decisions',
      tag,
      summary: 'Keep decisions whether rows are a registered facility, for the next dry run',
      access: 'editor',
      params: importParams,
      body: decisionsRequest,
      response: decisionsAnswer,
      idempotent: false,
      bodyLimit: '4mb',
      handler: async ({ actor, params, body }) => ({
        decisions: await imports.decide(actor, params.id, body.decisions),
      }),
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/imports/{id}/dry-run',
      tag,
      summary: 'What the import would do, row by row, and to every indicator',
      access: 'editor',
      params: importParams,
      body: importOptions,
      response: dryRunResult,
      idempotent: false,
      bodyLimit: '4mb',
      timeoutSeconds: 120,
      handler: ({ actor, params, body }) => imports.dryRun(actor, params.id, body),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/imports/{id}/report',
      tag,
      summary: 'The last dry run, one line for each reason of each row',
      access: 'editor',
      params: importParams,
      query: reportQuery,
      response: 'raw',
      handler: async ({ params, language, response }) => {
        const result = await imports.report(params.id);
        sendFile(response, rowReportCsv(result, language), `import-${params.id}`, 'csv');
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/imports/{id}/commit',
      tag,
      summary: 'Commit all rows that are neither rejected nor undecided, or those selected, in one transaction',
      access: 'editor',
      params: importParams,
      body: importCommitRequest,
      response: importCommit,
      bodyLimit: '4mb',
      timeoutSeconds: 120,
      handler: ({ actor, params, body }) => imports.commitImport(actor, params.id, body),
    }),
    endpoint({
      method: 'delete',
      path: '/api/v1/imports/{id}',
      tag,
      summary: 'Discard an import that was not committed',
      access: 'editor',
      params: importParams,
      response: importJob,
      handler: ({ actor, params }) => imports.discardImport(actor, params.id),
    }),
  ];
}
