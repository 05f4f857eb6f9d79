/**
 * What the search finds in a post: its text in blocks, its headings with their ids.
 *
 * The indexer reads HTML, and a page has ten times more of it than words.
 */
import type { Element, ElementContent, Root, RootContent } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import { classesOf, find, isOfPageOnly } from './elements.ts';

/** What stands in a post and is no text of it. */
const DROPPED = new Set(['svg', 'annotation']);
const DROPPED_CLASSES = [
  'contents',
  'cite',
  'katex-display',
  'demo-controls',
  'demo-buttons',
  'demo-progress',
];
/** What bounds no sentence, and no word either. */
const UNWRAPPED = new Set(['span', 'a', 'astro-island', 'astro-slot', 'math', 'semantics']);

/** What the indexer would join to one word with its neighbour. */
const CELLS = new Set(['td', 'th', 'dt', 'dd']);

const HEADING = /^h[1-6]$/;

/**
 * @param page the page of a post
 * @throws Error if no part of it is marked for the search
 */
export function searchCopy(page: Root): string {
  const article = find(page, ({ properties }) => properties.dataPagefindBody !== undefined);
  if (!article) throw new Error('internal: a page without content to search');
  const html = find(page, ({ tagName }) => tagName === 'html');
  const lang = html?.properties.lang;
  const body = h('body', { dataPagefindBody: '' }, article.children.flatMap(copied));
  return toHtml(h('html', { lang }, body));
}

function copied(node: RootContent): ElementContent[] {
  if (node.type === 'text') return [node];
  if (node.type !== 'element' || isOfPageOnly(node) || DROPPED.has(node.tagName)) return [];
  const classes = classesOf(node);
  if (DROPPED_CLASSES.some((name) => classes.includes(name))) return [];
  const children = node.children.flatMap(copied);
  if (CELLS.has(node.tagName)) children.push({ type: 'text', value: ' ' });
  if (UNWRAPPED.has(node.tagName)) return children;
  const { id } = node.properties;
  const copy: Element = { type: 'element', tagName: node.tagName, properties: {}, children };
  if (HEADING.test(node.tagName)) copy.properties = { id };
  return [copy];
}
