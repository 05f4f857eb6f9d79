/** `<Value claim="…" />` names a claim of the post: of its `claims.ts`, recorded or not yet. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Root } from 'mdast';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx-jsx';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { parseSync } from 'vite';
import { suggestion } from '../literate/diagnostic.ts';

export default function remarkClaims() {
  return (tree: Root, file: VFile): void => {
    let known: readonly string[] | undefined;
    visit(tree, ['mdxJsxFlowElement', 'mdxJsxTextElement'], (node) => {
      const element = node as MdxJsxFlowElement | MdxJsxTextElement;
      if (element.name !== 'Value') return;
      const report = (ruleId: string, text: string) =>
        file.message(text, { place: element.position, ruleId, source: 'worked-papers' });
      const attribute = element.attributes.find((one) => 'name' in one && one.name === 'claim');
      if (typeof attribute?.value !== 'string') {
        report('value-claim', 'This value names no claim. Write `<Value claim="…" />`.');
        return;
      }
      known ??= claimIds(resolve(file.dirname!, 'claims.ts'));
      if (known.includes(attribute.value)) return;
      const there = known.length > 0 ? ` There are: ${known.join(', ')}.` : ' It has no claims.';
      const near = suggestion(attribute.value, known);
      report('claim-known', `\`${attribute.value}\` is no claim of claims.ts.${near}${there}`);
    });
  };
}

/** The keys of the object that a module exports as `claims`. */
export function claimIds(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  const { program } = parseSync(path, readFileSync(path, 'utf8'));
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    if (statement.declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declaration.declarations) {
      if (id.type !== 'Identifier' || id.name !== 'claims') continue;
      if (init?.type !== 'ObjectExpression') continue;
      return init.properties.flatMap((property) => {
        if (property.type !== 'Property') return [];
        const { key } = property;
        if (key.type === 'Identifier') return [key.name];
        return key.type === 'Literal' ? [String(key.value)] : [];
      });
    }
  }
  return [];
}
