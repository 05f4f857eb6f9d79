import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import type { Root } from 'hast';
import { VFile } from 'vfile';
import { expect, test } from 'vitest';
import rehypeStylesToClasses, {
  SHEET,
  sheetText,
} from '../../src/literate/rehype-styles-to-classes.ts';

/** The HTML after the stage, and the style sheet that it imports. */
function staged(html: string): { html: string; css: string } {
  const tree: Root = fromHtml(html, { fragment: true });
  rehypeStylesToClasses()(tree, new VFile());
  const esm = tree.children.find((child) => (child.type as string) === 'mdxjsEsm');
  const source = JSON.stringify(esm ?? '').match(/virtual:post-styles\/[^"\\]*/)?.[0];
  const elements = tree.children.filter((child) => child !== esm);
  return { html: toHtml(elements), css: source ? sheetText(source) : '' };
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
  expect(staged('<i style="false">a</i>')).toEqual({ html: '<i>a</i>', css: '' });
});

test('a page without styles imports no sheet', () => {
  expect(staged('<p>a</p>')).toEqual({ html: '<p>a</p>', css: '' });
});

test('the sheet is named by its text alone', () => {
  expect(sheetText(`${SHEET}${Buffer.from('.a{b:c}').toString('base64url')}.css`)).toBe('.a{b:c}');
});
