import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { text } from '../../gis-data/catalogue/index.ts';
import { anonymousActor } from '../../server/http/account-service.ts';
import { createApp } from '../../server/http/app.ts';
import { createJobs, defaultJobLimits, type JobContext, type Jobs } from '../../server/jobs/jobs.ts';
import { jobRoutes } from '../../server/jobs/routes.ts';
import type { Actor } from '../../server/registry/contract.ts';
import { problems } from '../../server/registry/problem.ts';

/** Work that ends when told to, and rejects when cancelled. */
function handwork() {
  let context: JobContext | undefined;
  let settle: { resolve(result: unknown): void; reject(error: unknown): void } | undefined;
  return {
    work: (given: JobContext) => {
      context = given;
      return new Promise<unknown>((resolve, reject) => {
        settle = { resolve, reject };
        given.signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    },
    get begun() {
      return context !== undefined;
    },
    tell: (partial: unknown) => context!.tell(partial),
    progress: (fraction: number) => context!.progress(fraction, text(`${fraction}`, `${fraction}`)),
    finish: (result: unknown) => settle!.resolve(result),
    fail: (error: unknown) => settle!.reject(error),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('jobs', () => {
  it('run two at a time and let the others wait their turn', async () => {
    const jobs = createJobs();
    const hands = [handwork(), handwork(), handwork()];
    const ids = hands.map(({ work }) => jobs.start('test', 'someone', work).id);
    expect(ids.map((id) => jobs.get(id).status)).toEqual(['running', 'running', 'queued']);
    hands[0]!.finish({ answer: 42 });
    await settled();
    expect(ids.map((id) => jobs.get(id).status)).toEqual(['done', 'running', 'running']);
    expect(jobs.get(ids[0]!)).toMatchObject({ progress: 1, result: { answer: 42 }, problem: null });
    expect(jobs.get(ids[2]!).startedAt).not.toBeNull();
  });

  it('tell what is known so far until they are over', async () => {
    const jobs = createJobs();
    const hand = handwork();
    const { id } = jobs.start('test', 'someone', hand.work);
    expect(jobs.get(id).partial).toBeNull();
    hand.tell({ best: 3 });
    expect(jobs.get(id).partial).toEqual({ best: 3 });
    hand.finish({ best: 4 });
    await settled();
    expect(jobs.get(id)).toMatchObject({ partial: null, result: { best: 4 } });
  });

  it('tell of progress between 0 and 1, and of nothing after the end', async () => {
    const jobs = createJobs();
    const seen: unknown[] = [];
    jobs.subscribe((job) => seen.push([job.status, job.progress, job.message?.en ?? null]));
    const hand = handwork();
    jobs.start('test', 'someone', hand.work);
    hand.progress(0.5);
    hand.progress(7);
    hand.finish(null);
    await settled();
    hand.progress(0.1);
    expect(seen).toEqual([
      ['queued', 0, null],
      ['running', 0, null],
      ['running', 0.5, '0.5'],
      ['running', 1, '7'],
      ['done', 1, '7'],
    ]);
  });

  it('say why they failed, without the details of an error that nobody foresaw', async () => {
    const jobs = createJobs({
      problemOf: (error) => (error === 'known' ? problems.unavailable(text('忙', 'busy')) : null),
    });
    const unexpected = vi.fn();
    jobs.onUnexpected(unexpected);
    const fail = async (error: unknown) => {
      const { id } = jobs.start('test', 'someone', () => Promise.reject(error));
      await settled();
      return jobs.get(id);
    };
    expect(await fail('known')).toMatchObject({ status: 'failed', problem: { code: 'unavailable' }, result: null });
    expect((await fail(problems.forbidden())).problem!.code).toBe('forbidden');
    expect(unexpected).not.toHaveBeenCalled();
    const secret = await fail(new Error('password'));
    expect(secret.problem!.code).toBe('unexpected');
    expect(JSON.stringify(secret)).not.toContain('password');
    expect(unexpected).toHaveBeenCalledOnce();
  });

  it('are cancelled at once, waiting or running, and a cancelled one frees its place only when its work has ended', async () => {
    const jobs = createJobs({ limits: { ...defaultJobLimits, running: 1 } });
    const unexpected = vi.fn();
    jobs.onUnexpected(unexpected);
    let end = () => {};
    const stubborn = jobs.start('test', 'someone', () => new Promise<void>((resolve) => (end = resolve)));
    const [second, third] = [handwork(), handwork()];
    const waiting = jobs.start('test', 'someone', second.work);
    const next = jobs.start('test', 'someone', third.work);
    expect(jobs.cancel(waiting.id)).toMatchObject({ status: 'cancelled', problem: { code: 'cancelled' } });
    expect(jobs.cancel(stubborn.id).status).toBe('cancelled');
    await settled();
    expect([second.begun, third.begun]).toEqual([false, false]);
    end();
    await settled();
    expect(third.begun).toBe(true);
    expect(jobs.get(stubborn.id)).toMatchObject({ status: 'cancelled', result: null });
    expect(jobs.cancel(next.id).status).toBe('cancelled');
    await settled();
    expect(unexpected).not.toHaveBeenCalled();
    expect(jobs.cancel(next.id).status).toBe('cancelled');
  });

  it('are bounded for each caller and in all', () => {
    const jobs = createJobs({ limits: { ...defaultJobLimits, running: 1, perCaller: 2, queued: 2 } });
    const start = (caller: string) => jobs.start('test', caller, handwork().work);
    const codeOf = (run: () => unknown) => {
      try {
        run();
        return 'started';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(['a', 'a', 'a', 'b', 'c'].map((caller) => codeOf(() => start(caller)))).toEqual([
      'started',
      'started',
      'too-many-requests',
      'started',
      'unavailable',
    ]);
  });

  it('are forgotten by number and by age', async () => {
    const jobs = createJobs({ limits: { ...defaultJobLimits, kept: 2, keptMs: 1000 } });
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const ids: string[] = [];
      for (let i = 0; i < 3; i++) {
        ids.push(jobs.start('test', 'someone', async () => i).id);
        await settled();
        vi.advanceTimersByTime(10);
      }
      const known = () => ids.filter((id) => codeOf(() => jobs.get(id)) === 'found');
      const codeOf = (run: () => unknown) => {
        try {
          run();
          return 'found';
        } catch (error) {
          return (error as { code: string }).code;
        }
      };
      expect(known()).toEqual(ids.slice(1));
      vi.advanceTimersByTime(2000);
      expect(known()).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('have ids of their own that cannot be guessed', () => {
    const jobs = createJobs({ limits: { ...defaultJobLimits, perCaller: 100, queued: 100 } });
    const ids = Array.from({ length: 50 }, () => jobs.start('test', 'someone', handwork().work).id);
    expect(new Set(ids).size).toBe(50);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it('all end when the runner closes, and none begins after', async () => {
    const jobs = createJobs();
    const hand = handwork();
    const { id } = jobs.start('test', 'someone', hand.work);
    jobs.close();
    expect(jobs.get(id)).toMatchObject({ status: 'cancelled', problem: { detail: { en: 'The server stopped' } } });
    expect(() => jobs.start('test', 'someone', hand.work)).toThrow();
  });
});

describe('jobs and events over HTTP', () => {
  let jobs: Jobs;
  let server: Server;
  let base: string;
  let seq: number;
  let actor: Actor;
  let soon: number;
  const dueFor = ({ countyScope }: Actor) => ({ asOf: '2026-03-02', soon, overdue: countyScope === null ? 2 : 1 });

  beforeEach(async () => {
    jobs = createJobs();
    seq = 5;
    soon = 0;
    actor = anonymousActor('10.0.0.1');
    const app = createApp({
      endpoints: jobRoutes({ jobs, head: async () => seq, dueCases: async () => dueFor }),
      accounts: { authenticate: async () => actor, handler: (_request, _response, next) => next(), described: [] },
      idempotency: { begin: async () => null, complete: async () => {}, abandon: async () => {} },
      health: { ready: async () => null },
      registrySeq: () => seq,
      logger: pino({ level: 'silent' }),
      config: {},
    });
    server = await new Promise<Server>((resolve) => {
      const started = app.listen(0, '127.0.0.1', () => resolve(started));
    });
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    jobs.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Reads a stream event by event. */
  async function listen(query = '') {
    const controller = new AbortController();
    const response = await fetch(`${base}/api/v1/events${query}`, { signal: controller.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let buffered = '';
    return {
      response,
      stop: () => controller.abort(),
      /** The next event, or null at the end of the stream. */
      async next(): Promise<{ event: string; data: Record<string, unknown> } | null> {
        for (;;) {
          const end = buffered.indexOf('\n\n');
          if (end !== -1) {
            const [event, data] = buffered.slice(0, end).split('\n');
            buffered = buffered.slice(end + 2);
            if (event!.startsWith(':')) continue;
            return { event: event!.slice('event: '.length), data: JSON.parse(data!.slice('data: '.length)) };
          }
          const { value, done } = await reader.read();
          if (done) return null;
          buffered += value;
        }
      },
    };
  }

  it('show a job, cancel it, and do not know others', async () => {
    const { id } = jobs.start('test', 'someone', handwork().work);
    const shown = await (await fetch(`${base}/api/v1/jobs/${id}`)).json();
    expect(shown).toMatchObject({ id, kind: 'test', status: 'running', progress: 0, result: null, finishedAt: null });
    const cancelled = await (await fetch(`${base}/api/v1/jobs/${id}`, { method: 'DELETE' })).json();
    expect(cancelled).toMatchObject({ id, status: 'cancelled', problem: { code: 'cancelled' } });
    expect((await fetch(`${base}/api/v1/jobs/another`)).status).toBe(404);
  });

  it('stream the jobs asked for from where they stand, and no others', async () => {
    const [mine, other] = [handwork(), handwork()];
    const { id } = jobs.start('test', 'address 10.0.0.1', mine.work);
    const stream = await listen(`?jobs=${id},unknown-job`);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    expect(await stream.next()).toEqual({ event: 'registry', data: { seq: 5 } });
    expect(await stream.next()).toMatchObject({ event: 'job', data: { id, status: 'running' } });
    jobs.start('test', 'address 10.0.0.1', other.work);
    mine.progress(0.25);
    expect(await stream.next()).toMatchObject({ event: 'job', data: { id, progress: 0.25 } });
    mine.finish({ large: true });
    const done = await stream.next();
    expect(done).toMatchObject({ event: 'job', data: { id, status: 'done' } });
    expect(done!.data).not.toHaveProperty('result');
    stream.stop();
  });

  it('tell a signed-in caller of his own jobs, and everybody when the registry moves', async () => {
    actor = { id: 'u1', name: '甲', role: 'viewer', countyScope: null, from: '10.0.0.1' };
    const stream = await listen();
    await stream.next();
    expect(await stream.next()).toMatchObject({ event: 'namingCases', data: { soon: 0, overdue: 2 } });
    jobs.start('test', 'account u2', handwork().work);
    const { id } = jobs.start('test', 'account u1', handwork().work);
    expect(await stream.next()).toMatchObject({ event: 'job', data: { id, status: 'queued' } });
    expect(await stream.next()).toMatchObject({ event: 'job', data: { id, status: 'running' } });
    seq = 6;
    expect(await stream.next()).toEqual({ event: 'registry', data: { seq: 6 } });
    stream.stop();
  });

  it('tell whoever is signed in what falls due in the counties of the account, and again when that changes', async () => {
    const stranger = await listen();
    expect(await stranger.next()).toMatchObject({ event: 'registry' });
    actor = { id: 'u1', name: '甲', role: 'editor', countyScope: ['c1'], from: '10.0.0.1' };
    const stream = await listen();
    await stream.next();
    expect(await stream.next()).toEqual({ event: 'namingCases', data: { asOf: '2026-03-02', soon: 0, overdue: 1 } });
    soon = 1;
    expect(await stream.next()).toEqual({ event: 'namingCases', data: { asOf: '2026-03-02', soon: 1, overdue: 1 } });
    seq = 6;
    expect(await stranger.next()).toEqual({ event: 'registry', data: { seq: 6 } });
    stranger.stop();
    stream.stop();
  });

  it('end streams when the runner closes, and leave no connection behind', async () => {
    const stream = await listen();
    await stream.next();
    jobs.close();
    expect(await stream.next()).toBeNull();
    const closed = new Promise((resolve) => server.close(resolve));
    await closed;
    server.listen(0);
  });

  it('refuse too many streams of one address', async () => {
    const streams = await Promise.all(Array.from({ length: 30 }, () => listen()));
    expect((await fetch(`${base}/api/v1/events`)).status).toBe(429);
    actor = anonymousActor('10.0.0.2');
    const another = await listen();
    expect(another.response.status).toBe(200);
    for (const stream of [...streams, another]) stream.stop();
  });
});
