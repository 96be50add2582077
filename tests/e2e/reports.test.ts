import { readFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { IndicatorReport } from '../../server/indicators/contract.ts';
import { screenshot } from '../support/browser.ts';
import { apiClient, type RunningServer } from '../support/server.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

describeInBrowser('reports', { viewport: { width: 1440, height: 900 } }, (stage) => {
  let server: RunningServer;
  let page: Page;

  beforeAll(() => {
    ({ server, page } = stage);
  });

  const file = () => page.locator('[data-testid=report-file]');

  it('makes a Word document of the city and downloads it', async () => {
    await page.goto(`${server.url}/reports?lang=zh`);
    await page.locator('[data-testid=make-report]').click();
    await file().waitFor({ timeout: 120_000 });
    await screenshot(page, 'reports-zh');
    const [download] = await Promise.all([page.waitForEvent('download'), file().click()]);
    expect(download.suggestedFilename()).toMatch(/^承德市民政服务设施规划评估报告_\d{4}-\d\d-\d\d\.docx$/);
  }, 240_000);

  it('makes a proving workbook, finds it valid, and says where an altered copy was changed', async () => {
    await page.goto(`${server.url}/reports?lang=zh`);
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 180_000 }),
      page.locator('[data-testid=make-workbook]').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^承德市核验工作簿-\d{4}-\d\d-\d\d\.xlsx$/);
    const bytes = await readFile(await download.path());
    const check = page.locator('[data-testid=workbook-check]');
    const verify = (name: string, buffer: Buffer) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    await verify('原件.xlsx', bytes);
    await page.locator('[data-testid=workbook-check][data-state=valid]').waitFor({ timeout: 120_000 });

    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes.buffer as ArrayBuffer);
    const cell = book.getWorksheet('证据 8')!.getCell('H5');
    cell.value = cell.value === 1 ? 0 : 1;
    await verify('改动过.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
    await page.locator('[data-testid=workbook-check][data-state=altered]').waitFor({ timeout: 120_000 });
    expect(await check.locator('li').first().textContent()).toMatch(/证据 8.*5/);
    await screenshot(page, 'workbook-altered-zh');
  }, 400_000);

  it('opens the page for printing with the figures of the board, without any script', async () => {
    const api = await apiClient(server.url, '');
    const report = (await api.call('GET', '/api/v1/indicators')).body as IndicatorReport;
    await page.goto(`${server.url}/reports?lang=en`);
    await page.getByText('Print page (HTML)').click();
    await page.locator('[data-testid=make-report]').click();
    await file().waitFor({ timeout: 120_000 });
    await screenshot(page, 'reports-en');
    expect(await untranslatedTexts(page)).toEqual([]);
    const [printed] = await Promise.all([page.context().waitForEvent('page'), file().click()]);
    await printed.waitForLoadState();
    for (const { name } of report.results) expect(await printed.getByText(name.en).count()).toBeGreaterThan(0);
    expect(await printed.locator('figure svg').count()).toBe(3);
    expect(await printed.locator('script').count()).toBe(0);
    await screenshot(printed, 'report-print-en');
    await printed.close();
  }, 240_000);
});
