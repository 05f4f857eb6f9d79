/** From a post to its page: each cell in a figure with its number, its anchor and its code. */
import type { Properties } from 'hast';
import type { Root, RootContent } from 'mdast';
import { visitParents } from 'unist-util-visit-parents';
import { cells, type Cell } from './cells.ts';

/**
 * Wraps each cell for the page. A cell that runs has a number and the id `cell-N`; a folded one is a
 * closed `<details>` that says what it holds; a sketch is labelled as not run.
 */
export default function remarkWeave() {
  return (tree: Root): void => {
    const woven = new Map<RootContent, Cell>(cells(tree).map((cell) => [cell.node, cell]));
    visitParents(tree, 'code', (node, ancestors) => {
      const cell = woven.get(node);
      if (!cell) return;
      woven.delete(node);
      const siblings = ancestors[ancestors.length - 1]!.children as RootContent[];
      siblings[siblings.indexOf(node)] = figure(cell);
    });
  };
}

function figure(cell: Cell): RootContent {
  const { number, sketch, fold, title, first, last, node } = cell;
  const length = last - first + 1;
  const kinds = ['cell', ...(sketch ? ['cell-sketch'] : []), ...(fold ? ['cell-fold'] : [])];
  const anchor = sketch
    ? []
    : [
        element('a', { className: ['cell-number'], href: `#cell-${number}` }, [
          text(String(number)),
        ]),
      ];
  const name = sketch
    ? element('span', { className: ['cell-kind'] }, [
        text(title ? `${title}: sketch, not run` : 'sketch, not run'),
      ])
    : element('span', { className: ['cell-title'] }, title ? [text(title)] : []);
  const label = element('figcaption', { className: ['cell-label'] }, [...anchor, name]);
  const summary = element('summary', {}, [
    text(`${title ?? 'code'}, ${length} ${length === 1 ? 'line' : 'lines'}`),
  ]);
  const identity = sketch ? {} : { id: `cell-${number}`, 'data-cell': String(number) };
  const properties = { className: kinds, ...identity };
  const body = fold
    ? [
        element('figcaption', { className: ['cell-label'] }, anchor),
        element('details', {}, [summary, node]),
      ]
    : [label, node];
  return element('figure', properties, body);
}

/** An HTML element in mdast: remark-rehype takes the name and the properties from `data`. */
function element(name: string, properties: Properties, children: RootContent[]): RootContent {
  return { type: 'woven', data: { hName: name, hProperties: properties }, children } as never;
}

function text(value: string): RootContent {
  return { type: 'text', value };
}
