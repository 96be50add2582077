import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { BoundaryLineItem, BoundaryMarkerList } from '../../server/boundary/contract.ts';
import { inspectionChecklists, type CaseFile, type EntryContent } from '../../server/inspection/contract.ts';
import { screenshot } from '../support/browser.ts';
import type { ApiClient, RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

describeInBrowser('boundaries', { viewport: { width: 1440, height: 900 }, refusals: true }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let page: Page;

  beforeAll(() => {
    ({ server, api, page } = stage);
  });

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const read = async <Answer>(path: string) => (await api.call('GET', path)).body as Answer;

  it('shows a visitor lines and markers, and cells in place of precise positions', async () => {
    const { items } = await read<{ items: BoundaryLineItem[] }>('/api/v1/boundary-lines');
    const { items: markers, total } = await read<BoundaryMarkerList>('/api/v1/boundary-markers?limit=5000');
    const marker = markers.find(({ position }) => position !== null)!;
    await page.goto(`${server.url}/boundary?lang=zh`);
    await page.locator(`[data-testid=register-count][data-shown="${items.length}"]`).waitFor();
    await page.locator(`.desk-map[data-markers="${markers.filter(({ position }) => position).length}"]`).waitFor();
    await screenshot(page, 'boundary-zh');
    await page.getByText('界桩', { exact: true }).first().click();
    await page.locator(`[data-testid=register-count][data-shown="${total}"]`).waitFor();
    await page.goto(`${server.url}/boundary?lang=en&list=markers&marker=unknown&card=marker:${marker.id}`);
    const card = page.locator('[data-testid=marker-card]');
    await card.locator('[data-precision=rounded]').getByText('rounded to a grid of 0.01°').waitFor();
    const unknown = markers.filter(({ state }) => state === null).length;
    await page.locator(`[data-testid=register-count][data-shown="${unknown}"]`).waitFor();
    expect(await card.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'boundary-marker-en');
  });

  it('changes a marker after a preview, and shows its history', async () => {
    const { items } = await read<BoundaryMarkerList>('/api/v1/boundary-markers?limit=50');
    const marker = items.find(({ position, references }) => position !== null && references.length >= 3)!;
    await signIn(page, server.url);
    await page.goto(`${server.url}/boundary?lang=zh&list=markers&card=marker:${marker.id}`);
    const card = page.locator('[data-testid=marker-card]');
    await card.locator('[data-precision=surveyed]').waitFor();
    await card.locator('[data-testid=reference-sketch]').waitFor();
    // The course that a visitor saw in this browser is not the one that an editor sees.
    const told = await page.evaluate(async (path) => {
      const answer = (await (await fetch(path)).json()) as { precision: string };
      return answer.precision;
    }, `/api/v1/boundary-lines/${marker.lineIds[0]!}`);
    expect(told).toBe('surveyed');
    await screenshot(page, 'boundary-marker-zh');
    await button(/编\s*辑/).click();
    const form = page.locator('[data-testid=boundary-form]');
    await form.locator('#note').fill('实地核查后更正');
    await form.locator('#reason').fill('实地核查');
    await form.getByRole('button', { name: '预览影响' }).click();
    await form.locator('[data-testid=preview]').waitFor();
    await screenshot(page, 'boundary-form-zh');
    await form.getByRole('button', { name: /保\s*存/ }).click();
    await card.locator('[data-field=note]', { hasText: '实地核查后更正' }).waitFor();
    await button(/历\s*史/).click();
    await page.locator('[data-version="2"]').getByText('实地核查', { exact: true }).waitFor();
  });

  it('opens a case, signs nothing without a signature, keeps a note, and verifies the chain', async () => {
    const { items } = await read<{ items: BoundaryLineItem[] }>('/api/v1/boundary-lines');
    const line = items.find(({ level }) => level === 'county')!;
    const { items: markers } = await read<BoundaryMarkerList>(`/api/v1/boundary-markers?lineId=${line.id}&limit=1`);
    const key = '5f1b1a52-0b3e-4f43-9d1e-0f8f4c5b7a10';
    const opened = await api.call('POST', '/api/v1/inspection-cases', {
      key,
      lineId: line.id,
      round: 4,
      teams: [
        { side: 'first', office: '甲方民政局', members: ['admin'] },
        { side: 'second', office: '乙方民政局', members: [] },
      ],
    });
    expect(opened.status).toBe(201);
    let written = 0;
    async function append(content: EntryContent): Promise<void> {
      const entry = {
        key: `8b0e8f0e-5c3c-4f0a-8a3e-2f6d0c9b1a${String(++written).padStart(2, '0')}`,
        deviceTime: new Date().toISOString(),
        content,
      };
      const { status, body } = await api.call('POST', `/api/v1/inspection-cases/${key}/entries`, entry);
      expect(status, JSON.stringify(body)).toBe(200);
    }
    for (const step of ['plan', 'deskCheck'] as const) {
      for (const { id } of inspectionChecklists[step])
        await append({ kind: 'checklist', step, item: id, done: true, note: '' });
      await append({ kind: 'stepDone', step, document: null });
    }
    await append({
      kind: 'fieldRecord',
      markerId: markers[0]!.id,
      markerVersion: markers[0]!.version!,
      state: 'damaged',
      measured: null,
      finding: '桩体开裂',
      photos: [],
      belowAccuracy: false,
    });
    await signIn(page, server.url);
    await page.goto(`${server.url}/boundary?lang=zh&boundary=inspections`);
    await page.locator(`[data-case="${key}"]`).waitFor();
    await screenshot(page, 'boundary-cases-zh');
    await page.locator(`[data-case="${key}"]`).click();
    await page.locator('[data-testid=records] [data-standing=unsigned]').first().waitFor();
    await page.getByRole('checkbox', { name: /选择/ }).first().check();
    await button('签署所选(1)').click();
    const sign = page.getByRole('dialog').getByRole('button', { name: /^签\s*署$/ });
    expect(await sign.isDisabled()).toBe(true);
    const field = page.locator('[data-testid=signature-pad]');
    // Waits until the dialog has come to rest.
    await field.hover({ position: { x: 60, y: 60 } });
    const pad = (await field.boundingBox())!;
    await page.mouse.down();
    await page.mouse.move(pad.x + 300, pad.y + 120, { steps: 8 });
    await page.mouse.up();
    await screenshot(page, 'boundary-sign-zh');
    await sign.click();
    await page.locator('[data-testid=records] tr[data-standing=signedByOne]').waitFor();
    await page.getByRole('tab', { name: /案卷/ }).click();
    await page.getByPlaceholder('补充说明').fill('现场有雪');
    await button('写入案卷').last().click();
    await page.locator(`[data-testid=case-file][data-entries="${1 + written + 2}"]`).waitFor();
    await button('核对案卷').click();
    await page.locator('[data-testid=chain][data-intact=true]').waitFor();
    await screenshot(page, 'boundary-case-zh');
    const file = await read<CaseFile>(`/api/v1/inspection-cases/${key}`);
    expect(file.file.slice(-3).map(({ content }) => content.kind)).toEqual(['fieldRecord', 'signature', 'note']);
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.goto(`${server.url}/boundary?lang=en&boundary=inspections&case=${key}`);
    await page.locator('[data-testid=case]').waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'boundary-case-en');
  });

  it('lists findings with their places, and plans visits day by day', async () => {
    await signIn(page, server.url);
    await page.goto(`${server.url}/boundary?lang=en&boundary=findings`);
    await page.locator('[data-testid=findings] [data-finding]').first().click();
    await page.locator('[data-finding][aria-current=true]').waitFor();
    await screenshot(page, 'boundary-findings-en');
    expect(await untranslatedTexts(page)).toEqual([]);
    const { items } = await read<BoundaryMarkerList>('/api/v1/boundary-markers?limit=40');
    const ids = items.filter(({ position }) => position !== null).slice(0, 5);
    await page.goto(`${server.url}/boundary?lang=en&boundary=plan&planMarkers=${ids.map(({ id }) => id).join(',')}`);
    await page.locator('[data-testid=make-plan]').click();
    await page.locator('[data-testid=plan-days]').waitFor();
    const visited = await page.locator('[data-testid=plan-days] [data-stop]').count();
    const left = await page.locator('[data-testid=not-visited] li').count();
    expect(visited + left).toBe(ids.length);
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'boundary-plan-en');
  });
});
