/** The demo frame in Chromium, on a post as small as a post can be. */
import { SourceMap, type SourceMapping } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneProject, type Clone } from '../fixture-clone.ts';
import { launchChromium } from './chromium.ts';
import { serveFolder, type SiteServer } from './site-server.ts';

let clone: Clone;
let site: SiteServer;
let browser: Browser;

beforeAll(async () => {
  clone = cloneProject('coin');
  for (const command of ['record', 'build']) {
    const { code, stderr } = await clone.run(command);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  }
  [browser, site] = await Promise.all([launchChromium(), serveFolder(`${clone.folder}/dist`)]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), site?.close()]);
  clone?.delete();
});

async function open(
  hash: string,
  body: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(`${site.origin}/posts/coin/${hash}`, { waitUntil: 'networkidle' });
    await body(page);
  } finally {
    await context.close();
  }
}

const toss = (page: Page) => page.locator('#demo-toss');
const button = (page: Page, name: string) => toss(page).getByRole('button', { name, exact: true });
const status = (page: Page) => toss(page).locator('.demo-status');
const share = (page: Page) => toss(page).locator('.share').textContent();
/** A run of 120 frames that takes some seconds: long enough to press every button meanwhile. */
const slow = 'tosses=120000000&every=1000000&seed=5';

/** Waits until an element's text contains `text`. */
const says = (locator: Locator, text: string | RegExp) =>
  expect.poll(() => locator.textContent(), { timeout: 20_000 }).toMatch(text);

/** Where a browser's developer tools place the top of a stack, by the source maps of the site. */
function originOf(stack: string): { file: string; line: number } {
  const [, path, line, column] = /https?:\/\/[^/]+(\/\S+\.js):(\d+):(\d+)/.exec(stack)!;
  const map = new SourceMap(JSON.parse(clone.read(`dist${path}.map`)));
  const entry = map.findEntry(Number(line) - 1, Number(column) - 1) as SourceMapping;
  const file = resolve(clone.folder, 'dist', dirname(path!).slice(1), entry.originalSource);
  return { file: relative(clone.folder, file), line: entry.originalLine + 1 };
}

/** The line of the post that holds a text. */
function lineOf(text: string): number {
  return clone.read('content/posts/coin/index.mdx').split(text)[0]!.split('\n').length;
}

