import { access, mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anonymousActor, type AccountService } from '../../server/http/account-service.ts';
import { createApp } from '../../server/http/app.ts';
import { endpoint, type Access, type Endpoint } from '../../server/http/endpoint.ts';
import type { IdempotencyStore, StoredAnswer } from '../../server/http/idempotency.ts';
import { shapeIssues } from '../../server/http/problem-answer.ts';
import type { Actor } from '../../server/registry/contract.ts';
import { problems } from '../../server/registry/problem.ts';

type Caller = 'anonymous' | Exclude<Actor['role'], 'system'>;
const callers: Caller[] = ['anonymous', 'viewer', 'editor', 'approver', 'administrator'];
const accesses: Access[] = ['public', 'viewer', 'editor', 'approver', 'administrator'];
const ROLE_HEADER = 'x-test-role';

/** Takes the caller's word for who they are. */
const trustingAccounts: AccountService = {
  async authenticate(request) {
    const role = request.get(ROLE_HEADER) as Caller | undefined;
    if (role === undefined || role === 'anonymous') return anonymousActor('test');
    return { id: `id-${role}`, name: role, role, countyScope: null, from: 'test' };
  },
  handler: (_request, response) => void response.json({ auth: true }),
  described: [
    {
      method: 'post',
      path: '/api/auth/sign-in/username',
      tag: 'accounts',
      summary: 'Sign in',
      access: 'public',
      response: z.object({ auth: z.boolean() }),
    },
  ],
};

function memoryStore(): IdempotencyStore {
  const entries = new Map<string, StoredAnswer>();
  const id = (r: { actor: string; key: string }) => `${r.actor} ${r.key}`;
  return {
    async begin(request) {
      const stored = entries.get(id(request)) ?? null;
      if (!stored) entries.set(id(request), { ...request, status: null, response: null });
      return stored;
    },
    async complete(request, status, response) {
      entries.set(id(request), { ...request, status, response });
    },
    async abandon(request) {
      entries.delete(id(request));
    },
  };
}

let runs = 0;
let release: () => void = () => {};
let uploadPath = '';
let uploadName = '';
let handlerSignal: AbortSignal | null = null;
let uploadSettled: Promise<void> = Promise.resolve();

const probes = accesses.map((level) =>
  endpoint({
    method: 'get',
    path: `/api/v1/probe/${level}`,
    tag: 'probe',
    summary: level,
    access: level,
    response: z.object({ role: z.string() }),
    handler: async ({ actor }) => ({ role: actor.role }),
  }),
);

const bodyShape = z.object({ name: z.string().min(2), beds: z.number().int().nonnegative() });

const endpoints: Endpoint[] = [
  ...probes,
  endpoint({
    method: 'get',
    path: '/api/v1/things/{id}',
    tag: 'things',
    summary: 'One thing',
    access: 'public',
    params: z.object({ id: z.string() }),
    query: z.object({ asOf: z.iso.date().optional() }),
    response: z.object({ id: z.string(), version: z.number() }),
    handler: async ({ params, query }) => ({ id: params.id, asOf: query.asOf ?? null, version: 7 }),
  }),
  endpoint({
    method: 'get',
    path: '/api/v1/things/special',
    tag: 'things',
    summary: 'A literal path beside a placeholder',
    access: 'public',
    response: z.object({ special: z.boolean() }),
    handler: async () => ({ special: true }),
  }),
  endpoint({
    method: 'patch',
    path: '/api/v1/things/{id}',
    tag: 'things',
    summary: 'Change',
    access: 'editor',
    params: z.object({ id: z.string() }),
    body: bodyShape,
    response: z.object({ ifMatch: z.number().nullable() }),
    handler: async ({ ifMatch }) => ({ ifMatch }),
  }),
  endpoint({
    method: 'post',
    path: '/api/v1/things',
    tag: 'things',
    summary: 'Create',
    access: 'editor',
    status: 201,
    body: bodyShape,
    response: z.object({ run: z.number() }),
    handler: async ({ body }) => {
      runs++;
      if (body.name === 'slow') await new Promise<void>((resolve) => (release = resolve));
      if (body.name === 'refused') throw problems.conflict({ zh: '冲突了', en: 'It clashed' });
      return { run: runs };
    },
  }),
  endpoint({
    method: 'post',
    path: '/api/v1/big',
    tag: 'things',
    summary: 'Larger body',
    access: 'public',
    bodyLimit: '4mb',
    body: z.object({ text: z.string() }),
    response: z.object({ length: z.number() }),
    handler: async ({ body }) => ({ length: body.text.length }),
  }),
  endpoint({
    method: 'post',
    path: '/api/v1/fails/{how}',
    tag: 'things',
    summary: 'Fail in various ways',
    access: 'public',
    params: z.object({ how: z.string() }),
    response: z.unknown(),
    timeoutSeconds: 0.05,
    handler: async ({ params, signal }) => {
      if (params.how === 'slow') await new Promise((resolve) => signal.addEventListener('abort', resolve));
      const error = new pg.DatabaseError('secret internals', 1, 'error');
      error.code = params.how;
      error.constraint = 'facility_code_key';
      throw params.how === 'unexpected' ? new Error('secret internals') : error;
    },
  }),
  endpoint({
    method: 'post',
    path: '/api/v1/imports',
    tag: 'imports',
    summary: 'Upload',
    access: 'public',
    upload: 'multipart',
    body: z.object({ kind: z.string().optional() }),
    response: z.object({ size: z.number() }),
    handler: async ({ request, body, signal }) => {
      uploadPath = request.file!.path;
      uploadName = request.file!.originalname;
      await access(uploadPath);
      handlerSignal = signal;
      if (body.kind === 'wait') {
        uploadSettled = new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
        await uploadSettled;
      }
      if (body.kind === 'bad') throw problems.invalid([]);
      return { size: request.file!.size };
    },
  }),
];

