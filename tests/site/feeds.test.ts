/** Feeds, twins and the sitemap of the built site. */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { fromHtml } from 'hast-util-from-html';
import { RelaxNGValidator, XmlDocument, XmlValidateError } from 'libxml2-wasm';
import type { Browser } from 'playwright-core';
import { visit } from 'unist-util-visit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { site } from '../../content/site.ts';
import { launchChromium } from '../browser/chromium.ts';
import { base, distFile, pages, postPages } from './dist.ts';

/** Schemas of feeds, with their sources. */
const SCHEMAS = `${import.meta.dirname}/../fixtures/feeds/`;
const addFormats = formats.default;
const read = (path: string) => readFileSync(distFile(base + path)!, 'utf8');
const posts = postPages.map((path) => site.url + path);
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

type Xml = { name: string; attributes: Record<string, string>; text: string; children: Xml[] };

/** A document as a browser's strict XML parser reads it. */
async function parseXml(source: string): Promise<Xml> {
  const page = await browser.newPage();
  try {
    return await page.evaluate((source) => {
      const document = new DOMParser().parseFromString(source, 'application/xml');
      const error = document.querySelector('parsererror');
      if (error) throw new Error(error.textContent ?? '');
      const plain = (element: Element): Xml => ({
        name: element.tagName,
        attributes: Object.fromEntries([...element.attributes].map((one) => [one.name, one.value])),
        text: element.textContent ?? '',
        children: [...element.children].map(plain),
      });
      return plain(document.documentElement);
    }, source);
  } finally {
    await page.close();
  }
}

const all = (node: Xml, name: string) => node.children.filter((child) => child.name === name);
const text = (node: Xml, name: string) => all(node, name).map((child) => child.text);

/** The ids of the demos in a page. */
function demosOf(path: string): string[] {
  const html = readFileSync(distFile(path)!, 'utf8');
  return [...html.matchAll(/<section class="demo" id="([^"]+)"/g)].map(([, id]) => id);
}

