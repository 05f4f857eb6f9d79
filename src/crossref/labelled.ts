/** The HTML around what can be labelled, as mdast: figures and tables with captions, statements. */
import type { Properties } from 'hast';
import type { Paragraph, PhrasingContent, RootContent } from 'mdast';
import type { Position } from 'unist';

/**
 * A figure or a table with its caption: the last paragraph, if something stands before it.
 *
 * @param name `Figure 2`, or nothing
 */
export function captioned(
  prefix: 'fig' | 'tab',
  properties: Properties,
  name: string,
  children: readonly RootContent[],
): RootContent {
  const last = children[children.length - 1];
  const captions = children.length > 1 && last?.type === 'paragraph' ? [last] : [];
  const shown = children.slice(0, children.length - captions.length).flatMap(unwrapped);
  const label = name ? [element('span', { className: ['label'] }, [text(`${name}.`)])] : [];
  const words = captions.flatMap((paragraph) => paragraph.children);
  const separator = label.length > 0 && words.length > 0 ? [text(' ')] : [];
  const figcaption = element('figcaption', {}, [...label, ...separator, ...words]);
  const isDemo = children.some((child) => child.type === 'mdxJsxFlowElement');
  const className = [prefix === 'fig' ? 'figure' : 'table', ...(isDemo ? ['wide'] : [])];
  const parts = label.length + words.length > 0 ? [...shown, figcaption] : shown;
  return element('figure', { className, ...properties }, parts);
}

/**
 * A definition, theorem, lemma or algorithm: its name and title lead its first paragraph.
 *
 * @param position where the title is written, for messages about it
 */
export function statement(
  prefix: string,
  properties: Properties,
  name: string,
  title: string | undefined,
  children: readonly RootContent[],
  position: Position,
): RootContent {
  const words = title === undefined ? `${name}.` : `${name} (${title}).`;
  const label = element('strong', { className: ['label'] }, [{ ...text(words), position }]);
  const [first, ...rest] = children;
  const opening: Paragraph =
    first?.type === 'paragraph'
      ? { ...first, children: [label, text(' '), ...first.children] as PhrasingContent[] }
      : { type: 'paragraph', children: [label] as PhrasingContent[] };
  const others = first?.type === 'paragraph' ? rest : children;
  const className = ['statement', `statement-${prefix}`];
  return element('div', { className, ...properties }, [opening, ...others]);
}

/** An HTML element in mdast: remark-rehype takes the name and the properties from `data`. */
export function element(
  name: string,
  properties: Properties,
  children: readonly RootContent[],
): RootContent {
  return { type: 'labelled', data: { hName: name, hProperties: properties }, children } as never;
}

/** Images without the paragraph that Markdown puts around them. */
function unwrapped(node: RootContent): RootContent[] {
  if (node.type !== 'paragraph') return [node];
  const content = node.children.filter((child) => child.type !== 'text' || child.value.trim());
  return content.every((child) => child.type === 'image') ? content : [node];
}

function text(value: string): RootContent {
  return { type: 'text', value };
}
