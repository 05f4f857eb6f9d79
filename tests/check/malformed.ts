/** What authors do wrong, each as one edit of the fixture `sound`, and what they are told. */

export interface Malformed {
  readonly name: string;
  /** the file of the post that is edited */
  readonly file: string;
  /** a text of the file, and what stands in its place; the file is deleted where `to` is absent */
  readonly from?: string;
  readonly to?: string;
  /** the record is computed before the edit */
  readonly recorded?: true;
}

const index = 'index.mdx';
const bib = 'references.bib';

const edit =
  (file: string) =>
  (name: string, from: string, to: string): Malformed => ({
    name,
    file,
    from,
    to,
  });
const post = edit(index);
const references = edit(bib);
const runs = edit('runs.ts');
const claims = edit('claims.ts');

export const malformed: readonly Malformed[] = [
  // Front matter
  post('no front matter', '---\ntitle: Tossing a coin\n', 'Tossing a coin\n'),
  post('front matter that is no YAML', 'title: Tossing a coin', 'title: Tossing: a coin'),
  post('an unclosed list', '[fixture, probability]', '[fixture, probability'),
  post('no title', 'title: Tossing a coin\n', ''),
  post('an empty title', 'title: Tossing a coin', 'title: ""'),
  post('a title that is a number', 'title: Tossing a coin', 'title: 1713'),
  post('no description', 'description: A post in which nothing is wrong.\n', ''),
  post(
    'a description as long as a page',
    'A post in which nothing is wrong.',
    'A post. '.repeat(40),
  ),
  post('no date', 'date: 2026-01-01\n', ''),
  post('a date in words', 'date: 2026-01-01', 'date: January 1, 2026'),
  post('a date with the day first', 'date: 2026-01-01', 'date: 01-02-2026'),
  post('a date with a time', 'date: 2026-01-01', 'date: 2026-01-01T08:00'),
  post('a day that no calendar has', 'date: 2026-01-01', 'date: 2026-02-30'),
  post('a scheduled date', 'date: 2026-01-01', 'date: 9999-01-01'),
  post(
    'authors that are a text',
    'authors:\n  - name: Ada Lovelace\n    affiliation: Analytical Society\n    orcid: 0000-0002-1825-0097',
    'authors: Ada Lovelace',
  ),
  post(
    'an author that is a text',
    '  - name: Ada Lovelace\n    affiliation: Analytical Society\n    orcid: 0000-0002-1825-0097',
    '  - Ada Lovelace',
  ),
  post(
    'no author',
    'authors:\n  - name: Ada Lovelace\n    affiliation: Analytical Society\n    orcid: 0000-0002-1825-0097',
    'authors: []',
  ),
  post('an author without a name', '  - name: Ada Lovelace\n    affiliation', '  - affiliation'),
  post('an ORCID iD with a wrong digit', '0000-0002-1825-0097', '0000-0002-1825-0079'),
  post('an ORCID iD as an address', '0000-0002-1825-0097', 'https://orcid.org/0000-0002-1825-0097'),
  post('a misspelt field', 'tags:', 'tag:'),
  post('a misspelt field of an author', 'affiliation:', 'afiliation:'),
  post('a tag of two words', '[fixture, probability]', '[fixture, Probability Theory]'),
  post('tags that are a text', '[fixture, probability]', 'fixture'),
  post('a draft that is a word', 'tags:', 'draft: maybe\ntags:'),
  post('a kind that there is not', 'tags:', 'kind: essay\ntags:'),
  post('a paper that is no entry', 'paper: bernoulli1713', 'paper: bernouli1713'),
  post('a guide on a paper', 'tags:', 'kind: guide\ntags:'),
  { name: 'no bibliography', file: bib },
  references('an empty bibliography', '@book{bernoulli1713,', '@comment{bernoulli1713,'),
  // BibTeX
  references('an entry that is cut off', 'year = {1718}\n}', 'year = {1718'),
  references('a missing comma', 'author = {de Moivre, Abraham},', 'author = {de Moivre, Abraham}'),
  references('a missing equals sign', 'title = {Ars conjectandi}', 'title {Ars conjectandi}'),
  references('a key that stands twice', 'demoivre1718', 'bernoulli1713'),
  references('an entry without a title', '  title = {The doctrine of chances},\n', ''),
  // Citations
  post('a misspelt citation', '@demoivre1718', '@demoivre1781'),
  post('an unknown work in a sentence', "the coin's bias", 'the bias of @coin2020'),
  post('a work that nobody cites', '; @demoivre1718', ''),
  // Maths
  post('a command that there is not', '\\frac{1}{n}', '\\frca{1}{n}'),
  post('a brace that is not closed', '\\frac{p(1 - p)}{n}', '\\frac{p(1 - p){n}'),
  post('an environment that is not closed', '\\frac{p(1 - p)}{n}', '\\begin{cases} p'),
  post('a subscript twice', 'x_i', 'x_i_j'),
  post('an alignment mark out of place', 'x_i', 'x & i'),
  post('left without right', '\\right]', ']'),
  post('TeX outside of dollars', 'After $n$ tosses', 'After \\frac{n}{1 m} tosses'),
  post('a dollar that is not closed', 'After $n$ tosses the share', 'After $n^{2 tosses the share'),
  // MDX
  post('a lone brace', 'tosses the share varies', 'tosses the set {1, 2 varies'),
  post('a set in braces', 'tosses the share varies', 'tosses the set {1 2} varies'),
  post('a less-than sign before a letter', 'tosses the share varies', 'tosses a share <b varies'),
  post('a tag that is not closed', '</Theorem>', ''),
  post('a tag that is closed by another', '</Theorem>', '</Lemma>'),
  post('a component that there is not', '<Claims />', '<Claim />'),
  post('a component without its import', "import { Toss } from './demo.tsx';\n", ''),
  // Cells
  post('an option of a cell that there is not', '```ts\n', '```ts hidden\n'),
  post(
    'a cell in a quotation',
    '```ts\nimport { exp',
    '> ```ts\n> const a = 1;\n> ```\n\n```ts\nimport { exp',
  ),
  post('a cell that is not closed', '<Claims />', '<Claims />\n\n```ts\nconst a = 1;'),
  post('a cell with a type error', 'let heads = 0;', 'let heads: boolean = 0;'),
  post('a cell with a syntax error', 'let heads = 0;', 'let heads = ;'),
  post('a cell with a clock', 'let heads = 0;', 'let heads = Date.now();'),
  post('a cell with chance', 'rng.uniform()', 'Math.random()'),
  post('a cell with rounding of its own', 'exp(-z', 'Math.exp(-z'),
  post('a cell that imports a package', "'#num/math'", "'node:fs'"),
  // Labels and references
  post('a label without its kind', '\\label{eq:variance}', '\\label{variance}'),
  post(
    'a label that stands twice',
    '<Theorem id="thm:law"',
    '<Theorem id="thm:law">\n\nOnce.\n\n</Theorem>\n\n<Theorem id="thm:law"',
  ),
  post(
    'two labels in a block',
    '\\label{eq:variance}',
    '\\label{eq:variance} \\\\ x \\label{eq:other}',
  ),
  post('a figure with a table’s label', 'id="fig:coin"', 'id="tab:coin"'),
  post('a reference to nothing', '[#fig:coin]', '[#fig:coins]'),
  post('an equation that there is not', '\\eqref{eq:variance}', '\\eqref{eq:mean}'),
  post('a section that there is not', '[#sec:notation]', '[#sec:notations]'),
  post('a note in a table', '| number of tosses |', '| number of tosses[^fast] |'),
  post(
    'a note that holds a list',
    '[^fast]: As fast as $1/n$.',
    '[^fast]:\n    - As fast\n    - as $1/n$.',
  ),
  post('a link to no heading', '](#the-law)', '](#the-laws)'),
  post('a link to no post', '](#the-law)', '](../coins/)'),
  post('a link from the host', '](#the-law)', '](/posts/sound/)'),
  // Prose and figures
  post('a heading of the title’s level', '## The law', '# The law'),
  post('a heading that skips a level', '### In numbers', '#### In numbers'),
  post('no notation table', '| symbol |', '| sign |'),
  post(
    'a number that nobody computed',
    'We count a share of <Value claim="share" />.',
    'We measured a share of 0.52 here.',
  ),
  post('a spelling that is not ours', 'The share of heads tends', 'The share in a dataset tends'),
  post('a figure without alt text', '![A coin]', '![]'),
  post('a figure that is not there', 'coin.svg', 'coins.svg'),
  post('a figure of another host', './figures/coin.svg', 'https://example.org/coin.svg'),
  post('a figure without credit', ' Credit: drawn for this fixture.', ''),
  // Runs, demos and claims
  post('a run that there is not', 'run="toss"', 'run="tos"'),
  runs('a default out of range', 'value: 1000', 'value: 5'),
  runs(
    'a run that nobody tests',
    'export const toss',
    "export const spin = defineRun({\n  title: 'Spin',\n  parameters: {},\n  *frames() {\n    yield { progress: 1 };\n  },\n});\n\nexport const toss",
  ),
  post('a value of no claim', '<Value claim="share" />', '<Value />'),
  post('a value of a claim that there is not', 'claim="share"', 'claim="shares"'),
  post('no ledger', '<Claims />\n', ''),
  claims('a claim on an unknown source', "cite: 'bernoulli1713'", "cite: 'bernoulli1731'"),
  claims('a claim without a place', "place: 'Part IV'", "place: ' '"),
  claims('a claim without bounds', '    within: { low: 0.4, high: 0.6 },\n', ''),
  { ...claims('a claim outside its bounds', 'low: 0.4', 'low: 0.59'), recorded: true },
  { ...claims('a record of other claims', 'digits: 2', 'digits: 3'), recorded: true },
  { ...claims('a record without a seed', 'seeds: [1]', 'seeds: [1, 2]'), recorded: true },
  { ...post('a record of other cells', 'let heads = 0;', 'let heads = 0.0;'), recorded: true },
  { name: 'runs without a record', file: 'record.json' },
];
