import { beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { caseFile } from '../../server/inspection/contract.ts';
import { testAdminPassword, type ApiClient, type RunningServer } from '../support/server.ts';
import { screenshot } from '../support/browser.ts';
import { describeInBrowser } from '../support/stage.ts';

describeInBrowser('field app', { viewport: { width: 390, height: 844 }, refusals: true }, (stage) => {
  let server: RunningServer;
  let page: Page;
  let api: ApiClient;

  beforeAll(() => {
    ({ server, page, api } = stage);
  });

  const goTo = (view: string) => page.goto(`${server.url}/field/#/${view}`);

  it('takes a line along, starts without a network, records at a marker, and gives the record to the server', async () => {
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
    expect(await page.locator('.network').textContent()).toBe('无网络');
    await page.locator('.list.markers a').first().click();
    await page.selectOption('.record-form select[name=state]', 'damaged');
    await page.getByRole('button', { name: '开始测位置' }).click();
    await page.locator('[data-readings]').waitFor();
    await page.fill('textarea[name=finding]', '桩体破损');
    await page.locator('.record-form button[type=submit]').click();
    await page.getByText('已保存在本机').waitFor();
    await screenshot(page, 'field-recorded-zh');

    await goTo('outbox');
    await page.reload();
    const item = page.locator('[data-item]');
    expect(await item.getAttribute('data-state')).toBe('waiting');
    const key = await item.getAttribute('data-item');

    await context.setOffline(false);
    await page.locator('button.main:not([disabled])').click();
    await page.locator('[data-item][data-state="acknowledged"]').waitFor();
    await screenshot(page, 'field-sent-zh');
    const { body } = await api.call('GET', '/api/v1/inspection-cases');
    const files = await Promise.all(
      body.items.map(async ({ id }: { id: string }) =>
        caseFile.parse((await api.call('GET', `/api/v1/inspection-cases/${id}`)).body),
      ),
    );
    const entry = files.flatMap(({ file }) => file).find((each) => each.key === key);
    expect(entry).toMatchObject({
      author: 'admin',
      content: { kind: 'fieldRecord', state: 'damaged', finding: '桩体破损', belowAccuracy: false },
    });
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Stored by the server').waitFor();
  });
});
