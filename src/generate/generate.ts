/**
 * Writes what the project derives from its sources: programs, kernels, data assets.
 *
 * Every command calls this first. What is up to date is left alone, so that a second call is cheap
 * and a watching server sees only true changes.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileKernels } from '../num/compile-kernels.ts';
import { DiagnosticError, type Diagnostic } from '../literate/diagnostic.ts';
import { tangleFile } from '../literate/tangle.ts';
import { postFile, programFile, root, slugs } from './posts.ts';

/** @throws DiagnosticError with what is wrong in all posts together; good posts are written anyway */
export async function generate(): Promise<void> {
  tanglePosts();
  await compileKernels();
  for (const slug of slugs()) await writeAssets(slug);
}

/** Tangles every post and deletes the programs of posts that are gone. */
function tanglePosts(): void {
  const wrong: Diagnostic[] = [];
  const posts = slugs();
  for (const slug of posts) {
    try {
      tangleFile(postFile(slug, 'index.mdx'), programFile(slug));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      wrong.push(...error.diagnostics);
    }
  }
  const folder = resolve(root, '.cells');
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!posts.includes(name.replace(/\.ts$/, ''))) rmSync(resolve(folder, name));
  }
  if (wrong.length > 0) throw new DiagnosticError(wrong);
}

/** What a post's `data.ts` exports: the bytes of each asset by file name. */
type Assets = Readonly<Record<string, () => Promise<Uint8Array>>>;

/** Where the assets of a post are written. */
export function assetFile(slug: string, name: string): string {
  return resolve(root, '.data', slug, name);
}

/** Makes the assets of a post again if `data.ts` or the lockfile, which pins its packages, changed. */
async function writeAssets(slug: string): Promise<void> {
  const source = postFile(slug, 'data.ts');
  if (!existsSync(source)) return;
  const key = createHash('sha256')
    .update(readFileSync(source))
    .update(readFileSync(resolve(root, 'package-lock.json')))
    .digest('hex');
  const keyFile = assetFile(slug, 'key');
  if (existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) return;
  const { assets } = (await import(pathToFileURL(source).href)) as { assets: Assets };
  mkdirSync(assetFile(slug, '.'), { recursive: true });
  for (const [name, bytes] of Object.entries(assets)) {
    const file = assetFile(slug, name);
    writeFileSync(`${file}.partial`, await bytes());
    renameSync(`${file}.partial`, file);
  }
  writeFileSync(keyFile, key);
}
