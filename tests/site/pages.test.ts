/** What is in the HTML of every page, read with JavaScript switched off. */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { base, distFile, pages, postPages } from './dist.ts';
import { open, site, usePage, useSite } from './readers.ts';

useSite();

const unscripted = { javaScriptEnabled: false };

/** An attribute of all elements that match a selector. */
function attributes(page: Page, selector: string, name: string): Promise<string[]> {
  return page.$$eval(
    selector,
    (elements, name) => elements.map((element) => element.getAttribute(name) ?? ''),
    name,
  );
}

const ids = new Map<string, Promise<Set<string>>>();

/** Every id of a page of the site. */
function idsOf(path: string): Promise<Set<string>> {
  const read = async () => {
    const page = await open(path, unscripted);
    const found = new Set(await attributes(page, '[id]', 'id'));
    await page.context().close();
    return found;
  };
  if (!ids.has(path)) ids.set(path, read());
  return ids.get(path)!;
}

test('there is a front page, a page for a lost reader, and a post', () => {
  expect(pages).toContain(base);
  expect(pages).toContain(`${base}404.html`);
  expect(postPages.length).toBeGreaterThan(0);
});

describe.each(pages)('%s', (path) => {
  const page = usePage(path, unscripted);

  test('names its language, its title and its subject', async () => {
    expect(await page().getAttribute('html', 'lang')).toMatch(/^[a-z]{2}/);
    expect(await page().title()).not.toBe('');
    expect(await page().getAttribute('meta[name=description]', 'content')).toBeTruthy();
  });

  test('has one h1, and no heading skips a level', async () => {
    const levels = await page().$$eval('h1, h2, h3, h4, h5, h6', (headings) =>
      headings.map((heading) => Number(heading.tagName[1])),
    );
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    levels.forEach((level, index) => {
      expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
    });
  });

  test('has no style attribute and no handler attribute', () => {
    const html = readFileSync(distFile(path)!, 'utf8');
    expect(html.match(/<[a-z][^>]*\s(?:style|on[a-z]+)=/g) ?? []).toEqual([]);
  });

  test('has every id once', async () => {
    const ids = await attributes(page(), '[id]', 'id');
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('loads nothing from elsewhere', async () => {
    const loaded = [
      ...(await attributes(page(), '[src]', 'src')),
      ...(await attributes(page(), 'link[href]:not([rel=canonical])', 'href')),
    ];
    expect(loaded.filter((url) => /^(?:[a-z]+:)?\/\//.test(url))).toEqual([]);
  });

  test('links within the site to pages and places that exist', async () => {
    const dead: string[] = [];
    for (const link of new Set(await attributes(page(), 'a[href]', 'href'))) {
      const url = new URL(link, site.origin + path);
      if (url.origin !== site.origin) continue;
      const there = existsSync(distFile(url.pathname) ?? '');
      // After a demo's id come its settings.
      const id = decodeURIComponent(url.hash.slice(1)).replace(/\?.*/s, '');
      if (!there || (id && !(await idsOf(url.pathname)).has(id))) dead.push(link);
    }
    expect(dead).toEqual([]);
  });

  test('has a policy that allows no inline style and no eval', async () => {
    const policy = await page().getAttribute('meta[http-equiv=content-security-policy]', 'content');
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/'unsafe-(?:inline|eval)'/);
  });

  test('is 90 kB of HTML at most, compressed', () => {
    expect(gzipSync(readFileSync(distFile(path)!)).length).toBeLessThanOrEqual(90_000);
  });
});
