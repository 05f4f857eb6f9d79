/** What the table of contents lists: sections and subsections, with the numbers they have in the text. */
import type { MarkdownHeading } from 'astro';

export interface ContentsEntry {
  readonly depth: number;
  readonly slug: string;
  readonly text: string;
  /** `2` or `2.1`; the references, which the site adds, have none */
  readonly number?: string;
}

export function contentsOf(headings: readonly MarkdownHeading[]): ContentsEntry[] {
  const own = headings.filter(({ slug }) => slug !== 'footnote-label');
  const added = own.length - 1;
  let [section, subsection] = [0, 0];
  return own.flatMap(({ depth, slug, text }, index): ContentsEntry[] => {
    if (depth !== 2 && depth !== 3) return [];
    if (index === added && /^references(-\d+)?$/.test(slug)) return [{ depth, slug, text }];
    [section, subsection] = depth === 2 ? [section + 1, 0] : [section, subsection + 1];
    const number = depth === 2 ? `${section}` : `${section}.${subsection}`;
    return [{ depth, slug, text, number }];
  });
}
