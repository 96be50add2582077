import type { Response } from 'express';
import { z } from 'zod';
import { text } from '../../gis-data/catalogue/index.ts';
import { isAnonymous } from '../http/account-service.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { problems } from '../registry/problem.ts';
import { eventsQuery, jobView, type JobEvent, type RegistryEvent } from './contract.ts';
import { callerOf, eventOf, type Jobs } from './jobs.ts';

/** How often the registry is asked whether it moved while someone listens, milliseconds. */
const POLL_MS = 2000;
/** How often a silent stream says that it lives, below what proxies take for dead. */
const HEARTBEAT_MS = 20_000;
/** Streams open at a time, and of one address. */
const MOST_STREAMS = 500;
const MOST_STREAMS_OF_ADDRESS = 30;

interface Stream {
  address: string;
  send(event: 'job' | 'registry', data: JobEvent | RegistryEvent): void;
  tellsOf(job: JobEvent, caller: string): boolean;
  beat(): void;
  end(): void;
}

/**
 * Jobs and the event stream over HTTP. Streams end when the jobs close.
 * @param head newest sequence number of the registry
 */
export function jobRoutes({ jobs, head }: { jobs: Jobs; head(): Promise<number> }): Endpoint[] {
  const streams = new Set<Stream>();
  jobs.closing.addEventListener('abort', () => streams.forEach((stream) => stream.end()));
  let lastSeq: number | null = null;
  let timers: NodeJS.Timeout[] = [];

  jobs.subscribe((job, caller) => {
    for (const stream of streams) if (stream.tellsOf(job, caller)) stream.send('job', job);
  });

  async function poll(): Promise<void> {
    // A database that does not answer is told of by every other request; the next poll asks again.
    const seq = await head().catch(() => lastSeq);
    if (seq === null || seq === lastSeq) return;
    lastSeq = seq;
    for (const stream of streams) stream.send('registry', { seq });
  }

  function open(stream: Stream): void {
    streams.add(stream);
    if (streams.size > 1) return;
    timers = [
      setInterval(() => void poll(), POLL_MS),
      setInterval(() => streams.forEach((listening) => listening.beat()), HEARTBEAT_MS),
    ];
    for (const timer of timers) timer.unref();
  }

  function close(stream: Stream): void {
    streams.delete(stream);
    if (streams.size === 0) timers.forEach((timer) => clearInterval(timer));
  }

  function refuseTooMany(address: string): void {
    const ofAddress = [...streams].filter((stream) => stream.address === address).length;
    if (ofAddress >= MOST_STREAMS_OF_ADDRESS) throw problems.tooManyRequests();
    if (streams.size >= MOST_STREAMS) {
      throw problems.unavailable(text('事件连接过多,请稍后再试', 'Too many event streams are open; try again later'));
    }
  }

  const id = z.object({ id: z.string().max(64) });
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/jobs/{id}',
      tag: 'jobs',
      summary: 'Progress and result of a job',
      access: 'public',
      params: id,
      response: jobView,
      handler: async ({ params }) => jobs.get(params.id),
    }),
    endpoint({
      method: 'delete',
      path: '/api/v1/jobs/{id}',
      tag: 'jobs',
      summary: 'Cancel a job',
      access: 'public',
      params: id,
      response: jobView,
      handler: async ({ params }) => jobs.cancel(params.id),
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/events',
      tag: 'jobs',
      summary: "Server-sent events: progress of jobs (`job`) and the registry's sequence number (`registry`)",
      access: 'public',
      query: eventsQuery,
      response: 'raw',
      handler: async ({ query, actor, request, response }) => {
        refuseTooMany(actor.from);
        await poll();
        const named = new Set(query.jobs?.split(','));
        const own = isAnonymous(actor) ? null : callerOf(actor, false);
        beginEvents(response);
        if (request.method === 'HEAD') return void response.end();
        const stream: Stream = {
          address: actor.from,
          send: (event, data) => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
          tellsOf: (job, caller) => named.has(job.id) || caller === own,
          beat: () => void response.write(': alive\n\n'),
          end: () => void response.end(),
        };
        response.once('close', () => close(stream));
        open(stream);
        if (lastSeq !== null) stream.send('registry', { seq: lastSeq });
        for (const job of stillKnown(jobs, named)) stream.send('job', job);
      },
    }),
  ];
}

/** Whoever listens late is told where the jobs stand; one that is unknown is left out. */
function stillKnown(jobs: Jobs, ids: Iterable<string>): JobEvent[] {
  return [...ids].flatMap((id) => {
    try {
      return eventOf(jobs.get(id));
    } catch {
      return [];
    }
  });
}

function beginEvents(response: Response): void {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    // no-transform keeps the compression from holding events back; the last is for nginx.
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
    // A stream that has ended must not hold a stopping server open as an idle connection.
    Connection: 'close',
  });
  response.flushHeaders();
}
