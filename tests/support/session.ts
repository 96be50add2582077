import type { Page } from 'playwright-core';
import { testAdminPassword } from './server.ts';

/** Signs in through the login page, as a person does, and waits until the page knows who is there. */
export async function signIn(page: Page, url: string, username = 'admin', password = testAdminPassword): Promise<void> {
  await page.goto(`${url}/login`);
  await page.locator('input#username').fill(username);
  await page.locator('input#password').fill(password);
  await page.locator('form button[type=submit]').click();
  await page.locator('[data-testid=account]').waitFor();
}
