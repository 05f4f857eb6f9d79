import fc from 'fast-check';
import { toHtml } from 'hast-util-to-html';
import { toHast } from 'mdast-util-to-hast';
import { describe, expect, test } from 'vitest';
import { VFile } from 'vfile';
import remarkCrossref from '../../src/crossref/remark-crossref.ts';
import { DiagnosticError } from '../../src/literate/diagnostic.ts';
import { parsePost } from '../../src/literate/parse-post.ts';

const path = 'content/posts/sample/index.mdx';

function stage(source: string): { html: string; file: VFile } {
  const file = new VFile({ path, value: source });
  const tree = parsePost(source, path);
  remarkCrossref()(tree, file);
  return { html: toHtml(toHast(tree)), file };
}

const html = (source: string) => stage(source).html;

/** Messages as an author reads them: `line:column rule text`. */
const messages = (source: string) =>
  stage(source).file.messages.map(
    ({ line, column, ruleId, reason }) => `${line}:${column} ${ruleId} ${reason}`,
  );

describe('an equation', () => {
  test('with a label has a number and an id; one without has none', () => {
    const page = html(
      '$$\na = 1\n$$\n\n$$\nb = 2 \\label{eq:b}\n$$\n\n$$\n\\label{eq:c}\nc = 3\n$$\n',
    );
    expect(page).toContain('<pre><code class="language-math math-display">a = 1</code></pre>');
    expect(page).toContain(
      '<div class="equation" id="eq:b"><pre><code class="language-math math-display">b = 2 \\tag{1}',
    );
    expect(page).toContain('id="eq:c"><pre><code class="language-math math-display">\\tag{2}');
  });

  test('keeps its length, so that an error in it is told at its place', () => {
    const tree = parsePost('$$\nb \\label{eq:b} + \\frca\n$$\n', path);
    remarkCrossref()(tree, new VFile({ path, value: '' }));
    expect(toHtml(toHast(tree))).toContain('b \\tag{1}      + \\frca');
  });

  test('is referred to from before and after it, in a formula, in prose and in an equation', () => {
    const page = html(
      'See $\\eqref{eq:b}$ and [#eq:b].\n\n$$\nb = 2 \\label{eq:b}\n$$\n\n$c \\overset{\\eqref{eq:b}}{=} d$\n',
    );
    expect(page).toContain('<p>See <a href="#eq:b" class="crossref">(1)</a> and ');
    expect(page).toContain('<a href="#eq:b" class="crossref">Equation\u00a01</a>.</p>');
    expect(page).toContain('c \\overset{(1)         }{=} d');
  });
});

describe('a figure', () => {
  test('is numbered where it has a label, and takes its last paragraph as caption', () => {
    expect(
      html('In [#fig:a] …\n\n<Figure id="fig:a">\n\n![a dot](./a.svg)\n\nA *dot*.\n\n</Figure>\n'),
    ).toBe(
      '<p>In <a href="#fig:a" class="crossref">Figure\u00a01</a> …</p>\n' +
        '<figure class="figure" id="fig:a"><img src="./a.svg" alt="a dot">' +
        '<figcaption><span class="label">Figure\u00a01.</span> A <em>dot</em>.</figcaption></figure>',
    );
  });

  test('without a label has no number', () => {
    expect(html('<Figure>\n\n![a dot](./a.svg)\n\nA dot.\n\n</Figure>\n')).toBe(
      '<figure class="figure"><img src="./a.svg" alt="a dot"><figcaption>A dot.</figcaption></figure>',
    );
  });

  test('and a table are counted apart', () => {
    const page = html(
      '<Figure id="fig:a">\n![a](./a.svg)\n</Figure>\n\n<Table id="tab:a">\n| a |\n| - |\n| 1 |\n\nOne.\n</Table>\n',
    );
    expect(page).toContain('<figcaption><span class="label">Figure\u00a01.</span></figcaption>');
    expect(page).toContain('<figure class="table" id="tab:a"><table>');
    expect(page).toContain('<span class="label">Table\u00a01.</span> One.');
  });
});

