/** The index of all posts' text, which the search page loads in parts as a reader types. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { close, createIndex } from 'pagefind';

/** A page to be found: its address below the site's, and its HTML as `searchCopy` makes it. */
export interface Searched {
  readonly url: string;
  readonly content: string;
}

/** Files of the package's own interfaces, which the site does not use. */
const UNUSED = new Set([
  'pagefind-ui.js',
  'pagefind-ui.css',
  'pagefind-modular-ui.js',
  'pagefind-modular-ui.css',
  'pagefind-component-ui.js',
  'pagefind-component-ui.css',
  'pagefind-highlight.js',
]);

/**
 * Writes `pagefind/` into a finished build. The indexer is a process of its own: it reads a page
 * while the next is made.
 *
 * @throws Error with what the indexer complains of
 */
export async function writeSearchIndex(
  dist: string,
  pages: AsyncIterable<Searched>,
): Promise<void> {
  try {
    const { index, errors } = await createIndex({});
    if (!index) throw new Error(errors.join('\n'));
    const wrong: string[] = [];
    for await (const page of pages) wrong.push(...(await index.addHTMLFile(page)).errors);
    // The indexer may be ended before it has written its own files to their ends.
    const made = await index.getFiles();
    wrong.push(...made.errors);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    for (const { path, content } of made.files) {
      if (UNUSED.has(path)) continue;
      const file = resolve(dist, 'pagefind', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  } finally {
    await close();
  }
}
