/**
 * Formulas through KaTeX, each once: its HTML goes to the page as it is.
 *
 * rehype-katex would parse that HTML, some hundred elements a formula, only for the page to write it
 * again, which took longer than KaTeX itself. It does what needs elements or has no HTML: formulas
 * in headings, of whose text Astro makes ids, and those that KaTeX refuses.
 */
import type { Element, ElementContent, Root } from 'hast';
import { toString } from 'hast-util-to-string';
import katex from 'katex';
import rehypeKatex, { type Options } from 'rehype-katex';
import { SKIP, visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { Finished } from './finished.ts';
import { classedStyles, type Rules } from './rehype-styles-to-classes.ts';

const HEADING = /^h[1-6]$/;

export default function rehypeFormulas(options: Options) {
  const refused = rehypeKatex(options);
  const finished = new Finished();
  return (tree: Root, file: VFile): void => {
    visit(tree, 'element', (element, index, parent) => {
      if (HEADING.test(element.tagName)) {
        refused({ type: 'root', children: [element] }, file);
        return SKIP;
      }
      if (!isFormula(element)) return;
      const source = `${element.tagName} ${toString(element)}`;
      const formula = finished.recall(source, file) ?? make(element, source, file);
      parent!.children[index!] = formula;
      return SKIP;
    });

    function make(element: Element, source: string, file: VFile): Element {
      const styles: Rules = new Map();
      try {
        return finished.keep(source, rendered(element, options, styles), styles, file);
      } catch {
        const alone: Root = { type: 'root', children: [element] };
        refused(alone, file);
        return alone.children[0] as Element;
      }
    }
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

/** What KaTeX makes of a formula. @throws ParseError if it refuses it */
function rendered(element: Element, options: Options, styles: Rules): Element {
  const displayMode = element.tagName === 'pre';
  const made = katex.renderToString(toString(element), {
    ...options,
    displayMode,
    throwOnError: true,
  });
  const html = classedStyles(made, styles);
  const content = html.slice(html.indexOf('<span class="katex">') + '<span class="katex">'.length);
  if (displayMode) {
    const formula = span(['katex'], { type: 'raw', value: content.replace(/(<\/span>){2}$/, '') });
    return span(['katex-display'], formula);
  }
  const shown = content.slice(content.indexOf('<span class="katex-html"'));
  const signs = shown.replace(/<[^>]*>/g, '').replace(/&[^;]*;/g, ' ').length;
  const classes = signs <= SHORT ? ['katex', 'short'] : ['katex'];
  return span(classes, { type: 'raw', value: content.replace(/<\/span>$/, '') });
}

function span(className: string[], child: ElementContent): Element {
  return { type: 'element', tagName: 'span', properties: { className }, children: [child] };
}
