/** Front matter of a post: what its first lines must hold, and what is said where they do not. */
import { z } from 'astro/zod';

const author = z.strictObject({
  name: z.string().min(1, 'must be the author’s name as it is printed'),
  affiliation: z.string().optional(),
  orcid: z
    .string()
    .regex(/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/, 'must be an ORCID iD such as 0000-0002-1825-0097')
    .optional(),
});

const date = z
  .union([z.date(), z.string()], { error: 'must be a day such as 2026-03-26' })
  .pipe(z.coerce.date({ error: 'must be a day such as 2026-03-26' }));

/** What a post explains of a paper comes from its references.bib. */
export const frontMatter = z.strictObject({
  title: z.string({ error: 'must be the post’s title' }).min(1, 'must not be empty'),
  description: z
    .string({ error: 'must be the one sentence that stands below the title' })
    .min(1, 'must not be empty')
    .max(300, 'must be one sentence of at most 300 characters'),
  date,
  authors: z
    .array(author, { error: 'must be a list such as `- name: Ada Lovelace`' })
    .min(1, 'must name one author at least'),
  /** a guide documents the publication itself: it explains no paper and may claim nothing */
  kind: z.enum(['paper', 'guide'], { error: 'must be paper or guide' }).default('paper'),
  /** key in references.bib of the paper that the post explains; absent: the first entry */
  paper: z.string().optional(),
  tags: z
    .array(z.string().regex(/^[a-z0-9-]+$/, 'must be lower-case words joined by -'))
    .default([]),
  /** a draft is built by `npm run dev` alone */
  draft: z.boolean().default(false),
});
