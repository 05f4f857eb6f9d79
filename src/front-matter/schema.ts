/**
 * Front matter of a post: what its first lines hold, and what is said where they do not.
 *
 * One schema serves the site's collection, the checks that name a line, and the completion of
 * editors. A message finishes the sentence that its field's name begins: `date` must be a day.
 */
import { z } from 'astro/zod';
import { hasValidChecksum } from './orcid.ts';

/** A text that is there. */
const text = (what: string) =>
  z.string({ error: `must be ${what}` }).refine((value) => value.trim() !== '', {
    error: `must be ${what}, and not empty`,
  });

const author = z.strictObject(
  {
    name: text('the author’s name as it is printed').meta({
      description:
        'The name as it is printed. A group has the name of the publication or an editor.',
    }),
    affiliation: text('where the author works').optional().meta({
      description: 'Where the author works, as it is printed.',
    }),
    orcid: z
      .string({ error: 'must be an ORCID iD such as 0000-0002-1825-0097' })
      .regex(/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/, {
        error: 'must be an ORCID iD such as 0000-0002-1825-0097, without an address before it',
        abort: true,
      })
      .refine(hasValidChecksum, {
        error: 'is no ORCID iD: its last character does not check. Compare it with orcid.org',
      })
      .optional()
      .meta({ description: 'The author’s ORCID iD; its checksum is verified.' }),
  },
  { error: unknownKey('must be an entry such as `- name: Ada Lovelace`') },
);

const DAY = 'must be a day such as 2026-03-26';

/** Astro's YAML makes a moment of what looks like a day; the checks read the text as it stands. */
const date = z
  .union([z.date(), z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: DAY, abort: true })], {
    error: DAY,
  })
  .refine((value) => value instanceof Date || isDay(value), {
    error: 'is no day of the calendar. Write one such as 2026-03-26',
    abort: true,
  })
  .transform((value) => new Date(value))
  .meta({ description: 'The day of publishing. A post of the future is a draft.' });

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** What a post explains of a paper comes from its references.bib. */
export const frontMatter = z.strictObject(
  {
    title: text('the post’s title').meta({ description: 'The post’s title.' }),
    description: text('the one sentence that stands below the title')
      .refine((value) => value.length <= 300, {
        error: 'must be one sentence of at most 300 characters',
      })
      .meta({ description: 'One sentence: it stands below the title, in feeds and in searches.' }),
    date,
    authors: z
      .array(author, { error: 'must be a list such as `- name: Ada Lovelace`' })
      .min(1, 'must name one author at least')
      .meta({ description: 'Who wrote the post, in the order in which they are named.' }),
    kind: z
      .enum(['paper', 'guide'], { error: 'must be paper or guide' })
      .default('paper')
      .meta({ description: 'A guide documents the publication itself: it explains no paper.' }),
    paper: text('a key of references.bib').optional().meta({
      description: 'Key in references.bib of the paper explained. Absent: the first entry.',
    }),
    tags: z
      .array(
        z
          .string({ error: 'must be lower-case words joined by -' })
          .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case words joined by -'),
        { error: 'must be a list such as [optimisation, attention]' },
      )
      .default([])
      .meta({ description: 'Topics: lower-case words joined by -. Each has a page of its own.' }),
    draft: z
      .boolean({ error: 'must be true or false' })
      .default(false)
      .meta({ description: 'A draft is shown by `npm run dev` alone.' }),
  },
  { error: unknownKey('must be fields and their values') },
);

export type FrontMatter = z.output<typeof frontMatter>;

/** The message of an object: an unknown key is told by whoever knows its place. */
function unknownKey(otherwise: string) {
  return ({ code }: { code?: string }) => (code === 'unrecognized_keys' ? undefined : otherwise);
}
