/** JavaScript in a post's tree, as MDX keeps it there. */
import type { RootContent } from 'hast';

/** `import 'source'`, or with names `import { name } from 'source'` */
export function importOf(source: string, ...names: readonly string[]): RootContent {
  const specifiers = names.map((name) => ({
    type: 'ImportSpecifier',
    imported: identifier(name),
    local: identifier(name),
  }));
  const statement = {
    type: 'ImportDeclaration',
    specifiers,
    attributes: [],
    source: literal(source),
  };
  return { type: 'mdxjsEsm', value: '', data: { estree: programOf(statement) } } as never;
}

/** An attribute of a component: `name={callee(…)}` */
export function attributeOfCall(name: string, callee: string, values: (string | number)[]) {
  const expression = {
    type: 'CallExpression',
    callee: identifier(callee),
    arguments: values.map(literal),
    optional: false,
  };
  const estree = programOf({ type: 'ExpressionStatement', expression });
  const value = { type: 'mdxJsxAttributeValueExpression', value: '', data: { estree } };
  return { type: 'mdxJsxAttribute', name, value };
}

const identifier = (name: string) => ({ type: 'Identifier', name });
const literal = (value: string | number) => ({
  type: 'Literal',
  value,
  raw: JSON.stringify(value),
});
const programOf = (statement: object) => ({
  type: 'Program',
  sourceType: 'module',
  body: [statement],
  comments: [],
});
