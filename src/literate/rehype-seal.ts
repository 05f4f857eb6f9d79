/**
 * Seals what is finished: the content of a formula or of highlighted code becomes one HTML node.
 *
 * A post has thousands of such elements. The stages that follow neither read nor change them, and
 * every stage that walks the tree would walk them all.
 */
import type { Element, Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { SKIP, visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { stylesOf, stylesToClasses } from './rehype-styles-to-classes.ts';

/** A heading's text, of which Astro makes its id, is read from its elements. */
const HEADING = /^h[1-6]$/;

/**
 * The stage for one kind of element: a plugin of its own, since unified runs each plugin once.
 *
 * @param name the first class of the elements to seal
 */
export default function rehypeSeal(name: string) {
  return () =>
    (tree: Root, file: VFile): void => {
      const rules = stylesOf(file);
      visit(tree, 'element', (element: Element) => {
        if (HEADING.test(element.tagName)) return SKIP;
        const { className } = element.properties;
        const first = Array.isArray(className)
          ? className[0]
          : (element.properties.class ?? className);
        if (first !== name) return;
        stylesToClasses(element, rules);
        element.children = [{ type: 'raw', value: toHtml(element.children) }];
        return SKIP;
      });
    };
}
