/** Components of a post: each is imported, exported in the post, or comes from the site. */
import type { Root } from 'mdast';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx-jsx';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { suggestion } from './diagnostic.ts';

/** @param given the components that every post gets from the site */
export default function remarkComponents(given: readonly string[]) {
  return (tree: Root, file: VFile): void => {
    const known = new Set([...given, ...namesIn(tree)]);
    visit(tree, ['mdxJsxFlowElement', 'mdxJsxTextElement'], (node) => {
      const { name, position } = node as MdxJsxFlowElement | MdxJsxTextElement;
      // A lower-case name is an HTML element; `a.b` is a member of what is imported.
      if (!name || !/^[A-Z]/.test(name) || known.has(name.split('.')[0]!)) return;
      const text = `\`<${name}>\` is neither imported nor a component of every post.${suggestion(name, known)} Import it from \`./demo.tsx\` or \`./figures/…\`. Every post has: ${given.join(', ')}.`;
      file.message(text, { place: position, ruleId: 'component-known', source: 'worked-papers' });
    });
  };
}

/** What the post imports and declares at its top level. */
function namesIn(tree: Root): string[] {
  return tree.children.flatMap((node) => {
    if (node.type !== 'mdxjsEsm') return [];
    return (node.data?.estree?.body ?? []).flatMap((statement) => {
      if (statement.type === 'ImportDeclaration') {
        return statement.specifiers.map(({ local }) => local.name);
      }
      if (statement.type !== 'ExportNamedDeclaration') return [];
      const { declaration } = statement;
      if (declaration?.type === 'VariableDeclaration') {
        return declaration.declarations.flatMap(({ id }) =>
          id.type === 'Identifier' ? [id.name] : [],
        );
      }
      return declaration?.type === 'FunctionDeclaration' ? [declaration.id.name] : [];
    });
  });
}
