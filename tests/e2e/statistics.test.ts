import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { IndicatorReport } from '../../server/indicators/contract.ts';
import type { StatisticGrid } from '../../server/statistics/contract.ts';
import { screenshot } from '../support/browser.ts';
import type { ApiClient, RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

/** A quarter for which the demonstration city has stated nothing. */
const period = '2026-03-31';
const outlets = '6';

describeInBrowser('entry of statistics', { viewport: { width: 1366, height: 900 }, refusals: true }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let page: Page;
  let divisions: StatisticGrid['divisions'];

  beforeAll(async () => {
    ({ server, api, page } = stage);
    divisions = (await gridNow()).divisions;
  });

  const gridNow = async () =>
    (await api.call('GET', `/api/v1/statistics/grid?periodEnd=${period}`)).body as StatisticGrid;
  const figureNow = async (divisionId: string) =>
    (await gridNow()).cells.find((c) => c.indicatorId === outlets && c.divisionId === divisionId)!.figure;
  const outletsNow = async () => {
    const { results } = (await api.call('GET', '/api/v1/indicators')).body as IndicatorReport;
    return results.find((r) => r.id === outlets)!.value!;
  };
  const open = async (lang = 'zh') => {
    await page.goto(`${server.url}/statistics?lang=${lang}&period=${period}`);
    await page.locator('[data-testid=figure-grid]').waitFor();
  };
  const input = (divisionId: string) => page.locator(`#figure-${outlets}-${divisionId}-value`);
  const issues = () => page.locator('[data-testid=issues] li');
  const commit = () => page.locator('.commit-bar .ant-btn-primary');

  /** Pastes as a spreadsheet does; a headless browser has no clipboard of its own. */
  const paste = (into: Locator, block: string) =>
    into.evaluate((element, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, block);

  const committed = (count: number) => page.getByText(`已提交 ${count} 项`).last().waitFor();

  it('shows a visitor the figures and their history, but nothing to fill in', async () => {
    await open();
    await page.getByText('未登录时只能查看').waitFor();
    expect(await page.locator('.figure-input').count()).toBe(0);
    await page.locator(`tr[data-division="${divisions[0]!.id}"] .history-link`).first().click();
    const history = page.locator('[data-testid=figure-history]');
    await history.getByText('2020-12-31').waitFor();
    await screenshot(page, 'statistics-history-zh');
  });

  it('names the bad cell of a pasted block, commits the others, and the indicator follows', async () => {
    const before = await outletsNow();
    const [city, county] = divisions as [(typeof divisions)[0], (typeof divisions)[0]];
    await signIn(page, server.url);
    await open();
    await paste(input(city.id), `区划\t网点\n${city.name}\t${before + 7}\n${county.name}\t若干\n`);
    expect(await input(city.id).inputValue()).toBe(String(before + 7));
    expect(await input(county.id).inputValue()).toBe('若干');
    await page.getByText('缺少来源文件').waitFor();
    expect(await commit().isDisabled()).toBe(true);

    await page.locator('#sourceDocument').fill('试民函〔2026〕8 号');
    await page.getByText('缺少来源文件').waitFor({ state: 'detached' });
    expect(await issues().count()).toBe(1);
    expect(await issues().first().textContent()).toContain(county.name);
    expect(await issues().first().textContent()).toContain('“若干”不是数字');
    expect(await input(county.id).getAttribute('aria-invalid')).toBe('true');
    const delta = page.locator(`tr[data-indicator="${outlets}"]`);
    expect(await delta.locator('[data-side=before]').textContent()).toContain(String(before));
    expect(await delta.locator('[data-side=after]').textContent()).toContain(String(before + 7));
    await screenshot(page, 'statistics-pasted-zh');

    await commit().click();
    await committed(1);
    expect(await outletsNow()).toBe(before + 7);
    expect(await figureNow(city.id)).toMatchObject({
      value: before + 7,
      sourceDocument: '试民函〔2026〕8 号',
      demo: false,
    });
    expect(await figureNow(county.id)).toBeNull();
    expect(await input(county.id).inputValue()).toBe('若干');
    expect(await input(county.id).getAttribute('aria-invalid')).toBe('true');
  });

  it('shows both figures when someone else corrected one first, and takes the chosen one', async () => {
    const city = divisions[0]!;
    await signIn(page, server.url);
    await open();
    const known = (await figureNow(city.id))!;
    await input(city.id).fill(String(known.value! + 2));
    await page.locator('#sourceDocument').fill('试民函〔2026〕9 号');
    await page.locator(`tr[data-indicator="${outlets}"]`).waitFor();

    const theirs = {
      title: '他人的更正',
      changes: [
        {
          type: 'statistic',
          op: 'update',
          id: known.id,
          baseVersion: known.version,
          effectiveFrom: period,
          fields: { value: known.value! + 1 },
        },
      ],
    };
    const draft = await api.call('POST', '/api/v1/change-sets', theirs);
    expect((await api.call('POST', `/api/v1/change-sets/${draft.body.id}/commit`)).status).toBe(200);

    await commit().click();
    const issue = issues().filter({ hasText: '他人已改为' });
    await issue.waitFor();
    expect(await issue.textContent()).toContain(`${known.value! + 1},您填的是 ${known.value! + 2}`);
    await screenshot(page, 'statistics-stale-zh');
    await issue.getByRole('button', { name: '用我的' }).click();
    await issue.waitFor({ state: 'detached' });
    await page.locator('.commit-bar .ant-btn-primary:not([disabled])').click();
    await committed(1);
    expect(await figureNow(city.id)).toMatchObject({ value: known.value! + 2, version: known.version! + 2 });
  });

  it('leaves no Chinese in the English view but data', async () => {
    const [city, county] = divisions as [(typeof divisions)[0], (typeof divisions)[0]];
    await signIn(page, server.url);
    await open('en');
    await paste(input(city.id), `${city.name}\t900\n${county.name}\tsome\n某县\t1\n`);
    await page.locator('#sourceDocument').fill('No. 8 (2026)');
    await issues().filter({ hasText: 'is not a number' }).waitFor();
    await issues().filter({ hasText: 'check what was counted' }).waitFor();
    await page.locator(`tr[data-indicator="${outlets}"]`).waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'statistics-en');
  });
});
