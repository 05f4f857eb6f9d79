/** Colours of fences: what they do not depend on. */
import type { Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import { expect, test } from 'vitest';
import { VFile } from 'vfile';
import rehypeHighlight from '../../src/literate/rehype-highlight.ts';
import { codeClasses, codeTheme } from '../../src/styles/code-theme.ts';

const fence = (language: string, code: string) =>
  h('pre', [h(`code.language-${language}`, `${code}\n`)]);

async function coloured(fences: ReturnType<typeof fence>[]): Promise<string[]> {
  const stage = rehypeHighlight({
    theme: codeTheme,
    transformers: [codeClasses],
    warn: () => undefined,
  });
  const tree: Root = { type: 'root', children: fences };
  await stage(tree, new VFile());
  return tree.children.map((one) => toHtml(one, { allowDangerousHtml: true }));
}

test('a fence inside a fence has its colours, whatever was coloured before', async () => {
  const post = () => fence('mdx', 'Text\n\n```ts\nconst a = 1;\n```');
  const [alone] = await coloured([post()]);
  const [, after] = await coloured([fence('ts', 'let b;'), post()]);
  expect(alone).toContain('<span class="keyword">const</span>');
  expect(after).toBe(alone);
});
