import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import type { Root } from 'hast';
import { VFile } from 'vfile';
import { expect, test } from 'vitest';
import { sheetText } from '../../src/literate/pieces.ts';
import rehypeStylesToClasses from '../../src/literate/rehype-styles-to-classes.ts';

/** The HTML after the stage, and the style sheet that it imports. */
function staged(html: string): { html: string; css: string; name?: string } {
  const tree: Root = fromHtml(html, { fragment: true });
  rehypeStylesToClasses()(tree, new VFile());
  const esm = tree.children.find((child) => (child.type as string) === 'mdxjsEsm');
  const source = JSON.stringify(esm ?? '').match(/virtual:post-styles\/[^"\\]*/)?.[0];
  const elements = tree.children.filter((child) => child !== esm);
  return { html: toHtml(elements), css: source ? sheetText(source) : '', name: source };
}

test('each distinct style becomes one rule that beats every selector', () => {
  const { html, css } = staged(
    '<i style="height:1em;top:-2em">a</i><b class="x" style="height:1em;top:-2em">b</b>',
  );
  const [, name] = /<i class="(s[0-9a-z]{5})">/.exec(html)!;
  expect(html).toBe(`<i class="${name}">a</i><b class="x ${name}">b</b>`);
  expect(css).toBe(`.${name}{height:1em!important;top:-2em!important}`);
});

test('a style that declares nothing is dropped', () => {
  expect(staged('<i style="false">a</i>')).toMatchObject({ html: '<i>a</i>', css: '' });
});

test('a page without styles imports no sheet', () => {
  expect(staged('<p>a</p>')).toMatchObject({ html: '<p>a</p>', css: '' });
});

test('posts of the same styles share a sheet, whose name a file can have', () => {
  const names = ['a', 'b'].map((text) => staged(`<i style="top:1em">${text}</i>`).name);
  expect(names[0]).toMatch(/^virtual:post-styles\/[0-9a-f]{64}\.css$/);
  expect(names[1]).toBe(names[0]);
});
