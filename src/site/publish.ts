/** What is made from the finished pages: feeds, Markdown twins, card images, search. */
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Element } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { visit } from 'unist-util-visit';
import { toXml } from 'xast-util-to-xml';
import { x } from 'xastscript';
import { site } from '../../content/site.ts';
import { makeKit } from '../edit/kit.ts';
import { postFile } from '../generate/posts.ts';
import { cardFonts } from './card.ts';
import { classesOf, find } from './elements.ts';
import { newest, toAtom, toJsonFeed } from './feeds.ts';
import { toHeaders } from './headers.ts';
import { writeSearchIndex } from './search-index.ts';
import { keptCopy, type Published } from './work.ts';
import { run } from './workers.ts';

/** @param dist folder of a finished build, which gains the files */
export async function publish(dist: string): Promise<void> {
  const drawings = drawingsIn(readFileSync(resolve(dist, 'index.html'), 'utf8'));
  const fonts = await cardFonts();
  const posts = await Promise.all(
    postFolders(dist).map(async (folder) => {
      const drawing = drawings.get(basename(folder));
      const page = { folder: resolve(dist, folder), drawing, fonts };
      return { ...(await run('publishPage', page)), folder };
    }),
  );
  const searched = posts.map(({ folder, searched: html }) => ({ folder, html }));
  await Promise.all([writeSearchIndex(dist, searched), writeCopies(dist, posts), writeKits(dist)]);
}

/** What says elsewhere what pages say. */
async function writeCopies(dist: string, posts: readonly Published[]): Promise<void> {
  const write = (name: string, text: string) => writeFileSync(resolve(dist, name), text);
  const address = (name: string) => new URL(site.base + name, site.url).href;
  const home = address('');
  const copies = newest(posts).map(keptCopy);
  write('feed.xml', toAtom(copies, site, { self: address('feed.xml'), home }));
  write('feed.json', toJsonFeed(copies, site, { self: address('feed.json'), home }));
  write('sitemap.xml', sitemap(pagesIn(dist).map(address)));
  write('robots.txt', `User-agent: *\nAllow: /\n\nSitemap: ${address('sitemap.xml')}\n`);
  write('llms.txt', overview(posts));
  write('_headers', toHeaders(policiesIn(dist), site.base));
}

/** Folders of posts below the site's, sorted: `posts/ppo`. */
function postFolders(dist: string): string[] {
  const posts = resolve(dist, 'posts');
  if (!existsSync(posts)) return [];
  return readdirSync(posts)
    .sort()
    .map((slug) => `posts/${slug}`);
}

/** For each post with runs what edited cells need to run. */
async function writeKits(dist: string): Promise<void> {
  const built = readdirSync(resolve(dist, '_astro'));
  for (const slug of postFolders(dist).map((folder) => basename(folder))) {
    if (!existsSync(postFile(slug, 'runs.ts'))) continue;
    const kit = await makeKit(slug, (file) => {
      const [name, ending] = basename(file).split(/(?=\.[^.]+$)/);
      const content = readFileSync(file);
      const twin = built
        .filter((one) => one.startsWith(name) && one.endsWith(ending))
        .find((one) => content.equals(readFileSync(resolve(dist, '_astro', one))));
      if (twin) return `_astro/${twin}`;
      // What is small, the worker of the page has in itself.
      const address = `edit/${slug}-${basename(file)}`;
      copyFileSync(file, resolve(dist, address));
      return address;
    });
    writeFileSync(resolve(dist, 'edit', `${slug}.json`), JSON.stringify(kit));
  }
}

/** The small drawings on the front page, by the slugs of their posts. */
function drawingsIn(html: string): Map<string, Element> {
  const drawings = new Map<string, Element>();
  visit(fromHtml(html), 'element', (entry) => {
    if (entry.tagName !== 'li') return;
    const link = find(entry, (one) => one.tagName === 'a');
    const box = find(entry, (one) => classesOf(one).includes('thumbnail'));
    const drawing = box && find(box, (one) => one.tagName === 'svg');
    if (link && drawing) drawings.set(basename(String(link.properties.href)), drawing);
  });
  return drawings;
}

/** Files of all pages below the site's folder, sorted. */
function htmlIn(dist: string): string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.html'))
    .sort();
}

/** Addresses of the pages below the site's, sorted: ``, `posts/ppo/`. */
function pagesIn(dist: string): string[] {
  const folders = htmlIn(dist).filter((file) => /(^|\/)index\.html$/.test(file));
  return folders.map((file) => file.replace(/index\.html$/, '')).sort();
}

/** The Content-Security-Policy of every page. */
function policiesIn(dist: string): string[] {
  const tag = /<meta\s+http-equiv="content-security-policy"\s+content="([^"]*)"/;
  return htmlIn(dist).map((file) => {
    const [, policy] = tag.exec(readFileSync(resolve(dist, file), 'utf8')) ?? [];
    if (policy === undefined) throw new Error(`internal: ${file} has no policy`);
    return policy;
  });
}

function sitemap(addresses: readonly string[]): string {
  const xmlns = 'http://www.sitemaps.org/schemas/sitemap/0.9';
  const urls = addresses.map((address) => x('url', [x('loc', address)]));
  return `<?xml version="1.0" encoding="utf-8"?>\n${toXml(x('urlset', { xmlns }, urls))}\n`;
}

/** The publication for a language model: what it is, and where each post stands as Markdown. */
function overview(posts: readonly Published[]): string {
  const lines = posts.map(
    ({ article }) => `- [${article.headline}](${article.url}index.md): ${article.description}`,
  );
  return (
    [`# ${site.title}`, `> ${site.description}`, '## Posts', lines.join('\n')].join('\n\n') + '\n'
  );
}
