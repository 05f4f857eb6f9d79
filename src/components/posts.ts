import { getCollection, type CollectionEntry } from 'astro:content';
import { site } from '../../content/site.ts';
import { authorOf, type PostWork } from '../bibliography/post-citation.ts';
import { address } from './href.ts';
import { paperOf, yearOf } from './paper.ts';

export type Post = CollectionEntry<'posts'>;

/**
 * The posts that have a page, by the year of their paper: all in `npm run dev`, no drafts in a build.
 */
export async function shownPosts(): Promise<Post[]> {
  const posts = await getCollection('posts', ({ data }) => import.meta.env.DEV || !data.draft);
  const year = ({ id, data }: Post) => yearOf(paperOf(id, data.paper)) ?? 0;
  return posts.sort((a, b) => year(a) - year(b) || a.id.localeCompare(b.id, 'en'));
}

/** For `getStaticPaths` of what exists once for each post, below `/posts/<slug>/`. */
export async function postPaths() {
  const posts = await shownPosts();
  return posts.map((entry) => ({ params: { slug: entry.id }, props: { entry } }));
}

/** A post as others cite it. */
export function workOf({ id, data }: Post): PostWork {
  const groups = [site.title, ...site.editors];
  return {
    id,
    title: data.title,
    authors: data.authors.map(({ name }) => authorOf(name, groups)),
    date: data.date,
    publication: site.title,
    language: site.language,
    url: address(`/posts/${id}/`),
  };
}
