/**
 * Keeps a formula in the text together with the brackets and punctuation that touch it, and a power
 * of ten with the computed number that it multiplies.
 *
 * To a browser a formula is a box, and it breaks lines around boxes: a comma after one could begin
 * the next line. A long formula may still break inside; `maths.css` sees to both.
 */
import type { Element, ElementContent, Parents, Root, Text } from 'hast';
import type {} from 'mdast-util-mdx-jsx';
import { visit } from 'unist-util-visit';

const OPENING = /[([“‘]+$/;
const CLOSING = /^[\])”’,.;:!?…]+/;

/** KaTeX's HTML of a formula that continues the one before: `\times 10^{-12}`. */
const FACTOR = /<annotation[^>]*>\\times /;

export default function rehypeKeepPunctuation() {
  return (tree: Root): void => {
    visit(tree, 'element', (formula, index, parent) => {
      if (!parent || index === undefined || !isFormula(formula)) return;
      const before = parent.children[index - 1];
      const after = parent.children[index + 1];
      const number = isFactor(formula) ? numberBefore(parent, index) : [];
      const opening = cut(before, OPENING);
      const closing = cut(after, CLOSING);
      const children: ElementContent[] = [...number, ...opening, formula, ...closing];
      if (children.length === 1) return;
      const properties = { className: ['unbroken'] };
      const unbroken: Element = { type: 'element', tagName: 'span', properties, children };
      const first = index - number.length;
      parent.children.splice(first, number.length + 1, unbroken);
      return first + 1;
    });
  };
}

/** A formula, or a link that holds nothing else. */
function isFormula({ tagName, properties, children }: Element): boolean {
  if (tagName === 'a' && children.length === 1 && children[0].type === 'element') {
    return isFormula(children[0]);
  }
  return Array.isArray(properties.className) && properties.className[0] === 'katex';
}

function isFactor({ children: [content] }: Element): boolean {
  return content?.type === 'raw' && FACTOR.test(content.value);
}

/** A computed number and the space between it and the formula, if they stand there. */
function numberBefore({ children }: Parents, index: number): ElementContent[] {
  const [number, space] = children.slice(Math.max(index - 2, 0), index) as ElementContent[];
  const isNumber = number?.type === 'mdxJsxTextElement' && number.name === 'Value';
  return isNumber && space?.type === 'text' && space.value === ' ' ? [number, space] : [];
}

/** Cuts what matches off a neighbouring text, and returns it as a text of its own. */
function cut(node: Root['children'][number] | undefined, pattern: RegExp): Text[] {
  if (node?.type !== 'text') return [];
  const value = pattern.exec(node.value)?.[0];
  if (value === undefined) return [];
  node.value = node.value.replace(pattern, '');
  return [{ type: 'text', value }];
}
