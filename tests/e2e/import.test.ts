import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FacilityDetail, FacilityItem, FacilityList } from '../../server/facilities/contract.ts';
import { screenshot } from '../support/browser.ts';
import type { ApiClient, RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

const newName = '浏览器测试养老院';

describeInBrowser('the import wizard', { viewport: { width: 1366, height: 768 }, refusals: true }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let folder: string;
  let page: Page;
  /** Facilities of the register that the sheet speaks of: unchanged, changed, given impossible beds, named otherwise. */
  let known: [FacilityItem, FacilityItem, FacilityItem, FacilityItem];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yzt-import-'));
    ({ server, api, page } = stage);
    const { items } = await get<FacilityList>('/api/v1/facilities?kind=nursingHome&status=operating&limit=5000');
    const complete = items.filter((f) => typeof f.attributes.beds === 'number' && f.entrance && f.townshipId);
    known = complete.slice(0, 4) as typeof known;
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function get<T>(path: string): Promise<T> {
    const { status, body } = await api.call('GET', path);
    expect(status, path).toBe(200);
    return body as T;
  }

  async function divisionNames(): Promise<Map<string, string>> {
    const levels = await Promise.all(
      ['county', 'township'].map((level) =>
        get<{ items: { id: string; name: string }[] }>(`/api/v1/divisions?level=${level}`),
      ),
    );
    return new Map(levels.flatMap(({ items }) => items.map((d) => [d.id, d.name] as const)));
  }

  /** A register with one row unchanged, one changed, one rejected, one new, and one that may be a registered facility. */
  async function writeRegister(statusOfNew?: string): Promise<string> {
    const names = await divisionNames();
    const workbook = new ExcelJS.Workbook();
    const sheet = workbook.addWorksheet('养老院');
    sheet.addRow(['机构编码', '机构名称', '县区', '乡镇街道', '经度', '纬度', '床位数', '护理型床位', '备注', '状态']);
    const row = (
      f: FacilityItem,
      changes: { code?: string | null; name?: string; beds?: number; nursing?: number; status?: string } = {},
    ) =>
      sheet.addRow([
        changes.code === undefined ? f.code : changes.code,
        changes.name ?? f.name,
        names.get(f.countyId),
        names.get(f.townshipId!),
        f.entrance!.coordinates[0],
        f.entrance!.coordinates[1],
        changes.beds ?? f.attributes.beds,
        changes.nursing ?? null,
        null,
        changes.status ?? null,
      ]);
    const [unchanged, changed, rejected, renamed] = known;
    row(unchanged);
    row(changed, { beds: bedsAfter() });
    row(rejected, { beds: 10, nursing: 20 });
    row(unchanged, { code: 'E2E-0001', name: newName, beds: 80, nursing: 60, status: statusOfNew });
    row(renamed, { code: null, name: shortened(renamed) });
    const path = join(folder, 'register.xlsx');
    await workbook.xlsx.writeFile(path);
    return path;
  }

  const shortened = ({ name }: FacilityItem) => name.slice(0, -1);
  const bedsAfter = () => (known[1].attributes.beds as number) + 7;

  async function bedsOf(id: string): Promise<unknown> {
    return (await get<FacilityDetail>(`/api/v1/facilities/${id}`)).body.attributes.beds;
  }

  const matches = async (q: string) => (await get<FacilityList>(`/api/v1/facilities?q=${encodeURIComponent(q)}`)).total;

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const countOf = (status: string) => page.locator(`[data-testid=count-${status}]`).textContent();

  async function toDryRun(path: string): Promise<void> {
    await page.locator('input[type=file]').setInputFiles(path);
    await page.locator('input#crs').waitFor();
    await button(/(下一步|Next)$/).click();
    // No coordinate system is preselected, and without one there is no next step.
    await page.locator('.ant-form-item-explain-error').first().waitFor();
    await page.locator('input#crs').click();
    await page.locator('.ant-select-item-option', { hasText: 'EPSG:4490' }).click();
    await button(/(下一步|Next)$/).click();
    await page.locator('[data-testid=mapping-table]').waitFor();
    await button(/(试运行|Dry run)$/).click();
    await page.locator('[data-testid=dry-run]').waitFor();
  }

  it('goes from a file over the dry run to a commit and back by undo', async () => {
    const [, changed, rejected] = known;
    const bedsBefore = changed.attributes.beds;
    const path = await writeRegister();
    await signIn(page, server.url);
    await page.goto(`${server.url}/import?lang=zh`);
    await toDryRun(path);

    expect(await countOf('all')).toBe('全部 5');
    expect(await countOf('undecided')).toBe('待决定 1');
    expect(await countOf('rejected')).toBe('拒绝 1');
    expect(await countOf('changed')).toBe('修改 1');
    expect(await countOf('added')).toBe('新增 1');
    expect(await countOf('unchanged')).toBe('不变 1');
    const refused = page.locator('tr[data-status=rejected]');
    expect(await refused.textContent()).toContain('护理型床位数不能大于床位数');
    expect(await refused.locator('input[type=checkbox]').isDisabled()).toBe(true);
    expect(
      await page.locator('[data-testid=indicator-deltas] tr[data-indicator="7"]').getAttribute('data-changed'),
    ).toBe('true');
    await screenshot(page, 'import-dry-run-zh');
    // A dry run changes nothing.
    expect(await matches(newName)).toBe(0);
    expect(await bedsOf(changed.id)).toBe(bedsBefore);

    // Who it is, is decided row by row; a reload forgets nothing.
    const doubtful = page.locator('tr[data-status=undecided]');
    const kept = page.waitForResponse((r) => r.url().endsWith('/decisions') && r.ok());
    await doubtful.getByRole('radio').first().check();
    await kept;
    await page.reload();
    await page.getByText('已有 1 行作了新的决定').waitFor();
    expect(await doubtful.getByRole('radio').first().isChecked()).toBe(true);
    await screenshot(page, 'import-decision-zh');
    await button('按决定重新试运行').click();
    await button('提交所选 3 行').click();
    await page.locator('[data-testid=import-result]').waitFor();
    expect(await matches(newName)).toBe(1);
    expect((await get<FacilityDetail>(`/api/v1/facilities/${known[3].id}`)).body.name).toBe(shortened(known[3]));
    expect(await bedsOf(changed.id)).toBe(bedsAfter());
    expect(await bedsOf(rejected.id)).toBe(rejected.attributes.beds);

    await button('撤销这次导入').click();
    const dialog = page.locator('[data-testid=undo-dialog]');
    await dialog.locator('[data-testid=preview]').waitFor();
    await dialog.locator('textarea').fill('试导入');
    await button('确认撤销').click();
    await page.getByText('这次导入已撤销').waitFor();
    expect(await matches(newName)).toBe(0);
    expect(await bedsOf(changed.id)).toBe(bedsBefore);

    await button('再导入一个文件').click();
    const earlier = page.locator('[data-testid=import-list] .ant-table-row').first();
    expect(await earlier.textContent()).toContain('register.xlsx');
    expect(await earlier.textContent()).toContain('已提交');
  });

  it('commits only the rows that are selected', async () => {
    const path = await writeRegister();
    await signIn(page, server.url);
    await page.goto(`${server.url}/import?lang=zh`);
    await toDryRun(path);
    await page.locator('tr[data-status=changed] input[type=checkbox]').click();
    await button('提交所选 1 行').click();
    await page.locator('[data-testid=import-result]').waitFor();
    expect(await matches(newName)).toBe(1);
    expect(await bedsOf(known[1].id)).toBe(known[1].attributes.beds);
  });

  it('says what is wrong with a file that is none', async () => {
    await signIn(page, server.url);
    await page.goto(`${server.url}/import?lang=zh`);
    await page.locator('input[type=file]').setInputFiles({
      name: 'register.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: Buffer.from([0x50, 0x4b, 3, 4, 0, 1, 2, 3]),
    });
    await page.locator('[role=alert]').first().waitFor();
    expect(await page.locator('input#crs').count()).toBe(0);
    await screenshot(page, 'import-bad-file-zh');
  });

  it('takes a layer with the coordinate system that it states, and lines only with consent', async () => {
    const feature = (name: string, geometry: object) => ({
      type: 'Feature',
      properties: { 机构名称: name, 县区: county },
      geometry,
    });
    const county = (await divisionNames()).get(known[0].countyId);
    const [x, y] = known[0].entrance!.coordinates as [number, number];
    const line = { type: 'LineString', coordinates: [[x - 0.001, y], [x + 0.001, y]] }; // prettier-ignore
    const features = [feature('点状设施', known[0].entrance!), feature('线状设施', line)];
    await signIn(page, server.url);
    await page.goto(`${server.url}/import?lang=zh`);
    await page.locator('input[type=file]').setInputFiles({
      name: '养老院.geojson',
      mimeType: 'application/geo+json',
      buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })),
    });
    await page.locator('input#crs').waitFor();
    expect(await page.locator('.ant-form').textContent()).toContain('WGS 84 经纬度 · EPSG:4326');
    await screenshot(page, 'import-layer-zh');
    await page.getByText('同意取线的中点、面内一点').click();
    await button(/下一步$/).click();
    await page.locator('[data-testid=mapping-table]').waitFor();
    await button(/试运行$/).click();
    await page.locator('[data-testid=dry-run]').waitFor();
    expect(await countOf('added')).toBe('新增 2');
    expect(await page.locator('[data-testid=dry-run]').textContent()).toContain('取其中的一点');
    await screenshot(page, 'import-layer-dry-run-zh');
  });

  it('asks what a word means, keeps it under a name, and leaves no Chinese in the English views but data', async () => {
    const path = await writeRegister('正常营业');
    await signIn(page, server.url);
    await page.goto(`${server.url}/import?lang=en`);
    await page.locator('[data-testid=import-list]').waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await toDryRun(path);
    expect(await untranslatedTexts(page)).toEqual([]);
    expect(await countOf('rejected')).toBe('Rejected 2');
    await screenshot(page, 'import-dry-run-en');
    await button('Dry run with the terms').click();
    await page.locator('[data-testid=count-rejected]', { hasText: 'Rejected 1' }).waitFor();
    await button('Save the mapping…').click();
    await page.locator('.ant-modal input').fill('Yearly list');
    await button(/^Save$/).click();
    await page.locator('.ant-modal').waitFor({ state: 'hidden' });
    await button('Discard').click();
    await page.locator('.ant-modal-confirm .ant-btn-primary').click();
    await page.locator('[data-testid=import-list]').getByText('Discarded', { exact: true }).waitFor();
    await page.locator('[data-testid=saved-mappings]', { hasText: 'Yearly list' }).waitFor();
    await screenshot(page, 'import-start-en');

    // A file with the same headings is read as the last one: columns, words and coordinate system.
    await page.locator('input[type=file]').setInputFiles(path);
    await page.locator('input#crs').waitFor();
    expect(await page.locator('.ant-form').textContent()).toMatch(/Yearly list[^]*EPSG:4490/);
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'import-saved-mapping-en');
    await button(/Next$/).click();
    await page.locator('[data-testid=mapping-table]').waitFor();
    await button(/Dry run$/).click();
    await page.locator('[data-testid=dry-run]').waitFor();
    expect(await countOf('rejected')).toBe('Rejected 1');
  });
});
