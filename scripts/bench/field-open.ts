/**
 * The field app with 5,000 markers and 400 km of line on a processor slowed down four times: how long a start without a network
 * takes until the markers stand on the map, the frames of panning beside an empty map in the same run, and how long saving a record
 * takes; beside the times, what the page's main thread itself worked, which other programs of the machine do not lengthen. In headless Chromium, which draws on the processor; the network is cut, so all of it comes from the device.
 *
 *     npx tsx scripts/bench/field-open.ts [--markers 5000 --km 400 --slowdown 4 --rounds 5 --seconds 5]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../../tests/support/browser.ts';
import { apiClient, startServer, type ApiClient } from '../../tests/support/server.ts';
import { signIn } from '../../tests/support/session.ts';
import { fieldWorldOf } from './field-world.ts';
import { framesOf, noteDrawing, openEmptyMap, pan, type Frame } from './map-frames.ts';
import { median } from './times.ts';

const VIEWPORT = { width: 390, height: 844 };
const options = { markers: '5000', km: '400', slowdown: '4', rounds: '5', seconds: '5' };
const { values } = parseArgs({
  options: Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, { type: 'string', default: value }]),
  ),
});
const number = (name: keyof typeof options) => Number(values[name]);
const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Notes in every page when the map says that the markers stand on it. */
const noteDrawn = () => {
  new MutationObserver(() => {
    const notes = window as unknown as { drawnAt?: number };
    if (notes.drawnAt === undefined && document.querySelector('.field-map[data-drawn]'))
      notes.drawnAt = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-drawn'] });
};

async function openCases({ call }: ApiClient) {
  const { items } = (await call('GET', '/api/v1/inspection-cases')).body as { items: { id: string; step: string }[] };
  const open = items.find(({ step }) => step === 'fieldRecord') ?? items[0]!;
  return [(await call('GET', `/api/v1/inspection-cases/${open.id}`)).body];
}

/** Time from the click until the page says that the record is saved, by the page's own clock, ms. */
const saveRecord = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const button = document.querySelector<HTMLButtonElement>('.record-form button[type=submit]')!;
        const start = performance.now();
        const observer = new MutationObserver(() => {
          if (document.querySelector('.record-form')) return;
          observer.disconnect();
          resolve(performance.now() - start);
        });
        observer.observe(document.body, { subtree: true, childList: true });
        button.click();
      }),
  );

/** Times, and what of them the page's main thread worked, slowed down as the processor is, ms. */
interface Timed {
  wall: number[];
  worked: number[];
}

/** Work of the page's main thread since it was opened, ms. */
async function workedMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
}

const meanMs = (frames: readonly Frame[]) => frames.reduce((sum, { ms }) => sum + ms, 0) / frames.length;
const told = ({ wall, worked }: Timed) =>
  `median ${median(wall).toFixed(0)} ms, most ${Math.max(...wall).toFixed(0)} ms of ${wall.length}; ` +
  `main thread worked ${median(worked).toFixed(0)} ms of it`;

async function main(): Promise<void> {
  const server = await startServer({ timeoutMs: 300_000 });
  const browser = await launchBrowser();
  try {
    const api = await apiClient(server.url);
    const { items } = (await api.call('GET', '/api/v1/boundary-lines')).body as { items: { id: string }[] };
    const lineIds = items.slice(0, 30).map(({ id }) => id);
    const { body } = await api.call('GET', `/api/v1/field-basemap?lineIds=${lineIds.join(',')}`);
    const basemap = JSON.stringify(body);
    const area = fieldWorldOf({
      ...{ markers: number('markers'), km: number('km'), seed: 1 },
      ...{ cases: await openCases(api), basemap },
    });
    const page = await browser.newPage({ viewport: VIEWPORT, locale: 'zh-CN' });
    page.setDefaultTimeout(180_000);
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.addInitScript(noteDrawn);
    await page.addInitScript(noteDrawing);
    await page.route('**/api/v1/field-area?*', (route) => route.fulfill({ json: area }));
    await page.route('**/api/v1/field-basemap?*', (route) =>
      route.fulfill({ contentType: 'application/json', body: basemap }),
    );
    await signIn(page, server.url);
    await page.goto(`${server.url}/field/#/prepare`);
    await page.locator('label.check').first().click();
    await page.locator('.foot button.main:not([disabled])').click();
    await page.locator('.field-map[data-ground=true]').waitFor();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const size = (await page.locator('.field-map').boundingBox())!;

    // A page whose requests are intercepted gets no worker of the map from the service worker.
    await page.unrouteAll();
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: number('slowdown') });
    await page.context().setOffline(true);
    print(
      `${area.markers.length} markers, ${number('km')} km, map of ${(basemap.length / 1e6).toFixed(1)} MB; ` +
        `processor ${number('slowdown')} times slower; load ${loadavg()[0]!.toFixed(1)}`,
    );
    const opened: Timed = { wall: [], worked: [] };
    for (let round = 0; round < number('rounds'); round++) {
      await page.goto('about:blank');
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      await page.goto(`${server.url}/field/#/area/bench-line`);
      await page.waitForFunction(() => 'drawnAt' in window);
      opened.worked.push(await workedMs(session));
      opened.wall.push(await page.evaluate(() => (window as unknown as { drawnAt: number }).drawnAt));
    }
    print(`start without a network until the markers stand on the map: ${told(opened)}`);

    await page.locator('.field-map[data-ground=true]').waitFor();
    const moving = await framesOf(page, () => pan(page, '.field-map canvas', number('seconds')));

    const saved: Timed = { wall: [], worked: [] };
    for (let n = 0; n < 2 * number('rounds'); n++) {
      await page.evaluate((id) => (location.hash = `#/area/bench-line/marker/${id}`), area.markers[n * 7]!.id);
      await page.locator('.marker-card h2', { hasText: area.markers[n * 7]!.number }).waitFor();
      await page.selectOption('.record-form select[name=state]', 'intact');
      const before = await workedMs(session);
      saved.wall.push(await saveRecord(page));
      saved.worked.push((await workedMs(session)) - before);
    }
    print(`from the click until a record is saved: ${told(saved)}`);

    await page.context().setOffline(false);
    await openEmptyMap(page, server.url, size);
    const empty = await framesOf(page, () => pan(page, 'canvas', number('seconds')));
    print(
      `panning: mean frame ${meanMs(moving).toFixed(1)} ms, an empty map ${meanMs(empty).toFixed(1)} ms, ` +
        `ratio ${(meanMs(moving) / meanMs(empty)).toFixed(2)}; longest ${Math.max(...moving.map(({ ms }) => ms)).toFixed(0)} ms; ` +
        `load ${loadavg()[0]!.toFixed(1)}`,
    );
  } finally {
    await browser.close();
    await server.stop();
  }
}

await main();
