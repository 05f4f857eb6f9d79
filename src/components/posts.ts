import type { CollectionEntry } from 'astro:content';

/** The posts that have a page: all in `npm run dev`, no drafts in a build. */
export function shownPosts(posts: readonly CollectionEntry<'posts'>[]): CollectionEntry<'posts'>[] {
  return posts.filter(({ data }) => import.meta.env.DEV || !data.draft);
}
