import { toHtml } from 'hast-util-to-html';
import { toHast } from 'mdast-util-to-hast';
import { expect, test } from 'vitest';
import { parsePost } from '../../src/literate/parse-post.ts';
import remarkWeave from '../../src/literate/remark-weave.ts';

function woven(source: string): string {
  const tree = parsePost(source, 'content/posts/sample/index.mdx');
  remarkWeave()(tree);
  return toHtml(toHast(tree));
}

test('a cell is a figure with its number as an anchor', () => {
  expect(woven('```ts title="model"\nconst a = 1;\n```')).toBe(
    '<figure class="cell" id="cell-1" data-cell="1">' +
      '<figcaption class="cell-label"><a class="cell-number" href="#cell-1">1</a>' +
      '<span class="cell-title">model</span></figcaption>' +
      '<pre><code class="language-ts">const a = 1;\n</code></pre></figure>',
  );
});

test('a folded cell is closed and says what it holds', () => {
  const html = woven('```ts fold title="optimiser"\nconst a = 1;\nconst b = 2;\n```');
  expect(html).toContain('<figure class="cell cell-fold" id="cell-1"');
  expect(html).toContain('<details><summary>optimiser, 2 lines</summary><pre>');
});

test('a sketch is labelled and has no number, and does not count', () => {
  const html = woven('```ts sketch\nidea()\n```\n\n```ts\nconst a = 1;\n```');
  expect(html).toContain('<figure class="cell cell-sketch">');
  expect(html).toContain('sketch, not run');
  expect(html).toContain('id="cell-1"');
  expect(html).not.toContain('id="cell-2"');
});

test('a fence in another language is left as it is', () => {
  expect(woven('```py\nx = 1\n```')).toBe('<pre><code class="language-py">x = 1\n</code></pre>');
});
