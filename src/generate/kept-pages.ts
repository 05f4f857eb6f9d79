/**
 * A post's page is rendered once: it is kept until something that it depends on changes.
 *
 * Astro decides which pages to render by asking `getStaticPaths`, which here restores those that are
 * kept and names the others. A page depends on its post, on the program that builds, on what all
 * posts say of themselves (their order, the neighbours' titles) and on the names of scripts and style
 * sheets, which name their content.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { keep, keyOf, recall } from './cache.ts';

/** What stands below `/posts/<slug>/` and Astro makes. */
export type PostFile = 'index.html' | 'cite.bib' | 'cite.ris';

/** A build under way. */
interface Build {
  /** where the site is written */
  readonly folder: string;
  /** of each post what its content and the program depend on, when the build began */
  readonly posts: ReadonlyMap<string, string>;
  /** what was not kept */
  readonly rendered: { readonly slug: string; readonly file: string; readonly key: string }[];
}

// Astro bundles what its pages import: they have a copy of this module, in the same process.
const shared = globalThis as typeof globalThis & { keptPages?: Build };

const KIND = 'pages';

/** @param posts keys by slug, as `keyOfPost` makes them */
export function beginPages(folder: string, posts: ReadonlyMap<string, string>): void {
  shared.keptPages = { folder, posts, rendered: [] };
}

/**
 * Restores a file of each post that is kept.
 *
 * @param posts those that have a page, in their order
 * @returns those that have to be rendered: all of them outside a build
 */
export function restorePages<Post extends { readonly id: string; readonly data: unknown }>(
  name: PostFile,
  posts: readonly Post[],
): Post[] {
  const { keptPages: build } = shared;
  if (!build) return [...posts];
  const said = posts.map(({ id, data }) => [id, data]);
  const site = keyOf([name, JSON.stringify(said), ...assetsIn(build.folder)]);
  return posts.filter(({ id: slug }) => {
    const file = resolve(build.folder, 'posts', slug, name);
    const key = keyOf([site, slug, build.posts.get(slug)!]);
    const page = recall(KIND, key);
    if (!page) {
      build.rendered.push({ slug, file, key });
      return true;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, zstdDecompressSync(page));
    return false;
  });
}

/**
 * Keeps what the build rendered.
 *
 * @param posts the keys now: what an author saved meanwhile may be in a page or not
 */
export function keepPages(posts: ReadonlyMap<string, string>): void {
  const { posts: before, rendered } = shared.keptPages!;
  for (const { slug, file, key } of rendered) {
    if (posts.get(slug) !== before.get(slug)) continue;
    const page = readFileSync(file);
    // Astro makes the images of a page while it renders it.
    if (!IMAGE.test(page.toString())) keep(KIND, key, zstdCompressSync(page));
  }
  delete shared.keptPages;
}

const IMAGE = /_astro\/[^"\s]*\.(?:svg|png|jpe?g|webp|avif|gif)\b/;

/** Names of all scripts and style sheets. */
function assetsIn(folder: string): string[] {
  const assets = resolve(folder, '_astro');
  return existsSync(assets)
    ? readdirSync(assets)
        .filter((name) => /\.(?:js|css)$/.test(name))
        .sort()
    : [];
}
