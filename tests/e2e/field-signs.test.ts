import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { PlaceNameSignDetail, PlaceNameSignList } from '../../server/place-name-signs/contract.ts';
import { screenshot } from '../support/browser.ts';
import { FieldPhone, noisePicture } from '../support/field-phone.ts';
import { testAdminPassword, type ApiClient, type RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

describeInBrowser('signs of place names', { viewport: { width: 1440, height: 900 } }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let page: Page;

  beforeAll(() => {
    ({ server, api, page } = stage);
  });

  it('are taken along, inspected on the phone without a network, and arrive at the desk with text, condition and photo', async () => {
    const county = 'd130821';
    const { items } = (await api.call('GET', `/api/v1/place-name-signs?divisionId=${county}`))
      .body as PlaceNameSignList;
    const before = items.find(({ text, position }) => position !== null && text?.endsWith('村'))!;

    const phone = await FieldPhone.open(page.context().browser()!, server.url);
    const shown = phone.page;
    await phone.signIn('admin', testAdminPassword);
    await phone.goTo('prepare');
    await shown.locator('label.check:has(input[type=radio])', { hasText: '承德县' }).click();
    await shown.getByText(`${items.length} 块标志`).waitFor();
    await shown.locator('.foot button.main:not([disabled])').click();
    await shown.locator('.field-map[data-ready=true]').waitFor();
    await shown.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

    await phone.context.setOffline(true);
    await shown.reload();
    await shown
      .locator('.list.markers a')
      .nth(items.length - 1)
      .waitFor();
    await screenshot(shown, 'field-signs-area-zh');
    await phone.turnTo(`area/signs.${county}/marker/${before.id}`);
    await shown.selectOption('.record-form select[name=condition]', 'leaning');
    await shown.fill('.record-form input[name=text]', '老槐村');
    const picture = { name: 'photo.bmp', mimeType: 'image/bmp', buffer: noisePicture(1) };
    await shown.locator('.record-form input[type=file]').setInputFiles(picture);
    await shown.getByText('已有 1 张').waitFor();
    await screenshot(shown, 'field-sign-zh');
    await phone.save();
    await phone.context.setOffline(false);
    await phone.sendAll();
    await shown.locator('[data-item][data-state=acknowledged]', { hasText: '倾斜' }).waitFor();
    await shown.getByRole('button', { name: 'English' }).click();
    await phone.turnTo(`area/signs.${county}/marker/${before.id}`);
    await shown.getByText('Text on the sign').first().waitFor();
    await screenshot(shown, 'field-sign-en');
    expect(await untranslatedTexts(shown)).toEqual([]);
    await phone.context.close();

    const { body } = await api.call('GET', `/api/v1/place-name-signs/${before.id}`);
    const after = body as PlaceNameSignDetail;
    expect(after).toMatchObject({ condition: 'leaning', text: '老槐村', version: before.version! + 1 });
    expect(after.photos).toHaveLength(1);

    await signIn(page, server.url);
    await page.goto(`${server.url}/place-names/signs?lang=zh&in=${county}&sign=${before.id}`);
    const card = page.locator('[data-testid=sign-card]');
    await card.getByText(`标志上为“老槐村”;标准名称为“${before.placeName!.standardName}”`).waitFor();
    await expect
      .poll(() => card.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 20_000 })
      .toBeGreaterThan(0);
    await screenshot(page, 'signs-zh');
  });
});