describe('a statement', () => {
  test('leads with its name, number and title; each kind is counted apart', () => {
    const page = html(
      '<Theorem id="thm:a" title="Bayes">\nIt holds.\n</Theorem>\n\n<Definition id="def:a">\nA set.\n</Definition>\n\nBy [#thm:a] and [#def:a].\n',
    );
    expect(page).toContain(
      '<div class="statement statement-thm" id="thm:a"><p><strong class="label">Theorem\u00a01 (Bayes).</strong> It holds.</p></div>',
    );
    expect(page).toContain('<strong class="label">Definition\u00a01.</strong> A set.');
    expect(page).toContain('By <a href="#thm:a" class="crossref">Theorem\u00a01</a>');
  });

  test('that opens with a list has its name in a paragraph of its own', () => {
    expect(html('<Algorithm id="alg:a" title="SGD">\n1. Step.\n</Algorithm>\n')).toContain(
      '<p><strong class="label">Algorithm\u00a01 (SGD).</strong></p><ol>',
    );
  });
});

test('sections are numbered by their headings and referred to by the ids of these', () => {
  const page = html('## One\n\n### Its part\n\n## Run it\n\nSee [#sec:its-part], [#sec:run-it].\n');
  expect(page).toContain('<h3 id="its-part" data-number="1.1">Its part</h3>');
  expect(page).toContain('<h2 id="run-it" data-number="2">Run it</h2>');
  expect(page).toContain('<a href="#its-part" class="crossref">Section\u00a01.1</a>');
  expect(page).toContain('<a href="#run-it" class="crossref">Section\u00a02</a>');
});

test('a reference in code, or in the text of a link, is left alone', () => {
  const source = '`[#fig:a]` and [the [#fig:a] figure](./b)\n';
  expect(messages(source)).toEqual([]);
});

describe('a message says what is wrong and where', () => {
  const cases: [name: string, source: string, message: string][] = [
    [
      'an unknown label in prose, with the near one',
      '## Loss\n\nHere\nis [#sec:los].\n',
      '4:4 ref-known Nothing in this post has the label `sec:los`. Did you mean `sec:loss`?',
    ],
    [
      'an unknown label in a formula',
      'By $\\eqref{eq:a}$.\n',
      '1:5 ref-known Nothing in this post has the label `eq:a`.',
    ],
    [
      'a label that stands twice',
      '$$\na \\label{eq:a}\n$$\n\n$$\nb\n\\label{eq:a}\n$$\n',
      '7:1 label-unique The label `eq:a` stands at line 2 already. Give this equation another.',
    ],
    [
      'a label of another kind',
      '$$\na \\label{loss}\n$$\n',
      '2:3 label-kind `loss` is no label of an equation. Write `eq:loss`.',
    ],
    [
      'a second label in a block',
      '$$\na \\label{eq:a}\\\\\nb \\label{eq:b}\n$$\n',
      '3:3 label-single `\\label{eq:b}` is the second label of its block. Give each equation a `$$` block of its own.',
    ],
    [
      'a figure with the label of another kind',
      '\n<Figure id="tab:a">\n![a](./a.svg)\n</Figure>\n',
      '2:1 label-kind `tab:a` is no label of a figure. Write `fig:a`.',
    ],
  ];
  test.each(cases)('%s', (_name, source, message) => {
    expect(messages(source)).toEqual([message]);
  });
});

test('whatever is written, nothing but located diagnostics is thrown', () => {
  const piece = fc.constantFrom(
    ...[
      '[#fig:a]',
      '[#x',
      '$\\eqref{eq:a}$',
      '$$\nx \\label{eq:a}\n$$',
      '$$\n\\label{}\n$$',
      '\\eqref',
    ],
    ...[
      '<Figure id="fig:a">',
      '</Figure>',
      '<Theorem title="[#eq:b]">',
      '</Theorem>',
      '## A',
      '| a |',
    ],
    ...['\n\n', '\n', ' ', '> ', '- ', '![a](b)', '$\\label{eq:a}$', '$$', '[^1]', '[^1]: note'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      try {
        for (const message of stage(pieces.join('')).file.messages) {
          expect(message.line).toBeGreaterThan(0);
          expect(message.ruleId).toMatch(/^(ref|label)-/);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(DiagnosticError);
      }
    }),
    { numRuns: 500 },
  );
});
