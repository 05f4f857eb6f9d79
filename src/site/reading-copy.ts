/**
 * A post for readers elsewhere: the content of its page without what only the page can do.
 *
 * Feeds, the Markdown twin and the search index are made from the finished page, so that they say
 * what it says: the same numbers, references and claims. A demo becomes the text of its recorded
 * result and a link.
 */
import type { Element, ElementContent, Root, RootContent } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import { toString } from 'hast-util-to-string';
import { h } from 'hastscript';
import type { RootContent as Markdown } from 'mdast';
import rehypeRemark from 'rehype-remark';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { classesOf, find, isOfPageOnly } from './elements.ts';
import { searchCopy } from './search-copy.ts';

/** What a page says of itself to search engines, as far as feeds repeat it. */
export interface Article {
  readonly url: string;
  readonly headline: string;
  readonly description: string;
  /** `2026-03-26` */
  readonly datePublished: string;
  readonly keywords: readonly string[];
  /** the paper that the post explains; a guide explains none */
  readonly isBasedOn?: { readonly name: string };
  readonly author: readonly { readonly name: string; readonly sameAs?: string }[];
}

export interface ReadingCopy {
  readonly article: Article;
  /** the content for feeds */
  readonly html: string;
  /** the post under its title, its authors and its address */
  readonly markdown: string;
  /** what the search finds */
  readonly searched: string;
}

/**
 * @param source the HTML of a post's page
 * @throws Error if it has no description of itself or no content
 */
export function readingCopy(source: string): ReadingCopy {
  const page = fromHtml(withoutDrawnFormulas(source));
  const data = find(page, (one) => one.properties.type === 'application/ld+json');
  const prose = find(page, (one) => classesOf(one).includes('prose'));
  if (!data || !prose) throw new Error('internal: a page without description or content');
  const article = JSON.parse(toString(data)) as Article;
  const searched = searchCopy(page);
  const children = prose.children.flatMap((child) => copied(child, article.url));
  const content: Root = { type: 'root', children };
  const html = toHtml(content);
  keepSources(content);
  return { article, html, markdown: toMarkdown(article, content), searched };
}

/**
 * A page without the half of KaTeX's HTML that only its style sheet makes readable. No copy has it,
 * and it is most of a page: parsing it would take most of the time.
 */
function withoutDrawnFormulas(html: string): string {
  const begin = '<span class="katex-html"';
  const parts: string[] = [];
  let read = 0;
  for (let at = html.indexOf(begin); at >= 0; at = html.indexOf(begin, read)) {
    parts.push(html.slice(read, at));
    const tag = /<(\/?)span\b[^>]*>/g;
    tag.lastIndex = at;
    let depth = 0;
    do {
      const found = tag.exec(html);
      if (!found) throw new Error('internal: a formula does not end');
      depth += found[1] ? -1 : 1;
    } while (depth > 0);
    read = tag.lastIndex;
  }
  return [...parts, html.slice(read)].join('');
}

/** Leaves of each formula its source, which is all that Markdown takes of its many elements. */
function keepSources(node: Root | Element): void {
  for (const child of node.children) {
    if (child.type !== 'element') continue;
    const source = child.tagName === 'math' && find(child, (one) => one.tagName === 'annotation');
    if (source) child.children = [source];
    else keepSources(child);
  }
}

/** What links within its page, or copies from it. */
const DROPPED_CLASSES = ['copy', 'data-footnote-backref', 'note-link'];
const UNWRAPPED = new Set(['astro-island', 'astro-slot', 'astro-static-slot', 'div']);
/** What a page may use but a feed keeps: addresses, the text of an image, a table's shape, maths. */
const KEPT = ['href', 'src', 'alt', 'colSpan', 'rowSpan', 'scope', 'display', 'xmlns', 'encoding'];

/** Whether it is the command of a claim: a table elsewhere has no place to unfold it. */
const isCommand = (node: Element) =>
  node.tagName === 'details' && find(node, (one) => one.tagName === 'pre') === undefined;

