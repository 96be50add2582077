/** Frames of a map that is panned, and an empty map beside which they are judged. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const maplibre = fileURLToPath(new URL('../../node_modules/maplibre-gl/dist/', import.meta.url));

const PAN_PX = 220;

interface FrameNotes {
  /** When each frame began, and how many maps were drawn since the one before. */
  frames: { at: number; drawn: number }[];
  drawing: Set<unknown>;
  running: boolean;
}

export interface Frame {
  ms: number;
  drawn: number;
}

/** Notes in every page which map is drawn in which frame: a map that is only shifted is not counted as drawn. */
export const noteDrawing = () => {
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

export async function framesOf(page: Page, work: () => Promise<void>): Promise<Frame[]> {
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
export async function pan(page: Page, selector: string, seconds: number): Promise<void> {
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
export async function openEmptyMap(page: Page, url: string, size: { width: number; height: number }): Promise<void> {
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
