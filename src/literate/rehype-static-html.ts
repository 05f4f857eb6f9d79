/**
 * Writes what is static in a post as HTML, so that it is compiled to strings and not to calls.
 *
 * Neighbours that hold no component become one `<Fragment set:html="…" />`. A post is then a small
 * module, which the bundler and the renderer of pages pass in a fraction of the time.
 */
import type { Element, ElementContent, Root, RootContent } from 'hast';
import { toHtml } from 'hast-util-to-html';

/** @param components names of elements that the page renders by components of its own */
export default function rehypeStaticHtml(components: readonly string[]) {
  // Astro gives headings their ids and images their component after this stage.
  const dynamic = new Set([...components, 'img', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
  const isDynamic = (node: RootContent): boolean =>
    node.type.startsWith('mdx') ||
    (node.type === 'element' && (dynamic.has(node.tagName) || node.children.some(isDynamic)));
  const written = (children: readonly RootContent[]): RootContent[] => {
    const result: RootContent[] = [];
    let run: RootContent[] = [];
    const end = () => {
      if (run.length > 0) result.push(run.every(isText) ? run[0] : fragment(run));
      run = [];
    };
    for (const child of children) {
      if (!isDynamic(child)) {
        run.push(child);
        continue;
      }
      end();
      if ('children' in child) child.children = written(child.children) as ElementContent[];
      result.push(child);
    }
    end();
    return result;
  };
  return (tree: Root): void => {
    tree.children = written(tree.children);
  };
}

function isText(node: RootContent): boolean {
  return node.type === 'text';
}

function fragment(nodes: readonly RootContent[]): Element {
  const value = toHtml(nodes as RootContent[], { allowDangerousHtml: true });
  const attributes = [{ type: 'mdxJsxAttribute', name: 'set:html', value }];
  return { type: 'mdxJsxFlowElement', name: 'Fragment', attributes, children: [] } as never;
}
