import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { CoverageReport, DependenceReport, FacilityEdit, WhatIfReport } from '../../server/coverage/contract.ts';
import type { Preview } from '../../server/registry/contract.ts';
import { screenshot } from '../support/browser.ts';
import type { ApiClient, RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser, mapPlace } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

/** Side of the world at zoom 0 in the map's Web Mercator projection, CSS pixels. */
const worldPx = 512;

type Position = [longitude: number, latitude: number];

/** When a drag ended and when figures for the newest position had been shown, by the page's clock, milliseconds. */
interface DragTimes {
  drop: number;
  settled: number[];
}

/** From one position to another in Web Mercator at a zoom: to the right and down, CSS pixels. */
function offsetPx(from: Position, to: Position, zoom: number): [right: number, down: number] {
  const scale = worldPx * 2 ** zoom;
  const mercator = ([, latitude]: Position) => Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));
  return [((to[0] - from[0]) * scale) / 360, ((mercator(from) - mercator(to)) * scale) / (2 * Math.PI)];
}

describeInBrowser('the care circle', { viewport: { width: 1440, height: 860 } }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let page: Page;
  /** The facility on which most people depend, and where it stands: moving or closing it shows. */
  let needed: { id: string; name: string; position: Position };
  /** Another village on the network, near enough to drag the facility there. */
  let elsewhere: Position;
  const asked: { edits: FacilityEdit[] }[] = [];

  beforeAll(async () => {
    ({ server, api, page } = stage);
    page.on('request', (request) => {
      if (request.url().endsWith('/coverage/what-if')) asked.push(request.postDataJSON() as (typeof asked)[number]);
    });
    const { facilities } = await post<DependenceReport>('/api/v1/coverage/dependence', {});
    const { facilityId, name } = facilities.reduce((most, each) => (each.loses60 > most.loses60 ? each : most));
    const report = await coverage();
    const placed = report.facilities.find((each) => each.facilityId === facilityId)!;
    const position: Position = [placed.longitude!, placed.latitude!];
    needed = { id: facilityId, name, position };
    const pixels = (to: Position) => Math.hypot(...offsetPx(position, to, zoom));
    elsewhere = report.points
      .filter((point) => point.verdict !== 'unknown' && point.facilityId !== facilityId)
      .map((point): Position => [point.longitude!, point.latitude!])
      .reduce((nearest, each) => (pixels(each) < pixels(nearest) ? each : nearest));
  });

  beforeEach(() => {
    asked.length = 0;
  });

  async function post<T>(path: string, body: unknown): Promise<T> {
    const answer = await api.call('POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body as T;
  }
  const coverage = () => post<CoverageReport>('/api/v1/coverage', {});
  const whatIf = (edits: readonly FacilityEdit[]) => post<WhatIfReport>('/api/v1/coverage/what-if', { edits });

  const deskMap = () => page.locator('.desk-map');
  const figure = (name: string) => page.locator(`[data-figure="${name}"]`).first();
  const shown = async (name: string) => Number(await figure(name).getAttribute('data-value'));
  const shownPeople = async () => ({
    covered: await shown('covered60'),
    uncovered: await shown('uncovered60'),
    unknown: await shown('unknown60'),
  });
  const peopleOf = ({ covered, uncovered, unknown }: WhatIfReport['after']['population60']) => ({
    covered,
    uncovered,
    unknown,
  });

  /** Opens the view and waits until the figures are there. */
  async function open(query = ''): Promise<void> {
    await page.goto(`${server.url}/care-circle${query}`);
    await page.locator(mapPlace).first().waitFor();
    await page.locator('[data-testid="figures"]').waitFor();
  }

  const zoom = 13;
  const lookAt = ([longitude, latitude]: Position, at = zoom) => `?m=${at}/${latitude}/${longitude}`;

  /** The nearest zoom at which a drag from the middle of the map to the other village stays on the map. */
  function draggingZoom(): number {
    const fits = (at: number) => offsetPx(needed.position, elsewhere, at).every((px) => Math.abs(px) < 240);
    return [13, 12, 11, 10, 9].find(fits)!;
  }

  /** Middle of the map in the page, where a link puts the position that it names. */
  async function middle(): Promise<{ x: number; y: number }> {
    const box = (await page.locator('[data-testid="map-now"] canvas').boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Rests the pointer on the facility in the middle until the map has drawn it and shows its reach. */
  async function hoverMiddle(): Promise<{ x: number; y: number }> {
    const at = await middle();
    let step = 0;
    await expect
      .poll(
        async () => {
          await page.mouse.move(at.x + (step++ % 2), at.y);
          await page.waitForTimeout(400);
          return Number(await deskMap().getAttribute('data-isochrones'));
        },
        { timeout: 45_000 },
      )
      .toBeGreaterThan(0);
    return at;
  }

  /** Waits until the figures are those of the newest edits. */
  async function settled(edits: number): Promise<void> {
    await page.locator(`.desk-map[data-trying="${edits}"][data-pending="false"]`).waitFor();
  }

  it('shows the figures of the API, with other speeds, the upper bound and both ways of counting', async () => {
    await open();
    const { total, townships } = await coverage();
    expect(await shownPeople()).toEqual(peopleOf(total.population60));
    for (const { speedMps, population60 } of total.atSpeeds)
      expect(await shown(`speed-${speedMps}`)).toBe(population60.covered);
    expect(await shown('straight')).toBe(total.straightLine.covered);
    expect(await page.locator('.upper-bound').textContent()).toBe('上界');
    expect(await shown('administrative')).toBe(townships.filter((each) => each.administrative === 'yes').length);
    expect(await page.locator('.demo-tag').textContent()).toBe('演示数据');
    expect(await page.locator('[data-testid="township-table"]').getAttribute('data-rows')).toBe('217');
    await screenshot(page, 'care-circle-zh');
  });

  it('opens a township to its points, and a point to its reason and its walk', async () => {
    await stage.withMaps();
    const { townships, points } = await coverage();
    const township = townships.find(({ divisionId }) =>
      points.some((point) => point.townshipId === divisionId && point.reason === 'reached'),
    )!;
    const own = points.filter((point) => point.townshipId === township.divisionId);
    const reached = own.find((point) => point.reason === 'reached')!;
    await open(`?area=${township.divisionId}`);
    const list = page.locator('[data-testid="township-points"]');
    await list.waitFor();
    expect(await list.getAttribute('data-rows')).toBe(String(own.length));
    const row = list.locator(`[data-point="${reached.divisionId}"]`);
    expect(await row.locator('.point-reason').textContent()).toContain(reached.facilityName!);
    await row.locator('button.link').click();
    await page.locator(`[data-testid="point-card"][data-point="${reached.divisionId}"]`).waitFor();
    await page.locator('[data-testid="walk"]').waitFor();
    expect(Number(await deskMap().getAttribute('data-route'))).toBeGreaterThan(1);
    await screenshot(page, 'care-circle-walk-zh');
  });

  it('asks anew when the question changes, and keeps it in the address', async () => {
    await open();
    const before = await shown('covered60');
    await page.getByRole('spinbutton', { name: '时间(分钟)' }).fill('30');
    await page.keyboard.press('Enter');
    await expect.poll(() => shown('covered60'), { timeout: 45_000 }).not.toBe(before);
    const longer = await post<CoverageReport>('/api/v1/coverage', { minutes: 30 });
    expect(await shown('covered60')).toBe(longer.total.population60.covered);
    expect(new URL(page.url()).searchParams.get('minutes')).toBe('30');
  });

  it('lets figures follow a dragged facility, and restores them', async () => {
    await stage.withMaps();
    const at = draggingZoom();
    await open(lookAt(needed.position, at));
    const start = await shownPeople();
    const { x, y } = await hoverMiddle();
    await screenshot(page, 'care-circle-reach-zh');

    await page.evaluate(() => {
      const times: DragTimes = { drop: 0, settled: [] };
      (window as unknown as { dragTimes: DragTimes }).dragTimes = times;
      window.addEventListener('mouseup', () => (times.drop = performance.now()), { capture: true, once: true });
      const desk = document.querySelector<HTMLElement>('.desk-map')!;
      const note = () => desk.dataset.pending === 'false' && times.settled.push(performance.now());
      new MutationObserver(note).observe(desk, { attributeFilter: ['data-pending'] });
    });
    const [right, down] = offsetPx(needed.position, elsewhere, at);
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 1; step <= 10; step++) {
      await page.mouse.move(x + (right * step) / 12, y + (down * step) / 12);
      await page.waitForTimeout(30);
    }
    await page.mouse.move(x + right, y + down);
    await page.mouse.up();
    await settled(1);

    const { edits } = asked.at(-1)!;
    const [edit] = edits;
    expect(edit).toMatchObject({ op: 'move', facilityId: needed.id });
    const dropped = (edit as Extract<FacilityEdit, { op: 'move' }>).to.coordinates;
    // The middle of the map may lie between two pixels.
    for (const px of offsetPx(elsewhere, dropped, at)) expect(Math.abs(px)).toBeLessThan(3);
    const answer = await whatIf(edits);
    expect(answer.after.population60.covered).not.toBe(start.covered);
    expect(await shownPeople()).toEqual(peopleOf(answer.after.population60));
    const times = await page.evaluate(() => (window as unknown as { dragTimes: DragTimes }).dragTimes);
    const after = times.settled.filter((time) => time >= times.drop).map((time) => Math.round(time - times.drop));
    console.info(`From the drop to its figures, ms: ${after.at(-1) ?? 'shown before it'}`);
    await screenshot(page, 'care-circle-dragged-zh');

    await page.locator('[data-testid="reset-trial"]').click();
    await settled(0);
    expect(await shownPeople()).toEqual(start);
  });

  it('shows who loses when one closes, beside the map as it was', async () => {
    await stage.withMaps();
    await open(`${lookAt(needed.position)}&circle=tryOut`);
    await page.getByRole('combobox', { name: '选择一个设施' }).fill(needed.name);
    await page.locator('.ant-select-item-option', { hasText: needed.name }).first().click();
    await page.locator(`[data-facility="${needed.id}"]`).locator('[data-testid="close-facility"]').click();
    await settled(1);
    const answer = await whatIf([{ op: 'close', facilityId: needed.id }]);
    const lost = answer.points.filter(
      ({ before, after }) => before.verdict === 'covered' && after.verdict !== 'covered',
    );
    expect(lost.length).toBeGreaterThan(0);
    await page.locator(`[data-testid="loss"][data-points="${lost.length}"]`).waitFor();
    expect(await page.locator('[data-testid="loss"]').textContent()).toContain(lost[0]!.after.name);
    expect(await shownPeople()).toEqual(peopleOf(answer.after.population60));
    await page.locator('[data-testid="compare"]').click();
    await page.locator('[data-testid="map-before"] .map-canvas[data-ready="true"]').waitFor();
    await screenshot(page, 'care-circle-compare-zh');

    await page.locator('[data-testid="undo-last"]').click();
    await settled(0);
  });

  it('drops a new facility with a click', async () => {
    await stage.withMaps();
    await open(`${lookAt(needed.position)}&circle=tryOut`);
    const at = await middle();
    await page.locator('[data-testid="place-new"]').click();
    await page.mouse.click(at.x - 90, at.y - 60);
    await settled(1);
    const [edit] = asked.at(-1)!.edits;
    expect(edit!.op).toBe('add');
    const answer = await whatIf(asked.at(-1)!.edits);
    expect(await shownPeople()).toEqual(peopleOf(answer.after.population60));
  });

  it('saves a trial as a draft whose preview shows the same indicator', async () => {
    await stage.withMaps();
    await signIn(page, server.url);
    await open(`${lookAt(needed.position)}&circle=tryOut`);
    await page.getByRole('combobox', { name: '选择一个设施' }).fill(needed.name);
    await page.locator('.ant-select-item-option', { hasText: needed.name }).first().click();
    await page.locator(`[data-facility="${needed.id}"]`).locator('[data-testid="close-facility"]').click();
    await settled(1);
    const tried = (await whatIf(asked.at(-1)!.edits)).indicators.find(({ id }) => id === 'careCircle')!;

    await page.locator('[data-testid="save-trial"]').click();
    const dialog = page.locator('[data-testid="save-dialog"]');
    await dialog.locator('textarea').fill('看看关掉它会怎样');
    await page.getByRole('button', { name: /保存草稿/ }).click();
    await page.waitForURL(/\/changes\//);
    await page.locator('[data-testid="preview"]').waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    const preview = await post<Preview>(`/api/v1/change-sets/${id}/preview`, undefined);
    expect(preview.committable).toBe(true);
    const previewed = preview.indicators.find((each) => each.id === 'careCircle')!;
    expect(previewed).toEqual(tried);
    await page.locator('[data-testid="indicator-deltas"] [data-indicator="careCircle"]').waitFor();
    await screenshot(page, 'care-circle-draft-zh');
  });

  it('asks visitors to sign in before they save', async () => {
    await open('?circle=tryOut');
    await page.getByRole('combobox', { name: '选择一个设施' }).fill(needed.name);
    await page.locator('.ant-select-item-option', { hasText: needed.name }).first().click();
    await page.locator(`[data-facility="${needed.id}"]`).locator('[data-testid="close-facility"]').click();
    await settled(1);
    await page.locator('[data-testid="save-trial"]').click();
    await page.getByText('请先登录编辑账号').waitFor();
  });

  it('runs the second layers, the long one with progress', async () => {
    await open('?circle=dependence');
    await page.locator('[data-testid="dependence"] .ant-table-row').first().waitFor();
    expect(await page.locator('[data-testid="dependence"] .ant-table-row').first().getAttribute('data-facility')).toBe(
      needed.id,
    );
    const tab = (name: string) => page.locator('.care-tabs > .ant-tabs-nav [role="tab"]', { hasText: name }).click();
    await tab('可达性');
    await page.locator('[data-testid="gini"]').waitFor();
    await tab('敏感性');
    await page.locator('[data-testid="sensitivity"]').waitFor();
    await tab('排名可信度');
    await page.getByRole('spinbutton', { name: '抽样次数' }).fill('20');
    await page.locator('[data-testid="start-monte-carlo"]').click();
    await page.locator('[data-testid="monte-carlo"] .ant-table-row').first().waitFor();
  });

  it('reads wholly English, apart from data, in every tab', async () => {
    await open('?lang=en');
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'care-circle-en');
    for (const tab of ['tryOut', 'dependence', 'accessibility', 'sensitivity', 'monteCarlo']) {
      await open(`?lang=en&circle=${tab}`);
      await page.locator(`.care-tab-${tab} :is(.try-out, .ant-table-row, .ant-empty, .analysis)`).first().waitFor();
      expect(await untranslatedTexts(page), tab).toEqual([]);
    }
  });

  it('says how to build a network when there is none', async () => {
    await page.route('**/api/v1/coverage', (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'urn:yizhangtu:problem:no-network', title: '没有步行路网', status: 409 }),
      }),
    );
    await page.goto(`${server.url}/care-circle`);
    await page.getByText('network build FILE.osm.pbf').waitFor();
    stage.complaints.length = 0; // the refusal, which the browser reports as a failed resource
  });

  it('keeps its panels as drawers on a tablet', async () => {
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.goto(`${server.url}/care-circle`);
    await page.locator('[data-testid="strip"]').waitFor();
    await page.locator('.panel-toggle-left').click();
    await page.locator('.ant-drawer [data-testid="figures"]').waitFor();
    await screenshot(page, 'care-circle-tablet-zh');
  });
});
