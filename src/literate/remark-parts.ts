/**
 * Puts what follows each heading of the second level into a `section`, with a guess of its height. A
 * long one goes on in another before a cell.
 *
 * A long post costs a phone most of a second of layout, nearly all of it for what nobody sees yet. A
 * browser leaves out a section whose style says `content-visibility: auto` until it comes near the
 * window or a script finds time for it; till then the guess makes the length of the scroll bar.
 */
import type { Nodes, Root, RootContent } from 'mdast';

/** Characters in a line of the text column */
const MEASURE = 72;

/** A guess is a multiple of this many lines, so that an edit seldom changes it. */
const STEP = 8;

/** A part of so many lines, a window of a phone, ends where the next cell begins. */
const LONG = 24;

interface Part {
  readonly children: RootContent[];
  /** whether it goes on with the section of the part before it */
  readonly follows: boolean;
  lines: number;
}

export default function remarkParts() {
  return (tree: Root): void => {
    const begin = (follows: boolean): Part => ({ children: [], follows, lines: 0 });
    let last = begin(false);
    const parts = [last];
    const modules: RootContent[] = [];
    for (const child of tree.children) {
      if (child.type === 'mdxjsEsm') {
        modules.push(child);
        continue;
      }
      const isHeading = child.type === 'heading' && child.depth === 2;
      if (isHeading || (last.lines >= LONG && isCell(child))) {
        last = begin(!isHeading);
        parts.push(last);
      }
      last.children.push(child);
      last.lines += linesOf(child);
    }
    tree.children = [...modules, ...parts.filter((one) => one.children.length > 0).map(section)];
  };
}

/** As `remark-weave.ts` makes it */
function isCell(node: Nodes): boolean {
  const { hProperties } = (node.data ?? {}) as { hProperties?: { className?: unknown } };
  return Array.isArray(hProperties?.className) && hProperties.className.includes('cell');
}

function section({ children, follows, lines }: Part): RootContent {
  const hProperties = {
    className: follows ? ['part', 'follows'] : ['part'],
    style: `--lines:${STEP * Math.ceil(lines / STEP)}`,
  };
  return { type: 'part', data: { hName: 'section', hProperties }, children } as never;
}

/** About how many lines of text a block is high, with the space below it */
function linesOf(node: Nodes): number {
  switch (node.type) {
    case 'code':
      return 2 + 0.75 * node.value.split('\n').length;
    case 'math':
      return 3;
    case 'heading':
      return 3;
    case 'paragraph':
      return 0.7 + Math.ceil(lengthOf(node) / MEASURE);
    case 'tableRow':
      return 1.2;
    case 'html':
      return 0.7 + Math.ceil((0.25 * node.value.length) / MEASURE); // a reference, most of it tags
    case 'mdxJsxFlowElement':
      // A component without content draws something: a demo, a figure, a table.
      if (node.children.length === 0) return node.name === 'Claims' ? 100 : 26;
  }
  return 'children' in node
    ? node.children.reduce((sum: number, child) => sum + linesOf(child), 0)
    : 0;
}

/** Characters that a reader sees; a formula's source is about twice as long as what it sets. */
function lengthOf(node: Nodes): number {
  if (node.type === 'inlineMath') return node.value.length / 2;
  if ('value' in node) return node.value.length;
  return 'children' in node
    ? node.children.reduce((sum: number, child) => sum + lengthOf(child), 0)
    : 0;
}
