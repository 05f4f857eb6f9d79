/** What a build does for many posts, each alone: on the main thread, or on several (`workers.ts`). */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { engineKey, keep, kept, keyOf } from '../generate/cache.ts';
import type { Compiled, Renderer, Settings } from './markdown.ts';
import type { ReadingCopy } from './reading-copy.ts';
import { withWarnings } from './warnings.ts';

interface Source {
  readonly options: Settings;
  readonly content: string;
  readonly path: string;
  readonly frontmatter: Record<string, unknown>;
}

let last: { settings: string; renderer: Promise<Renderer> } | undefined;

/** The compiler for these options, one a thread: it keeps the formulas and fences that it made. */
async function rendererFor([shared, mdx]: Settings): Promise<Renderer> {
  const settings = JSON.stringify([shared, mdx]);
  if (last?.settings !== settings) {
    const { markdown } = await import('./markdown.ts');
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

/** Writes the Markdown twin of a page into its folder. @returns what feeds have of the page */
export async function copyPage(folder: string): Promise<ReadingCopy> {
  const html = readFileSync(resolve(folder, 'index.html'), 'utf8');
  const { readingCopy } = await import('./reading-copy.ts');
  const copy = kept('copies', keyOf([engineKey(), html]), () => readingCopy(html));
  writeFileSync(resolve(folder, 'index.md'), copy.markdown);
  return copy;
}

/** Draws a card, and keeps it under its key. */
export async function drawCard({ svg, fonts, key }: { svg: string; fonts: string[]; key: string }) {
  const { cardPng } = await import('./card.ts');
  keep('cards', key, cardPng(svg, fonts));
}
