import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { FacilityDetail, FacilityItem, FacilityList } from '../../server/facilities/contract.ts';
import type { IndicatorReport } from '../../server/indicators/contract.ts';
import type { Preview } from '../../server/registry/contract.ts';
import { screenshot } from '../support/browser.ts';
import type { ApiClient, RunningServer } from '../support/server.ts';
import { signIn, signInByHand } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

/** Functions that a regional centre must offer for its township to count as covered. */
const coverageFunctions = {
  fullDayCare: '全日托养',
  dayCare: '日间照料',
  homeVisits: '上门服务',
  regionalCoordination: '区域协调指导',
} as const;
type CoverageFunction = keyof typeof coverageFunctions;

describeInBrowser('facility forms', { viewport: { width: 1366, height: 768 }, refusals: true }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let page: Page;

  beforeAll(() => {
    ({ server, api, page } = stage);
  });

  const panel = () => page.locator('[data-testid=facility-panel]');
  const form = () => page.locator('[data-testid=facility-form]');
  const preview = () => form().locator('[data-testid=preview]');
  const button = (name: string | RegExp, within: Page | Locator = page) => within.getByRole('button', { name });

  async function get<T>(path: string): Promise<T> {
    const { status, body } = await api.call('GET', path);
    expect(status, path).toBe(200);
    return body as T;
  }

  async function coverage(): Promise<{ numerator: number; denominator: number }> {
    const report = await get<IndicatorReport>('/api/v1/indicators');
    return report.results.find((r) => r.id === '8')!;
  }

  /** Operating regional centres that lack one coverage function. */
  async function lackingOne(): Promise<{ facility: FacilityItem; lacking: CoverageFunction }[]> {
    const { items } = await get<FacilityList>('/api/v1/facilities?kind=regionalCentre&status=operating&limit=5000');
    return items.flatMap((facility) => {
      const lacking = (Object.keys(coverageFunctions) as CoverageFunction[]).filter((id) => !facility.functions[id]);
      return lacking.length === 1 ? [{ facility, lacking: lacking[0]! }] : [];
    });
  }

  /** A centre whose township would count as covered if it offered the one function that it lacks. */
  async function decisiveCentre(): Promise<{ facility: FacilityItem; lacking: CoverageFunction }> {
    for (const candidate of await lackingOne()) {
      const { id } = candidate.facility;
      const { version } = await get<FacilityDetail>(`/api/v1/facilities/${id}`);
      const fields = { functions: { [candidate.lacking]: true } };
      const answer = await api.call(
        'POST',
        `/api/v1/facilities/${id}/preview`,
        { fields },
        { 'if-match': `"${version}"` },
      );
      const delta = (answer.body as Preview).indicators.find((i) => i.id === '8')!;
      if (delta.after.numerator === delta.before.numerator + 1) return candidate;
    }
    throw new Error('The demonstration data have no centre that decides over its township');
  }

  async function openRecord(id: string, lang = 'zh'): Promise<void> {
    await page.goto(`${server.url}/facilities?lang=${lang}&select=facility:${id}`);
    await panel().waitFor();
  }

  async function choose(functionId: CoverageFunction, answer: '有' | '无' | '未知'): Promise<void> {
    await form()
      .locator('.ant-form-item', { hasText: coverageFunctions[functionId] })
      .getByText(answer, { exact: true })
      .click();
  }

  async function askPreview(reason: string): Promise<void> {
    await form().locator('textarea#reason').fill(reason);
    await button('预览影响').click();
    await preview().waitFor();
  }

  // antd leaves a fading loading icon in the button's name for a while, so the name only has to end so.
  const save = () => button(/保\s*存$/, form()).click();
  const boardFraction = () => page.locator('[data-indicator="8"] .fraction').first().textContent();

  async function boardShows(numerator: number, denominator: number): Promise<void> {
    await page.goto(`${server.url}/?lang=zh`);
    await page.locator('[data-indicator="8"] .fraction').first().waitFor();
    expect(await boardFraction()).toBe(`${numerator} / ${denominator}`);
  }

  it('shows a visitor the record but no way to change it', async () => {
    const [first] = await lackingOne();
    await openRecord(first!.facility.id);
    expect(await button('历史').count()).toBe(1);
    for (const name of ['编辑', '终止', '新建设施']) expect(await button(name).count(), name).toBe(0);
    await page.goto(`${server.url}/import?lang=zh`);
    await page.getByText('导入需要编辑者及以上角色').waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
  });

  it('shows a viewer the same, and an editor only the counties in their scope', async () => {
    const [first] = await lackingOne();
    const { facility } = first!;
    const counties = await get<{ items: { id: string }[] }>('/api/v1/divisions?level=county');
    const elsewhere = counties.items.find((county) => county.id !== facility.countyId)!.id;
    const accounts = [
      { username: 'guest', role: 'viewer', countyScope: null, edits: 0 },
      { username: 'local', role: 'editor', countyScope: [facility.countyId], edits: 1 },
      { username: 'remote', role: 'editor', countyScope: [elsewhere], edits: 0 },
    ];
    const password = 'only-for-this-test';
    for (const { edits, ...account } of accounts) {
      const created = await api.call('POST', '/api/v1/users', { ...account, name: account.username, password });
      expect(created.status).toBe(201);
      await page.context().clearCookies();
      const enter = account.role === 'viewer' ? signInByHand : signIn;
      await enter(page, server.url, account.username, password);
      await openRecord(facility.id);
      await button('历史').waitFor();
      expect(await button('编辑').count(), account.username).toBe(edits);
      expect(await button('新建设施').count(), account.username).toBe(account.role === 'viewer' ? 0 : 1);
    }
  });

  it('edits a function, shows what that does to the coverage, saves, and undoes from the history', async () => {
    const { facility, lacking } = await decisiveCentre();
    const { numerator, denominator } = await coverage();
    const { version } = await get<FacilityDetail>(`/api/v1/facilities/${facility.id}`);
    const versionBefore = version!;
    const shownBefore = facility.functions[lacking] === false ? '无' : '未知';
    const lackingField = () => panel().locator(`[data-field="functions.${lacking}"]`);

    await signIn(page, server.url);
    await openRecord(facility.id);
    expect(await lackingField().textContent()).toBe(shownBefore);
    await button('编辑').click();
    await choose(lacking, '有');
    await askPreview('实地核查');

    const delta = preview().locator('tr[data-indicator="8"]');
    expect(await delta.getAttribute('data-changed')).toBe('true');
    expect(await delta.locator('[data-side=before]').textContent()).toContain(`${numerator} / ${denominator}`);
    expect(await delta.locator('[data-side=after]').textContent()).toContain(`${numerator + 1} / ${denominator}`);
    await screenshot(page, 'form-preview-zh');
    await save();
    await form().waitFor({ state: 'detached' });
    await lackingField().getByText('有', { exact: true }).waitFor();
    await boardShows(numerator + 1, denominator);

    await openRecord(facility.id);
    await button('历史').click();
    const versions = page.locator('[data-testid=facility-history] [data-version]');
    await versions.first().waitFor();
    const shown = await versions.evaluateAll((all) => all.map((e) => Number(e.getAttribute('data-version'))));
    expect(shown.slice(0, 2)).toEqual([versionBefore + 1, versionBefore]);
    expect(await versions.first().textContent()).toContain('实地核查');
    expect(await versions.first().textContent()).toContain(coverageFunctions[lacking]);
    await screenshot(page, 'history-zh');

    await button('撤销此变更集').click();
    const dialog = page.locator('[data-testid=undo-dialog]');
    const undone = dialog.locator('tr[data-indicator="8"] [data-side=after]');
    await undone.waitFor();
    expect(await undone.textContent()).toContain(`${numerator} / ${denominator}`);
    await dialog.locator('textarea').fill('核查有误');
    await button('确认撤销').click();
    await page.locator(`[data-testid=facility-history] [data-version="${versionBefore + 2}"]`).waitFor();
    await boardShows(numerator, denominator);
    await openRecord(facility.id);
    expect(await lackingField().textContent()).toBe(shownBefore);
  });

  it('checks orders between fields while typing', async () => {
    const [first] = await lackingOne();
    await signIn(page, server.url);
    await openRecord(first!.facility.id);
    await button('编辑').click();
    await form().locator('input#attributes_beds').fill('5');
    await form().locator('input#attributes_nursingBeds').fill('9');
    const message = form().getByText('护理型床位数不能大于床位数');
    await message.first().waitFor();
    await form().locator('textarea#reason').fill('试填');
    await button('预览影响').click();
    await page.getByText('请先改正标出的项').waitFor();
    expect(await preview().count()).toBe(0);
    await form().locator('input#attributes_beds').fill('12');
    await message.first().waitFor({ state: 'detached' });
  });

  it('lets a user reapply their edit when someone else was faster', async () => {
    const [, second] = await lackingOne();
    const { id } = second!.facility;
    await signIn(page, server.url);
    await openRecord(id);
    await button('编辑').click();
    await form().locator('input#attributes_capacity').fill('111');
    await form().locator('input#attributes_address').fill('我填的地址');
    await askPreview('我的修改');

    const { version } = await get<FacilityDetail>(`/api/v1/facilities/${id}`);
    const theirs = { fields: { attributes: { capacity: 222, builtYear: 1999 } }, reason: '他人的修改' };
    const faster = await api.call('PATCH', `/api/v1/facilities/${id}`, theirs, { 'if-match': `"${version}"` });
    expect(faster.status).toBe(200);
    await save();

    const dialog = page.locator('[data-testid=stale-dialog]');
    const row = (label: string) => dialog.locator('.ant-table-row', { hasText: label });
    await row('服务容量').waitFor();
    expect(await row('服务容量').textContent()).toContain('双方都改了');
    expect(await row('服务容量').textContent()).toContain('222');
    expect(await row('服务容量').textContent()).toContain('111');
    expect(await row('建成年份').textContent()).toContain('1999');
    await screenshot(page, 'stale-zh');
    await button('应用到最新版本').click();
    await dialog.waitFor({ state: 'detached' });
    await preview().waitFor();
    await save();
    await form().waitFor({ state: 'detached' });

    const { body } = await get<FacilityDetail>(`/api/v1/facilities/${id}`);
    expect(body.attributes).toMatchObject({ capacity: 111, address: '我填的地址', builtYear: 1999 });
  });

  it('registers a new facility with coordinates in the system of their source', async () => {
    const [first] = await lackingOne();
    const [longitude, latitude] = first!.facility.entrance!.coordinates;
    await signIn(page, server.url);
    await page.goto(`${server.url}/facilities?lang=zh`);
    await button('新建设施').click();
    const pick = async (input: string, typed: string) => {
      await form().locator(`input#${input}`).click();
      await page.keyboard.type(typed);
      // Enter would take whatever is first while the options are still loading.
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: typed }).first().click();
    };
    const counties = await get<{ items: { id: string; name: string }[] }>('/api/v1/divisions?level=county');
    await pick('kind', '日间照料站');
    await form().locator('input#name').fill('浏览器测试日间照料站');
    await pick('countyId', counties.items.find((county) => county.id === first!.facility.countyId)!.name);
    await form().locator('input#position_crs').click();
    await page.locator('.ant-select-item-option', { hasText: 'GCJ-02' }).click();
    await form().locator('input#position_x').fill(String(longitude));
    await form().locator('input#position_y').fill(String(latitude));
    await askPreview('新设站点');
    await save();
    await form().waitFor({ state: 'detached' });
    await panel().getByText('浏览器测试日间照料站').first().waitFor();

    const { items } = await get<FacilityList>(`/api/v1/facilities?q=${encodeURIComponent('浏览器测试日间照料站')}`);
    const [made] = items;
    expect(made).toMatchObject({ kind: 'dayCareStation', sourceCrs: 'GCJ-02', demo: false, functions: {} });
    const metresNorth = (latitude - made!.entrance!.coordinates[1]) * 111_000;
    const metresEast = (longitude - made!.entrance!.coordinates[0]) * 111_000 * Math.cos((latitude * Math.PI) / 180);
    // GCJ-02 is off by some 500 to 630 m in the study area.
    expect(Math.hypot(metresNorth, metresEast)).toBeGreaterThan(500);
    expect(Math.hypot(metresNorth, metresEast)).toBeLessThan(660);
    expect(await panel().locator('[data-field="functions.meals"]').textContent()).toBe('未知');
  });

  it('leaves no Chinese in the English views but data', async () => {
    const [first] = await lackingOne();
    await signIn(page, server.url);
    await openRecord(first!.facility.id, 'en');
    expect(await untranslatedTexts(page)).toEqual([]);
    await button('Edit').click();
    await form().locator('textarea#reason').fill('test');
    await form().locator('input#attributes_capacity').fill('77');
    expect(await untranslatedTexts(page)).toEqual([]);
    await button('Preview the effects').click();
    await preview().waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'form-preview-en');
    await page.goto(`${server.url}/changes?lang=en`);
    await page.locator('[data-testid=change-set-table] .ant-table-row').first().waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await page.goto(`${server.url}/admin?lang=en`);
    await page.getByRole('tab', { name: 'Audit' }).click();
    await page.getByText('Sign in', { exact: true }).first().waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
  });
});
