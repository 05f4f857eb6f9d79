/** Pages for every reader: axe at two widths in both themes, a phone's width, keyboard, no script. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { serveFolder, type SiteServer } from '../browser/site-server.ts';
import { base, dist, pages, postPages } from './dist.ts';

let browser: Browser;
let site: SiteServer;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchChromium(), serveFolder(dist, base)]);
});
afterAll(() => Promise.all([browser?.close(), site?.close()]));

async function open<T>(
  path: string,
  options: BrowserContextOptions,
  body: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(site.origin + path, { waitUntil: 'networkidle' });
    return await body(page);
  } finally {
    await context.close();
  }
}

const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 900 };

const settings = [phone, desk].flatMap((viewport) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ viewport, colorScheme })),
);

describe.each(pages)('%s', (path) => {
  test.each(settings)(
    'axe finds nothing at $viewport.width px, $colorScheme',
    (setting) =>
      open(path, setting, async (page) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(({ id, nodes: [first, ...others] }) => {
          const more = others.length > 0 ? ` and ${others.length} more` : '';
          return `${id}: ${first.html}${more}\n${first.failureSummary}`;
        });
        expect(found).toEqual([]);
      }),
    120_000,
  );

  test('is no wider than a phone', () =>
    open(path, { viewport: phone }, async (page) => {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(phone.width);
    }));

  test('lets the keyboard skip to the content', () =>
    open(path, { viewport: desk }, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip-link');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    }));
});

/** The ground's colour: what the theme has come to. */
const ground = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

describe('theme', () => {
  test('a chosen theme is remembered and is there before anything is drawn', () =>
    open(base, { viewport: desk, colorScheme: 'light' }, async (page) => {
      const light = await ground(page);
      await page.getByLabel('Dark').check({ force: true });
      const dark = await ground(page);
      expect(dark).not.toBe(light);
      await page.goto(site.origin + postPages[0], { waitUntil: 'commit' });
      await page.waitForFunction(() => document.head !== null);
      expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
      await page.waitForLoadState();
      expect(await ground(page)).toBe(dark);
      expect(await page.getByLabel('Dark').isChecked()).toBe(true);
      await page.getByLabel('Auto').check({ force: true });
      expect(await ground(page)).toBe(light);
    }));

  test('it can be changed without JavaScript', () =>
    open(base, { viewport: desk, colorScheme: 'light', javaScriptEnabled: false }, async (page) => {
      const before = await page.locator('html').screenshot();
      await page.getByLabel('Dark').check({ force: true });
      expect(before.equals(await page.locator('html').screenshot())).toBe(false);
    }));
});

describe.each(postPages)('%s', (path) => {
  test('the contents mark the section in view', () =>
    open(path, { viewport: desk }, async (page) => {
      const marked = page.locator('.contents [aria-current]');
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await expect
        .poll(() => marked.allTextContents())
        .toEqual(await page.locator('.contents a').last().allTextContents());
    }));

  test('the contents number the sections as the text does', () =>
    open(path, { viewport: desk }, async (page) => {
      const numbered = (selector: string) =>
        page.$$eval(selector, (elements) =>
          elements.map((element) => {
            const id = element.id || element.getAttribute('href')!.slice(1);
            return `${id}: ${element.getAttribute('data-number') ?? 'none'}`;
          }),
        );
      const headings = await numbered(
        '.prose :is(h2, h3)[id]:not(#footnote-label, .demo *, [id^=rules-])',
      );
      expect(await numbered('.contents a')).toEqual(headings);
    }));

  test.each([desk, phone])('a link that is shown leads to what is shown, at %o', (viewport) =>
    open(path, { viewport }, async (page) => {
      const hidden = await page.$$eval('main a[href^="#"]', (links) =>
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
    }),
  );

  test('code, formulas and tables that are wider than a phone can be scrolled by keyboard', () =>
    open(path, { viewport: phone }, async (page) => {
      await page.$$eval('.prose details', (folds) =>
        folds.forEach((fold) => fold.setAttribute('open', '')),
      );
      const unreachable = () =>
        page.$$eval('.code, .katex-display, .table-box', (boxes) =>
          boxes
            .filter((box) => box.scrollWidth > box.clientWidth)
            .filter((box) => box.getAttribute('tabindex') !== '0' || !box.ariaLabel)
            .map((box) => box.outerHTML.slice(0, 200)),
        );
      await expect.poll(unreachable).toEqual([]);
    }));

  test('a cell is copied as it is written', () =>
    open(
      path,
      { viewport: desk, permissions: ['clipboard-read', 'clipboard-write'] },
      async (page) => {
        const cell = page.locator('.cell:has(.copy)').first();
        if ((await page.locator('.cell').count()) === 0) return; // a guide may have none
        await cell.hover();
        await cell.locator('.copy').click();
        await expect.poll(() => cell.locator('.copy').textContent()).toBe('Copied');
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        expect(copied).toBe(await cell.locator('code').textContent());
      },
    ));
});
