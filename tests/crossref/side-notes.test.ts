import fc from 'fast-check';
import type { Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import { toHast } from 'mdast-util-to-hast';
import { describe, expect, test } from 'vitest';
import { VFile } from 'vfile';
import rehypeSideNotes from '../../src/crossref/rehype-side-notes.ts';
import { DiagnosticError } from '../../src/literate/diagnostic.ts';
import { parsePost } from '../../src/literate/parse-post.ts';

const path = 'content/posts/sample/index.mdx';

function stage(source: string): { html: string; file: VFile } {
  const file = new VFile({ path, value: source });
  const tree = toHast(parsePost(source, path)) as Root;
  rehypeSideNotes()(tree, file);
  return { html: toHtml(tree), file };
}

test('a note stands beside its number, without the ids and the way back of the list', () => {
  const { html } = stage('One.[^a] Two.\n\n[^a]: A *note*.\n');
  expect(html).toContain(
    '<a class="note-link" href="#note-1" id="note-ref-1">1</a></sup>' +
      '<span class="side-note" id="note-1" role="note">' +
      '<a class="note-number" href="#note-ref-1" aria-label="Back to the text">1</a> ' +
      '<span>A <em>note</em>. </span></span> Two.</p>',
  );
  expect(html).toContain('<li id="user-content-fn-a">');
});

test('a note that is referred to twice stands beside the first reference', () => {
  const { html } = stage('One.[^a] Two.[^b] Three.[^a]\n\n[^a]: A.\n\n[^b]: B.\n');
  expect(html.match(/class="side-note"/g)).toHaveLength(2);
  expect(html.match(/href="#note-1"/g)).toHaveLength(2);
  expect(html.match(/id="note-ref-1"/g)).toHaveLength(1);
});

test('a reference leads back to a citation in a note by two links, one to each copy', () => {
  const tree: Root = fromHtml(
    '<p>One.<sup><a href="#n" data-footnote-ref>1</a></sup></p>' +
      '<ul><li><a class="reference-back" href="#cite-x-1">↩</a></li></ul>' +
      '<section data-footnotes><ol><li id="n"><p>See <a class="citation" id="cite-x-1">X</a>' +
      ' and <a id="other">Y</a>.</p></li></ol></section>',
    { fragment: true },
  );
  rehypeSideNotes()(tree, new VFile({ path }));
  const html = toHtml(tree);
  expect(html).toContain(
    '<a class="reference-back to-list" href="#cite-x-1">↩</a>' +
      '<a class="reference-back to-margin" href="#margin-cite-x-1">↩</a>',
  );
  expect(html).toContain('See <a class="citation" id="margin-cite-x-1">X</a> and <a>Y</a>.</span>');
  expect(html.match(/id="cite-x-1"/g)).toHaveLength(1);
});

describe('a message says what is wrong and where', () => {
  const cases: [name: string, source: string, message: string][] = [
    [
      'a note in a table',
      '| a |\n| - |\n| 1[^a] |\n\n[^a]: A.\n',
      '3:4 note-place A note cannot stand in a table, a figure or a heading. Put it into the text.',
    ],
    [
      'a note that holds a list',
      'One.[^a]\n\n[^a]:\n    - A.\n',
      '4:5 note-text A note consists of paragraphs, because it stands in the margin. Move the rest into the text.',
    ],
  ];
  test.each(cases)('%s', (_name, source, message) => {
    const found = stage(source).file.messages.map(
      ({ line, column, ruleId, reason }) => `${line}:${column} ${ruleId} ${reason}`,
    );
    expect(found).toEqual([message]);
  });
});

test('whatever is written, nothing but located diagnostics is thrown, and no id stands twice', () => {
  const piece = fc.constantFrom(
    ...['[^a]', '[^b]', '\n\n[^a]: A[^b]\n\n', '\n\n[^b]: $B$\n\n', '\n\n[^a]:\n    - A\n\n'],
    ...['text', '\n\n## ', '\n\n| a |\n| - |\n| ', '\n\n> ', '\n\n- ', '*', ' '],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        const { html, file } = stage(pieces.join(''));
        for (const message of file.messages) {
          expect(message.line).toBeGreaterThan(0);
          expect(message.ruleId).toMatch(/^note-/);
        }
        const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
        expect(new Set(ids).size).toBe(ids.length);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});
