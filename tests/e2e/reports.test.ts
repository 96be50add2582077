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
