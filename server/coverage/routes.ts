import { requireAccess } from '../http/guard.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { coverageReport, coverageRequest, whatIfReport, whatIfRequest } from './contract.ts';
import type { CoverageService } from './service.ts';

/** Time for a first search of a large network; later ones are answered from memory. */
const TIMEOUT_SECONDS = 60;

/** Coverage over HTTP. Public: it reads what the public layers show, and stores nothing. */
export function coverageRoutes({ coverage }: { coverage: CoverageService }): Endpoint[] {
  const tag = 'coverage';
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/coverage',
      tag,
      summary: 'Covered, uncovered and unknown people by township and county, with evidence',
      access: 'public',
      body: coverageRequest,
      bodyLimit: '50mb',
      response: coverageReport,
      idempotent: false,
      timeoutSeconds: TIMEOUT_SECONDS,
      handler: ({ actor, body }) => {
        // A stored draft is seen by whoever may read change sets, content by whoever may preview it.
        if (body.changeSet !== undefined)
          requireAccess(typeof body.changeSet === 'string' ? 'viewer' : 'editor', actor);
        return coverage.report(actor, body);
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/coverage/what-if',
      tag,
      summary: 'What moving, closing, adding or reclassifying facilities would change; stores nothing',
      access: 'public',
      body: whatIfRequest,
      response: whatIfReport,
      idempotent: false,
      timeoutSeconds: TIMEOUT_SECONDS,
      handler: ({ body }) => coverage.whatIf(body),
    }),
  ];
}
