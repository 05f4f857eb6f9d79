/** The table of contents in its orders, as it is without JavaScript. */
import { readFileSync } from 'node:fs';
import type { Element, Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toString } from 'hast-util-to-string';
import { visit } from 'unist-util-visit';
import { describe, expect, test } from 'vitest';
import { base, distFile, pages, paperPages, postPages } from './dist.ts';

const read = (path: string) => fromHtml(readFileSync(distFile(path)!, 'utf8'));

function withClass(tree: Root, name: string): Element[] {
  const found: Element[] = [];
  visit(tree, 'element', (element) => {
    const { className } = element.properties;
    if (Array.isArray(className) && className.includes(name)) found.push(element);
  });
  return found;
}

/** Addresses that the elements of a class link to. */
function links(tree: Root, name: string): string[] {
  const found: string[] = [];
  for (const element of withClass(tree, name)) {
    visit(element, 'element', ({ tagName, properties }) => {
      if (tagName === 'a') found.push(String(properties.href));
    });
  }
  return found;
}

const tagPages = pages.filter((page) => page.startsWith(`${base}tags/`) && page !== `${base}tags/`);

test('the front page has every post, the oldest paper first and guides last, with its minutes', () => {
  const tree = read(base);
  expect(
    [...new Set(links(tree, 'entries'))].filter((link) => postPages.includes(link)).sort(),
  ).toEqual(postPages);
  const years = withClass(tree, 'year').map((element) => toString(element).trim());
  const guides = years.filter((year) => year === 'Guide');
  const papers = years.slice(0, years.length - guides.length).map(Number);
  expect(papers).toHaveLength(paperPages.length);
  expect(papers).toEqual([...papers].sort((a, b) => a - b));
  for (const about of withClass(tree, 'about'))
    expect(toString(about).trim()).toMatch(/^\d+ min\b/);
});

test('no recorded result is drawn past the edges of its drawing, or at what is no number', () => {
  for (const drawing of withClass(read(base), 'thumbnail')) {
    visit(drawing, 'element', ({ tagName, properties }) => {
      if (tagName !== 'path') return;
      expect(properties.d).toMatch(/^M[-\d.]+ [-\d.]+(L[-\d.]+ [-\d.]+)+$/);
      for (const [, y] of String(properties.d).matchAll(/[ML][-\d.]+ ([-\d.]+)/g)) {
        expect(Number(y)).toBeGreaterThan(0);
        expect(Number(y)).toBeLessThan(40);
      }
    });
  }
});

test('the front page and the topics lead to each other', () => {
  for (const path of [base, `${base}tags/`]) {
    expect(links(read(path), 'orders')).toEqual([base, `${base}tags/`]);
  }
});

describe.each(postPages)('%s', (path) => {
  test('stands on the page of each of its topics, and among all topics', () => {
    const topics = links(read(path), 'title-block').filter((link) => tagPages.includes(link));
    expect(topics.length).toBeGreaterThan(0);
    for (const topic of [...topics, `${base}tags/`]) {
      expect(links(read(topic), 'entries')).toContain(path);
    }
  });
});
