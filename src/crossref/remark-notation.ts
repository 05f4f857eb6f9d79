/**
 * Notation: a symbol or an identifier of the post's notation table, in the text, leads to its row.
 *
 * The first in each section does, so that the keyboard does not stop at every one.
 */
import type { InlineCode, Link, PhrasingContent, Root, Table, TableRow } from 'mdast';
import type { InlineMath } from 'mdast-util-math';
import { toString } from 'mdast-util-to-string';
import { EXIT, SKIP, visit } from 'unist-util-visit';

const HEADER = ['symbol', 'identifier', 'shape', 'meaning'];

/** What a symbol means where it is not text. */
const ELSEWHERE = new Set(['link', 'linkReference', 'heading', 'footnoteDefinition']);

export default function remarkNotation() {
  return (tree: Root): void => {
    const table = notationTable(tree);
    if (!table) return;
    const rows = rowsOf(table);
    let linked = new Set<string>();
    visit(tree, (node, index, parent) => {
      if (node.type === 'heading' && node.depth === 2) linked = new Set();
      if (node === table || ELSEWHERE.has(node.type)) return SKIP;
      if (node.type !== 'inlineMath' && node.type !== 'inlineCode') return;
      const row = rows.get(keyOf(node));
      if (!row || linked.has(keyOf(node))) return;
      linked.add(keyOf(node));
      const children = [node as PhrasingContent];
      // A formula has no text that could name its link.
      const spoken = `${node.value.replaceAll('\\', '')}, ${row.meaning}`;
      const name = node.type === 'inlineMath' ? { 'aria-label': spoken } : {};
      const data = { hProperties: { className: ['symbol'], ...name } };
      parent!.children[index!] = { type: 'link', url: `#${row.id}`, data, children } satisfies Link;
      return SKIP;
    });
  };
}

function notationTable(tree: Root): Table | undefined {
  let found: Table | undefined;
  visit(tree, 'table', (table) => {
    if (!isNotationTable(table)) return;
    found = table;
    return EXIT;
  });
  return found;
}

/** Whether a table has the header of a notation table. */
export function isNotationTable(table: Table): boolean {
  const header = table.children[0].children.map((cell) => toString(cell));
  return header.length === HEADER.length && header.every((name, at) => name === HEADER[at]);
}

interface Row {
  readonly id: string;
  readonly meaning: string;
}

/** The table's rows, which this gives ids, by each symbol and identifier in them. */
function rowsOf({ children: [, ...rows] }: Table): Map<string, Row> {
  const found = new Map<string, Row>();
  rows.forEach((row: TableRow, index) => {
    const id = `symbol-${index + 1}`;
    row.data = { ...row.data, hProperties: { id } };
    const names: TableRow = { ...row, children: row.children.slice(0, 2) };
    visit(names, (node) => {
      if (node.type !== 'inlineMath' && node.type !== 'inlineCode') return;
      for (const key of [keyOf(node), ...partsOf(node).map((value) => keyOf({ ...node, value }))]) {
        if (!found.has(key)) found.set(key, { id, meaning: toString(row.children[3]) });
      }
    });
  });
  return found;
}

/** `W^1` and `b^1` of a symbol written `W^1, b^1`. */
function partsOf(node: InlineMath | InlineCode): string[] {
  return node.type === 'inlineMath' ? node.value.split(/,\s+/) : [];
}

function keyOf({ type, value }: Pick<InlineMath | InlineCode, 'type' | 'value'>): string {
  return `${type} ${value.trim()}`;
}
