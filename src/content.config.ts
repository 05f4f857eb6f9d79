import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { drafts } from './front-matter/drafts.ts';
import { frontMatter } from './front-matter/schema.ts';

/** What a build leaves out, with all its code and figures. */
const left = import.meta.env.DEV ? [] : drafts();

export const collections = {
  posts: defineCollection({
    loader: glob({
      base: './content/posts',
      pattern: ['*/index.mdx', ...left.map((slug) => `!${slug}/index.mdx`)],
      generateId: ({ entry }) => entry.slice(0, entry.indexOf('/')),
    }),
    schema: frontMatter,
  }),
};
