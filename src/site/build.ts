/** Building the site: whole, or not at all. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build as astroBuild } from 'astro';
import { generate } from '../generate/generate.ts';
import { root } from '../generate/posts.ts';
import { rootDiagnostics } from './diagnostics-of.ts';

/**
 * Builds the site into dist/.
 *
 * @throws DiagnosticError with what is wrong in the posts; dist/ is then what it was
 */
export async function build(): Promise<void> {
  await generate();
  const next = resolve(root, '.next-dist');
  const dist = resolve(root, 'dist');
  const old = resolve(root, '.last-dist');
  rmSync(next, { recursive: true, force: true });
  try {
    await astroBuild({ root, outDir: next, logLevel: 'warn' });
  } catch (error) {
    rmSync(next, { recursive: true, force: true });
    throw rootDiagnostics(error);
  }
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
}
