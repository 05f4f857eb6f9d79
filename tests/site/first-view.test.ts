/** What a page loads before its reader touches anything, as Chromium loads it. */
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { serveFolder, type SiteServer } from '../browser/site-server.ts';
import { base, dist, pages } from './dist.ts';

let browser: Browser;
let site: SiteServer;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchChromium(), serveFolder(dist, base)]);
});
afterAll(() => Promise.all([browser?.close(), site?.close()]));

interface FirstView {
  /** sizes in bytes as sent: text compressed, fonts and images as they are */
  readonly all: number;
  readonly scripts: number;
  readonly strangers: readonly string[];
  readonly complaints: readonly string[];
  readonly shift: number;
}

const COMPRESSED = /\.(?:woff2|png|jpg|webp|avif)$/;

async function firstView(path: string): Promise<FirstView> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const strangers: string[] = [];
  const complaints: string[] = [];
  const bodies: Promise<{ path: string; size: number }>[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(site.origin)) strangers.push(request.url());
  });
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    const size = (body: Buffer) => (COMPRESSED.test(pathname) ? body : gzipSync(body)).length;
    bodies.push(response.body().then((body) => ({ path: pathname, size: size(body) })));
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(() => {
    const totals = window as unknown as { shift: number };
    totals.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        totals.shift += (entry as unknown as { value: number }).value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(site.origin + path, { waitUntil: 'networkidle' });
  // What is below the window is laid out when the browser has time, and asks for its fonts then.
  await page.waitForFunction(() => !document.querySelector('.part:not(.laid-out)'));
  await page.evaluate(() => document.fonts.ready);
  const loaded = await Promise.all(bodies);
  const inline = await page.$$eval('script:not([src], [type="application/ld+json"])', (scripts) =>
    scripts.map((script) => script.textContent ?? ''),
  );
  const shift = await page.evaluate(() => (window as unknown as { shift: number }).shift);
  await context.close();
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  const files = loaded.filter((file) => file.path.endsWith('.js')).map((file) => file.size);
  return {
    all: sum(loaded.map((file) => file.size)),
    scripts: sum([...files, gzipSync(inline.join('\n')).length]),
    strangers,
    complaints,
    shift,
  };
}

describe.each(pages)('%s', (path) => {
  let view: FirstView;
  beforeAll(async () => {
    view = await firstView(path);
  });

  test('takes 250 kB at most, compressed', () => {
    expect(view.all).toBeLessThanOrEqual(250_000);
  });

  test('takes 10 kB of JavaScript at most, compressed', () => {
    expect(view.scripts).toBeLessThanOrEqual(10_000);
  });

  test('asks no other origin', () => {
    expect(view.strangers).toEqual([]);
  });

  test('makes the browser complain of nothing', () => {
    expect(view.complaints).toEqual([]);
  });

  // Some, because this machine may lack the fonts that stand in, at the right widths, for the page's.
  test('hardly moves while it loads', () => {
    expect(view.shift).toBeLessThan(0.05);
  });
});
