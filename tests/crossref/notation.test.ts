import fc from 'fast-check';
import { toHtml } from 'hast-util-to-html';
import { toHast } from 'mdast-util-to-hast';
import { describe, expect, test } from 'vitest';
import remarkNotation from '../../src/crossref/remark-notation.ts';
import { parsePost } from '../../src/literate/parse-post.ts';
import { DiagnosticError } from '../../src/literate/diagnostic.ts';

function html(source: string): string {
  const tree = parsePost(source, 'content/posts/sample/index.mdx');
  remarkNotation()(tree);
  return toHtml(toHast(tree));
}

const table =
  '| symbol | identifier | shape | meaning |\n| - | - | - | - |\n' +
  '| $x$ | `x` | $(B, 256)$ | images |\n| $W^1, b^1$ | `H1` | – | layer |\n\n';

/** What is linked to a row, as `row text`. */
const linked = (source: string) =>
  [...html(source).matchAll(/href="#(symbol-\d)" class="symbol"[^>]*><code[^>]*>([^<]*)</g)].map(
    ([, row, text]) => `${row} ${text}`,
  );

describe('the notation table', () => {
  test('gives its rows ids and links symbols and identifiers in the text to them', () => {
    expect(html(table)).toContain('<tr id="symbol-1">');
    expect(linked(`${table}Here $x$ is \`x\`, and $W^1$ is in \`H1\`.\n`)).toEqual([
      'symbol-1 x',
      'symbol-1 x',
      'symbol-2 W^1',
      'symbol-2 H1',
    ]);
  });

  test('serves the text before it', () => {
    expect(linked(`First $b^1$.\n\n${table}`)).toEqual(['symbol-2 b^1']);
  });

  test('names the link of a symbol, which has no text, by its meaning', () => {
    expect(html(`${table}$b^1$\n`)).toContain('class="symbol" aria-label="b^1, layer">');
  });

  test('is linked to by the first symbol in each section only', () => {
    expect(linked(`${table}$x$ $x$\n\n### a\n\n$x$\n\n## b\n\n$x$ $x$\n`)).toHaveLength(2);
  });

  test('is linked to by what equals its entry, outside headings, links and longer formulas', () => {
    expect(linked(`${table}## $x$\n\n[$x$](#a) $x + 1$ \`x.y\` $B$ $(B, 256)$ $\{x}$\n`)).toEqual(
      [],
    );
  });

  test('has exactly the four columns', () => {
    expect(linked('| symbol | meaning |\n| - | - |\n| $x$ | images |\n\n$x$\n')).toEqual([]);
  });
});

test('whatever is written, nothing but located diagnostics is thrown', () => {
  const piece = fc.constantFrom(table, '$x$', '`x`', '## ', '| ', '[', '](#a)', '\n\n', '> ', 'x');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        html(pieces.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(DiagnosticError);
      }
    }),
    { numRuns: 300 },
  );
});
