/**
 * What was made of formulas and fences: each is made once a process, and its content sealed.
 *
 * A post has thousands of elements of that kind. The stages that follow neither read nor change
 * them, and every stage that walks the tree would walk them all: so the content becomes one HTML
 * node. A development server makes anew only what a save has changed.
 */
import type { Element } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { SKIP, visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { stylesOf, stylesToClasses } from './rehype-styles-to-classes.ts';

/** How many are kept: more than any post has, and little memory beside a build of a thousand posts */
const MOST = 5000;

export class Finished {
  readonly #seals: string;
  readonly #known = new Map<string, { element: Element; styles: ReadonlyMap<string, string> }>();

  /** @param seals the first class of the elements whose content is sealed */
  constructor(seals: string) {
    this.#seals = seals;
  }

  /** A copy of what was made of this source, if it was; the post gets its styles. */
  recall(source: string, file: VFile): Element | undefined {
    const found = this.#known.get(source);
    if (!found) return undefined;
    found.styles.forEach((style, name) => stylesOf(file).set(name, style));
    return structuredClone(found.element);
  }

  /** Seals what was made of a source, keeps it, and returns it as `recall` does. */
  keep(source: string, made: Element, file: VFile): Element {
    const styles = new Map<string, string>();
    visit(made, 'element', (element: Element) => {
      const { className } = element.properties;
      const first = Array.isArray(className)
        ? className[0]
        : (element.properties.class ?? className);
      if (first !== this.#seals) return;
      stylesToClasses(element, styles);
      element.children = [{ type: 'raw', value: toHtml(element.children) }];
      return SKIP;
    });
    this.#known.set(source, { element: made, styles });
    if (this.#known.size > MOST) this.#known.delete(this.#known.keys().next().value!);
    return this.recall(source, file)!;
  }
}
