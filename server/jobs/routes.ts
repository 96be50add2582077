import type { Response } from 'express';
import { z } from 'zod';
import { text } from '../../gis-data/catalogue/index.ts';
import { isAnonymous } from '../http/account-service.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { DueCases } from '../naming-cases/contract.ts';
import type { Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import { eventsQuery, jobView, type JobEvent, type RegistryEvent } from './contract.ts';
import { callerOf, eventOf, type Jobs } from './jobs.ts';

/** How often it is asked whether the registry moved or cases fall due while someone listens, milliseconds. */
const POLL_MS = 2000;
/** How often a silent stream says that it lives, below what proxies take for dead. */
const HEARTBEAT_MS = 20_000;
/** Streams open at a time, and of one account, or of one address for those who are not signed in. */
const MOST_STREAMS = 500;
const MOST_STREAMS_OF_CALLER = 30;

interface Stream {
  /** Account, or address of whoever is not signed in. */
  caller: string;
  /** Whose cases it tells of; null for whoever is not signed in. */
  actor: Actor | null;
  /** What was last told of cases that fall due. */
  lastDue: string;
  send(event: 'job' | 'registry' | 'namingCases', data: JobEvent | RegistryEvent | DueCases): void;
  tellsOf(job: JobEvent, caller: string): boolean;
  beat(): void;
  end(): void;
}

export interface EventSources {
  jobs: Jobs;
  /** Newest sequence number of the registry. */
  head(): Promise<number>;
  /** Cases of place names that fall due, in the counties that an account works in. */
  dueCases(): Promise<(actor: Actor) => DueCases>;
}

/** Jobs and the event stream over HTTP. Streams end when the jobs close. */
export function jobRoutes({ jobs, head, dueCases }: EventSources): Endpoint[] {
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

  /** Tells streams of what falls due, where that is not what they were told. */
  async function tellOfDue(): Promise<void> {
    if (![...streams].some(({ actor }) => actor !== null)) return;
    const dueFor = await dueCases().catch(() => null);
    if (dueFor === null) return;
    for (const stream of streams) {
      if (stream.actor === null) continue;
      const due = dueFor(stream.actor);
      const told = JSON.stringify(due);
      if (told === stream.lastDue) continue;
      stream.lastDue = told;
      stream.send('namingCases', due);
    }
  }

  async function ask(): Promise<void> {
    await poll();
    await tellOfDue();
  }

  function open(stream: Stream): void {
    streams.add(stream);
    if (streams.size > 1) return;
    timers = [
      setInterval(() => void ask(), POLL_MS),
      setInterval(() => streams.forEach((listening) => listening.beat()), HEARTBEAT_MS),
    ];
    for (const timer of timers) timer.unref();
  }

  function close(stream: Stream): void {
    streams.delete(stream);
    if (streams.size === 0) timers.forEach((timer) => clearInterval(timer));
  }

  function refuseTooMany(caller: string): void {
    const ofCaller = [...streams].filter((stream) => stream.caller === caller).length;
    if (ofCaller >= MOST_STREAMS_OF_CALLER) throw problems.tooManyRequests();
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
      summary:
        "Server-sent events: progress of jobs (`job`), the registry's sequence number (`registry`) and, to whoever is signed in, how many place-name cases fall due (`namingCases`)",
      access: 'public',
      query: eventsQuery,
      response: 'raw',
      handler: async ({ query, actor, request, response }) => {
        const anonymous = isAnonymous(actor);
        const caller = callerOf(actor, anonymous);
        refuseTooMany(caller);
        await poll();
        const named = new Set(query.jobs?.split(','));
        beginEvents(response);
        if (request.method === 'HEAD') return void response.end();
        const stream: Stream = {
          caller,
          actor: anonymous ? null : actor,
          lastDue: '',
          send: (event, data) => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
          tellsOf: (job, starter) => named.has(job.id) || (!anonymous && starter === caller),
          beat: () => void response.write(': alive\n\n'),
          end: () => void response.end(),
        };
        response.once('close', () => close(stream));
        open(stream);
        if (lastSeq !== null) stream.send('registry', { seq: lastSeq });
        for (const job of stillKnown(jobs, named)) stream.send('job', job);
        await tellOfDue();
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
