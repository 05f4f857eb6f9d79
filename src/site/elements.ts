/** Reading a finished page's elements. */
import type { Element, Root } from 'hast';

/** The first element below `tree` of which something is true. */
export function find(
  tree: Root | Element,
  wanted: (element: Element) => boolean,
): Element | undefined {
  for (const child of tree.children) {
    if (child.type !== 'element') continue;
    const found = wanted(child) ? child : find(child, wanted);
    if (found) return found;
  }
  return undefined;
}

export function classesOf({ properties }: Element): readonly unknown[] {
  return Array.isArray(properties.className) ? properties.className : [];
}
