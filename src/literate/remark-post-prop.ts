/** Tells each shell component which post it stands in: `<Value claim="…" />` needs no slug. */
import { basename, dirname } from 'node:path';
import type { Root } from 'mdast';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx-jsx';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';

/** @param names the components that get the property `post` */
export default function remarkPostProp(names: readonly string[]) {
  return (tree: Root, file: VFile): void => {
    const slug = basename(dirname(file.path));
    visit(tree, ['mdxJsxFlowElement', 'mdxJsxTextElement'], (node) => {
      const element = node as MdxJsxFlowElement | MdxJsxTextElement;
      if (!element.name || !names.includes(element.name)) return;
      element.attributes.push({ type: 'mdxJsxAttribute', name: 'post', value: slug });
    });
  };
}
