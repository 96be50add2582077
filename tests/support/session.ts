import type { Page } from 'playwright-core';
import { apiClient, testAdminPassword } from './server.ts';

/** Gives the window the session of an account, which spares the login page; the page that is open is not told. */
export async function signIn(page: Page, url: string, username = 'admin', password = testAdminPassword): Promise<void> {
  const { cookie } = await apiClient(url, username, password);
  const cookies = cookie.split('; ').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    return { name, value, url };
  });
  await page.context().addCookies(cookies);
}

/** Signs in through the login page, as a person does, and waits until the page knows who is there. */
export async function signInByHand(page: Page, url: string, username: string, password: string): Promise<void> {
  await page.goto(`${url}/login`);
  await page.locator('input#username').fill(username);
  await page.locator('input#password').fill(password);
  await page.locator('form button[type=submit]').click();
  await page.locator('[data-testid=account]').waitFor();
}
