/**
 * Takes what is static in a post out of its module: the page gets it as HTML from a file.
 *
 * Neighbours that hold no component become one `<Fragment set:html={pieceOf(key, 3)} />`. The module
 * of a post then has a line where it had a hundred kilobytes, which the compiler, the bundler and
 * their plugins would each read, copy and write.
 */
import type { Element, ElementContent, Root, RootContent } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { attributeOfCall, importOf } from './estree.ts';
import { keepPieces } from './pieces.ts';

/** @param components names of elements that the page renders by components of its own */
export default function rehypeStaticHtml(components: readonly string[]) {
  // Astro gives headings their ids and images their component after this stage.
  const dynamic = new Set([...components, 'img', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
  const isDynamic = (node: RootContent): boolean =>
    node.type.startsWith('mdx') ||
    (node.type === 'element' && (dynamic.has(node.tagName) || node.children.some(isDynamic)));
  /** The nodes with every run of static neighbours as one component, which is added to `pieces`. */
  const written = (children: readonly RootContent[], pieces: Piece[]): RootContent[] => {
    const result: RootContent[] = [];
    let run: RootContent[] = [];
    const end = () => {
      if (run.length > 0) result.push(run.every(isText) ? run[0] : pieceOf(run, pieces));
      run = [];
    };
    for (const child of children) {
      if (!isDynamic(child)) {
        run.push(child);
        continue;
      }
      end();
      if ('children' in child) {
        child.children = written(child.children, pieces) as ElementContent[];
      }
      result.push(child);
    }
    end();
    return result;
  };
  return (tree: Root): void => {
    const pieces: Piece[] = [];
    tree.children = written(tree.children, pieces);
    if (pieces.length === 0) return;
    const key = keepPieces(pieces.map(({ html }) => html));
    for (const [index, { node }] of pieces.entries()) {
      node.attributes.push(attributeOfCall('set:html', 'pieceOf', [key, index]));
    }
    tree.children.push(importOf('/src/literate/pieces.ts', 'pieceOf'));
  };
}

interface Piece {
  readonly node: { readonly attributes: object[] };
  readonly html: string;
}

function isText(node: RootContent): boolean {
  return node.type === 'text';
}

function pieceOf(nodes: readonly RootContent[], pieces: Piece[]): Element {
  const node = { type: 'mdxJsxFlowElement', name: 'Fragment', attributes: [], children: [] };
  const html = toHtml(nodes as RootContent[], { allowDangerousHtml: true });
  pieces.push({ node, html });
  return node as never;
}
