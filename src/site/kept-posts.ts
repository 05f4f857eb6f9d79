/**
 * A post compiles once: the compiled module is kept until something that it depends on changes.
 *
 * Wraps Astro's Markdown processor where it makes the MDX compiler. A post depends on its own folder
 * (its bibliography, its claims, its record) and on the program that compiles it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { dirname } from 'node:path';
import type { unified } from '@astrojs/markdown-remark';
import { contentsOf, engineKey, keep, keyOf, recall } from '../generate/cache.ts';

type Processor = ReturnType<typeof unified>;
type Renderer = Awaited<ReturnType<NonNullable<Processor['createMdxRenderer']>>>;
type Compiled = Awaited<ReturnType<Renderer['process']>>;

const warnings = new AsyncLocalStorage<string[]>();

/** Prints a warning about the post that is being compiled, in this build and those that keep it. */
export function warnOfPost(text: string): void {
  warnings.getStore()?.push(text);
  console.warn(text);
}

export function keptPosts(processor: Processor): Processor {
  return {
    ...processor,
    async createMdxRenderer(shared, mdx) {
      const renderer = await processor.createMdxRenderer!(shared, mdx);
      const settings = JSON.stringify(mdx);
      return {
        async process(content, path, frontmatter) {
          const folder = contentsOf(dirname(path));
          const key = keyOf([engineKey(), settings, path, content, ...folder]);
          const text = recall('posts', key);
          if (text) {
            const known = JSON.parse(text.toString()) as Compiled & { warnings: string[] };
            known.warnings.forEach((warning) => console.warn(warning));
            return known;
          }
          const said: string[] = [];
          const compiled = await warnings.run(said, () =>
            renderer.process(content, path, frontmatter),
          );
          keep('posts', key, JSON.stringify({ ...compiled, warnings: said }));
          return compiled;
        },
      };
    },
  };
}
