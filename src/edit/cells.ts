/** The cells of a post as its page shows them, and the program that they make. */

export interface Cell {
  /** as the page numbers it, from 1 */
  readonly number: number;
  /** the author's code */
  readonly code: string;
}

/** Where a line of a program stands: counted from 1, in the cell. */
export interface Place {
  readonly cell: number;
  readonly line: number;
}

/** A reader's code by the numbers of its cells; cells that are as the author wrote them are absent. */
export type Edits = ReadonlyMap<number, string>;

/** The cells, edited or not, one after the other. */
export function programOf(cells: readonly Cell[], edits: Edits): string {
  return cells.map(({ number, code }) => edits.get(number) ?? code).join('\n');
}

/** The place of a line of `programOf`, undefined if it has no such line. */
export function placeOf(line: number, cells: readonly Cell[], edits: Edits): Place | undefined {
  let first = 1;
  for (const { number, code } of cells) {
    const { length } = (edits.get(number) ?? code).split('\n');
    if (line >= first && line < first + length) return { cell: number, line: line - first + 1 };
    first += length;
  }
  return undefined;
}
