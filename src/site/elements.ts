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

const OF_PAGE_ONLY = new Set(['script', 'style', 'template', 'link', 'button', 'noscript', 'wbr']);
/** A note stands twice in a page, in the margin and at its end, and a formula drawn and as MathML. */
const CLASSES_OF_PAGE_ONLY = ['anchor', 'reference-backs', 'side-note', 'katex-html', 'cell-label'];

/** Whether an element does something in its page or stands there twice: no copy of the text has it. */
export function isOfPageOnly(element: Element): boolean {
  const classes = classesOf(element);
  return (
    OF_PAGE_ONLY.has(element.tagName) || CLASSES_OF_PAGE_ONLY.some((name) => classes.includes(name))
  );
}
