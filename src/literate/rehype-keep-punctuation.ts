/**
 * Keeps a formula in the text together with the brackets and punctuation that touch it.
 *
 * To a browser a formula is a box, and it breaks lines around boxes: a comma after one could begin
 * the next line. A long formula may still break inside; `maths.css` sees to both.
 */
import type { Element, ElementContent, Root, Text } from 'hast';
import { visit } from 'unist-util-visit';

const OPENING = /[([“‘]+$/;
const CLOSING = /^[\])”’,.;:!?…]+/;

export default function rehypeKeepPunctuation() {
  return (tree: Root): void => {
    visit(tree, 'element', (formula, index, parent) => {
      if (!parent || index === undefined || !isFormula(formula)) return;
      const before = parent.children[index - 1];
      const after = parent.children[index + 1];
      const opening = cut(before, OPENING);
      const closing = cut(after, CLOSING);
      if (opening.length + closing.length === 0) return;
      const children: ElementContent[] = [...opening, formula, ...closing];
      const properties = { className: ['unbroken'] };
      parent.children[index] = { type: 'element', tagName: 'span', properties, children };
      return index + 1;
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

/** Cuts what matches off a neighbouring text, and returns it as a text of its own. */
function cut(node: Root['children'][number] | undefined, pattern: RegExp): Text[] {
  if (node?.type !== 'text') return [];
  const value = pattern.exec(node.value)?.[0];
  if (value === undefined) return [];
  node.value = node.value.replace(pattern, '');
  return [{ type: 'text', value }];
}
