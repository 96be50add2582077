import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Preview } from '../../server/registry/contract.ts';
import type { ParetoAnswer, WhereAnswer } from '../../server/siting/contract.ts';
import { screenshot } from '../support/browser.ts';
import type { ApiClient, RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

/** 滦平县: a county of a few hundred villages, so that its questions are small. */
const county = 'd130824';
const question = `in=${county}&for=${county}&count=3&beds=30`;

describeInBrowser('siting', { viewport: { width: 1440, height: 900 } }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let page: Page;
  /** Addresses of answers, for the tests that only look at them. */
  const answered = { where: '', front: '' };

  beforeAll(() => {
    ({ server, api, page } = stage);
  });

  const button = (name: string | RegExp, within: Page | Locator = page) => within.getByRole('button', { name });
  const answer = () => page.locator('[data-testid=where-answer]');
  const action = (site: string) => page.locator(`[data-testid=actions] li[data-site="${site}"]`);
  const sitesOf = ({ plan }: WhereAnswer) => plan!.actions.map(({ id }) => id);

  /** The answer that the address names, as the API tells it. */
  async function told<Answer>(parameter: 'run' | 'front'): Promise<Answer> {
    const [jobId] = new URL(page.url()).searchParams.get(parameter)!.split('.');
    const { status, body } = await api.call('GET', `/api/v1/jobs/${jobId}`);
    expect(status).toBe(200);
    return body.result as Answer;
  }

  /** Waits for the answer by its address: of a small question, the search may end before it is seen. */
  async function solve(): Promise<void> {
    const before = page.url();
    await page.locator('[data-testid=solve]').click();
    await page.waitForURL((url) => url.href !== before);
    await page.locator('[data-testid=searching]').waitFor({ state: 'detached' });
  }

  it('shows a visitor the question and asks them to sign in to have it solved', async () => {
    await page.goto(`${server.url}/siting?lang=zh&${question}`);
    await page.getByText('登录后可以求解').waitFor();
    expect(await page.locator('[data-testid=solve]').count()).toBe(0);
    await button('去登录').click();
    await page.locator('input#username').waitFor();
    expect(new URL(page.url()).searchParams.get('in')).toBe(county);
  });

  it('proves a plan of three centres, takes a site demanded and one kept out into the next, and saves that as a scenario', async () => {
    await stage.withMaps();
    await signIn(page, server.url);
    await page.goto(`${server.url}/siting?lang=zh&${question}`);
    await solve();
    await page.locator('[data-testid=proof][data-status=optimal]').getByText('已证明最优').waitFor();
    const first = await told<WhereAnswer>('run');
    expect(await page.locator('[data-testid=actions]').getAttribute('data-count')).toBe('3');
    const covered = page.locator('[data-testid=covered]');
    await page.getByRole('tab', { name: '覆盖人数' }).click();
    expect(Number(await covered.getAttribute('data-before'))).toBe(first.before.covered);
    expect(Number(await covered.getAttribute('data-after'))).toBe(first.after.covered);
    expect(first.after.covered).toBeGreaterThan(first.before.covered);
    // The plan on the map: its sites, and whom it reaches anew.
    await page.locator('.desk-map[data-sites="3"]:not([data-gains="0"])').waitFor();
    expect(await page.locator('[data-testid=demo]').count()).toBe(1);
    await page.getByRole('tab', { name: '行动' }).click();
    await button('地图缩放到整个方案').click();
    await page.locator('.map-canvas[data-drawn=true]').waitFor();

    const [kept, dropped] = sitesOf(first);
    await button('不选', action(dropped!)).click();
    await button('在地图上查看', action(kept!)).click();
    const card = page.locator(`[data-testid=site-card][data-site="${kept}"]`);
    await button('必选', card).click();
    // Who goes where stays on the map while a site is chosen.
    await page.locator('.desk-map:not([data-lines="0"])').waitFor();
    await page.locator('[data-testid=stale]').waitFor();
    await screenshot(page, 'siting-zh');
    await solve();
    await page.locator('[data-testid=stale]').waitFor({ state: 'detached' });
    await page.locator('[data-testid=proof][data-status=optimal]').waitFor();
    const second = await told<WhereAnswer>('run');
    expect(sitesOf(second)).toContain(kept);
    expect(sitesOf(second)).not.toContain(dropped);
    expect(second.objective!).toBeLessThanOrEqual(first.objective!);
    answered.where = page.url();

    await page.locator('[data-testid=save-plan]').click();
    const dialog = page.locator('[data-testid=save-scenario]');
    await dialog.locator('input#name').fill('选址存入的方案');
    await button('存为方案', dialog).click();
    await page.locator('[data-testid=scenario-name]', { hasText: '选址存入的方案' }).waitFor();
    await page.locator('[data-testid=changes][data-count="3"]').waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    const { body } = await api.call('POST', `/api/v1/scenarios/${id}/preview`);
    expect((body as Preview).indicators).toEqual(second.plan!.indicators);
    await page.locator('[data-testid=preview][data-committable=true]').waitFor();
  });

  it('keeps bound and best plan in sight while it searches, and what was typed when it is cancelled', async () => {
    await signIn(page, server.url);
    const job = (status: string, seconds: number) => ({
      ...{ id: 'stub', kind: 'siting.where', status, progress: 0.3, message: null, result: null },
      partial:
        status === 'running'
          ? {
              objective: 9000 + 100 * seconds,
              bound: 10_000 - 100 * seconds,
              seconds,
              sites: [{ id: 'x', at: { type: 'Point', coordinates: [117.3, 40.9] } }],
            }
          : null,
      problem:
        status === 'cancelled' ? { code: 'cancelled', title: { zh: '', en: '' }, detail: { zh: '', en: '' } } : null,
      ...{ startedAt: null, finishedAt: null },
    });
    let seconds = 0;
    let status = 'running';
    await page.route('**/api/v1/siting', (route) => route.fulfill({ status: 202, json: { jobId: 'stub' } }));
    await page.route('**/api/v1/jobs/stub', (route) => {
      if (route.request().method() === 'DELETE') status = 'cancelled';
      // From then on it tells nothing new, so that there is time to look at it.
      seconds = Math.min(seconds + 1, 3);
      return route.fulfill({ json: job(status, seconds) });
    });
    await page.goto(`${server.url}/siting?lang=zh&${question}`);
    await page.locator('[data-testid=solve]').click();
    await page.locator('[data-testid=closing][data-told="3"]').waitFor();
    expect(await page.locator('.desk-map').getAttribute('data-sites')).toBe('1');
    await screenshot(page, 'siting-searching-zh');
    await page.locator('[data-testid=cancel-siting]').click();
    await page.getByText('已取消').waitFor({ timeout: 2000 });
    expect(await page.getByRole('spinbutton', { name: '新建处数上限' }).inputValue()).toBe('3');
    expect(await page.locator('[data-testid=solve]').isEnabled()).toBe(true);
  });

  it('draws the front of cost and coverage, and shows the plan of the point chosen', async () => {
    await signIn(page, server.url);
    await page.goto(`${server.url}/siting?lang=zh&siting=front&worst=1&most=12&${question}`);
    await solve();
    const front = page.locator('[data-testid=front]');
    await front.waitFor();
    const { points } = await told<ParetoAnswer>('front');
    expect(points.length).toBeGreaterThan(2);
    const last = points.length - 1;
    await page.getByRole('radio', { name: `第 ${last + 1} 点` }).click();
    await page.locator(`[data-testid=actions][data-count="${points[last]!.plan.actions.length}"]`).waitFor();
    await page.locator(`.desk-map[data-sites="${points[last]!.plan.actions.length}"]`).waitFor();
    expect(Number(await page.locator('[data-testid=plan-cost]').getAttribute('data-yuan'))).toBe(points[last]!.yuan);
    // Near the lower left corner of the plot lies the cheapest point.
    const plot = (await front.locator('.chart').boundingBox())!;
    await page.mouse.click(plot.x + 100, plot.y + plot.height - 60);
    await page.locator('[data-testid=front-points] tr[data-point="0"].row-selected').waitFor();
    answered.front = page.url();
    await screenshot(page, 'siting-front-zh');
    expect(await page.locator('[data-testid=save-plan]').count()).toBe(1);
  });

  it('finds the least that reaches the 60% of townships, or names the rule that stops it', async () => {
    await signIn(page, server.url);
    await page.goto(`${server.url}/siting?siting=targets&lang=zh&level=township`);
    await page.locator('[data-testid=solve]').click();
    await page.locator('[data-testid=targets-answer] [data-testid=proof][data-status=optimal]').waitFor();
    const least = Number(await page.locator('[data-testid=plan-cost]').getAttribute('data-yuan'));
    expect(least).toBeGreaterThan(0);
    const met = page.locator('[data-testid=targets] tr[data-target="8"][data-met="true"]');
    expect(await met.count()).toBe(2); // the value, and its condition
    await screenshot(page, 'siting-targets-zh');

    await page.goto(`${server.url}/siting?siting=targets&lang=zh&t=8&tbudget=${least - 1}`);
    await page.locator('[data-testid=solve]').click();
    await page.locator('[data-testid=conflict] [data-kind=limit]').waitFor();
    expect(await page.locator('[data-testid=conflict] [data-kind=target]').count()).toBeGreaterThan(0);
  });

  it('shows where the law closes land to burial, and by which clause', async () => {
    await page.goto(`${server.url}/siting?siting=burial&lang=en&bin=${county}`);
    await page.locator('[data-testid=run-burial]').click();
    await page.locator('[data-testid=burial-answer] [data-testid=demo]').first().waitFor();
    await page.locator('[data-parcel][aria-current]').first().waitFor();
    await page.getByRole('button', { name: 'Show on the map' }).first().click();
    await page.locator('[data-testid=burial-place] [data-verdict]').waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'siting-burial-en');
    await page.locator('[data-testid=open-rules]').click();
    await page.locator('[data-testid=rules] tbody tr').first().waitFor();
    // The regulation was replaced, and its new text is not at hand.
    await page.locator('[data-testid=rules]').getByText('Clause to be confirmed').first().waitFor();
  });

  it('leaves no Chinese in the English views but data', async () => {
    await signIn(page, server.url);
    for (const [view, address] of Object.entries(answered)) {
      await page.goto(address.replace('lang=zh', 'lang=en'));
      await (view === 'where' ? answer() : page.locator('[data-testid=front]')).waitFor();
      await page.getByText('More conditions').click();
      expect(await untranslatedTexts(page)).toEqual([]);
      await screenshot(page, `siting-${view}-en`);
    }
  });
});
