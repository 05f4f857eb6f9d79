/**
 * What was made of formulas and fences: each is made once a process, and its content is HTML.
 *
 * A post has thousands of elements of that kind. The stages that follow neither read nor change
 * them, and every stage that walks the tree would walk them all: so the content is one node. A
 * development server makes anew only what a save has changed.
 */
import type { Element } from 'hast';
import type { VFile } from 'vfile';
import { stylesOf, type Rules } from './rehype-styles-to-classes.ts';

/** How many are kept: more than any post has. Each takes some 20 kB. */
const MOST = 1000;

export class Finished {
  readonly #known = new Map<string, { element: Element; styles: Rules }>();

  /** A copy of what was made of this source, if it was; the post gets its styles. */
  recall(source: string, file: VFile): Element | undefined {
    const found = this.#known.get(source);
    if (!found) return undefined;
    found.styles.forEach((style, name) => stylesOf(file).set(name, style));
    return structuredClone(found.element);
  }

  /** Keeps what was made of a source, and returns it as `recall` does. */
  keep(source: string, element: Element, styles: Rules, file: VFile): Element {
    this.#known.set(source, { element, styles });
    if (this.#known.size > MOST) this.#known.delete(this.#known.keys().next().value!);
    return this.recall(source, file)!;
  }
}
