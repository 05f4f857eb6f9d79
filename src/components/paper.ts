import { readBibliography, type Bibliography, type Entry } from '../bibliography/bibliography.ts';
import { postFile } from '../generate/posts.ts';

/** The works that a post cites. */
export function bibliographyOf(slug: string): Bibliography {
  return readBibliography(postFile(slug, 'references.bib'));
}

/**
 * The paper that a post explains.
 *
 * @param key as front matter gives it; absent: the first entry of references.bib
 * @throws Error if there is no such entry
 */
export function paperOf(slug: string, key?: string): Entry {
  const bibliography = bibliographyOf(slug);
  const [first] = bibliography.values();
  const paper = key === undefined ? first : bibliography.get(key);
  if (paper) return paper;
  throw new Error(
    key === undefined
      ? `content/posts/${slug}/references.bib has no entry. Its first entry is the paper that the post explains.`
      : `content/posts/${slug}/index.mdx: front matter names the paper \`${key}\`, which is not in references.bib. There are: ${[...bibliography.keys()].join(', ')}`,
  );
}

/** The year of a work, if it has one. */
export function yearOf({ work }: Entry): number | undefined {
  return work.issued?.['date-parts'][0]?.[0];
}

/** A formatted reference with its addresses as links. */
export function linkedReference({ html }: Entry): string {
  return html.replace(/https?:\/\/[^\s<]+[^\s<.]/g, (url) => `<a href="${url}">${url}</a>`);
}
