import fc from 'fast-check';
import { s } from 'hastscript';
import { expect, test } from 'vitest';
import { cardFonts, cardPng, cardSvg, wrapped } from '../../src/site/card.ts';

const card = {
  title: 'A title with <signs> & “quotes”',
  publication: 'Worked Papers',
  note: 'A paper',
  css: '.spark {\n  stroke: var(--mark);\n  stroke-width: 2px;\n  fill: var(--unknown);\n}\n.spark-line {\n  stroke: var(--mark);\n}\n',
};

test('a drawing keeps its marks, coloured by the light theme without variables', () => {
  const drawing = s('svg', { viewBox: '0 0 100 40' }, [
    s('path', { className: ['spark-line', 'plot-ours'], d: 'M0 0L100 40' }),
  ]);
  const svg = cardSvg({ ...card, drawing });
  expect(svg).toContain('<path class="spark-line plot-ours" d="M0 0L100 40">');
  expect(svg).toMatch(/\.spark-line\.plot-ours \{[^}]*stroke: #0a589c;/);
  expect(svg).not.toContain('var(');
});

test('a card without a drawing, and with any title, is a picture of its size', async () => {
  const fonts = await cardFonts();
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (title) => {
      const image = Buffer.from(cardPng(cardSvg({ ...card, title }), fonts));
      expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([1200, 630]);
    }),
    { numRuns: 10 },
  );
});

test('text is cut between words into three lines at most', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapped('a b c d e', 1)).toEqual(['a', 'b', 'c …']);
});
