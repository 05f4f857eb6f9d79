/** Search in Chromium, under the site's own policy. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { serveFolder, type SiteServer } from '../browser/site-server.ts';
import { base, dist, postPages } from './dist.ts';

let browser: Browser;
let site: SiteServer;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchChromium(), serveFolder(dist, base)]);
});
afterAll(() => Promise.all([browser?.close(), site?.close()]));

interface Visit {
  readonly page: Page;
  /** what was asked for so far */
  readonly asked: readonly string[];
  readonly complaints: readonly string[];
}

async function open(
  path: string,
  body: (visit: Visit) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const [asked, complaints]: string[][] = [[], []];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        complaints.push(message.text());
      }
    });
    await page.goto(`${site.origin}${base}${path}`, { waitUntil: 'networkidle' });
    await body({ page, asked, complaints });
  } finally {
    await context.close();
  }
}

const results = (page: Page) => page.locator('.search-results h2 a');

test('the index is loaded when a reader types, and finds the post', () =>
  open('search/#query', async ({ page, asked, complaints }) => {
    expect(asked.filter((url) => url.includes('pagefind'))).toEqual([]);
    await page.keyboard.type('digits');
    await expect.poll(() => results(page).count(), { timeout: 20_000 }).toBeGreaterThan(0);
    expect(await page.locator('.search-status').textContent()).toMatch(/posts? says? “digits”\./i);
    const address = await results(page).first().getAttribute('href');
    expect(postPages).toContain(new URL(address!, site.origin).pathname);
    expect(await page.locator('.search-results mark').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(site.origin + base))).toEqual([]);
    expect(asked.filter((url) => /pagefind-(?:ui|modular)/.test(url))).toEqual([]);
  }));

test('a search can be linked to', () =>
  open('search/?q=ŋŋŋŋ', async ({ page }) => {
    await expect
      .poll(() => page.locator('.search-status').textContent(), { timeout: 20_000 })
      .toBe('No post says “ŋŋŋŋ”.');
    expect(await results(page).count()).toBe(0);
  }));

test('without JavaScript the page says so and leads to all posts', () =>
  open(
    'search/',
    async ({ page }) => {
      expect(await page.locator('form.search').isVisible()).toBe(false);
      expect(await page.locator('main').textContent()).toContain('Searching needs JavaScript');
      expect(await page.locator(`main a[href="${base}"]`).count()).toBe(1);
    },
    { javaScriptEnabled: false },
  ));

test('the keyboard reaches the search from every page’s head', () =>
  open(postPages[0].slice(base.length), async ({ page }) => {
    for (let n = 0; n < 3; n++) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Search');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${base}search/#query`);
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('query');
  }));
