import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AccountService } from '../../server/http/account-service.ts';
import { createApp } from '../../server/http/app.ts';
import { endpoint } from '../../server/http/endpoint.ts';
import { idempotencyStore } from '../../server/http/idempotency-store.ts';
import { describeEachDatabase } from '../support/database.ts';

const anEditor: AccountService = {
  authenticate: async () => ({ id: 'an-editor', name: '编辑', role: 'editor', countyScope: null, from: 'test' }),
  handler: (_request, _response, next) => next(),
  described: [],
};

describeEachDatabase('http', (open) => {
  let runs = 0;
  let server: Server;
  let base: string;

  beforeEach(async () => {
    runs = 0;
    const db = open().kysely;
    const endpoints = [
      endpoint({
        method: 'post',
        path: '/api/v1/things',
        tag: 'things',
        summary: 'Create',
        access: 'editor',
        status: 201,
        body: z.object({ name: z.string() }),
        response: z.object({ run: z.number(), name: z.string() }),
        handler: async ({ body }) => {
          const run = ++runs;
          await sql`SELECT pg_sleep(0.2)`.execute(db);
          return { run, name: body.name };
        },
      }),
      endpoint({
        method: 'post',
        path: '/api/v1/broken',
        tag: 'things',
        summary: 'Run a statement that the database refuses',
        access: 'editor',
        body: z.object({ statement: z.string() }),
        response: z.unknown(),
        handler: async ({ body }) => db.transaction().execute((tx) => sql.raw(body.statement).execute(tx)),
      }),
    ];
    const app = createApp({
      endpoints,
      accounts: anEditor,
      idempotency: idempotencyStore(db),
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

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const post = (path: string, json: unknown, key?: string) =>
    fetch(base + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(key ? { 'Idempotency-Key': key } : {}) },
      body: JSON.stringify(json),
    });

  describe('Idempotency-Key', () => {
    const json = { name: '养老院' };

    it('lets one of many simultaneous requests run', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => post('/api/v1/things', json, 'together')));
      expect(runs).toBe(1);
      const statuses = answers.map((answer) => answer.status);
      expect(statuses).toContain(201);
      expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
      const replayed = await post('/api/v1/things', json, 'together');
      expect([replayed.status, await replayed.json()]).toEqual([201, { run: 1, name: '养老院' }]);
    });

    it('runs again when a crash cut the first request off an hour ago, not before', async () => {
      await post('/api/v1/things', json, 'cut-off');
      const age = (interval: string) =>
        sql`UPDATE idempotency_key SET status = NULL, created_at = now() - ${interval}::interval WHERE key = 'cut-off'`.execute(
          open().kysely,
        );
      await age('50 minutes');
      expect((await post('/api/v1/things', json, 'cut-off')).status).toBe(409);
      await age('61 minutes');
      expect((await post('/api/v1/things', json, 'cut-off')).status).toBe(201);
      expect(runs).toBe(2);
    });

    it('is forgotten after a day', async () => {
      await post('/api/v1/things', json, 'old');
      await sql`UPDATE idempotency_key SET created_at = now() - interval '25 hours' WHERE key = 'old'`.execute(
        open().kysely,
      );
      await post('/api/v1/things', { name: '另一所' }, 'old');
      expect(runs).toBe(2);
    });
  });

  describe('refusals of the database', () => {
    const statistic = (division: string) =>
      `INSERT INTO statistic (id, version, valid_from, seq, indicator_id, division_id, period_end, source_document, demo)
       VALUES ('s', 1, '2025-01-01', 1, '1', '${division}', '2025-01-01', 'x', true)`;

    it.each([
      ['a duplicate', `INSERT INTO registry_head ("only", seq) VALUES (true, 1)`, 409, 'registry_head_pkey'],
      ['a missing reference, found at commit', statistic('none'), 409, 'statistic_division_id_fkey'],
      ['a broken check', `INSERT INTO registry_head ("only", seq) VALUES (false, 1)`, 400, 'registry_head_only_check'],
      ['a missing value', `INSERT INTO setting (key) VALUES ('x')`, 400, 'value'],
    ])('of %s become problems that name the constraint', async (_name, statement, status, constraint) => {
      const response = await post('/api/v1/broken', { statement });
      const problem = (await response.json()) as { status: number; errors: { message: string }[] };
      expect([response.status, problem.status]).toEqual([status, status]);
      expect(problem.errors[0]!.message).toContain(constraint);
    });

    it('of a statement that is wrong itself stay hidden', async () => {
      const response = await post('/api/v1/broken', { statement: 'SELECT secret_column FROM setting' });
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain('secret_column');
    });
  });
});
