import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { PlaceNameDetail, PlaceNameSearchResult } from '../../server/place-names/contract.ts';
import { screenshot } from '../support/browser.ts';
import type { ApiClient, RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

describeInBrowser('place names', { viewport: { width: 1440, height: 900 } }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let page: Page;

  beforeAll(() => {
    ({ server, api, page } = stage);
  });

  const hits = () => page.locator('[data-testid=name-hit]');
  const card = () => page.locator('[data-testid=name-card]');
  const found = async (query: string) =>
    ((await api.call('GET', `/api/v1/place-names/search?${query}`)).body as PlaceNameSearchResult).items;

  it('finds names as they are typed, opens the record with its names over time, and tells what is here', async () => {
    await stage.withMaps();
    await page.goto(`${server.url}/place-names?lang=zh`);
    const box = page.getByRole('searchbox', { name: '查询地名' });
    await box.fill('pqs');
    await page.locator('[data-testid=name-hit][data-name="平泉市"][data-how=initials]').waitFor();
    await box.fill('平泉县');
    await hits().first().and(page.locator('[data-name="平泉市"]')).click();
    const timeline = card().locator('[data-testid=name-timeline]');
    await timeline.getByText('平泉县').waitFor();
    expect(await card().locator('[data-field=code]').innerText()).toMatch(/^130881000214000000\d\d$/);
    expect(await card().locator('[data-field=pinyin]').innerText()).toBe('Píngquán Shì');
    await page.locator('.desk-map canvas').waitFor();
    await screenshot(page, 'place-names-zh');

    const [renamed] = (await found(`q=${encodeURIComponent('新')}&class=settlement&limit=200`)).filter(
      ({ name, position }) => name.startsWith('新') && position !== null,
    );
    const detail = (await api.call('GET', `/api/v1/place-names/${renamed!.id}`)).body as PlaceNameDetail;
    const former = detail.timeline.find(({ kind }) => kind === 'former')!;
    const [lon, lat] = renamed!.position!;
    await page.goto(`${server.url}/place-names?lang=en&here=${lon},${lat}&asOf=2015-06-01`);
    // What it was called on that day, and what it is called now.
    const then = page.locator(`[data-testid=name-hit][data-name="${former.name}"]`).first();
    await then.getByText(renamed!.name, { exact: true }).waitFor();
    await then.click();
    await card().getByText(former.name, { exact: true }).first().waitFor();
    await page.locator('[data-testid=name-here]').waitFor();
    await screenshot(page, 'place-names-here-en');
    expect(await untranslatedTexts(page)).toEqual([]);
  });

  it('registers a name with its preview: pinyin by rule, readings to review, a code of its own', async () => {
    await signIn(page, server.url);
    await page.goto(`${server.url}/place-names?lang=zh&q=${encodeURIComponent('长坡')}`);
    await page.getByRole('button', { name: '新增地名' }).click();
    const form = page.locator('[data-testid=name-form]');
    await form.getByLabel('标准名称').fill('重长坡');
    const choose = async (input: string, option: string) => {
      await form.locator(`input#${input}`).click();
      await page.keyboard.type(option);
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).first().click();
    };
    await choose('category', '22200 农村居民点');
    await form.getByRole('button', { name: '按规则生成' }).click();
    await form.locator('[data-testid=polyphones]').getByText('chóng').waitFor();
    await choose('countyId', '平泉市');
    await form.getByRole('radio', { name: '未知' }).first().check();
    await form.getByLabel('专名拼音').fill('Chóngchángpō');
    await form.getByLabel(/原因|理由/).fill('浏览器测试');
    await form.getByRole('button', { name: '预览影响' }).click();
    await form.getByText('重长坡').first().waitFor();
    await screenshot(page, 'place-names-preview-zh');
    await form
      .getByRole('button', { name: '提 交' })
      .or(form.getByRole('button', { name: '提交' }))
      .click();
    await card().getByText('重长坡').first().waitFor();
    const [hit] = await found(`q=${encodeURIComponent('重长坡')}`);
    expect(hit).toMatchObject({ name: '重长坡', county: { name: '平泉市' }, township: null });
    expect(hit!.code).toMatch(/^13088100022200\d{6}$/);
    expect(await card().locator('[data-field=code]').innerText()).toBe(hit!.code);
    expect(await card().locator('[data-field=pinyinOrigin]').innerText()).toBe('已审定');
  });

  it('lists likely duplicates, shows what a merge would do, and merges; makes a gazetteer and reads a file', async () => {
    await signIn(page, server.url);
    const fields = { standardName: '双生沟', category: '22200', countyId: 'd130881' };
    for (const longitude of [118.701, 118.702]) {
      const geometry = { type: 'Point', coordinates: [longitude, 41.02] };
      await api.call('POST', '/api/v1/place-names', { fields: { ...fields, geometry } });
    }
    await page.goto(`${server.url}/place-names/duplicates?lang=en`);
    const pair = page.locator('[data-testid=duplicate-pair]', { hasText: '双生沟' });
    await pair.getByText('84 m apart').waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await page.goto(`${server.url}/place-names/duplicates?lang=zh`);
    await pair.getByRole('button', { name: '不是重复' }).click();
    await page.getByLabel('认定理由').fill('两条沟,各在一侧');
    await page.getByRole('button', { name: /^认\s?定$/ }).click();
    const apart = page.locator('[data-testid=distinct-pair]', { hasText: '两条沟' });
    await apart.waitFor();
    await pair.waitFor({ state: 'detached' });
    await screenshot(page, 'place-names-distinct-zh');
    await apart.getByRole('button', { name: '撤回认定' }).click();
    await apart.waitFor({ state: 'detached' });
    await pair.getByRole('button', { name: '保留此条' }).first().click();
    await page.locator('[data-testid=merge-preview] [data-testid=preview]').waitFor();
    await screenshot(page, 'place-names-merge-zh');
    await page.getByLabel('合并理由').fill('同一地点');
    await page.getByRole('button', { name: /^合\s?并$/ }).click();
    await page.getByText('已合并').waitFor();
    const after = await found(`q=${encodeURIComponent('双生沟')}&fuzzy=no`);
    expect(after.map(({ status }) => status)).toEqual(['inUse', 'historical']);
    await pair.waitFor({ state: 'detached' });

    await page.goto(`${server.url}/place-names/exchange?lang=en`);
    const docx = page.locator('[data-testid=gazetteer-docx]');
    await docx.waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await page.goto(`${server.url}/place-names/exchange?lang=zh`);
    const [book] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), docx.click()]);
    expect(book.suggestedFilename()).toMatch(/^承德市地名录_\d{4}-\d\d-\d\d\.docx$/);
    await page.getByLabel('文件中坐标所用的坐标系').click();
    await page.locator('.ant-select-item-option', { hasText: 'EPSG:4490' }).click();
    const csv = '标准名称,类别\n没有县的名字,22200\n';
    await page.locator('[data-testid=names-file]').setInputFiles({
      name: '地名.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(csv),
    });
    await page.locator('[data-testid=names-import] [data-status=rejected][data-count="1"]').waitFor();
    await screenshot(page, 'place-names-exchange-zh');
  });
});
