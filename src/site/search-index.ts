/** The index of all posts' text, which the search page loads in parts as a reader types. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { close, createIndex } from 'pagefind';

/** A page to be found. */
export interface Searched {
  /** its folder below the site's: `posts/ppo` */
  readonly folder: string;
  /** as `searchCopy` makes it */
  readonly html: string;
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
 * Writes `pagefind/` into a finished build.
 *
 * @throws Error with what the indexer complains of
 */
export async function writeSearchIndex(dist: string, pages: readonly Searched[]): Promise<void> {
  // The indexer, a process of its own, reads many files at once; pages sent to it, one by one.
  const copies = mkdtempSync(join(tmpdir(), 'worked-papers-search-'));
  try {
    for (const { folder, html } of pages) write(resolve(copies, folder, 'index.html'), html);
    const { index, errors } = await createIndex({});
    if (!index) throw new Error(errors.join('\n'));
    const added = await index.addDirectory({ path: copies });
    // The indexer may be ended before it has written its own files to their ends.
    const made = await index.getFiles();
    const wrong = [...added.errors, ...made.errors];
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    for (const { path, content } of made.files) {
      if (!UNUSED.has(path)) write(resolve(dist, 'pagefind', path), content);
    }
  } finally {
    await close();
    rmSync(copies, { recursive: true });
  }
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
