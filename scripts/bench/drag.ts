/**
 * From letting a facility go on the map to its figures, in a real browser on the demonstration city; beside it, in the
 * same run, the same question asked over HTTP from the page without the map. The hand lets go in the moment in which it
 * arrives.
 *
 *     npx tsx scripts/bench/drag.ts [--drags 12]
 *
 * Without a graphics card the browser draws the map on the processor: a frame then takes longer than the answer.
 */
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import type { DependenceReport } from '../../server/coverage/contract.ts';
import { launchBrowser } from '../../tests/support/browser.ts';
import { apiClient, startServer } from '../../tests/support/server.ts';
import { median } from './times.ts';

const ZOOM = 12;
const STEPS = 10;
const DRAG_PX = 150;

interface Drop {
  /** Milliseconds after the drop. */
  asked: number;
  answered: number;
  shown: number;
  /** When the frame with them had been handed over. */
  painted: number;
  longTasks: number;
}

interface Notes {
  drop: number;
  shown: number;
  painted: number;
  longTasks: number[];
}

const { values } = parseArgs({ options: { drags: { type: 'string', default: '12' } } });
const print = (line: string) => void process.stdout.write(`${line}\n`);
const summary = (times: readonly number[]) =>
  `median ${median(times).toFixed(0)} ms, least ${Math.min(...times).toFixed(0)}, most ${Math.max(...times).toFixed(0)}`;

/** Notes in the page when a drag ended and when the figures of the newest position stood in the document. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const notes: Notes = { drop: 0, shown: 0, painted: 0, longTasks: [] };
    (window as unknown as { notes: Notes }).notes = notes;
    window.addEventListener('mouseup', (event) => (notes.drop = event.timeStamp), { capture: true });
    const desk = document.querySelector<HTMLElement>('.desk-map')!;
    const note = () => {
      if (desk.dataset.pending !== 'false') return;
      notes.shown = performance.now();
      requestAnimationFrame(() => setTimeout(() => (notes.painted = performance.now())));
    };
    new MutationObserver(note).observe(desk, { attributeFilter: ['data-pending'] });
    new PerformanceObserver((list) => notes.longTasks.push(...list.getEntries().map((e) => e.duration))).observe({
      type: 'longtask',
    });
  });
}

async function dragOnce(page: Page, x: number, y: number, toX: number, toY: number): Promise<Drop> {
  await page.mouse.move(x, y);
  await page.waitForTimeout(700);
  await page.evaluate(() => performance.clearResourceTimings());
  await page.mouse.down();
  for (let step = 1; step <= STEPS; step++) {
    await page.mouse.move(x + ((toX - x) * step) / STEPS, y + ((toY - y) * step) / STEPS);
    // No rest before the last: a place already asked about would make the drop look faster than it is.
    if (step < STEPS) await page.waitForTimeout(30);
  }
  await page.mouse.up();
  await page.waitForTimeout(1500);
  return page.evaluate(() => {
    const { notes } = window as unknown as { notes: Notes };
    const last = performance
      .getEntriesByType('resource')
      .filter((entry) => entry.name.endsWith('/coverage/what-if'))
      .at(-1) as PerformanceResourceTiming;
    const longTasks = notes.longTasks.splice(0).reduce((sum, ms) => sum + ms, 0);
    return {
      asked: last.startTime - notes.drop,
      answered: last.responseEnd - notes.drop,
      shown: notes.shown - notes.drop,
      painted: notes.painted - notes.drop,
      longTasks,
    };
  });
}

async function main(): Promise<void> {
  const server = await startServer();
  const browser = await launchBrowser();
  try {
    const api = await apiClient(server.url, '');
    const { body } = await api.call('POST', '/api/v1/coverage/dependence', {});
    const [first] = (body as DependenceReport).facilities.sort((a, b) => b.loses60 - a.loses60);
    const { body: report } = await api.call('POST', '/api/v1/coverage', { points: false });
    const at = report.facilities.find((f: { facilityId: string }) => f.facilityId === first!.facilityId);
    const page = await browser.newPage({ viewport: { width: 1440, height: 860 }, locale: 'zh-CN' });
    // The loader of TypeScript names functions by a helper that the page does not have.
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.goto(`${server.url}/care-circle?m=${ZOOM}/${at.latitude}/${at.longitude}`);
    await page.locator('.map-canvas[data-ready="true"]').first().waitFor();
    await page.locator('[data-testid="figures"]').waitFor();
    await page.waitForTimeout(3000);
    const box = (await page.locator('[data-testid="map-now"] canvas').boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await watch(page);

    const drops: Drop[] = [];
    for (let i = 0; i <= Number(values.drags); i++) {
      const angle = i * 2.4;
      const [toX, toY] = [x + DRAG_PX * Math.cos(angle), y + DRAG_PX * Math.sin(angle)];
      const drop = await dragOnce(page, x, y, toX, toY);
      // The first one builds the tab and warms both sides.
      if (i > 0) drops.push(drop);
      await page.locator('[data-testid="reset-trial"]').click();
      await page.locator('.desk-map[data-trying="0"]').waitFor();
    }
    const plain = await page.evaluate(
      async ({ facilityId, longitude, latitude }) => {
        const times: number[] = [];
        for (let i = 0; i < 20; i++) {
          const to = { type: 'Point', coordinates: [longitude + i / 5000, latitude + i / 7000] };
          const start = performance.now();
          const answer = await fetch('/api/v1/coverage/what-if', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ edits: [{ op: 'move', facilityId, to }] }),
          });
          await answer.json();
          times.push(performance.now() - start);
        }
        return times;
      },
      at as { facilityId: string; longitude: number; latitude: number },
    );
    print(`drop to figures            ${summary(drops.map((d) => d.shown))}; ${drops.length} drags`);
    print(`  until their frame is out   ${summary(drops.map((d) => d.painted))}`);
    print(`  of it until asked        ${summary(drops.map((d) => d.asked))}`);
    print(`  until answered           ${summary(drops.map((d) => d.answered))}`);
    print(`  main thread busy in long tasks during a drag and after it: ${summary(drops.map((d) => d.longTasks))}`);
    print(
      `asked from the page without the map  ${summary(plain)}; drop ÷ this ${(median(drops.map((d) => d.shown)) / median(plain)).toFixed(1)}`,
    );
  } finally {
    await browser.close();
    await server.stop();
  }
}

await main();
