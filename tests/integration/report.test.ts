import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTarget, text } from '../../gis-data/catalogue/index.ts';
import type { IndicatorReport } from '../../server/indicators/contract.ts';
import type { JobView } from '../../server/jobs/contract.ts';
import { documentFile, type DocumentRequest } from '../../server/reports/contract.ts';
import { describeWithLibreOffice, openLibreOffice } from '../support/libreoffice.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';

let server: RunningServer;
let admin: ApiClient;
let anyone: ApiClient;

beforeAll(async () => {
  server = await startServer({ timeoutMs: 280_000 });
  admin = await apiClient(server.url);
  anyone = await apiClient(server.url, '');
}, 300_000);

afterAll(() => server?.stop());

async function outcome(as: ApiClient, request: DocumentRequest): Promise<JobView> {
  const started = await as.call('POST', '/api/v1/reports', request);
  expect(started.status, JSON.stringify(started.body)).toBe(202);
  for (;;) {
    const { body } = await as.call('GET', `/api/v1/jobs/${started.body.jobId}`);
    if (body.finishedAt !== null) return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function made(as: ApiClient, request: DocumentRequest) {
  const job = await outcome(as, request);
  expect(job.status, JSON.stringify(job.problem)).toBe('done');
  return documentFile.parse(job.result);
}

async function download(as: ApiClient, url: string) {
  const response = await fetch(`${server.url}${url}`, { headers: { cookie: as.cookie } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

const cells = (html: string) =>
  [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map((row) =>
    [...row[1]!.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map((cell) => cell[1]!),
  );

it('keeps idle connections longer than a report can keep the server from its timers', async () => {
  const { headers } = await fetch(`${server.url}/healthz`);
  expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
});

it('answers a gazetteer and a map of place names as a page of its sheet, to whoever is signed in', async () => {
  const book = await download(admin, '/api/v1/place-names/gazetteer?divisionId=d130824&kind=histories');
  expect([book.status, book.bytes.subarray(0, 2).toString()]).toEqual([200, 'PK']);
  expect(decodeURIComponent(book.headers.get('content-disposition')!)).toContain('滦平县地名志_');
  const address = (query: string) => `/api/v1/place-names/print-map?${query}`;
  const page = await download(admin, address('divisionId=d130824&sheet=A4&lang=en'));
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = page.bytes.toString();
  expect(html).toContain('<html lang="en"');
  expect(html).toContain('size: 297mm 210mm');
  expect(html).toContain('data-scale-bar');
  expect((await download(anyone, address('divisionId=d130824'))).status).toBe(401);
  expect((await admin.call('GET', address('divisionId=nowhere'))).status).toBe(404);
  expect((await admin.call('GET', address('divisionId=d130824&sheet=A0'))).status).toBe(400);
  const village = (await admin.call('GET', '/api/v1/divisions?level=village')).body.items[0];
  const { status, body } = await admin.call('GET', address(`divisionId=${village.id}`));
  expect([status, body.errors[0].code]).toEqual([400, 'no-boundary']);
});

describe('the report of the demonstration city', () => {
  it('has the figures, targets and verdicts that the server answers, and says that they are not real', async () => {
    const report = (await anyone.call('GET', '/api/v1/indicators')).body as IndicatorReport;
    const file = await made(anyone, { format: 'html', lang: 'zh' });
    expect(file).toMatchObject({ snapshot: report.snapshot, asOf: report.asOf, demo: true, warnings: [] });
    const html = (await download(anyone, file.url)).bytes.toString();
    expect(html).toContain('演示数据');
    expect(html).toContain(report.snapshot);
    const rows = cells(html);
    const words = { met: '达标', unmet: '未达标', insufficient: '数据不足' };
    for (const result of report.results) {
      const row = rows.find((each) => each.length === 8 && each[1] === result.name.zh);
      expect(row, result.name.zh).toBeDefined();
      expect(row![6]).toBe(result.target ? words[result.overallVerdict] : '无目标值');
      expect(row![3]).toBe(result.target ? formatTarget(result.target, result.unit, 'zh').replace('>', '&gt;') : '—');
      if (result.denominator > 0 && Number.isInteger(result.numerator))
        expect(row![5]!.split(' / ')[0]).toBe(result.numerator.toLocaleString('zh-CN', { maximumFractionDigits: 1 }));
    }
    const evidence = (await anyone.call('GET', '/api/v1/indicators/8/evidence')).body.rows as {
      verdict: string;
      unitName: string;
    }[];
    const missing = evidence.filter((row) => row.verdict === 'no');
    expect(missing.length).toBeGreaterThan(0);
    expect(html).toContain(`(${missing.length} 个)`);
    const named = new Set(rows.filter((row) => row.length === 4).map((row) => row[2]));
    for (const { unitName } of missing) expect(named).toContain(unitName);
  }, 120_000);

  it('is sent so that nothing in it may run', async () => {
    const file = await made(anyone, { format: 'html', lang: 'en' });
    const { headers, bytes } = await download(anyone, file.url);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(bytes.toString()).not.toMatch(/<script|<link|<img/i);
  }, 120_000);

  it('is kept for the account that asked, and for nobody who guesses', async () => {
    const file = await made(admin, { format: 'html' });
    expect((await download(admin, file.url)).status).toBe(200);
    expect((await download(anyone, file.url)).status).toBe(404);
    expect((await download(anyone, '/api/v1/reports/files/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  }, 120_000);

  it('is refused at once for a township, an unknown division and a scenario of someone else', async () => {
    const ask = (as: ApiClient, more: object) => as.call('POST', '/api/v1/reports', { format: 'html', ...more });
    const township = (await anyone.call('GET', '/api/v1/divisions?level=township')).body.items[0];
    const refused = await ask(anyone, { divisionId: township.id });
    expect(refused.status).toBe(400);
    expect(refused.body.errors[0]).toMatchObject({ path: 'divisionId', code: 'not-city-or-county' });
    expect((await ask(anyone, { divisionId: 'nowhere' })).status).toBe(404);
    expect((await ask(anyone, { format: 'pdf' })).status).toBe(400);
    const own = await admin.call('POST', '/api/v1/scenarios', { name: '不公开的方案', effectiveFrom: '2030-01-01' });
    expect((await ask(anyone, { scenarioId: own.body.id })).status).toBe(404);
    const early = await ask(admin, { scenarioId: own.body.id, asOf: '2026-01-01' });
    expect(early.status).toBe(400);
    expect(early.body.errors[0]).toMatchObject({ path: 'asOf', code: 'before-scenario' });
  }, 120_000);

  it('proposes what a scenario does, with its cost and effect', async () => {
    const centres = (await admin.call('GET', '/api/v1/facilities/points')).body.features
      .filter((f: { properties: { kind: string } }) => f.properties.kind === 'regionalCentre')
      .slice(0, 8) as { properties: { id: string; name: string } }[];
    const functions = { fullDayCare: true, dayCare: true, homeVisits: true, regionalCoordination: true };
    const scenario = await admin.call('POST', '/api/v1/scenarios', {
      name: '补齐四项功能',
      changes: centres.map(({ properties: { id } }) => ({
        type: 'facility',
        op: 'update',
        id,
        baseVersion: 1,
        fields: { functions, status: 'operating' },
      })),
    });
    expect(scenario.status, JSON.stringify(scenario.body)).toBe(201);
    const { body: compared } = await admin.call('POST', '/api/v1/scenarios/compare', { ids: [scenario.body.id] });
    const { cost } = compared.scenarios[0].result;
    expect(cost.actions.length).toBeGreaterThan(0);
    const file = await made(admin, { format: 'html', scenarioId: scenario.body.id });
    const html = (await download(admin, file.url)).bytes.toString();
    expect(html).toContain('补齐四项功能');
    expect(html).toContain(`共 ${cost.actions.length} 项措施`);
    expect(html).toContain(`未能计价 ${cost.unpriced} 项`);
    for (const { facilityName } of cost.actions) expect(html).toContain(facilityName);
  }, 120_000);

  it('can be cancelled while it is made', async () => {
    const { body } = await anyone.call('POST', '/api/v1/reports', { format: 'docx' });
    const cancelled = await anyone.call('DELETE', `/api/v1/jobs/${body.jobId}`);
    expect(cancelled.body).toMatchObject({ status: 'cancelled', result: null });
  });
});

describeWithLibreOffice('the report as DOCX', () => {
  it('opens in LibreOffice and prints, of the city and of a county', async () => {
    const counties = (await anyone.call('GET', '/api/v1/divisions?level=county')).body.items;
    const luanping = counties.find((county: { code: string }) => county.code === '130824');
    const folder = await mkdtemp(join(tmpdir(), 'yzt-report-'));
    const office = await openLibreOffice();
    try {
      const files: string[] = [];
      for (const request of [
        { format: 'docx', lang: 'zh' },
        { format: 'docx', lang: 'en', divisionId: luanping.id },
      ] as const) {
        const file = await made(anyone, request);
        const { bytes, headers } = await download(anyone, file.url);
        expect(headers.get('content-disposition')).toMatch(/^attachment/);
        expect(file.bytes).toBe(bytes.length);
        const parts = unzipSync(new Uint8Array(bytes));
        expect(Object.keys(parts).filter((name) => /^word\/media\/.*\.svg$/.test(name))).toHaveLength(3);
        const header = Object.keys(parts).find((name) => /^word\/header\d+\.xml$/.test(name))!;
        expect(strFromU8(parts[header]!)).toContain(text('演示数据', 'Demonstration data')[request.lang]);
        files.push(join(folder, `${request.lang}.docx`));
        await writeFile(files.at(-1)!, bytes);
      }
      const pdfs = await office.convert(files, 'pdf');
      const pages = await Promise.all(
        pdfs.map(async (pdf) => (await readFile(pdf, 'latin1')).match(/\/Type\s*\/Page\b/g)?.length ?? 0),
      );
      // Title, summary, table, three maps and the townships that miss a centre do not fit on fewer.
      expect(pages[0]).toBeGreaterThanOrEqual(12);
      expect(pages[1]).toBeGreaterThanOrEqual(8);
    } finally {
      await office.remove();
      await rm(folder, { recursive: true, force: true });
    }
  }, 400_000);
});
