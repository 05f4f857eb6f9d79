/**
 * The cells of a post: its `ts` fences, in page order.
 *
 * Tangling and weaving both start here, so the program and the page cannot disagree on what a cell is.
 */
import type { Code, Root } from 'mdast';
import { visitParents } from 'unist-util-visit-parents';
import { VFileMessage } from 'vfile-message';

export interface Cell {
  /** 1-based among the cells that run; a sketch shares the number line with nobody and has 0 */
  readonly number: number;
  /** a sketch is shown, and not run */
  readonly sketch: boolean;
  /** shown closed, behind its title and its length */
  readonly fold: boolean;
  readonly title: string | undefined;
  /** first and last line of the code in the post, 1-based; `last < first` for an empty cell */
  readonly first: number;
  readonly last: number;
  readonly node: Code;
}

/**
 * The cells of a post in page order.
 *
 * @throws VFileMessage located at the fence, for an unknown word after `ts`, or a fence in a block
 *   quote, whose lines are no TypeScript
 */
export function cells(tree: Root): Cell[] {
  const found: Cell[] = [];
  let number = 0;
  visitParents(tree, 'code', (node, ancestors) => {
    if (node.lang !== 'ts') return;
    const options = cellOptions(node);
    if (ancestors.some((ancestor) => ancestor.type === 'blockquote')) {
      throw problem(
        node,
        'cell-place',
        'A cell cannot stand in a block quote. Move it out of the quote.',
      );
    }
    const { start, end } = node.position!;
    const lines = node.value === '' ? 0 : node.value.split('\n').length;
    // Without its own end, a fence ends with the file, or at the start of the file's last line.
    if (end.line !== start.line + lines + 1 || end.column < 4) {
      throw problem(
        node,
        'cell-closed',
        'This cell is not closed. End it with a line of three backticks.',
      );
    }
    found.push({
      number: options.sketch ? 0 : ++number,
      ...options,
      first: start.line + 1,
      last: start.line + lines,
      node,
    });
  });
  return found;
}

const WORD = /\s*(?:title="([^"]*)"|(\S+))/gy;

function cellOptions(node: Code): Pick<Cell, 'sketch' | 'fold' | 'title'> {
  const options = { sketch: false, fold: false, title: undefined as string | undefined };
  for (const [, title, word] of (node.meta ?? '').matchAll(WORD)) {
    if (title !== undefined) options.title = title;
    else if (word === 'fold' || word === 'sketch') options[word] = true;
    else {
      const text = `\`${word}\` is no option of a cell. There are: fold, sketch, title="…".`;
      throw problem(node, 'cell-option', text);
    }
  }
  return options;
}

function problem(node: Code, rule: string, text: string): VFileMessage {
  return new VFileMessage(text, { place: node.position, ruleId: rule, source: 'worked-papers' });
}
