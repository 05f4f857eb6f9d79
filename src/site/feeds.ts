/** Atom and JSON Feed of the newest posts with their full content. */
import { toXml } from 'xast-util-to-xml';
import { x } from 'xastscript';
import type { Site } from '../../content/site.ts';
import type { Article, ReadingCopy } from './reading-copy.ts';

/** Where a feed stands: its own address and that of the page it follows. */
interface Place {
  readonly self: string;
  readonly home: string;
}

/** What a feed has: a reader fetches all of it, time and again. */
const NEWEST = 50;

/** What a feed has of all posts: the newest, by day. */
export function newest<Post extends { readonly article: Article }>(posts: readonly Post[]): Post[] {
  const sorted = [...posts].sort(
    ({ article: a }, { article: b }) =>
      b.datePublished.localeCompare(a.datePublished) || a.url.localeCompare(b.url),
  );
  return sorted.slice(0, NEWEST);
}

/** A day as a moment, which RFC 3339 asks for. */
const moment = (day: string) => `${day}T00:00:00Z`;

/** @returns an Atom 1.0 feed (RFC 4287) */
export function toAtom(posts: readonly ReadingCopy[], site: Site, { self, home }: Place): string {
  const sorted = newest(posts);
  const entries = sorted.map(({ article, html }) =>
    x('entry', [
      x('id', article.url),
      x('title', article.headline),
      x('link', { rel: 'alternate', type: 'text/html', href: article.url }),
      x('published', moment(article.datePublished)),
      x('updated', moment(article.datePublished)),
      ...article.author.map(({ name, sameAs }) =>
        x('author', [x('name', name), ...(sameAs ? [x('uri', sameAs)] : [])]),
      ),
      ...article.keywords.map((term) => x('category', { term })),
      x('summary', article.description),
      x('content', { type: 'html' }, html),
    ]),
  );
  const updated = moment(sorted[0]?.article.datePublished ?? '1970-01-01');
  const feed = x('feed', { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': site.language }, [
    x('id', home),
    x('title', site.title),
    x('subtitle', site.description),
    x('link', { rel: 'alternate', type: 'text/html', href: home }),
    x('link', { rel: 'self', type: 'application/atom+xml', href: self }),
    x('updated', updated),
    ...site.editors.map((name) => x('author', [x('name', name)])),
    x('rights', `${site.licence.text.name}, ${site.licence.text.url}`),
    ...entries,
  ]);
  return `<?xml version="1.0" encoding="utf-8"?>\n${toXml(feed)}\n`;
}

/** @returns a JSON Feed of version 1.1 */
export function toJsonFeed(
  posts: readonly ReadingCopy[],
  site: Site,
  { self, home }: Place,
): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: site.title,
    description: site.description,
    home_page_url: home,
    feed_url: self,
    language: site.language,
    authors: site.editors.map((name) => ({ name })),
    items: newest(posts).map(({ article, html }) => ({
      id: article.url,
      url: article.url,
      title: article.headline,
      summary: article.description,
      date_published: moment(article.datePublished),
      authors: article.author.map(({ name, sameAs }) => ({ name, url: sameAs })),
      tags: article.keywords,
      language: site.language,
      content_html: html,
    })),
  };
  return `${JSON.stringify(feed, null, 1)}\n`;
}
