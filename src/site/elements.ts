/** Reading a finished page's elements. */
import type { Element, Root } from 'hast';
import { visit } from 'unist-util-visit';

/** The first element of which something is true. */
export function find(
  tree: Root | Element,
  wanted: (element: Element) => boolean,
): Element | undefined {
  let found: Element | undefined;
  visit(tree, 'element', (element) => {
    if (!found && wanted(element)) found = element;
  });
  return found;
}

export function classesOf({ properties }: Element): readonly unknown[] {
  return Array.isArray(properties.className) ? properties.className : [];
}
