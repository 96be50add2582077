import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { chromiumPath, sharedBrowser, withoutWebgl } from './browser.ts';
import { apiClient, startServer, type ApiClient, type RunningServer, type ServerOptions } from './server.ts';

export interface StageOptions {
  viewport: { width: number; height: number };
  /** The browser reports a refusal that the tests provoke as a failed resource; let such reports pass. */
  refusals?: boolean;
  /** How the program is started; default: with the demonstration data. */
  server?: ServerOptions;
}

/** What the tests of one file share: a program with the demonstration data and one window of a browser. */
export interface Stage {
  readonly server: RunningServer;
  /** Signed in as administrator. */
  readonly api: ApiClient;
  readonly page: Page;
  /** What the page has complained of in this test; empty at its end, or the test fails. */
  readonly complaints: string[];
  /** Has the pages that this test opens from now on draw their maps. */
  readonly withMaps: () => Promise<void>;
}

/** The map ready to be looked at, or what stands in its place. */
export const mapPlace = '.map-canvas[data-ready="true"], .map-unsupported';

/** Opens pages as a browser does that has no WebGL, until told otherwise. */
function mapSwitch(page: Page): { on: () => Promise<void>; off: () => Promise<void> } {
  let session: CDPSession | null = null;
  return {
    on: async () => {
      // The script goes with its session. One that stayed would have pages take an offline browser for online.
      await session?.detach();
      session = null;
    },
    off: async () => {
      if (session !== null) return;
      session = await page.context().newCDPSession(page);
      await session.send('Page.enable');
      await session.send('Page.addScriptToEvaluateOnNewDocument', { source: withoutWebgl });
    },
  };
}

const missing = chromiumPath() === null;
if (missing && process.env.CI === 'true')
  throw new Error('The browser tests need Chromium, and nothing may be skipped');

/**
 * Tests of one subject in a browser, as `describe`. The window stays open from test to test, because a new one costs more
 * than most tests; each begins signed out, in Chinese, at an empty page, with nothing stored and nothing rerouted.
 *
 * The browser is one without WebGL, where pages say so in the map's place, until a test asks for maps: two thirds of the
 * work of opening a page is compiling and drawing the map without a graphics card. YZT_TEST_MAPS=all draws them always,
 * for screenshots to look at.
 */
export function describeInBrowser(subject: string, options: StageOptions, tests: (stage: Stage) => void): void {
  describe.skipIf(missing)(`${subject} in the browser${missing ? ' (skipped: no Chromium)' : ''}`, () => {
    const stage = { complaints: [] as string[] } as { -readonly [key in keyof Stage]: Stage[key] };
    let browser: Browser | undefined;
    let maps: ReturnType<typeof mapSwitch>;

    beforeAll(async () => {
      stage.server = await startServer(options.server);
      [stage.api, browser] = await Promise.all([apiClient(stage.server.url), sharedBrowser()]);
      const page = await browser.newPage({ viewport: options.viewport, locale: 'zh-CN', reducedMotion: 'reduce' });
      page.setDefaultTimeout(60_000);
      page.on('pageerror', (error) => stage.complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() !== 'error') return;
        if (options.refusals && message.text().startsWith('Failed to load resource')) return;
        stage.complaints.push(message.text());
      });
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol.startsWith('http') && origin !== stage.server.url)
          stage.complaints.push(`asked another server: ${request.url()}`);
      });
      stage.page = page;
      maps = mapSwitch(page);
      stage.withMaps = () => maps.on();
    }, 300_000);

    afterAll(async () => {
      await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
      const { server } = stage;
      const endedWith = server?.process.exitCode ?? server?.process.signalCode ?? null;
      await server?.stop();
      expect(endedWith, server?.output()).toBeNull();
    });

    beforeEach(async () => {
      stage.complaints.length = 0;
      await (process.env.YZT_TEST_MAPS === 'all' ? maps.on() : maps.off());
    });

    afterEach(async () => {
      const { page, complaints } = stage;
      const complained = [...complaints];
      await page.unrouteAll();
      await page.context().clearCookies();
      if (page.url().startsWith(stage.server.url)) await page.evaluate(() => localStorage.clear());
      await page.goto('about:blank');
      await page.setViewportSize(options.viewport);
      expect(complained).toEqual([]);
    });

    tests(stage);
  });
}
