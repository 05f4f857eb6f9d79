import type { ElementContent, Root } from 'hast';
import { toString } from 'hast-util-to-string';
import { h } from 'hastscript';
import { describe, expect, test } from 'vitest';
import rehypeKeepPunctuation from '../../src/literate/rehype-keep-punctuation.ts';

const formula = () => h('span.katex', 'x');

/** The texts of the unbroken parts of a paragraph. */
function unbroken(...children: (string | ElementContent)[]): string[] {
  const paragraph = h('p', ...children);
  const text = toString(paragraph);
  const tree: Root = { type: 'root', children: [paragraph] };
  rehypeKeepPunctuation()(tree);
  expect(toString(paragraph)).toBe(text);
  return paragraph.children
    .filter(
      (child) => child.type === 'element' && String(child.properties.className) === 'unbroken',
    )
    .map((child) => toString(child));
}

test('a comma stays with the formula before it', () => {
  expect(unbroken('where ', formula(), ', and')).toEqual(['x,']);
});

test('brackets stay with the formula that they hold', () => {
  expect(unbroken('digits (', formula(), ') and')).toEqual(['(x)']);
});

test('a comma stays with the link that holds a formula', () => {
  expect(unbroken('where ', h('a', { href: '#symbol-1' }, formula()), ', and')).toEqual(['x,']);
});

test('each of two formulas keeps its own', () => {
  expect(unbroken(formula(), ', ', formula(), '.')).toEqual(['x,', 'x.']);
});

test('a formula between words is left alone', () => {
  expect(unbroken('if ', formula(), ' is')).toEqual([]);
});

describe('a power of ten', () => {
  const html = '<annotation encoding="application/x-tex">\\times 10^{-3}</annotation>';
  const factor = () => h('span.katex', {}, { type: 'raw', value: html });
  const value = (): ElementContent => ({
    type: 'mdxJsxTextElement',
    name: 'Value',
    attributes: [],
    children: [{ type: 'text', value: '2.5' }],
  });

  test('stays with the computed number before it', () => {
    expect(unbroken('by ', value(), ' ', factor(), '.')).toEqual(['2.5 .']);
  });

  test('leaves words before it alone', () => {
    expect(unbroken('by ', factor(), ' here')).toEqual([]);
    expect(unbroken(value(), ' words ', factor(), ' here')).toEqual([]);
  });
});
