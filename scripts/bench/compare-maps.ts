/**
 * Frames per second while four synchronised maps of scenarios are panned, with 5,000 features on each (divisions and
 * facilities; generated facilities fill the register up), beside one empty map of the same size in the same run; in
 * headless Chromium, which draws on the processor.
 *
 *     npx tsx scripts/bench/compare-maps.ts [--seconds 6 --rounds 3]
 *
 * Beside the frames it prints how many of the maps were really drawn in a frame, so that none is only shifted unseen.
 */
import { parseArgs } from 'node:util';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../tests/support/browser.ts';
import { apiClient, startServer, type ApiClient } from '../../tests/support/server.ts';
import { signIn } from '../../tests/support/session.ts';
import { median, quantile } from './times.ts';

const maplibre = fileURLToPath(new URL('../../node_modules/maplibre-gl/dist/', import.meta.url));

const FEATURES = 5000;
const VIEWPORT = { width: 1440, height: 900 };
const SCENARIOS = 3;
/** Facilities that each scenario changes. */
const CHANGES = 12;
const PAN_PX = 220;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '6' }, rounds: { type: 'string', default: '3' } },
});
const print = (line: string) => void process.stdout.write(`${line}\n`);

async function asked(api: ApiClient, method: string, path: string, body?: unknown) {
  const answer = await api.call(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

interface Placed {
  id: string;
  entrance: { type: 'Point'; coordinates: [number, number] } | null;
  countyId: string;
  kind: string;
}

/** Registers generated facilities, marked as demonstration data, until divisions and placed facilities are enough. */
async function fillUp(api: ApiClient): Promise<number> {
  const points = (await asked(api, 'GET', '/api/v1/facilities/points')).features as unknown[];
  const divisions = await Promise.all(
    ['county', 'township'].map((level) => asked(api, 'GET', `/api/v1/divisions/geometry?level=${level}`)),
  );
  const shown = points.length + divisions.reduce((sum, { features }) => sum + features.length, 0);
  const { items } = (await asked(api, 'GET', '/api/v1/facilities?kind=dayCareStation&limit=5000')) as {
    items: Placed[];
  };
  const models = items.filter(({ entrance }) => entrance !== null);
  const changes = Array.from({ length: Math.max(0, FEATURES - shown) }, (_, i) => {
    const { entrance, countyId, kind } = models[i % models.length]!;
    const [longitude, latitude] = entrance!.coordinates;
    const turn = i * 2.4;
    const away = 0.002 + (i % 17) * 0.0004;
    const coordinates = [longitude + away * Math.cos(turn), latitude + away * Math.sin(turn)];
    const fields = { name: `测速点${i + 1}`, kind, countyId, demo: true, status: 'operating' };
    return {
      type: 'facility',
      op: 'create',
      fields: { ...fields, entrance: { type: 'Point', coordinates }, sourceCrs: 'EPSG:4490' },
    };
  });
  const draft = await asked(api, 'POST', '/api/v1/change-sets', { title: '测速', changes });
  await asked(api, 'POST', `/api/v1/change-sets/${draft.id}/commit`);
  return shown + changes.length;
}

async function makeScenarios(api: ApiClient): Promise<string[]> {
  const { items } = (await asked(api, 'GET', '/api/v1/facilities?kind=regionalCentre&limit=5000')) as {
    items: Placed[];
  };
  const placed = items.filter(({ entrance }) => entrance !== null);
  const ids: string[] = [];
  for (let i = 0; i < SCENARIOS; i++) {
    const changes = placed.slice(i * CHANGES, (i + 1) * CHANGES).map(({ id, entrance }) => {
      const [longitude, latitude] = entrance!.coordinates;
      const fields = { entrance: { type: 'Point', coordinates: [longitude + 0.03, latitude] }, sourceCrs: 'EPSG:4490' };
      return { type: 'facility', op: 'update', id, fields };
    });
    const scenario = await asked(api, 'POST', '/api/v1/scenarios', { name: `测速方案${i + 1}` });
    await asked(api, 'POST', `/api/v1/scenarios/${scenario.id}/changes`, { changes });
    ids.push(scenario.id);
  }
  return ids;
}

interface FrameNotes {
  /** When each frame began, and how many maps were drawn since the one before. */
  frames: { at: number; drawn: number }[];
  drawing: Set<unknown>;
  running: boolean;
}

interface Frame {
  ms: number;
  drawn: number;
}

/** Notes in every page which map is drawn in which frame: a map that is only shifted is not counted as drawn. */
const noteDrawing = () => {
  const notes: FrameNotes = { frames: [], drawing: new Set(), running: false };
  (window as unknown as { notes: FrameNotes }).notes = notes;
  for (const call of ['drawElements', 'clear'] as const) {
    const original = WebGL2RenderingContext.prototype[call] as (...args: never[]) => void;
    WebGL2RenderingContext.prototype[call] = function (this: WebGL2RenderingContext, ...args: never[]) {
      notes.drawing.add(this);
      return original.apply(this, args);
    } as never;
  }
};

async function framesOf(page: Page, work: () => Promise<void>): Promise<Frame[]> {
  await page.evaluate(() => {
    const { notes } = window as unknown as { notes: FrameNotes };
    notes.frames = [];
    notes.running = true;
    const note = (at: number) => {
      notes.frames.push({ at, drawn: notes.drawing.size });
      notes.drawing.clear();
      if (notes.running) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await work();
  return page.evaluate(() => {
    const { notes } = window as unknown as { notes: FrameNotes };
    notes.running = false;
    return notes.frames.slice(1).map(({ at, drawn }, i) => ({ ms: at - notes.frames[i]!.at, drawn }));
  });
}

/** Drags the map in circles, as a hand does, for some seconds. */
async function pan(page: Page, selector: string, seconds: number): Promise<void> {
  const box = (await page.locator(selector).first().boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const radius = PAN_PX / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  const start = Date.now();
  for (let step = 1; Date.now() - start < seconds * 1000; step++) {
    const turn = step / 15;
    await page.mouse.move(x + radius * Math.sin(turn), y + radius * (1 - Math.cos(turn)) * 0.8);
    await page.waitForTimeout(4);
  }
  await page.mouse.up();
}

/** A map that shows nothing but its background, of the size of all the compared maps together. */
async function openEmptyMap(page: Page, url: string, size: { width: number; height: number }): Promise<void> {
  const document_ = `<!doctype html><link rel="stylesheet" href="/bench/maplibre-gl.css">
    <div id="map" style="width:${size.width}px;height:${size.height}px"></div>
    <script type="module">
      import { Map, setWorkerUrl } from '/bench/maplibre-gl.mjs';
      setWorkerUrl('/bench/maplibre-gl-worker.mjs');
      const layers = [{ id: 'ground', type: 'background', paint: { 'background-color': '#e3e9eb' } }];
      const map = new Map({ container: 'map', style: { version: 8, sources: {}, layers }, center: [117.5, 41.3],
        zoom: 7.5, dragRotate: false, fadeDuration: 0 });
      map.on('load', () => document.body.setAttribute('data-ready', 'true'));
    </script>`;
  await page.route('**/bench/**', (route) => {
    const name = new URL(route.request().url()).pathname.slice('/bench/'.length);
    if (name === '') return route.fulfill({ contentType: 'text/html', body: document_ });
    return route.fulfill({ path: join(maplibre, name) });
  });
  await page.goto(`${url}/bench/`);
  await page.locator('body[data-ready="true"]').waitFor();
  await page.waitForTimeout(1000);
}

interface Measured {
  meanMs: number;
  frames: Frame[];
}

function report(name: string, frames: readonly Frame[], maps: number): Measured {
  const times = frames.map(({ ms }) => ms);
  const meanMs = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const drawnPerFrame = frames.reduce((sum, { drawn }) => sum + drawn, 0) / frames.length;
  print(
    `${name}: mean ${meanMs.toFixed(1)} ms a frame (${(1000 / meanMs).toFixed(1)} frames/s), ` +
      `median ${median(times).toFixed(1)}, 9 of 10 within ${quantile(times, 0.9).toFixed(1)}, ` +
      `most ${Math.max(...times).toFixed(0)} ms; ${drawnPerFrame.toFixed(2)} of ${maps} maps drawn a frame`,
  );
  return { meanMs, frames: [...frames] };
}

async function main(): Promise<void> {
  const server = await startServer({ timeoutMs: 600_000 });
  const browser = await launchBrowser();
  try {
    const api = await apiClient(server.url);
    const features = await fillUp(api);
    const ids = await makeScenarios(api);
    const page = await browser.newPage({ viewport: VIEWPORT, locale: 'zh-CN' });
    page.setDefaultTimeout(120_000);
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.addInitScript(noteDrawing);
    await signIn(page, server.url);
    const address = `${server.url}/scenarios?compare=${ids.join(',')}&indicator=8&kind=all&m=8.2/41.3/117.6`;
    const seconds = Number(values.seconds);
    const ratios: number[] = [];
    const four: number[] = [];
    print(`load of the machine ${loadavg()[0]!.toFixed(1)}; ${features} features a map`);
    for (let round = 0; round < Number(values.rounds); round++) {
      await page.goto(address);
      await page.waitForFunction(
        () => document.querySelectorAll('.compare-map .map-canvas[data-drawn="true"]').length === 4,
      );
      await page.waitForTimeout(3000);
      const size = (await page.locator('.compare-maps').boundingBox())!;
      const moving = await framesOf(page, () => pan(page, '.compare-map canvas', seconds));
      const compared = report('four maps    ', moving, 4);
      await openEmptyMap(page, server.url, size);
      const empty = report('one empty map', await framesOf(page, () => pan(page, 'canvas', seconds)), 1);
      ratios.push(compared.meanMs / empty.meanMs);
      four.push(compared.meanMs);
    }
    print(
      `four maps ÷ one empty map, mean frame: ${median(ratios).toFixed(2)}; ` +
        `four maps ${(1000 / median(four)).toFixed(1)} frames/s (median of rounds); load ${loadavg()[0]!.toFixed(1)}`,
    );
  } finally {
    await browser.close();
    await server.stop();
  }
}

await main();
