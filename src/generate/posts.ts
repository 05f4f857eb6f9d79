/** Where posts are, and which there are. */
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { suggestion } from '../literate/diagnostic.ts';

/** The project's folder: the nearest with a configuration, for a built page holds this file elsewhere. */
export const root = projectFolder(import.meta.dirname);

function projectFolder(below: string): string {
  return existsSync(resolve(below, 'astro.config.ts'))
    ? below
    : projectFolder(resolve(below, '..'));
}

/** The folder that holds one folder a post. */
export const postsFolder = resolve(root, 'content/posts');

/** A file of a post: `postFile('ppo', 'index.mdx')`. */
export function postFile(slug: string, name: string): string {
  return resolve(postsFolder, slug, name);
}

/** The program of a post, as tangled. */
export function programFile(slug: string): string {
  return resolve(root, '.cells', `${slug}.ts`);
}

/** The slugs of all posts, sorted. */
export function slugs(): string[] {
  return readdirSync(postsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(postFile(entry.name, 'index.mdx')))
    .map((entry) => entry.name)
    .sort();
}

/** @throws RangeError if there is no such post; it lists those that there are */
export function checkSlug(slug: string): void {
  const known = slugs();
  if (known.includes(slug)) return;
  throw new RangeError(
    `no post \`${slug}\`.${suggestion(slug, known)} There are: ${known.join(', ')}`,
  );
}
