import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';

let server: RunningServer;
let anyone: ApiClient;

beforeAll(async () => {
  server = await startServer();
  anyone = await apiClient(server.url, '');
}, 180_000);

afterAll(() => server.stop());

/** Asks for a job until it is over. */
async function outcome(id: string) {
  for (;;) {
    const { body } = await anyone.call('GET', `/api/v1/jobs/${id}`);
    if (body.finishedAt !== null) return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('second layers of the demonstration city', () => {
  it('say who depends on one facility, with the numbers of coverage', async () => {
    const { status, body } = await anyone.call('POST', '/api/v1/coverage/dependence', {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ demo: true, question: { minutes: 15, speedMps: 0.8 }, network: { profile: 'walk' } });
    const coverage = (await anyone.call('POST', '/api/v1/coverage', {})).body;
    const covered = new Set(
      coverage.points
        .filter((p: { verdict: string }) => p.verdict === 'covered')
        .map((p: { divisionId: string }) => p.divisionId),
    );
    const dependent = body.facilities.flatMap((f: { pointIds: string[] }) => f.pointIds);
    expect(dependent.length).toBeGreaterThan(0);
    expect(new Set(dependent).size).toBe(dependent.length);
    for (const id of dependent) expect(covered.has(id)).toBe(true);
  });

  it('score the beds within reach, and refuse a field that no kind has', async () => {
    const kinds = { facilityKinds: ['nursingHome', 'regionalCentre'], minutes: 30 };
    const answer = await anyone.call('POST', '/api/v1/coverage/accessibility', kinds);
    expect(answer.status).toBe(200);
    expect(answer.body.townships).toHaveLength(217);
    expect(answer.body.gini).toBeGreaterThan(0);
    const refused = await anyone.call('POST', '/api/v1/coverage/accessibility', {
      ...kinds,
      capacityField: 'operator',
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([expect.objectContaining({ path: 'capacityField' })]);
  });

  it('show the asked question among the columns of sensitivity', async () => {
    const { body } = await anyone.call('POST', '/api/v1/coverage/sensitivity', {});
    const coverage = (await anyone.call('POST', '/api/v1/coverage', {})).body;
    const asked = body.columns.findIndex(
      (c: { minutes: number; speedMps: number }) => c.minutes === 15 && c.speedMps === 0.8,
    );
    expect(body.total[asked]).toEqual(coverage.total.population60);
    expect(body.townships.some((t: { flips: boolean }) => t.flips)).toBe(true);
  });

  it('rank the townships in a job that anybody may follow, the same for the same seed', async () => {
    const ask = { draws: 20, seed: 3, worst: 10 };
    const started = await anyone.call('POST', '/api/v1/coverage/monte-carlo', ask);
    expect(started.status).toBe(202);
    const job = await outcome(started.body.jobId);
    expect(job).toMatchObject({ kind: 'coverage.monteCarlo', status: 'done', progress: 1 });
    const { townships, notRanked, draws, assumptions } = job.result;
    expect(draws).toBe(20);
    expect(assumptions.length).toBeGreaterThan(0);
    expect(townships.length + notRanked.length).toBe(217);
    const among = townships.reduce((sum: number, t: { worstShare: number }) => sum + t.worstShare, 0);
    expect(among).toBeCloseTo(10, 6);
    const again = await anyone.call('POST', '/api/v1/coverage/monte-carlo', ask);
    expect((await outcome(again.body.jobId)).result).toEqual(job.result);
  });

  it('cancel a job on request', async () => {
    const { body } = await anyone.call('POST', '/api/v1/coverage/monte-carlo', { draws: 2000 });
    const cancelled = await anyone.call('DELETE', `/api/v1/jobs/${body.jobId}`);
    expect(cancelled.body).toMatchObject({ status: 'cancelled', result: null, problem: { code: 'cancelled' } });
  });

  it('refuse at once what the job could not answer', async () => {
    const call = (ask: object) => anyone.call('POST', '/api/v1/coverage/monte-carlo', ask);
    expect((await call({ network: 'no-such-network' })).status).toBe(404);
    expect((await call({ draws: 5 })).status).toBe(400);
    expect((await call({ minutes: 10_000 })).status).toBe(400);
  });
});

describe('a server that stops', () => {
  it('ends event streams and running jobs, and exits 0', async () => {
    await anyone.call('POST', '/api/v1/coverage/monte-carlo', { draws: 2000 });
    const events = await fetch(`${server.url}/api/v1/events`);
    const ended = events.text();
    expect(await server.stop()).toBe(0);
    expect(await ended).toContain('event: registry');
  });
});
