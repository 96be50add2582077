import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { indicators } from '../../gis-data/catalogue/index.ts';
import { indicatorReport } from '../../server/indicators/contract.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';
import { runYzt } from '../support/yzt.ts';

let server: RunningServer;
let admin: ApiClient;
let anonymous: ApiClient;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-program-'));
  server = await startServer({ dataDir: join(folder, 'data') });
  admin = await apiClient(server.url);
  anonymous = await apiClient(server.url, '');
}, 240_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the command line, by default beside the server. */
const yzt = (args: readonly string[], dataDir = server.dataDir) => runYzt(args, { dataDir });

test('health, readiness, metrics and the OpenAPI document answer', async () => {
  expect((await anonymous.call('GET', '/healthz')).status).toBe(200);
  expect((await anonymous.call('GET', '/readyz')).body).toMatchObject({ status: 'ready' });
  expect((await anonymous.call('GET', '/metrics')).body).toMatch(/^# HELP /m);
  const { body: openApi } = await anonymous.call('GET', '/api/openapi.json');
  expect(openApi.openapi).toMatch(/^3\.1/);
  expect(Object.keys(openApi.paths)).toEqual(
    expect.arrayContaining(['/api/v1/indicators', '/api/v1/change-sets/{id}/undo', '/api/v1/imports/{id}/dry-run']),
  );
});

test('the demonstration city is there, labelled, with every indicator of the catalogue', async () => {
  const { body } = await anonymous.call('GET', '/api/v1/indicators');
  const report = indicatorReport.parse(body);
  expect(report.demo).toBe(true);
  expect(report.results.map((r) => r.id)).toEqual(indicators.map((i) => i.id));
  const evidence = await anonymous.call('GET', '/api/v1/indicators/8/evidence');
  expect(evidence.body.rows.filter((r: { unitType: string }) => r.unitType === 'township')).toHaveLength(217);
  const townships = await anonymous.call('GET', '/api/v1/divisions?level=township');
  expect(townships.body.items).toHaveLength(217);
});

test('a reader without an account changes nothing', async () => {
  const { body } = await anonymous.call('GET', '/api/v1/facilities?limit=1');
  const [facility] = body.items;
  const patch = await anonymous.call(
    'PATCH',
    `/api/v1/facilities/${facility.id}`,
    { fields: { name: 'x' }, reason: 'x' },
    { 'if-match': '"1"' },
  );
  expect(patch.status).toBe(401);
  expect(patch.headers.get('content-type')).toContain('application/problem+json');
});

test('an edit carries its version, a stale one is refused, and an undo restores the figure', async () => {
  const before = (await anonymous.call('GET', '/api/v1/indicators/8/evidence')).body;
  const missing = before.rows.find(
    (r: { verdict: string; records: unknown[] }) => r.verdict === 'no' && r.records.length > 0,
  );
  const { id } = missing.records[0];
  const detail = (await anonymous.call('GET', `/api/v1/facilities/${id}`)).body;
  const change = {
    fields: {
      status: 'operating',
      statusSince: '2024-01-01',
      functions: { fullDayCare: true, dayCare: true, homeVisits: true, regionalCoordination: true },
    },
    reason: '核实',
  };
  const stale = await admin.call('PATCH', `/api/v1/facilities/${id}`, change, {
    'if-match': `"${detail.version + 1}"`,
  });
  expect(stale.status).toBe(412);
  const saved = await admin.call('PATCH', `/api/v1/facilities/${id}`, change, {
    'if-match': `"${detail.version}"`,
    'idempotency-key': 'program-test-1',
  });
  expect(saved.status, JSON.stringify(saved.body).slice(0, 400)).toBe(200);
  const again = await admin.call('PATCH', `/api/v1/facilities/${id}`, change, { 'if-match': `"${detail.version}"` });
  expect(again.status).toBe(412);
  const after = (await anonymous.call('GET', '/api/v1/indicators/8/evidence')).body;
  expect(after.indicator.numerator).toBe(before.indicator.numerator + 1);
  const undo = await admin.call('POST', `/api/v1/change-sets/${saved.body.changeSet.id}/undo`, { reason: '试验' });
  expect(undo.status).toBe(200);
  expect((await anonymous.call('GET', '/api/v1/indicators/8/evidence')).body.indicator.numerator).toBe(
    before.indicator.numerator,
  );
});

test('a second server on the same folder refuses to start and says why; the first goes on', async () => {
  await expect(startServer({ dataDir: server.dataDir })).rejects.toThrow(
    new RegExp(`exited with 1[^]*${server.process.pid}`),
  );
  expect((await anonymous.call('GET', '/healthz')).status).toBe(200);
});

test('a wrong setting is refused by name', async () => {
  await expect(startServer({ env: { PORT: 'eighty' } })).rejects.toThrow(
    /exited with 1[^]*PORT must be a port number, not "eighty"/,
  );
});

test('the command line answers beside the running server, with its promised exit codes', async () => {
  const report = await yzt(['--json', 'indicators', '--as-of', '2022-12-31']);
  expect(report.code, report.stderr).toBe(0);
  expect(indicatorReport.parse(JSON.parse(report.stdout)).asOf).toBe('2022-12-31');
  expect((await yzt(['indicators', '--as-of', 'yesterday'])).code).toBe(2);
  expect((await yzt(['frobnicate'])).code).toBe(2);
  const check = await yzt(['--json', 'check']);
  expect(check.code).toBe(0);
  expect(JSON.parse(check.stdout)).toMatchObject({ ok: true });
});

test('accounts made on the command line sign in, and no longer once disabled', async () => {
  const added = await yzt(['--json', 'user', 'add', '围场编辑', '--role', 'editor', '--county', '130828']);
  expect(added.code, added.stderr).toBe(0);
  const { generatedPassword } = JSON.parse(added.stdout);
  const editor = await apiClient(server.url, '围场编辑', generatedPassword);
  expect((await editor.call('GET', '/api/v1/session')).body.user).toMatchObject({
    role: 'editor',
    countyScope: ['d130828'],
  });
  expect(JSON.parse((await yzt(['--json', 'user', 'list'])).stdout)).toHaveLength(2);
  expect((await yzt(['user', 'disable', '围场编辑'])).code).toBe(0);
  await expect(apiClient(server.url, '围场编辑', generatedPassword)).rejects.toThrow('Sign-in failed');
});

test('a file imports on the command line: dry run first, refused rows said, then committed', async () => {
  const file = join(folder, 'outlets.csv');
  await writeFile(
    file,
    '编号,名称,县(市、区),乡镇(街道),状态\nCLI-1,试验网点一,承德县,下板城镇,运营\nCLI-2,试验网点二,承德县,没有这个镇,运营\n',
  );
  const args = ['--json', 'import', file, '--kind', '福彩网点'];
  const dry = await yzt([...args, '--dry-run']);
  expect(dry.code).toBe(1);
  expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: { counts: { added: 1, rejected: 1 } }, commit: null });
  await writeFile(file, '编号,名称,县(市、区),乡镇(街道),状态\nCLI-1,试验网点一,承德县,下板城镇,运营\n');
  const done = await yzt(args);
  expect(done.code, done.stderr).toBe(0);
  expect((await anonymous.call('GET', '/api/v1/facilities?q=CLI-1')).body.total).toBe(1);
});

