/**
 * Gives each demo in a post what its island needs: `<Train run="train" />` gets a client directive
 * and the property `demo`, computed on the server from the post's `runs.ts` and `record.json`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type {
  Identifier,
  ImportDeclaration,
  Program,
  SimpleCallExpression,
  SimpleLiteral,
} from 'estree';
import type { Root } from 'mdast';
import type { MdxjsEsm } from 'mdast-util-mdxjs-esm';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx-jsx';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { parseSync } from 'vite';
import { suggestion } from '../literate/diagnostic.ts';

type Element = MdxJsxFlowElement | MdxJsxTextElement;

/** Local names of what this stage imports into the post. */
const DESCRIBE = '__describeDemo';
const RUNS = '__runs';
const RECORD = '__record';

export default function remarkDemo() {
  return (tree: Root, file: VFile): void => {
    const names = importedFrom('./demo.tsx', tree);
    const hasRecord = existsSync(resolve(file.dirname!, 'record.json'));
    const used = new Map<string, number>();
    visit(tree, ['mdxJsxFlowElement', 'mdxJsxTextElement'], (node) => {
      const element = node as Element;
      if (!element.name || !names.has(element.name)) return;
      const run = attribute(element, 'run');
      if (run === undefined || !checkRun(run, element, file)) return;
      const count = (used.get(run) ?? 0) + 1;
      used.set(run, count);
      complete(element, run, count === 1 ? `demo-${run}` : `demo-${run}-${count}`, hasRecord);
    });
    if (used.size > 0) tree.children.unshift(imports(hasRecord));
  };
}

/** The runs that a post shows, in page order. */
export function shownRuns(tree: Root): string[] {
  const names = importedFrom('./demo.tsx', tree);
  const runs: string[] = [];
  visit(tree, ['mdxJsxFlowElement', 'mdxJsxTextElement'], (node) => {
    const element = node as Element;
    const run = element.name && names.has(element.name) && attribute(element, 'run');
    if (run) runs.push(run);
  });
  return runs;
}

/** The local names under which a post imports from a module. */
function importedFrom(module: string, tree: Root): Set<string> {
  const names = new Set<string>();
  for (const node of tree.children) {
    if (node.type !== 'mdxjsEsm') continue;
    for (const statement of node.data?.estree?.body ?? []) {
      if (statement.type !== 'ImportDeclaration' || statement.source.value !== module) continue;
      for (const { local } of statement.specifiers) names.add(local.name);
    }
  }
  return names;
}

/** An attribute's text, undefined if it is absent or an expression. */
function attribute(element: Element, name: string): string | undefined {
  const found = element.attributes.find(
    (candidate) => candidate.type === 'mdxJsxAttribute' && candidate.name === name,
  );
  return typeof found?.value === 'string' ? found.value : undefined;
}

/** Whether the run is exported from `runs.ts`; if not, the file gets a message. */
function checkRun(run: string, element: Element, file: VFile): boolean {
  const runs = exportsOf(resolve(file.dirname!, 'runs.ts'));
  if (runs.includes(run)) return true;
  const there = runs.length > 0 ? `There are: ${runs.join(', ')}.` : 'It exports nothing.';
  file.message(`\`${run}\` is no run of runs.ts.${suggestion(run, runs)} ${there}`, {
    place: element.position,
    ruleId: 'run-known',
    source: 'worked-papers',
  });
  return false;
}

/** The names of the constants that a module exports. */
function exportsOf(path: string): string[] {
  if (!existsSync(path)) return [];
  const { program } = parseSync(path, readFileSync(path, 'utf8'));
  return program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return [];
    if (statement.declaration?.type !== 'VariableDeclaration') return [];
    return statement.declaration.declarations.flatMap(({ id }) =>
      id.type === 'Identifier' ? [id.name] : [],
    );
  });
}

/** Adds the client directive, unless the author chose one, and `demo={describeDemo(…)}`. */
function complete(element: Element, run: string, id: string, hasRecord: boolean): void {
  const chosen = element.attributes.some(
    (candidate) => candidate.type === 'mdxJsxAttribute' && candidate.name.startsWith('client:'),
  );
  if (!chosen) {
    const name = attribute(element, 'start') === 'visible' ? 'client:visible' : 'client:press';
    element.attributes.push({ type: 'mdxJsxAttribute', name, value: null });
  }
  const record = hasRecord ? identifier(RECORD) : literal(null);
  const expression: SimpleCallExpression = {
    type: 'CallExpression',
    callee: identifier(DESCRIBE),
    arguments: [identifier(RUNS), record, literal(run), literal(id)],
    optional: false,
  };
  element.attributes.push({
    type: 'mdxJsxAttribute',
    name: 'demo',
    value: {
      type: 'mdxJsxAttributeValueExpression',
      value: '',
      data: { estree: moduleOf([{ type: 'ExpressionStatement', expression }]) },
    },
  });
}

/** What the calls of `describeDemo` need, as an MDX module block. */
function imports(hasRecord: boolean): MdxjsEsm {
  const from = (
    source: string,
    specifier: ImportDeclaration['specifiers'][number],
  ): ImportDeclaration => ({
    type: 'ImportDeclaration',
    specifiers: [specifier],
    source: literal(source),
    attributes: [],
  });
  const body = [
    from('#demo/describe', {
      type: 'ImportSpecifier',
      imported: identifier('describeDemo'),
      local: identifier(DESCRIBE),
    }),
    from('./runs.ts', { type: 'ImportNamespaceSpecifier', local: identifier(RUNS) }),
  ];
  if (hasRecord) {
    body.push(from('./record.json', { type: 'ImportDefaultSpecifier', local: identifier(RECORD) }));
  }
  return { type: 'mdxjsEsm', value: '', data: { estree: moduleOf(body) } };
}

function identifier(name: string): Identifier {
  return { type: 'Identifier', name };
}

function literal(value: string | null): SimpleLiteral {
  return { type: 'Literal', value };
}

function moduleOf(body: Program['body']): Program {
  return { type: 'Program', sourceType: 'module', body, comments: [] };
}
