import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { batchCheck, nameBatch, nameCheck, nameToCheck } from './contract.ts';
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
  ];
}
