import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { CoverageReport } from '../../server/coverage/contract.ts';
import type { FacilityDetail, FacilityItem, FacilityList } from '../../server/facilities/contract.ts';
import type { DivisionList } from '../../server/divisions/contract.ts';
import type { ChangeSetSummary, Preview } from '../../server/registry/contract.ts';
import type { ScenarioCost, ScenarioDetail, ScenarioSummary } from '../../server/scenarios/contract.ts';
import { screenshot } from '../support/browser.ts';
import { apiClient, type ApiClient, type RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

/** Functions that a regional centre must offer for its township to count as covered. */
const coverageFunctions = ['fullDayCare', 'dayCare', 'homeVisits', 'regionalCoordination'] as const;

const first = '浏览器测试方案';
const second = '浏览器测试方案二';

describeInBrowser('scenarios', { viewport: { width: 1440, height: 900 }, refusals: true }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let page: Page;

  beforeAll(() => {
    ({ server, api, page } = stage);
  });

  const button = (name: string | RegExp, within: Page | Locator = page) => within.getByRole('button', { name });
  const panel = () => page.locator('[data-testid=scenario]');
  const changes = () => page.locator('[data-testid=changes]');
  const countOf = async () => Number(await changes().getAttribute('data-count'));
  const delta = (id: string) => page.locator(`[data-testid=preview] tr[data-indicator="${id}"]`);

  async function get<T>(path: string): Promise<T> {
    const { status, body } = await api.call('GET', path);
    expect(status, path).toBe(200);
    return body as T;
  }

  async function post<T>(path: string, body: unknown): Promise<T> {
    const answer = await api.call('POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body as T;
  }

  const scenarios = async () => (await get<{ items: ScenarioSummary[] }>('/api/v1/scenarios')).items;
  const idOf = async (name: string) => (await scenarios()).find((scenario) => scenario.name === name)!.id;

  async function centres(): Promise<FacilityItem[]> {
    const { items } = await get<FacilityList>('/api/v1/facilities?kind=regionalCentre&status=operating&limit=5000');
    return items.filter(({ entrance }) => entrance !== null);
  }

  /** A centre that lacks one function, and whose township would count as covered with it. */
  async function decisiveCentre(): Promise<{ centre: FacilityItem; lacking: string }> {
    for (const centre of await centres()) {
      const lacking = coverageFunctions.filter((id) => !centre.functions[id]);
      if (lacking.length !== 1) continue;
      const { version } = await get<FacilityDetail>(`/api/v1/facilities/${centre.id}`);
      const fields = { functions: { [lacking[0]!]: true } };
      const preview = await api.call(
        'POST',
        `/api/v1/facilities/${centre.id}/preview`,
        { fields },
        { 'if-match': `"${version}"` },
      );
      const coverage = (preview.body as Preview).indicators.find(({ id }) => id === '8')!;
      if (coverage.after.numerator === coverage.before.numerator + 1) return { centre, lacking: lacking[0]! };
    }
    throw new Error('The demonstration data have no centre that decides over its township');
  }

  it('asks a visitor to sign in', async () => {
    await page.goto(`${server.url}/scenarios?lang=zh`);
    await page.getByText('登录后可查看共享方案').waitFor();
  });

  it('builds a scenario from two changes and shows every indicator before and after', async () => {
    await stage.withMaps();
    const { centre, lacking } = await decisiveCentre();
    await signIn(page, server.url);
    await page.goto(`${server.url}/scenarios?lang=zh`);
    await button('新建方案').click();
    await page.locator('[data-testid=scenario-form] input#name').fill(first);
    await button(/^建\s*立$/, page.locator('[data-testid=scenario-form]')).click();
    await panel().waitFor();
    expect(await countOf()).toBe(0);

    // One over the API into the same scenario, as the care circle's trial does it; one by clicking the map.
    const id = await idOf(first);
    await post(`/api/v1/scenarios/${id}/changes`, {
      changes: [{ type: 'facility', op: 'update', id: centre.id, fields: { functions: { [lacking]: true } } }],
    });
    const [longitude, latitude] = centre.entrance!.coordinates;
    await page.goto(`${server.url}/scenarios/${id}?lang=zh&indicator=8&m=12/${latitude}/${longitude}`);
    await page.locator('[data-testid=changes][data-count="1"]').waitFor();
    await changes().getByText('增设功能').waitFor();
    await page.locator('.map-canvas[data-drawn="true"]').waitFor();
    await page.locator('[data-testid=place-new]').click();
    const map = (await page.locator('.desk-map canvas').first().boundingBox())!;
    await page.mouse.click(map.x + map.width / 2 + 40, map.y + map.height / 2);
    const form = page.locator('[data-testid=scenario-facility-form]');
    await form.locator('input#name').fill('方案新建中心');
    await button('加入方案', form).click();
    await form.waitFor({ state: 'detached' });
    await page.locator('[data-testid=changes][data-count="2"]').waitFor();
    await changes().getByText('新建区域养老服务中心').waitFor();

    await delta('8').waitFor();
    await page.locator('[data-testid=preview] tr[data-indicator="8"][data-changed="true"]').waitFor();
    const { indicators } = await post<Preview>(`/api/v1/scenarios/${id}/preview`, undefined);
    const { before, after } = indicators.find((each) => each.id === '8')!;
    expect(after.numerator).toBe(before.numerator + 1);
    expect(await delta('8').locator('[data-side=before]').textContent()).toContain(`${before.numerator} / 217`);
    expect(await delta('8').locator('[data-side=after]').textContent()).toContain(`${after.numerator} / 217`);
    await page.locator('.desk-map[data-facilities="2"]').waitFor();
    await screenshot(page, 'scenario-zh');
    await page.getByRole('tab', { name: '费用' }).click();
    const total = page.locator('[data-testid=cost-total]');
    await total.waitFor();
    expect(Number(await total.getAttribute('data-yuan'))).toBeGreaterThan(0);
    // Demonstration rates never look like real ones.
    expect(await total.textContent()).toContain('演示数据');
    await screenshot(page, 'scenario-cost-zh');

    // Another rate of one's own, and the plan costs what the server makes of it.
    const cost = () => get<ScenarioCost>(`/api/v1/scenarios/${id}/cost`);
    const was = await cost();
    const rateId = was.actions.find(({ rateIds }) => rateIds.length > 0)!.rateIds[0]!;
    await page.locator('[data-testid=open-rates]').click();
    const row = page.locator(`[data-testid=rates] [data-rate="${rateId}"]`);
    await button('修改单价', row).click();
    const rateForm = page.locator('[data-testid=rate-form]');
    await rateForm.locator('input#yuan').fill('1234567');
    await rateForm.locator('input#source').fill('本市 2026 年造价');
    await screenshot(page, 'scenario-rate-form-zh');
    await button(/^保\s*存$/, rateForm).click();
    await rateForm.waitFor({ state: 'detached' });
    await row.getByText('本市 2026 年造价').waitFor();
    await screenshot(page, 'scenario-rates-zh');
    const is = await cost();
    expect(is.yuan).not.toBe(was.yuan);
    await page.locator(`[data-testid=cost-total][data-yuan="${is.yuan}"]`).waitFor();
    // A rate that a user has entered is the demonstration's no more.
    expect(await row.textContent()).not.toContain('演示数据');
  });

  it('takes a trial of the care circle over', async () => {
    const name = '生活圈试算方案';
    const [{ points }, { items }, { id }] = await Promise.all([
      post<CoverageReport>('/api/v1/coverage', {}),
      get<FacilityList>('/api/v1/facilities?limit=5000'),
      post<ScenarioDetail>('/api/v1/scenarios', { name }),
    ]);
    // One that the search by name finds alone.
    const reached = points.find(
      ({ reason, facilityId, facilityName }) =>
        reason === 'reached' && items.every((item) => item.id === facilityId || !item.name.includes(facilityName!)),
    )!;
    await signIn(page, server.url);
    await page.goto(`${server.url}/care-circle?circle=tryOut&lang=zh`);
    await page.getByRole('combobox', { name: '选择一个设施' }).fill(reached.facilityName!);
    await page.locator('.ant-select-item-option', { hasText: reached.facilityName! }).first().click();
    await page.locator(`[data-facility="${reached.facilityId}"]`).locator('[data-testid="close-facility"]').click();
    await page.locator('.desk-map[data-trying="1"][data-pending="false"]').waitFor();
    await page.locator('[data-testid="save-trial"]').click();
    const dialog = page.locator('[data-testid="save-dialog"]');
    await dialog.locator('.ant-modal-title', { hasText: '存为变更集' }).waitFor();
    await dialog.locator('.ant-radio-button-wrapper', { hasText: '方案' }).click();
    await dialog.locator('.ant-modal-title', { hasText: '存入方案' }).waitFor();
    await dialog.getByRole('combobox').first().click();
    await page.locator('.ant-select-item-option', { hasText: name }).first().click();
    await dialog.getByLabel('变更原因').fill('浏览器测试');
    await screenshot(page, 'care-circle-into-scenario-zh');
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    await page.waitForURL(new RegExp(`/scenarios/${id}`));
    await page.locator('[data-testid=changes][data-count="1"]').waitFor();
    const { changes: kept } = await get<ScenarioDetail>(`/api/v1/scenarios/${id}`);
    expect(kept).toMatchObject([{ op: 'update', id: reached.facilityId, fields: { status: 'closed' } }]);
    await delta('8').waitFor();
  });

  it('merges townships with all that belongs to them, says so in every preview, and refuses orphans by name', async () => {
    const divisions = async (level: string) =>
      (await get<DivisionList>(`/api/v1/divisions?level=${level}`)).items.sort((a, b) => (a.code < b.code ? -1 : 1));
    const [townships, villages] = await Promise.all([divisions('township'), divisions('village')]);
    const taken = townships[0]!;
    // Over a county line, so that both counties' counts change, which planning tells.
    const other = townships.find(({ parentId }) => parentId !== taken.parentId)!;
    const { id } = await post<ScenarioDetail>('/api/v1/scenarios', { name: '合并试验', shared: true });
    await signIn(page, server.url);
    await page.goto(`${server.url}/scenarios/${id}?lang=zh&indicator=8`);
    await page.locator('[data-testid=adjust]').click();
    const dialog = page.locator('.ant-modal').filter({ hasText: '行政区划调整' });
    const choose = async (label: string, name: string) => {
      const box = dialog.getByRole('combobox', { name: label });
      await box.click();
      await box.fill(name);
      await page
        .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: name })
        .first()
        .click();
    };

    // Villages of an abolished township go nowhere: all of them are named.
    await dialog.getByText('撤销', { exact: true }).click();
    await choose('区划', taken.name);
    await dialog.getByRole('textbox', { name: '批准文件' }).fill('演示批复');
    await button(/^核\s*对$/, dialog).click();
    const refusal = dialog.locator('[role=alert]').first();
    await refusal.waitFor();
    const orphan = villages.find(({ parentId }) => parentId === taken.id)!;
    expect(await refusal.textContent()).toContain(orphan.name);
    await screenshot(page, 'adjustment-orphans-zh');

    await dialog.getByText('合并', { exact: true }).click();
    await choose('原区划', other.name);
    await choose('原区划', taken.name);
    await page.keyboard.press('Escape');
    await dialog.getByText('并入其中之一').click();
    await button(/^核\s*对$/, dialog).click();
    const plan = dialog.locator('[data-testid=adjustment-plan]');
    await plan.waitFor();
    const eighth = plan.locator('tr[data-indicator="8"]');
    expect(await eighth.locator('[data-side=before]').textContent()).toContain('/ 217');
    expect(await eighth.locator('[data-side=after]').textContent()).toContain('/ 216');
    await plan.getByText('的人口和范围随').first().waitFor();
    await screenshot(page, 'adjustment-plan-zh');
    await button('加入方案', dialog).click();
    await plan.waitFor({ state: 'detached' });
    await page.locator('[data-testid=preview] tr[data-indicator="8"]').waitFor();
    await delta('8').locator('[data-side=after]', { hasText: '/ 216' }).waitFor();
    await page.locator('[data-testid=preview]').getByText('的人口和范围随').first().waitFor();
    await screenshot(page, 'scenario-merged-zh');

    // Side by side, the division that is no more is neither unknown nor unchanged.
    await page.goto(`${server.url}/scenarios?compare=${id}&indicator=8&show=difference&lang=en`);
    await page.locator('[data-testid=legend][data-mode="difference"]').getByText('Division merged away').waitFor();
    await page.locator('[data-testid=compare-table]').getByText('Divisions merged away (1): ').first().waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'compare-merged-en');
    const [file] = await Promise.all([page.waitForEvent('download'), button('Download CSV').click()]);
    expect(await readFile(await file.path(), 'utf8')).toContain(`Divisions merged away (1): ${taken.name}`);
  });

  it('is adopted once, by an approver, however many press the button', async () => {
    const password = 'Password-2026';
    const approver = { username: '审批员', name: '审批员', role: 'approver', countyScope: null, password };
    await post('/api/v1/users', approver);
    const chief = await apiClient(server.url, approver.username, password);
    const [centre] = await centres();
    const change = (capacity: number) => [
      { type: 'facility', op: 'update', id: centre!.id, fields: { attributes: { capacity } } },
    ];
    const shared = (name: string, capacity: number) =>
      post<ScenarioDetail>('/api/v1/scenarios', { name, shared: true, changes: change(capacity) });
    const { id } = await shared('待采纳方案', 333);
    await signIn(page, server.url, approver.username, password);
    await page.setViewportSize({ width: 1024, height: 1200 });
    await page.goto(`${server.url}/scenarios/${id}?lang=en`);
    const dialog = page.locator('[data-testid=adopt-dialog]');
    await button(/Adopt$/).click();
    await dialog.locator('[data-testid=preview]').waitFor();
    await screenshot(page, 'scenario-adopt-1024-en');
    // Two others are quicker than this page, at the same moment.
    const answers = await Promise.all(
      [api, chief].map((client) => client.call('POST', `/api/v1/scenarios/${id}/adopt`, {})),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await button('Adopt it', dialog).click();
    await dialog.locator('[role=alert]').first().waitFor();
    expect(await dialog.locator('[role=alert]').first().textContent()).toContain('adopted');
    await screenshot(page, 'scenario-adopted-before-en');
    const { items } = await get<{ items: ChangeSetSummary[] }>('/api/v1/change-sets?limit=20');
    expect(items.filter(({ title }) => title === '待采纳方案')).toHaveLength(1);

    const next = await shared('第二个方案', 444);
    await page.goto(`${server.url}/scenarios/${next.id}?lang=zh`);
    await button(/采\s*纳$/).click();
    await dialog.locator('[data-testid=preview]').waitFor();
    await screenshot(page, 'scenario-adopt-1024-zh');
    await button('确认采纳', dialog).click();
    await dialog.waitFor({ state: 'detached' });
    await button('查看采纳它的变更集').waitFor();
    expect(await get<ScenarioDetail>(`/api/v1/scenarios/${next.id}`)).toMatchObject({ status: 'adopted' });
    const { body } = await get<FacilityDetail>(`/api/v1/facilities/${centre!.id}`);
    expect(body.attributes).toMatchObject({ capacity: 444 });
    await screenshot(page, 'scenario-adopted-1024-zh');
  });

  it('forks it, takes a change out of the copy and compares both on maps that move together', async () => {
    await stage.withMaps();
    await signIn(page, server.url);
    const id = await idOf(first);
    await page.goto(`${server.url}/scenarios/${id}?lang=zh`);
    await button(/复\s*制$/).click();
    const dialog = page.locator('[data-testid=scenario-form]');
    await dialog.locator('input#name').fill(second);
    await button(/复\s*制$/, dialog).click();
    await page.locator('[data-testid=scenario-name]', { hasText: second }).waitFor();
    await changes().locator('[data-change="facility:create"]').getByRole('button', { name: '撤去这项' }).click();
    await page.locator('[data-testid=changes][data-count="1"]').waitFor();
    expect((await get<ScenarioDetail>(`/api/v1/scenarios/${id}`)).changes).toHaveLength(2);

    await button('全部方案').click();
    const list = page.locator('[data-testid=scenario-list]');
    for (const name of [first, second]) await list.getByRole('checkbox', { name: `选择“${name}”参与比较` }).check();
    await page.locator('[data-testid=compare-chosen]').click();
    await page.locator('[data-testid=compare]').waitFor();
    const maps = page.locator('[data-testid=compare-map]');
    await page.waitForFunction(
      () => document.querySelectorAll('.compare-map .map-canvas[data-drawn="true"]').length === 3,
    );
    const drawn = await maps.evaluateAll((all) => all.map((map) => map.getAttribute('data-facilities')));
    expect(drawn.sort()).toEqual(['0', '1', '2']);
    await screenshot(page, 'compare-zh');

    const scales = () => page.locator('.compare-map .maplibregl-ctrl-scale').allTextContents();
    const before = await scales();
    const middle = (await maps.nth(2).boundingBox())!;
    await page.mouse.move(middle.x + middle.width / 2, middle.y + middle.height / 2);
    await page.mouse.wheel(0, -600);
    await page.waitForFunction((was) => {
      const now = [...document.querySelectorAll('.compare-map .maplibregl-ctrl-scale')].map((e) => e.textContent);
      return now.every((text) => text !== was) && new Set(now).size === 1;
    }, before[0]);

    await page.locator('[data-testid=shown]').getByText('与现状之差').click();
    await page.locator('[data-testid=legend][data-mode="difference"]').waitFor();
    expect(new URL(page.url()).searchParams.get('show')).toBe('difference');
    const row = page.locator('[data-testid=compare-table] tr[data-indicator="8"]');
    expect(await row.locator('[data-changed="true"]').count()).toBe(2);
    const [download] = await Promise.all([page.waitForEvent('download'), button('下载 CSV').click()]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);

    await page.goto(page.url().replace('lang=zh', 'lang=en'));
    await page.getByText('Scenarios compared').waitFor();
    await row.waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'compare-en');
  });

  it('is rebased when the registry moves on, field by field, and then adopted', async () => {
    const id = await idOf(second);
    const [own] = (await get<ScenarioDetail>(`/api/v1/scenarios/${id}`)).changes;
    const facilityId = own!.id!;
    await post(`/api/v1/scenarios/${id}/changes`, {
      changes: [{ type: 'facility', op: 'update', id: facilityId, fields: { attributes: { capacity: 111 } } }],
    });
    const { version } = await get<FacilityDetail>(`/api/v1/facilities/${facilityId}`);
    const theirs = { fields: { attributes: { capacity: 222 } }, reason: '他人的修改' };
    const moved = await api.call('PATCH', `/api/v1/facilities/${facilityId}`, theirs, { 'if-match': `"${version}"` });
    expect(moved.status).toBe(200);

    await signIn(page, server.url);
    await page.goto(`${server.url}/scenarios/${id}?lang=zh`);
    await page.locator('[data-testid=behind]').waitFor();
    expect(await button(/采\s*纳$/).isDisabled()).toBe(true);
    await button('更新基准').click();
    const dialog = page.locator('[data-testid=rebase-dialog]');
    const conflict = dialog.locator('[data-conflict]');
    await conflict.waitFor();
    expect(await conflict.count()).toBe(1);
    for (const words of ['服务容量', '111', '222', '管理员']) expect(await conflict.textContent()).toContain(words);
    expect(await button(/^更\s*新$/, dialog).isDisabled()).toBe(true);
    await conflict.getByText('本方案', { exact: true }).click();
    await screenshot(page, 'rebase-zh');
    await button(/^更\s*新$/, dialog).click();
    await dialog.waitFor({ state: 'detached' });
    await page.locator('[data-testid=behind]').waitFor({ state: 'detached' });

    await button(/采\s*纳$/).click();
    const adoption = page.locator('[data-testid=adopt-dialog]');
    await adoption.locator('[data-testid=preview]').waitFor();
    await button('确认采纳', adoption).click();
    await adoption.waitFor({ state: 'detached' });
    await button('查看采纳它的变更集').waitFor();
    const { body } = await get<FacilityDetail>(`/api/v1/facilities/${facilityId}`);
    expect(body.attributes).toMatchObject({ capacity: 111 });
    expect((await get<ScenarioDetail>(`/api/v1/scenarios/${id}`)).status).toBe('adopted');
  });

  it('leaves no Chinese in the English views but data', async () => {
    await signIn(page, server.url);
    await page.goto(`${server.url}/scenarios?lang=en`);
    await page.locator('[data-testid=scenario-list] [data-scenario]').first().waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await page.goto(`${server.url}/scenarios/${await idOf(first)}?lang=en`);
    await delta('8').waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'scenario-en');
    await page.getByRole('tab', { name: 'Cost' }).click();
    await page.locator('[data-testid=cost-total]').waitFor();
    await screenshot(page, 'scenario-cost-en');
    await page.locator('[data-testid=open-rates]').click();
    await page.locator('[data-testid=rates] [data-rate]').first().waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'scenario-rates-en');
  });
});
