import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  comparedSpeedsMps,
  coverageReport,
  dependenceReport,
  whatIfReport,
  type CoveragePoint,
  type CoverageReport,
  type FacilityEdit,
  type WhatIfReport,
} from '../../server/coverage/contract.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';
import { runYzt } from '../support/yzt.ts';

let server: RunningServer;
let admin: ApiClient;
let anonymous: ApiClient;
let folder: string;
/** The demonstration city's care circle, as anybody sees it. */
let city: CoverageReport;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-coverage-'));
  server = await startServer({ dataDir: join(folder, 'data') });
  admin = await apiClient(server.url);
  anonymous = await apiClient(server.url, '');
  city = await asked({});
}, 300_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function asked(body: object, as: ApiClient = anonymous): Promise<CoverageReport> {
  const answer = await as.call('POST', '/api/v1/coverage', body);
  expect(answer.status, JSON.stringify(answer.body).slice(0, 500)).toBe(200);
  return coverageReport.parse(answer.body);
}

async function tried(edits: readonly FacilityEdit[]): Promise<WhatIfReport> {
  const answer = await anonymous.call('POST', '/api/v1/coverage/what-if', { edits });
  expect(answer.status, JSON.stringify(answer.body).slice(0, 500)).toBe(200);
  return whatIfReport.parse(answer.body);
}

/** The placed facility whose loss or move touches most people. */
const busiest = () => city.facilities.filter((f) => f.placed).sort((a, b) => b.population60 - a.population60)[0]!;

describe('the demonstration city', () => {
  it('is told by people, with its evidence, and labelled as a demonstration', () => {
    expect(city).toMatchObject({
      demo: true,
      network: { name: 'demo-walk', profile: 'walk', demo: true },
      before: null,
    });
    expect(city.question).toMatchObject({ minutes: 15, speedMps: 0.8, snapLimitM: 200 });
    expect([city.counties.length, city.townships.length, city.points.length]).toEqual([11, 217, 2595]);
    const sum = (key: 'covered' | 'uncovered' | 'unknown') =>
      city.counties.reduce((n, c) => n + c.population60[key], 0);
    for (const key of ['covered', 'uncovered', 'unknown'] as const) {
      expect(sum(key)).toBe(city.total.population60[key]);
      expect(city.total.population60[key]).toBeGreaterThan(0);
    }
    expect(city.total.atSpeeds.map((s) => s.speedMps)).toEqual([0.6, 0.8, 1]);
    expect(city.total.straightLine.covered).toBeGreaterThan(city.total.population60.covered);
    expect(city.total.edge60).toBeGreaterThan(0);
  });

  it('shows points that are unknown because of where they are, beside those that are decided', () => {
    const reasons = new Set(city.points.map((p) => p.reason));
    expect([...reasons]).toEqual(expect.arrayContaining(['reached', 'too-far', 'none-reached', 'off-network']));
  });

  it('is answered without points where nobody asks for them', async () => {
    const report = await asked({ points: false });
    expect(report.points).toEqual([]);
    expect(report.total).toEqual(city.total);
  });

  it('walks farther in more time, and by car in the car network’s own time', async () => {
    const longer = await asked({ minutes: 30, points: false });
    expect(longer.total.population60.covered).toBeGreaterThan(city.total.population60.covered);
    const driven = await asked({ minutes: 15, network: 'demo-car', points: false });
    expect(driven.total.atSpeeds).toEqual([]);
    expect(driven.total.population60.covered).toBeGreaterThan(longer.total.population60.covered);
  });
});

/** How long a walk at the asked speed a search covers: as far as the fastest compared speed goes in the time. */
const searchedSeconds = () => (city.question.minutes * 60 * Math.max(...comparedSpeedsMps)) / city.question.speedMps;

