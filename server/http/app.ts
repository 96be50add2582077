import { randomUUID } from 'node:crypto';
import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { AccountService } from './account-service.ts';
import type { Endpoint } from './endpoint.ts';
import { requireSameOrigin } from './guard.ts';
import type { IdempotencyStore } from './idempotency.ts';
import { createMetrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { problemOf, sendProblem } from './problem-answer.ts';
import { refusals } from './refusals.ts';
import { ClientGone, mountEndpoints } from './route.ts';
import { mountWeb } from './web.ts';

export interface HttpConfig {
  /** Largest uploaded file; default 50 MiB. */
  maxUploadBytes?: number;
  /** Time a handler may take unless its endpoint says otherwise; default 60. */
  requestTimeoutSeconds?: number;
  /** Origin of a configured external basemap, the only foreign host the page may load from. */
  basemapOrigin?: string;
  /** PMTiles file on this machine, handed out as `/basemap.pmtiles`. */
  basemapFile?: string;
  /** Address users type, when it differs from the one the server sees (behind a proxy). */
  publicUrl?: string;
  /** express' `trust proxy`; default: no proxy. */
  trustProxy?: boolean | number | string;
}

export interface AppParts {
  endpoints: readonly Endpoint[];
  accounts: AccountService;
  idempotency: IdempotencyStore;
  /** Why the server cannot serve yet, or null when it can. */
  health: { ready(): Promise<string | null> };
  /** The registry's newest sequence number, for /metrics. */
  registrySeq(): number | Promise<number>;
  logger: Logger;
  config: HttpConfig;
  /** Folder of the built web app. */
  webRoot?: string;
}

/** The express app: every route is made from an endpoint, every error becomes a problem document. */
export function createApp(parts: AppParts): Express {
  const { config, logger } = parts;
  const metrics = createMetrics(() => parts.registrySeq());
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', config.trustProxy ?? false);

  app.use(identify(logger), metrics.measure, securityHeaders(config));
  const tileType = /^application\/vnd\.mapbox-vector-tile/u;
  app.use(
    compression({
      // Vector tiles shrink by half and more, and are not on the list of types that do.
      filter: (request, response) =>
        compression.filter(request, response) || tileType.test(String(response.getHeader('Content-Type'))),
    }),
  );
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const reason = await parts.health.ready();
    response.status(reason === null ? 200 : 503).json({ status: reason === null ? 'ready' : 'not ready', reason });
  });
  app.get('/metrics', (request, response) => metrics.expose(request, response));

  app.use('/api', (request, _response, next) => {
    requireSameOrigin(request, config.publicUrl);
    next();
  });
  app.use('/api/auth', parts.accounts.handler);
  let document: ReturnType<typeof openApiDocument> | undefined;
  app.get('/api/openapi.json', (_request, response) => {
    document ??= openApiDocument([...parts.accounts.described, ...parts.endpoints]);
    response.json(document);
  });
  mountEndpoints(app, parts.endpoints, {
    accounts: parts.accounts,
    idempotency: parts.idempotency,
    logger,
    maxUploadBytes: config.maxUploadBytes ?? 50 * 2 ** 20,
    requestTimeoutSeconds: config.requestTimeoutSeconds ?? 60,
  });
  const { basemapFile } = config;
  if (basemapFile !== undefined) app.get('/basemap.pmtiles', (_request, response) => response.sendFile(basemapFile));
  mountWeb(app, parts.webRoot);
  app.use((request) => {
    throw refusals.noRoute(request.path);
  });
  app.use(answerErrors(logger));
  return app;
}

/** Gives the request an id, kept from a proxy when it is well formed, and logs its end. Query strings are not logged. */
function identify(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get('X-Request-Id');
    const requestId = given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
    response.locals.requestId = requestId;
    response.set('X-Request-Id', requestId);
    const started = performance.now();
    response.once('close', () => {
      logger.info(
        {
          requestId,
          method: request.method,
          path: request.originalUrl.split('?')[0],
          route: response.locals.route as string | undefined,
          status: response.writableFinished ? response.statusCode : 'aborted',
          actor: response.locals.actorId as string | undefined,
          milliseconds: Math.round(performance.now() - started),
        },
        'request',
      );
    });
    next();
  };
}

/** Content security policy of a MapLibre page that needs no other host. */
function securityHeaders({ basemapOrigin, publicUrl }: HttpConfig): RequestHandler {
  const secure = publicUrl?.startsWith('https:') ?? false;
  const basemap = basemapOrigin === undefined ? [] : [basemapOrigin];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        childSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", ...basemap],
        imgSrc: ["'self'", 'data:', 'blob:', ...basemap],
        styleSrc: ["'self'", "'unsafe-inline'"], // antd injects its styles at run time
        fontSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // These have meaning over https only; over http browsers complain about them or lock users out.
    strictTransportSecurity: secure,
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
  });
}

function answerErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (error instanceof ClientGone) return;
    const problem = problemOf(error);
    if (!problem) logger.error({ err: error, requestId: response.locals.requestId as string }, 'unexpected error');
    sendProblem(problem ?? refusals.unexpected(), request, response);
  };
}
