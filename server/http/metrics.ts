import type { Request, RequestHandler, Response } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** Measures every request by method, route template and status. */
  measure: RequestHandler;
  /** Answers `GET /metrics` in Prometheus text format. */
  expose(request: Request, response: Response): Promise<void>;
}

/**
 * @param registrySeq the registry's newest sequence number
 */
export function createMetrics(registrySeq: () => number | Promise<number>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to the end of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  new Gauge({
    name: 'yzt_registry_seq',
    help: 'Newest sequence number of the registry',
    registers: [registry],
    async collect() {
      this.set(await registrySeq());
    },
  });
  return {
    measure: (request, response, next) => {
      const end = durations.startTimer({ method: request.method });
      // The route template, not the path: ids would make a time series each.
      response.once('close', () => end({ route: response.locals.route ?? 'other', status: response.statusCode }));
      next();
    },
    async expose(_request, response) {
      response.type(registry.contentType).send(await registry.metrics());
    },
  };
}
