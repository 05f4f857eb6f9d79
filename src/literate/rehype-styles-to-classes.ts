/**
 * Turns every `style` attribute into a class, so that a strict Content-Security-Policy holds.
 *
 * KaTeX and Shiki write inline styles. Each distinct style becomes one rule in a style sheet that
 * the post imports.
 */
import { createHash } from 'node:crypto';
import type { Element, Root } from 'hast';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { importOf } from './estree.ts';
import { keepSheet } from './pieces.ts';

/** CSS declarations by the names of their classes. */
export type Rules = Map<string, string>;

/** The rules that the stages found in a post so far. */
export function stylesOf(file: VFile): Rules {
  return (file.data.styles ??= new Map()) as Rules;
}

export default function rehypeStylesToClasses() {
  return (tree: Root, file: VFile): void => {
    const rules = stylesOf(file);
    stylesToClasses(tree, rules);
    if (rules.size > 0) tree.children.push(importOf(keepSheet(styleSheet(rules))));
  };
}

/** Gives every element in `tree` classes for its styles, and adds those to `rules`. */
export function stylesToClasses(tree: Root | Element, rules: Rules): void {
  visit(tree, 'element', (element: Element) => {
    const { style, align, ...properties } = element.properties;
    if (style === undefined && align === undefined) return;
    element.properties = properties;
    // MDX would make a style of a table cell's `align`.
    if (align) element.properties.className = [...classNames(element), `align-${align}`];
    if (typeof style !== 'string' || !style.includes(':')) return;
    element.properties.className = [...classNames(element), classFor(style, rules)];
  });
}

/** As `stylesToClasses`, in HTML that writes a style right after the class, as KaTeX does. */
export function classedStyles(html: string, rules: Rules): string {
  return html.replace(
    /(?: class="([^"]*)")? style="([^"]*)"/g,
    (_all, classes: string | undefined, style: string) => {
      const names = classes ? `${classes} ${classFor(style, rules)}` : classFor(style, rules);
      return ` class="${names}"`;
    },
  );
}

function classFor(style: string, rules: Rules): string {
  const name = className(style);
  const other = rules.get(name) ?? style;
  if (other !== style) throw new Error(`internal: ${name} names ${style} and ${other}`);
  rules.set(name, style);
  return name;
}

/** `!important` because an inline style, whose place the rule takes, beats every selector. */
function styleSheet(rules: Rules): string {
  return [...rules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, style]) => {
      const declarations = style.split(';').filter((part) => part.includes(':'));
      return `.${name}{${declarations.map((part) => `${part.trim()}!important`).join(';')}}`;
    })
    .join('\n');
}

/** Short, for a page has thousands; two styles of one post that share a name end the build. */
function className(style: string): string {
  const digits = createHash('sha256').update(style).digest('hex').slice(0, 12);
  return `s${parseInt(digits, 16).toString(36).slice(-5)}`;
}

function classNames(element: Element): string[] {
  const { className } = element.properties;
  return Array.isArray(className)
    ? className.map(String)
    : typeof className === 'string'
      ? [className]
      : [];
}
