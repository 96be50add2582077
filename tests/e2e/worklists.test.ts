import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { WorklistOverview, WorklistPage } from '../../server/worklists/contract.ts';
import { screenshot } from '../support/browser.ts';
import type { ApiClient, RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

describeInBrowser('worklists', { viewport: { width: 1366, height: 768 }, refusals: true }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let page: Page;

  beforeAll(() => {
    ({ server, api, page } = stage);
  });

  const table = () => page.locator('[data-testid=worklist-table]');
  const row = (key: string) => table().locator(`[data-item="${key}"]`);
  const dialog = () => page.locator('.ant-modal').filter({ has: page.locator('textarea') });
  const button = (name: string | RegExp, within: Page | ReturnType<Page['locator']> = page) =>
    within.getByRole('button', { name });

  async function pageOf(list: string): Promise<WorklistPage> {
    return (await api.call('GET', `/api/v1/worklists/${list}?limit=5000`)).body as WorklistPage;
  }

  async function open(list: string, query = 'lang=zh'): Promise<void> {
    await page.goto(`${server.url}/worklists/${list}?${query}`);
    await table().waitFor();
  }

  it('shows a visitor what is left on every list, in both languages, and nothing to assign', async () => {
    const { lists } = (await api.call('GET', '/api/v1/worklists')).body as WorklistOverview;
    await page.goto(`${server.url}/worklists?lang=zh`);
    for (const { id, total } of lists) {
      await page.locator(`[data-worklist=${id}]`, { hasText: `${total} 项` }).waitFor();
    }
    for (const { id, total } of lists) {
      await open(id);
      if (total === 0) await page.getByText('没有待办的项').waitFor();
      await page.locator('[data-testid=worklist-total]', { hasText: `${total} 项` }).waitFor();
      expect(await button(/分派/).count()).toBe(0);
      await screenshot(page, `worklist-${id}-zh`);
      await open(id, 'lang=en');
      expect(await untranslatedTexts(page)).toEqual([]);
      await screenshot(page, `worklist-${id}-en`);
    }
  });

  it('narrows the unknowns to those that one indicator waits for, and opens the record to fill in', async () => {
    const { settlements, items } = await pageOf('deciding-unknowns');
    const eight = settlements.find((s) => s.indicatorId === '8')!;
    await open('deciding-unknowns');
    const card = page.locator('[data-settlement="8"]');
    expect(await card.textContent()).toContain(`填完 ${eight.fields} 个字段`);
    await button('只看这些', card).click();
    await page.locator('[data-testid=worklist-total]', { hasText: `${eight.fields} 项` }).waitFor();
    const wanted = items.filter((item) => item.indicatorIds.includes('8'));
    for (const { key } of wanted) await row(key).waitFor();
    await button('记录', row(wanted[0]!.key)).click();
    await page.locator('[data-testid=facility-panel]', { hasText: wanted[0]!.subject.label }).waitFor();
  });

  it('assigns many at once and one alone, shows what is overdue, and takes the list away as a file', async () => {
    await signIn(page, server.url);
    const { items } = await pageOf('missing-functions');
    const [first, second] = items;
    await open('missing-functions');
    for (const item of [first!, second!]) await row(item.key).locator('input[type=checkbox]').check();
    await button('分派所选').click();
    await dialog().locator('input[type=search], input[role=combobox]').first().fill('养老服务科');
    await dialog().locator('textarea').fill('先摸底');
    await button(/保\s*存$/, dialog()).click();
    await row(first!.key).getByText('养老服务科').waitFor();
    await row(second!.key).getByText('先摸底').waitFor();

    await button('分派', row(first!.key)).click();
    const date = dialog().locator('.ant-picker input');
    await date.fill('2020-03-01');
    await date.press('Enter');
    await screenshot(page, 'worklist-assign-zh');
    await button(/保\s*存$/, dialog()).click();
    await row(first!.key).getByText('逾期').waitFor();
    expect((await pageOf('missing-functions')).items[0]!.assignment).toMatchObject({
      assigneeName: '养老服务科',
      dueOn: '2020-03-01',
      note: '先摸底',
    });
    await page.getByText('仅逾期').click();
    await page.locator('[data-testid=worklist-total]', { hasText: /^1 项/ }).waitFor();
    await screenshot(page, 'worklist-overdue-zh');

    const download = page.waitForEvent('download');
    await page.locator('[data-testid=export-csv]').click();
    expect((await download).suggestedFilename()).toMatch(/^缺功能的乡镇\(街道\)-\d{4}-\d\d-\d\d\.csv$/);
  });
});
