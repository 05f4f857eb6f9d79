/** Formulas in prose: which of them may break over lines. */
import type { Element, Root } from 'hast';
import { h } from 'hastscript';
import { expect, test } from 'vitest';
import { VFile } from 'vfile';
import rehypeFormulas from '../../src/literate/rehype-formulas.ts';

test.each([
  ['x_t', true],
  ['\\mathbf{x} \\in \\mathbb{R}^n', true],
  ['a + b + c + d + e + f + g + h + i + j', false],
])('%s stays on one line: %s', (formula, short) => {
  const tree: Root = {
    type: 'root',
    children: [h('p', [h('code.language-math.math-inline', formula)])],
  };
  rehypeFormulas({})(tree, new VFile());
  const katex = (tree.children[0] as Element).children[0] as Element;
  expect((katex.properties.className as string[]).includes('short')).toBe(short);
});
