import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readingCopy } from '../../src/site/reading-copy.ts';

const article = {
  url: 'https://example.org/papers/posts/coin/',
  headline: 'Tossing a coin',
  description: 'A small post.',
  datePublished: '2026-01-01',
  keywords: ['fixture'],
  isBasedOn: { name: 'Ars Conjectandi' },
  author: [{ name: 'Ada Lovelace' }],
};

const page = (prose: string) =>
  `<script type="application/ld+json">${JSON.stringify(article)}</script><article data-pagefind-body><div class="prose">${prose}</div></article>`;
const feed = (prose: string) => readingCopy(page(prose)).html;
const markdown = (prose: string) =>
  readingCopy(page(prose)).markdown.split('papers/posts/coin/>\n\n')[1];

const maths = (display: string) =>
  `<math${display}><semantics><mi>x</mi><annotation encoding="application/x-tex">x_1</annotation></semantics></math>`;

describe('what a page has', () => {
  const cases: [name: string, html: string, feed: string, markdown: string][] = [
    [
      'links are written in full',
      '<p><a class="citation" href="#ref-a">A</a> <a href="/papers/">B</a></p>',
      `<p><a href="${article.url}#ref-a">A</a> <a href="https://example.org/papers/">B</a></p>`,
      `[A](${article.url}#ref-a) [B](https://example.org/papers/)\n`,
    ],
    [
      'code is its text with its language',
      '<figure class="cell"><figcaption class="cell-label">1</figcaption><pre data-language="ts"><code><span class="keyword">let</span> a;</code></pre></figure>',
      '<figure><pre><code class="language-ts">let a;</code></pre></figure>',
      '```ts\nlet a;\n```\n',
    ],
    [
      'a formula is MathML, and its source in Markdown',
      `<p>So <span class="katex"><span class="katex-mathml">${maths('')}</span><span class="katex-html">x</span></span>.</p>`,
      `<p>So ${maths('')}.</p>`,
      'So $x_1$.\n',
    ],
    [
      'a formula on a line of its own stays there',
      `<span class="katex-display"><span class="katex">${maths(' display="block"')}</span></span>`,
      `<p>${maths(' display="block"')}</p>`,
      '$$\nx_1\n$$\n',
    ],
    [
      'a drawing is what it shows, in words',
      '<figure><svg role="img" aria-label="A coin"><path d="M0 0"></path></svg></figure>',
      '<figure><em>A coin</em></figure>',
      '*A coin*\n',
    ],
    [
      'a demo is its recorded result and a link',
      '<astro-island><section class="demo" id="demo-toss"><h3 class="demo-title">Toss</h3><p class="demo-hint">Try it.</p><button>Run</button><div class="demo-slot"><dl><dt>Share</dt><dd>0.5</dd></dl></div></section></astro-island>',
      `<p><strong>Toss</strong>. Try it.</p><ul><li>Share: 0.5</li></ul><p><a href="${article.url}#demo-toss">Run it in the page</a></p>`,
      `**Toss**. Try it.\n\n- Share: 0.5\n\n[Run it in the page](${article.url}#demo-toss)\n`,
    ],
    [
      'a note in the margin is left to the footnotes',
      '<p>So.<sup><a href="#fn-1">1</a><a class="note-link" href="#note-1">1</a></sup><span class="side-note">Why.</span></p>',
      `<p>So.<sup><a href="${article.url}#fn-1">1</a></sup></p>`,
      `So.[1](${article.url}#fn-1)\n`,
    ],
    [
      'what only a page can use is left out',
      '<h2 id="a">A<a class="anchor" href="#a">§</a></h2><script>1</script><style>a{}</style>',
      '<h2>A</h2>',
      '## A\n',
    ],
  ];
  test.each(cases)('%s', (_name, html, inFeed, inMarkdown) => {
    expect(feed(html)).toBe(inFeed);
    expect(markdown(html)).toBe(inMarkdown);
  });
});

test('any text survives the feed, and nothing in it throws', () => {
  const name = fc.constantFrom('p', 'pre', 'div', 'details', 'svg', 'section', 'td', 'math', 'a');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string()), { maxLength: 6 }), (nodes) => {
      const html = nodes.map(([tag, text]) => `<${tag} class="demo">${text}`).join('');
      expect(typeof markdown(html)).toBe('string');
      expect(feed(html)).not.toContain('<script');
    }),
  );
});
