import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndicatorReport } from '../../server/indicators/contract.ts';
import { chromiumPath, launchBrowser, screenshot } from '../support/browser.ts';
import { apiClient, startServer, type RunningServer } from '../support/server.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

const missing = chromiumPath() === null;
if (missing && process.env.CI === 'true')
  throw new Error('The browser journeys need Chromium, and nothing may be skipped');

describe.skipIf(missing)(`reports in the browser${missing ? ' (skipped: no Chromium)' : ''}`, () => {
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    server = await startServer({ timeoutMs: 280_000 });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
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

  it('made no complaint', () => expect(complaints).toEqual([]));
});
