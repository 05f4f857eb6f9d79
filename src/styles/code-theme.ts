/**
 * Syntax colours as classes: Shiki names the kind of each token, `cell.css` colours it.
 *
 * Four kinds are enough to find one's way in forty lines. Names and operators stay ink.
 */
import type { ShikiTransformer, ThemeRegistration } from '@shikijs/types';

const scopes = {
  comment: ['comment', 'punctuation.definition.comment'],
  string: ['string', 'punctuation.definition.string', 'string.regexp'],
  number: ['constant.numeric', 'constant.language'],
  keyword: [
    'keyword.control',
    'keyword.operator.expression',
    'keyword.operator.new',
    'storage',
    'variable.language.this',
  ],
  type: ['entity.name.type', 'support.type', 'entity.other.inherited-class', 'support.class'],
  definition: [
    'meta.definition.function entity.name.function',
    'meta.definition.method entity.name.function',
  ],
} as const;

export const codeTheme: ThemeRegistration = {
  name: 'worked-papers',
  type: 'light',
  colors: { 'editor.foreground': 'var(--ink)', 'editor.background': 'var(--paper)' },
  settings: Object.entries(scopes).map(([kind, scope]) => ({
    scope: [...scope],
    settings: { foreground: `var(--code-${kind})` },
  })),
};

const COLOUR = /^color:var\(--code-([a-z]+)\)$/;

/** `style="color:var(--code-string)"` becomes `class="string"`. */
export const codeClasses: ShikiTransformer = {
  name: 'worked-papers:code-classes',
  pre(node) {
    // A box is made focusable in the page, and only where its code is wider than it is.
    node.properties = { class: 'code' };
  },
  line(line) {
    line.children = line.children.flatMap((token) => {
      if (token.type !== 'element') return [token];
      const kind = COLOUR.exec(String(token.properties['style']))?.[1];
      if (kind === undefined) return token.children as typeof line.children;
      token.properties = { class: kind };
      return [token];
    });
  },
};
