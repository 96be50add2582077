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
import { launchBrowser } from '../../tests/support/browser.ts';
import { apiClient, startServer, type ApiClient } from '../../tests/support/server.ts';
import { signIn } from '../../tests/support/session.ts';
import { framesOf, noteDrawing, openEmptyMap, pan, type Frame } from './map-frames.ts';
import { median, quantile } from './times.ts';

const FEATURES = 5000;
const VIEWPORT = { width: 1440, height: 900 };
const SCENARIOS = 3;
/** Facilities that each scenario changes. */
const CHANGES = 12;

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