/** A point of a report as a trial gives it: of people who are not covered, a trial names no facility beyond its search. */
function asFarAsTrialsLook(point: CoveragePoint): CoveragePoint {
  if (point.verdict !== 'uncovered' || (point.seconds !== null && point.seconds <= searchedSeconds())) return point;
  return { ...point, reason: 'too-far', facilityId: null, facilityName: null, seconds: null, accessMetres: null };
}

describe('a proposed change set', () => {
  const closing = async (facilityId: string) => {
    const { body } = await admin.call('GET', `/api/v1/facilities/${facilityId}`);
    const change = {
      type: 'facility',
      op: 'update',
      id: facilityId,
      baseVersion: body.version,
      fields: { status: 'closed' },
    };
    return { title: '停办试算', reason: '试算', changes: [change] };
  };

  it('answers before and after, equal to a trial that closes the same facility', async () => {
    const { body: dependence } = await anonymous.call('POST', '/api/v1/coverage/dependence', {});
    const { facilityId, loses60 } = dependenceReport
      .parse(dependence)
      .facilities.reduce((most, facility) => (facility.loses60 > most.loses60 ? facility : most));
    expect(loses60).toBeGreaterThan(0);
    const changeSet = await closing(facilityId);
    const report = await asked({ changeSet }, admin);
    expect(report.before!.total).toEqual(city.total);
    const trial = await tried([{ op: 'close', facilityId }]);
    expect(trial.before).toEqual(city.total);
    expect(trial.after).toEqual(report.total);
    expect(trial.before.population60.covered - trial.after.population60.covered).toBe(loses60);
    const after = new Map(report.points.map((p) => [p.divisionId, p]));
    expect(trial.points.length).toBeGreaterThan(0);
    for (const { after: tried } of trial.points) expect(tried).toEqual(asFarAsTrialsLook(after.get(tried.divisionId)!));

    const { body: draft } = await admin.call('POST', '/api/v1/change-sets', changeSet);
    expect((await asked({ changeSet: draft.id, points: false }, admin)).total).toEqual(report.total);
  });

  it('is for those who may see or preview change sets', async () => {
    const changeSet = await closing(busiest().facilityId);
    expect((await anonymous.call('POST', '/api/v1/coverage', { changeSet })).status).toBe(401);
    expect((await anonymous.call('POST', '/api/v1/coverage', { changeSet: 'some-draft' })).status).toBe(401);
    expect((await admin.call('POST', '/api/v1/coverage', { changeSet: 'no-such-draft' })).status).toBe(404);
  });

  it('is refused where it could not be applied', async () => {
    const changeSet = await closing(busiest().facilityId);
    const stale = { ...changeSet, changes: [{ ...changeSet.changes[0]!, baseVersion: 999 }] };
    expect((await admin.call('POST', '/api/v1/coverage', { changeSet: stale })).status).toBe(412);
  });
});

