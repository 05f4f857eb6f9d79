import fc from 'fast-check';
import type { Element, Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import { toString } from 'hast-util-to-string';
import rehypeKatex from 'rehype-katex';
import { visit } from 'unist-util-visit';
import { VFile } from 'vfile';
import { describe, expect, test, vi } from 'vitest';
import rehypeFormulas from '../../src/literate/rehype-formulas.ts';
import rehypeStaticHtml from '../../src/literate/rehype-static-html.ts';
import { stylesOf, stylesToClasses } from '../../src/literate/rehype-styles-to-classes.ts';

const parsed = (html: string): Root => fromHtml(html, { fragment: true });
const component = () => ({ type: 'mdxJsxFlowElement', name: 'Value', children: [] }) as never;

/** The pieces that were kept, by their keys. */
const kept = vi.hoisted(() => new Map<string, readonly string[]>());
vi.mock('../../src/literate/pieces.ts', () => ({
  keepPieces: (pieces: readonly string[]) => {
    const key = `key ${kept.size}`;
    kept.set(key, pieces);
    return key;
  },
}));

/** The children after the stage: of a fragment the HTML that it asks for, else what it is. */
function written(tree: Root): string[] {
  rehypeStaticHtml(['table'])(tree);
  const isImport = (child: { type: string }) => child.type === 'mdxjsEsm';
  return tree.children
    .filter((child) => !isImport(child))
    .map((child) => {
      const { name, attributes, tagName } = child as never as Node;
      return name === 'Fragment' ? htmlOf(attributes[0]) : (name ?? tagName ?? 'text');
    });
}

interface Node {
  readonly name?: string;
  readonly tagName?: string;
  readonly attributes: readonly Call[];
}
interface Call {
  readonly name: string;
  readonly value: {
    data: { estree: { body: { expression: { arguments: { value: never }[] } }[] } };
  };
}

/** What `set:html={pieceOf(key, index)}` gives. */
function htmlOf({ name, value }: Call): string {
  expect(name).toBe('set:html');
  const [key, index] = value.data.estree.body[0].expression.arguments;
  return kept.get(key.value)![index.value];
}

describe('what is static', () => {
  test('is one HTML string, whatever it is', () => {
    const word = fc.stringMatching(/^[a-z<&"'{}]{0,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const tree = parsed(words.map((one) => `<p title="">${one}</p>`).join('\n'));
        const plain = toHtml(structuredClone(tree));
        expect(written(tree)).toEqual([plain]);
      }),
    );
  });

  test('ends where a component stands, at any depth', () => {
    const tree = parsed('<p>a</p><section><p>b</p><p>c</p></section><p>d</p>');
    (tree.children[1] as Element).children.splice(1, 0, component());
    expect(written(tree)).toEqual(['<p>a</p>', 'section', '<p>d</p>']);
    const inside = (tree.children[1] as Element).children.map((child) => (child as never)['name']);
    expect(inside).toEqual(['Fragment', 'Value', 'Fragment']);
  });

  test.each(['table', 'h2', 'img'])('ends where the page renders <%s> by a component', (name) => {
    const tree = parsed(`<p>a</p><${name}></${name}><p>b</p>`);
    expect(written(tree)).toEqual(['<p>a</p>', name, '<p>b</p>']);
  });
});

describe('a formula', () => {
  /** What rehype-katex and the stage for styles make of the same. */
  function bare(tree: Root): { html: string; styles: unknown } {
    const file = new VFile();
    rehypeKatex()(tree, file);
    stylesToClasses(tree, stylesOf(file));
    return { html: toHtml(tree), styles: [...stylesOf(file)] };
  }

  test.each([
    'x^2 \\le \\frac{a}{b} + c',
    '\\sqrt{x} \\overbrace{a+b}^{n} \\cancel{x}',
    '\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix} \\text{ if } "x\'y" < 1',
    '\\color{red} \\mathcal{O}(n) \\phase{x} \\rule{1em}{2em} \\boxed{y}',
    '\\xrightarrow{abc} \\widehat{abc} \\not= \\underbrace{x}_{y}',
  ])('%s is the HTML of rehype-katex, its content one node', (source) => {
    for (const html of [
      `<p><code class="language-math math-inline"></code></p>`,
      `<pre><code class="language-math math-display"></code></pre>`,
    ]) {
      const tree = parsed(html);
      visit(tree, 'element', (one) => {
        if (one.tagName === 'code') one.children = [{ type: 'text', value: source }];
      });
      const expected = bare(structuredClone(tree));
      const file = new VFile();
      rehypeFormulas({})(tree, file);
      const [raw] = (tree.children[0] as Element).children as Element[];
      expect(raw.children.map((child) => child.type)).toEqual(['raw']);
      const made = toHtml(tree, { allowDangerousHtml: true }).replace('katex short', 'katex');
      expect(toHtml(parsed(made))).toBe(expected.html);
      expect([...stylesOf(file)]).toEqual(expected.styles);
    }
  });

  test('stays open in a heading, whose id is made of its text', () => {
    const tree = parsed('<h2><code class="language-math math-inline">x</code></h2>');
    rehypeFormulas({})(tree, new VFile());
    const [heading] = tree.children as Element[];
    expect(toString(heading)).toContain('x');
    expect(toHtml(heading)).toContain('<span class="katex">');
  });

  test('is made once, and every post that has it gets its styles', () => {
    const stage = rehypeFormulas({});
    const made = [1, 2].map(() => {
      const [tree, file] = [
        parsed('<p><code class="language-math math-inline">x^2</code></p>'),
        new VFile(),
      ];
      stage(tree, file);
      return { html: toHtml(tree, { allowDangerousHtml: true }), styles: [...stylesOf(file)] };
    });
    expect(made[0].styles.length).toBeGreaterThan(0);
    expect(made[1]).toEqual(made[0]);
  });

  test('is not kept when it is wrong, so that every post is told', () => {
    const stage = rehypeFormulas({});
    const said = [1, 2].map(() => {
      const [tree, file] = [
        parsed('<p><code class="language-math math-inline">\\frac</code></p>'),
        new VFile(),
      ];
      stage(tree, file);
      return file.messages.length;
    });
    expect(said).toEqual([1, 1]);
  });
});
