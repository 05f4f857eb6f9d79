import { shownPosts, type Post } from './posts.ts';

/** A tag as it is read: `batch-size` is `batch size`. */
export function tagWords(tag: string): string {
  return tag.replaceAll('-', ' ');
}

/** The posts on each topic, topics in alphabetical order. */
export async function postsByTag(): Promise<[tag: string, posts: Post[]][]> {
  const found = new Map<string, Post[]>();
  for (const post of await shownPosts()) {
    for (const tag of new Set(post.data.tags)) found.set(tag, [...(found.get(tag) ?? []), post]);
  }
  return [...found].sort(([a], [b]) => a.localeCompare(b, 'en'));
}