test('a backup restores into an empty folder, and the copy passes the check', async () => {
  const file = join(folder, 'city.backup');
  const made = await yzt(['backup', '-o', file]);
  expect(made.code, made.stderr).toBe(0);
  const copy = join(folder, 'copy');
  const restored = await yzt(['restore', file], copy);
  expect(restored.code, restored.stderr).toBe(0);
  expect((await yzt(['check'], copy)).code).toBe(0);
  // Networks are files of the data folder, built from other files: a backup of the registry does not hold them.
  await cp(join(server.dataDir, 'networks'), join(copy, 'networks'), { recursive: true });
  const figures = async (dataDir: string) => {
    const { results, seq } = JSON.parse((await yzt(['--json', 'indicators'], dataDir)).stdout);
    return { results, seq };
  };
  expect(await figures(copy)).toEqual(await figures(server.dataDir));
  await writeFile(file, 'not a backup');
  expect((await yzt(['restore', file, '--replace'], copy)).code).toBe(1);
  expect((await yzt(['check'], copy)).code).toBe(0);
}, 400_000);

test('the check finds a row that was changed behind the registry’s back', async () => {
  const copy = join(folder, 'copy');
  const { openDatabase } = await import('../../server/db/open.ts');
  const database = await openDatabase({ dataDir: copy, role: 'test' });
  await database.pool.query("UPDATE facility SET name = name || '!' WHERE id = (SELECT min(id) FROM facility)");
  await database.close();
  const check = await yzt(['--json', 'check'], copy);
  expect(check.code).toBe(1);
  expect(JSON.parse(check.stdout).results.flatMap((r: { troubles: string[] }) => r.troubles)).toEqual([
    expect.stringMatching(/^facility\/.*: column name differs/),
  ]);
}, 120_000);

test('SIGTERM drains, closes the database and exits 0 within ten seconds', async () => {
  const started = Date.now();
  expect(await server.stop()).toBe(0);
  expect(Date.now() - started).toBeLessThan(10_000);
});
