import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUsers } from '../../server/accounts/users.ts';
import { composeEndpoints, composeRooms } from '../../server/compose.ts';
import type { Schema } from '../../server/db/schema.ts';
import { anonymousActor, type AccountService } from '../../server/http/account-service.ts';
import { createApp } from '../../server/http/app.ts';
import type { Access } from '../../server/http/endpoint.ts';
import { openApiDocument, operationId } from '../../server/http/openapi.ts';
import type { Actor } from '../../server/registry/contract.ts';

type Caller = 'anonymous' | Exclude<Actor['role'], 'system'>;
const callers: Caller[] = ['anonymous', 'viewer', 'editor', 'approver', 'administrator'];
const power = (who: Caller | Access) => (who === 'public' ? 0 : callers.indexOf(who));

// The guard stands before everything else, so no request of these tests reaches a database.
const db = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
const endpoints = composeEndpoints(composeRooms(db, ''), db, createUsers(db), { basemap: null });

const accounts: AccountService = {
  async authenticate(request) {
    const role = request.get('x-test-role') as Caller;
    return role === 'anonymous'
      ? anonymousActor('test')
      : { id: role, name: role, role, countyScope: null, from: 'test' };
  },
  handler: (_request, _response, next) => next(),
  described: [],
};

let server: Server;
let base: string;

beforeAll(async () => {
  const app = createApp({
    endpoints,
    accounts,
    idempotency: { begin: async () => null, complete: async () => {}, abandon: async () => {} },
    health: { ready: async () => null },
    registrySeq: () => 0,
    logger: pino({ level: 'silent' }),
    config: {},
  });
  server = await new Promise<Server>((resolve) => {
    const started = app.listen(0, '127.0.0.1', () => resolve(started));
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('every endpoint of the program', () => {
  for (const { method, path, access } of endpoints) {
    const refused = callers.filter((caller) => power(caller) < power(access));
    if (refused.length === 0) continue;
    it(`${method.toUpperCase()} ${path} is closed to ${refused.join(', ')}`, async () => {
      for (const caller of refused) {
        const response = await fetch(base + path.replaceAll(/\{\w+\}/g, 'some-id'), {
          method: method.toUpperCase(),
          headers: { 'x-test-role': caller },
        });
        expect([caller, response.status]).toEqual([caller, caller === 'anonymous' ? 401 : 403]);
      }
    });
  }

  it('that writes needs an editor or more; those that only compute, and store nothing, are named here', () => {
    const open = endpoints.filter(({ method, access }) => method !== 'get' && power(access) < power('editor'));
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'delete /api/v1/jobs/{id}',
      'post /api/v1/coverage',
      'post /api/v1/coverage/accessibility',
      'post /api/v1/coverage/dependence',
      'post /api/v1/coverage/distribution',
      'post /api/v1/coverage/equity',
      'post /api/v1/coverage/monte-carlo',
      'post /api/v1/coverage/sensitivity',
      'post /api/v1/coverage/what-if',
      'post /api/v1/place-names/check',
      'post /api/v1/place-names/check-batch',
      'post /api/v1/place-names/check-sheet',
      'post /api/v1/reports',
      'post /api/v1/reports/verify',
      'post /api/v1/scenarios/compare',
      'post /api/v1/scenarios/{id}/preview',
      'post /api/v1/siting/burial',
    ]);
  });

  it('has a path parameter shape for each placeholder of its path', () => {
    for (const { path, params } of endpoints) {
      const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(params?.shape ?? {}).sort(), path).toEqual(placeholders.sort());
    }
  });

  it('is in the OpenAPI document under a name of its own, with references that resolve', () => {
    const names = endpoints.map((endpoint) => operationId(endpoint));
    expect(new Set(names).size).toBe(names.length);
    const document = openApiDocument(endpoints);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
    expect(references.length).toBeGreaterThan(endpoints.length);
    for (const reference of new Set(references)) {
      const keys = reference.replace(/^#\//, '').split('/');
      expect(
        keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document),
        reference,
      ).toBeDefined();
    }
  });
});
