/** How others cite a post: BibTeX, RIS, and what Google Scholar reads in a page's head. */
import { Cite, plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import type { Bibliography, Work } from './bibliography.ts';

plugins.config.get('@bibtex').format.useIdAsLabel = true;

/** A post as a work that can be cited. */
export interface PostWork {
  /** slug of the post and key of its BibTeX entry */
  readonly id: string;
  readonly title: string;
  readonly authors: readonly Author[];
  readonly date: Date;
  /** title of the publication */
  readonly publication: string;
  readonly language: string;
  /** where the post is, in full */
  readonly url: string;
}

/** A person, or a group, whose name is not taken apart. */
export type Author =
  { readonly given: string; readonly family: string } | { readonly literal: string };

/** `Ada Lovelace` as a person; a name in `groups`, or of one word, as a group. */
export function authorOf(name: string, groups: readonly string[]): Author {
  const words = name.trim().split(/\s+/);
  const family = words.pop()!;
  if (words.length === 0 || groups.includes(name)) return { literal: name };
  return { given: words.join(' '), family };
}

/** The post as a BibTeX entry. */
export function toBibtex({ id, title, authors, date, publication, url }: PostWork): string {
  const issued = { 'date-parts': [[date.getUTCFullYear(), date.getUTCMonth() + 1]] };
  const work = { id, type: 'webpage', title, author: authors, issued, note: publication, URL: url };
  return String(new Cite([work]).format('bibtex')).trim() + '\n';
}

/** The post as a RIS entry, in the lines that reference managers read. */
export function toRis(work: PostWork): string {
  const [year, month, day] = work.date.toISOString().slice(0, 10).split('-');
  const lines: readonly (readonly [string, string])[] = [
    ['TY', 'BLOG'],
    ['ID', work.id],
    ['TI', work.title],
    ...work.authors.map((author) => ['AU', inverted(author)] as const),
    ['PY', year],
    ['DA', `${year}/${month}/${day}`],
    ['T2', work.publication],
    ['LA', work.language],
    ['UR', work.url],
    ['ER', ''],
  ];
  return lines.map(([tag, value]) => `${tag}  - ${oneLine(value)}\r\n`).join('');
}

/** Names and contents of the `citation_*` tags, with one `citation_reference` for each work cited. */
export function scholarTags(work: PostWork, bibliography: Bibliography): [string, string][] {
  return [
    ['citation_title', work.title],
    ...work.authors.map((author): [string, string] => ['citation_author', inverted(author)]),
    ['citation_publication_date', work.date.toISOString().slice(0, 10).replaceAll('-', '/')],
    ['citation_journal_title', work.publication],
    ['citation_language', work.language],
    ['citation_public_url', work.url],
    ['citation_fulltext_html_url', work.url],
    ...[...bibliography.values()].map((entry): [string, string] => [
      'citation_reference',
      reference(entry.work),
    ]),
  ];
}

/** A reference as Scholar takes it apart: `citation_title=…;citation_author=…`. */
function reference({ title, author = [], issued, DOI, ...work }: Work): string {
  const fields: [string, string | undefined][] = [
    ['title', title],
    ...author.map(({ given, family, literal }): [string, string | undefined] => [
      'author',
      literal ?? [family, given].filter(Boolean).join(', '),
    ]),
    ['publication_date', issued?.['date-parts'][0]?.[0]?.toString()],
    ['journal_title', work['container-title']],
    ['volume', work.volume],
    ['issue', work.issue],
    ['doi', DOI],
  ];
  return fields
    .flatMap(([name, value]) => (value ? [`citation_${name}=${value.replaceAll(';', ',')}`] : []))
    .join(';');
}

function inverted(author: Author): string {
  return 'literal' in author ? author.literal : `${author.family}, ${author.given}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
