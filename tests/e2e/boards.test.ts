import { readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import type { Download, Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { EquityReport } from '../../server/coverage/contract.ts';
import type { BoardReport } from '../../server/indicators/contract.ts';
import { screenshot } from '../support/browser.ts';
import type { RunningServer } from '../support/server.ts';
import { describeInBrowser, mapPlace } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

const plots = ['heat', 'ranking', 'trend', 'distribution', 'lorenz', 'multiples'] as const;

describeInBrowser('charts', { viewport: { width: 1440, height: 900 } }, (stage) => {
  let server: RunningServer;
  let page: Page;

  beforeAll(() => {
    ({ server, page } = stage);
  });

  const card = (plot: string) => page.locator(`[data-plot="${plot}"]`);
  const chosen = () => page.locator('[data-testid="selection"]').getAttribute('data-areas');
  /** Waits until the page shows other areas as chosen than before, and gives them. */
  async function chosenAfter(before: string): Promise<string> {
    await page.waitForFunction(
      (old) => document.querySelector<HTMLElement>('[data-testid="selection"]')?.dataset.areas !== old,
      before,
    );
    return (await chosen())!;
  }
  const parameter = (name: string) => new URL(page.url()).searchParams.get(name);

  async function open(path: string): Promise<void> {
    await page.goto(server.url + path);
    await page.locator(mapPlace).waitFor();
    for (const plot of plots) await card(plot).locator('.chart canvas').first().waitFor();
  }

  async function read<T>(path: string): Promise<T> {
    return (await (await fetch(`${server.url}/api/v1/${path}`)).json()) as T;
  }

  /** The highest of the counties by an indicator, as the API tells it. */
  async function ranked(indicatorId: string): Promise<string[]> {
    const board = await read<BoardReport>('indicators/board?level=county');
    const { value } = board.indicators.find(({ id }) => id === indicatorId)!.figures!;
    return board.areas
      .map(({ divisionId }, i) => ({ divisionId, value: value[i]! }))
      .sort((a, b) => b.value - a.value)
      .map(({ divisionId }) => divisionId);
  }

  async function clickChart(chart: Locator, x: number, y: number): Promise<void> {
    await chart.scrollIntoViewIfNeeded();
    const box = (await chart.boundingBox())!;
    await page.mouse.click(box.x + x, box.y + y);
  }

  /** Whether the map shows the colour that outlines what is chosen, read from a picture of it. */
  async function mapIsMarked(): Promise<boolean> {
    await page.locator('.map-canvas[data-drawn="true"]').waitFor();
    // The legend marks its target in the same colour.
    const style = '.legend { visibility: hidden }';
    const picture = (await page.locator('.board-map canvas').screenshot({ style })).toString('base64');
    return page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const isMark = (i: number) => data[i]! === 0xd6 && data[i + 1]! === 0x24 && data[i + 2]! === 0x6e;
      for (let i = 0; i < data.length; i += 4) if (isMark(i)) return true;
      return false;
    }, picture);
  }

  async function download(plot: string, kind: 'PNG' | 'SVG' | 'CSV'): Promise<{ content: Buffer; name: string }> {
    await card(plot).locator('button:has([aria-label="download"])').click();
    const started = page.waitForEvent('download');
    await page.locator('.ant-dropdown:not(.ant-dropdown-hidden) .ant-dropdown-menu-item', { hasText: kind }).click();
    const file: Download = await started;
    await page
      .locator('.ant-dropdown:not(.ant-dropdown-hidden)')
      .waitFor({ state: 'detached', timeout: 5000 })
      .catch(() => undefined);
    return { content: await readFile(await file.path()), name: file.suggestedFilename() };
  }

  it('links every chart and the map by one choice, kept in the address', async () => {
    await stage.withMaps();
    await open('/boards?level=county&indicator=8');
    await screenshot(page, 'boards-county-zh');
    expect(await chosen()).toBe('');
    const [first, second] = await ranked('8');
    // The first row of the ranking lies under the room for the target's label.
    await clickChart(card('ranking').locator('.chart'), 150, 36);
    expect(await chosenAfter('')).toBe(first);
    expect(parameter('areas')).toBe(first);

    // The tables of the other charts show the same choice, and choose with the keyboard.
    await card('heat').locator('button[aria-pressed]').last().click();
    const rows = card('heat').locator('.ant-table-row');
    await rows.first().waitFor();
    expect(await card('heat').locator('.row-selected').getAttribute('data-row-key')).toBe(first);
    await card('heat').locator(`[data-row-key="${second}"] input[type=checkbox]`).focus();
    await page.keyboard.press('Space');
    expect(await chosenAfter(first!)).toBe(`${first},${second}`);
    await screenshot(page, 'boards-selected-zh');

    await page.reload();
    await card('ranking').waitFor();
    await page.locator('.map-canvas[data-drawn="true"]').waitFor();
    expect(await chosen()).toBe(`${first},${second}`);

    // A brush takes a run of the ranking, from its first area on.
    const order = await ranked('8');
    const ranking = card('ranking');
    await ranking.getByRole('button', { name: '框选' }).click();
    const chart = ranking.locator('.chart');
    await chart.locator('canvas').first().waitFor();
    await chart.scrollIntoViewIfNeeded();
    const plotted = (await chart.boundingBox())!;
    await page.mouse.move(plotted.x + 200, plotted.y + 36);
    await page.mouse.down();
    await page.mouse.move(plotted.x + 200, plotted.y + 100, { steps: 8 });
    await page.mouse.up();
    const run = (await chosenAfter(`${first},${second}`)).split(',');
    expect(run.length).toBeGreaterThan(1);
    expect(run.length).toBeLessThan(order.length);
    expect([...run].sort()).toEqual(order.slice(0, run.length).sort());
    await screenshot(page, 'boards-brushed-zh');

    // A box on the map takes several areas.
    const map = (await page.locator('.board-map .map-canvas').boundingBox())!;
    const at = (right: number, down: number) => [map.x + map.width * right, map.y + map.height * down] as const;
    await page.keyboard.down('Shift');
    await page.mouse.move(...at(0.3, 0.3));
    await page.mouse.down();
    await page.mouse.move(...at(0.75, 0.8), { steps: 8 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const boxed = (await chosenAfter(run.join())).split(',');
    expect(boxed.length).toBeGreaterThan(1);
    expect(boxed.length).toBeLessThan(order.length);
    await card('heat').locator('button[aria-pressed]').last().click();
    const selected = card('heat').locator('.row-selected');
    await selected.first().waitFor();
    const shown = await selected.evaluateAll((all) => all.map((each) => each.getAttribute('data-row-key')));
    expect(shown.sort()).toEqual(boxed.sort());
    await screenshot(page, 'boards-boxed-zh');
  });

  it('marks on the map what is chosen in a chart, and chooses on the map what charts then show', async () => {
    await stage.withMaps();
    await open('/boards?level=county&indicator=8&lang=en');
    expect(await mapIsMarked()).toBe(false);
    const box = (await page.locator('.board-map .map-canvas').boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const id = await chosenAfter('');
    expect(await mapIsMarked()).toBe(true);
    const { areas } = await read<BoardReport>('indicators/board?level=county');
    expect(areas.map((area) => area.divisionId)).toContain(id);
    await card('lorenz').locator('button[aria-pressed]').last().click();
    expect(await card('lorenz').locator('.row-selected').getAttribute('data-row-key')).toBe(id);
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'boards-selected-en');
  });

  it('saves real files that say where they come from', async () => {
    await open('/boards?level=county&indicator=7&lang=en');
    const board = await read<BoardReport>('indicators/board?level=county');
    for (const plot of plots) {
      const png = await download(plot, 'PNG');
      expect([...png.content.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
      expect(png.content.readUInt32BE(16)).toBe(2400);
      const svg = (await download(plot, 'SVG')).content.toString('utf8');
      const faults = await page.evaluate(
        (text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelectorAll('parsererror').length,
        svg,
      );
      expect(faults, plot).toBe(0);
      expect(svg).toContain(board.snapshot);
      expect(svg).toContain('Demonstration data');
    }
    const column = board.indicators.find(({ id }) => id === '7')!;
    const { content, name } = await download('ranking', 'CSV');
    expect(name).toContain(board.asOf);
    const { data } = Papa.parse<Record<string, string>>(content.toString('utf8').replace(/^\uFEFF/, ''), {
      header: true,
    });
    expect(data).toHaveLength(board.areas.length);
    for (const row of data) {
      const i = board.areas.findIndex((area) => area.code === row.Code);
      const number = (text: string) => (text === '' ? null : Number(text));
      expect([number(row.Value!), number(row.Lower!), number(row.Upper!)]).toEqual([
        column.figures!.value[i],
        column.figures!.lower[i],
        column.figures!.upper[i],
      ]);
      expect([row['Data snapshot'], row['As of'], row['Kind of data']]).toEqual([
        board.snapshot,
        board.asOf,
        'Demonstration data',
      ]);
    }
    const answer = await fetch(`${server.url}/api/v1/coverage/equity`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const equity = (await answer.json()) as EquityReport;
    const curve = Papa.parse((await download('lorenz', 'CSV')).content.toString('utf8').trim(), { header: true });
    expect(curve.data).toHaveLength(equity.areas.reduce((sum, area) => sum + area.curve.length, 0));
  });

  it('shows townships in a list that scrolls, and fits a tablet', async () => {
    await stage.withMaps();
    await open('/boards?areas=d130802');
    await screenshot(page, 'boards-township-zh');
    expect(await mapIsMarked()).toBe(true);
    await page.setViewportSize({ width: 1024, height: 1400 });
    await open('/boards?level=county&lang=en');
    await screenshot(page, 'boards-1024-en');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});
