/**
 * What can be wrong with a post, as named rules.
 *
 * The rules are data: `npm run check` takes severities from here, and the guide's page of rules is
 * this table. An error ends a build or misleads a reader; a warning does neither.
 */

export type Severity = 'error' | 'warning';

export interface Rule {
  readonly severity: Severity;
  /** what is wrong where the rule is named */
  readonly finds: string;
  /** what to do */
  readonly mend: string;
  /** `npm run check -- --fix` mends it */
  readonly fixed?: true;
}

/** Rules by area, in the order in which an author meets them. */
export const areas = {
  'The folder': {
    'slug-valid': {
      severity: 'error',
      finds:
        'The folder’s name, which is the post’s address, is not lower-case words joined by `-`.',
      mend: 'Rename the folder.',
    },
    'module-loads': {
      severity: 'error',
      finds:
        'runs.ts or claims.ts throws when it is loaded, for example for a default out of range.',
      mend: 'Mend what the message names.',
    },
    types: {
      severity: 'error',
      finds: 'The compiler’s error in a cell or a module of the post, at the line of the post.',
      mend: 'Mend the type; the number after TS leads to its documentation.',
    },
  },
  'Front matter': {
    'front-matter-there': {
      severity: 'error',
      finds: 'The post does not begin with front matter between two lines of `---`.',
      mend: 'Begin with title, description, date and authors.',
    },
    'front-matter-yaml': {
      severity: 'error',
      finds: 'The front matter is no YAML.',
      mend: 'Quote values that hold a colon; indent lists by two spaces.',
    },
    'front-matter-value': {
      severity: 'error',
      finds:
        'A field is missing or does not hold what it must, such as an ORCID iD whose checksum fails.',
      mend: 'Write what the message asks for.',
    },
    'front-matter-field': {
      severity: 'error',
      finds: 'A field that front matter does not have.',
      mend: 'Delete it, or take the name that the message suggests.',
    },
    'paper-known': {
      severity: 'error',
      finds: 'The paper that the post explains is not in references.bib.',
      mend: 'Add it as the first entry, name it by `paper`, or write `kind: guide`.',
    },
    'date-future': {
      severity: 'error',
      finds:
        'The post is dated after today: a static site publishes when it is built, not on a day.',
      mend: 'Give the day of publishing, or write `draft: true` until then.',
    },
  },
  'Bibliography and citations': {
    'bibtex-valid': {
      severity: 'error',
      finds: 'An entry of references.bib is no BibTeX.',
      mend: 'Add the brace, comma or equals sign that is missing.',
    },
    'bibtex-key-unique': {
      severity: 'error',
      finds: 'Two entries have one key.',
      mend: 'Give one of them another key.',
    },
    'bibtex-title': {
      severity: 'error',
      finds: 'An entry has no title.',
      mend: 'Add `title = {…}`.',
    },
    'cite-known': {
      severity: 'error',
      finds: 'A citation of a key that references.bib does not have.',
      mend: 'Add the entry, or take the key that the message suggests.',
    },
    'cite-used': {
      severity: 'warning',
      finds: 'An entry that the post does not cite.',
      mend: 'Cite it by `[@key]`, or delete it.',
    },
  },
  'MDX and cells': {
    'mdx-syntax': {
      severity: 'error',
      finds: 'A brace or a less-than sign that MDX reads as code, or a tag that is not closed.',
      mend: 'Write `\\{` and `&lt;` in prose; close every tag.',
    },
    'component-known': {
      severity: 'error',
      finds: 'A component that the post neither imports nor gets from the site.',
      mend: 'Import it, or take the name that the message suggests.',
    },
    'cell-option': {
      severity: 'error',
      finds: 'A word after `ts` that is no option of a cell.',
      mend: 'There are `fold`, `sketch` and `title="…"`.',
    },
    'cell-place': {
      severity: 'error',
      finds: 'A cell in a block quote, whose lines are no TypeScript.',
      mend: 'Move it out of the quote.',
    },
    'cell-closed': {
      severity: 'error',
      finds: 'A cell without an end.',
      mend: 'End it with a line of three backticks.',
    },
    'cell-import': {
      severity: 'error',
      finds: 'A cell imports something other than `#num/*`.',
      mend: 'Move what needs a page or a package to demo.tsx or data.ts.',
    },
    'cell-deterministic': {
      severity: 'error',
      finds:
        'A cell uses a clock, the network, `Math.random`, or a function of `Math` whose bits differ between browsers.',
      mend: 'Take randomness as a parameter `rng`; import `exp` and its like from `#num/math`.',
    },
  },
  Maths: {
    'maths-valid': {
      severity: 'error',
      finds: 'A formula that KaTeX cannot set.',
      mend: 'Mend it at the place that the message names.',
    },
    'maths-delimited': {
      severity: 'error',
      finds: 'TeX outside of `$…$`.',
      mend: 'Put it between `$`, or between lines of `$$`, and close it.',
    },
  },
  'Labels, references and notes': {
    'label-kind': {
      severity: 'error',
      finds: 'A label without the prefix of what it labels.',
      mend: 'Write `eq:…` for an equation, `fig:…` for a figure, and so on.',
    },
    'label-unique': {
      severity: 'error',
      finds: 'A label that stands twice.',
      mend: 'Give one of the two another.',
    },
    'label-single': {
      severity: 'error',
      finds: 'Two labels in one block of maths.',
      mend: 'Give each equation a `$$` block of its own.',
    },
    'ref-known': {
      severity: 'error',
      finds: 'A reference to a label that nothing has.',
      mend: 'Add the label, or take the one that the message suggests.',
    },
    'note-place': {
      severity: 'error',
      finds: 'A note where the page cannot show one beside the text.',
      mend: 'Move its number into a paragraph.',
    },
    'note-text': {
      severity: 'error',
      finds: 'A note that is not made of paragraphs.',
      mend: 'Move the list, table or figure into the text.',
    },
    'link-there': {
      severity: 'error',
      finds: 'A link to a place that the page or the site does not have.',
      mend: 'Link to a heading’s id, a label, or `../another-post/`.',
    },
  },
  'Prose and figures': {
    'heading-order': {
      severity: 'error',
      finds: 'A heading of the title’s level, or one that skips a level.',
      mend: 'Sections are `##`, their parts `###`.',
    },
    'notation-there': {
      severity: 'warning',
      finds: 'A post on a paper without a notation table.',
      mend: 'Add a table with the header `symbol | identifier | shape | meaning`.',
    },
    'number-computed': {
      severity: 'warning',
      finds: 'A number that reads as a result of ours and is typed in.',
      mend: 'Make it a claim and write `<Value claim="…" />`. If it is a setting, put it in `$…$`; if somebody published it, cite the source in its sentence.',
    },
    wording: {
      severity: 'warning',
      finds: 'A spelling that the publication does not use: `words` in content/site.ts.',
      mend: 'Take the spelling that the message names.',
      fixed: true,
    },
    'figure-alt': {
      severity: 'error',
      finds: 'An image without alt text.',
      mend: 'Write `![what it shows](…)`.',
    },
    'figure-local': {
      severity: 'error',
      finds: 'An image that is not a file of the post.',
      mend: 'Put it into the post’s folder figures.',
    },
    'figure-there': {
      severity: 'error',
      finds: 'An image whose file is missing.',
      mend: 'Add the file, or mend its name.',
    },
    'figure-credit': {
      severity: 'warning',
      finds: 'An image without a caption that says whose it is.',
      mend: 'Put it into `<Figure>`, with a caption that cites its source or says `Credit: …`.',
    },
  },
  'Runs, demos and claims': {
    'run-known': {
      severity: 'error',
      finds: 'A demo of a run that runs.ts does not export.',
      mend: 'Export it, or take the name that the message suggests.',
    },
    'run-tested': {
      severity: 'warning',
      finds: 'A run that neither index.test.ts names nor a claim measures.',
      mend: 'Test it, or measure a claim on it.',
    },
    'value-claim': {
      severity: 'error',
      finds: 'A `<Value>` that names no claim.',
      mend: 'Write `<Value claim="…" />`.',
    },
    'claim-known': {
      severity: 'error',
      finds: 'A `<Value>` of a claim that claims.ts does not have.',
      mend: 'Add the claim, or take the name that the message suggests.',
    },
    'claim-source': {
      severity: 'error',
      finds: 'A claim on a source that is not in references.bib.',
      mend: 'Give the key of an entry as `cite`.',
    },
    'claim-place': {
      severity: 'error',
      finds: 'A claim that does not say where in its source it stands.',
      mend: 'Give a section, table, figure or page as `place`.',
    },
    'claims-shown': {
      severity: 'warning',
      finds: 'A post with claims and without their ledger.',
      mend: 'Write `<Claims />` where it ends.',
    },
  },
  'Record and page': {
    'record-there': {
      severity: 'error',
      finds: 'Runs without a record.',
      mend: '`npm run record -- <slug>`',
    },
    'record-fresh': {
      severity: 'error',
      finds: 'A record of other cells, runs, data or numerics than those that are there.',
      mend: '`npm run record -- <slug>`, and look at what changed.',
    },
    'record-complete': {
      severity: 'error',
      finds: 'A record without a run that a demo or a claim needs.',
      mend: '`npm run record -- <slug>`',
    },
    'record-claims': {
      severity: 'error',
      finds: 'A record whose claims are not those of claims.ts.',
      mend: '`npm run record -- <slug>`, which computes nothing again.',
    },
    'claim-holds': {
      severity: 'error',
      finds: 'A claim outside its bounds that nobody explains.',
      mend: 'Mend the run, or say in claims.ts why it `differs`.',
    },
    'page-budget': {
      severity: 'warning',
      finds:
        'The page, as built, is heavier than a reader should wait for: 90 kB of compressed HTML.',
      mend: 'Draw fewer points on the server, or shorten the post.',
    },
    build: {
      severity: 'error',
      finds: 'What the bundler finds in a build, such as an import of a file that is not there.',
      mend: 'Mend what the message names.',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Rule>>>>;

/** Every rule by its name. */
export const rules: Readonly<Record<string, Rule>> = Object.assign({}, ...Object.values(areas));
