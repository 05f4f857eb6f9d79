import type { Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { toHast } from 'mdast-util-to-hast';
import { expect, test } from 'vitest';
import { parsePost } from '../../src/literate/parse-post.ts';
import remarkParts from '../../src/literate/remark-parts.ts';
import remarkWeave from '../../src/literate/remark-weave.ts';

function parts(source: string): string[] {
  const tree = parsePost(source, 'content/posts/sample/index.mdx');
  remarkParts()(tree);
  const { children } = toHast(tree, { passThrough: ['mdxjsEsm'] }) as Root;
  return children.map((child) => toHtml(child)).filter((html) => html.trim() !== '');
}

test('each heading of the second level begins a part, and what stands before them is one', () => {
  const found = parts('One.\n\n## A\n\nTwo.\n\n### B\n\nThree.\n\n## C\n');
  expect(found.map((html) => html.replace(/\s+/g, ''))).toEqual([
    '<sectionclass="part"style="--lines:8"><p>One.</p></section>',
    '<sectionclass="part"style="--lines:16"><h2>A</h2><p>Two.</p><h3>B</h3><p>Three.</p></section>',
    '<sectionclass="part"style="--lines:8"><h2>C</h2></section>',
  ]);
});

test('a long part ends before a cell, and before nothing else', () => {
  const tree = parsePost(
    `${'Text.\n\n'.repeat(40)}\`\`\`ts\na;\n\`\`\`\n\nText.\n\n\`\`\`ts\nb;\n\`\`\`\n`,
    'content/posts/sample/index.mdx',
  );
  remarkWeave()(tree);
  remarkParts()(tree);
  const { children } = toHast(tree) as Root;
  const made = children.map((child) => toHtml(child)).filter((html) => html.trim() !== '');
  expect(made.length).toBe(2);
  expect(made[1]).toMatch(
    /^<section class="part follows" style="--lines:8">\s*<figure class="cell"/,
  );
});

test('imports stay outside of parts, and a post may begin with a heading', () => {
  const tree = parsePost("import a from './a.ts';\n\n## A\n", 'content/posts/sample/index.mdx');
  remarkParts()(tree);
  expect(tree.children.map(({ type }) => type)).toEqual(['mdxjsEsm', 'part']);
});

test('the guess grows with the text, and rows, formulas, code and demos count as what they are', () => {
  const lines = (source: string) => Number(/--lines:(\d+)/.exec(parts(source)[0])![1]);
  const text = 'word '.repeat(72);
  expect(lines(text)).toBe(8);
  expect(lines(`${text}\n\n`.repeat(8))).toBe(48);
  expect(lines('```ts\n' + 'a;\n'.repeat(40) + '```')).toBe(32);
  expect(lines('$$\nx\n$$\n\n'.repeat(5))).toBe(16);
  expect(lines('<Demo />\n')).toBe(32);
});
