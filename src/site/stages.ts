/** The stages between a post's MDX and its page, in order: the build runs them, and so do the checks. */
import type { RehypePlugins, RemarkPlugins } from '@astrojs/markdown-remark';
import remarkMath from 'remark-math';
import remarkCite from '../bibliography/remark-cite.ts';
import rehypeSideNotes from '../crossref/rehype-side-notes.ts';
import remarkCrossref, { SHELLS } from '../crossref/remark-crossref.ts';
import remarkNotation from '../crossref/remark-notation.ts';
import remarkDemo from '../demo/remark-demo.ts';
import remarkFrontMatter from '../front-matter/remark-front-matter.ts';
import remarkComponents from '../literate/remark-components.ts';
import remarkFigures from '../literate/remark-figures.ts';
import rehypeFormulas from '../literate/rehype-formulas.ts';
import remarkPostProp from '../literate/remark-post-prop.ts';
import remarkWeave from '../literate/remark-weave.ts';
import remarkClaims from '../record/remark-claims.ts';

/** A line break at `\\` is what authors mean; every other irregularity ends the build. */
const strict = (code: string) => (code === 'newLineInDisplayMode' ? 'ignore' : 'error');

/** The components that every post gets: those that crossref makes HTML of, and the site's own. */
const GIVEN = [...Object.keys(SHELLS), 'Value', 'Claims', 'Rules'];

/** Stages over a post as Markdown. */
export const remarkStages: RemarkPlugins = [
  remarkFrontMatter,
  [remarkComponents, GIVEN],
  remarkMath,
  remarkCrossref,
  remarkNotation,
  remarkCite,
  remarkFigures,
  remarkWeave,
  remarkDemo,
  remarkClaims,
  [remarkPostProp, ['Value', 'Claims']],
];

/** Stages over its HTML, as far as they can find something wrong. */
export const rehypeStages: RehypePlugins = [
  [rehypeFormulas, { strict, trust: false }],
  rehypeSideNotes,
];
