/** The built site, as the tests of this folder see it. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { site } from '../../content/site.ts';
import { postFile, root } from '../../src/generate/posts.ts';
import { fileOf } from '../browser/site-server.ts';

export const dist = resolve(root, 'dist');

/** Where the site is served below its origin: `/`, or a path with a slash at both ends. */
export const { base } = site;

/** Paths of all pages, as their addresses below the base: `/posts/ppo/`. The sandbox is none. */
export const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map((file) => `${base}${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.html') && !file.endsWith('/sandbox.html'))
  .map((file) => file.replace(/index\.html$/, ''))
  .sort();

/** Paths of the posts' pages. */
export const postPages = pages.filter((page) => page.startsWith(`${base}posts/`));

/** Paths of the posts that explain a paper; the others are guides. */
export const paperPages = postPages.filter(
  (path) => !/^kind: guide$/m.test(readFileSync(postFile(basename(path), 'index.mdx'), 'utf8')),
);

/** The file that answers for an address within the site, undefined for one outside its base. */
export function distFile(path: string): string | undefined {
  return path.startsWith(base) ? fileOf(dist, path.slice(base.length)) : undefined;
}
