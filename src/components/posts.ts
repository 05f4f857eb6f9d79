import { getCollection, type CollectionEntry } from 'astro:content';
import { site } from '../../content/site.ts';
import type { Entry } from '../bibliography/bibliography.ts';
import { authorOf, type PostWork } from '../bibliography/post-citation.ts';
import { restorePages, type PostFile } from '../generate/kept-pages.ts';
import { address } from './href.ts';
import { paperOf, yearOf } from './paper.ts';

export type Post = CollectionEntry<'posts'>;

/** The paper that a post explains; undefined for a guide, which explains none. */
export function paperOfPost({ id, data }: Post): Entry | undefined {
  return data.kind === 'guide' ? undefined : paperOf(id, data.paper);
}

let shown: Promise<Post[]> | undefined;

/**
 * The posts that have a page, by the year of their paper, guides last: all in `npm run dev`, no
 * drafts in a build. Every page of a build asks.
 */
export function shownPosts(): Promise<Post[]> {
  return import.meta.env.DEV ? findPosts() : (shown ??= findPosts());
}

async function findPosts(): Promise<Post[]> {
  const posts = await getCollection('posts');
  const placed = posts.map((post) => {
    const paper = paperOfPost(post);
    return { post, year: paper ? (yearOf(paper) ?? 0) : Infinity };
  });
  placed.sort((a, b) => (a.year === b.year ? byId(a.post, b.post) : a.year - b.year));
  return placed.map(({ post }) => post);
}

const byId = (a: Post, b: Post) => a.id.localeCompare(b.id, 'en');

/** For `getStaticPaths` of a file that each post has: the posts for which it has to be made. */
export async function postPaths(name: PostFile) {
  const posts = await shownPosts();
  return restorePages(name, posts).map((entry) => ({
    params: { slug: entry.id },
    props: { entry },
  }));
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
