/** What engines and reference managers read of the pages. */
import { readFileSync } from 'node:fs';
import { Cite } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import type { Element, Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toString } from 'hast-util-to-string';
import { visit } from 'unist-util-visit';
import { describe, expect, test } from 'vitest';
import { site } from '../../content/site.ts';
import { distFile, pages, paperPages, postPages } from './dist.ts';

const read = (path: string) => readFileSync(distFile(path)!, 'utf8');

function elements(tree: Root, name: string): Element[] {
  const found: Element[] = [];
  visit(tree, 'element', (element) => {
    if (element.tagName === name) found.push(element);
  });
  return found;
}

/** The contents of all `<meta>` by name or property. */
function metaOf(tree: Root): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { properties } of elements(tree, 'meta')) {
    const name = String(properties.name ?? properties.property);
    found.set(name, [...(found.get(name) ?? []), String(properties.content)]);
  }
  return found;
}

describe.each(pages.filter((page) => !page.endsWith('/404.html')))('%s', (path) => {
  const tree = fromHtml(read(path));
  const meta = metaOf(tree);

  test('gives its one address, its title and its subject', () => {
    const canonical = elements(tree, 'link').filter(({ properties }) =>
      [properties.rel].flat().includes('canonical'),
    );
    const address = site.url + path;
    expect(canonical.map(({ properties }) => properties.href)).toEqual([address]);
    expect(meta.get('og:url')).toEqual([address]);
    expect(meta.get('og:title')?.[0]).toBeTruthy();
    expect(meta.get('og:description')).toEqual(meta.get('description'));
    expect(meta.get('twitter:card')).toHaveLength(1);
  });
});

test('the page for a lost reader is not to be found', () => {
  const tree = fromHtml(read(pages.find((page) => page.endsWith('/404.html'))!));
  expect(metaOf(tree).get('robots')).toEqual(['noindex']);
});

interface ParsedWork {
  readonly id: string;
  readonly title: string;
  readonly URL: string;
  readonly issued: { readonly 'date-parts': readonly (readonly number[])[] };
}

describe.each(paperPages)('%s', (path) => {
  const tree = fromHtml(read(path));
  const meta = metaOf(tree);
  const title = toString(elements(tree, 'h1')[0]);

  test('tells Scholar its title, authors, day and every reference', () => {
    expect(meta.get('citation_title')).toEqual([title]);
    expect(meta.get('citation_author')?.length).toBeGreaterThan(0);
    expect(meta.get('citation_publication_date')?.[0]).toMatch(/^\d{4}\/\d\d\/\d\d$/);
    const listed = elements(tree, 'li').filter(({ properties }) =>
      String(properties.id).startsWith('ref-'),
    );
    expect(listed.length).toBeGreaterThan(0);
    expect(meta.get('citation_reference')?.length).toBeGreaterThanOrEqual(listed.length);
  });
});

describe.each(postPages)('%s', (path) => {
  const tree = fromHtml(read(path));
  const meta = metaOf(tree);
  const title = toString(elements(tree, 'h1')[0]);
  const day = meta.get('article:published_time')?.[0] ?? '';

  test('has a card image of the size that it states', () => {
    const [image] = meta.get('og:image')!;
    const { origin, pathname } = new URL(image);
    expect(origin).toBe(site.url);
    const png = readFileSync(distFile(pathname)!);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    expect([meta.get('og:image:width'), meta.get('og:image:height')]).toEqual([['1200'], ['630']]);
    expect(meta.get('og:image:alt')?.[0]).toBeTruthy();
    expect(png.length).toBeLessThan(300_000);
  });

  test('describes itself as a scholarly article, a guide as a technical one', () => {
    const data = elements(tree, 'script').filter(
      ({ properties }) => properties.type === 'application/ld+json',
    );
    expect(data).toHaveLength(1);
    expect(JSON.parse(toString(data[0]))).toMatchObject({
      '@context': 'https://schema.org',
      '@type': paperPages.includes(path) ? 'ScholarlyArticle' : 'TechArticle',
      datePublished: day,
      headline: title,
      url: site.url + path,
    });
  });

  test('has BibTeX that says the same', () => {
    const bibtex = read(`${path}cite.bib`);
    const [work] = new Cite(bibtex).data as ParsedWork[];
    expect(work).toMatchObject({ title, URL: site.url + path });
    expect(work.issued['date-parts'][0].slice(0, 2)).toEqual(
      day.split('-').slice(0, 2).map(Number),
    );
    const shown = elements(tree, 'pre').map((element) => toString(element).trim());
    expect(shown).toContain(bibtex.trim());
  });

  test('has RIS that says the same', () => {
    const lines = read(`${path}cite.ris`).split('\r\n');
    expect(lines).toContain(`TI  - ${title}`);
    expect(lines).toContain(`UR  - ${site.url}${path}`);
  });
});
