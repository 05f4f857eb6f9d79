/** A publication below a path of its host: pages, demos, their workers and their data. */
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneProject, type Clone } from '../fixture-clone.ts';
import { launchChromium } from './chromium.ts';
import { serveFolder, type SiteServer } from './site-server.ts';

const BASE = '/papers/';

let clone: Clone;
let site: SiteServer;
let browser: Browser;

beforeAll(async () => {
  clone = cloneProject('coin');
  const settings = clone.read('content/site.ts');
  clone.write('content/site.ts', settings.replace("?? '/'", `?? '${BASE}'`));
  addData(clone);
  addPosts(clone);
  for (const command of ['record', 'build']) {
    const { code, stderr } = await clone.run(command);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  }
  const dist = resolve(clone.folder, 'dist');
  [browser, site] = await Promise.all([launchChromium(), serveFolder(dist, BASE)]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), site?.close()]);
  clone?.delete();
});

/** Makes the coin's chance an asset, larger than what a bundler writes into a script. */
function addData({ read, write }: Clone): void {
  write(
    'content/posts/coin/data.ts',
    "export const assets = { 'chances.bin': async () => new Uint8Array(8192).fill(50) };\n",
  );
  const runs = read('content/posts/coin/runs.ts')
    .replace(
      "title: 'Toss a coin',",
      `title: 'Toss a coin',
      data: { chances: new URL('../../../.data/coin/chances.bin', import.meta.url) },`,
    )
    .replace(
      '*frames({ tosses, every, p }, rng) {',
      '*frames({ tosses, every }, rng, { chances }) {',
    )
    .replace('let n = 0;', 'let n = 0; const p = chances[0] / 100;');
  write('content/posts/coin/runs.ts', runs);
}

/** A second post, on a later paper, and a guide, on none. */
function addPosts({ folder, write }: Clone): void {
  mkdirSync(resolve(folder, 'content/posts/dice'));
  write(
    'content/posts/dice/references.bib',
    '@article{later1900, author = {Later, A.}, title = {Dice}, year = {1900}}\n',
  );
  write(
    'content/posts/dice/index.mdx',
    `---
title: Throwing dice
description: A post without a demo.
date: 2026-01-02
authors:
  - name: Ada Lovelace
tags: [fixture, two-words]
---

## Throws

A throw [@later1900] has an unforgettable end.
`,
  );
  mkdirSync(resolve(folder, 'content/posts/a-guide'));
  write(
    'content/posts/a-guide/index.mdx',
    `---
kind: guide
title: How it is played
description: A guide without a paper, a cell or a claim.
date: 2026-01-03
authors:
  - name: Ada Lovelace
---

Toss first, then throw.
`,
  );
}

/** A page with what it asked for outside the base, and what it complained of. */
async function open(path: string): Promise<{ page: Page; offences: string[] }> {
  const page = await browser.newPage();
  const offences: string[] = [];
  page.on('pageerror', (error) => offences.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') offences.push(message.text());
  });
  page.on('request', (request) => {
    const inside = request.url().startsWith(`${site.origin}${BASE}`);
    if (!inside && !request.url().startsWith('blob:')) offences.push(request.url());
  });
  await page.goto(`${site.origin}${BASE}${path}`, { waitUntil: 'networkidle' });
  return { page, offences };
}

test('a demo runs, with its worker and its data', async () => {
  const { page, offences } = await open('posts/coin/');
  const demo = page.locator('#demo-toss');
  await demo.getByRole('button', { name: 'Run', exact: true }).click();
  await expect
    .poll(() => demo.locator('.demo-status').textContent(), { timeout: 20_000 })
    .toMatch(/done in .* · same bits as the record/);
  expect(offences).toEqual([]);
  expect(site.missing).toEqual([]);
});

