/** Building the site: whole, or not at all. */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build as astroBuild } from 'astro';
import config from '../../astro.config.ts';
import { trimCache } from '../generate/cache.ts';
import { generate } from '../generate/generate.ts';
import { beginPages, keepPages } from '../generate/kept-pages.ts';
import { readFrontMatter } from '../front-matter/read.ts';
import { postFile, root, slugs } from '../generate/posts.ts';
import { DiagnosticError } from '../literate/diagnostic.ts';
import { recordProblems } from '../record/freshness.ts';
import { diagnosticsIn } from './diagnostics-of.ts';
import { changedPosts, postKeys } from './kept-posts.ts';
import { publish } from './publish.ts';
import { checkPostTypes } from './types.ts';
import { closeWorkers, openWorkers } from './workers.ts';

/** From so many posts on, workers save more time than they take to start. */
const MANY = 6;

/**
 * Builds the site into dist/.
 *
 * @throws DiagnosticError with what is wrong in the posts; dist/ is then what it was
 */
export async function build(): Promise<void> {
  await generate();
  checkFrontMatter();
  const keys = postKeys();
  if (changedPosts(keys) >= MANY) openWorkers();
  try {
    const next = resolve(root, '.next-dist');
    beginPages(next, keys);
    await buildPages(next);
    keepPages(postKeys());
    await publish(next);
    trimCache();
    replace(resolve(root, 'dist'), next);
  } finally {
    await closeWorkers();
  }
}

async function buildPages(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  // The compiler runs in a process of its own while Astro builds.
  const parts = [
    // Astro would send the configuration and all that it imports through Vite.
    astroBuild({ ...config, configFile: false, root, outDir: folder, logLevel: 'silent' }),
    checkPostTypes(),
    checkRecords(),
  ];
  const errors = (await Promise.allSettled(parts)).flatMap((part) =>
    part.status === 'rejected' ? [part.reason as unknown] : [],
  );
  if (errors.length > 0) throw oneError(errors);
}

/** @throws DiagnosticError before Astro reads a date or a list otherwise than it is written */
function checkFrontMatter(): void {
  const problems = slugs().flatMap((slug) => {
    const path = postFile(slug, 'index.mdx');
    return readFrontMatter(readFileSync(path, 'utf8'), path).problems;
  });
  if (problems.length > 0) throw new DiagnosticError(problems);
}

/** All diagnostics in one error; what nobody foresaw goes first, because it may explain them. */
function oneError(errors: readonly unknown[]): unknown {
  const found = errors.map(diagnosticsIn);
  const unforeseen = errors.find((_, index) => found[index].length === 0);
  return unforeseen ?? new DiagnosticError(found.flat());
}

/** @throws DiagnosticError if a page would show a number that its code no longer computes */
async function checkRecords(): Promise<void> {
  const problems = await Promise.all(slugs().map(recordProblems));
  if (problems.some((found) => found.length > 0)) throw new DiagnosticError(problems.flat());
}

/** Puts `next` in the place of `folder`. */
function replace(folder: string, next: string): void {
  const last = resolve(root, '.last-dist');
  rmSync(last, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, last);
  renameSync(next, folder);
  rmSync(last, { recursive: true, force: true });
}