/** A node without scripts, styles and controls, its addresses in full. */
function copied(node: RootContent, url: string): ElementContent[] {
  if (node.type === 'text') return [node];
  if (node.type !== 'element' || isOfPageOnly(node)) return [];
  const classes = classesOf(node);
  if (DROPPED_CLASSES.some((name) => classes.includes(name))) return [];
  if (classes.includes('demo')) return demo(node, url);
  if (isCommand(node)) return [];
  if (node.properties.role === 'img') return [h('em', String(node.properties.ariaLabel ?? ''))];
  const children = node.children.flatMap((child) => copied(child, url));
  if (classes.includes('spread')) return [h('span', ' (', children, ')')];
  if (node.tagName === 'pre') {
    const language = node.properties.dataLanguage;
    const code = h('code', toString(node));
    if (language) code.properties.className = [`language-${String(language)}`];
    return [h('pre', code)];
  }
  if (classes.includes('katex-display')) return [h('p', children)];
  if (UNWRAPPED.has(node.tagName)) return children;
  if (node.tagName === 'span' && classes.length > 0) return children;
  const kept = Object.entries(node.properties).filter(([name]) => KEPT.includes(name));
  const properties = Object.fromEntries(kept);
  for (const name of ['href', 'src']) {
    if (properties[name] !== undefined) {
      properties[name] = new URL(String(properties[name]), url).href;
    }
  }
  return [{ ...node, properties, children }];
}

/** Title, hint, read-outs and what the drawings show, and a link to where it runs. */
function demo(node: Element, url: string): ElementContent[] {
  const title = find(node, (one) => classesOf(one).includes('demo-title'));
  const hint = find(node, (one) => classesOf(one).includes('demo-hint'));
  const slot = find(node, (one) => classesOf(one).includes('demo-slot'));
  const lines = slot ? linesOf(slot) : [];
  return [
    h('p', [h('strong', title ? toString(title) : ''), '. ', hint ? toString(hint) : '']),
    ...(lines.length > 0
      ? [
          h(
            'ul',
            lines.map((line) => h('li', line)),
          ),
        ]
      : []),
    h('p', h('a', { href: `${url}#${String(node.properties.id)}` }, 'Run it in the page')),
  ];
}

/** What a drawing says in words: its read-outs, its paragraphs and the names of its images. */
function linesOf(slot: Element): string[] {
  const lines: string[] = [];
  const walk = (node: ElementContent): void => {
    if (node.type !== 'element' || isOfPageOnly(node)) return;
    if (node.properties.role === 'img') lines.push(String(node.properties.ariaLabel ?? ''));
    else if (node.tagName === 'dt') lines.push(toString(node));
    else if (node.tagName === 'dd') lines.push(`${lines.pop() ?? ''}: ${toString(node)}`);
    else if (node.tagName === 'p') lines.push(toString(node));
    else node.children.forEach(walk);
  };
  slot.children.forEach(walk);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

const markdown = unified()
  .use(rehypeRemark, {
    handlers: {
      math: (_state, element: Element): Markdown => {
        const source = find(element, (one) => one.tagName === 'annotation');
        const value = source ? toString(source).trim() : toString(element);
        const display = element.properties.display === 'block';
        // Inline text: a formula on a line of its own is still in its paragraph.
        return { type: 'inlineMath', value, ...(display && { data: { display } }) } as Markdown;
      },
    },
  })
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkStringify, { bullet: '-', rule: '-' });

function toMarkdown(article: Article, content: Root): string {
  const { headline, description, author, datePublished, url } = article;
  const names = author.map(({ name }) => name).join(', ');
  const tree = markdown.runSync(content) as unknown as { children: Markdown[] };
  for (const [index, node] of tree.children.entries()) {
    const only = node.type === 'paragraph' && node.children.length === 1 ? node.children[0] : null;
    if (only?.type === 'inlineMath' && (only.data as { display?: boolean })?.display) {
      tree.children[index] = { type: 'math', value: only.value };
    }
  }
  const body = markdown.stringify(tree as never);
  return `# ${headline}\n\n${description}\n\n${names}, ${datePublished}. <${url}>\n\n${body}`;
}
