import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditPage } from '../../server/accounts/contract.ts';
import type { FacilityDetail } from '../../server/facilities/contract.ts';
import type { EvidenceReport, IndicatorReport } from '../../server/indicators/contract.ts';
import {
  worklistOverview,
  worklistPage,
  type WorklistItem,
  type WorklistPage,
} from '../../server/worklists/contract.ts';
import { apiClient, startServer, type ApiClient, type RunningServer } from '../support/server.ts';

const day = '2025-12-31';
let server: RunningServer;
let folder: string;
let admin: ApiClient;
let anonymous: ApiClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yzt-worklists-'));
  server = await startServer({ dataDir: join(folder, 'data'), timeoutMs: 240_000 });
  admin = await apiClient(server.url);
  anonymous = await apiClient(server.url, '');
}, 300_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function get<T>(path: string, as: ApiClient = admin): Promise<T> {
  const { status, body } = await as.call('GET', path);
  expect(status, `${path} ${JSON.stringify(body).slice(0, 300)}`).toBe(200);
  return body as T;
}

const pageOf = async (list: string, query = '', as: ApiClient = admin): Promise<WorklistPage> =>
  worklistPage.parse(await get(`/api/v1/worklists/${list}?limit=5000${query}`, as));

const put = (list: string, item: Pick<WorklistItem, 'key'>, version: number | null, body: object, as = admin) =>
  as.call(
    'PUT',
    `/api/v1/worklists/${list}/items/${encodeURIComponent(item.key)}`,
    body,
    version === null ? {} : { 'if-match': `"${version}"` },
  );

describe('the lists of the demonstration city', () => {
  it('count what the pages hold, and mark it as a demonstration', async () => {
    const overview = worklistOverview.parse(await get(`/api/v1/worklists?asOf=${day}`, anonymous));
    expect(overview.asOf).toBe(day);
    expect(overview.lists.map((list) => list.id)).toEqual([
      'missing-functions',
      'funeral-homes',
      'cremators',
      'deciding-unknowns',
      'stale-records',
      'old-names',
    ]);
    for (const list of overview.lists) {
      const page = await pageOf(list.id, `&asOf=${day}`, anonymous);
      expect([list.id, page.total, page.snapshot]).toEqual([list.id, list.total, overview.snapshot]);
      expect(page.items).toHaveLength(list.total);
      expect(new Set(page.items.map((item) => item.key)).size).toBe(list.total);
      expect(list.demo).toBe(list.total > 0);
      expect(list).toMatchObject({ assigned: null, overdue: null });
    }
  });

  it('list as missing exactly the townships that no. 8 does not count', async () => {
    const { rows } = await get<EvidenceReport>(`/api/v1/indicators/8/evidence?asOf=${day}`);
    const short = rows.filter((row) => row.unitType === 'township' && row.verdict !== 'yes');
    const page = await pageOf('missing-functions', `&asOf=${day}`);
    expect(new Set(page.items.map((item) => item.subject.id))).toEqual(new Set(short.map((row) => row.unitId)));
    const county = page.items[0]!.countyId!;
    const inCounty = await pageOf('missing-functions', `&asOf=${day}&county=${county}`);
    expect(inCounty.items.map((item) => item.key).sort()).toEqual(
      page.items
        .filter((item) => item.countyId === county)
        .map((item) => item.key)
        .sort(),
    );
    expect(page.items.map((item) => item.rank!)).toEqual(page.items.map((item) => item.rank!).sort((a, b) => a - b));
  });

  it('say of every undecided indicator with a target what settles it', async () => {
    const { results } = await get<IndicatorReport>(`/api/v1/indicators?asOf=${day}`);
    const open = results.filter((r) => r.target !== null && r.verdict === 'insufficient').map((r) => r.id);
    const page = await pageOf('deciding-unknowns', `&asOf=${day}`);
    expect(page.settlements.filter((s) => s.reading === null).map((s) => s.indicatorId)).toEqual(open);
    for (const { indicatorId, fields, missingStatistics } of page.settlements) {
      const own = await pageOf('deciding-unknowns', `&asOf=${day}&indicator=${indicatorId}`);
      expect([indicatorId, own.total]).toEqual([indicatorId, fields + missingStatistics]);
      expect(own.total).toBeGreaterThan(0);
    }
  });

  it('come page by page without loss', async () => {
    const whole = await pageOf('deciding-unknowns', `&asOf=${day}&sort=-subject`);
    const keys: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: WorklistPage = await get(
        `/api/v1/worklists/deciding-unknowns?asOf=${day}&sort=-subject&limit=40${query}`,
      );
      keys.push(...page.items.map((item) => item.key));
      cursor = page.nextCursor;
    }
    expect(keys).toEqual(whole.items.map((item) => item.key));
  });
});

