import { beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { indicators } from '../../gis-data/catalogue/index.ts';
import { screenshot } from '../support/browser.ts';
import type { RunningServer } from '../support/server.ts';
import { describeInBrowser, mapPlace } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

describeInBrowser('map and indicators', { viewport: { width: 1366, height: 768 } }, (stage) => {
  let server: RunningServer;
  let page: Page;

  beforeAll(() => {
    ({ server, page } = stage);
  });

  async function open(path: string): Promise<void> {
    await page.goto(server.url + path);
    await page.locator(mapPlace).waitFor();
  }

  const parameter = (name: string) => new URL(page.url()).searchParams.get(name);
  const evidence = () => page.locator('.evidence-table');
  const figureOf = (id: string) => page.locator(`[data-indicator="${id}"] .board-value`);
  const headerCount = indicators.filter((indicator) => indicator.planNumber !== null).length;

  it('shows every indicator, in the order of the plan', async () => {
    await open('/');
    await page.locator('[data-indicator]').first().waitFor();
    const ids = await page
      .locator('[data-indicator]')
      .evaluateAll((all) => all.map((e) => e.getAttribute('data-indicator')));
    expect(ids).toHaveLength(indicators.length);
    expect(ids.slice(0, headerCount)).toEqual(Array.from({ length: 14 }, (_, i) => String(i + 1)));
    expect(await page.locator('.demo-tag').textContent()).toBe('演示数据');
    await screenshot(page, 'board-zh');
  });

  it('goes from a percentage to its evidence, to the place on the map and the record', async () => {
    await stage.withMaps();
    await open('/');
    await figureOf('8').click();
    await evidence().waitFor();
    expect(await evidence().getAttribute('data-rows')).toBe('217');
    const before = parameter('m');

    const row = evidence().locator('.ant-table-row').nth(3);
    const name = await row.locator('button.link').first().textContent();
    await row.locator('button.link').first().click();
    await page.locator('[data-record^="division:"] h3').waitFor();
    expect(await page.locator('[data-record^="division:"] h3').textContent()).toBe(name);
    await page.waitForFunction((m) => new URL(location.href).searchParams.get('m') !== m, before);
    expect(parameter('select')).toMatch(/^division:/);
    await screenshot(page, 'evidence-record-zh');

    await page.goBack();
    await page.locator('[data-record^="division:"]').waitFor({ state: 'detached' });
    expect(parameter('select')).toBeNull();
    expect(parameter('evidence')).toBe('8');
  });

  it('filters the evidence by verdict and keeps the sum', async () => {
    await open('/?evidence=8');
    await evidence().waitFor();
    const rowsOf = async (label: string) => {
      await evidence()
        .locator('.ant-segmented-item', { hasText: new RegExp(`^${label}`) })
        .click();
      await page.waitForFunction(
        (text) => document.querySelector('.evidence-table .ant-segmented-item-selected')?.textContent?.startsWith(text),
        label,
      );
      return Number(await evidence().getAttribute('data-rows'));
    };
    const counts = [await rowsOf('符合'), await rowsOf('不符合'), await rowsOf('未知')];
    expect(counts.every((count) => count > 0)).toBe(true);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(217);
  });

  it('changes the legend with the level and the meaning of the colours', async () => {
    await stage.withMaps();
    await open('/?indicator=8');
    const legend = page.locator('.legend');
    await legend.locator('.legend-swatch').first().waitFor();
    expect(await legend.getAttribute('data-mode')).toBe('verdict');
    await legend.locator('.ant-segmented-item', { hasText: '县级' }).click();
    await legend.locator('.legend-ramp').waitFor();
    expect(await legend.getAttribute('data-level')).toBe('county');
    expect(parameter('level')).toBe('county');
    await legend.locator('.ant-segmented-item', { hasText: '判定' }).click();
    await legend.locator('.legend-ramp').waitFor({ state: 'detached' });
    const counts = await legend.locator('.legend-swatch .legend-count').allTextContents();
    expect(counts.map(Number).reduce((sum, count) => sum + count, 0)).toBe(11);
    await screenshot(page, 'county-verdicts-zh');
  });

  it('reads wholly English after the switch, apart from data', async () => {
    await open('/?evidence=8');
    await evidence().waitFor();
    await page.locator('.shell-header .ant-segmented-item', { hasText: 'English' }).click();
    await page.getByRole('link', { name: 'Indicators' }).waitFor();
    await page.locator(mapPlace).waitFor();
    expect(parameter('lang')).toBe('en');
    expect(await untranslatedTexts(page)).toEqual([]);
    await page.locator('.panel-tabs [role="tab"]', { hasText: 'Facilities' }).click();
    await page.locator('.facility-filter .ant-table-row').first().waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'facilities-en');
  });

  it('shows the figures of an earlier day and the way back', async () => {
    await open('/');
    await figureOf('8').waitFor();
    const today = await figureOf('8').textContent();
    const picker = page.locator('.as-of input');
    await picker.fill('2022-12-31');
    await picker.press('Enter');
    await page.locator('.as-of-banner').waitFor();
    expect(parameter('asOf')).toBe('2022-12-31');
    await page.waitForFunction((text) => {
      const figure = document.querySelector('[data-indicator="8"] .board-value')?.textContent;
      return figure !== undefined && figure !== text;
    }, today);
    await page.locator('.as-of-banner button').click();
    await page.locator('.as-of-banner').waitFor({ state: 'detached' });
    await page.waitForFunction(
      (text) => document.querySelector('[data-indicator="8"] .board-value')?.textContent === text,
      today,
    );
  });

  it('restores a deep link, map place included, after a reload', async () => {
    await stage.withMaps();
    const view =
      'm=10.5/41.2/117.5&indicator=9&level=county&mode=value&evidence=14&kind=funeralHome&asOf=2024-06-30&lang=en';
    await open(`/?${view}`);
    for (const again of [false, true]) {
      if (again) {
        await page.reload();
        await page.locator(mapPlace).waitFor();
      }
      await evidence().waitFor();
      await page.locator('.legend-ramp').waitFor();
      const [zoom, latitude, longitude] = parameter('m')!.split('/').map(Number);
      expect(zoom).toBeCloseTo(10.5, 1);
      expect(latitude).toBeCloseTo(41.2, 2);
      expect(longitude).toBeCloseTo(117.5, 2);
      expect(await page.locator('.evidence h3').textContent()).toBe(indicators.find((i) => i.id === '14')!.name.en);
      expect(await page.locator('.legend').getAttribute('data-level')).toBe('county');
      expect(await page.locator('.as-of-banner').textContent()).toContain('30 June 2024');
    }
  });

  it('turns its panels into drawers on a tablet', async () => {
    await page.setViewportSize({ width: 1024, height: 768 });
    await open('/');
    expect(await page.locator('.board').count()).toBe(0);
    await page.locator('.panel-toggle-left').click();
    await page.locator('.ant-drawer .board [data-indicator]').first().waitFor();
    await figureOf('8').click();
    await evidence().waitFor();
    await page.locator('.ant-drawer .board').waitFor({ state: 'detached' });
    await screenshot(page, 'tablet-zh');
  });

  it('reaches the main content and a township by keyboard', async () => {
    await open('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip-link');
    await page.keyboard.press('Enter');
    await page.locator('.panel-tabs [role="tab"]', { hasText: '区划' }).click();
    const county = page.locator('.facility-filter .ant-table-row button.link').first();
    await county.focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-record^="division:"]').waitFor();
  });
});
