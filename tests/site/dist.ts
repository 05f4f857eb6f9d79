/** The built site, as the tests of this folder see it. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../../src/generate/posts.ts';

export const dist = resolve(root, 'dist');

/** Paths of all pages, as their addresses: `/posts/ppo/`. */
export const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map((file) => `/${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.html'))
  .map((file) => file.replace(/index\.html$/, ''))
  .sort();

export const postPages = pages.filter((page) => page.startsWith('/posts/'));

/** The file that answers for an address within the site. */
export function fileOf(path: string): string {
  return join(dist, path.endsWith('/') ? `${path}index.html` : path);
}