/** A feed's content says all of the post and nothing that only the page can run. */
function checkContent(html: string, url: string): void {
  expect(html.length).toBeGreaterThan(1000);
  const tree = fromHtml(html, { fragment: true });
  visit(tree, 'element', ({ tagName, properties }) => {
    expect(['script', 'style', 'button', 'input', 'astro-island', 'noscript']).not.toContain(
      tagName,
    );
    expect(properties.style).toBeUndefined();
    for (const address of [properties.href, properties.src]) {
      if (address !== undefined) expect(String(address)).toMatch(/^(?:https?|mailto):/);
    }
  });
  // Code may show what the text must not hold.
  const words = html.replace(/<(pre|code)\b[\s\S]*?<\/\1>/g, '');
  expect(words).not.toMatch(/\bimport\s.*\.tsx['"]|&#x3C;[A-Z]/);
  for (const id of demosOf(new URL(url).pathname)) expect(html).toContain(`href="${url}#${id}"`);
}

/** What the Atom grammar says is wrong with a document; empty if nothing is. */
function grammarErrors(source: string): string[] {
  const schema = XmlDocument.fromString(readFileSync(`${SCHEMAS}atom.rng`, 'utf8'));
  const validator = RelaxNGValidator.fromDoc(schema);
  const document = XmlDocument.fromString(source);
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    if (error instanceof XmlValidateError) return error.details.map(({ message }) => message);
    throw error;
  } finally {
    for (const one of [document, validator, schema]) one.dispose();
  }
}

describe('the Atom feed', () => {
  test('is valid under the grammar of RFC 4287', () => {
    const feed = read('feed.xml');
    expect(grammarErrors(feed)).toEqual([]);
    // and the grammar does find what is wrong
    const wrong = [
      feed.replace(/<updated>[^<]*<\/updated>/, ''),
      feed.replace('T00:00:00Z', 'T00:00:00'),
      feed.replace('<entry>', '<entry><link rel="self"/>'),
    ];
    for (const one of wrong) expect(grammarErrors(one)).not.toEqual([]);
  });

  test('has what RFC 4287 requires of a feed and of an entry', async () => {
    const feed = await parseXml(read('feed.xml'));
    expect(feed.name).toBe('feed');
    expect(feed.attributes.xmlns).toBe('http://www.w3.org/2005/Atom');
    for (const node of [feed, ...all(feed, 'entry')]) {
      for (const name of ['id', 'title', 'updated']) expect(all(node, name)).toHaveLength(1);
      expect(text(node, 'updated')[0]).toMatch(MOMENT);
      expect(new URL(text(node, 'id')[0]).origin).toBe(site.url);
      for (const author of all(node, 'author')) expect(text(author, 'name')[0]).toBeTruthy();
      expect(all(node, 'author').length).toBeGreaterThan(0);
      const alternates = all(node, 'link').filter(
        ({ attributes }) => attributes.rel === 'alternate',
      );
      expect(alternates).toHaveLength(1);
    }
    const self = all(feed, 'link').find(({ attributes }) => attributes.rel === 'self');
    expect(self?.attributes.href).toBe(`${site.url}${base}feed.xml`);
    const moments = text(feed, 'updated').concat(
      ...all(feed, 'entry').map((entry) => text(entry, 'updated')),
    );
    expect(moments[0]).toBe(moments.slice(1).sort().at(-1));
  });

  test('holds every post whole', async () => {
    const entries = all(await parseXml(read('feed.xml')), 'entry');
    expect(entries.map((entry) => text(entry, 'id')[0]).sort()).toEqual(posts);
    for (const entry of entries) {
      const [content] = all(entry, 'content');
      expect(content.attributes.type).toBe('html');
      checkContent(content.text, text(entry, 'id')[0]);
    }
  });
});

interface JsonFeed {
  readonly version: string;
  readonly title: string;
  readonly home_page_url: string;
  readonly feed_url: string;
  readonly authors: readonly { readonly name: string }[];
  readonly items: readonly {
    readonly id: string;
    readonly url: string;
    readonly title: string;
    readonly date_published: string;
    readonly authors: readonly { readonly name: string }[];
    readonly tags: readonly string[];
    readonly content_html: string;
  }[];
}

test('the JSON feed is valid under the schema of version 1.1', () => {
  const schema = JSON.parse(readFileSync(`${SCHEMAS}json-feed.schema.json`, 'utf8')) as object;
  const valid = addFormats(new Ajv({ allErrors: true, strictRequired: false })).compile(schema);
  const feed = JSON.parse(read('feed.json')) as JsonFeed;
  valid(feed);
  expect(valid.errors ?? []).toEqual([]);
  // and the schema does find what is wrong
  const [first, ...rest] = feed.items;
  expect(valid({ ...feed, items: [{ ...first, date_published: 'today' }, ...rest] })).toBe(false);
  expect(valid({ ...feed, items: [{ id: first.id }] })).toBe(false);
});

test('the JSON feed keeps the rules of version 1.1 and holds every post whole', () => {
  const feed = JSON.parse(read('feed.json')) as JsonFeed;
  expect(feed.version).toBe('https://jsonfeed.org/version/1.1');
  expect(feed.title).toBe(site.title);
  expect(feed.home_page_url).toBe(site.url + base);
  expect(feed.feed_url).toBe(`${site.url}${base}feed.json`);
  expect(feed.items.map(({ id }) => id).sort()).toEqual(posts);
  for (const item of feed.items) {
    expect(item.url).toBe(item.id);
    expect(item.title).toBeTruthy();
    expect(item.date_published).toMatch(MOMENT);
    for (const { name } of [...feed.authors, ...item.authors]) expect(name).toBeTruthy();
    for (const tag of item.tags) expect(typeof tag).toBe('string');
    checkContent(item.content_html, item.url);
  }
});

test('the sitemap names every page once, and robots.txt names the sitemap', async () => {
  const { name, children } = await parseXml(read('sitemap.xml'));
  expect(name).toBe('urlset');
  const expected = pages.filter((page) => page.endsWith('/')).map((page) => site.url + page);
  expect(children.map((url) => text(url, 'loc')[0])).toEqual(expected);
  expect(read('robots.txt')).toContain(`Sitemap: ${site.url}${base}sitemap.xml\n`);
});

test('llms.txt is a title, a summary and a link to the Markdown of every post', () => {
  const source = read('llms.txt');
  expect(source).toMatch(/^# .+\n\n> .+\n\n## .+\n/);
  const links = [...source.matchAll(/^- \[[^\]]+\]\(([^)]+)\): ./gm)].map(([, link]) => link);
  expect(links).toEqual(posts.map((post) => `${post}index.md`));
  for (const link of links) expect(existsSync(distFile(new URL(link).pathname)!)).toBe(true);
});

describe.each(postPages)('the Markdown twin of %s', (path) => {
  const source = readFileSync(distFile(`${path}index.md`)!, 'utf8');
  const prose = source.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '').replace(/`[^`\n]*`/g, '');

  test('begins with the title and the address', () => {
    expect(source).toMatch(/^# .+\n\n/);
    expect(source).toContain(`<${site.url}${path}>`);
  });

  test('has the cells and the formulas of its page, and no JSX, import or HTML', () => {
    const html = readFileSync(distFile(path)!, 'utf8');
    expect(source.includes('```ts\n')).toBe(html.includes('data-language="ts"'));
    expect(/\$[^$]+\$/.test(prose)).toBe(html.includes('class="katex"'));
    expect(prose).not.toMatch(/^import |<\/?[A-Za-z][\w-]*[ >/]/m);
  });

  test('links to where each demo runs', () => {
    for (const id of demosOf(path)) expect(source).toContain(`(${site.url}${path}#${id})`);
  });
});
