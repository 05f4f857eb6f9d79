/** Pages as readers have them: one opening of each for all tests at a width. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations } from '../browser/axe.ts';
import { launchChromium } from '../browser/chromium.ts';
import { serveFolder, type SiteServer } from '../browser/site-server.ts';
import { base, dist } from './dist.ts';

export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 900 };

let browser: Browser;
export let site: SiteServer;

/** Starts a browser and a server for a file of tests. */
export function useSite(): void {
  beforeAll(async () => {
    [browser, site] = await Promise.all([launchChromium(), serveFolder(dist, base)]);
  });
  afterAll(() => Promise.all([browser?.close(), site?.close()]));
}

/** Opens a page of the site in a browser that remembers nothing. */
export async function open(path: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(site.origin + path, { waitUntil: 'load' });
  if (options.javaScriptEnabled !== false) {
    await page.locator('.part:not(.laid-out)').first().waitFor({ state: 'detached' });
  }
  return page;
}

/** Within a `describe`: opens a page before its tests and closes it after them. */
export function usePage(path: string, options: BrowserContextOptions): () => Page {
  let page: Page;
  beforeAll(async () => {
    page = await open(path, options);
  });
  afterAll(() => page?.context().close());
  return () => page;
}

/** Within a `describe`: axe finds nothing in either theme. */
export function testAxe(page: () => Page): void {
  test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
    await page().emulateMedia({ colorScheme });
    expect(await axeViolations(page())).toEqual([]);
  });
}

/** Within a `describe`: no link that is shown leads to a place that is not. */
export function testLinks(page: () => Page): void {
  test('a link that is shown leads to what is shown', async () => {
    const hidden = await page().$$eval('main a[href^="#"]', (links) =>
      links
        .filter((link) => link.checkVisibility() && !link.closest('.demo'))
        .map((link) => link.getAttribute('href')!)
        .filter((href) => {
          const target = document.getElementById(decodeURIComponent(href.slice(1)));
          const fold = target?.closest('details:not([open])');
          return target && !fold && !target.checkVisibility();
        }),
    );
    expect(hidden).toEqual([]);
  });
}
