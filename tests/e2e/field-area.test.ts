import { randomUUID } from 'node:crypto';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseFile } from '../../server/inspection/contract.ts';
import { screenshot } from '../support/browser.ts';
import { FieldPhone, noisePicture } from '../support/field-phone.ts';
import { fieldWorld, partyPassword, type FieldWorld } from '../support/field-sync-world.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

/** The program behind a proxy, which can tell of a newer build of the field app. */
async function releaseable(target: string): Promise<{ url: string; server: Server; release(build: string): void }> {
  let build: string | null = null;
  const server = createServer((asked, answer) => {
    const { method, headers, url } = asked;
    const onward = request(new URL(url!, target), { method, headers }, (answered) => {
      if (build === null || url !== '/field/sw.js') {
        answer.writeHead(answered.statusCode!, answered.headers);
        answered.pipe(answer);
        return;
      }
      const named = `__FIELD_BUILD__ = ${JSON.stringify(build)}`;
      void text(answered).then((script) =>
        answer
          .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-cache' })
          .end(script.replace(/__FIELD_BUILD__ = "\w+"/, named)),
      );
    });
    // The whole script, not compressed and not what has not changed since.
    if (url === '/field/sw.js')
      for (const name of ['accept-encoding', 'if-none-match', 'if-modified-since']) onward.removeHeader(name);
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, server, release: (name) => (build = name) };
}

describeInBrowser(
  'areas on a phone',
  { viewport: { width: 390, height: 844 }, refusals: true, server: { env: { YZT_DEMO: '0' } } },
  (stage) => {
    let world: FieldWorld;
    let proxy: Awaited<ReturnType<typeof releaseable>>;

    beforeAll(async () => {
      world = await fieldWorld(stage.server.url);
      proxy = await releaseable(stage.server.url);
      const bing = { username: 'bing', name: '丙方', role: 'editor', password: partyPassword };
      expect((await stage.api.call('POST', '/api/v1/users', bing)).status).toBe(201);
    });
    afterAll(() => proxy.server.close());

    const caseOf = async (): Promise<CaseFile> =>
      (await world.parties[0].call('GET', `/api/v1/inspection-cases/${world.caseId}`)).body;

    it('stay with the accounts they belong to; what waits lies sealed and outlives an update; dissent and repair arrive, what is refused can be given up', async () => {
      const phone = await FieldPhone.open(stage.page.context().browser()!, proxy.url);
      const shown = phone.page;
      await phone.signIn('jia', partyPassword);
      await phone.takeLine('试验线');
      await phone.context.setOffline(true);
      await phone.record(world.lineId, 'm1', '桩体破损', noisePicture(1, 200));
      await phone.turnTo(`area/${world.lineId}/marker/m2`);
      await shown.getByRole('button', { name: '修复', exact: true }).click();
      await shown.fill('.record-form textarea[name=work]', '扶正并描红');
      await screenshot(shown, 'field-repair-zh');
      await phone.save();

      await phone.turnTo(`area/${world.lineId}/case/${world.caseId}`);
      const form = shown.locator('.sign-form');
      await form.getByRole('button', { name: '乙方' }).click();
      await form.getByText('注明异议').click();
      await form.locator('textarea[name=dissent]').fill('乙方认为未破损');
      // Both are ticked, since both were recorded here; the dissent is about one.
      await form.locator('label.check', { hasText: '修复' }).locator('input').uncheck();
      await form.getByRole('button', { name: '保存异议到本机' }).click();
      await shown.locator('.dissent', { hasText: '乙方认为未破损' }).waitFor();
      await screenshot(shown, 'field-dissent-zh');

      const kept = await shown.evaluate(async () => {
        const opened = indexedDB.open('yizhangtu-field');
        await new Promise((resolve) => (opened.onsuccess = resolve));
        const asked = opened.result.transaction('outboxContents').objectStore('outboxContents').getAll();
        await new Promise((resolve) => (asked.onsuccess = resolve));
        opened.result.close();
        const rows = asked.result as { kept: { sealed?: ArrayBuffer; plain?: unknown; keyId?: string } }[];
        return rows.map((row) => ({
          isPlain: 'plain' in row.kept,
          keyId: row.kept.keyId,
          start: [...new Uint8Array(row.kept.sealed!).subarray(0, 2)],
        }));
      });
      expect(kept).toEqual([{ isPlain: false, keyId: expect.any(String), start: expect.any(Array) }]);
      expect(kept[0]!.start, 'a JPEG begins so').not.toEqual([0xff, 0xd8]);
      const waiting = (await phone.rows()).items.map(({ key, state, account }) => ({ key, state, account }));
      expect(waiting.map(({ state, account }) => [state, account])).toEqual([
        ['waiting', 'jia'],
        ['waiting', 'jia'],
        ['waiting', 'yi'],
      ]);

      // Another account on the same phone, with a network: it sees neither the area nor sends what is others'.
      proxy.release('next');
      await shown.goto('about:blank');
      await phone.context.setOffline(false);
      await phone.context.clearCookies();
      await phone.signIn('bing', partyPassword);
      await phone.goTo('areas');
      await shown.locator('[data-others="1"]').waitFor();
      expect(await shown.locator('.areas .list > li').count()).toBe(0);
      await screenshot(shown, 'field-others-area-zh');
      await phone.turnTo(`area/${world.lineId}`);
      await shown.getByText('属于其他账号').waitFor();
      expect(await shown.locator('.field-map').count()).toBe(0);

      // The new build has come meanwhile, and waits for the tap.
      const update = shown.getByRole('button', { name: '现在更新' });
      await update.waitFor();
      await screenshot(shown, 'field-update-zh');
      await Promise.all([shown.waitForEvent('load'), update.click()]);
      await expect.poll(() => shown.evaluate(() => caches.keys())).toContain('field-next');
      const after = (await phone.rows()).items.map(({ key, state, account }) => ({ key, state, account }));
      expect(after).toEqual(waiting);

      // Each party's word goes with its own account.
      for (const [party, count] of [
        ['jia', 2],
        ['yi', 1],
      ] as const) {
        await phone.context.clearCookies();
        await phone.signIn(party, partyPassword);
        await phone.goTo('outbox');
        await shown
          .locator(`[data-account=${party}][data-state=acknowledged]`)
          .nth(count - 1)
          .waitFor();
      }
      await expect.poll(async () => (await phone.rows()).photos.map(({ state }) => state)).toEqual(['acknowledged']);
      const { file } = await caseOf();
      const said = file.slice(-3).map(({ author, content }) => [author, content.kind]);
      expect(said).toEqual([
        ['jia', 'fieldRecord'],
        ['jia', 'repair'],
        ['yi', 'dissent'],
      ]);
      expect(file.at(-1)!.content).toMatchObject({ of: waiting[0]!.key, side: 'second', words: '乙方认为未破损' });

      // Whoever was taken off the team is refused, and gives the record up by hand.
      await phone.context.setOffline(true);
      await phone.record(world.lineId, 'm3', '多余的一条');
      const teams = (await caseOf()).teams.map((team) => ({
        ...team,
        members: [team.side === 'first' ? 'jia' : 'bing'],
      }));
      const entry = { key: randomUUID(), deviceTime: new Date().toISOString() };
      const told = { ...entry, content: { kind: 'teams', teams, reason: '更换组员' } };
      expect((await stage.api.call('POST', `/api/v1/inspection-cases/${world.caseId}/entries`, told)).status).toBe(200);
      await phone.turnTo('outbox');
      await phone.context.setOffline(false);
      await shown.getByRole('link', { name: '去决定' }).click();
      const refused = shown.locator('[data-review]');
      await refused.waitFor();
      await screenshot(shown, 'field-refused-zh');
      await shown.getByRole('button', { name: 'English' }).click();
      await screenshot(shown, 'field-refused-en');
      expect(await untranslatedTexts(shown)).toEqual([]);
      shown.once('dialog', (dialog) => void dialog.accept());
      await refused.getByRole('button', { name: 'Give up' }).click();
      await refused.waitFor({ state: 'detached' });
      expect((await phone.rows()).items.at(-1)).toMatchObject({ state: 'forgotten', item: null });
      expect((await caseOf()).file.at(-1)!.content.kind).toBe('teams');
      await phone.context.close();
    });
  },
);
