import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { CaseEntryContent, NamingCaseFile } from '../../server/naming-cases/contract.ts';
import { screenshot } from '../support/browser.ts';
import { apiClient, type ApiClient, type RunningServer } from '../support/server.ts';
import { signIn } from '../support/session.ts';
import { describeInBrowser } from '../support/stage.ts';
import { untranslatedTexts } from '../support/untranslated.ts';

describeInBrowser('naming cases', { viewport: { width: 1440, height: 1000 } }, (stage) => {
  let server: RunningServer;
  let api: ApiClient;
  let page: Page;
  const clerk = { username: 'diming', password: 'diming-2026-pw' };

  beforeAll(async () => {
    ({ server, api, page } = stage);
    const made = await api.call('POST', '/api/v1/users', {
      ...clerk,
      name: '地名科',
      role: 'editor',
      countyScope: null,
    });
    expect(made.status).toBe(201);
  });

  const step = () => page.locator('[data-testid=naming-case]').getAttribute('data-step');
  const atStep = (id: string) => page.locator(`[data-testid=naming-case][data-step=${id}]`).waitFor();

  it('takes a name that a rule forbids from the application, with a reason, into the register, where it is found', async () => {
    await signIn(page, server.url, clerk.username, clerk.password);
    await page.goto(`${server.url}/place-names/cases?lang=zh&apply=naming`);
    const form = page.locator('[data-testid=open-case]');
    const choose = async (input: string, option: string) => {
      await form.locator(`input#${input}`).click();
      await page.keyboard.type(option);
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).first().click();
    };
    await form.getByLabel('拟用名称').fill('罗马花园');
    await choose('category', '22100 城镇居民点');
    await choose('countyId', '平泉市');
    const live = page.locator('[data-testid=live-check] [data-testid=naming-findings]');
    await live.and(page.locator('[data-verdict=refused]')).waitFor();
    await screenshot(page, 'naming-open-zh');
    await form.getByLabel('申请单位').fill('平泉市住房和城乡建设局');
    await form.getByLabel('申请理由').fill('浏览器测试:新建住宅区');
    await form.getByRole('button', { name: '提交申请' }).click();
    await atStep('application');
    const id = (await page.locator('[data-testid=naming-case]').getAttribute('data-case'))!;

    // A document with its file, and the step that waited for it.
    await page.getByRole('tab', { name: '材料' }).click();
    await page.getByRole('button', { name: '登记材料' }).click();
    const dialog = page.locator('.ant-modal');
    await dialog.getByLabel('题名').fill('命名申请书');
    await dialog
      .locator('[data-testid=document-file]')
      .setInputFiles({ name: '申请书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') });
    await dialog.getByRole('button', { name: '登记材料' }).click();
    await page.locator('[data-document=applicationForm]').getByText('申请书.pdf').waitFor();
    await page.getByRole('button', { name: '办结“申请”' }).click();
    await dialog.getByRole('button', { name: '办结“申请”' }).click();
    await atStep('assessment');
    expect(await page.locator('[data-testid=missing-documents]').innerText()).toContain('专家论证报告');

    const day = (await page.evaluate(() => new Date().toLocaleDateString('sv'))) as string;
    const write = async (client: ApiClient, content: CaseEntryContent) => {
      const { status, body } = await client.call('POST', `/api/v1/naming-cases/${id}/entries`, {
        key: crypto.randomUUID(),
        content,
      });
      expect(status, JSON.stringify(body)).toBe(200);
      return body as NamingCaseFile;
    };
    const document = (
      kind: 'expertReport' | 'approval' | 'filing' | 'notice',
      number: string | null,
    ): CaseEntryContent => ({
      kind: 'document',
      document: { kind, title: '测试文件', number, date: null },
    });
    const clerkApi = await apiClient(server.url, clerk.username, clerk.password);
    await write(clerkApi, document('expertReport', null));
    await write(clerkApi, { kind: 'stepDone', step: 'assessment', on: day, note: '' });
    await page.reload();
    // What an editor may not do is not offered, and says why.
    await page.locator('[data-refusal=approver]').waitFor();
    expect(await page.getByRole('button', { name: '办结“审核”' }).count()).toBe(0);
    await write(api, { kind: 'stepDone', step: 'review', on: day, note: '' });
    await write(api, document('approval', '平政字〔2026〕8号'));

    await signIn(page, server.url);
    await page.reload();
    await atStep('approval');
    await page
      .getByRole('button', { name: '批 准' })
      .or(page.getByRole('button', { name: '批准', exact: true }))
      .click();
    const overrides = page.locator('[data-testid=overrides]');
    for (const reason of await overrides.getByLabel('准予理由').all()) await reason.fill('历史沿用,群众认可');
    await screenshot(page, 'naming-approve-zh');
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    await atStep('filing');
    await write(api, document('filing', null));
    await write(api, { kind: 'stepDone', step: 'filing', on: day, note: '' });
    await write(api, document('notice', null));
    await write(api, { kind: 'stepDone', step: 'gazetting', on: day, note: '' });
    await page.reload();
    await page.getByRole('button', { name: '预览并入库' }).click();
    await page.locator('[data-testid=register-preview]').getByText('罗马花园').first().waitFor();
    await screenshot(page, 'naming-register-zh');
    await page.getByRole('button', { name: '写入地名库' }).click();
    await atStep('ended');
    expect(await step()).toBe('ended');

    await page.goto(`${server.url}/place-names?lang=zh&q=${encodeURIComponent('罗马花园')}`);
    await page.locator('[data-testid=name-hit][data-name="罗马花园"]').click();
    const cases = page.locator('[data-testid=name-cases]');
    await cases.locator('[data-document=approval]').getByText('平政字〔2026〕8号').waitFor();
    await cases.getByRole('button', { name: '申请更名' }).waitFor();
    await screenshot(page, 'naming-card-zh');
  });

  it('shows in English what is due, and a case with its steps, findings, forms and entries', async () => {
    await signIn(page, server.url);
    await page.goto(`${server.url}/place-names/cases?lang=en`);
    await page.locator('[data-testid=working-clock]').waitFor();
    // The demonstration has one that is overdue, told of beside the navigation too.
    await page.locator('.nav-due[data-overdue="1"]').waitFor();
    await page.locator('tr[data-standing=overdue]').first().waitFor();
    await screenshot(page, 'naming-cases-en');
    expect(await untranslatedTexts(page)).toEqual([]);
    await page.getByRole('button', { name: /^1\s*Overdue/ }).click();
    await page.waitForFunction(() => document.querySelectorAll('tr[data-case]').length === 1);
    expect(page.url()).toContain('standing=overdue');
    await page.locator('tr[data-standing=overdue] .link').click();
    await atStep('filing');
    await page.locator('[data-testid=naming-findings]').waitFor();
    await screenshot(page, 'naming-case-en');
    for (const tab of ['Documents', 'Printed forms', /^Entries/]) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await untranslatedTexts(page)).toEqual([]);
    }
    await page.getByRole('tab', { name: 'Printed forms' }).click();
    const href = (await page.locator('[data-form=approval]').getAttribute('href'))!;
    const answer = await page.request.get(new URL(href, server.url).href);
    expect(answer.headers()['content-type']).toContain('wordprocessingml');
    await page.goto(`${server.url}/place-names/cases?lang=zh`);
    await page.locator('[data-testid=working-clock]').waitFor();
    await screenshot(page, 'naming-cases-zh');
  });
});
