import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { caseFile, type CaseFile } from '../../server/inspection/contract.ts';
import { testAdminPassword, type ApiClient, type RunningServer } from '../support/server.ts';
import { screenshot } from '../support/browser.ts';
import { FieldPhone } from '../support/field-phone.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

describeInBrowser('field app', { viewport: { width: 390, height: 844 }, refusals: true }, (stage) => {
  let server: RunningServer;
  let page: Page;
  let api: ApiClient;

  beforeAll(() => {
    ({ server, page, api } = stage);
  });

  const goTo = (view: string) => page.goto(`${server.url}/field/#/${view}`);

  async function caseFiles(): Promise<CaseFile[]> {
    const { body } = await api.call('GET', '/api/v1/inspection-cases');
    return Promise.all(
      body.items.map(async ({ id }: { id: string }) =>
        caseFile.parse((await api.call('GET', `/api/v1/inspection-cases/${id}`)).body),
      ),
    );
  }

  it('takes a line along, starts without a network, records at a marker, and gives the record to the server', async () => {
    await stage.withMaps();
    const context = page.context();
    await context.grantPermissions(['geolocation']);
    await context.setGeolocation({ longitude: 117.2, latitude: 41.6, accuracy: 4 });
    await goTo('account');
    await page.fill('input[name=username]', 'admin');
    await page.fill('input[name=password]', testAdminPassword);
    await page.click('button[type=submit]');
    await page.getByText('已登录').waitFor();

    await goTo('prepare');
    await page.locator('label.check', { hasText: '冀蒙线' }).click();
    await page.locator('.foot button.main:not([disabled])').click();
    const map = page.locator('.field-map[data-ready=true]');
    await map.waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

    await context.setOffline(true);
    await page.reload();
    await map.waitFor();
    await page.locator('.network', { hasText: '无网络' }).waitFor();
    await page.locator('.list.markers a').first().click();
    await page.selectOption('.record-form select[name=state]', 'damaged');
    await page.getByRole('button', { name: '开始测位置' }).click();
    await page.locator('[data-readings]').waitFor();
    await page.fill('textarea[name=finding]', '桩体破损');
    await screenshot(page, 'field-record-zh');
    await page.locator('.record-form button[type=submit]').click();
    await page.getByText('已保存在本机').waitFor();
    await screenshot(page, 'field-recorded-zh');

    await goTo('outbox');
    await page.reload();
    const item = page.locator('[data-item]');
    expect(await item.getAttribute('data-state')).toBe('waiting');
    expect(await item.getAttribute('data-account')).toBe('admin');
    const key = await item.getAttribute('data-item');

    // It is sent by itself once there is a network.
    await context.setOffline(false);
    await page.locator('[data-item][data-state="acknowledged"]').waitFor();
    await screenshot(page, 'field-sent-zh');
    const entry = (await caseFiles()).flatMap(({ file }) => file).find((each) => each.key === key);
    expect(entry).toMatchObject({
      author: 'admin',
      content: { kind: 'fieldRecord', state: 'damaged', finding: '桩体破损', belowAccuracy: false },
    });
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Stored by the server').waitFor();
    await screenshot(page, 'field-sent-en');
  });

  it('both parties sign on one phone without a network; each signature reaches the server from its own account', async () => {
    const password = 'Field-Party-2026';
    for (const username of ['jia', 'yi'])
      await api.call('POST', '/api/v1/users', { username, name: `${username}方`, role: 'editor', password });
    const before = (await caseFiles()).find(({ title, step }) => step === 'fieldRecord' && title.includes('冀蒙'))!;
    const teams = before.teams.map((team) => ({ ...team, members: [team.side === 'first' ? 'jia' : 'yi'] }));
    const told = { kind: 'teams', teams, reason: '更换组员' };
    const entry = { key: randomUUID(), deviceTime: new Date().toISOString(), content: told };
    expect((await api.call('POST', `/api/v1/inspection-cases/${before.id}/entries`, entry)).status).toBe(200);

    const phone = await FieldPhone.open(page.context().browser()!, server.url);
    const shown = phone.page;
    await phone.signIn('jia', password);
    await phone.takeLine('冀蒙线');
    await phone.context.setOffline(true);
    await shown.locator('.list.markers a').first().click();
    await phone.fillRecord('基座松动');
    await phone.save();
    const check = shown.locator('[data-check="field.line"]');
    await shown.getByText('核对事项').click();
    await check.getByRole('button', { name: '未做' }).click();
    await check.locator('input[name=note]').fill('大雾,未能看清走向');
    await check.getByRole('button', { name: '保存到本机' }).click();
    await shown.locator('[data-check="field.line"][data-done=false]').waitFor();

    await shown.getByRole('link', { name: '案卷与签署' }).click();
    const { items } = await phone.rows();
    const recordKey = items.find(
      ({ item }) => item?.kind === 'entry' && item.entry.content.kind === 'fieldRecord',
    )!.key;
    // What was recorded here is ticked; what the demonstration left open is not.
    const sign = async (side: string) => {
      await shown.locator('.sign-form').getByRole('button', { name: side }).click();
      await phone.draw();
      await shown.getByRole('button', { name: '签署 1 条' }).click();
    };
    await sign('甲方');
    const record = shown.locator(`[data-record="${recordKey}"]`);
    await record.locator('[data-side=first][data-signed=device]').waitFor({ state: 'attached' });
    await sign('乙方');
    await record.locator('[data-side=second][data-signed=device]').waitFor({ state: 'attached' });
    await shown.locator('.sign-form details summary').click();
    await shown.locator('.sign-form').getByRole('button', { name: '乙方' }).click();
    await screenshot(shown, 'field-signed-zh');

    // The other party's account comes first: its signature overtakes the record, and is kept.
    await phone.context.clearCookies();
    await phone.signIn('yi', password);
    await phone.context.setOffline(false);
    await phone.goTo('outbox');
    const signatureOf = (account: string) =>
      shown.locator(`[data-item][data-account="${account}"]`, { hasText: '签名' });
    await signatureOf('yi').getByText('稍后再发').waitFor();
    await screenshot(shown, 'field-early-zh');
    await phone.context.clearCookies();
    await phone.signIn('jia', password);
    await phone.goTo('outbox');
    await signatureOf('jia').and(shown.locator('[data-state=acknowledged]')).waitFor();
    await phone.context.clearCookies();
    await phone.signIn('yi', password);
    await phone.goTo('outbox');
    await signatureOf('yi').and(shown.locator('[data-state=acknowledged]')).waitFor();

    const after = (await caseFiles()).find(({ id }) => id === before.id)!;
    expect(after.standings[recordKey]).toBe('agreed');
    const added = after.file.slice(before.file.length + 1);
    expect(added.map(({ author, content }) => [author, content.kind]).sort()).toEqual([
      ['jia', 'checklist'],
      ['jia', 'fieldRecord'],
      ['jia', 'signature'],
      ['yi', 'signature'],
    ]);
    const verdict = await api.call('GET', `/api/v1/inspection-cases/${before.id}/verify`);
    expect(verdict.body).toMatchObject({ intact: true, entries: after.entries });

    await phone.turnTo(`area/${before.lineId}/case/${before.id}`);
    await shown.getByRole('button', { name: 'English' }).click();
    await shown.getByRole('button', { name: 'Fetch the case anew' }).click();
    await shown.locator(`[data-record="${recordKey}"][data-agreed=true]`).waitFor({ state: 'attached' });
    await screenshot(shown, 'field-case-en');
    expect(await untranslatedTexts(shown)).toEqual([]);
    await phone.context.close();
  });
});