describe('a demo', () => {
  test('shows the recorded result without JavaScript, and no control that does nothing', () =>
    open(
      '',
      async (page) => {
        expect(await share(page)).toMatch(/Share of heads: 0\.\d{3}/);
        expect(await button(page, 'Run').isVisible()).toBe(false);
        expect(await toss(page).textContent()).toContain('Running it here needs JavaScript');
      },
      { javaScriptEnabled: false },
    ));

  test('ends with the bits of the record', () =>
    open('', async (page) => {
      const recorded = await share(page);
      await button(page, 'Run').click();
      await says(status(page), /done in .* · same bits as the record/);
      expect(await share(page)).toBe(recorded);
    }));

  test('paused, stepped, resumed and cancelled, ends where an uninterrupted run does', () =>
    open(`#demo-toss?${slow}`, async (page) => {
      await button(page, 'Run').click();
      await says(status(page), 'done');
      const uninterrupted = await share(page);

      await button(page, 'Run').click();
      await button(page, 'Pause').click();
      await button(page, 'Reset').click();
      await says(status(page), 'recorded result');

      await page.goto(`${site.origin}/posts/coin/#demo-toss?${slow}`);
      await page.reload({ waitUntil: 'networkidle' });
      await button(page, 'Step').click();
      await says(status(page), 'paused at 0');
      for (let n = 0; n < 5; n++) await button(page, 'Step').click();
      await button(page, 'Resume').click();
      await button(page, 'Pause').click();
      await says(status(page), /paused at/);
      await button(page, 'Step').click();
      await button(page, 'Resume').click();
      await says(status(page), 'done');
      expect(await share(page)).toBe(uninterrupted);
    }));

  test('a second start cancels the first', () =>
    open(`#demo-toss?${slow}`, async (page) => {
      await button(page, 'Run').click();
      await says(status(page), 'running');
      await toss(page).getByLabel('Seed').fill('9');
      await toss(page).getByLabel('Tosses a frame, typed').fill('10');
      await toss(page).getByLabel('Tosses, typed').fill('1000');
      await button(page, 'Run').click();
      await says(status(page), /done in .* · seed 9/);
    }));

  test('50 starts and resets leave memory flat and one worker', () =>
    open('', async (page) => {
      const session = await page.context().newCDPSession(page);
      const heap = async () => {
        await session.send('HeapProfiler.collectGarbage');
        const { usedSize } = await session.send('Runtime.getHeapUsage');
        return usedSize;
      };
      const cycle = async () => {
        await button(page, 'Run').click();
        await says(status(page), 'done');
        await button(page, 'Reset').click();
        await says(status(page), 'recorded result');
      };
      for (let n = 0; n < 5; n++) await cycle();
      const before = await heap();
      for (let n = 0; n < 50; n++) await cycle();
      expect(await heap()).toBeLessThan(before * 1.1 + 200_000);
      expect(page.workers()).toHaveLength(1);
    }));

  test('a throw in the worker is told in place of the drawing, and the controls stay', () =>
    open('', async (page) => {
      const drop = page.locator('#demo-drop');
      await drop.getByLabel('Dropped at toss, typed').fill('3');
      await drop.getByRole('button', { name: 'Run', exact: true }).click();
      await says(drop.locator('.demo-error'), 'the coin is lost');
      const stack = (await drop.locator('.demo-error pre').textContent())!;
      expect(originOf(stack)).toEqual({
        file: 'content/posts/coin/index.mdx',
        line: lineOf('is lost'),
      });
      expect(await drop.getByRole('button', { name: 'Run', exact: true }).isEnabled()).toBe(true);
      await drop.getByRole('button', { name: 'Reset', exact: true }).click();
      await says(drop.locator('.demo-slot'), 'Toss 8');
    }));

  test('its configuration is in the address, and an address configures it', () =>
    open('', async (page) => {
      await toss(page).getByLabel('Chance of heads, typed').fill('0.25');
      await expect.poll(() => page.url()).toMatch(/#demo-toss\?.*p=0\.25/);
      await page.reload({ waitUntil: 'networkidle' });
      await expect
        .poll(() => toss(page).getByLabel('Chance of heads, typed').inputValue())
        .toBe('0.25');
    }));

  test('a value in the address that is not accepted is named, and the default stays', () =>
    open('#demo-toss?p=7', async (page) => {
      await says(toss(page).locator('.demo-message'), '`p` must be a number from 0 to 1, got 7');
      expect(await toss(page).getByLabel('Chance of heads, typed').inputValue()).toBe('0.5');
    }));

  test('can be run from the keyboard alone', () =>
    open('', async (page) => {
      await button(page, 'Run').focus();
      await page.keyboard.press('Enter');
      await says(status(page), 'done');
    }));

  test('loads nothing before the reader turns to it, and does not move when it wakes', () =>
    open('', async (page) => {
      const scripts: string[] = [];
      page.on('request', (request) => {
        if (request.resourceType() === 'script') scripts.push(request.url());
      });
      await toss(page).scrollIntoViewIfNeeded();
      const before = await toss(page).boundingBox();
      expect(scripts).toEqual([]);
      await button(page, 'Run').hover();
      await expect.poll(() => scripts.length).toBeGreaterThan(0);
      await page.waitForLoadState('networkidle');
      expect(await toss(page).boundingBox()).toEqual(before);
    }));

  test('pauses out of sight and goes on by itself', () =>
    open(
      `#demo-toss?${slow}`,
      async (page) => {
        await button(page, 'Run').click();
        await says(status(page), 'running');
        await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
        await says(status(page), 'paused');
        await page.evaluate(() => document.getElementById('demo-toss')!.scrollIntoView());
        await says(status(page), 'running');
      },
      { viewport: { width: 800, height: 300 } },
    ));

  test('shows only finished states to readers who want less motion', () =>
    open(
      '#demo-toss?tosses=100000&seed=3',
      async (page) => {
        const recorded = await share(page);
        const seen = new Set([recorded]);
        await button(page, 'Run').click();
        while (!(await status(page).textContent())!.includes('done')) seen.add(await share(page));
        await expect.poll(() => share(page)).not.toBe(recorded);
        expect(seen.size).toBeLessThanOrEqual(2);
      },
      { reducedMotion: 'reduce' },
    ));
});