let server: Server;
let base: string;
let webRoot: string;
let notReady: string | null = null;
const logged: string[] = [];

beforeAll(async () => {
  webRoot = await mkdtemp(path.join(tmpdir(), 'yzt-web-'));
  await mkdir(path.join(webRoot, 'assets'));
  await writeFile(path.join(webRoot, 'index.html'), '<!doctype html><title>built</title>');
  await writeFile(path.join(webRoot, 'assets', 'app-1a2b.js'), 'export {}');
  const app = createApp({
    endpoints,
    accounts: trustingAccounts,
    idempotency: memoryStore(),
    health: { ready: async () => notReady },
    registrySeq: () => 42,
    logger: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
    config: { maxUploadBytes: 2 ** 20 },
    webRoot,
  });
  server = await new Promise<Server>((resolve) => {
    const started = app.listen(0, '127.0.0.1', () => resolve(started));
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(webRoot, { recursive: true });
});

const call = (
  url: string,
  init: { method?: string; role?: Caller; json?: unknown; headers?: Record<string, string>; body?: BodyInit } = {},
) =>
  fetch(base + url, {
    method: init.method ?? 'GET',
    headers: {
      ...(init.role ? { [ROLE_HEADER]: init.role } : {}),
      ...(init.json === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...init.headers,
    },
    body: init.json === undefined ? init.body : JSON.stringify(init.json),
  });

interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors: { path?: string; code: string; message: string }[];
}

async function problemOf(response: Response): Promise<ProblemBody> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = (await response.json()) as ProblemBody;
  expect(body.status).toBe(response.status);
  expect(body.requestId).toBe(response.headers.get('x-request-id'));
  return body;
}

const form = (bytes: number, kind?: string, name = '登记表.xlsx') => {
  const data = new FormData();
  if (kind) data.set('kind', kind);
  data.set('file', new Blob([new Uint8Array(bytes)]), name);
  return data;
};

const gone = (file: string) =>
  access(file).then(
    () => false,
    () => true,
  );

async function eventually(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('guard', () => {
  const order = { anonymous: -1, public: -1, viewer: 0, editor: 1, approver: 2, administrator: 3 } as const;
  for (const level of accesses) {
    for (const role of callers) {
      const expected = order[role] >= order[level] ? 200 : role === 'anonymous' ? 401 : 403;
      it(`${role} gets ${expected} from an endpoint for ${level}`, async () => {
        const response = await call(`/api/v1/probe/${level}`, { role });
        expect(response.status).toBe(expected);
        if (expected !== 200) expect((await problemOf(response)).errors).toEqual([]);
      });
    }
  }

  it('comes before the body is looked at', async () => {
    const response = await call('/api/v1/things', {
      method: 'POST',
      body: '{',
      headers: { 'Content-Type': 'text/csv' },
    });
    expect(response.status).toBe(401);
  });

  it('refuses a write with a cookie from a foreign page and lets our own through', async () => {
    const json = { name: '养老院', beds: 1 };
    const from = (origin: string) =>
      call('/api/v1/things', { method: 'POST', role: 'editor', json, headers: { Cookie: 'a=b', Origin: origin } });
    expect((await from('https://evil.example')).status).toBe(403);
    expect((await from('null')).status).toBe(403);
    expect((await from(base)).status).toBe(201);
  });
});

describe('inputs', () => {
  it('reports every issue of a body with path, code and message in the language asked for', async () => {
    const json = { name: 'x', beds: -1 };
    const send = (suffix: string, headers?: Record<string, string>) =>
      call(`/api/v1/things${suffix}`, { method: 'POST', role: 'editor', json, headers });
    const zh = await problemOf(await send(''));
    expect(zh.status).toBe(400);
    expect(zh.title).toBe('内容有误');
    expect(zh.errors.map((e) => [e.path, e.code])).toEqual([
      ['name', 'too_small'],
      ['beds', 'too_small'],
    ]);
    expect(zh.errors[0]!.message).toMatch(/数值过小|至少|>=2/);
    const en = await problemOf(await send('', { 'Accept-Language': 'en-GB,en;q=0.9,zh;q=0.5' }));
    expect(en.title).toBe('Invalid content');
    expect(en.errors[0]!.message).toMatch(/Too small/);
    expect((await problemOf(await send('?lang=en'))).title).toBe('Invalid content');
    expect((await problemOf(await send('?lang=zh', { 'Accept-Language': 'en' }))).title).toBe('内容有误');
  });

  it('calls a missing value missing, and keeps the words of a shape', async () => {
    const response = await call('/api/v1/things', { method: 'POST', role: 'editor', json: { beds: 'many' } });
    expect((await problemOf(response)).errors).toEqual([
      { path: 'name', code: 'invalid_type', message: '缺少必填项' },
      { path: 'beds', code: 'invalid_type', message: expect.stringContaining('期望') },
    ]);
    const worded = z.object({ end: z.string().refine(() => false, '止期早于起期') });
    expect(shapeIssues(worded, { end: 'x' })[0]!.message).toEqual({ zh: '止期早于起期', en: '止期早于起期' });
  });

  it('names malformed JSON, a wrong content type and a body over the limit', async () => {
    const post = (body: string, type: string) =>
      call('/api/v1/things', { method: 'POST', role: 'editor', body, headers: { 'Content-Type': type } });
    expect((await problemOf(await post('{"name":', 'application/json'))).errors[0]!.code).toBe('malformed-json');
    expect((await problemOf(await post('name=x', 'application/x-www-form-urlencoded'))).status).toBe(415);
    const tooLarge = await problemOf(await post(JSON.stringify({ name: 'x'.repeat(3 * 2 ** 20) }), 'application/json'));
    expect([tooLarge.status, tooLarge.detail]).toEqual([413, '请求正文超过上限 2 MB']);
    const within = await call('/api/v1/big', { method: 'POST', json: { text: 'x'.repeat(3 * 2 ** 20) } });
    expect(await within.json()).toEqual({ length: 3 * 2 ** 20 });
  });

  it('refuses a mistyped query parameter and a date that does not exist', async () => {
    expect((await problemOf(await call('/api/v1/things/a?asof=2024-01-01'))).errors[0]!.code).toBe('unrecognized_keys');
    expect((await problemOf(await call('/api/v1/things/a?asOf=2023-02-29'))).errors[0]!.path).toBe('asOf');
    const good = await call('/api/v1/things/a?asOf=2024-02-29&lang=en');
    expect(await good.json()).toEqual({ id: 'a', asOf: '2024-02-29', version: 7 });
  });

  it('reads If-Match quoted, weak or bare and refuses anything else', async () => {
    const patch = (value: string) =>
      call('/api/v1/things/a', {
        method: 'PATCH',
        role: 'editor',
        json: { name: '养老院', beds: 1 },
        headers: { 'If-Match': value },
      });
    for (const value of ['"3"', 'W/"3"', '3']) expect(await (await patch(value)).json()).toEqual({ ifMatch: 3 });
    for (const value of ['*', 'abc', '"-1"']) {
      expect((await problemOf(await patch(value))).errors[0]!.path).toBe('If-Match');
    }
  });
});

describe('answers', () => {
  it('send a numeric version as ETag', async () => {
    const response = await call('/api/v1/things/a');
    expect(response.headers.get('etag')).toBe('"7"');
  });

  it('prefer a literal path to a placeholder', async () => {
    expect(await (await call('/api/v1/things/special')).json()).toEqual({ special: true });
  });

  it('are problems for unknown routes and methods', async () => {
    expect((await problemOf(await call('/api/v1/nothing'))).status).toBe(404);
    const wrong = await call('/api/v1/things', { method: 'DELETE', role: 'administrator' });
    expect((await problemOf(wrong)).status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('POST, OPTIONS');
  });

  it.each([
    ['23505', 409, 'duplicate'],
    ['23503', 409, 'reference'],
    ['23514', 400, 'constraint'],
  ])('translate SQLSTATE %s to %i with the constraint name', async (code, status, itemCode) => {
    const problem = await problemOf(await call(`/api/v1/fails/${code}`, { method: 'POST' }));
    expect(problem.status).toBe(status);
    expect(problem.errors[0]!.code).toBe(itemCode);
    expect(problem.errors[0]!.message).toContain('facility_code_key');
  });

  it('hide what nobody foresaw, and log it under the request id', async () => {
    const response = await call('/api/v1/fails/unexpected', {
      method: 'POST',
      headers: { 'X-Request-Id': 'trace-0001' },
    });
    const text = JSON.stringify(await problemOf(response));
    expect(response.status).toBe(500);
    expect(text).not.toContain('secret internals');
    expect(logged.some((line) => line.includes('secret internals') && line.includes('trace-0001'))).toBe(true);
  });

  it('come as 503 when the handler takes longer than its endpoint allows', async () => {
    expect((await problemOf(await call('/api/v1/fails/slow', { method: 'POST' }))).status).toBe(503);
  });
});

describe('Idempotency-Key', () => {
  const post = (key: string, json: unknown, role: Caller = 'editor') =>
    call('/api/v1/things', { method: 'POST', role, json, headers: { 'Idempotency-Key': key } });
  const json = { name: '养老院', beds: 1 };

  it('replays the first answer to the same request, for the same caller only', async () => {
    const first = await post('k1', json);
    const before = runs;
    const second = await post('k1', json);
    expect([second.status, await second.json()]).toEqual([first.status, await first.json()]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(runs).toBe(before);
    await post('k1', json, 'approver');
    expect(runs).toBe(before + 1);
  });

  it('is for signed-in callers: anonymous ones share a name and would read each other', async () => {
    const big = () =>
      call('/api/v1/big', { method: 'POST', json: { text: 'x' }, headers: { 'Idempotency-Key': 'anonymous-key' } });
    await big();
    expect((await big()).headers.get('idempotency-replayed')).toBeNull();
  });

  it('refuses another request under the same key', async () => {
    await post('k2', json);
    expect((await problemOf(await post('k2', { ...json, beds: 2 }))).code).toBe('idempotency-key-reused');
  });

  it('answers 409 while the first request is in progress', async () => {
    const before = runs;
    const first = post('k3', { name: 'slow', beds: 1 });
    await eventually(() => runs > before);
    expect((await problemOf(await post('k3', { name: 'slow', beds: 1 }))).status).toBe(409);
    release();
    expect((await first).status).toBe(201);
  });

  it('forgets a refused request, so that it may be tried again', async () => {
    const before = runs;
    for (let i = 0; i < 2; i++) {
      expect((await problemOf(await post('k4', { name: 'refused', beds: 1 }))).detail).toBe('冲突了');
    }
    expect(runs).toBe(before + 2);
  });
});

describe('uploads', () => {
  const upload = (body: FormData) => call('/api/v1/imports', { method: 'POST', body });

  it('reach the handler as a temporary file with its Chinese name, gone after the answer', async () => {
    const response = await upload(form(1000));
    expect(await response.json()).toEqual({ size: 1000 });
    expect(uploadName).toBe('登记表.xlsx');
    await eventually(() => gone(path.dirname(uploadPath)));
  });

  it('are removed after a refusal', async () => {
    uploadPath = '';
    expect((await upload(form(10, 'bad'))).status).toBe(400);
    expect(uploadPath).not.toBe('');
    await eventually(() => gone(path.dirname(uploadPath)));
  });

  it('are removed, and the handler told, when the client goes away', async () => {
    uploadPath = '';
    const client = new AbortController();
    const pending = fetch(`${base}/api/v1/imports`, { method: 'POST', body: form(10, 'wait'), signal: client.signal });
    await eventually(() => uploadPath !== '');
    client.abort();
    await expect(pending).rejects.toThrow();
    await eventually(() => handlerSignal!.aborted);
    await eventually(() => gone(path.dirname(uploadPath)));
  });

  it('over the limit get 413 with the limit, declared or not', async () => {
    const declared = await problemOf(await upload(form(3 * 2 ** 20)));
    expect([declared.status, declared.detail]).toEqual([413, '文件超过上限 1 MB,请拆分后再上传']);
    const undeclared = await new Promise<number>((resolve, reject) => {
      const sent = httpRequest(`${base}/api/v1/imports`, {
        method: 'POST',
        headers: { 'Content-Type': 'multipart/form-data; boundary=b', 'Transfer-Encoding': 'chunked' },
      });
      sent.on('response', (answer) => resolve(answer.resume().statusCode!));
      sent.on('error', reject);
      sent.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n');
      sent.write(Buffer.alloc(2 * 2 ** 20));
      sent.end('\r\n--b--\r\n');
    });
    expect(undeclared).toBe(413);
  });

  it('without a file or in another form are refused', async () => {
    const empty = new FormData();
    empty.set('kind', 'x');
    expect((await problemOf(await upload(empty))).status).toBe(400);
    expect((await problemOf(await call('/api/v1/imports', { method: 'POST', json: {} }))).status).toBe(415);
  });
});

describe('operations', () => {
  it('tell liveness, readiness and its reason, and metrics by route template', async () => {
    expect((await call('/healthz')).status).toBe(200);
    expect((await call('/readyz')).status).toBe(200);
    notReady = 'snapshot not loaded';
    const readiness = await call('/readyz');
    expect([readiness.status, await readiness.json()]).toEqual([503, { status: 'not ready', reason: notReady }]);
    notReady = null;
    await call('/api/v1/things/some-id');
    const text = await (await call('/metrics')).text();
    expect(text).toContain('yzt_registry_seq 42');
    expect(text).toContain('route="/api/v1/things/{id}"');
    expect(text).not.toContain('some-id');
  });

  it('describe every endpoint in the OpenAPI document, with references that resolve', async () => {
    interface Operation {
      security: unknown[];
      responses: Record<string, unknown>;
    }
    const document = (await (await call('/api/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, Operation>>;
    } & Record<string, unknown>;
    expect(document.openapi).toBe('3.1.0');
    for (const { method, path: at, access: level } of [...trustingAccounts.described, ...endpoints]) {
      const operation = document.paths[at]![method]!;
      expect(operation.security).toEqual(level === 'public' ? [] : [{ session: [] }]);
      expect(operation.responses.default).toBeDefined();
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
    expect(references.length).toBeGreaterThan(endpoints.length);
    for (const reference of references) {
      const keys = reference.replace(/^#\//, '').split('/');
      expect(
        keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document),
        reference,
      ).toBeDefined();
    }
  });

  it('log requests without query strings, cookies or bodies', async () => {
    await call('/api/v1/things/a?asOf=2024-02-29', { headers: { Cookie: 'yzt.session_token=hidden' } });
    await eventually(() => logged.some((line) => line.includes('/api/v1/things/a"')));
    expect(logged.join('')).not.toMatch(/hidden|2024-02-29/);
  });

  it('send a content security policy with no foreign host', async () => {
    const policy = (await call('/')).headers.get('content-security-policy')!;
    expect(policy).toContain("worker-src 'self' blob:");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|upgrade-insecure/);
  });
});

describe('web app', () => {
  it('serves its index for deep links, its assets for ever, and 404 for assets that are not there', async () => {
    expect(await (await call('/map/facilities?asOf=2024-01-01')).text()).toContain('built');
    expect((await call('/assets/app-1a2b.js')).headers.get('cache-control')).toMatch(/immutable/);
    expect((await call('/assets/app-0000.js')).status).toBe(404);
    expect((await call('/api')).headers.get('content-type')).toMatch(/problem\+json/);
  });
});
