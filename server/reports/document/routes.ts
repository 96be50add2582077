import { z } from 'zod';
import { text } from '../../../gis-data/catalogue/index.ts';
import { isAnonymous } from '../../http/account-service.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { jobStarted } from '../../jobs/contract.ts';
import { callerOf, type Jobs } from '../../jobs/jobs.ts';
import { documentPolicy } from '../../http/send-file.ts';
import { problems } from '../../registry/problem.ts';
import { documentRequest, type DocumentFile } from '../contract.ts';
import { createKeptFiles } from './kept-files.ts';
import type { DocumentService, WrittenReport } from './service.ts';

/** A report with the account that asked for it; null: nobody signed in, and whoever has the id may have it. */
interface OwnedReport extends WrittenReport {
  accountId: string | null;
}

/** Reports over HTTP: a job that makes one, and the file that it made. Public, as the figures are. */
export function documentRoutes({ documents, jobs }: { documents: DocumentService; jobs: Jobs }): Endpoint[] {
  const files = createKeptFiles<OwnedReport>();
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/reports',
      tag: 'reports',
      summary: 'Make the report of the city or a county (DOCX, HTML); a job whose result names the file',
      access: 'public',
      status: 202,
      body: documentRequest,
      response: jobStarted,
      idempotent: false,
      handler: async ({ body, actor }) => {
        // What cannot be made is refused now and not by the job.
        const prepared = await documents.prepared(actor, body);
        const accountId = isAnonymous(actor) ? null : actor.id;
        const job = jobs.start('reports.document', callerOf(actor, isAnonymous(actor)), async (context) => {
          const report = await documents.write(prepared, context);
          return fileOf(files.keep({ ...report, accountId }), report);
        });
        return { jobId: job.id };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/reports/files/{id}',
      tag: 'reports',
      summary: 'A report that was made, for an hour; of a signed-in caller, for that account only',
      access: 'public',
      params: z.object({ id: z.string().max(64) }),
      response: 'raw',
      handler: async ({ params, actor, response }) => {
        const file = files.get(params.id);
        const theirs = file !== null && (file.accountId === null || file.accountId === actor.id);
        if (!theirs) throw problems.notFound(text('这份报告,或其已过期', 'report, or its time is over'));
        const inline = file.mediaType.startsWith('text/html');
        response
          .status(200)
          .set({
            'Content-Type': file.mediaType,
            'Content-Disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
            'Cache-Control': 'private, no-store',
            'Content-Security-Policy': documentPolicy,
          })
          .end(file.bytes);
      },
    }),
  ];
}

function fileOf(fileId: string, { bytes, warnings, fileName, snapshot, asOf, demo }: WrittenReport): DocumentFile {
  return {
    fileId,
    url: `/api/v1/reports/files/${fileId}`,
    fileName,
    bytes: bytes.length,
    snapshot,
    asOf,
    demo,
    warnings,
  };
}
