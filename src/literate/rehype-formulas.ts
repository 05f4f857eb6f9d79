/** rehype-katex, once for each formula: what it made is kept, and its content sealed. */
import type { Element, Root } from 'hast';
import { toString } from 'hast-util-to-string';
import rehypeKatex, { type Options } from 'rehype-katex';
import { SKIP, visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { Finished } from './finished.ts';

/** A heading's text, of which Astro makes its id, is read from its elements. */
const HEADING = /^h[1-6]$/;

export default function rehypeFormulas(options: Options) {
  const katex = rehypeKatex(options);
  const finished = new Finished('katex');
  return (tree: Root, file: VFile): void => {
    /** What rehype-katex makes of one element */
    const render = (element: Element): Element => {
      const alone: Root = { type: 'root', children: [element] };
      katex(alone, file);
      return alone.children[0] as Element;
    };
    visit(tree, 'element', (element, index, parent) => {
      if (HEADING.test(element.tagName)) {
        render(element);
        return SKIP;
      }
      if (!isFormula(element)) return;
      const source = `${element.tagName} ${toString(element)}`;
      let formula = finished.recall(source, file);
      if (!formula) {
        const said = file.messages.length;
        formula = render(element);
        markShort(formula);
        if (file.messages.length === said) formula = finished.keep(source, formula, file);
      }
      parent!.children[index!] = formula;
      return SKIP;
    });
  };
}

/** As remark-math writes them: `code` in the text, `pre` with `code` as a block. */
function isFormula({ tagName, properties, children }: Element): boolean {
  if (tagName === 'pre')
    return children.some((child) => child.type === 'element' && isFormula(child));
  const { className } = properties;
  return Array.isArray(className) && className.includes('language-math');
}

/** Signs that stay on one line, also of a phone: a longer formula may break after an operator. */
const SHORT = 16;

function markShort(formula: Element): void {
  const { className } = formula.properties;
  if (formula.tagName !== 'span' || !Array.isArray(className) || className[0] !== 'katex') return;
  const html = formula.children.find(
    (child) => child.type === 'element' && String(child.properties.className) === 'katex-html',
  );
  if (html && toString(html).length <= SHORT) className.push('short');
}