describe('a trial', () => {
  it('of a moved facility shows what its change set’s preview shows, for every indicator', async () => {
    const facility = busiest();
    const to = {
      type: 'Point' as const,
      coordinates: [facility.longitude! + 0.02, facility.latitude! + 0.01] as [number, number],
    };
    const trial = await tried([{ op: 'move', facilityId: facility.facilityId, to }]);
    const { body } = await admin.call('GET', `/api/v1/facilities/${facility.facilityId}`);
    const changes = trial.changes.map((change) => ({ ...change, baseVersion: body.version }));
    const preview = await admin.call('POST', `/api/v1/change-sets/preview?asOf=${trial.asOf}`, {
      title: '迁址',
      changes,
    });
    expect(preview.body.indicators).toEqual(trial.indicators);
    const circle = trial.indicators.find((i) => i.id === 'careCircle')!;
    expect(circle.before.numerator).toBeGreaterThan(0);
    expect(circle.changed).toBe(
      city.points.some(
        (p) =>
          p.urban &&
          trial.points.some((t) => t.before.divisionId === p.divisionId && t.before.verdict !== t.after.verdict),
      ),
    );
    expect(preview.body.findings.filter((f: { severity: string }) => f.severity === 'block')).toEqual([]);
  });

  it('adds a facility where nobody is served, and takes it away again when asked afresh', async () => {
    const lonely = city.points
      .filter((p) => p.reason === 'too-far' && p.population60 !== null)
      .sort((a, b) => b.population60! - a.population60!)[0]!;
    const at = { type: 'Point' as const, coordinates: [lonely.longitude!, lonely.latitude!] as [number, number] };
    const trial = await tried([{ op: 'add', id: 'trial-1', kind: 'dayCareStation', at }]);
    expect(trial.after.population60.covered - trial.before.population60.covered).toBeGreaterThanOrEqual(
      lonely.population60!,
    );
    expect(trial.changes).toMatchObject([{ op: 'create', id: 'trial-1', fields: { townshipId: lonely.townshipId } }]);
    expect((await asked({ points: false })).total).toEqual(city.total);
  });

  it('says which edited facility has no way near it', async () => {
    const { facilityId, longitude, latitude } = busiest();
    const far: [number, number] = [longitude! + 0.002, latitude! + 0.5];
    const trial = await tried([{ op: 'move', facilityId, to: { type: 'Point', coordinates: far } }]);
    const snapped = (await asked({ points: false })).facilities.find((f) => f.facilityId === facilityId)!.placed;
    expect(snapped).toBe(true);
    expect(trial.unplaced.includes(facilityId)).toBe(!(await isNearWay(far)));
  });

  async function isNearWay([longitude, latitude]: [number, number]): Promise<boolean> {
    const { body } = await anonymous.call(
      'GET',
      `/api/v1/coverage/isochrones?longitude=${longitude}&latitude=${latitude}`,
    );
    return body.snapMetres !== null;
  }
});

describe('bad input', () => {
  it.each([
    [{ minutes: 10_000 }, 400, 'minutes'],
    [{ speedMps: 0 }, 400, 'speedMps'],
    [{ speedMps: 'NaN' }, 400, 'speedMps'],
    [{ facilityKinds: ['palace'] }, 400, 'facilityKinds'],
    [{ network: 'no-such-network' }, 404, 'no-such-network'],
  ])('%j is refused with %i, naming what is wrong', async (body, status, named) => {
    const answer = await anonymous.call('POST', '/api/v1/coverage', body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(named);
  });

  it('names each edit that makes no sense', async () => {
    const edits = [
      { op: 'close', facilityId: busiest().facilityId },
      { op: 'close', facilityId: 'nobody' },
      { op: 'add', id: 'x', kind: 'dayCareStation', at: { type: 'Point', coordinates: [0, 0] } },
      { op: 'reclassify', facilityId: busiest().facilityId, status: 'haunted' },
    ];
    const answer = await anonymous.call('POST', '/api/v1/coverage/what-if', { edits });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((e: { path: string }) => e.path)).toEqual([
      'edits.1.facilityId',
      'edits.2.at',
      'edits.3.status',
    ]);
  });
});

describe('the command line', () => {
  const yzt = (...args: string[]) => runYzt(args, { dataDir: server.dataDir });

  it('prints the same figures, by county as text and without points as JSON', async () => {
    const { stdout } = await yzt('--json', 'coverage', '--minutes', '15', '--speed', '0.8');
    const { points: _points, ...rest } = city;
    expect(JSON.parse(stdout)).toEqual(rest);
    const { stdout: text } = await yzt('coverage');
    for (const county of city.counties) expect(text).toContain(county.name);
  }, 120_000);

  it('refuses bad usage with exit code 2', async () => {
    expect(await yzt('coverage', '--speed', '0')).toMatchObject({ code: 2 });
    expect(await yzt('coverage', '--network', 'no-such-network')).toMatchObject({ code: 1 });
  }, 120_000);
});
