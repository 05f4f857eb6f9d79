/** Building the site: whole, or not at all. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build as astroBuild } from 'astro';
import { generate } from '../generate/generate.ts';
import { root, slugs } from '../generate/posts.ts';
import { DiagnosticError } from '../literate/diagnostic.ts';
import { recordProblems } from '../record/freshness.ts';
import { rootDiagnostics } from './diagnostics-of.ts';
import { checkPostTypes } from './types.ts';

/**
 * Builds the site into dist/.
 *
 * @throws DiagnosticError with what is wrong in the posts; dist/ is then what it was
 */
export async function build(): Promise<void> {
  await generate();
  await checkRecords();
  const next = resolve(root, '.next-dist');
  rmSync(next, { recursive: true, force: true });
  try {
    // The compiler runs in a process of its own while Astro builds.
    await Promise.all([astroBuild({ root, outDir: next, logLevel: 'error' }), checkPostTypes()]);
  } catch (error) {
    throw rootDiagnostics(error);
  }
  replace(resolve(root, 'dist'), next);
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
