import { fromHtml } from 'hast-util-from-html';
import { expect, test } from 'vitest';
import { searchCopy } from '../../src/site/search-copy.ts';

const page = (content: string) =>
  fromHtml(`<html lang="en"><body><nav>Site</nav>${content}</body></html>`);
const copy = (content: string) => {
  const html = searchCopy(page(`<article data-pagefind-body>${content}</article>`));
  return /^<html lang="en"><body data-pagefind-body="">(.*)<\/body><\/html>$/s.exec(html)?.[1];
};

test('headings keep the ids that results lead to, without the link beside them', () => {
  expect(copy('<h2 id="a" data-number="1">A<a class="anchor" href="#a">§</a></h2>')).toBe(
    '<h2 id="a">A</h2>',
  );
});

test('words stay words, in blocks as they are', () => {
  const link = '<a class="citation" href="#ref-a"><span>Lovelace</span></a>';
  expect(copy(`<p class="x">See (${link}, 1843).</p>`)).toBe('<p>See (Lovelace, 1843).</p>');
  expect(copy('<pre><code><span class="keyword">let</span> a;</code></pre>')).toBe(
    '<pre><code>let a;</code></pre>',
  );
});

test('cells of a table are words of their own', () => {
  expect(copy('<table><tbody><tr><th>Claim</th><td>Here</td></tr></tbody></table>')).toBe(
    '<table><tbody><tr><th>Claim </th><td>Here </td></tr></tbody></table>',
  );
});

test('a formula in the text is its signs, one on a line of its own is left out', () => {
  const maths =
    '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math>';
  const formula = `<span class="katex"><span class="katex-mathml">${maths}</span><span class="katex-html">x</span></span>`;
  expect(copy(`<p>So ${formula}.</p>`)).toBe('<p>So <mi>x</mi>.</p>');
  expect(copy(`<p>So <span class="katex-display">${formula}</span></p>`)).toBe('<p>So </p>');
});

test('what stands twice or is no text is left out', () => {
  const twice = ['contents', 'cite', 'side-note', 'demo-controls', 'reference-backs'];
  expect(copy(twice.map((name) => `<div class="${name}">x</div>`).join(''))).toBe('');
  expect(copy('<svg><text>x</text></svg><script>x</script><button>x</button>')).toBe('');
});

test('a page without anything to search is a mistake', () => {
  expect(() => searchCopy(page('<p>x</p>'))).toThrow('without content to search');
});
