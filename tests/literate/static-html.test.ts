import fc from 'fast-check';
import type { Element, Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import { toString } from 'hast-util-to-string';
import { VFile } from 'vfile';
import { describe, expect, test } from 'vitest';
import { Finished } from '../../src/literate/finished.ts';
import rehypeFormulas from '../../src/literate/rehype-formulas.ts';
import rehypeStaticHtml from '../../src/literate/rehype-static-html.ts';
import rehypeStylesToClasses, {
  SHEET,
  sheetText,
  stylesOf,
} from '../../src/literate/rehype-styles-to-classes.ts';

const parsed = (html: string): Root => fromHtml(html, { fragment: true });
const component = () => ({ type: 'mdxJsxFlowElement', name: 'Value', children: [] }) as never;

/** The children after the stage: of a fragment its HTML, of anything else what it is. */
function written(tree: Root): string[] {
  rehypeStaticHtml(['table'])(tree);
  return tree.children.map((child) => {
    const one = child as unknown as { name?: string; attributes?: { value: string }[] };
    if (one.name === 'Fragment') return one.attributes![0].value;
    return one.name ?? (child as Element).tagName ?? 'text';
  });
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

describe('a sealed formula', () => {
  const formula = '<span class="katex"><i style="top:1em">x</i><b>&#x3C;</b></span>';

  /** The post after the stages as the configuration orders them. */
  function staged(html: string) {
    const [tree, file] = [parsed(html), new VFile()];
    const paragraph = tree.children[0] as Element;
    const [formula] = paragraph.children as Element[];
    paragraph.children = [new Finished('katex').keep('x', formula, file)];
    const sealed = structuredClone(tree);
    rehypeStylesToClasses()(tree, file);
    const source = JSON.stringify(tree.children).match(/virtual:post-styles\/[^"\\]*/)![0];
    return {
      sealed,
      css: sheetText(source),
      html: written(tree)[0],
      name: source.slice(0, SHEET.length),
    };
  }

  test('is one node, and the same HTML as unsealed', () => {
    const { sealed, html, css } = staged(`<p>${formula}</p>`);
    const [outer] = (sealed.children[0] as Element).children as Element[];
    expect(outer.children.map((child) => child.type)).toEqual(['raw']);
    const name = /\.(s[0-9a-z]{5})\{top:1em!important\}/.exec(css)![1];
    expect(html).toBe(`<p><span class="katex"><i class="${name}">x</i><b>&#x3C;</b></span></p>`);
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