test('an edited cell runs, in its sandbox and with its data', async () => {
  const { page, offences } = await open('posts/coin/');
  const cell = page.locator('.cell[data-cell="1"]');
  await cell.getByRole('button', { name: 'Edit cell 1' }).click();
  const author = await cell.locator('.code code').textContent();
  await cell.locator('.cm-content').fill(`// the same\n${author}`);
  await page.locator('.edit-bar').waitFor();
  const demo = page.locator('#demo-toss');
  await demo.getByRole('button', { name: 'Run', exact: true }).click();
  await expect
    .poll(() => demo.locator('.demo-status').textContent(), { timeout: 20_000 })
    .toMatch(/done in .* · same bits as the record/);
  expect(await demo.locator('.demo-whose').count()).toBe(2);
  expect(offences).toEqual([]);
  expect(site.missing).toEqual([]);
});

test('every link and every file of every page is there', async () => {
  const seen = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    const { page, offences } = await open(path);
    expect(offences).toEqual([]);
    const addresses = await page.$$eval('[href], [src]', (elements) =>
      elements.map((element) =>
        String((element as HTMLAnchorElement).href || (element as HTMLImageElement).src || ''),
      ),
    );
    await page.close();
    for (const address of addresses.filter((one) => one.startsWith(site.origin))) {
      const { pathname } = new URL(address);
      expect(pathname.startsWith(BASE), `${path} links to ${pathname}`).toBe(true);
      const { status, headers } = await fetch(site.origin + pathname);
      expect(status, `${path} links to ${pathname}`).toBe(200);
      if (headers.get('content-type')?.startsWith('text/html')) {
        await visit(pathname.slice(BASE.length));
      }
    }
  };
  await visit('');
  await visit('404.html');
  expect(seen).toContain('posts/coin/');
  expect(site.missing).toEqual([]);
});

test('posts lead to the posts on the papers before and after', async () => {
  const { page } = await open('posts/coin/');
  await page.getByRole('link', { name: 'Throwing dice' }).click();
  await page.waitForURL(`**${BASE}posts/dice/`);
  expect(await page.locator('a[rel=next]').count()).toBe(0);
  expect(await page.locator('a[rel=prev]').getAttribute('href')).toBe(`${BASE}posts/coin/`);
});

test('a guide is listed after the papers, describes itself as none, and is in the feed', async () => {
  const front = await open('');
  const years = await front.page.locator('.entries .year').allTextContents();
  expect(years.map((year) => year.trim())).toEqual(['1713', '1900', 'Guide']);
  const { page } = await open('posts/a-guide/');
  expect(await page.locator('meta[name^=citation_]').count()).toBe(0);
  const [data] = await page.locator('script[type="application/ld+json"]').allTextContents();
  expect(JSON.parse(data)).toMatchObject({ '@type': 'TechArticle', headline: 'How it is played' });
  expect(JSON.parse(data)).not.toHaveProperty('isBasedOn');
  expect(await page.locator('.title-block dt').allTextContents()).toEqual(['Written by', 'Cite']);
  expect(await page.locator('a[rel=prev], a[rel=next]').count()).toBe(0);
  expect(readFileSync(resolve(clone.folder, 'dist/feed.xml'), 'utf8')).toContain('Toss first');
});

test('a search finds a post and leads to it', async () => {
  const { page, offences } = await open('search/#query');
  await page.keyboard.type('unforgettable');
  const found = page.locator('.search-results h2 a');
  await expect.poll(() => found.count(), { timeout: 20_000 }).toBe(1);
  await found.click();
  await page.waitForURL(`**${BASE}posts/dice/`);
  expect(offences).toEqual([]);
});

test('the style sheets find their fonts below the base', () => {
  const html = readFileSync(resolve(clone.folder, 'dist/index.html'), 'utf8');
  const fonts = html.match(/href="([^"]+\.woff2)"/g) ?? [];
  expect(fonts.length).toBeGreaterThan(0);
  for (const font of fonts) expect(font).toContain(`"${BASE}_astro/`);
});
