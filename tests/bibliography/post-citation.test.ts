import { Cite } from '@citation-js/core';
import '@citation-js/plugin-ris';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBibliography } from '../../src/bibliography/bibliography.ts';
import {
  authorOf,
  scholarTags,
  toBibtex,
  toRis,
  type PostWork,
} from '../../src/bibliography/post-citation.ts';

const work: PostWork = {
  id: 'ppo',
  title: 'Clipping, 100% explained: R&D of “PPO”',
  authors: [
    { given: 'Ada', family: 'Lovelace' },
    { given: 'Émile', family: 'Borel' },
    { literal: 'The editors' },
  ],
  date: new Date('2026-03-26'),
  publication: 'Worked Papers',
  language: 'en',
  url: 'https://example.org/papers/posts/ppo/',
};

interface Parsed {
  id: string;
  title: string;
  URL: string;
  author: unknown;
  issued: { 'date-parts': number[][] };
}

const parsed = (bibtex: string) => (new Cite(bibtex).data as Parsed[])[0];

test('BibTeX is read back as it was meant', () => {
  const { id, title, URL, author, issued } = parsed(toBibtex(work));
  expect({ id, title, URL, author }).toEqual({
    id: work.id,
    title: work.title,
    URL: work.url,
    author: [...work.authors.slice(0, 2), { family: 'The editors' }],
  });
  expect(issued['date-parts']).toEqual([[2026, 3]]);
});

test('a title of any letters, digits and signs of TeX survives BibTeX', () => {
  const letters = fc.constantFrom(...'abcXYZ019 äéß%&#_$~^{}\\');
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 30 }), (text) => {
      const title = `T${text
        .replace(/[{}\\]/g, '')
        .replace(/\s+/g, ' ')
        .trim()}`;
      expect(parsed(toBibtex({ ...work, title })).title).toBe(title);
    }),
  );
});

test('RIS has a type first, an end last, and one line a field', () => {
  const lines = toRis({ ...work, title: 'Two\nlines' }).split('\r\n');
  expect(lines[0]).toBe('TY  - BLOG');
  expect(lines.slice(-2)).toEqual(['ER  - ', '']);
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/^[A-Z][A-Z0-9] {2}- /);
  expect(lines).toContain('TI  - Two lines');
  expect(lines.filter((line) => line.startsWith('AU'))).toEqual([
    'AU  - Lovelace, Ada',
    'AU  - Borel, Émile',
    'AU  - The editors',
  ]);
  expect(lines).toContain('DA  - 2026/03/26');
});

test('RIS is read back as it was meant', () => {
  const [read] = new Cite(toRis(work)).data as (Parsed & { 'container-title'?: string })[];
  expect({ title: read.title, URL: read.URL, issued: read.issued['date-parts'] }).toEqual({
    title: work.title,
    URL: work.url,
    issued: [[2026, 3, 26]],
  });
  expect(read.author).toEqual(work.authors);
});

test('a title of any letters, digits and signs survives RIS', () => {
  const letters = fc.constantFrom(...'abcXYZ019 äéß%&#_$~^{}\\-');
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 30 }), (text) => {
      const title = `T${text.replace(/\s+/g, ' ').trim()}`;
      const [read] = new Cite(toRis({ ...work, title })).data as Parsed[];
      expect(read.title).toBe(title);
    }),
  );
});

test('Scholar is told of the post and of every work that it cites', () => {
  const source = `@article{a, title = {One; two}, author = {Curie, Marie}, year = {1911}, doi = {10.1/x}}
@book{b, title = {Nobody's}}`;
  const tags = scholarTags(work, parseBibliography(source, 'references.bib'));
  expect(tags).toContainEqual(['citation_title', work.title]);
  expect(tags).toContainEqual(['citation_publication_date', '2026/03/26']);
  expect(tags.filter(([name]) => name === 'citation_reference')).toEqual([
    [
      'citation_reference',
      'citation_title=One, two;citation_author=Curie, Marie;citation_publication_date=1911;citation_doi=10.1/x',
    ],
    ['citation_reference', "citation_title=Nobody's"],
  ]);
});

test('a name is a person’s unless it is one word or the publication’s own', () => {
  expect(authorOf('Ada King Lovelace', [])).toEqual({ given: 'Ada King', family: 'Lovelace' });
  expect(authorOf('Plato', [])).toEqual({ literal: 'Plato' });
  expect(authorOf('Worked Papers', ['Worked Papers'])).toEqual({ literal: 'Worked Papers' });
});
