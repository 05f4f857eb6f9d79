/** The slugs of the drafts: shown by `npm run dev`, and no part of a build. */
import { readFileSync } from 'node:fs';
import { postFile, slugs } from '../generate/posts.ts';
import { readFrontMatter } from './read.ts';

/** A post whose front matter is broken is none: its errors are told. */
export function drafts(): string[] {
  return slugs().filter((slug) => {
    const path = postFile(slug, 'index.mdx');
    return readFrontMatter(readFileSync(path, 'utf8'), path).fields?.draft;
  });
}
