import { expect } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { randomStream } from '../../server/random.ts';
import type { StoredItem, StoredPhoto } from '../../web/field/sync/outbox-store.ts';
import { withoutWebgl } from './browser.ts';
import { signIn } from './session.ts';

/** A picture of noise (24-bit BMP), which any browser can draw and none can make small; a seed always gives the same one. */
export function noisePicture(seed: number, side = 400): Buffer {
  const random = randomStream(seed, 'field-phone');
  const [headerBytes, pixelBytes] = [54, side * side * 3];
  const picture = Buffer.alloc(headerBytes + pixelBytes);
  picture.write('BM');
  picture.writeUInt32LE(picture.length, 2);
  picture.writeUInt32LE(headerBytes, 10);
  picture.writeUInt32LE(40, 14);
  picture.writeInt32LE(side, 18);
  picture.writeInt32LE(side, 22);
  picture.writeUInt16LE(1, 26);
  picture.writeUInt16LE(24, 28);
  for (let at = headerBytes; at < picture.length; at += 1) picture[at] = random.integer(0, 255);
  return picture;
}

/** What a phone holds of its outbox, straight from the browser's database. */
export interface PhoneRows {
  items: StoredItem[];
  photos: StoredPhoto[];
  /** Hashes of pictures whose bytes are there. */
  contents: string[];
}

/** One phone in the field: a browser profile of its own, in which the app is used as a person does. */
export class FieldPhone {
  private constructor(
    readonly context: BrowserContext,
    private readonly url: string,
    public page: Page,
  ) {}

  /** @param maps whether its browser has WebGL; without, the app says so in the map's place, and drawing costs a test nothing */
  static async open(browser: Browser, url: string, { maps = false } = {}): Promise<FieldPhone> {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      locale: 'zh-CN',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(60_000);
    if (!maps && process.env.YZT_TEST_MAPS !== 'all') await context.addInitScript(withoutWebgl);
    return new FieldPhone(context, url, await context.newPage());
  }

  signIn(username: string, password: string): Promise<void> {
    return signIn(this.page, this.url, username, password);
  }

  /** Opens a view in the tab that is in use; the app is loaded anew. */
  async goTo(view: string): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.goto(`${this.url}/field/#/${view}`);
  }

  /** Turns to a view within the app that is open. */
  async turnTo(view: string): Promise<void> {
    await this.page.evaluate((hash) => (location.hash = hash), `#/${view}`);
  }

  async newTab(): Promise<Page> {
    this.page = await this.context.newPage();
    return this.page;
  }

  /** The process of the tab dies, as when the phone's system takes its memory. */
  async kill(): Promise<void> {
    const { page } = this;
    const crashed = page.waitForEvent('crash');
    const session = await this.context.newCDPSession(page);
    void session.send('Page.crash').catch(() => undefined);
    await crashed;
    await page.close();
  }

  async takeLine(name: string): Promise<void> {
    await this.goTo('prepare');
    await this.page.locator('label.check', { hasText: name }).click();
    await this.page.locator('.foot button.main:not([disabled])').click();
    await this.page.locator('.field-map[data-ready=true]').waitFor();
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  }

  /** Fills the form at a marker that is on the page. */
  async fillRecord(finding: string, picture?: Buffer): Promise<void> {
    await this.page.selectOption('.record-form select[name=state]', 'damaged');
    await this.page.fill('.record-form textarea[name=finding]', finding);
    if (!picture) return;
    const input = this.page.locator('.record-form input[type=file]');
    await input.setInputFiles({ name: 'photo.bmp', mimeType: 'image/bmp', buffer: picture });
    await this.page.getByText('已有 1 张').waitFor();
  }

  async save(): Promise<void> {
    await this.page.locator('.record-form button[type=submit]').click();
    await this.page.getByText('已保存在本机').waitFor();
  }

  async record(areaId: string, markerId: string, finding: string, picture?: Buffer): Promise<void> {
    await this.turnTo(`area/${areaId}`);
    await this.turnTo(`area/${areaId}/marker/${markerId}`);
    await this.fillRecord(finding, picture);
    await this.save();
  }

  /** Draws across the field for signatures. */
  async draw(): Promise<void> {
    const pad = this.page.getByTestId('signature-pad');
    await pad.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await pad.boundingBox())!;
    await this.page.mouse.move(x + width * 0.2, y + height * 0.3);
    await this.page.mouse.down();
    for (const [right, down] of [
      [0.4, 0.7],
      [0.55, 0.3],
      [0.75, 0.65],
    ] as const)
      await this.page.mouse.move(x + width * right, y + height * down, { steps: 4 });
    await this.page.mouse.up();
  }

  /** One round of sending, by the button. */
  async send(): Promise<void> {
    await this.turnTo('outbox');
    await this.page.locator('button.main:not([disabled])').click();
    await this.page.getByRole('button', { name: '现在同步' }).waitFor();
  }

  /** Sends until the server holds everything; the app may have begun by itself, and have nothing left to press for. */
  async sendAll(): Promise<void> {
    await this.turnTo('outbox');
    await this.page.locator('button.main').waitFor();
    await this.page.evaluate(() => document.querySelector<HTMLElement>('button.main:not([disabled])')?.click());
    const isHeld = ({ state }: { state: string }) => state === 'acknowledged' || state === 'forgotten';
    await expect
      .poll(
        async () => {
          const { items, photos } = await this.rows();
          return [...items, ...photos].filter((row) => !isHeld(row)).map(({ state }) => state);
        },
        { timeout: 60_000, interval: 200 },
      )
      .toEqual([]);
  }

  rows(): Promise<PhoneRows> {
    return this.page.evaluate(async () => {
      const open = indexedDB.open('yizhangtu-field');
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error as Error);
        });
      const database = await done(open);
      const stores = database.transaction(['outboxItems', 'outboxPhotos', 'outboxContents']);
      const rows = {
        items: (await done(stores.objectStore('outboxItems').index('order').getAll())) as StoredItem[],
        photos: (await done(stores.objectStore('outboxPhotos').getAll())) as StoredPhoto[],
        contents: (await done(stores.objectStore('outboxContents').getAllKeys())) as string[],
      };
      database.close();
      return rows;
    });
  }
}
