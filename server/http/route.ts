import type { Express, Request, Response } from 'express';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { AccountService } from './account-service.ts';
import { bodyReader, type BodyReader } from './body.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { requireAccess } from './guard.ts';
import { idempotentRequest, once, type Answer, type IdempotencyStore } from './idempotency.ts';
import { languageOf, parseShape } from './problem-answer.ts';
import { refusals } from './refusals.ts';

export interface RouteParts {
  accounts: AccountService;
  idempotency: IdempotencyStore;
  logger: Logger;
  maxUploadBytes: number;
  requestTimeoutSeconds: number;
}

/**
 * Mounts endpoints as express routes: guard, read, check, call, answer. Paths without placeholders come first, so that
 * `/divisions/geometry` is not taken for a division's id. Other methods on a known path get 405.
 */
export function mountEndpoints(app: Express, endpoints: readonly Endpoint[], parts: RouteParts): void {
  for (const [path, sharing] of byPath(endpoints)) {
    const route = app.route(expressPath(path));
    for (const endpoint of sharing) {
      const readBody = bodyReader(endpoint, parts.maxUploadBytes);
      route[endpoint.method]((request: Request, response: Response) => {
        response.locals.route = path;
        return serve(endpoint, readBody, parts, request, response);
      });
    }
    const methods = sharing.map((endpoint) => endpoint.method.toUpperCase());
    const allowed = methods.includes('GET') ? [...methods, 'HEAD', 'OPTIONS'] : [...methods, 'OPTIONS'];
    route.all((request, response) => {
      response.locals.route = path;
      response.set('Allow', allowed.join(', '));
      if (request.method !== 'OPTIONS') throw refusals.methodNotAllowed(request.method, allowed);
      response.status(204).end();
    });
  }
}

function byPath(endpoints: readonly Endpoint[]): [string, Endpoint[]][] {
  const groups = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const sharing = groups.get(endpoint.path) ?? [];
    if (sharing.some((other) => other.method === endpoint.method)) {
      throw new Error(`Two endpoints for ${endpoint.method} ${endpoint.path}`);
    }
    groups.set(endpoint.path, [...sharing, endpoint]);
  }
  // A placeholder sorts after every literal segment at the same place.
  const sortKey = (path: string) => path.replaceAll('{', '\uffff');
  return [...groups].sort(([a], [b]) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

const expressPath = (path: string) => path.replace(/\{(\w+)\}/g, ':$1');

async function serve(
  endpoint: Endpoint,
  readBody: BodyReader,
  parts: RouteParts,
  request: Request,
  response: Response,
): Promise<void> {
  const actor = await parts.accounts.authenticate(request);
  response.locals.actorId = actor.id;
  requireAccess(endpoint.access, actor);

  const body = await readBody(request, response);
  const deadline = startDeadline(response, endpoint.timeoutSeconds ?? parts.requestTimeoutSeconds);
  const work = (async (): Promise<Answer> => {
    const call: Call<unknown, unknown, unknown> = {
      actor,
      language: languageOf(request),
      params: endpoint.params && parseShape(endpoint.params, request.params),
      query: endpoint.query && parseShape(knownKeysOnly(endpoint.query), withoutLanguage(request.query)),
      body: endpoint.body && parseShape(endpoint.body, request.body),
      ifMatch: rowVersion(request.get('If-Match')),
      request,
      response,
      signal: deadline.signal,
    };
    const run = async (): Promise<Answer> => ({
      status: endpoint.status ?? 200,
      body: await endpoint.handler(call as never),
      replayed: false,
    });
    const remembered = await idempotentRequest(endpoint, actor, request);
    return remembered ? once(parts.idempotency, remembered, run) : run();
  })();
  // The file stays until the work is over, even when nobody waits for it any longer.
  const settled = work.finally(() => body.remove());
  try {
    const answer = await Promise.race([settled, deadline.passed]);
    send(endpoint, answer, response);
  } finally {
    deadline.stop();
    settled.catch((error: unknown) => {
      if (deadline.signal.aborted) parts.logger.warn({ err: error, route: endpoint.path }, 'failed after the deadline');
    });
  }
}

interface Deadline {
  signal: AbortSignal;
  /** Never resolves; rejects when the time is over or the client has gone. */
  passed: Promise<never>;
  stop(): void;
}

function startDeadline(response: Response, seconds: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(refusals.timeout(seconds)), seconds * 1000);
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new ClientGone());
  });
  const passed = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error));
  });
  passed.catch(() => {}); // raced against; it may lose unobserved
  return { signal: controller.signal, passed, stop: () => clearTimeout(timer) };
}

/** The client closed the connection before the answer; nobody is left to be told. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** A mistyped `asof=` must not silently give today's figures. Shapes that say what to do with other keys keep that. */
function knownKeysOnly(shape: z.ZodObject): z.ZodObject {
  return shape._zod.def.catchall ? shape : shape.strict();
}

function withoutLanguage({ lang: _lang, ...rest }: Request['query']): Request['query'] {
  return rest;
}

/** `"3"`, `W/"3"` and `3` are row version 3. */
function rowVersion(header: string | undefined): number | null {
  if (header === undefined) return null;
  const match = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header.trim());
  if (!match) throw refusals.ifMatch(header);
  return Number(match[1]);
}

function send(endpoint: Endpoint, answer: Answer, response: Response): void {
  if (endpoint.response === 'raw') return;
  if (response.headersSent) throw new Error(`${endpoint.method} ${endpoint.path} wrote its own answer but is not raw`);
  const version = (answer.body as { version?: unknown } | null | undefined)?.version;
  if (typeof version === 'number') {
    response.set('ETag', `"${version}"`);
    // A version does not tell for whom, or as of when, the body was made: one that a browser kept is never the answer.
    delete response.req.headers['if-none-match'];
  }
  if (answer.replayed) response.set('Idempotency-Replayed', 'true');
  response.status(answer.status).set('Cache-Control', 'private, no-cache');
  if (answer.body === undefined) response.end();
  else response.json(answer.body);
}
