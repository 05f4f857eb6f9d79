import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { frontMatter } from './front-matter/schema.ts';

export const collections = {
  posts: defineCollection({
    loader: glob({
      base: './content/posts',
      pattern: '*/index.mdx',
      generateId: ({ entry }) => entry.slice(0, entry.indexOf('/')),
    }),
    schema: frontMatter,
  }),
};
