/** What a build does for many posts, each alone: on the main thread, or on several (`workers.ts`). */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Element } from 'hast';
import { site } from '../../content/site.ts';
import { engineKey, keep, kept, keyOf, recall } from '../generate/cache.ts';
import { postFile, root } from '../generate/posts.ts';
import { markdown, type Compiled, type Renderer, type Settings } from './markdown.ts';
import type { Article, ReadingCopy } from './reading-copy.ts';
import { withWarnings } from './warnings.ts';

interface Source {
  readonly options: Settings;
  readonly content: string;
  readonly path: string;
  readonly frontmatter: Record<string, unknown>;
}

let last: { settings: string; renderer: Promise<Renderer> } | undefined;

/** The compiler for these options, one a thread: it keeps the formulas and fences that it made. */
function rendererFor([shared, mdx]: Settings): Promise<Renderer> {
  const settings = JSON.stringify([shared, mdx]);
  if (last?.settings !== settings) {
    // An address loses its class between threads.
    const options = { ...mdx, srcDir: new URL(String(mdx.srcDir)) };
    last = { settings, renderer: markdown.createMdxRenderer!(shared, options) };
  }
  return last.renderer;
}

/** Compiles a post. */
export async function compile({
  options,
  content,
  path,
  frontmatter,
}: Source): Promise<Compiled & { warnings: string[] }> {
  const renderer = await rendererFor(options);
  const [compiled, warnings] = await withWarnings(async () =>
    renderer.process(content, path, frontmatter),
  );
  return { ...compiled, warnings };
}

interface Page {
  readonly folder: string;
  /** the drawing that the front page has of it */
  readonly drawing?: Element;
  /** files for its card, as `cardFonts` names them */
  readonly fonts: string[];
}

const COPIES = 'copies';

/** A page that was published: what it says of itself, and where its copy is kept. */
export interface Published {
  readonly article: Article;
  /** what the search finds */
  readonly searched: string;
  readonly key: string;
}

/** Writes the Markdown twin and the card of a page beside it. */
export async function publishPage({ folder, drawing, fonts }: Page): Promise<Published> {
  const html = readFileSync(resolve(folder, 'index.html'), 'utf8');
  const { readingCopy } = await import('./reading-copy.ts');
  const key = keyOf([engineKey(), html]);
  const copy = kept(COPIES, key, () => readingCopy(html));
  writeFileSync(resolve(folder, 'index.md'), copy.markdown);
  writeFileSync(resolve(folder, 'card.png'), await cardOf(copy, basename(folder), drawing, fonts));
  return { article: copy.article, searched: copy.searched, key };
}

/** The copy of a page that was published. */
export function keptCopy({ key }: Published): ReadingCopy {
  return JSON.parse(recall(COPIES, key)!.toString()) as ReadingCopy;
}

/** The card of a post: its title over its drawing, in the colours of the site and of its own demo. */
async function cardOf(
  { article }: ReadingCopy,
  slug: string,
  drawing: Element | undefined,
  fonts: string[],
): Promise<Uint8Array> {
  const { cardPng, cardSvg } = await import('./card.ts');
  const own = postFile(slug, 'demo.css');
  const plots = readFileSync(resolve(root, 'src/styles/plot.css'), 'utf8');
  const svg = cardSvg({
    title: article.headline,
    publication: site.title,
    note: article.isBasedOn?.name ?? article.description,
    drawing,
    css: plots + (existsSync(own) ? readFileSync(own, 'utf8') : ''),
  });
  const key = keyOf([engineKey(), svg]);
  const known = recall('cards', key);
  if (known) return known;
  const png = cardPng(svg, fonts);
  await setImmediate(); // native memory is freed in a turn of its own
  keep('cards', key, png);
  return png;
}
