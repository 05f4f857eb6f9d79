/** The index of all posts' text, which the search page loads in parts as a reader types. */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { close, createIndex } from 'pagefind';

/** What stands in a post and is no text of it, or stands there twice. */
const EXCLUDED = [
  '.contents',
  '.cite',
  '.anchor',
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
const UNUSED = [
  'pagefind-ui.js',
  'pagefind-ui.css',
  'pagefind-modular-ui.js',
  'pagefind-modular-ui.css',
  'pagefind-component-ui.js',
  'pagefind-component-ui.css',
  'pagefind-highlight.js',
];

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
    const written = await index.writeFiles({ outputPath: resolve(dist, 'pagefind') });
    const wrong = [...added.errors, ...written.errors];
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  } finally {
    await close();
  }
  for (const name of UNUSED) rmSync(resolve(dist, 'pagefind', name), { force: true });
}
