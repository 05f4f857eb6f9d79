/**
 * A post compiles once: the compiled module is kept until something that it depends on changes.
 *
 * Wraps Astro's Markdown processor where it makes the MDX compiler. A post depends on its own folder
 * (its bibliography, its claims, its record) and on the program that compiles it.
 */
import { dirname } from 'node:path';
import { contentsOf, engineKey, keep, keyOf, recall } from '../generate/cache.ts';
import { postFile, slugs } from '../generate/posts.ts';
import { piecesAreThere } from '../literate/pieces.ts';
import { markdown, type Compiled, type Settings } from './markdown.ts';
import { run } from './workers.ts';

interface Kept extends Compiled {
  readonly warnings: readonly string[];
  /** key of what the compiler was given beside files */
  readonly given: string;
}

const KIND = 'posts';

export const keptPosts: typeof markdown = {
  ...markdown,
  async createMdxRenderer(...options) {
    const settings = JSON.stringify(options);
    const plain = JSON.parse(settings) as Settings; // as they are sent to a worker
    return {
      async process(content, path, frontmatter) {
        const key = keyOfPost(path);
        const given = keyOf([settings, content, JSON.stringify(frontmatter)]);
        let compiled = recallPost(key);
        if (compiled?.given !== given) {
          const made = await run('compile', { options: plain, content, path, frontmatter });
          compiled = { ...made, given };
          // Under a development server the author may have saved again meanwhile.
          if (keyOfPost(path) === key) keep(KIND, key, JSON.stringify(compiled));
        }
        compiled.warnings.forEach((warning) => console.warn(warning));
        return compiled;
      },
    };
  },
};

/** The key of each post by its slug: of its folder and of the program that builds. */
export function postKeys(): Map<string, string> {
  return new Map(slugs().map((slug) => [slug, keyOfPost(postFile(slug, 'index.mdx'))]));
}

/** How many of these posts a build has to compile. */
export function changedPosts(keys: ReadonlyMap<string, string>): number {
  return [...keys.values()].filter((key) => !recallPost(key)).length;
}

function keyOfPost(path: string): string {
  return keyOf([engineKey(), path, ...contentsOf(dirname(path))]);
}

function recallPost(key: string): Kept | undefined {
  const text = recall(KIND, key);
  const known = text && (JSON.parse(text.toString()) as Kept);
  return known && piecesAreThere(known.code) ? known : undefined;
}
