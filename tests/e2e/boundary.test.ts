import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { BoundaryLineItem, BoundaryMarkerItem, BoundaryMarkerList } from '../../server/boundary/contract.ts';
import {
  inspectionChecklists,
  type CaseFile,
  type Entry,
  type EntryContent,
} from '../../server/inspection/contract.ts';
import { screenshot } from '../support/browser.ts';
import { apiClient, type ApiClient, type RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

const password = 'Password-2026';

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
    await stage.withMaps();
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

  async function account(username: string, role: string, countyScope: string[] | null) {
    const made = { username, name: username, role, countyScope, password };
    expect((await api.call('POST', '/api/v1/users', made)).status).toBe(201);
  }

  const lineWithFewMarkers = async () => {
    const { items } = await read<{ items: BoundaryLineItem[] }>('/api/v1/boundary-lines');
    const line = items.filter(({ level }) => level === 'county').sort((a, b) => a.markerCount - b.markerCount)[0]!;
    const { items: markers } = await read<BoundaryMarkerList>(`/api/v1/boundary-markers?lineId=${line.id}`);
    return { line, markers };
  };

  it('adds photos, restores a marker from its reference objects, and leaves a change to the other side', async () => {
    const { items } = await read<BoundaryMarkerList>('/api/v1/boundary-markers?limit=5000');
    const marker = items.find(
      ({ sides, references }) =>
        sides.length === 2 && sides.every(({ countyId }) => countyId !== null) && references.length >= 3,
    )!;
    const [own, other] = marker.sides.map(({ countyId }) => countyId);
    await account('own-side', 'editor', [own!]);
    await account('other-side', 'editor', [other!]);
    await signIn(page, server.url, 'own-side', password);
    await page.goto(`${server.url}/boundary?lang=zh&list=markers&card=marker:${marker.id}`);
    const card = page.locator('[data-testid=marker-card]');
    await card.locator('[data-precision=surveyed]').waitFor();
    const photo = { name: '界桩.png', mimeType: 'image/png', buffer: await page.screenshot() };
    const words = { name: '说明.png', mimeType: 'image/png', buffer: Buffer.from('不是照片') };
    await card.locator('[data-testid=photo-input]').setInputFiles(words);
    await card.locator('[data-testid=photo-refused]').getByText('说明.png').waitFor();
    await card.getByText('不是完整的 JPEG、PNG 或 WebP 照片').first().waitFor();
    await card.locator('[data-testid=photo-input]').setInputFiles(photo);
    await card.locator('.boundary-photos img').first().waitFor();
    expect(
      await card.locator('.boundary-photos img').evaluate((img: HTMLImageElement) => img.decode()),
    ).toBeUndefined();

    await button('方位物交会').click();
    const resection = page.locator('[data-testid=resection]');
    for (const { name, azimuthDeg, distanceM } of marker.references) {
      await resection.getByLabel(`${name} 的方位角`).fill(String(azimuthDeg));
      await resection.getByLabel(`${name} 的距离`).fill(String(distanceM));
    }
    const [longitude, latitude] = marker.position!.coordinates;
    const found = page.locator('[data-testid=resection-found] [data-field=position]');
    // To a metre: what was observed is rounded.
    await found.getByText(String(latitude).slice(0, 7)).waitFor();
    await found.getByText(String(longitude).slice(0, 8)).waitFor();
    expect(await page.locator('[data-testid=residuals] tbody tr').count()).toBe(2 * marker.references.length);
    await screenshot(page, 'boundary-resection-zh');
    await page.keyboard.press('Escape');

    await button(/编\s*辑/).click();
    const form = page.locator('[data-testid=boundary-form]');
    await form.locator('#sigmaM').fill('0.03');
    await form.locator('#reason').fill('复测');
    await form.getByRole('button', { name: '预览影响' }).click();
    await form.locator('[data-testid=preview]').waitFor();
    await form.getByRole('button', { name: /保\s*存/ }).click();
    await form.locator('[data-testid=propose]').waitFor();
    await screenshot(page, 'boundary-propose-zh');
    await form.locator('[data-testid=propose]').click();
    await form.waitFor({ state: 'detached' });
    await signIn(page, server.url, 'other-side', password);
    await page.goto(`${server.url}/changes?lang=en`);
    await page.locator('[data-testid=change-set-table]').getByText(marker.number).first().click();
    await page.getByRole('button', { name: 'Commit', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    const after = await read<BoundaryMarkerItem>(`/api/v1/boundary-markers/${marker.id}`);
    expect([after.sigmaM, after.photos.length]).toEqual([0.03, 1]);
  });

  it('reads the course of a line from a table in a zone of CGCS2000', async () => {
    const { items } = await read<{ items: BoundaryLineItem[] }>('/api/v1/boundary-lines');
    const line = items.find(({ level }) => level === 'county')!;
    await signIn(page, server.url);
    await page.goto(`${server.url}/boundary?lang=en&card=line:${line.id}`);
    await page.locator('[data-testid=line-card]').waitFor();
    await button('Edit').click();
    const form = page.locator('[data-testid=boundary-form]');
    await form.getByText('Enter a course').click();
    const reader = form.locator('[data-testid=course-reader]');
    await reader.locator('.ant-select input').fill('EPSG:4528');
    await page.keyboard.press('Enter');
    const rows = ['X,Y', '40400000,4540000', '40401000,4541000', '40402000,4540000'];
    const table = (content: string[]) => ({
      name: 'course.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(content.join('\n')),
    });
    await reader.locator('[data-testid=course-file]').setInputFiles(table([...rows, '40402000,']));
    await reader.getByText('The coordinates are no numbers').waitFor();
    await reader.locator('[data-testid=course-file]').setInputFiles(table(rows));
    await reader.locator('[data-testid=course-read]').getByText('pieces: 1 · points: 3').waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'boundary-course-en');
  });

  it('carries a case from its opening over both signatures, dissent, return and repair to report and register', async () => {
    const { line, markers } = await lineWithFewMarkers();
    await account('second-party', 'editor', null);
    await signIn(page, server.url);
    await page.goto(`${server.url}/boundary?lang=zh&boundary=inspections`);
    await page.locator('[data-testid=case-board]').waitFor();
    await screenshot(page, 'boundary-cases-zh');
    await button(/^立\s*卷$/)
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('#lineId').fill(line.name);
    // Enter would take whichever line is the first before the list has followed what was typed.
    await page.locator('.ant-select-item-option-active', { hasText: line.name }).waitFor();
    await page.keyboard.press('Enter');
    await dialog.locator('#round').fill('4');
    await dialog.locator('#offices_0').fill('甲方民政局');
    await dialog.locator('#offices_1').fill('乙方民政局');
    await dialog.locator('#members_0').fill('admin');
    await page.keyboard.press('Enter');
    await screenshot(page, 'boundary-open-case-zh');
    await dialog.getByRole('button', { name: /^立\s*卷$/ }).click();
    const work = page.locator('[data-testid=case]');
    await work.waitFor();
    const key = (await work.getAttribute('data-case'))!;

    await button('变更人员').click();
    await dialog.locator('#members_1').fill('second-party');
    await page.keyboard.press('Enter');
    await dialog.locator('#reason').fill('乙方派员');
    await screenshot(page, 'boundary-teams-zh');
    await dialog.getByRole('button', { name: '写入案卷' }).click();
    await page.locator('.case-teams').getByText('second-party').waitFor();

    const finish = async (next: string, document?: string) => {
      await button('完成本步骤').click();
      if (document) await dialog.locator('input').fill(document);
      await dialog.getByRole('button', { name: '完成本步骤' }).click();
      await page.locator(`[data-testid=case][data-step=${next}]`).waitFor();
    };
    const tick = async (step: keyof typeof inspectionChecklists) => {
      for (const { id } of inspectionChecklists[step]) {
        // Ticked once the server has it.
        await page.locator(`[data-item="${id}"] input`).click();
        await page.locator(`[data-item="${id}"][data-done=true]`).waitFor();
      }
    };
    await tick('plan');
    await finish('deskCheck');
    await tick('deskCheck');
    await finish('fieldRecord');

    const append = async (content: EntryContent): Promise<Entry> => {
      const entry = { key: randomUUID(), deviceTime: new Date().toISOString(), content };
      const { status, body } = await api.call('POST', `/api/v1/inspection-cases/${key}/entries`, entry);
      expect(status, JSON.stringify(body)).toBe(200);
      return body.entry as Entry;
    };
    // The first stands where it is registered but for 40 m to the north, and 1.5 m higher.
    for (const [i, { id, version, position, heightM, heightDatum }] of markers.entries()) {
      const [longitude, latitude] = position!.coordinates;
      await append({
        kind: 'fieldRecord',
        ...{ markerId: id, markerVersion: version!, state: i === 0 ? 'moved' : 'intact' },
        measured: {
          position: { type: 'Point', coordinates: [longitude!, latitude! + (i === 0 ? 0.00036 : 0)] },
          ...{ sourceCrs: 'EPSG:4490', sigmaM: 0.05, heightM: heightM! + 1.5, heightDatum, method: 'gnssRtk' },
          ...{ readings: 12, rejected: 1, measuredAt: '2026-06-01T09:00:00+08:00' },
        },
        ...{ finding: i === 0 ? '桩体移位' : '', photos: [], belowAccuracy: false },
      });
    }
    await page.reload();
    const records = page.locator('[data-testid=records]');
    await records.locator('tr[data-standing=unsigned]').first().waitFor();
    await records.locator('.ant-table-row-expand-icon').first().click();
    const movement = records.locator('[data-testid=movement][data-verdict=moved]');
    await movement.locator('[data-field=heightDifferenceM]').getByText('1.5').waitFor();
    expect(await movement.locator('[data-field=distanceM]').innerText()).toMatch(/^(39\.9|40\.0)/);
    await screenshot(page, 'boundary-movement-zh');

    const draw = async () => {
      const field = page.locator('[data-testid=signature-pad]');
      // Waits until the dialog has come to rest.
      await field.hover({ position: { x: 60, y: 60 } });
      const pad = (await field.boundingBox())!;
      await page.mouse.down();
      await page.mouse.move(pad.x + 300, pad.y + 120, { steps: 8 });
      await page.mouse.up();
    };
    const signAll = async (count: number) => {
      for (const box of await records.locator('tr[data-standing] input[type=checkbox]:enabled').all())
        await box.check();
      await button(`签署所选(${count})`).click();
      const sign = dialog.getByRole('button', { name: /^签\s*署$/ });
      expect(await sign.isDisabled()).toBe(true);
      await draw();
      await sign.click();
      await dialog.waitFor({ state: 'detached' });
    };
    await signAll(markers.length);
    await records.locator('tr[data-standing=signedByOne]').first().waitFor();

    await signIn(page, server.url, 'second-party', password);
    await page.reload();
    await records.locator('tr[data-standing=signedByOne]').first().waitFor();
    await records
      .locator('tr[data-standing]')
      .last()
      .getByRole('button', { name: /异\s*议/ })
      .click();
    await dialog.getByLabel('异议内容').fill('我方认为须复测');
    await dialog.getByRole('button', { name: /异\s*议/ }).click();
    await records.locator('tr[data-standing=dissented]').waitFor();
    await records.locator('tr[data-standing=signedByOne] input[type=checkbox]').first().check();
    await button('签署所选(1)').click();
    await draw();
    await screenshot(page, 'boundary-sign-zh');
    await dialog.getByRole('button', { name: /^签\s*署$/ }).click();
    await records.locator('tr[data-standing=agreed]').first().waitFor();

    await signIn(page, server.url);
    await page.reload();
    await tick('fieldRecord');
    await finish('repair');
    await button(/退\s*回/).click();
    await dialog.locator('#reason').fill('补充检查');
    await dialog.getByRole('button', { name: /退\s*回/ }).click();
    await page.locator('[data-testid=case][data-step=fieldRecord]').waitFor();
    await page.locator('.case-returned').getByText('补充检查').waitFor();
    await finish('repair');

    await button('记录修复、修测').click();
    await dialog.locator('#markerId').fill(markers[1]!.number);
    await page.keyboard.press('Enter');
    await dialog.locator('#work').fill('桩体扶正并复测');
    await dialog.locator('[data-testid=photo-input]').setInputFiles({
      name: '修复.png',
      mimeType: 'image/png',
      buffer: await page.screenshot(),
    });
    await dialog.locator('.boundary-photos img').waitFor();
    await dialog.getByText('方位物交会').click();
    for (const { name, azimuthDeg, distanceM } of markers[1]!.references) {
      await dialog.getByLabel(`${name} 的方位角`).fill(String(azimuthDeg));
      await dialog.getByLabel(`${name} 的距离`).fill(String(distanceM));
    }
    await dialog.getByRole('button', { name: '采用此位置' }).click();
    await dialog.locator('#position_x').waitFor();
    await screenshot(page, 'boundary-repair-zh');
    await dialog.getByRole('button', { name: '写入案卷' }).click();
    await dialog.waitFor({ state: 'detached' });
    await records.getByText('桩体扶正并复测').waitFor();
    await signAll(1);
    const second = await apiClient(server.url, 'second-party', password);
    const file = await read<CaseFile>(`/api/v1/inspection-cases/${key}`);
    const repair = file.file.find(({ content }) => content.kind === 'repair')!;
    expect(repair.content).toMatchObject({ measured: { method: 'resection', sourceCrs: 'EPSG:4490' } });
    const signature = file.file.find(({ content }) => content.kind === 'signature')!.content as { drawing: string };
    const signed = await second.call('POST', `/api/v1/inspection-cases/${key}/entries`, {
      key: randomUUID(),
      deviceTime: new Date().toISOString(),
      content: {
        ...{ kind: 'signature', of: [repair.key], contentHashes: [repair.contentHash], side: 'second' },
        ...{ drawing: signature.drawing, signedAt: new Date().toISOString() },
      },
    });
    expect(signed.status, JSON.stringify(signed.body)).toBe(200);
    await page.reload();
    await tick('repair');
    await finish('report');

    await button('更新登记簿').click();
    await dialog.locator('[data-testid=register-update]').waitFor();
    await screenshot(page, 'boundary-register-update-zh');
    await dialog.getByRole('button', { name: /提\s*交/ }).click();
    await dialog.waitFor({ state: 'detached' });
    const changed = await read<BoundaryMarkerItem>(`/api/v1/boundary-markers/${markers[0]!.id}`);
    expect(changed).toMatchObject({
      state: 'moved',
      position: { coordinates: [expect.anything(), expect.anything()] },
    });
    expect(changed.position!.coordinates[1]! - markers[0]!.position!.coordinates[1]!).toBeCloseTo(0.00036, 8);
    await tick('report');
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: '联检报告' }).click();
    const report = await readFile(await (await downloading).path());
    expect(report.subarray(0, 2).toString()).toBe('PK');
    await finish('filing', '冀民〔2026〕1号');

    await page.getByRole('tab', { name: /案卷/ }).click();
    await page.getByPlaceholder('补充说明').fill('现场有雪');
    await button('写入案卷').last().click();
    await page.locator('[data-testid=case-file]').getByText('现场有雪').waitFor();
    await button('核对案卷').click();
    await page.locator('[data-testid=chain][data-intact=true]').waitFor();
    await screenshot(page, 'boundary-case-zh');
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.goto(`${server.url}/boundary?lang=en&boundary=inspections&case=${key}`);
    await work.waitFor();
    await records.locator('.ant-table-row-expand-icon').first().click();
    await records.locator('[data-testid=movement]').first().waitFor();
    expect(await untranslatedTexts(page)).toEqual([]);
    await screenshot(page, 'boundary-case-en');
    for (const format of ['docx', 'pdf']) {
      const path = `${server.url}/api/v1/boundary-markers/${markers[1]!.id}/card?format=${format}`;
      const answer = await page.request.get(path);
      expect([answer.status(), (await answer.body()).length > 10_000]).toEqual([200, true]);
    }
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
