/** The index of all posts' text, which the search page loads in parts as a reader types. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { close, createIndex } from 'pagefind';

/** What stands in a post and is no text of it, or stands there twice. */
const EXCLUDED = [
  '.contents',
  '.cite',
  '.anchor',
  '.katex-display',
  '.katex-html',
  '.katex annotation',
  '.cell-label',
  '.demo-controls',
  '.demo-buttons',
  '.demo-progress',
  '.reference-backs',
  '.side-note',
  'svg',
];

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
export async function writeSearchIndex(dist: string): Promise<void> {
  try {
    const { index, errors } = await createIndex({ excludeSelectors: EXCLUDED });
    if (!index) throw new Error(errors.join('\n'));
    const added = await index.addDirectory({ path: dist });
    // The indexer may be ended before it has written its own files to their ends.
    const made = await index.getFiles();
    const wrong = [...added.errors, ...made.errors];
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
