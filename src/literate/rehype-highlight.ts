/** Fences through Shiki, each once: its lines go to the page as HTML. */
import type { Element, Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { toString } from 'hast-util-to-string';
import {
  bundledLanguages,
  createHighlighter,
  guessEmbeddedLanguages,
  isSpecialLang,
  type Highlighter,
} from 'shiki';
import type { ShikiTransformer, ThemeRegistration } from '@shikijs/types';
import { SKIP, visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { Finished } from './finished.ts';
import { stylesToClasses, type Rules } from './rehype-styles-to-classes.ts';

const PLAIN = 'plaintext';
const LANGUAGE = /^language-(\S+)$/;

interface Options {
  readonly theme: ThemeRegistration;
  readonly transformers: ShikiTransformer[];
  /** prints a warning */
  readonly warn: (text: string) => void;
}

export default function rehypeHighlight({ theme, transformers, warn }: Options) {
  const finished = new Finished();
  const highlighters = new Map<string, Promise<Highlighter>>();

  /**
   * A highlighter that knows the language of a fence and those inside it, and no other: it colours
   * what it knows, and what a fence looks like must not depend on the fences before it.
   */
  function highlighterFor(code: string, language: string): Promise<Highlighter> {
    const inside = guessEmbeddedLanguages(code, language).filter(isBundled);
    const langs = [...new Set([language, ...inside])].filter((one) => !isSpecialLang(one)).sort();
    const key = langs.join();
    let found = highlighters.get(key);
    if (!found) {
      found = createHighlighter({ themes: [theme], langs, warnings: false });
      highlighters.set(key, found);
    }
    return found;
  }

  async function highlight(code: string, language: string, styles: Rules): Promise<Element> {
    const shiki = await highlighterFor(code, language);
    const tree = shiki.codeToHast(code, { lang: language, theme: theme.name!, transformers });
    const made = tree.children[0] as Element;
    made.properties.dataLanguage = language;
    stylesToClasses(made, styles);
    made.children = [{ type: 'raw', value: toHtml(made.children) }];
    return made;
  }

  return async (tree: Root, file: VFile): Promise<void> => {
    const fences: { fence: Element; language: string }[] = [];
    visit(tree, 'element', (fence) => {
      const language = languageOf(fence);
      if (language === undefined) return;
      if (language !== 'math') fences.push({ fence, language });
      return SKIP;
    });
    for (const { fence, language } of fences) {
      const code = toString(fence).replace(/\r?\n$/, '');
      const known = isSpecialLang(language) || isBundled(language);
      if (!known) {
        const { line, column } = fence.position!.start;
        const text = `Shiki knows no language \`${language}\`: the fence stays without colours.`;
        warn(`${file.path}:${line}:${column} ${text}`);
      }
      const source = `${known ? language : PLAIN} ${code}`;
      let made = finished.recall(source, file);
      if (!made) {
        const styles: Rules = new Map();
        made = await highlight(code, known ? language : PLAIN, styles);
        made = finished.keep(source, made, styles, file);
      }
      Object.assign(fence, made);
    }
  };
}

function isBundled(language: string): boolean {
  return Object.hasOwn(bundledLanguages, language);
}

/** The language of a fence, `plaintext` if it names none; undefined for what is no fence. */
function languageOf({ tagName, children }: Element): string | undefined {
  const [code] = children;
  if (tagName !== 'pre' || children.length !== 1 || code.type !== 'element') return undefined;
  if (code.tagName !== 'code') return undefined;
  const { className } = code.properties;
  const names = Array.isArray(className) ? className.map(String) : [];
  return names.map((name) => LANGUAGE.exec(name)?.[1]).find(Boolean) ?? PLAIN;
}
