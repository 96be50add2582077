import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseFile } from '../../server/inspection/contract.ts';
import { randomStream } from '../../server/random.ts';
import { screenshot } from '../support/browser.ts';
import { FieldPhone, noisePicture } from '../support/field-phone.ts';
import { fieldRecord, fieldWorld, partyPassword, type FieldWorld } from '../support/field-sync-world.ts';
import { apiClient, exitOf, startServer, type ApiClient, type RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';
import { runYzt } from '../support/yzt.ts';

const seed = 20261130;
/** What the app keeps occupied for the day on which nothing else is left. */
const reserveBytes = 16 * 2 ** 20;
const server = { env: { YZT_DEMO: '0' } };

describeInBrowser(
  'field app under faults',
  { viewport: { width: 390, height: 844 }, refusals: true, server },
  (stage) => {
    let browser: Browser;
    let world: FieldWorld;
    const phones: FieldPhone[] = [];

    beforeAll(async () => {
      browser = stage.page.context().browser()!;
      world = await fieldWorld(stage.server.url);
    });

    afterAll(() => Promise.all(phones.map(({ context }) => context.close())));

    /** A phone on which a party has signed in and taken the line along. */
    async function phoneOf(party: 'jia' | 'yi', url = stage.server.url): Promise<FieldPhone> {
      const phone = await FieldPhone.open(browser, url);
      phones.push(phone);
      await phone.signIn(party, partyPassword);
      await phone.takeLine('试验线');
      return phone;
    }

    const caseOf = async (api: ApiClient, of = world): Promise<CaseFile> =>
      (await api.call('GET', `/api/v1/inspection-cases/${of.caseId}`)).body;

    /** Everything that a phone recorded is with the server exactly once, and with every picture; its file is intact. */
    async function expectInIsOut(
      phone: FieldPhone,
      records: number,
      pictures: number,
      api = world.parties[0],
      of = world,
    ) {
      const { items, photos } = await phone.rows();
      const kept = items.filter(({ item }) => item?.kind === 'entry' && item.entry.content.kind === 'fieldRecord');
      expect(kept.length, 'records on the phone').toBe(records);
      expect(photos.length, 'pictures on the phone').toBe(pictures);
      const { file } = await caseOf(api, of);
      for (const { key, item } of kept) {
        const entries = file.filter((entry) => entry.key === key);
        expect(entries.length, `record ${key} with the server`).toBe(1);
        expect(entries[0]!.content).toEqual(item?.kind === 'entry' && item.entry.content);
      }
      const named = kept.flatMap(({ item }) =>
        item?.kind === 'entry' && item.entry.content.kind === 'fieldRecord' ? item.entry.content.photos : [],
      );
      expect([...named].sort(), 'pictures that records name').toEqual(photos.map(({ sha256 }) => sha256).sort());
      for (const { sha256, bytes } of photos) {
        const { body } = await api.call('GET', `/api/v1/field-photos/${sha256}`);
        expect(body, `picture ${sha256} with the server`).toMatchObject({ complete: true, bytes });
      }
      expect((await api.call('GET', `/api/v1/inspection-cases/${of.caseId}/verify`)).body).toMatchObject({
        intact: true,
      });
    }

    const line = () => `area/${world.lineId}`;

    it('a tab killed while it saves, while it sends, and between the acknowledgement and its storage loses nothing', async () => {
      const phone = await phoneOf('jia');
      const random = randomStream(seed, 'kills');
      await phone.context.setOffline(true);
      let saved = 0;
      for (let kill = 0; kill < 3; kill += 1) {
        await phone.goTo(`${line()}/marker/m${kill + 1}`);
        await phone.fillRecord(`记录 ${kill}`, noisePicture(kill, 200));
        await phone.page
          .locator('.record-form button[type=submit]')
          .evaluate((button) => (button as HTMLElement).click());
        await phone.page.waitForTimeout(random.integer(0, 60));
        await phone.kill();
        await phone.newTab();
        await phone.goTo('outbox');
        const { items, photos, contents } = await phone.rows();
        // Whole or not at all: as many pictures as records, each with its bytes.
        expect(photos.length, `seed ${seed}, kill ${kill}`).toBe(items.length);
        expect(contents.sort()).toEqual(photos.map(({ sha256 }) => sha256).sort());
        saved = items.length;
      }
      await phone.record(world.lineId, 'm1', '最后一条', noisePicture(9, 200));
      saved += 1;

      // While it sends: the server has stored all, and the answer is on its way. A crashed page whose request is held back
      // stays in Playwright's hands, so this one is closed, which gives it no more time either.
      const stored = new Promise<void>((resolve) => {
        void phone.context.route('**/api/v1/field-sync', async (route) => {
          await route.fetch();
          resolve();
        });
      });
      await phone.context.setOffline(false);
      await stored;
      await phone.page.close();
      await phone.newTab();
      await phone.context.unroute('**/api/v1/field-sync');
      await phone.context.setOffline(true);
      await phone.goTo('outbox');
      expect((await phone.rows()).items.map(({ state }) => state)).toEqual(Array(saved).fill('sent'));

      // Between the acknowledgement and its storage: another tab keeps the outbox from being written.
      await phone.page.goto('about:blank');
      await phone.context.setOffline(false);
      const other = await phone.context.newPage();
      await other.goto(`${stage.server.url}/healthz`);
      await phone.context.route('**/api/v1/field-sync', async (route) => {
        await other.evaluate(
          () =>
            new Promise<void>((held) => {
              void navigator.locks.request('yizhangtu-outbox-write', () => {
                held();
                return new Promise(() => undefined);
              });
            }),
        );
        await route.continue();
      });
      const answered = phone.page.waitForResponse('**/api/v1/field-sync');
      await phone.goTo('outbox');
      await (await answered).finished();
      await phone.page.close();
      await other.close();
      await phone.context.unroute('**/api/v1/field-sync');
      await phone.newTab();
      await phone.goTo('outbox');
      await phone.sendAll();
      await expectInIsOut(phone, saved, saved);
    });

    it('two tabs see one outbox and send one after the other; requests that come twice or late change nothing', async () => {
      const phone = await phoneOf('yi');
      await phone.context.setOffline(true);
      await phone.record(world.lineId, 'm1', '甲', noisePicture(21, 200));
      await phone.record(world.lineId, 'm2', '乙');
      const first = phone.page;
      await phone.newTab();
      await phone.goTo('outbox');
      await phone.page.locator('[data-item]').nth(1).waitFor();

      const bodies: string[] = [];
      let [running, most] = [0, 0];
      const twice = async (route: Route) => {
        most = Math.max(most, ++running);
        bodies.push(route.request().postData()!);
        await route.fetch();
        const response = await route.fetch();
        running -= 1;
        await route.fulfill({ response });
      };
      await phone.context.route('**/api/v1/field-sync', twice);
      await phone.context.setOffline(false);
      await Promise.all([phone.sendAll(), first.evaluate(() => (location.hash = '#/outbox'))]);
      // The other tab was told.
      await first.locator('[data-item][data-state=acknowledged]').nth(1).waitFor();
      expect(most, 'tabs that sent at once').toBe(1);
      await expectInIsOut(phone, 2, 1, world.parties[1]);
      const before = await caseOf(world.parties[1]);
      for (const body of bodies.reverse()) {
        const late = await world.parties[1].call('POST', '/api/v1/field-sync', JSON.parse(body));
        expect(late.body.outcomes.every((each: { repeated: boolean }) => each.repeated)).toBe(true);
      }
      expect((await caseOf(world.parties[1])).entries).toBe(before.entries);
      await first.close();
    });

    it('two devices change one marker: the later sees both values, and what a person chooses goes back as a new edit', async () => {
      const [one, other] = [await phoneOf('jia'), await phoneOf('yi')];
      const change = async (phone: FieldPhone, fields: Record<string, string>) => {
        await phone.context.setOffline(true);
        await phone.turnTo(`${line()}/marker/m3`);
        await phone.page.getByText('修改登记').click();
        for (const [name, value] of Object.entries(fields)) await phone.page.fill(`.edit-form [name=${name}]`, value);
        await phone.page.fill('.edit-form [name=reason]', '现场核对');
        await phone.page.getByRole('button', { name: '保存修改到本机' }).click();
        await phone.page.locator('.edit-form').getByText('已保存在本机').waitFor();
        await phone.turnTo('outbox');
      };
      await change(one, { note: '甲方备注' });
      await change(other, { note: '乙方备注', custodian: '乙局' });
      await one.context.setOffline(false);
      await one.sendAll();
      await other.context.setOffline(false);
      await other.page.getByRole('link', { name: '去决定' }).click();
      const choices = other.page.locator('[data-field=note]');
      await choices.waitFor();
      const marker = async () => (await world.parties[0].call('GET', '/api/v1/boundary-markers/m3')).body;
      expect(await marker(), 'nothing of a conflict is applied').toMatchObject({ note: '甲方备注', custodian: null });
      for (const text of ['出发时: 未知', '本机: 乙方备注', '登记簿现值: 甲方备注'])
        expect(await choices.textContent()).toContain(text);
      await screenshot(other.page, 'field-conflict-zh');
      await other.page.getByRole('button', { name: 'English' }).click();
      await screenshot(other.page, 'field-conflict-en');
      expect((await untranslatedTexts(other.page)).filter((text) => !/方备注/.test(text))).toEqual([]);
      await other.page.getByRole('button', { name: '中文' }).click();
      const { key } = (await other.rows()).items[0]!;
      await choices.getByRole('radio').first().check();
      await other.page.getByRole('button', { name: '按选择重新提交' }).click();
      await other.sendAll();
      expect(await marker()).toMatchObject({ note: '乙方备注', custodian: '乙局' });
      const [decided, sentAnew] = (await other.rows()).items;
      expect(decided).toMatchObject({ key, state: 'forgotten', replacedBy: sentAnew!.key });
      expect(sentAnew).toMatchObject({
        state: 'acknowledged',
        item: { fields: { note: '乙方备注', custodian: '乙局' } },
      });
    });

    it('a phone that finds no network hands its records over as a file, which the office imports once', async () => {
      const phone = await phoneOf('jia');
      await phone.context.setOffline(true);
      await phone.record(world.lineId, 'm2', '交文件', noisePicture(61, 200));
      await phone.turnTo('outbox');
      await phone.page.getByText('导出到文件').first().click();
      const download = phone.page.waitForEvent('download');
      await phone.page.getByRole('button', { name: '导出到文件' }).click();
      const file = await (await download).path();

      const { page } = stage;
      const give = async (party: string) => {
        await signIn(page, stage.server.url, party, partyPassword);
        await page.goto(`${stage.server.url}/boundary?lang=zh&boundary=inspections`);
        await page.getByTestId('outbox-file').setInputFiles({
          ...{ name: 'outbox.json', mimeType: 'application/json', buffer: await readFile(file) },
        });
      };
      await give('yi');
      await page.getByText('文件中的记录由账号 jia 所记').waitFor();
      await page.context().clearCookies();
      await give('jia');
      await page.getByText('存好 1 件(其中早已存好 0 件)').waitFor();
      await page.getByText('照片存好 1 张(其中早已存好 0 张)').waitFor();
      await screenshot(page, 'outbox-imported-zh');
      await phone.context.setOffline(false);
      await phone.sendAll();
      await expectInIsOut(phone, 1, 1);
    });

    it('a full storage is told before, and refuses a record without losing what was filled in', async () => {
      // The browser keeps to a limit that is set before the app is opened; what the app itself takes is told by another phone.
      const { caches } = await phones
        .at(-1)!
        .page.evaluate(
          async () => ((await navigator.storage.estimate()) as { usageDetails: { caches: number } }).usageDetails,
        );
      const phone = await FieldPhone.open(browser, stage.server.url);
      phones.push(phone);
      const session = await phone.context.newCDPSession(phone.page);
      const limit = (quotaSize?: number) =>
        session.send('Storage.overrideQuotaForOrigin', { origin: stage.server.url, quotaSize });
      await limit(caches - reserveBytes + 1_100_000);
      await phone.signIn('jia', partyPassword);
      await phone.takeLine('试验线');
      await phone.page.getByTestId('room-low').waitFor();
      await phone.context.setOffline(true);
      const refused = phone.page.getByText('本机存储已满');
      const saved = phone.page.getByText('已保存在本机');
      let kept = 0;
      // How much a record takes is the browser's matter; the limit leaves room for a few.
      for (; kept < 12; kept += 1) {
        await phone.turnTo(line());
        await phone.turnTo(`${line()}/marker/m${(kept % 3) + 1}`);
        await phone.fillRecord(`第 ${kept + 1} 条`, noisePicture(30 + kept, 1000));
        await phone.page.locator('.record-form button[type=submit]').click();
        await refused.or(saved).first().waitFor();
        if (await refused.isVisible()) break;
      }
      expect(kept, 'records that were kept before the storage was full').toBeGreaterThan(0);
      await refused.waitFor();
      await screenshot(phone.page, 'field-full-zh');
      expect(await phone.page.inputValue('textarea[name=finding]')).toBe(`第 ${kept + 1} 条`);
      const { items, photos, contents } = await phone.rows();
      expect([items.length, photos.length, contents.length], 'nothing of the refused record').toEqual([
        kept,
        kept,
        kept,
      ]);
      await limit();
      await phone.save();
      await phone.page.getByTestId('room-low').waitFor({ state: 'detached' });
      await phone.context.setOffline(false);
      await phone.sendAll();
      await expectInIsOut(phone, kept + 1, kept + 1);
    });

    it('a clock that is wrong by a year is told, and a record keeps its time and the right one', async () => {
      const phone = await phoneOf('jia');
      const year = 365 * 86_400_000;
      await phone.page.clock.setFixedTime(Date.now() - year);
      await phone.goTo('outbox');
      await phone.page.getByTestId('clock').waitFor();
      await screenshot(phone.page, 'field-clock-zh');
      await phone.context.setOffline(true);
      await phone.record(world.lineId, 'm2', '时钟有误');
      const { key, item, recordedAt } = (await phone.rows()).items[0]!;
      const { deviceTime } = (item as Extract<typeof item, { kind: 'entry' }>).entry;
      expect(Math.abs(Date.parse(recordedAt!) - Date.parse(deviceTime) - year)).toBeLessThan(10 * 60_000);
      await phone.context.setOffline(false);
      await phone.sendAll();
      await expectInIsOut(phone, 1, 0);
      const { file, marks } = await caseOf(world.parties[0]);
      expect(file.find((entry) => entry.key === key)!.deviceTime).toBe(deviceTime);
      expect(marks[key]).toContain('deviceClock');
    });

    it('what an older program left waiting is carried over to the new schema and sent', async () => {
      const phone = await FieldPhone.open(browser, stage.server.url);
      phones.push(phone);
      await phone.signIn('jia', partyPassword);
      await phone.page.goto(`${stage.server.url}/healthz`);
      const entry = fieldRecord('m3');
      const picture = noisePicture(41, 40);
      // As the first program that was released wrote it: database version 1, rows of schema 1.
      await phone.page.evaluate(
        async ({ caseId, entry, base64, mime, deviceId }) => {
          const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([content], { type: mime }));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
          const jpeg = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
          const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', jpeg));
          const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
          const request = indexedDB.open('yizhangtu-field', 10);
          await new Promise<void>((resolve, reject) => {
            request.onerror = () => reject(request.error as Error);
            request.onsuccess = () => resolve();
            request.onupgradeneeded = () => {
              const database = request.result;
              for (const name of ['areas', 'lines', 'outboxMeta']) database.createObjectStore(name, { keyPath: 'id' });
              database
                .createObjectStore('markers', { keyPath: 'id' })
                .createIndex('lineIds', 'lineIds', { multiEntry: true });
              database.createObjectStore('cases', { keyPath: 'id' }).createIndex('lineId', 'lineId');
              database.createObjectStore('photos', { keyPath: 'sha256' });
              database.createObjectStore('outboxContents', { keyPath: 'sha256' });
              database.createObjectStore('outboxItems', { keyPath: 'key' }).createIndex('order', 'order');
              database.createObjectStore('outboxPhotos', { keyPath: 'sha256' }).createIndex('order', 'order');
              const put = (store: string, row: unknown) => request.transaction!.objectStore(store).put(row);
              entry.content.photos = [sha256];
              const blank = { schema: 1, acknowledged: null };
              const item = { kind: 'entry', caseId, entry };
              put('outboxItems', {
                ...{ ...blank, key: entry.key, order: 2, state: 'waiting', item },
                ...{ after: null, outcome: null, replacedBy: null },
              });
              put('outboxPhotos', {
                ...{
                  ...blank,
                  sha256,
                  order: 1,
                  mime: 'image/jpeg',
                  bytes: jpeg.length,
                  state: 'waiting',
                  refusal: null,
                },
              });
              put('outboxContents', { sha256, content: jpeg });
              put('outboxMeta', {
                id: 'meta',
                deviceId,
                serverId: null,
                seq: 0,
                epoch: 0,
                clockOffsetMs: null,
                nextOrder: 3,
              });
            };
          });
          request.result.close();
        },
        {
          ...{ caseId: world.caseId, entry: entry as typeof entry & { content: { photos: string[] } } },
          ...{ base64: picture.toString('base64'), mime: 'image/bmp', deviceId: randomUUID() },
        },
      );
      await phone.goTo('outbox');
      await phone.sendAll();
      await expectInIsOut(phone, 1, 1);
      expect((await phone.rows()).items).toMatchObject([{ key: entry.key, schema: 2, state: 'acknowledged' }]);
    });

    it('a server that is killed while it commits, and one restored from an older backup, end with everything once', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'yzt-field-faults-'));
      const dataDir = join(folder, 'data');
      let own: RunningServer = await startServer({ dataDir, env: { YZT_DEMO: '0' } });
      try {
        const { url } = own;
        const ownWorld = await fieldWorld(url, 6);
        const again = async () =>
          (own = await startServer({ dataDir, env: { YZT_DEMO: '0', PORT: new URL(url).port } }));
        const phone = await phoneOf('jia', url);
        const backup = join(folder, 'before.backup');
        expect(await runYzt(['backup', '-o', backup], { dataDir })).toMatchObject({ code: 0 });

        await phone.context.setOffline(true);
        for (let i = 1; i <= 6; i += 1)
          await phone.record(ownWorld.lineId, `m${i}`, `记录 ${i}`, i <= 2 ? noisePicture(50 + i, 200) : undefined);
        const random = randomStream(seed, 'server');
        await phone.turnTo('outbox');
        const dead = new Promise<void>((resolve) => {
          void phone.context.route('**/api/v1/field-sync', async (route) => {
            await phone.context.unroute('**/api/v1/field-sync');
            void route.continue().catch(() => undefined);
            setTimeout(() => own.process.kill('SIGKILL'), random.integer(5, 60));
            await exitOf(own.process);
            resolve();
          });
        });
        await phone.context.setOffline(false);
        await dead;
        await phone.page.getByText('连不上服务器').waitFor();
        const states = new Set((await phone.rows()).items.map(({ state }) => state));
        expect(states.has('waiting') || states.has('review'), `seed ${seed}`).toBe(false);
        await again();
        await phone.sendAll();
        let jia = await apiClient(url, 'jia', partyPassword);
        await expectInIsOut(phone, 6, 2, jia, ownWorld);

        expect(await own.stop()).toBe(0);
        expect(await runYzt(['restore', backup, '--replace'], { dataDir })).toMatchObject({ code: 0 });
        await again();
        jia = await apiClient(url, 'jia', partyPassword);
        expect((await caseOf(jia, ownWorld)).file.some(({ content }) => content.kind === 'fieldRecord')).toBe(false);
        await phone.send();
        await phone.page.getByText('服务器上找不到以前传过的 8 件').waitFor();
        await screenshot(phone.page, 'field-restored-zh');
        await phone.page.getByRole('button', { name: '重新传送' }).click();
        await phone.page.getByText('服务器上找不到').waitFor({ state: 'detached' });
        await phone.sendAll();
        await expectInIsOut(phone, 6, 2, jia, ownWorld);
      } finally {
        await own.stop();
        await rm(folder, { recursive: true, force: true });
      }
    }, 600_000);
  },
);