describe('an assignment', () => {
  it('is kept while its item is away, and is there when it comes back', async () => {
    const { items } = await pageOf('deciding-unknowns', '&indicator=8');
    const item = items.find((i) => i.fields[0]!.path.startsWith('functions.'))!;
    const { user } = await get<{ user: { id: string; name: string } }>('/api/v1/session');
    const written = await put('deciding-unknowns', item, 0, {
      assigneeId: user.id,
      dueOn: '2020-01-31',
      note: '电话核实',
    });
    expect(written.status).toBe(200);
    expect(written.body).toMatchObject({ version: 1, assigneeId: user.id, assigneeName: user.name, note: '电话核实' });

    const find = async () => (await pageOf('deciding-unknowns')).items.find((i) => i.key === item.key);
    expect((await find())?.assignment).toMatchObject({ version: 1, dueOn: '2020-01-31' });
    expect((await pageOf('deciding-unknowns', '&overdue=true')).items.map((i) => i.key)).toEqual([item.key]);
    expect((await pageOf('deciding-unknowns', `&assignee=${user.id}`)).total).toBe(1);
    const summary = worklistOverview
      .parse(await get('/api/v1/worklists'))
      .lists.find((l) => l.id === 'deciding-unknowns');
    expect(summary).toMatchObject({ assigned: 1, overdue: 1 });

    // Filled in: the item goes. Undone: it is back, with what was said of it.
    const { version } = await get<FacilityDetail>(`/api/v1/facilities/${item.subject.id}`);
    const functionId = item.fields[0]!.path.split('.')[1]!;
    const fields = { functions: { [functionId]: true } };
    const committed = await admin.call(
      'PATCH',
      `/api/v1/facilities/${item.subject.id}`,
      { fields, reason: '核实' },
      { 'if-match': `"${version}"` },
    );
    expect(committed.status, JSON.stringify(committed.body).slice(0, 300)).toBe(200);
    expect(await find()).toBeUndefined();
    expect((await put('deciding-unknowns', item, 1, {})).status).toBe(404);
    const undone = await admin.call('POST', `/api/v1/change-sets/${committed.body.changeSet.id}/undo`, {
      reason: '误填',
    });
    expect(undone.status).toBe(200);
    expect((await find())?.assignment).toMatchObject({ version: 1, note: '电话核实' });
  });

  it('is refused on an old version, without one, to an unknown user, and is audited', async () => {
    const [item] = (await pageOf('funeral-homes')).items;
    expect((await put('funeral-homes', item!, null, {})).status).toBe(400);
    expect((await put('funeral-homes', item!, 0, { assigneeId: 'nobody' })).body.errors[0].code).toBe('no-such-user');
    const first = await put('funeral-homes', item!, 0, { assigneeName: '殡葬管理科' });
    expect(first.body).toMatchObject({ version: 1, assigneeId: null, assigneeName: '殡葬管理科' });
    expect((await put('funeral-homes', item!, 0, { assigneeName: '另一科' })).status).toBe(412);
    expect((await put('funeral-homes', item!, 7, { assigneeName: '另一科' })).status).toBe(412);
    const second = await put('funeral-homes', item!, 1, { assigneeName: '另一科', dueOn: '2030-01-01' });
    expect(second.body).toMatchObject({ version: 2, assigneeName: '另一科', dueOn: '2030-01-01' });
    const audit = await get<AuditPage>('/api/v1/audit?limit=20');
    expect(audit.items.find((entry) => entry.action === 'worklist-assigned')).toMatchObject({
      target: `funeral-homes/${item!.key}`,
      detail: { assigneeName: '另一科', dueOn: '2030-01-01' },
    });
  });

  it('is for editors of the county, and is not shown to those who have not signed in', async () => {
    const { items } = await pageOf('cremators');
    const item = items[0]!;
    const elsewhere = items.find((other) => other.countyId !== item.countyId)!;
    const accounts = { role: 'editor', countyScope: [item.countyId], password: 'Worklist-2026' };
    await admin.call('POST', '/api/v1/users', { username: 'county', name: '县级', ...accounts });
    const editor = await apiClient(server.url, 'county', accounts.password);
    expect((await put('cremators', elsewhere, 0, { assigneeName: '所' }, editor)).status).toBe(403);
    expect((await put('cremators', item, 0, { assigneeName: '所' }, editor)).status).toBe(200);
    expect((await put('cremators', item, 1, { assigneeName: '所' }, anonymous)).status).toBe(401);
    expect((await anonymous.call('GET', '/api/v1/worklists/assignees')).status).toBe(401);
    expect((await get<{ items: unknown[] }>('/api/v1/worklists/assignees', editor)).items).toHaveLength(2);
    const seen = await pageOf('cremators', '', anonymous);
    expect(seen.items.every(({ assignment }) => assignment === null)).toBe(true);
    expect(seen.assignees).toEqual([]);
  });
});

describe('an export', () => {
  const path = (format: string, query = '') =>
    `/api/v1/worklists/deciding-unknowns/export?asOf=${day}&format=${format}${query}`;

  it('has every item as CSV, with the day, the snapshot and the mark of a demonstration', async () => {
    const page = await pageOf('deciding-unknowns', `&asOf=${day}`);
    const csv = await get<string>(path('csv', '&lang=zh'));
    const { data } = Papa.parse<Record<string, string>>(csv.replace(/^\ufeff/, '').trim(), { header: true });
    expect(data.map((row) => row['记录标识'])).toEqual(page.items.map((item) => item.subject.id));
    for (const row of data) {
      expect(row).toMatchObject({ 数据日期: day, 快照: page.snapshot, 演示: '演示数据' });
    }
    const english = await get<string>(path('csv', '&lang=en&indicator=8'), anonymous);
    expect(english).toContain('What to do');
    expect(english).not.toContain('Assignee');
  });

  it('has every item as XLSX, below its circumstances', async () => {
    const page = await pageOf('deciding-unknowns', `&asOf=${day}`);
    const response = await fetch(`${server.url}${path('xlsx', '&lang=zh')}`, { headers: { cookie: admin.cookie } });
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('决定结论的未知项'));
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(await response.arrayBuffer());
    const sheet = workbook.worksheets[0]!;
    expect(sheet.getCell('A2').text).toContain(page.snapshot);
    expect(sheet.getCell('A3').text).toBe('演示数据');
    expect(sheet.rowCount).toBe(4 + page.total);
  });
});
